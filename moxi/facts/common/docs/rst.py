"""reStructuredText pages as blocks: a small reader of our own, since docutils is large and slow
and knows none of the directives that pages use.

It reads titles, paragraphs, literal and code blocks, doctests, lists, definition lists, simple
and grid tables, and the directives that hold code or settings; the others are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs import rst_tables
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
from moxi.facts.common.docs.inline import plain
from moxi.facts.common.docs.rst_inline import Names, key, markdown
from moxi.facts.common.docs.rst_lines import (
    BULLET,
    FIELD,
    body_end,
    dedented,
    first_paragraph,
    split_directive,
)
from moxi.facts.prose import collapse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moxi.facts.common.docs.blocks import Resolve

_ADORNMENT = lazy_re(r"^([!-/:-@\[-`{-~])\1{2,}\s*$")
_DIRECTIVE = lazy_re(
    r"^\.\.\s+(?:\|(?P<subst>[^|]+)\|\s+)?(?P<name>[\w:.+-]+?)\s*::(?:\s+(?P<arg>.*))?$"
)
_TARGET = lazy_re(r"^\.\.\s+_(?:`([^`]+)`|((?:[^:\\]|\\:|:(?!\s|$))+)):(?:\s+(.*))?$")
_ANONYMOUS = lazy_re(r"^__\s+(\S+)|^\.\.\s+__:\s+(\S+)")
_CODE = {
    "code-block", "code", "sourcecode", "prompt", "doctest", "testcode", "console", "ipython",
    "code-tab", "click:example", "tabs::code-tab", "tabs::group-tab",
}  # fmt: skip
_NESTED = {
    "tab", "tabs", "tab-set", "tab-item", "group-tab", "tabs::tab", "tabs::group-tab", "container",
    "only", "grid", "grid-item", "rst-class",
}  # fmt: skip
_NOTES = {
    "note", "tip", "hint", "important", "warning", "caution", "attention", "danger", "seealso",
    "admonition", "topic", "sidebar", "versionadded", "versionchanged", "deprecated", "dropdown",
    "collapse", "details",
}  # fmt: skip
_TERMS = {"envvar", "confval", "setting"}
MAX_DEPTH = 12
MAX_DIRECTIVE = 1_000


def parse(path: str, text: str, resolve: Resolve, first_line: int = 1) -> Page:
    """A page of reStructuredText. Never raises; what it does not know is left out."""
    reader = _Reader(path, resolve)
    lines = [line.expandtabs(8).rstrip() for line in text.split("\n")]
    reader.define(lines)
    reader.read(lines, first_line, 0)
    return reader.page


class _Reader:
    """Reads blocks from lines; a nested body is read by the same method, one level down."""

    def __init__(self, path: str, resolve: Resolve) -> None:
        self.resolve = resolve
        self.page = Page(path)
        self.names = Names()
        self.styles: list[str] = []
        self.lead = ""
        self.asides = 0

    def define(self, lines: Sequence[str]) -> None:
        """Collect the page's link targets and substitutions, wherever they stand."""
        for number, line in enumerate(lines):
            if not line.lstrip().startswith(".. ") or len(line) > MAX_DIRECTIVE:
                continue
            line = line.lstrip()
            if found := _TARGET.match(line):
                url = found[3] or ""
                if not url and number + 1 < len(lines) and "://" in lines[number + 1]:
                    url = lines[number + 1].strip()
                if url:
                    self.names.targets[key(found[1] or found[2].replace("\\:", ":"))] = url
            elif (found := _DIRECTIVE.match(line)) and found["subst"]:
                if found["name"] == "image":
                    self.names.images.add(found["subst"])
                    self._badge(lines, number, found["subst"])
                elif found["name"] == "replace" and found["arg"]:
                    self.names.texts[found["subst"]] = found["arg"]
        for name, url in list(self.names.targets.items()):
            if url.endswith("_"):
                self.names.targets[name] = self.names.target(url.rstrip("_").strip("`"))

    def read(self, lines: Sequence[str], first: int, depth: int) -> None:
        """Read the blocks of some lines, the first of which is line `first` of the page."""
        index = 0
        while index < len(lines) and depth <= MAX_DEPTH:
            if not lines[index].strip():
                index += 1
                continue
            index = self._block(lines, index, first, depth)

    def _block(self, lines: Sequence[str], index: int, first: int, depth: int) -> int:
        line = lines[index]
        if line.startswith((".. ", "..")) and (line == ".." or line[2:3] == " "):
            return self._explicit(lines, index, first, depth)
        if _ANONYMOUS.match(line):
            return index + 1
        if line.startswith(" "):
            end = body_end(lines, index - 1, 0)
            body, _ = dedented(lines[index:end])
            # an indented list is meant as a list, an indented doctest as an example
            quoted = not (BULLET.match(body[0]) or body[0].startswith(">>> "))
            self.asides += quoted
            self.read(body, first + index, depth + 1)
            self.asides -= quoted
            return end
        if title := self._title(lines, index, first):
            return title
        if rst_tables.starts(lines, index):
            return self._table(lines, index, first)
        if _ADORNMENT.match(line) or FIELD.match(line):
            return body_end(lines, index, 0)
        if line.startswith(">>> "):
            return self._doctest(lines, index, first)
        if BULLET.match(line):
            return self._list(lines, index, first, depth)
        if index + 1 < len(lines) and lines[index + 1].startswith(" ") and line != "::":
            return self._definition(lines, index, first, depth)
        return self._paragraph(lines, index, first)

    def _add(self, kind: BlockKind, line: int, end: int, text: str = "", **more: Any) -> None:
        self.page.blocks.append(Block(kind, line, end, text, aside=self.asides > 0, **more))
        if kind in ("heading", "paragraph", "code"):
            self.lead = text if kind == "paragraph" else ""

    def _inline(self, text: str, line: int = 0) -> str:
        text = collapse(text)
        if len(text) > MAX_INLINE:
            return UNRESOLVED
        if "://" in text or "_" in text:
            self._mentions(text, line)
        return markdown(text, self.names, self.resolve)

    def _mentions(self, text: str, line: int) -> None:
        def keep(href: str) -> str:
            return href if href.startswith(("http://", "https://")) else ""

        for label, url in re.findall(
            r"\[([^\[\]]*)\]\((https?://[^\s()]+)\)", markdown(text, self.names, keep)
        ):
            self.page.mentions.append(Mention(url, plain(label), line))

    def _badge(self, lines: Sequence[str], number: int, label: str) -> None:
        image = lines[number].rpartition("::")[2].strip()
        for option in lines[number + 1 : number + 6]:
            name, _, value = option.strip().partition(": ")
            if not option.startswith(" "):
                break
            if name == ":target" and value.strip().startswith("http"):
                self.page.mentions.append(Mention(value.strip(), label, number + 1, image))

    def _title(self, lines: Sequence[str], index: int, first: int) -> int:
        """Where the text goes on behind a title that starts here, 0 where none does."""
        line = lines[index]
        over = _ADORNMENT.match(line)
        if over and index + 2 < len(lines) and lines[index + 1].strip():
            if lines[index + 2].rstrip() == line.rstrip():
                self._heading(lines[index + 1].strip(), over[1] * 2, first + index + 1)
                return index + 3
            return 0
        if over or index + 1 >= len(lines):
            return 0
        under = _ADORNMENT.match(lines[index + 1])
        if not under or len(lines[index + 1].strip()) < min(len(line.strip()), 4):
            return 0
        self._heading(line.strip(), under[1], first + index)
        return index + 2

    def _heading(self, text: str, style: str, line: int) -> None:
        if style not in self.styles:
            self.styles.append(style)
        level = self.styles.index(style) + 1
        self._add("heading", line, line, self._inline(text, line), level=level)

    def _explicit(self, lines: Sequence[str], index: int, first: int, depth: int) -> int:
        end = body_end(lines, index, 0)
        directive = _DIRECTIVE.match(lines[index])
        if not directive or directive["subst"]:
            return end
        name, argument = directive["name"].lower(), (directive["arg"] or "").strip()
        options, body, start = split_directive(lines[index + 1 : end], index + 1)
        line = first + index
        if name in _CODE:
            self._code(name, argument, body, (line, first + start, first + end - 1))
        elif name == "literalinclude":
            if not {"lines", "pyobject", "start-after", "end-before", "start-at"} & options.keys():
                language = options.get("language", "")
                self._add("code", line, line, language=language, include=argument, lead=self.lead)
        elif name == "image" and options.get("target", "").startswith("http"):
            label = options.get("alt", "")
            self.page.mentions.append(Mention(options["target"], label, line, argument))
        elif name in _TERMS:
            text = self._inline(first_paragraph(body), line)
            self._add("terms", line, line, items=(Item(text, line, f"`{argument}`"),))
        elif name == "list-table":
            self._list_table(body, first + start)
        elif name in _NESTED or name in _NOTES:
            self.asides += name in _NOTES
            self.read(body, first + start, depth + 1)
            self.asides -= name in _NOTES
        return end

    def _code(self, name: str, argument: str, body: list[str], lines: tuple[int, int, int]) -> None:
        line, first, end = lines
        first += next((n for n, text in enumerate(body) if text.strip()), 0)
        code = "\n".join(body).strip("\n")
        language = argument.split(" ")[0].lower()
        if name in ("doctest", "ipython", "testcode", "click:example"):
            language = "pycon" if code.lstrip().startswith(">>>") else "python"
        if code:
            self._add("code", line, end, code, language=language, lead=self.lead, first=first)

    def _list_table(self, body: list[str], first: int) -> None:
        rows: list[list[tuple[str, int]]] = []
        for number, line in enumerate(body):
            text = line.strip()
            if line.startswith("* -"):
                rows.append([(line[3:].strip(), first + number)])
            elif rows and line.startswith("  -"):
                rows[-1].append((text[1:].strip(), first + number))
            elif rows and text:
                cell, where = rows[-1][-1]
                rows[-1][-1] = (f"{cell} {text}".strip(), where)
        table = tuple(Row(tuple(self._inline(c) for c, _ in row), row[0][1]) for row in rows)
        if table:
            self._add("table", first, first + len(body), rows=table)

    def _table(self, lines: Sequence[str], index: int, first: int) -> int:
        rows, end = rst_tables.read(lines, index)
        table = tuple(
            Row(tuple(self._inline(cell) for cell in cells), first + line) for cells, line in rows
        )
        self._add("table", first + index, first + end - 1, rows=table)
        return end

    def _doctest(self, lines: Sequence[str], index: int, first: int) -> int:
        end = index
        while end < len(lines) and lines[end].strip():
            end += 1
        code = "\n".join(lines[index:end])
        here = first + index
        self._add("code", here, first + end - 1, code, language="pycon", lead=self.lead, first=here)
        return end

    def _list(self, lines: Sequence[str], index: int, first: int, depth: int) -> int:
        items: list[Item] = []
        place, start = len(self.page.blocks), index
        while index < len(lines) and (mark := BULLET.match(lines[index])):
            end = body_end(lines, index, 0, lists=True)
            rest, _ = dedented(lines[index + 1 : end])
            body = [lines[index][mark.end() :], *rest]
            stop = next((n for n, text in enumerate(body) if not text.strip()), len(body))
            text = self._inline(" ".join(body[:stop]).removesuffix("::"), first + index)
            items.append(Item(text, first + index))
            self.lead = text
            self._nested(body, stop, first + index, depth)
            index = end
            while index < len(lines) and not lines[index].strip():
                index += 1
        block = Block(
            "list", first + start, first + index - 1, aside=self.asides > 0, items=tuple(items)
        )
        self.page.blocks.insert(place, block)
        return index

    def _nested(self, body: list[str], stop: int, line: int, depth: int) -> None:
        """The blocks of a list item behind its first paragraph; only its code is kept."""
        place = len(self.page.blocks)
        if body[stop - 1].endswith("::"):
            code, skipped = dedented(body[stop:])
            if text := "\n".join(code).strip("\n"):
                here = line + stop + skipped
                self._add("code", here, line + len(body), text, lead=self.lead, first=here)
            return
        self.read(body[stop:], line + stop, depth + 1)
        self.page.blocks[place:] = [b for b in self.page.blocks[place:] if b.kind == "code"]

    def _definition(self, lines: Sequence[str], index: int, first: int, depth: int) -> int:
        end = body_end(lines, index, 0)
        body, _ = dedented(lines[index + 1 : end])
        term = self._inline(lines[index].split(" : ")[0], first + index)
        text = self._inline(first_paragraph(body), first + index)
        self._add("terms", first + index, first + end - 1, items=(Item(text, first + index, term),))
        place = len(self.page.blocks)
        self.read(body, first + index + 1, depth + 1)
        self.page.blocks[place:] = [b for b in self.page.blocks[place:] if b.kind == "code"]
        return end

    def _paragraph(self, lines: Sequence[str], index: int, first: int) -> int:
        end = index
        while end < len(lines) and lines[end].strip() and not lines[end].startswith(".. "):
            end += 1
        text = " ".join(line.strip() for line in lines[index:end])
        literal = text.endswith("::")
        if literal:
            text = text[:-2].rstrip() if text[:-2].endswith(" ") else text[:-1]
        shown = self._inline(text, first + index) if text.strip(":").strip() else ""
        if shown:
            self._add("paragraph", first + index, first + end - 1, shown)
        if not literal:
            return end
        close = body_end(lines, end - 1, 0)
        body, skipped = dedented(lines[end:close])
        if code := "\n".join(body).strip("\n"):
            language = "pycon" if code.startswith(">>>") else ""
            where = first + end + skipped
            self._add(
                "code", where, first + close - 1, code, language=language, lead=self.lead,
                first=where,
            )  # fmt: skip
        return close
