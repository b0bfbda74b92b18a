"""Claims that the owner does not want to hear about: `<!-- moxi:ignore KIND -->`, `.moxi.yml`."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from itertools import islice
from typing import TYPE_CHECKING

from moxi.verify.model import KINDS
from moxi.verify.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.config import Suppression
    from moxi.verify.model import Finding
    from moxi.verify.page import Page

MAX_COMMENTS = 1_000


def kept(
    page: Page, findings: list[Finding], suppressed: tuple[Suppression, ...]
) -> tuple[Finding, ...]:
    """The findings that nobody switched off.

    A comment counts for its own line and, where that begins with it, the block that follows, up to
    the next blank line or the end of a fence; without a kind, for all of them.
    """
    ignored = _ignored(page)
    return tuple(
        finding
        for finding in findings
        if ignored.get(finding.claim.kind, b"")[finding.claim.line :][:1] != b"\1"
        and not any(
            rule.kind in (None, finding.claim.kind) and fnmatchcase(finding.claim.text, rule.text)
            for rule in suppressed
        )
    )


def misspelt(page: Page) -> Iterator[str]:
    """What to tell of comments that name a kind which there is not."""
    for line, kinds in _comments(page):
        for kind in sorted(kinds.difference(KINDS)):
            meant = nearest(kind, KINDS)
            hint = f", did you mean {meant}" if meant else ""
            yield f"the comment on line {line}: no kind is called {kind}{hint}"


def _comments(page: Page) -> Iterator[tuple[int, frozenset[str]]]:
    """Line and kinds of each comment to this end."""
    for line, text in page.comments:
        if found := re.match(r"moxi:ignore\b\s*(.*)", text, re.DOTALL):
            yield line, frozenset(re.findall(r"[\w-]+", found.group(1)))


def _ignored(page: Page) -> dict[str, bytearray]:
    """Kind → for each line (from 1) whether claims of this kind are switched off there."""
    ignored: dict[str, bytearray] = {}
    lines = len(page.lines) + 2
    ends = _ends(page)
    for line, kinds in islice(_comments(page), MAX_COMMENTS):
        last = ends[min(line, lines - 2)]
        if not page.lines[line - 1].lstrip(" >").startswith("<!--"):
            last = line + 1
        for kind in kinds or KINDS:
            mask = ignored.setdefault(kind, bytearray(lines))
            mask[line:last] = b"\1" * (last - line)
    return ignored


def _ends(page: Page) -> list[int]:
    """For each line (from 0), where the block that begins below it ends: the line after it."""
    count = len(page.lines)
    blocks = {start: block for block in page.blocks for start in (block.line - 1, block.line)}
    ends = [count + 1] * (count + 1)
    below = paragraph = count + 1  # of the next line that is not blank
    for number in range(count, 0, -1):
        ends[number] = below
        if not page.lines[number - 1].strip():
            paragraph = number
            continue
        block = blocks.get(number)
        below = paragraph
        if block:
            below = min(block.line + block.code.count("\n") + 2, count + 1)
    ends[0] = below
    return ends
