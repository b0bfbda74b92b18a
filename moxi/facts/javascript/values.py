"""The value of an expression where the sources alone decide it: texts, lists, objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.source import Source, Sources

MAX_DEPTH = 12
"""stands for a part of a text that only a running program knows"""
_WRAPPERS = ("parenthesized_expression", "as_expression", "satisfies_expression",
             "non_null_expression", "await_expression", "type_assertion")  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: its file, and the files that it may import from."""

    source: Source
    sources: Sources


def unwrap(node: Node | None) -> Node | None:
    """An expression without parentheses, `as const` and the like."""
    while node is not None and node.type in _WRAPPERS and node.named_children:
        node = node.named_children[-1 if node.type == "type_assertion" else 0]
    return node


def resolve(node: Node | None, scope: Scope, depth: int = 0) -> tuple[Node | None, Scope]:
    """What an identifier stands for, across files; any other expression as it is."""
    node = unwrap(node)
    if node is None or depth > MAX_DEPTH:
        return node, scope
    if node.type in ("identifier", "shorthand_property_identifier"):
        name = node_text(node)
        imported = scope.source.imports.get(name)
        if imported:
            path = scope.sources.resolve(scope.source, imported.module)
            if path and not path.endswith(".json"):
                other = Scope(scope.sources.get(path), scope.sources)
                return exported(imported.name, other, depth + 1)
            return node, scope
        value = scope.source.binding(name)
        if value is not None and value != node:
            return resolve(value, scope, depth + 1)
    elif node.type == "member_expression":
        holder, where = resolve(node.child_by_field_name("object"), scope, depth + 1)
        if holder is not None and holder.type == "object":
            for key, value, value_scope in pairs(holder, where, depth + 1):
                if key == node_text(node.child_by_field_name("property")):
                    return resolve(value, value_scope, depth + 1)
        elif (found := _of_module(node, scope, depth))[0] is not None:
            return found
    elif node.type == "call_expression":
        function = node_text(node.child_by_field_name("function"))
        if function in ("Object.freeze", "Object.seal", "Object.assign"):
            return resolve(argument(node, 0), scope, depth + 1)
    return node, scope


def _of_module(node: Node, scope: Scope, depth: int) -> tuple[Node | None, Scope]:
    """`port` of `import * as defaults` or `const defaults = require(…)`: `defaults.port`."""
    imported = scope.source.imports.get(node_text(node.child_by_field_name("object")))
    path = scope.sources.resolve(scope.source, imported.module) if imported else ""
    if not imported or imported.name != "*" or not path or path.endswith(".json"):
        return None, scope
    other = Scope(scope.sources.get(path), scope.sources)
    return exported(node_text(node.child_by_field_name("property")), other, depth + 1)


def exported(name: str, scope: Scope, depth: int = 0) -> tuple[Node | None, Scope]:
    """What a file exports under a name (`default`, `*` for what CommonJS exports whole)."""
    if depth > MAX_DEPTH:
        return None, scope
    if name in ("default", "*"):
        for node in scope.source.root.children:
            if node.type == "export_statement":
                value = node.child_by_field_name("value")
                if value is not None and any(c.type == "default" for c in node.children):
                    return resolve(value, scope, depth + 1)
            value = _module_exports(node)
            if value is not None:
                return resolve(value, scope, depth + 1)
        name = "default"
    elif (value := scope.source.binding(name)) is not None:
        return resolve(value, scope, depth + 1)
    for node in scope.source.root.children:
        value = _exports_member(node, name)
        if value is not None:
            return resolve(value, scope, depth + 1)
        if node.type != "export_statement":
            continue
        for specifier in _specifiers(node):
            original = node_text(specifier.child_by_field_name("name"))
            alias = node_text(specifier.child_by_field_name("alias")) or original
            if alias != name:
                continue
            module = node_text(node.child_by_field_name("source")).strip("\"'`")
            if not module:
                return resolve(specifier.child_by_field_name("name"), scope, depth + 1)
            if path := scope.sources.resolve(scope.source, module):
                other = Scope(scope.sources.get(path), scope.sources)
                return exported(original, other, depth + 1)
    return None, scope


def _specifiers(statement: Node) -> list[Node]:
    clause = next((c for c in statement.named_children if c.type == "export_clause"), None)
    return list(clause.named_children) if clause else []


def _module_exports(node: Node) -> Node | None:
    """`X` of `module.exports = X` (also `exports = module.exports = X`)."""
    if node.type != "expression_statement" or not node.named_children:
        return None
    value: Node | None = node.named_children[0]
    found = False
    while value is not None and value.type == "assignment_expression":
        left = node_text(value.child_by_field_name("left"))
        found = found or left in ("module.exports", "exports", "module.exports.default")
        value = value.child_by_field_name("right")
    return value if found else None


def _exports_member(node: Node, name: str) -> Node | None:
    if node.type != "expression_statement" or not node.named_children:
        return None
    value = node.named_children[0]
    if value.type != "assignment_expression":
        return None
    left = node_text(value.child_by_field_name("left"))
    if left in (f"exports.{name}", f"module.exports.{name}"):
        return value.child_by_field_name("right")
    return None


# Calls and objects ----------------------------------------------------------------------------


def arguments(call: Node) -> list[Node]:
    """The arguments of a call, without comments."""
    held = call.child_by_field_name("arguments")
    if held is None or held.type != "arguments":
        return []
    return [node for node in held.named_children if node.type != "comment"]


def argument(call: Node, index: int) -> Node | None:
    """One argument of a call, None where there is none."""
    given = arguments(call)
    return given[index] if index < len(given) else None


def pairs(node: Node | None, scope: Scope, depth: int = 0) -> Iterator[tuple[str, Node, Scope]]:
    """Keys and values of an object literal, spreads of other known objects included."""
    node, scope = resolve(node, scope, depth)
    if node is None or node.type != "object" or depth > MAX_DEPTH:
        return
    for item in node.named_children:
        if item.type == "pair":
            key, value = item.child_by_field_name("key"), item.child_by_field_name("value")
            if key is not None and value is not None and key.type != "computed_property_name":
                yield node_text(key).strip("\"'`"), value, scope
        elif item.type == "shorthand_property_identifier":
            yield node_text(item), item, scope
        elif item.type == "method_definition":
            yield node_text(item.child_by_field_name("name")).strip("\"'"), item, scope
        elif item.type == "spread_element" and item.named_children:
            yield from pairs(item.named_children[0], scope, depth + 1)


def fields(node: Node | None, scope: Scope) -> dict[str, tuple[Node, Scope]]:
    """An object literal as a mapping; a later key wins, as in JavaScript."""
    return {key: (value, where) for key, value, where in pairs(node, scope)}


def items(node: Node | None, scope: Scope, depth: int = 0) -> Iterator[tuple[Node, Scope]]:
    """The elements of an array literal, spreads of other known arrays included."""
    node, scope = resolve(node, scope, depth)
    if node is None or node.type != "array" or depth > MAX_DEPTH:
        return
    for item in node.named_children:
        if item.type == "spread_element" and item.named_children:
            yield from items(item.named_children[0], scope, depth + 1)
        elif item.type != "comment":
            yield item, scope
