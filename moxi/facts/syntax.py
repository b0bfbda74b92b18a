"""Source code as a syntax tree, by tree-sitter; each grammar is loaded when first used."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Parser

Language = Literal["go", "javascript", "typescript", "tsx", "rust"]
MAX_TEXT = 256_000
"""Characters. A text made to be wrong takes the parser 10 to 20 s a megabyte; no source that a
person wrote is so long."""

_GRAMMARS: dict[Language, tuple[str, str]] = {
    "go": ("tree_sitter_go", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "rust": ("tree_sitter_rust", "language"),
}


@cache
def _parser(language: Language) -> Parser:
    from tree_sitter import Language as Grammar
    from tree_sitter import Parser

    module, function = _GRAMMARS[language]
    return Parser(Grammar(getattr(import_module(module), function)()))


def parse(language: Language, text: str) -> Node:
    """The root node of a source text. A text with errors still gives a tree with error nodes;
    one over `MAX_TEXT` gives an empty tree.

    Offsets of nodes are in bytes of the UTF-8 text; `node_text` and `line_of` take care of them.
    """
    source = text.encode("utf-8", "replace") if len(text) <= MAX_TEXT else b""
    return _parser(language).parse(source).root_node


def node_text(node: Node | None) -> str:
    """The source text of a node, `""` for none."""
    return node.text.decode("utf-8", "replace") if node is not None and node.text else ""


def line_of(node: Node) -> int:
    """The 1-based line on which a node starts."""
    return node.start_point[0] + 1


def end_line_of(node: Node) -> int:
    """The 1-based line on which a node ends."""
    return node.end_point[0] + 1


def walk(node: Node, *types: str) -> Iterator[Node]:
    """All nodes below (and with) `node` in source order, of the given types if any are given.

    Iterative: source nested 100,000 deep does not exhaust the stack.
    """
    stack = [node]
    while stack:
        current = stack.pop()
        if not types or current.type in types:
            yield current
        stack.extend(reversed(current.children))
