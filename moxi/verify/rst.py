"""reStructuredText taken apart into a `Page`, by docutils with file insertion and raw text off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

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
    from collections.abc import Iterator

    from docutils import nodes

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "report_level": 5,
    "halt_level": 6,
    "line_length_limit": 1_000_000,
    "_disable_config": True,
    "smart_quotes": False,
    "syntax_highlight": "none",
    "warning_stream": False,
}
_SPHINX_ROLE = lazy_re(r"(?<!:):(?:[\w.+-]+:)*[\w.+-]+:`(?:[^`<]*<)?[~!]?([^`>]+)>?`")
_SPHINX_CODE = lazy_re(r"^(\s*)\.\. (?:code-block|sourcecode|prompt)::", re.MULTILINE)


def parse(text: str, path: str = "README.rst") -> Page:
    """The page that a text makes; never raises. What docutils cannot read is named in it."""
    from docutils.core import publish_doctree

    page = Page(path, lines_of(text))
    if len(text) > MAX_TEXT:
        page.skipped.append(f"all after line {len(page.lines)}: the file is too long")
    # Sphinx's roles and directives are unknown to docutils: as code, they say the same.
    body = _SPHINX_ROLE.sub(r"``\1``", page.text)
    body = _SPHINX_CODE.sub(r"\1.. code::", body)
    try:
        document = publish_doctree(body, settings_overrides=dict(_SETTINGS))
    except Exception as error:  # docutils fails in many ways on texts made to be wrong
        page.skipped.append(f"all of it: docutils cannot read it ({type(error).__name__})")
        return page
    _Walker(page).walk(document)
    return page


NEAR = 200
"""How many lines a text is looked for from where its paragraph begins."""


class _Walker:
    """Goes over a document once, in order, knowing section and line."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.section = ""
        self.line = 1
        self.link_line = 1
        self.title_from = 1
        self.table = 0

    def walk(self, document: nodes.document) -> None:
        from docutils import nodes

        for message in list(document.findall(nodes.system_message)):
            message.parent.remove(message)  # what docutils says of the text is no part of it
        for node in document.findall():
            if getattr(node, "line", None) and not isinstance(node, nodes.document):
                self.line = max(self.line, min(_first_line(node), len(self.page.lines)))
            if isinstance(node, nodes.Element):
                self.page.anchors.update(_anchors(node))
            if isinstance(node, nodes.title):
                self._title(node)
            elif isinstance(node, nodes.literal_block):
                self._block(node)
            elif isinstance(node, nodes.table):
                self.table += 1
            elif isinstance(node, (nodes.paragraph, nodes.term)):
                self._text(node)
            elif isinstance(node, nodes.image):
                self._link(str(node.get("uri", "")), str(node.get("alt", "")), image=True)
            elif isinstance(node, nodes.reference) and node.get("refuri"):
                self._link(str(node["refuri"]), node.astext())
            elif isinstance(node, nodes.comment):
                self.page.comments.append((self.line, node.astext().strip()))

    def _title(self, node: nodes.title) -> None:
        text = " ".join(node.astext().split())
        first = max(1, self.title_from, self.line - 2)  # its node stands at what underlines it
        self.line = self.page.line_of(text, first, self.line)
        self.title_from = self.line + 1
        self.section = text

        self.page.anchors.add(slug(text))
        self.page.headings.append(Heading(text, self.line, slug(text)))

    def _block(self, node: nodes.literal_block) -> None:
        names: list[object] = node.get("classes", [])
        classes = [str(name) for name in names if name != "code"]
        code = node.astext()
        self.line = self.page.line_of(code, self.line, self.line + NEAR)
        language = classes[0].lower() if classes else ""
        self.page.blocks.append(Block(language, code, self.line, self.section))

    def _text(self, node: Any) -> None:
        from docutils import nodes

        form: ProseKind = "paragraph"
        if isinstance(node.parent, nodes.entry):
            form = "cell"
        elif isinstance(node.parent, nodes.list_item):
            form = "item"
        out: list[str] = []
        for child in node.findall(nodes.Text):
            literal = isinstance(child.parent, nodes.literal)
            out.append(f"`{child.astext()}`" if literal else child.astext())
        around = " ".join("".join(out).split())
        self.page.tell(around, self.line, self.section, form)
        table = self.table if form == "cell" else 0
        line, at = self.line, 0
        for literal in node.findall(nodes.literal):
            text = literal.astext()
            linked = isinstance(literal.parent, nodes.reference)
            line = self.page.line_of(text, line, line + NEAR)
            near = around
            if len(around) > MAX_AROUND:
                at = max(0, around.find(f"`{text}`", at))
                near = around[max(0, at - MAX_AROUND // 8) : at + MAX_AROUND // 8]
            self.page.spans.append(Span(text, line, near, self.section, "", table, linked))

    def _link(self, target: str, text: str, *, image: bool = False) -> None:
        # docutils may say that the substitution which ends a page stands below its last line
        start = max(1, min(max(self.line, self.link_line), len(self.page.lines)))
        shown = target or text
        self.link_line = self.page.line_of(shown, start, start + NEAR)
        if shown not in self.page.lines[self.link_line - 1]:  # a linked image stands above its link
            self.link_line = self.page.line_of(shown, max(1, start - 4), start)
        self.page.links.append(Link(target, text, self.link_line, image, self.section))


def _anchors(node: nodes.Element) -> Iterator[str]:
    names: list[object] = [*node.get("ids", []), *node.get("names", [])]
    for name in names:
        yield str(name).lower().replace(" ", "-")


def _first_line(node: Any) -> int:
    """docutils gives the last line of some nodes, or the next: take off the lines of their text."""
    raw = str(getattr(node, "rawsource", "") or "").rstrip("\n")
    line: int = node.line
    line -= raw.count("\n")
    return line - 1 if node.tagname == "literal_block" else line
