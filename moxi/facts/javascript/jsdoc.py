"""JSDoc comments: the description, the tags, and the one sentence that sums a thing up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.prose import collapse, first_sentence
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

_TAG = lazy_re(r"^@(\w+)\s?(.*)$")
_LINK = lazy_re(r"\{@(?:link|linkcode|linkplain)\s+([^}|\s]+)(?:\s*\|?\s*([^}]*))?\}")
_ANCHOR = lazy_re(r"\[([^\[\]]+)\]\((?!https?:)[^()\s]*\)")
_HOLDERS = (
    "export_statement", "lexical_declaration", "variable_declaration", "ambient_declaration",
    "expression_statement", "variable_declarator", "assignment_expression",
)  # fmt: skip
_HIDDEN = frozenset({"internal", "private", "deprecated", "ignore", "hidden"})


@dataclass(frozen=True, slots=True)
class Doc:
    """One comment, read."""

    description: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    """tag without `@`, and its text, which may have several lines"""
    line: int = 0

    @property
    def summary(self) -> str:
        """The first sentence, on one line."""
        text = plain_links(self.description)
        sentence = first_sentence(text) if text else ""
        unfit = len(sentence) > 300 or "```" in sentence or sentence.endswith((":", "{"))
        return "" if unfit else sentence

    @property
    def hidden(self) -> bool:
        """Whether it says that users should leave the thing alone."""
        return any(
            tag in _HIDDEN or (tag in ("api", "access") and text.strip() == "private")
            for tag, text in self.tags
        )

    def all(self, *names: str) -> tuple[str, ...]:
        """The texts of all tags of these names."""
        return tuple(text for tag, text in self.tags if tag in names)


def plain_links(text: str) -> str:
    """`{@link Foo the foo}` → `the foo`, `{@link Foo}` → `` `Foo` ``; `[foo](#foo)` → `foo`."""
    text = _LINK.sub(lambda match: (match[2] or "").strip() or f"`{match[1]}`", text)
    return _ANCHOR.sub(r"\1", text)


def read_doc(text: str, line: int = 0) -> Doc:
    """A comment's text, `/**` and `*/` included."""
    body = text.removeprefix("/**").removesuffix("*/")
    lines = [re.sub(r"^\s*\* ?", "", each).rstrip() for each in body.split("\n")]
    if all(not each or each.startswith("\t") or not each.strip() for each in lines[1:]):
        lines = [each.removeprefix("\t") for each in lines]
    description: list[str] = []
    tags: list[tuple[str, list[str]]] = []
    fenced = False
    for each in lines:
        fenced ^= each.strip().startswith("```")
        match = None if fenced else _TAG.match(each.strip())
        if match:
            tags.append((match[1], [match[2]]))
        elif tags:
            tags[-1][1].append(each)
        else:
            description.append(each)
    return Doc(
        "\n".join(description).strip(),
        tuple((tag, "\n".join(said).strip("\n")) for tag, said in tags),
        line,
    )


def doc_of(node: Node | None) -> Doc:
    """The comment directly before a declaration, or before the statement that holds it."""
    while node is not None:
        before = node.prev_named_sibling
        while before is not None and before.type == "decorator":
            before = before.prev_named_sibling
        if before is not None and before.type == "comment":
            text = node_text(before)
            near = node.start_point[0] - before.end_point[0] <= 2
            if text.startswith("/**") and near:
                return read_doc(text, line_of(before))
            return Doc()
        if node.parent is None or node.parent.type not in _HOLDERS:
            return Doc()
        if node.parent.named_children and node.parent.named_children[0] != node:
            first = node.parent.named_children[0]
            if node.parent.type not in ("assignment_expression", "variable_declarator"):
                return Doc() if first.type != "comment" else doc_of(node.parent)
        node = node.parent
    return Doc()


def parameter_docs(doc: Doc) -> dict[str, tuple[str, str, str]]:
    """`@param {number} [options.port=80] - the port` → `options.port`: type, default, text."""
    found: dict[str, tuple[str, str, str]] = {}
    for text in doc.all("param", "property", "prop", "arg", "argument"):
        kind, rest = _braced(text.strip())
        match = re.match(
            r"^(?:\[([\w.$]+)(?:\s*=\s*([^\]]*))?\]|([\w.$]+))\s*-?\s*([\s\S]*)$", rest
        )
        if match:
            name = match[1] or match[3]
            found[name] = (collapse(kind), (match[2] or "").strip(), collapse(match[4]))
    return found


def _braced(text: str) -> tuple[str, str]:
    if not text.startswith("{"):
        return "", text
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return text[1:index], text[index + 1 :].strip()
    return "", text
