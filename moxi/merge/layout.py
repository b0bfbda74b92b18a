"""A new text in the layout of the old one, so that a diff shows what changed and no more.

Where a formatter has been over the README, the parts of a section that say the same as before
(a paragraph, an item of a list, a row of a table) are taken over as they stand.
"""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from moxi.merge.normal import digest, normal_form
from moxi.merge.page import parser

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTS = ("list_item_open", "tr_open")


def restyled(new: str, old: str) -> str:
    """`new`, its parts that `old` says too written as `old` writes them."""
    ours, theirs = _parts(new), _parts(old)
    matcher = SequenceMatcher(None, [f for f, _ in ours], [f for f, _ in theirs], autojunk=False)
    out = [lines for _, lines in ours]
    for start, other, size in matcher.get_matching_blocks():
        for number in range(size):
            out[start + number] = theirs[other + number][1]
    text = "\n".join("\n".join(lines) for lines in out)
    return text if digest(text) == digest(new) else new


def _parts(text: str) -> list[tuple[str, list[str]]]:
    """The parts of a text in their order: what each says, and its lines."""
    lines = text.split("\n")
    cuts = sorted({0, *_cuts(text), len(lines)})
    parts = []
    for start, stop in pairwise(cuts):
        part = lines[start:stop]
        bare = "\n".join(part).strip()
        form = json.dumps(normal_form(bare)) if bare else ""
        parts.append((_row(bare) if bare.startswith("|") else form, part))
    return parts


def _cuts(text: str) -> Iterator[int]:
    """The lines at which a part begins."""
    for token in parser().parse(text):
        if not token.map:
            continue
        if token.level == 0 or (token.type in _PARTS and token.level <= 2):
            yield token.map[0]
            if token.level == 0:
                yield token.map[1]


def _row(line: str) -> str:
    """A table's row, or its rule, without padding."""
    cells = [" ".join(cell.split()) for cell in line.split("|")]
    return "|".join("-" if cell and not cell.strip(":-") else cell for cell in cells)
