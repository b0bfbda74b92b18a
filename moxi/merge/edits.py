"""Edits to the lines of a README that are Moxi's, collected and then made in one go."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from moxi.errors import MarkerError, UsageError
from moxi.merge.normal import digest
from moxi.merge.page import Page, begin_marker, end_marker, is_blank, record_marker

if TYPE_CHECKING:
    from collections.abc import Iterable


def wrapped(section: str, content: str, written: str) -> str:
    """A section between its markers; the blank lines are those that formatters would add.

    Raises UsageError where the markers would not be found again.
    """
    if not is_whole(section, content, written):
        raise UsageError(
            f"section {section}: its text leaves a code fence open, or holds a marker of Moxi's"
        )
    return _wrapped(section, content, written)


def is_whole(section: str, content: str, written: str) -> bool:
    """Whether a section between its markers is found there again: it could leave a fence open."""
    try:
        page = Page(_wrapped(section, content, written))
    except MarkerError:
        return False
    block = page.blocks.get(section)
    if block is None or len(page.blocks) > 1 or block.end != len(page.lines) - 1:
        return False
    return digest(page.content(block)) == digest(content)


def _wrapped(section: str, content: str, written: str) -> str:
    return f"{begin_marker(section, written)}\n\n{content}\n\n{end_marker(section)}"


class Edits:
    """The edits to one page. Lines that are not Moxi's stay as they are, byte for byte."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._blocks: dict[int, tuple[int, str]] = {}
        self._inserted: defaultdict[int, list[str]] = defaultdict(list)
        self._record: str | None = None

    def replace(self, section: str, content: str, written: str) -> None:
        """Another content and hash for a block."""
        block = self.page.blocks[section]
        self._blocks[block.begin] = (block.end, wrapped(section, content, written))

    def remove(self, section: str) -> None:
        """Take a block away, with its markers."""
        block = self.page.blocks[section]
        self._blocks[block.begin] = (block.end, "")

    def insert(self, line: int, text: str) -> None:
        """Add text above a line, below what was added there before."""
        self._inserted[line].append(text)

    def record(self, sections: Iterable[str]) -> None:
        """Another list of sections, where there is one; an empty one is taken away."""
        names = tuple(sections)
        self._record = record_marker(names) if names else ""

    def text(self) -> str:
        """The README with all edits made."""
        page = self.page
        out: list[str] = []
        number = 0
        while number < len(page.lines):
            self._insert(out, number)
            last = number
            text: str | None = None
            if number in self._blocks:
                last, text = self._blocks[number]
            elif number == page.record_line:
                text = self._record
            if text is None:
                out.append(page.lines[number])
            elif text:
                out.append(text.replace("\n", page.eol) + _end(page.lines[last]))
            number = last + 1
        self._insert(out, number)
        return page.mark + "".join(out)

    def _insert(self, out: list[str], number: int) -> None:
        """Append what is to stand above a line, a blank line between it and what is around."""
        if number not in self._inserted:
            return
        page = self.page
        eol = page.eol
        below = page.lines[number] if number < len(page.lines) else None
        ended = not out or bool(_end(out[-1]))
        if not ended:
            out[-1] += eol
        if out and not is_blank(out[-1]):
            out.append(eol)
        text = "\n\n".join(self._inserted[number]).replace("\n", eol)
        # A file without a line end at its end stays one.
        out.append(text if below is None and not ended else text + eol)
        if below is not None and not is_blank(below):
            out.append(eol)


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
