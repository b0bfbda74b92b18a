"""A README as lines: where Moxi's blocks stand in it, and which lines are code.

```
<!-- moxi:begin install 3f2a90c1d4e5 -->     the section, and the hash of what Moxi wrote
…
<!-- moxi:end install -->
<!-- moxi:sections about install -->         all sections that Moxi ever added here
```

The last line is how a section that a person deleted is remembered: it is named, and not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from moxi.errors import MarkerError
from moxi.patterns import lazy_re
from moxi.snapshot.model import newlines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

_LINE = lazy_re(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")  # the line ends that Markdown knows
_LIKE_A_MARKER = lazy_re(r"\s*<!--\s*moxi:(?:begin|end|sections)\b")
_NAME = r"[a-z0-9][a-z0-9-]*"
_MARKER = lazy_re(
    rf" {{0,3}}<!--\s*moxi:(?:begin\s+(?P<begin>{_NAME})\s+(?P<hash>[0-9a-f]+)"
    rf"|end\s+(?P<end>{_NAME})|(?P<sections>sections(?:\s+{_NAME})*))\s*-->\s*"
)


@dataclass(frozen=True, slots=True)
class Block:
    """What stands between two markers. `begin` and `end` are the indexes of the markers' lines."""

    section: str
    hash: str
    begin: int
    end: int


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """GitHub's dialect as far as the merge needs it."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def lines_of(text: str) -> list[str]:
    """The lines with their ends: joined again they are the text."""
    return _LINE.findall(text)


def begin_marker(section: str, written: str) -> str:
    """The line above a block; `written` is the hash of what Moxi wrote into it."""
    return f"<!-- moxi:begin {section} {written} -->"


def end_marker(section: str) -> str:
    """The line below a block."""
    return f"<!-- moxi:end {section} -->"


def record_marker(sections: Iterable[str]) -> str:
    """The line that names all sections ever added."""
    return f"<!-- moxi:sections {' '.join(sections)} -->"


class Page:
    """A README, taken apart. `name` is what errors call it."""

    def __init__(self, text: str, name: str = "README.md") -> None:
        """Raises MarkerError where markers are broken."""
        self.text = text
        self.name = name
        self.mark = text[: text.startswith("\ufeff")]  # a byte order mark stays where it is
        self.lines = lines_of(text[len(self.mark) :])
        self.blocks: dict[str, Block] = {}
        self.record_line: int | None = None
        self.recorded: tuple[str, ...] = ()
        self._read_markers()

    @cached_property
    def tokens(self) -> list[Token]:
        """The parsed Markdown; front matter counts as blank lines."""
        lines = [line.rstrip("\r\n") for line in self.lines]
        if lines and lines[0].rstrip() == "---":
            closing = next((n for n, line in enumerate(lines) if n and line.rstrip() == "---"), -1)
            lines[: closing + 1] = [""] * (closing + 1)
        return parser().parse("\n".join(lines))

    @cached_property
    def eol(self) -> str:
        """The line end that most lines have."""
        ends = [line[len(line.rstrip("\r\n")) :] for line in self.lines]
        return max(("\n", "\r\n", "\r"), key=ends.count)

    @cached_property
    def owned(self) -> frozenset[int]:
        """The indexes of the lines that are Moxi's: its blocks, its record."""
        lines = {n for block in self.blocks.values() for n in range(block.begin, block.end + 1)}
        return frozenset(lines if self.record_line is None else lines | {self.record_line})

    def content(self, block: Block) -> str:
        """What stands in a block, with bare newlines and no blank line at either end."""
        return newlines("".join(self.lines[block.begin + 1 : block.end])).strip("\n")

    def open_fence(self) -> Token | None:
        """The code fence that is never closed, and so runs to the end of the page."""
        for token in self.tokens:
            if token.type == "fence" and token.level == 0 and token.map:
                last = self.lines[token.map[1] - 1].strip()
                closed = last.startswith(token.markup) and not last.strip(token.markup[0])
                if not closed or token.map[1] - 1 == token.map[0]:
                    return token
        return None

    def _code_lines(self) -> set[int]:
        return {
            number
            for token in self.tokens
            if token.type in ("fence", "code_block") and token.map
            for number in range(*token.map)
        }

    def _read_markers(self) -> None:
        alike = [n for n, line in enumerate(self.lines) if _LIKE_A_MARKER.match(line)]
        if not alike:
            return
        code = self._code_lines()
        fence = self.open_fence()
        if fence and fence.map and alike[-1] > fence.map[0]:
            raise self._broken(
                fence.map[0], "this code fence is never closed, and swallows the markers below it"
            )
        opened: tuple[str, str, int] | None = None
        for number in (n for n in alike if n not in code):
            marker = _MARKER.fullmatch(self.lines[number])
            if marker is None:
                raise self._broken(number, "not a marker as Moxi writes it; mend or delete it")
            if marker["sections"]:
                self._read_record(number, marker["sections"].split()[1:], opened)
            elif section := marker["begin"]:
                self._begin(number, section, opened)
                opened = (section, marker["hash"], number)
            else:
                self._end(number, marker["end"], opened)
                opened = None
        if opened:
            raise self._broken(
                opened[2], f"no end; add `{end_marker(opened[0])}` below the section"
            )

    def _begin(self, number: int, section: str, opened: tuple[str, str, int] | None) -> None:
        if opened:
            raise self._broken(
                number,
                f"`{section}` begins inside `{opened[0]}` (line {opened[2] + 1}); "
                f"add `{end_marker(opened[0])}` above it",
            )
        if section in self.blocks:
            first = self.blocks[section].begin + 1
            raise self._broken(
                number, f"`{section}` is there already (line {first}); delete one of the two"
            )

    def _end(self, number: int, section: str, opened: tuple[str, str, int] | None) -> None:
        if opened is None:
            raise self._broken(number, f"`{section}` ends and has no begin above; delete this line")
        if opened[0] != section:
            raise self._broken(
                number,
                f"`{section}` ends where `{opened[0]}` (line {opened[2] + 1}) is open; "
                f"write `{end_marker(opened[0])}`",
            )
        self.blocks[section] = Block(section, opened[1], opened[2], number)

    def _read_record(
        self, number: int, sections: list[str], opened: tuple[str, str, int] | None
    ) -> None:
        if opened:
            raise self._broken(
                number, f"the list of sections stands inside `{opened[0]}`; move it below the end"
            )
        if self.record_line is not None:
            raise self._broken(
                number,
                f"a second list of sections (the first is line {self.record_line + 1}); "
                "delete one of the two",
            )
        self.record_line = number
        self.recorded = tuple(dict.fromkeys(sections))

    def _broken(self, number: int, reason: str) -> MarkerError:
        return MarkerError(self.name, number + 1, reason)


def is_blank(line: str) -> bool:
    """Whether a line shows nothing."""
    return not re.search(r"[^ \t\r\n\f\v]", line)
