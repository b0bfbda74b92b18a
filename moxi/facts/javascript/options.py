"""The options object that a package's main export takes: one setting for each field."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from moxi.facts.javascript.api import FENCE, default_name, doc_of_export, main_name
from moxi.facts.javascript.exports import Export, Exports, is_class, is_function, is_type
from moxi.facts.javascript.jsdoc import Doc, doc_of, parameter_docs, plain_links
from moxi.facts.javascript.signatures import is_component
from moxi.facts.model import Fact, Setting
from moxi.facts.prose import collapse, first_sentence
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.values import Scope

MAX_SETTINGS = 40
_OPTIONS = lazy_re(r"^(?:\{|\w*(?:options?|opts?|config(?:uration)?|settings|props)$)", re.I)


def settings(exports: Exports, package: str, written: str, leading: str) -> Iterator[Fact[Setting]]:
    """The options object of the main export, one setting for each field."""
    main = _main(exports, package, leading)
    if main is None or main.node is None:
        return
    name = default_name(main, package, written) if main.name == "default" else main.name
    node = main.node
    kind = "options"
    if is_component(name, node, main.scope.source.path):
        kind = "props"
    yield from islice(_options_of(node, main, f"{kind} of {name}"), MAX_SETTINGS)


def _main(exports: Exports, package: str, leading: str) -> Export | None:
    taken = exports.found.get(leading)
    if taken is not None and taken.node is not None:
        return taken
    if exports.default is not None and exports.default.node is not None:
        return exports.default
    wanted = main_name(package).lower()
    callables = [e for e in exports.values if is_function(e.node) or is_class(e.node)]
    named = next((e for e in callables if e.name.lower() == wanted), None)
    return named or (callables[0] if len(callables) == 1 else None)


def _options_of(node: Node, main: Export, group: str) -> Iterator[Fact[Setting]]:
    doc = doc_of_export(main)
    function = node
    if is_class(node):
        body = node.child_by_field_name("body")
        members = body.named_children if body is not None else []
        constructors = [m for m in members
                        if node_text(m.child_by_field_name("name")) == "constructor"]  # fmt: skip
        if not constructors:
            return
        function = constructors[0]
        doc = doc_of(function)
    parameters = function.child_by_field_name("parameters")
    for parameter in parameters.named_children if parameters is not None else ():
        pattern = parameter.child_by_field_name("pattern") or parameter
        if pattern.type == "assignment_pattern":
            pattern = pattern.child_by_field_name("left") or pattern
        if not _OPTIONS.match(node_text(pattern)):
            continue
        typed = parameter.child_by_field_name("type")
        found = list(_typed_fields(typed, main.scope, group)) if typed is not None else []
        if not found:
            found = list(_documented_fields(doc, node_text(pattern), main, group))
        yield from found
        if found:
            return


def _typed_fields(annotation: Node, scope: Scope, group: str) -> Iterator[Fact[Setting]]:
    seen: set[str] = set()
    for member, where in _members(annotation, scope, 0):
        name = node_text(member.child_by_field_name("name")).strip("\"'")
        doc = doc_of(member)
        if not name or name in seen or doc.hidden:
            continue
        seen.add(name)
        kind = member.child_by_field_name("type")
        text = collapse(node_text(kind)).removeprefix(":").strip() if kind is not None else ""
        if member.type == "method_signature":
            text = "function"
        default = next(iter(doc.all("default", "defaultValue")), "")
        setting = Setting(
            name, text if len(text) <= 70 else "", _default(default), doc.summary, group
        )
        yield Fact(setting, (where.source.evidence(member),))


def _default(text: str) -> str:
    match = FENCE.search(text)
    line = (match[2] if match else text).strip()
    if not line or "\n" in line or len(line) > 60:
        return ""
    return line.strip("`")


def _members(node: Node, scope: Scope, depth: int) -> Iterator[tuple[Node, Scope]]:
    """The fields of a type: of an interface, an object type, or an intersection of them."""
    if depth > 6:
        return
    if node.type in ("property_signature", "method_signature"):
        yield node, scope
    elif node.type in ("type_annotation", "intersection_type", "parenthesized_type", "object_type",
                       "interface_body", "readonly_type"):  # fmt: skip
        for child in node.named_children:
            yield from _members(child, scope, depth + (node.type != "object_type"))
    elif node.type in ("type_identifier", "generic_type", "nested_type_identifier"):
        name = node
        if node.type == "nested_type_identifier":
            name = node.child_by_field_name("name") or node
        if node.type == "generic_type":
            wrapper = node_text(node.child_by_field_name("name"))
            inner = node.child_by_field_name("type_arguments")
            if wrapper in ("Partial", "Readonly", "Simplify", "Except", "Omit", "Pick") or (
                wrapper == "PropsWithChildren"
            ):
                if wrapper in ("Except", "Omit", "Pick") or inner is None:
                    return
                yield from _members(inner.named_children[0], scope, depth + 1)
                return
            name = node.child_by_field_name("name") or node
        declared, where = _type_named(node_text(name), scope)
        if declared is not None:
            yield from _members(declared, where, depth + 1)
    elif node.type == "interface_declaration":
        if (body := node.child_by_field_name("body")) is not None:
            yield from _members(body, scope, depth + 1)
        for clause in node.named_children:
            if clause.type in ("extends_type_clause", "extends_clause"):
                for base in clause.named_children:
                    yield from _members(base, scope, depth + 1)
    elif (
        node.type == "type_alias_declaration"
        and (value := node.child_by_field_name("value")) is not None
    ):
        yield from _members(value, scope, depth + 1)


def _type_named(name: str, scope: Scope) -> tuple[Node | None, Scope]:
    imported = scope.source.imports.get(name)
    if imported:
        path = scope.sources.resolve(scope.source, imported.module)
        if not path or path.endswith(".json"):
            return None, scope
        found = Exports(scope.sources, path).found.get(imported.name)
        return (found.node, found.scope) if found else (None, scope)
    declared = scope.source.binding(name)
    return (declared, scope) if is_type(declared) else (None, scope)


def _documented_fields(
    doc: Doc, parameter: str, main: Export, group: str
) -> Iterator[Fact[Setting]]:
    """`@param {string} [options.name=x] - what it is`."""
    path, reader = main.scope.source.path, main.scope.sources.reader
    for name, (kind, default, text) in parameter_docs(doc).items():
        holder, _, field = name.partition(".")
        if field and (holder == parameter or parameter.startswith("{")):
            meaning = first_sentence(plain_links(text)) if text else ""
            evidence = reader.find(path, f"{name}", start=doc.line)
            yield Fact(Setting(field, kind, default, meaning, group), (evidence,))
