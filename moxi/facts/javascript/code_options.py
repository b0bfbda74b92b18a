"""Options that only the code of a function tells: what it takes out of them or adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.javascript.exports import is_function
from moxi.facts.javascript.texts import shown
from moxi.facts.javascript.values import Scope, arguments, pairs, resolve
from moxi.facts.model import Fact, Setting
from moxi.facts.syntax import node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

MIN_FIELDS = 2
MAX_DEFAULT = 30
_OPTIONS = lazy_re(r"(?i)^\w*(?:options?|opts?|config(?:uration)?|settings)$")
_ALIAS = lazy_re(r"([\w$]+)\s*=\s*([\w$]+) (?:\|\||\?\?) \{\s*\}$")
_TAKEN = ("object_assignment_pattern", "shorthand_property_identifier_pattern", "pair_pattern")


def options_in_code(function: Node, scope: Scope, group: str) -> list[Fact[Setting]]:
    """The options of a function that has neither types nor comments for them, with the defaults
    that it gives them; of a function that only hands them to its namesake, those of that one."""
    found = _fields(function, scope, group)
    name = node_text(function.child_by_field_name("name"))
    if found or not name:
        return found
    for node in walk(function, "member_expression"):
        call = node.parent
        given = call.child_by_field_name("arguments") if call is not None else None
        if given is not None and any(one.type == "object" for one in given.named_children):
            continue  # it makes the options itself
        if node_text(node.child_by_field_name("property")) == name:
            value, where = resolve(node, scope)
            if value is not None and value != function and is_function(value):
                return _fields(value, where, group)
    return []


def _fields(function: Node, scope: Scope, group: str) -> list[Fact[Setting]]:
    names: set[str] = set()
    found: dict[str, Fact[Setting]] = {}
    parameters = function.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        pattern = parameter.child_by_field_name("pattern") or parameter
        pattern = pattern.child_by_field_name("left") or pattern
        if pattern.type == "object_pattern":
            _add(found, _taken(pattern, scope, group))
        elif _OPTIONS.match(node_text(pattern)):
            names.add(node_text(pattern))
    body = function.child_by_field_name("body")
    if body is not None and names:
        for node in walk(body, "variable_declarator", "assignment_expression"):
            alias = _ALIAS.match(node_text(node))
            if alias and alias[2] in names:
                names.add(alias[1])
            _add(found, _of_statement(node, names, scope, group))
        _add(found, _read(body, names, scope, group))
    return list(found.values()) if len(found) >= MIN_FIELDS else []


def _read(body: Node, names: set[str], scope: Scope, group: str) -> Iterator[Fact[Setting]]:
    """`options.depth`, also in `options.depth || 2`; what is only written is no option."""
    for node in walk(body, "member_expression"):
        parent = node.parent
        name = node_text(node.child_by_field_name("property"))
        if parent is None or node_text(node.child_by_field_name("object")) not in names:
            continue
        written = parent.type == "assignment_expression" and (
            parent.child_by_field_name("left") == node
        )
        asked = name in ("hasOwnProperty", "length") or name.startswith("_")
        if written or asked or not name.isidentifier():
            continue
        default = None
        if parent.type == "binary_expression" and parent.child_by_field_name("left") == node:
            operator = node_text(parent.child_by_field_name("operator"))
            default = parent.child_by_field_name("right") if operator in ("||", "??") else None
        yield _setting(name, default, scope, group, node)


def _add(found: dict[str, Fact[Setting]], more: Iterator[Fact[Setting]]) -> None:
    for fact in more:
        found.setdefault(fact.value.name, fact)


def _of_statement(node: Node, names: set[str], scope: Scope, group: str) -> Iterator[Fact[Setting]]:
    """`const { a = 1 } = options`, `options = { a: 1, ...options }` and its older form
    `Object.assign({ a: 1 }, options)`."""
    target = node.child_by_field_name("name") or node.child_by_field_name("left")
    value = node.child_by_field_name("value") or node.child_by_field_name("right")
    if target is None or value is None:
        return
    if target.type == "object_pattern":
        if node_text(value) in names:
            yield from _taken(target, scope, group)
    elif value.type == "object":
        spread = [node_text(one).lstrip(". ") for one in value.named_children
                  if one.type == "spread_element"]  # fmt: skip
        if names.intersection(spread):
            yield from _given(value, names, scope, group)
    elif node_text(value.child_by_field_name("function")) == "Object.assign":
        given = arguments(value)
        if any(node_text(one) in names for one in given):
            for one in given:
                if node_text(one) not in names:
                    yield from _given(one, names, scope, group)


def _taken(pattern: Node, scope: Scope, group: str) -> Iterator[Fact[Setting]]:
    for item in pattern.named_children:
        if item.type not in _TAKEN:
            continue
        key, default = item, None
        if item.type == "object_assignment_pattern":
            key = item.child_by_field_name("left") or item
            default = item.child_by_field_name("right")
        elif item.type == "pair_pattern":
            key = item.child_by_field_name("key") or item
            value = item.child_by_field_name("value")
            default = value.child_by_field_name("right") if value is not None else None
        yield _setting(node_text(key), default, scope, group, item)


def _given(node: Node, names: set[str], scope: Scope, group: str) -> Iterator[Fact[Setting]]:
    for key, value, where in pairs(node, scope):
        if node_text(value) not in names:
            yield _setting(key, value, where, group, value)


def _setting(
    name: str, default: Node | None, scope: Scope, group: str, node: Node
) -> Fact[Setting]:
    text = (shown(default, scope) or "") if default is not None else ""
    text = "" if "\n" in text or len(text) > MAX_DEFAULT else text
    return Fact(Setting(name, "", text, "", group), (scope.source.evidence(node),))
