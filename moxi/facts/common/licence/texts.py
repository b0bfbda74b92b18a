"""Which licences a text holds, and whether something is added to them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from moxi.facts.common.licence.signatures import SIGNATURES, Match, match, normalise
from moxi.facts.common.words import words as listed
from moxi.patterns import lazy_re

MAX_TEXT = 200_000
MIN_PHRASES = 2
_SLACK_WORDS, _SLACK_SHARE = 14, 0.04
_COMMONS_CLAUSE = lazy_re(r" commons clause ")
_ADDED = lazy_re(
    r" (non ?commercial|additional (terms|restrictions?|conditions?|permissions?)|(special|linking|"
    r"classpath|runtime library) exceptions?|prohibited|not be used for|good not evil|"
    r"with the (following )?exceptions?|personal use|not permitted|evaluation purposes|"
    r"commercial (use|license)|may not (use|sell|distribute|offer)) "
)
_EXCEPTION = lazy_re(
    r" (linking|classpath|runtime library|assembly|font) exceptions? "
    r"| as a special exception the copyright "
)
# Those that a signature covers from their first to their last words, so that what stands outside
# has been added.
_WHOLE = frozenset(
    listed("""MIT MIT-0 X11 ISC 0BSD BSD-2-Clause BSD-3-Clause BSD-4-Clause Zlib BSL-1.0 Unlicense
    NCSA PostgreSQL Apache-2.0 BlueOak-1.0.0""")
)
_DUAL = lazy_re(
    r" (dual(ly)? licensed?|dual license|either (of|the|license)|at your (option|choice)|"
    r"triple licensed|choose (either|between)) "
)
# The licence that follows is that of somebody else's work.
_FOREIGN = lazy_re(
    r" (contains|includes|incorporates|bundles|ships) (with )?(an? |the )?"
    r"((modified )?(copy|copies|version|parts?|portions?|code|sources?|files?)) (of|from) "
)
_HEADLINE = lazy_re(r"licen[sc]e|agreement|terms", re.IGNORECASE)
# `License: CC-BY-SA-3.0`, as the copyright files of Debian write it.
_STATED = lazy_re(r"(?:SPDX-)?Licen[sc]e(?:-Identifier)?:\s*([\w.+-]+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a licence file says."""

    ids: tuple[str, ...] = ()
    """SPDX ids in the order of the text; the first is the main one"""
    addition: str = ""
    """`Commons Clause` or `additional terms`, where the text adds to the first licence"""
    dual: bool = False
    """it says that one may choose"""
    headline: str = ""
    """the name that an unknown text gives itself"""
    reserved: bool = False
    """it grants nothing: all rights reserved"""


def read_licence(text: str) -> Reading:
    """Recognise the licences of a text."""
    text = text[:MAX_TEXT]
    words = normalise(text)
    found = _matches(words)
    rest = _outside(words, found)
    dual = bool(_DUAL.search(rest))
    if not found:
        reserved = (
            "all rights reserved" in text.lower()
            and len(words.split()) < 150
            and not re.search(r" (permission|licensed|may|free|granted) ", words)
        )
        return Reading(dual=dual, headline=_headline(text), reserved=reserved)
    if len(found) > 1 and _FOREIGN.search(f"{words[: found[0].start]} "):
        found = [*found[1:], found[0]]
    ids = tuple(dict.fromkeys(item.spdx for item in found))
    if ids[0] == "LGPL-3.0":
        ids = tuple(spdx for spdx in ids if spdx != "GPL-3.0")  # which it includes
    addition = ""
    if _COMMONS_CLAUSE.search(rest):
        addition = "Commons Clause"
    elif len(ids) == 1 and (ids[0] in _WHOLE and _ADDED.search(rest)):
        addition = "additional terms"
    elif ids[0].startswith(("GPL", "LGPL", "AGPL")) and _EXCEPTION.search(rest):
        addition = "an exception"
    return Reading(ids=ids, addition=addition, dual=dual and len(ids) > 1)


def _matches(words: str) -> list[Match]:
    """The licences of a text by their place in it, none inside another one."""
    found: list[Match] = []
    for signature in SIGNATURES:
        hit = match(signature, words)
        if hit and hit.excess <= max(_SLACK_WORDS, _SLACK_SHARE * hit.span):
            found.append(hit)
    found.sort(key=lambda item: (item.start, -item.end))
    kept: list[Match] = []
    for item in found:
        if not any(other.start <= item.start and item.end <= other.end for other in kept):
            kept.append(item)
    # Licences that end by naming or quoting another one.
    if kept and kept[0].spdx.startswith(("FSL", "BUSL", "SSPL", "AGPL", "CC-")):
        kept = kept[:1]
    return kept


def reads_like(text: str, spdx: str) -> bool:
    """Whether a text is plainly a licence's own with some of its words changed: all of its telling
    phrases but one stand there in order, none that tells another licence."""
    words = normalise(text[:MAX_TEXT])
    return any(
        len(signature.phrases) > MIN_PHRASES
        and any(
            match(
                replace(signature, phrases=signature.phrases[:i] + signature.phrases[i + 1 :]),
                words,
            )
            for i in range(1, len(signature.phrases))
        )
        for signature in SIGNATURES
        if signature.spdx == spdx and not any(f" {other} " in words for other in signature.absent)
    )


def _outside(words: str, found: list[Match]) -> str:
    parts, at = [], 0
    for item in found:
        if item.start > at:
            parts.append(words[at : item.start])
        at = max(at, item.end)
    return " ".join([*parts, words[at:], ""])


def _headline(text: str) -> str:
    """`Acme Community License 1.0` from the first line of an unknown text."""
    for line in text.split("\n"):
        line = line.strip().strip("#=*-_ ").strip()
        if line:
            if stated := _STATED.match(line):
                return stated[1]
            short = len(line) <= 60 and not line.endswith((".", ",", ":")) and len(line.split()) > 1
            return line if short and _HEADLINE.search(line) else ""
    return ""
