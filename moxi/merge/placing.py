"""Where in a README a section that it lacks belongs."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from moxi.merge.coverage import meanings
from moxi.merge.outline import HTML_HEADING, below_title, headings, section_level, title_of
from moxi.merge.page import is_blank, parser
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moxi.merge.outline import Heading
    from moxi.merge.page import Page

_ANCHOR = lazy_re(r"\s*<a\s+(?:name|id)=[^>]*>\s*(?:</a>)?\s*")
_TAGS = lazy_re(r"<!--(?:(?!<!--).)*?-->|<[^<>]*>|&\w+;", re.DOTALL)
_WORD = lazy_re(r"\w")
_CLOSING = ("contributing", "contact", "license")
"""sections that stand at the end, whatever a person added after those that Moxi knows"""


class Places:
    """The places of one README. `order` are the ids of all sections in a reader's order."""

    def __init__(self, page: Page, order: Sequence[str]) -> None:
        self._page = page
        self._order = order
        self._headings = headings(page)
        level = section_level(self._headings)
        self._title = title_of(self._headings)
        below = below_title(self._headings)
        dividing = [heading for heading in below if heading.level <= level]
        self._dividing = sorted({self._start(heading) for heading in dividing})
        self._begins = sorted(block.begin for block in page.blocks.values())
        self._known = self._anchors(below)

    def line_for(self, section: str) -> int:
        """The index of the line before which the section is to be added."""
        if section == "about":
            return self.below_title()
        at = self._order.index(section)
        above = [self._known[name] for name in self._order[:at] if name in self._known]
        for later in self._order[at + 1 :]:
            # One that stands above what comes before is out of order, and tells nothing.
            if later in self._known and self._known[later] >= max(above, default=0):
                return self._above(self._known[later])
        if section not in _CLOSING:
            for earlier in reversed(self._order[:at]):
                if earlier in self._known and earlier != "about":
                    return self._below(self._known[earlier])
        return self.end()

    def below_title(self) -> int:
        """The first line after title and badges: where the first section begins."""
        first = min([*self._dividing[:1], *self._sections_begin()], default=self.end())
        return self._above(first)

    def has_introduction(self) -> bool:
        """Whether there is any text above the first section; a README that does not begin with a
        title counts as having one."""
        if self._title is None:
            return True
        page, first = self._page, self.below_title()
        for number, token in enumerate(page.tokens):
            if token.level or not token.map or token.map[0] in page.owned:
                continue
            if token.map[0] >= first:
                return False
            if token.type == "paragraph_open":
                children = page.tokens[number + 1].children or ()
                if any(c.type in ("text", "code_inline") and c.content.strip() for c in children):
                    return True
            elif token.type == "html_block":
                if _WORD.search(_TAGS.sub(" ", HTML_HEADING.sub(" ", token.content))):
                    return True
            elif token.type not in ("heading_open", "inline", "hr"):
                return True
        return False

    def end(self) -> int:
        """The line after the last; or, where an open fence or comment would swallow what is added
        there, the line at which that begins."""
        page = self._page
        last = [token for token in page.tokens if token.level == 0 and token.map]
        line = len(page.lines) if page.record_line is None else page.record_line
        if page.record_line is not None or not last:
            return line
        if last[-1].type in ("fence", "html_block") and last[-1].map:
            start = last[-1].map[0]
            tail = "".join(page.lines[start:]) + "\n\n<!-- x -->\n"
            below = parser().parse(tail)[-1]
            if (below.type, below.content.strip()) != ("html_block", "<!-- x -->"):
                return start
        return line

    def _sections_begin(self) -> list[int]:
        """Where the blocks of Moxi's begin that are sections of their own."""
        blocks = self._page.blocks
        return [block.begin for name, block in blocks.items() if name not in ("badges", "toc")]

    def _anchors(self, below: list[Heading]) -> dict[str, int]:
        """The line at which each section begins that is there already; the first one counts."""
        known = {name: block.begin for name, block in self._page.blocks.items()}
        for heading in below:
            line = self._start(heading)
            above = bisect_right(self._dividing, line)
            for section in meanings(heading.text) if above else ():
                known.setdefault(section, self._dividing[above - 1])
        return known

    def _start(self, heading: Heading) -> int:
        """The first line that belongs to a heading: an anchor, or what is wrapped around it."""
        line = heading.line if heading.wrapper < 0 else heading.wrapper
        while line and _ANCHOR.fullmatch(self._page.lines[line - 1]):
            line -= 1
        return line

    def _above(self, line: int) -> int:
        """As it is, or between two blank lines that stand above: where a section once stood."""
        lines = self._page.lines
        if line > 1 and is_blank(lines[line - 1]) and is_blank(lines[line - 2]):
            return line - 1
        return line

    def _below(self, line: int) -> int:
        """The end of the section that begins at `line`."""
        block = next((b for b in self._page.blocks.values() if b.begin == line), None)
        if block:
            return block.end + 1
        following = [start for start in [*self._dividing, *self._begins] if start > line]
        return self._above(min(following)) if following else self.end()
