"""The calls, attributes and documentation of which routes of Rust services are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.common.routes import METHODS, joined, meaning_of
from moxi.facts.rust.source import doc_text, tidy_doc
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

ATTRIBUTE = lazy_re(r"#\[(?:\w+::)*(\w+)\(\s*\"([^\"]*)\"")
ROUTE_MACRO = lazy_re(r"^(?:get|post|put|patch|delete)$")
_TAKING = ("nest", "merge", "nest_service", "fallback_service", "service")


def is_routed(function: Node) -> bool:
    """Whether an attribute of a function states a route."""
    before = function.prev_sibling
    while before is not None and before.type in ("attribute_item", "line_comment"):
        match = ATTRIBUTE.match(node_text(before))
        if match and ROUTE_MACRO.match(match[1]):
            return True
        before = before.prev_sibling
    return False


def joined_below(prefix: str, path: str) -> str:
    """A path below a prefix; an empty one is the root."""
    return joined(prefix, path) if prefix and prefix != "/" else path or "/"


def method_of(call: Node) -> str:
    """`route` of `x.route(…)`, `""` where a function is called."""
    function = call.child_by_field_name("function")
    if function is not None and function.type == "generic_function":
        function = function.child_by_field_name("function")
    if function is None or function.type != "field_expression":
        return ""
    return node_text(function.child_by_field_name("field"))


def arguments_of(call: Node) -> list[Node]:
    """The arguments of a call, without comments."""
    held = call.child_by_field_name("arguments")
    return [
        n
        for n in (held.named_children if held is not None else [])
        if n.type not in ("line_comment", "block_comment")
    ]


def verbs_of(node: Node) -> Iterator[tuple[str, Node | None]]:
    """The methods of `get(a).post(b)` and of `web::get().to(a)`, each with what answers."""
    found: list[tuple[str, Node | None]] = []
    current: Node | None = node
    handler: Node | None = None
    while current is not None and current.type == "call_expression":
        given = arguments_of(current)
        method = method_of(current)
        function = current.child_by_field_name("function")
        if method:
            if method == "to" and given:
                handler = given[0]
            elif method in METHODS:
                found.append((method, given[0] if given else None))
            elif method in ("method", "on", "any"):
                return
            current = function.child_by_field_name("value") if function is not None else None
            continue
        name = node_text(function).rpartition("::")[2]
        if name in METHODS:
            found.append((name, given[0] if given else handler))
        break
    yield from reversed(found)


def doc_of(function: Node) -> str:
    """The first sentence of the documentation of a function."""
    lines: list[str] = []
    before = function.prev_sibling
    while before is not None and before.type in ("attribute_item", "line_comment"):
        if before.type == "line_comment" and (text := doc_text(before, "outer")) is not None:
            lines.insert(0, text)
        before = before.prev_sibling
    return meaning_of(tidy_doc(lines)) if lines else ""


def call_of(node: Node) -> Node | None:
    """The call whose function a node is a part of."""
    current: Node | None = node
    while current is not None and current.type in (
        "identifier", "scoped_identifier", "type_identifier", "generic_type", "generic_function",
        "scoped_type_identifier",
    ):  # fmt: skip
        current = current.parent
    return current if current is not None and current.type == "call_expression" else None


def outermost(call: Node) -> Node:
    """The whole chain that begins with a call."""
    current = call
    while current.parent is not None:
        above = current.parent
        followed = {"field_expression": "value", "call_expression": "function"}.get(above.type)
        if followed and above.child_by_field_name(followed) != current:
            break
        if not followed and above.type not in ("try_expression", "await_expression"):
            break
        current = above
    return current


def name_in(node: Node) -> Node:
    """The name at the head of a call that was found by its text."""
    while node.type == "call_expression":
        function = node.child_by_field_name("function")
        if function is None:
            break
        node = function
    return node


def is_taken(around: list[Node], call: Node) -> bool:
    """Whether a router stands in the arguments of a call that hangs it up."""
    for node in around:
        inside = node.child_by_field_name("arguments") if node.type == "call_expression" else None
        if (
            inside is not None
            and method_of(node) in _TAKING
            and inside.start_byte <= call.start_byte < inside.end_byte
        ):
            return True
    return False


def let_of(call: Node, function: Node) -> str:
    """The name that a `let` binds a chain to."""
    current = call.parent
    while current is not None and current != function:
        if current.type == "let_declaration":
            return node_text(current.child_by_field_name("pattern")).removeprefix("mut ").strip()
        if current.type in ("block", "closure_expression"):
            return ""
        current = current.parent
    return ""


def is_conditional(node: Node, function: Node) -> bool:
    """Whether code of a function may not be run."""
    current = node.parent
    while current is not None and current != function:
        if current.type in ("if_expression", "match_expression", "for_expression"):
            return True
        current = current.parent
    return False
