"""Where code that makes routes stands: its calls, parameters, assignments and comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.routes import meaning_of
from moxi.facts.go.source import joined_comment
from moxi.facts.syntax import line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.source import Source

_SUMMARY = lazy_re(r"^@Summary\s+(.+)$", re.MULTILINE)
_NAMED = lazy_re(r"^\w+(?:\s+(?:godoc|will|is a|is the|is an))?(?:\s*[-:]\s*|\s+)")
_CONDITIONS = ("if_statement", "for_statement", "expression_switch_statement",
               "type_switch_statement", "select_statement")  # fmt: skip


def comment_on(source: Source, function: Node, name: str) -> str:
    """What the comment above a function says that it does, without its name."""
    above: list[Node] = []
    before = function.prev_named_sibling
    while before is not None and before.type == "comment":
        above.insert(0, before)
        before = before.prev_named_sibling
    text, _ = joined_comment(above, line_of(function))
    if summary := _SUMMARY.search(text):
        return meaning_of(summary[1])
    text = text.split("\n@")[0]
    if text.startswith("@"):
        return ""
    if text.split(" ")[0].rstrip(":") == name:
        text = _NAMED.sub("", text, count=1)
    said = meaning_of(text)
    return said[:1].upper() + said[1:]


def arguments_of(call: Node) -> list[Node]:
    """The arguments of a call, without comments."""
    held = call.child_by_field_name("arguments")
    return [n for n in (held.named_children if held is not None else []) if n.type != "comment"]


def call_at(source: Source, position: int) -> Node | None:
    """The call whose function's last name stands at a place in the text."""
    offset = len(source.text[:position].encode("utf-8", "replace"))
    node = source.root.named_descendant_for_byte_range(offset, offset + 1)
    if node is None or node.type not in ("field_identifier", "identifier"):
        return None
    parent = node.parent
    if parent is not None and parent.type == "selector_expression":
        node, parent = parent, parent.parent
    if parent is None or parent.type != "call_expression":
        return None
    return parent if parent.child_by_field_name("function") == node else None


def function_of(node: Node) -> Node | None:
    """The declared function in which code stands."""
    current: Node | None = node
    while current is not None and current.type not in ("function_declaration",
                                                       "method_declaration"):  # fmt: skip
        current = current.parent
    return current


def is_conditional(node: Node) -> bool:
    """Whether code may not be run, or may be run for several values."""
    current = node.parent
    while current is not None and current.type not in ("function_declaration",
                                                       "method_declaration"):  # fmt: skip
        if current.type in _CONDITIONS:
            return True
        current = current.parent
    return False


def assignments(function: Node) -> list[tuple[str, Node, Node]]:
    """What a function's body gives to names: the name, the value, the statement."""
    body = function.child_by_field_name("body")
    found: list[tuple[str, Node, Node]] = []
    for node in walk(body, "short_var_declaration", "assignment_statement") if body else ():
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None:
            pairs = zip(left.named_children, right.named_children, strict=False)
            found += [(node_text(name), value, node) for name, value in pairs]
    return found


def assigned_to(
    given: list[tuple[str, Node, Node]], function: Node, name: str, at: Node
) -> list[Node]:
    """The values that a function has given to a name before a place."""
    return [
        value
        for known, value, node in given
        if known == name
        and node.start_byte <= at.start_byte
        and _scope(node, function).start_byte <= at.start_byte
        and _reaches(node, at)
    ]


def _scope(node: Node, function: Node) -> Node:
    """The block in which a declaration stands."""
    current = node.parent
    while current is not None and current.type != "block":
        current = current.parent
    return current or function


def _reaches(declaration: Node, at: Node) -> bool:
    """Whether a place stands in the block of a declaration."""
    block = declaration.parent
    while block is not None and block.type != "block":
        block = block.parent
    return block is None or block.start_byte <= at.start_byte < block.end_byte


def _parameters(function: Node) -> Iterator[tuple[str, str]]:
    held = function.child_by_field_name("parameters")
    for declared in held.named_children if held is not None else ():
        kind = node_text(declared.child_by_field_name("type"))
        for name in declared.children_by_field_name("name"):
            yield node_text(name), kind


def parameter_type(function: Node, name: str) -> str | None:
    """The type of a parameter."""
    return next((kind for given, kind in _parameters(function) if given == name), None)


def position_of(function: Node, name: str) -> int:
    """Which of a function's parameters a name is."""
    return [given for given, _ in _parameters(function)].index(name)
