"""Simple and grid tables of reStructuredText as rows of cells."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIMPLE = lazy_re(r"^=+( +=+)+$")
_GRID = lazy_re(r"^\+-+(\+-+)*\+$")
_GRID_RULE = lazy_re(r"^\+[-=+]+\+$")


def starts(lines: Sequence[str], index: int) -> bool:
    """Whether a table starts on this line."""
    return bool(_SIMPLE.match(lines[index]) or _GRID.match(lines[index]))


def read(lines: Sequence[str], index: int) -> tuple[list[tuple[list[str], int]], int]:
    """The rows (each with the offset of its line) of the table that starts here, and its end."""
    if _SIMPLE.match(lines[index]):
        return _simple(lines, index)
    return _grid(lines, index)


def _simple(lines: Sequence[str], index: int) -> tuple[list[tuple[list[str], int]], int]:
    spans = [match.span() for match in re.finditer("=+", lines[index])]
    rows: list[tuple[list[str], int]] = []
    rules, number = 1, index + 1
    while number < len(lines):
        line = lines[number]
        if _SIMPLE.match(line):
            rules += 1
            last = number + 1 >= len(lines) or not lines[number + 1].strip()
            if rules >= 3 or (last and rules == 2):
                return rows, number + 1
        elif line.strip() and not re.fullmatch(r"-+( +-+)*", line):
            cells = [
                line[start : None if place == len(spans) - 1 else spans[place + 1][0]].strip()
                for place, (start, _) in enumerate(spans)
            ]
            if cells[0] or not rows:
                rows.append((cells, number))
            else:
                rows[-1] = (
                    [f"{a} {b}".strip() for a, b in zip(rows[-1][0], cells, strict=True)],
                    rows[-1][1],
                )
        number += 1
    return rows, number


def _grid(lines: Sequence[str], index: int) -> tuple[list[tuple[list[str], int]], int]:
    borders = [place for place, char in enumerate(lines[index]) if char == "+"]
    rows: list[tuple[list[str], int]] = []
    fresh, number = True, index + 1
    while number < len(lines) and lines[number].startswith(("+", "|")):
        line = lines[number]
        if _GRID_RULE.match(line):
            fresh = True
        else:
            cells = [
                line[left + 1 : right].strip().removesuffix("|").strip()
                for left, right in itertools.pairwise(borders)
            ]
            if fresh:
                rows.append((cells, number))
                fresh = False
            else:
                rows[-1] = (
                    [f"{a} {b}".strip() for a, b in zip(rows[-1][0], cells, strict=True)],
                    rows[-1][1],
                )
        number += 1
    return rows, number
