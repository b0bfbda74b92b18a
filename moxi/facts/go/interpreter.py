"""Follows the part of a Go program that builds its command line, without running anything.

It walks syntax trees: both branches of an `if`, every case of a `switch`, a loop's body once for
each known element. What it cannot know is `None`; calls into other modules are answered by the
models of libraries in `libraries`. Steps, depth and sizes are bounded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.go import assignments, calls, expressions, literals
from moxi.facts.go.values import (
    HOLE,
    EnvRead,
    Function,
    Items,
    Object,
    Place,
    Scope,
)
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from moxi.facts.go.module import GoPackage, Module

MAX_STEPS = 60_000
MAX_DEPTH = 24
MAX_LOOP = 40
_TELLING = (
    b"lag", b"ommand", b"cmd", b"Cmd", b"sage", b"kong", b"kingpin", b"arg.", b"Getenv", b"Arg(",
    b"App", b"app.", b"parser", b"Parse", b"pts", b"help", b"Help", b"cli.",
)  # fmt: skip
_SET_BY_LINKER = lazy_re(r"version|commit|build|revision|^date$|gitsha", re.IGNORECASE)
SMALL_FUNCTION = 300


class Interpreter:
    """One reading of one program."""

    def __init__(self, module: Module, program: str, libraries: Callable[..., Any]) -> None:
        self.module = module
        self.program = program
        self.libraries = libraries
        self.steps = 0
        self.depth = 0
        self.printed: list[str] | None = None
        """what `fmt.Print` and its kin would print, while somebody listens"""
        self.state: dict[str, Any] = {}
        """what the models of libraries remember: `executed`, `flags`, `usage`"""
        self.packages: set[str] = set()
        """folders of the packages whose code is followed"""
        self._values: dict[tuple[str, str], Any] = {}
        self._kept: list[Any] = []  # so that no identity in `_called` is used twice
        self._called: dict[tuple[Any, ...], Any] = {}

    # Names ------------------------------------------------------------------------------------

    def lookup(self, name: str, place: Place) -> Any:
        """The value of an identifier."""
        holder = place.scope.holder(name)
        if holder is not None:
            return holder.names[name]
        return self.member(place.package, name)

    def member(self, package: GoPackage, name: str) -> Any:
        """The value of a package's constant, variable or function."""
        key = (package.folder, name)
        if key in self._values:
            return self._values[key]
        self._values[key] = None  # while it is being found out, it is not known
        if found := package.value(name):
            source, spec, number = found
            place = Place(source, package, Scope())
            if spec.type == "var_spec" and _SET_BY_LINKER.search(name):
                return None
            if spec.type == "var_spec" or spec.child_by_field_name("value") is not None:
                self._values[key] = self.declared(spec, number, place)
        elif function := package.function(name):
            source, node = function
            self._values[key] = Function(node, Place(source, package, Scope()))
        return self._values[key]

    def set_member(
        self, package: GoPackage, name: str, value: Any, in_branch: bool = False
    ) -> None:
        """A package's variable is assigned to; two different texts make it unknown."""
        key = (package.folder, name)
        if key not in self._values:
            self.member(package, name)
        before = self._values.get(key)
        if value is None and isinstance(before, Object):
            return
        if isinstance(value, EnvRead) and in_branch:
            value = assignments.overridden(before, value)
        elif value != before and (
            (isinstance(before, str) and before and not self.printed)
            or (in_branch and isinstance(value, bool | int))
        ):
            value = None
        self._values[key] = value

    def import_path(self, package: GoPackage) -> str:
        """The path of a package of this module, as `package_at` takes it."""
        return self.module.import_path(package)

    def follows(self, function: Function) -> bool:
        """Whether a call of this function is worth following."""
        if function.place.package.folder in self.packages:
            return True
        body = function.node.child_by_field_name("body")
        return body is not None and body.end_byte - body.start_byte <= SMALL_FUNCTION

    def declared(self, spec: Node, number: int, place: Place) -> Any:
        """The value that a `const_spec` or `var_spec` gives its name at that position."""
        values = spec.child_by_field_name("value")
        if values is not None:
            nodes = values.named_children if values.type == "expression_list" else [values]
            nodes = [node for node in nodes if node.type != "comment"]
            if number < len(nodes) and len(nodes) == len(spec.children_by_field_name("name")):
                return expressions.evaluate(self, nodes[number], place)
            return None
        kind = spec.child_by_field_name("type")
        return literals.zero(self, kind, place) if kind is not None else None

    def imported(self, name: str, place: Place) -> str | None:
        """The import path that an identifier stands for, if it is no variable."""
        if place.scope.holder(name) is not None:
            return None
        return place.source.imports.get(name) or self._by_clause(name, place)

    def _by_clause(self, name: str, place: Place) -> str | None:
        for key, path in place.source.imports.items():
            package = self.module.package_at(path)
            if package is None or key in place.source.aliases:
                continue
            if package.name == name:
                return path
        return None

    # Statements -------------------------------------------------------------------------------

    def run_package(self, package: GoPackage) -> None:
        """A package's variables and its `init` functions."""
        for source in package.sources:
            if not any(word in source.data for word in _TELLING):
                continue
            place = Place(source, package, Scope())
            for name, (spec, _) in source.values.items():
                if spec.type == "var_spec":
                    self._variable(name, spec, place)
            for node in source.init_functions:
                self.call(Function(node, place), [])

    def _variable(self, name: str, spec: Node, place: Place) -> None:
        if name != "_":
            self.member(place.package, name)
        elif (values := spec.child_by_field_name("value")) is not None:
            expressions.evaluate(self, values.named_children[0], place)

    def call(self, function: Function, arguments: list[Any]) -> Any:
        """What a function of this module returns; its effects are taken along."""
        body = function.node.child_by_field_name("body")
        if body is None or self.depth >= MAX_DEPTH:
            return None
        key = (function.node.id, *map(calls.identity, (*arguments, function.receiver)))
        if key in self._called and self.printed is None:
            return self._called[key]
        self._called[key] = None
        if body.end_byte - body.start_byte > SMALL_FUNCTION:
            data = function.place.source.data[body.start_byte : body.end_byte]
            if not any(word in data for word in _TELLING):
                return None
        scope = Scope(function.place.scope)
        place = Place(function.place.source, function.place.package, scope)
        calls.bind_parameters(self, function, arguments, place)
        returned: list[Any] = []
        self.depth += 1
        self.block(body, place, returned)
        self.depth -= 1
        self._called[key] = calls.best(returned)
        self._kept.append(arguments)
        return self._called[key]

    def block(self, node: Node, place: Place, returned: list[Any]) -> None:
        """The statements of a block, in order."""
        for child in node.named_children:
            if child.type == "statement_list":
                self.block(child, place, returned)
            elif child.type != "comment":
                self.statement(child, place, returned)

    def statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        """One statement."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            return
        handler = getattr(self, f"_do_{node.type}", None)
        if handler is not None:
            handler(node, place, returned)

    def _inner(self, place: Place) -> Place:
        return Place(place.source, place.package, Scope(place.scope))

    def _do_block(self, node: Node, place: Place, returned: list[Any]) -> None:
        self.block(node, self._inner(place), returned)

    def _do_expression_statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        for child in node.named_children:
            expressions.evaluate(self, child, place)

    def _do_defer_statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        pass

    def _do_go_statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        self._do_expression_statement(node, place, returned)

    def _do_labeled_statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        for child in node.named_children[1:]:
            self.statement(child, place, returned)

    def _do_return_statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        for child in node.named_children:
            nodes = child.named_children if child.type == "expression_list" else [child]
            values = [expressions.evaluate(self, value, place) for value in nodes]
            returned.append(values[0] if len(values) == 1 else tuple(values))

    def _do_if_statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        inner = self._inner(place)
        if (first := node.child_by_field_name("initializer")) is not None:
            self.statement(first, inner, returned)
        taken: bool | None = None
        if (condition := node.child_by_field_name("condition")) is not None:
            taken = calls.decided(condition, inner)
            expressions.evaluate(self, condition, inner)
        for name, chosen in (("consequence", True), ("alternative", False)):
            part = node.child_by_field_name(name)
            if part is not None and taken in (None, chosen):
                inner.scope.uncertain = taken is None
                self.statement(part, inner, returned)

    def _do_for_statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        body = node.child_by_field_name("body")
        inner = self._inner(place)
        clause = next((c for c in node.named_children if c.type == "range_clause"), None)
        if body is None:
            return
        rounds: list[tuple[Any, Any]] = [(None, None)]
        names: list[str] = []
        if clause is not None:
            left = clause.child_by_field_name("left")
            names = [node_text(child) for child in left.named_children] if left else []
            right = clause.child_by_field_name("right")
            found = expressions.evaluate(self, right, place) if right is not None else None
            if isinstance(found, Items) and found.values:
                keys = found.keys or list(range(len(found.values)))
                rounds = list(zip(keys, found.values, strict=False))[:MAX_LOOP]
        for pair in rounds:
            for name, value in zip(names, pair, strict=False):
                inner.scope.names[name] = value
            self.block(body, self._inner(inner), returned)

    def _do_expression_switch_statement(
        self, node: Node, place: Place, returned: list[Any]
    ) -> None:
        inner = self._inner(place)
        for child in node.named_children:
            if child.type == "expression_case":
                self._case(child, inner, returned)
            elif child.type in ("default_case", "type_case", "communication_case"):
                self.block(child, self._inner(inner), returned)
            elif child.type.endswith("_declaration"):
                self.statement(child, inner, returned)

    _do_type_switch_statement = _do_expression_switch_statement
    _do_select_statement = _do_expression_switch_statement

    def _case(self, node: Node, place: Place, returned: list[Any]) -> None:
        value = node.child_by_field_name("value")
        labels = [
            text
            for child in (value.named_children if value is not None else [])
            if isinstance(text := expressions.evaluate(self, child, place), str)
        ]
        outer = self.state.get("case", [])
        self.state["case"] = labels or outer
        inner = self._inner(place)
        inner.scope.uncertain = True
        self.block(node, inner, returned)
        self.state["case"] = outer

    def _do_var_declaration(self, node: Node, place: Place, returned: list[Any]) -> None:
        for spec in node.named_children:
            if spec.type == "var_spec_list":
                self._do_var_declaration(spec, place, returned)
            elif spec.type in ("var_spec", "const_spec"):
                for number, name in enumerate(spec.children_by_field_name("name")):
                    if name.type == "identifier":
                        place.scope.names[node_text(name)] = self.declared(spec, number, place)

    _do_const_declaration = _do_var_declaration

    def _do_short_var_declaration(self, node: Node, place: Place, returned: list[Any]) -> None:
        for name, value in self._pairs(node, place):
            if name.type == "identifier":
                place.scope.names[node_text(name)] = value

    def _do_assignment_statement(self, node: Node, place: Place, returned: list[Any]) -> None:
        operator = node_text(node.child_by_field_name("operator"))
        for target, given in self._pairs(node, place):
            value = given
            if operator == "+=":
                before = expressions.evaluate(self, target, place)
                value = expressions.plus(before, given)
                if isinstance(value, str) and assignments.may_not_happen(target, place):
                    value = before + HOLE
            elif operator != "=":
                value = None
            assignments.assign(self, target, value, place)

    def _pairs(self, node: Node, place: Place) -> list[tuple[Node, Any]]:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return []
        names = [child for child in left.named_children if child.type != "comment"]
        nodes = [child for child in right.named_children if child.type != "comment"]
        values = [expressions.evaluate(self, child, place) for child in nodes]
        if len(values) == 1 and len(names) > 1:
            spread = values[0] if isinstance(values[0], tuple) else (values[0],)
            values = [*spread, *[None] * len(names)][: len(names)]
        return list(zip(names, values, strict=False))
