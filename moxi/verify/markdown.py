"""Markdown as GitHub reads it, taken apart into a `Page`."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from moxi.anchors import slug
from moxi.patterns import lazy_re
from moxi.verify.page import (
    MAX_AROUND,
    MAX_TEXT,
    Block,
    Heading,
    Link,
    Page,
    ProseKind,
    Span,
    lines_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_BARE_URL = lazy_re(r"(?<![\w\"'(=/])https?://[^\s<>\"'`|\])]*[^\s<>\"'`|\]).,;:!?*_]")
_FRONT_MATTER = lazy_re(r"\A---\n(?=[\w\"'-]+[ \t]*:).*?\n(---|\.\.\.)\n", re.DOTALL)
_STRAY = lazy_re(r"<(?!!--)(?=[^<>]*(?:<|\Z)|!\[)")
"""A `<` that opens nothing: the parser would look for its end in all that follows, each time."""
NEAR = 10


def parse(text: str, path: str = "README.md") -> Page:
    """The page that a Markdown text makes; never raises."""
    page = Page(path, lines_of(text))
    if len(text) > MAX_TEXT:
        page.skipped.append(f"all after line {len(page.lines)}: the file is too long")
    body = page.text
    if front := _FRONT_MATTER.match(body):  # blanked, so that lines keep their numbers
        body = "\n" * body[: front.end()].count("\n") + body[front.end() :]
    parser = _Markdown("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    _Reader(page).read(parser.parse(body))
    return page


class _Markdown(MarkdownIt):
    """Leaves a link's target as it is written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url


class _Reader:
    """Goes over the tokens once, knowing section, table and line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.section = ""
        self.line = 1
        self.last = 1
        self.cursor = 1
        self.exact = True
        self.seen: dict[str, int] = {}
        self.header: list[str] = []
        self.column = 0
        self.table = 0
        self.in_table = False
        self.open_links: list[tuple[str, int]] = []

    def read(self, tokens: Sequence[Token]) -> None:
        kinds: list[str] = []
        for token in tokens:
            if token.map:
                self.line, self.last = token.map[0] + 1, token.map[1]
                self.cursor = self.line
            if token.nesting == 1:
                kinds.append(token.type)
                self._opened(token.type)
            elif token.nesting == -1:
                kinds.pop()
                if token.type == "table_close":
                    self.in_table = False
            elif token.type == "inline":
                self._inline(token, kinds)
            elif token.type in ("fence", "code_block"):
                self._block(token)
            elif token.type == "html_block":
                self._html(token.content, self.line)

    def _opened(self, kind: str) -> None:
        if kind == "table_open":
            self.table += 1
            self.in_table = True
            self.header = []
        elif kind == "tr_open":
            self.column = -1
        elif kind in ("td_open", "th_open"):
            self.column += 1

    def _block(self, token: Token) -> None:
        fenced = token.type == "fence"
        info = token.info.strip().split() if fenced else []
        language = re.sub(r"^\{?\.?|[{},:].*$", "", info[0]).lower() if info else ""
        code = token.content.removesuffix("\n")
        first = self.line + 1 if fenced else self.line
        self.page.blocks.append(Block(language, code, first, self.section, fenced))

    def _inline(self, token: Token, kinds: Sequence[str]) -> None:
        kind = kinds[-1] if kinds else ""
        children = token.children or []
        around = plain(children)
        # A code span or a title over two lines hides a break: then lines are looked for.
        self.exact = token.content.count("\n") == sum(map(_breaks, children))
        if kind == "heading_open":
            self._heading(children)
        column = ""
        if kind == "th_open":
            self.header.append(around)
        elif kind == "td_open" and self.column < len(self.header):
            column = self.header[self.column]
        self.page.tell(around, self.line, self.section, self._form(kinds))
        self._children(children, around, column)

    def _form(self, kinds: Sequence[str]) -> ProseKind:
        if kinds and kinds[-1] == "heading_open":
            return "heading"
        if self.in_table:
            return "cell"
        return "item" if "list_item_open" in kinds else "paragraph"

    def _heading(self, children: Sequence[Token]) -> None:
        text = plain(children, ticks=False)
        self.section = text.strip()
        self.page.headings.append(Heading(self.section, self.line, self._anchor(self.section)))
        if text.startswith(" "):  # a picture before it leaves its space behind
            self.page.anchors.add(slug(text))

    def _anchor(self, text: str) -> str:
        base = slug(text)
        number = self.seen.get(base, -1) + 1
        self.seen[base] = number
        anchor = f"{base}-{number}" if number else base
        self.page.anchors.add(anchor)
        return anchor

    def _children(self, children: Sequence[Token], around: str, column: str) -> None:
        table = self.table if self.in_table else 0
        for number, child in enumerate(children):
            if child.type == "code_inline":
                line = self._find(child.content)
                linked = bool(self.open_links)
                near = around
                if len(around) > MAX_AROUND:
                    near = plain(children[max(0, number - NEAR) : number + NEAR])
                span = Span(child.content, line, near, self.section, column, table, linked)
                self.page.spans.append(span)
            elif child.type == "link_open":
                target = str(child.attrs.get("href", ""))
                inner = _until_close(children, number + 1)
                line = self._find(plain(inner, ticks=False) or target)
                self.open_links.append((target, line))
                text = plain(inner)
                self.page.links.append(Link(target, text, line, False, self.section))
            elif child.type == "link_close":
                if self.open_links:
                    self.open_links.pop()
            elif child.type == "image":
                target = str(child.attrs.get("src", ""))
                line = self._find(target)
                self.page.links.append(Link(target, child.content, line, True, self.section))
            elif child.type == "html_inline":
                self._html(child.content, self._find(child.content), inline=True)
                self.cursor += child.content.count("\n")
            elif child.type in ("softbreak", "hardbreak"):
                self.cursor += 1
            elif child.type == "text" and not self.open_links:
                for found in _BARE_URL.finditer(child.content):
                    url = found.group(0)
                    line = self._find(url)
                    self.page.links.append(Link(url, url, line, False, self.section))
        self.open_links.clear()

    def _find(self, needle: str) -> int:
        """The line of a needle, from where the last one stood; blocks are read in order."""
        if not self.exact:
            last = min(self.last, self.cursor + NEAR)
            self.cursor = self.page.line_of(needle, self.cursor, last)
        return self.cursor

    def _html(self, content: str, line: int, *, inline: bool = False) -> None:
        reader = _Html(self, line, inline=inline)
        unclosed = content.find("<!--", content.rfind("-->") + 1)
        content = content if unclosed < 0 else content[:unclosed]
        try:
            reader.feed(_STRAY.sub("&lt;", content))
            reader.close()
        except (AssertionError, ValueError):  # html.parser on declarations made to be wrong
            return
        reader.finish()


class _Html(HTMLParser):
    """What stands in HTML inside Markdown."""

    def __init__(self, outer: _Reader, line: int, *, inline: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.outer = outer
        self.page = outer.page
        self.first = line
        self.inline = inline
        self.texts: list[str] = []
        self.heading: list[str] | None = None
        self.code: list[str] | None = None
        self.start = line

    @property
    def line(self) -> int:
        return self.first + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name in ("id", "name"):
            if values.get(name):
                self.page.anchors.add(values[name].lower())
                self.page.anchors.add(values[name])
        section = self.outer.section
        if tag == "a" and values.get("href"):
            self.page.links.append(Link(values["href"], "", self.line, False, section))
        elif tag in ("img", "video", "source") and values.get("src"):
            alt = values.get("alt", "")
            self.page.links.append(Link(values["src"], alt, self.line, True, section))
        if tag in ("source", "img") and values.get("srcset"):
            for part in values["srcset"].split(","):
                if words := part.split():
                    self.page.links.append(Link(words[0], "", self.line, True, section))
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self.heading, self.start = [], self.line
        elif tag in ("code", "kbd"):
            self.code, self.start = [], self.line

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6") and self.heading is not None:
            text = " ".join("".join(self.heading).split())
            self.outer.section = text
            anchor = self.outer._anchor(text)
            self.page.headings.append(Heading(text, self.start, anchor))
            self.heading = None
        elif tag == "code" and self.code is not None:
            text = "".join(self.code).strip()
            if text and "\n" not in text:
                around = " ".join("".join(self.texts[-2 * NEAR :]).split())
                self.page.spans.append(Span(text, self.start, around, self.outer.section))
            self.code = None

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.heading is not None:
            self.heading.append(data)
        if self.code is not None:
            self.code.append(data)

    def handle_comment(self, data: str) -> None:
        self.page.comments.append((self.line, data.strip()))

    def finish(self) -> None:
        text = " ".join("".join(self.texts).split())
        if text and not self.inline:
            self.page.tell(text, self.first, self.outer.section, "html")


def plain(children: Sequence[Token], *, ticks: bool = True) -> str:
    """Inline tokens as text; code stays in backticks unless `ticks` is off."""
    out: list[str] = []
    for child in children:
        if child.type == "code_inline":
            out.append(f"`{child.content}`" if ticks else child.content)
        elif child.type in ("softbreak", "hardbreak"):
            out.append(" ")
        elif child.type == "image":
            if ticks:
                out.append(child.content)
        elif child.type == "text":
            out.append(child.content)
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            out.append(" ")
    return unescape("".join(out))


def _breaks(child: Token) -> int:
    """How many ends of a line a token stands for."""
    if child.type == "html_inline":
        return child.content.count("\n")
    return child.type in ("softbreak", "hardbreak")


def _until_close(children: Sequence[Token], start: int) -> Sequence[Token]:
    for end in range(start, len(children)):
        if children[end].type == "link_close":
            return children[start:end]
    return children[start:]
