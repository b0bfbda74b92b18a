"""The fields of an object type, followed through aliases, interfaces, imports and generics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.javascript.api import NAMED
from moxi.facts.javascript.exports import Exports, is_type
from moxi.facts.syntax import node_text, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.values import Scope

MAX_DEPTH = 10
_WHOLE = ("Partial", "Readonly", "Simplify", "PropsWithChildren", "Required", "Prettify")
_PART = ("Except", "Omit", "Pick")
_HOLDERS = (
    "type_annotation", "intersection_type", "union_type", "parenthesized_type", "object_type",
    "interface_body", "readonly_type",
)  # fmt: skip
_FLAT = ("object_type", "union_type", "intersection_type")
_NAMES = ("type_identifier", "generic_type", "nested_type_identifier")


def members(
    node: Node, scope: Scope, depth: int = 0, seen: frozenset[tuple[str, int]] = frozenset()
) -> Iterator[tuple[Node, Scope]]:
    """The fields of a type: of an interface, an object type, an intersection or a union of them."""
    if depth > MAX_DEPTH:
        return
    if node.type in ("property_signature", "method_signature"):
        yield node, scope
    elif node.type in _HOLDERS:
        for child in node.named_children:
            yield from members(child, scope, depth + (node.type not in _FLAT), seen)
    elif node.type in _NAMES:
        yield from _named(node, scope, depth, seen)
    elif node.type == "interface_declaration":
        if (body := node.child_by_field_name("body")) is not None:
            yield from members(body, scope, depth + 1, seen)
        for clause in node.named_children:
            if clause.type in ("extends_type_clause", "extends_clause"):
                for base in clause.named_children:
                    yield from members(base, scope, depth + 1, seen)
    elif node.type == "type_alias_declaration" and (value := node.child_by_field_name("value")):
        yield from members(value, scope, depth + 1, seen)


def _named(
    node: Node, scope: Scope, depth: int, seen: frozenset[tuple[str, int]]
) -> Iterator[tuple[Node, Scope]]:
    if node.type == "generic_type":
        wrapper = node_text(node.child_by_field_name("name"))
        inner = arguments_of(node)
        if wrapper in _PART:
            return
        if wrapper in _WHOLE:
            if inner:
                yield from members(inner[0], scope, depth + 1, seen)
            return
    declared, where = type_named(_name(node), scope)
    key = (where.source.path, declared.start_byte if declared is not None else -1)
    if declared is not None and key not in seen:  # a type may be made of itself
        yield from members(declared, where, depth + 1, seen | {key})


def _name(node: Node) -> str:
    """`Options` of `Options`, `lib.Options` and `Options<T>`."""
    if node.type in ("nested_type_identifier", "generic_type"):
        inner = node.child_by_field_name("name")
        return _name(inner) if inner is not None else ""
    return node_text(node)


def arguments_of(node: Node) -> list[Node]:
    """`A` and `B` of `Generic<A, B>`."""
    held = node.child_by_field_name("type_arguments")
    return list(held.named_children) if held is not None else []


def type_named(name: str, scope: Scope) -> tuple[Node | None, Scope]:
    """What a name of a type stands for, across files."""
    imported = scope.source.imports.get(name)
    if imported:
        path = scope.sources.resolve(scope.source, imported.module)
        if not path or path.endswith(".json"):
            return None, scope
        found = Exports(scope.sources, path).found.get(imported.name)
        return (found.node, found.scope) if found else (None, scope)
    declared = scope.source.binding(name)
    return (declared, scope) if is_type(declared) else (None, scope)


def options_within(node: Node | None, scope: Scope, depth: int = 0) -> tuple[Node, Scope] | None:
    """The options that a value of a type takes: `Props` of `FC<Props>`, `Options` of
    `Plugin<Options>` and of `(options: Options) => void`."""
    if node is None or depth > MAX_DEPTH:
        return None
    if node.type in ("type_annotation", "parenthesized_type", "type_alias_declaration"):
        inner = node.child_by_field_name("value") or next(iter(node.named_children), None)
        return options_within(inner, scope, depth + 1)
    if node.type in ("function_type", "call_signature"):
        parameters = node.child_by_field_name("parameters")
        for parameter in parameters.named_children if parameters is not None else ():
            name = node_text(parameter.child_by_field_name("pattern"))
            typed = parameter.child_by_field_name("type")
            if typed is not None and NAMED.search(name[:1].upper() + name[1:]):
                return typed, scope
        return None
    if node.type == "generic_type":
        for argument in arguments_of(node):
            if argument.type == "object_type" or NAMED.search(_name(argument)):
                return argument, scope
            if argument.type in ("union_type", "generic_type"):
                for inner in walk(argument, "type_identifier"):
                    if NAMED.search(node_text(inner)):
                        return inner, scope
    if node.type in _NAMES:
        declared, where = type_named(_name(node), scope)
        if declared is not None and declared.type == "type_alias_declaration":
            return options_within(declared, where, depth + 1)
        if declared is not None and (called := call_signature(declared)) is not None:
            return options_within(called, where, depth + 1)
    return None


def call_signature(declared: Node) -> Node | None:
    """How a value of an interface is called: `(url: string): Result` in its body."""
    body = declared.child_by_field_name("body")
    if declared.type != "interface_declaration" or body is None:
        return None
    return next((one for one in body.named_children if one.type == "call_signature"), None)


def declared_type(name: str, scope: Scope) -> Node | None:
    """The type in `declare const name: Type`."""
    for node in scope.source.named((name,)):
        parent = node.parent
        if (
            parent is not None
            and parent.type == "variable_declarator"
            and parent.child_by_field_name("name") == node
        ):
            return parent.child_by_field_name("type")
    return None
