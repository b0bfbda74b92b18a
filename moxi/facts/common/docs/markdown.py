"""Markdown, MyST and MDX pages as blocks, parsed by markdown-it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs import includes, rst
from moxi.facts.common.docs.blocks import (
    MAX_INLINE,
    UNRESOLVED,
    Block,
    BlockKind,
    Item,
    Mention,
    Page,
    Row,
)
from moxi.facts.common.docs.inline import html_prose, plain, render, tidy
from moxi.facts.common.docs.unfold import unfold
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from moxi.facts.common.docs.blocks import Resolve

_DIRECTIVE = lazy_re(r"^\{([\w:.+-]+)\}\s*(.*)$")
_CODE_DIRECTIVES = ("code-block", "code", "sourcecode", "code-cell", "doctest", "prompt")
_MARKED = lazy_re(r"[\\`*_\[\]<>&!{}:]")
_TERM = lazy_re(r"\n:\s+")


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Inline text is parsed only where a block's text is wanted at all.
    return MarkdownIt("commonmark").enable("table").disable("inline")


@cache
def _inline_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def parse(path: str, text: str, resolve: Resolve) -> Page:
    """A page of Markdown. Never raises; what it does not know is left out."""
    return _Reader(path, text, resolve).page


class _Reader:
    """Walks the block tokens of one page."""

    def __init__(self, path: str, text: str, resolve: Resolve) -> None:
        self.resolve = resolve
        source, self.asides, front = unfold(text)
        self.page = Page(path, front=front)
        self.env: dict[str, Any] = {}
        self.lead = ""
        self.quotes = 0
        tokens = _parser().parse(source, self.env)
        index = 0
        while index < len(tokens):
            index = self._take(tokens, index)

    def _take(self, tokens: Sequence[Token], index: int) -> int:
        token = tokens[index]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            return self._list(tokens, index)
        if token.type == "table_open":
            return self._table(tokens, index)
        if token.type == "blockquote_open":
            self.quotes += 1
        elif token.type == "blockquote_close":
            self.quotes -= 1
        elif token.type in ("fence", "code_block"):
            self._code(token)
        elif token.type == "html_block":
            if prose := html_prose(token.content):
                self._add("paragraph", token, prose)
        elif token.type == "inline":
            opener = tokens[index - 1]
            if opener.type == "heading_open":
                self._add("heading", opener, self._inline(token), level=int(opener.tag[1]))
            else:
                self._paragraph(token)
        return index + 1

    def _add(self, kind: BlockKind, token: Token, text: str = "", **more: Any) -> None:
        start, end = token.map or [0, 0]
        aside = self.quotes > 0 or start + 1 in self.asides
        self.page.blocks.append(Block(kind, start + 1, end, text, aside=aside, **more))
        if kind in ("heading", "paragraph", "code"):
            self.lead = text if kind == "paragraph" else ""

    def _paragraph(self, token: Token) -> None:
        if _TERM.search(token.content):
            line = token.map[0] + 1 if token.map else 0
            head, *rest = _TERM.split(token.content)
            term = self._markdown(head)
            item = Item(self._markdown(" ".join(rest)), line, term)
            self._add("terms", token, items=(item,))
        elif text := self._inline(token):
            self._add("paragraph", token, text)

    def _code(self, token: Token) -> None:
        info, code = token.info.strip(), token.content.rstrip("\n")
        first = (token.map[0] if token.map else 0) + (2 if token.type == "fence" else 1)
        directive = _DIRECTIVE.match(info)
        if directive:
            name, argument = directive[1], directive[2]
            if name == "eval-rst":
                self._nested_rst(token)
                return
            if name == "literalinclude":
                self._add("code", token, language="", include=argument, lead=self.lead)
                return
            if name not in _CODE_DIRECTIVES:
                return
            info, shorter = argument, _without_options(code)
            first += code[: len(code) - len(shorter)].count("\n")
            code = shorter
        language = language_of(info)
        if language == "mermaid" or not code.strip():
            return
        include = includes.target(code)
        self._add(
            "code", token, code, language=language, lead=self.lead, include=include, first=first
        )

    def _nested_rst(self, token: Token) -> None:
        first = token.map[0] + 1 if token.map else 0
        page = rst.parse(self.page.path, token.content, self.resolve, first_line=first + 1)
        self.page.blocks += page.blocks

    def _list(self, tokens: Sequence[Token], index: int) -> int:
        """One block for the list, then the code that stands in its items."""
        opener, items, after = tokens[index], [], []
        place = len(self.page.blocks)
        depth, paragraphs = 0, 0
        self._add("list", opener)
        while True:
            token = tokens[index]
            if token.type in ("bullet_list_open", "ordered_list_open"):
                depth += 1
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                depth -= 1
                if not depth:
                    break
            elif token.type == "list_item_open":
                paragraphs = 0
            elif token.type in ("fence", "code_block"):
                self._code(token)
            elif token.type == "inline":
                text = self._inline(token)
                self.lead = text
                paragraphs += 1
                if depth == 1 and paragraphs == 1 and text:
                    items.append(Item(text, token.map[0] + 1 if token.map else 0))
                elif text:
                    after.append(text)
            index += 1
        block = self.page.blocks[place]
        self.page.blocks[place] = Block(
            "list", block.line, block.end, aside=block.aside, items=tuple(items)
        )
        return index + 1

    def _table(self, tokens: Sequence[Token], index: int) -> int:
        opener = tokens[index]
        rows: list[Row] = []
        cells: list[str] = []
        line = 0
        while tokens[index].type != "table_close":
            token = tokens[index]
            if token.type == "tr_open":
                cells, line = [], token.map[0] + 1 if token.map else 0
            elif token.type == "inline":
                cells.append(self._inline(token))
            elif token.type == "tr_close":
                rows.append(Row(tuple(cells), line))
            index += 1
        self._add("table", opener, rows=tuple(rows))
        return index + 1

    def _inline(self, token: Token) -> str:
        return self._markdown(token.content, token.map[0] + 1 if token.map else 0)

    def _markdown(self, content: str, line: int = 0) -> str:
        if len(content) > MAX_INLINE:
            return UNRESOLVED
        if not _MARKED.search(content):
            return tidy(content)
        tokens: list[Token] = []
        parser = _inline_parser()
        parser.inline.parse(content, parser, self.env, tokens)
        if "]" in content or "<http" in content:
            self._mentions(tokens, line)
        return render(tokens, self.resolve)

    def _mentions(self, tokens: Sequence[Token], line: int) -> None:
        url, label, image = "", "", ""
        for token in tokens:
            if token.type == "link_open":
                url, label, image = str(token.attrs.get("href", "")), "", ""
            elif token.type == "image" and url:
                image, label = str(token.attrs.get("src", "")), label + token.content
            elif token.type in ("text", "code_inline") and url:
                label += token.content
            elif token.type == "link_close":
                if url.startswith(("http://", "https://")):
                    self.page.mentions.append(Mention(url, plain(label), line, image))
                url = ""
            elif token.type == "softbreak" and line:
                line += 1


def language_of(info: str) -> str:
    """The language that a fence's info string names: `rust,ignore` → `rust`."""
    word = re.split(r"[\s,{:]", info.strip().lstrip("{").strip())[0]
    return word.lstrip(".").rstrip("}").lower()


def _without_options(code: str) -> str:
    """A MyST directive's content without its leading `:name: value` lines."""
    lines = code.split("\n")
    while lines and re.match(r"^:[\w-]+:", lines[0]):
        lines.pop(0)
    if lines and lines[0].strip() == "---" and "---" in lines[1:]:
        lines = lines[lines.index("---", 1) + 1 :]
    return "\n".join(lines).strip("\n")
