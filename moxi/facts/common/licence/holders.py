"""Who holds the copyright: the lines above the terms of a short licence."""

from __future__ import annotations

import re

from moxi.facts.model import Evidence
from moxi.facts.prose import collapse
from moxi.patterns import lazy_re

# Licences whose text carries the owner's own line; others quote one as a sample.
CARRY_ONE = frozenset({
    "MIT", "MIT-0", "X11", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "BSD-4-Clause", "Zlib",
    "NCSA", "PostgreSQL",
})  # fmt: skip
MAX_LINES, MAX_HOLDERS, MAX_LENGTH = 20, 3, 80
_LINE = lazy_re(r"(?:[#*/\s-]*)copyright\b\s*(?:\(c\)|©|&copy;)?\s*(.+)$", re.IGNORECASE)
_CONTACT = lazy_re(
    r"\s*https?://\S+|\s*[<(]\s*(?:https?://|mailto:)?[^\s<>()]*(?:[@/]|\.\w)[^\s<>()]*\s*[>)]"
)
_RIGHTS = lazy_re(r"[,.;]?\s*all rights reserved\.?", re.IGNORECASE)
_YEARS = lazy_re(r"^([\d ,–-]*\d)\s*[:;]\s*")
"""`2021: Jo Doe`"""
_NAME = lazy_re(r"[^\W\d_]{2}")
_SAMPLE = lazy_re(r"[\[\]{}<>*`]|\b(?:year|fullname|name of)\b|notice", re.IGNORECASE)


def holders(path: str, text: str) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
    """`2014 Jo Doe` and where that stands; nothing where one line is unclear or there are many."""
    found: dict[str, Evidence] = {}
    for number, line in enumerate(text.split("\n")[:MAX_LINES], 1):
        if line.lower().startswith(("permission is", "redistribution", "the above copyright")):
            break
        if not (match := _LINE.match(line)):
            continue
        said = collapse(_RIGHTS.sub("", _CONTACT.sub("", match[1]))).strip(" .,;-–")
        said = _YEARS.sub(r"\1 ", said)
        if not said or _SAMPLE.search(said) or len(said) > MAX_LENGTH or not _NAME.search(said):
            return (), ()
        found.setdefault(said, Evidence(path, number, number))
    if len(found) > MAX_HOLDERS:
        return (), ()
    return tuple(found), tuple(found.values())
