"""What a module exports, followed through re-exports: ES modules, CommonJS, declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.javascript.source import required_module, string_of
from moxi.facts.javascript.values import Scope, argument, resolve, unwrap
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.source import Imported, Sources

MAX_FILES = 60
MAX_EXPORTS = 200
_TYPES = ("interface_declaration", "type_alias_declaration")
_FUNCTIONS = (
    "function_declaration", "function_expression", "arrow_function", "function_signature",
    "generator_function_declaration", "generator_function", "method_definition",
)  # fmt: skip
_SPACES = ("internal_module", "module")
_CLASSES = ("class_declaration", "class", "abstract_class_declaration")


@dataclass(frozen=True)
class Export:
    """One exported name. `node` is what it stands for, None where that is another package's."""

    name: str
    """`default` for the default export (or what CommonJS exports whole)"""
    local: str
    """the name it has in its own file"""
    node: Node | None
    scope: Scope
    statement: Node
    """where it is exported"""
    where: Scope
    only_type: bool = False


class Exports:
    """The exports of an entry file. `esm` and `cjs` say by which means it exports."""

    def __init__(self, sources: Sources, path: str) -> None:
        self.sources = sources
        self.path = path
        self.esm = self.cjs = False
        self.complete = True
        """whether every `export *` could be followed"""
        self._seen: set[str] = set()
        self.found: dict[str, Export] = {}
        for export in self._of(path):
            if len(self.found) >= MAX_EXPORTS:
                break
            known = self.found.setdefault(export.name, export)
            # `export namespace X` beside `export class X` only holds the types of the class
            only_types = known.only_type or (known.node and known.node.type in _SPACES)
            if only_types and (is_class(export.node) or is_function(export.node)):
                self.found[export.name] = export

    @property
    def values(self) -> list[Export]:
        """Those that exist at run time, in order."""
        return [export for export in self.found.values() if not export.only_type]

    @property
    def default(self) -> Export | None:
        """The default export, or what CommonJS exports whole."""
        return self.found.get("default")

    def _of(self, path: str) -> Iterator[Export]:
        if path in self._seen or len(self._seen) > MAX_FILES:
            self.complete = self.complete and path in self._seen
            return
        self._seen.add(path)
        source = self.sources.get(path)
        scope = Scope(source, self.sources)
        for node in source.root.children:
            if node.type == "export_statement":
                self.esm = self.esm or all(child.type != "=" for child in node.children)
                yield from self._statement(node, scope)
            elif node.type in (
                "expression_statement",
                "lexical_declaration",
                "variable_declaration",
            ):
                yield from self._commonjs(node, scope)

    # ES modules ---------------------------------------------------------------------------------

    def _statement(self, node: Node, scope: Scope) -> Iterator[Export]:
        module = string_of(node.child_by_field_name("source"))
        words = [child.type for child in node.children]
        type_only = "type" in words[:2]
        declaration = node.child_by_field_name("declaration")
        value = node.child_by_field_name("value")
        if "default" in words:
            target = declaration or value
            local = node_text(target.child_by_field_name("name")) if target is not None else ""
            if target is not None and target.type == "identifier":
                local = node_text(target)
            held, where = resolve(target, scope)
            only_type = held is not None and held.type in _TYPES
            yield Export("default", local, held, where, node, scope, only_type)
        elif "=" in words:  # export = X
            self.cjs = True
            target = next((child for child in node.named_children), None)
            held, where = resolve(target, scope)
            yield Export("default", node_text(target), held, where, node, scope)
            yield from _of_namespace(node_text(target), scope)
        elif declaration is not None:
            yield from self._declared(declaration, node, scope)
        else:
            yield from self._listed(node, module, scope, type_only=type_only)

    def _declared(self, declaration: Node, statement: Node, scope: Scope) -> Iterator[Export]:
        if declaration.type in ("lexical_declaration", "variable_declaration"):
            for declarator in declaration.named_children:
                name = declarator.child_by_field_name("name")
                if declarator.type != "variable_declarator" or name is None:
                    continue
                if name.type == "identifier":
                    value = unwrap(declarator.child_by_field_name("value"))
                    held, where = (
                        resolve(value, scope) if value is not None else (declarator, scope)
                    )
                    if held is not None and held.type in ("object", "call_expression", "array"):
                        held, where = declarator, scope
                    yield Export(node_text(name), node_text(name), held or declarator, where,
                                 declarator, scope)  # fmt: skip
                elif name.type == "object_pattern":
                    for item in name.named_children:
                        local = item.child_by_field_name("value") or item
                        yield Export(node_text(local), node_text(local), None, scope, declarator,
                                     scope)  # fmt: skip
        elif declaration.type == "ambient_declaration":
            for child in declaration.named_children:
                yield from self._declared(child, statement, scope)
        elif own := node_text(declaration.child_by_field_name("name")):
            only_type = declaration.type in _TYPES
            yield Export(own, own, declaration, scope, statement, scope, only_type)

    def _listed(
        self, node: Node, module: str, scope: Scope, *, type_only: bool
    ) -> Iterator[Export]:
        clause = next((c for c in node.named_children if c.type == "export_clause"), None)
        space = next((c for c in node.named_children if c.type == "namespace_export"), None)
        path = self.sources.resolve(scope.source, module) if module else ""
        if clause is not None:
            for item in clause.named_children:
                if item.type != "export_specifier":
                    continue
                original = node_text(item.child_by_field_name("name"))
                alias = node_text(item.child_by_field_name("alias")) or original
                is_type = type_only or any(child.type == "type" for child in item.children)
                yield self._one(alias, original, item, module, path, scope, is_type=is_type)
        elif space is not None:
            name = node_text(space.named_children[0]) if space.named_children else ""
            if name:
                yield Export(name, name, None, scope, space, scope, type_only)
        elif module:
            if path:
                for export in self._of(path):
                    if export.name != "default":
                        yield export
            else:
                self.complete = False

    def _one(
        self, name: str, original: str, item: Node, module: str, path: str, scope: Scope, *,
        is_type: bool,
    ) -> Export:  # fmt: skip
        held: Node | None = None
        where, local = scope, original
        if not module:
            imported = scope.source.imports.get(original)
            if imported:
                held, where, local = self._imported(imported, scope)
            else:
                held = _type_or_value(original, scope)
        elif path and not path.endswith(".json"):
            other = Exports(self.sources, path) if path not in self._seen else None
            found = other.found.get(original) if other else None
            if found:
                held, where, local = found.node, found.scope, found.local
                is_type = is_type or found.only_type
        only_type = is_type or (held is not None and held.type in _TYPES)
        return Export(name, local or original, held, where, item, scope, only_type)

    def _imported(self, imported: Imported, scope: Scope) -> tuple[Node | None, Scope, str]:
        path = self.sources.resolve(scope.source, imported.module)
        if not path or path.endswith(".json") or imported.name == "*":
            return None, scope, ""
        found = Exports(self.sources, path).found.get(imported.name)
        return (found.node, found.scope, found.local) if found else (None, scope, "")

    # CommonJS -----------------------------------------------------------------------------------

    def _commonjs(self, node: Node, scope: Scope) -> Iterator[Export]:
        for assignment in _assignments(node):
            left = node_text(assignment.child_by_field_name("left"))
            value = _last_value(assignment)
            if left in ("module.exports", "exports") and value is not None:
                if left == "exports" and "module.exports" not in node_text(assignment)[:60]:
                    continue
                self.cjs = True
                yield from self._whole(value, assignment, scope)
            elif left.startswith(("module.exports.", "exports.")) and value is not None:
                name = left.removeprefix("module.").removeprefix("exports.")
                if name.isidentifier() and name not in ("__esModule", "default"):
                    self.cjs = True
                    held, where = resolve(value, scope)
                    held = None if held is not None and held.type == "member_expression" else held
                    local = node_text(value) if value.type == "identifier" else name
                    yield Export(name, local, held, where, assignment, scope)

    def _whole(self, value: Node, statement: Node, scope: Scope) -> Iterator[Export]:
        module = required_module(value) if value.type == "call_expression" else ""
        if value.type == "identifier":
            imported = scope.source.imports.get(node_text(value))
            module = imported.module if imported and imported.name == "*" else module
        if module and (path := self.sources.resolve(scope.source, module)):
            yield from self._of(path)
            return
        if value.type == "object":
            for item in value.named_children:
                yield from self._member(item, scope)
            return
        held, where = resolve(value, scope)
        if held is not None and held.type == "object" and held != value:
            for item in held.named_children:
                yield from self._member(item, where)
            return
        local = node_text(value) if value.type == "identifier" else ""
        if not local and held is not None:
            local = node_text(held.child_by_field_name("name"))
        yield Export("default", local, held, where, statement, scope)

    def _spread(self, item: Node, scope: Scope) -> str:
        """The own module that `...require("./x")` spreads, or `...x` that was taken in whole."""
        value = item.named_children[0] if item.named_children else None
        module = required_module(value)
        imported = scope.source.imports.get(node_text(value))
        if not module and imported and imported.name in ("*", "default"):
            module = imported.module
        path = self.sources.resolve(scope.source, module) if module else ""
        return "" if path.endswith(".json") else path

    def _member(self, item: Node, scope: Scope) -> Iterator[Export]:
        if item.type == "shorthand_property_identifier":
            name, value = node_text(item), item
        elif item.type == "pair":
            key, held = item.child_by_field_name("key"), item.child_by_field_name("value")
            if key is None or held is None or key.type == "computed_property_name":
                return
            name, value = node_text(key).strip("\"'"), held
        elif item.type == "method_definition":
            name, value = node_text(item.child_by_field_name("name")), item
        elif item.type == "spread_element" and (path := self._spread(item, scope)):
            yield from self._of(path)
            return
        else:
            self.complete = self.complete and item.type != "spread_element"
            return
        if not name.isidentifier():
            return
        node, where = resolve(value, scope)
        if node is not None and node.type == "identifier":
            imported = where.source.imports.get(node_text(node))
            path = self.sources.resolve(where.source, imported.module) if imported else ""
            node = None
            if imported and path and not path.endswith(".json"):
                other = Exports(self.sources, path).found.get(
                    "default" if imported.name == "*" else imported.name
                )
                if other:
                    yield Export(name, other.local or name, other.node, other.scope, item, scope)
                    return
        yield Export(name, name, node, where, item, scope)


def _of_namespace(name: str, scope: Scope) -> Iterator[Export]:
    """The functions of `declare namespace name { … }`, which hang on what is exported whole."""
    for statement in scope.source.root.children:
        for space in statement.named_children if statement.type == "ambient_declaration" else ():
            if space.type not in ("internal_module", "module") or (
                node_text(space.child_by_field_name("name")) != name
            ):  # fmt: skip
                continue
            body = space.child_by_field_name("body")
            for item in body.named_children if body is not None else ():
                held = item.child_by_field_name("declaration") or item
                own = node_text(held.child_by_field_name("name"))
                if own and held.type == "function_signature":
                    yield Export(own, own, held, scope, item, scope)


def _type_or_value(name: str, scope: Scope) -> Node | None:
    found = scope.source.binding(name)
    return resolve(found, scope)[0] if found is not None else None


def _assignments(node: Node) -> Iterator[Node]:
    """The assignments of a statement: `exports = module.exports = X` is both of its own."""
    for child in node.named_children:
        if child.type == "variable_declarator":
            value = child.child_by_field_name("value")
            if value is not None and value.type == "assignment_expression":
                yield value
        elif child.type == "assignment_expression":
            yield child
            inner = child.child_by_field_name("right")
            left = node_text(child.child_by_field_name("left"))
            if inner is not None and inner.type == "assignment_expression" and left not in (
                "module.exports", "exports",
            ):  # fmt: skip
                yield inner


def _last_value(assignment: Node) -> Node | None:
    value: Node | None = assignment
    while value is not None and value.type == "assignment_expression":
        value = unwrap(value.child_by_field_name("right"))
    return value


def is_function(node: Node | None) -> bool:
    """Whether a node is a function of any form."""
    return node is not None and node.type in _FUNCTIONS


def is_class(node: Node | None) -> bool:
    """Whether a node is a class."""
    return node is not None and node.type in _CLASSES


def is_type(node: Node | None) -> bool:
    """Whether a node exists only for the type checker."""
    return node is not None and node.type in _TYPES


__all__ = ["Export", "Exports", "argument", "is_class", "is_function", "is_type"]
