"""The licence, as a sentence or a section states it, against the licence text and the manifest."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Licence
from moxi.patterns import lazy_re
from moxi.verify.context import is_past
from moxi.verify.model import Claim, Finding, refuted, unknown, verified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Verdict
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

# A licence's family → how prose names it. The longer names come first.
NAMES: tuple[tuple[str, str], ...] = (
    ("AGPL-3.0", r"(GNU )?Affero General Public Licen[sc]e|AGPL[- ]?v?3(\.0)?|\bAGPL\b"),
    ("LGPL", r"(GNU )?(Lesser|Library) General Public Licen[sc]e|LGPL([- ]?v?[\d.]+)?"),
    ("GPL-3.0", r"GPL[- ]?v?3(\.0)?|GNU General Public Licen[sc]e,?( version| v)? ?3"),
    ("GPL-2.0", r"GPL[- ]?v?2(\.0)?|GNU General Public Licen[sc]e,?( version| v)? ?2"),
    ("GPL", r"GNU General Public Licen[sc]e|GNU GPL|\bGPL\b"),
    (
        "Apache-2.0",
        r"Apache([- ]?(Software )?Licen[sc]e)?,?( version)?[- ]?(2(\.0)?)?(?= |$|[-.,;)\]/`*])",
    ),
    ("BSD-2-Clause", r"BSD[- ]?2([- ]Clause)?|(2|two)[- ]clause BSD|Simplified BSD"),
    ("BSD-3-Clause", r"BSD[- ]?3([- ]Clause)?|(3|three)[- ]clause BSD|(New|Modified|Revised) BSD"),
    ("BSD", r"\bBSD\b"),
    ("MPL-2.0", r"Mozilla Public Licen[sc]e|MPL([- ]?v?2(\.0)?)?\b"),
    ("ISC", r"\bISC\b"),
    ("Unlicense", r"\bUnlicen[sc]e\b"),
    ("CC0-1.0", r"\bCC0\b"),
    ("0BSD", r"\b0BSD\b|Zero[- ]Clause BSD"),
    ("BSL-1.0", r"Boost Software Licen[sc]e|\bBSL-1\.0\b"),
    ("WTFPL", r"\bWTFPL\b"),
    ("Zlib", r"\bzlib licen[sc]e\b"),
    ("EPL-2.0", r"Eclipse Public Licen[sc]e"),
    ("EUPL-1.2", r"\bEUPL\b"),
    ("MIT", r"\bMIT\b"),
)
_STATES = lazy_re(
    r"\b(licen[sc]ed?|released|distributed|available|published|made available|open[- ]source[d]?)\b"
    r"[^.]*\b(under|with)\b|\bunder (the|an?)\b|\blicen[sc]e\b\W*(:|is\b|\()"
    r"|^[^.]{0,40}\blicen[sc]ed?\b",
    re.IGNORECASE,
)
_REPOSITORY = lazy_re(r"https?://github\.com/([^/]+/[^/#?]+)/")
_HEADING = lazy_re(r"licen[sc]|copying", re.IGNORECASE)
_OTHERS = lazy_re(
    r"\b(dependenc|third[- ]part|vendor|bundl|font|icon|logo|image|artwork|docs|documentation|"
    r"except|portions?|contains?|includes?|some|parts?|content|based on|derived|originally|dataset|"
    r"model|data|contribut\w+|certain|individual|modules|component)",
    re.IGNORECASE,
)
_PARTS = lazy_re(
    r"\b(except|portions?|some|certain|third[- ]part|vendor|bundl|dependenc|contains?|includes?|"
    r"derived|based on|originally|individual)",
    re.IGNORECASE,
)


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each licence named in a licence section or in a sentence that states it."""
    listed = sum(
        prose.kind in ("item", "cell") and any(licences_in(prose.text))
        for prose in page.prose
        if _HEADING.search(prose.section)
    )
    for prose in page.prose:
        within = bool(_HEADING.search(prose.section))
        if prose.kind == "heading" or not (within or _states_licence(prose.text)):
            continue
        named = list(licences_in(prose.text))
        for name, text, _ in named:
            line = page.line_of(text.split()[0], prose.line, prose.line + 8)
            parts = listed > 2 and prose.kind in ("item", "cell")
            others = parts or _is_of_others(prose.text) or _elsewhere(line, page, repository)
            verdict = judge(name, repository, others=others or is_past(prose.text))
            yield Finding(Claim("licence", text, line), verdict)


def _is_of_others(text: str) -> bool:
    """Whether a sentence may tell of the licence of a part, or of something else."""
    if re.search(r"\bthis (project|repository|repo|software|library|package|tool)\b", text, re.I):
        return bool(_PARTS.search(text))
    return bool(_OTHERS.search(text))


def _elsewhere(line: int, page: Page, repository: Repository) -> bool:
    """Whether a line leads to another repository, whose licence it may tell."""
    return bool(repository.slug) and any(
        link.line == line
        and (found := _REPOSITORY.match(link.target)) is not None
        and found.group(1).lower() != repository.slug
        for link in page.links
    )


def _states_licence(text: str) -> bool:
    return bool(_STATES.search(text)) and "icen" in text


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Whole names in any case, as headings write them; short ones (`MIT`) as they are."""
    return re.compile(pattern, re.IGNORECASE if "icen" in pattern else 0)


def licences_in(text: str) -> Iterator[tuple[str, str, int]]:
    """The licences that a text names: family, as written, where; no part of it twice."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, str, str]] = []
    for family, pattern in NAMES:
        for match in _compiled(pattern).finditer(text):
            start, end = match.span()
            if any(start < stop and begin < end for begin, stop in taken) or not match.group():
                continue
            taken.append((start, end))
            found.append((start, family, match.group().strip()))
    for start, family, written in sorted(found):
        yield family, written, start


def judge(family: str, repository: Repository, *, others: bool = False) -> Verdict:
    """The verdict on one licence's name; `others` where the sentence tells of parts."""
    facts = []
    for fact in repository.every(Licence):
        facts.append(fact)
        if _same(family, fact.value.expression):
            return verified(*fact.evidence)
    if not facts:
        return unknown("the repository states no licence")
    for path in repository.tree.files(""):  # `LICENSE.GPLv2`, `LICENSE-MIT` beside the main one
        if _HEADING.search(path) and family.split("-")[0].lower() in path.lower():
            return verified(Evidence(path))
    stated = facts[0].value.expression
    unclear = any(
        not list(licences_in(fact.value.expression)) or fact.value.contradiction for fact in facts
    )
    if others or unclear or len({fact.value.expression for fact in facts}) > 3:
        return unknown("it may be the licence of a part, or of something else")
    return refuted(f"the repository states {stated}", *facts[0].evidence, suggestion=stated)


def _same(family: str, expression: str) -> bool:
    if any(family == named for named, _, _ in licences_in(expression)):
        return True
    folded = expression.upper()
    if family in ("GPL", "BSD", "LGPL"):
        return re.search(rf"(?<![A-Z]){family}", folded) is not None or family in folded
    return re.search(rf"(?<![A-Z0-9]){re.escape(family.upper())}(?![A-Z0-9])", folded) is not None
