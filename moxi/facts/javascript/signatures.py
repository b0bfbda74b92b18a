"""Functions, classes and types as one compact line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.exports import is_class, is_function
from moxi.facts.prose import collapse
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_LENGTH = 90
_BREAK = lazy_re(r"(?<![;,{(\[|&=<>:?\s])\s*\n\s*(?![})\]|&>?:\s])|;\s*\n\s*(?=\})")
_HIDDEN_MEMBERS = ("#", "_")


def compact(text: str) -> str:
    """A type on one line, with the semicolons that its line breaks stood for."""
    line = collapse(_BREAK.sub("; ", text)).replace("; }", " }")
    return line.replace("( ", "(").replace(", )", ")")


def function_signature(name: str, node: Node) -> str:
    """`name(url, options?)`: with types where they fit on the line, else the names alone."""
    parameters = node.child_by_field_name("parameters")
    single = node.child_by_field_name("parameter")
    if single is not None:
        return f"{name}({node_text(single)})"
    given = [] if parameters is None else [
        child for child in parameters.named_children if child.type not in ("comment", "decorator")
    ]  # fmt: skip
    given = [child for child in given if not node_text(child).startswith("this:")]
    given = [child for child in given
             if not (child.type == "optional_parameter" and node_text(child).startswith("_"))
             or len(given) == 1]  # fmt: skip
    returned = node.child_by_field_name("return_type")
    result = compact(node_text(returned)) if returned is not None else ""
    if node.type == "function_type" and result:
        result = f": {result}"
    full = f"{name}({', '.join(_parameter(child, typed=True) for child in given)}){result}"
    if len(full) <= MAX_LENGTH:
        return full
    short = f"{name}({', '.join(_parameter(child, typed=False) for child in given)})"
    if len(short) > MAX_LENGTH:
        short = f"{name}(…)"
    return short + result if len(short + result) <= MAX_LENGTH else short


def _parameter(node: Node, *, typed: bool) -> str:
    pattern, value = node, None
    if node.type in ("required_parameter", "optional_parameter"):
        pattern = node.child_by_field_name("pattern") or node
        value = node.child_by_field_name("value")
    elif node.type == "assignment_pattern":
        pattern = node.child_by_field_name("left") or node
        value = node.child_by_field_name("right")
    rest = pattern.type == "rest_pattern"
    name = collapse(node_text(pattern))
    if pattern.type == "object_pattern":
        name = _pattern(pattern)
    elif pattern.type == "array_pattern":
        name = "values"
    kind = node.child_by_field_name("type")
    optional = node.type == "optional_parameter" or (value is not None and kind is not None)
    shown = name + ("?" if optional and not rest else "")
    if typed and kind is not None:
        return shown + compact(node_text(kind))
    if value is not None and kind is None:
        default = collapse(node_text(value))
        return f"{name} = {default}" if len(default) <= 20 and default != "{}" else f"{name}?"
    return shown


def _pattern(node: Node) -> str:
    names = [
        re.split(r"[\s:=]", node_text(child))[0]
        for child in node.named_children
        if child.type != "comment"
    ]
    text = "{ " + ", ".join(names) + " }"
    return text if len(text) <= 50 else "options"


def class_signature(name: str, node: Node) -> str:
    """`new Name(options)`, `""` where the class has no constructor of its own."""
    body = node.child_by_field_name("body")
    for member in body.named_children if body is not None else ():
        is_method = member.type in ("method_definition", "method_signature")
        if is_method and node_text(member.child_by_field_name("name")) == "constructor":
            return "new " + function_signature(name, member)
    return ""


def callable_of(member: Node) -> Node | None:
    """What a field of an interface is called with: `f(x): y` itself, the type of `f: (x) => y`."""
    if member.type != "property_signature":
        return member
    typed = member.child_by_field_name("type")
    inner = typed.named_children[0] if typed is not None and typed.named_children else None
    return inner if inner is not None and inner.type == "function_type" else None


def methods(node: Node) -> list[tuple[str, Node]]:
    """Public methods of a class (or of an interface) in order, each once."""
    body = node.child_by_field_name("body")
    found: dict[str, Node] = {}
    for member in body.named_children if body is not None else ():
        if member.type not in (
            "method_definition",
            "method_signature",
            "abstract_method_signature",
        ):
            continue
        name = node_text(member.child_by_field_name("name"))
        # a method may itself be called `get`
        words = {node_text(one) for one in member.children[:3] if one.type != "property_identifier"}
        if words.intersection(("private", "protected", "get", "set")) or name == "constructor":
            continue
        if name.isidentifier() and not name.startswith(_HIDDEN_MEMBERS):
            found.setdefault(name, member)
    return list(found.items())


def is_component(name: str, node: Node | None, path: str) -> bool:
    """Whether a function or class is a component of a user interface library."""
    if not name[:1].isupper() or not path.endswith((".tsx", ".jsx")) or node is None:
        return False
    if is_class(node):
        return "Component" in node_text(node)[:200]
    return is_function(node) and bool(re.search(r"<[A-Za-z>]", node_text(node)))
