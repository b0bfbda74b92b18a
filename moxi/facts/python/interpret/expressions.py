"""Expressions and calls of the abstract interpreter."""

from __future__ import annotations

import ast
from typing import Any

from moxi.facts.python.interpret import operations
from moxi.facts.python.interpret.calls import Calls
from moxi.facts.python.interpret.values import (
    UNKNOWN,
    Class,
    EnumMember,
    EnvironmentValue,
    External,
    Function,
    Instance,
    Lazy,
    Scope,
    Special,
    is_known,
)
from moxi.facts.python.words import BUILTINS

MAX_DEPTH = 24


class Expressions(Calls):
    """Evaluates expressions; statements are in the subclass."""

    def truth(self, value: Any) -> bool | None:
        """Whether a value counts as true; None where that is not known."""
        if value is UNKNOWN or isinstance(value, (Special, External, Lazy)):
            return None
        if isinstance(value, (Function, Class, Instance)):
            return True
        return bool(value)

    def name(self, name: str, scope: Scope) -> Any:
        """What a name stands for in a scope."""
        current: Scope | None = scope
        while current is not None:
            # A method does not see the names of its class's body.
            if name in current.names and (current is scope or current.owner_class is None):
                return self.force(current.names[name])
            if name in current.names and current.owner is not None:
                return self.force(current.names[name])
            current = current.outer
        return External(f"builtins.{name}") if name in BUILTINS or name == "_" else UNKNOWN

    def value(self, node: ast.expr | None, scope: Scope) -> Any:
        """What an expression gives."""
        self.tick()
        match node:
            case None:
                return None
            case ast.Constant():
                plain = isinstance(node.value, (str, int, float, bytes)) or node.value is ...
                return node.value if plain else None
            case ast.Name():
                return self.name(node.id, scope)
            case ast.Attribute():
                return self.attribute(self.value(node.value, scope), node.attr)
            case ast.Call():
                return self._call_node(node, scope)
            case ast.List() | ast.Set():
                return self._items(node.elts, scope)
            case ast.Tuple():
                return tuple(self._items(node.elts, scope))
            case ast.Dict():
                return self._dict(node, scope)
            case ast.JoinedStr():
                return self._joined(node, scope)
            case ast.BinOp():
                left, right = self.value(node.left, scope), self.value(node.right, scope)
                if isinstance(left, EnumMember):
                    left = left.value
                return operations.binary(node.op, left, right)
            case ast.Compare():
                left, right = self.value(node.left, scope), self.value(node.comparators[0], scope)
                known = len(node.ops) == 1
                return operations.compare(node.ops[0], left, right) if known else UNKNOWN
            case ast.UnaryOp():
                return self._unary(node, scope)
            case ast.BoolOp():
                return self._bool(node, scope)
            case ast.IfExp():
                test = self.truth(self.value(node.test, scope))
                if test is None:
                    self.value(node.body, scope)
                    return UNKNOWN
                return self.value(node.body if test else node.orelse, scope)
            case ast.Subscript():
                return self._subscript(node, scope)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                return self._comprehension(node, scope)
            case ast.DictComp():
                pairs = self._comprehension(node, scope)
                return dict(pairs) if isinstance(pairs, list) else UNKNOWN
            case ast.Lambda():
                return Function(node, scope)
            case ast.NamedExpr():
                value = self.value(node.value, scope)
                self.assign(node.target, value, scope)
                return value
            case ast.Await():
                return self.value(node.value, scope)
            case ast.Starred():
                return self.value(node.value, scope)
            case _:
                return UNKNOWN

    def _items(self, nodes: list[ast.expr], scope: Scope) -> list[Any]:
        items: list[Any] = []
        for node in nodes:
            value = self.value(node, scope)
            if isinstance(node, ast.Starred):
                if isinstance(value, (list, tuple, dict)):
                    items.extend(value)
            else:
                items.append(value)
        return items

    def _dict(self, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            value = self.value(value_node, scope)
            if key_node is None:
                if isinstance(value, dict):
                    found.update(value)
                continue
            key = self.value(key_node, scope)
            if isinstance(key, EnumMember):
                key = key.value
            if isinstance(key, (str, int, float)):
                found[key] = value
        return found

    def _joined(self, node: ast.JoinedStr, scope: Scope) -> Any:
        out: list[str] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                value = self.value(part.value, scope)
                if part.format_spec is not None or not isinstance(value, (str, int, float)):
                    return UNKNOWN
                out.append(repr(value) if part.conversion == ord("r") else str(value))
            elif isinstance(part, ast.Constant):
                out.append(str(part.value))
        text = "".join(out)
        return text if len(text) < operations.MAX_TEXT else UNKNOWN

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.Not):
            known = self.truth(value)
            return UNKNOWN if known is None else not known
        if isinstance(node.op, ast.USub) and isinstance(value, (int, float)):
            return -value
        return UNKNOWN

    def _bool(self, node: ast.BoolOp, scope: Scope) -> Any:
        value: Any = UNKNOWN
        for operand in node.values:
            value = self.value(operand, scope)
            truth = self.truth(value)
            if truth is None:
                return UNKNOWN
            if truth == isinstance(node.op, ast.Or):
                return value
        return value

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        owner = self.value(node.value, scope)
        if isinstance(node.slice, ast.Slice):
            low, high = self.value(node.slice.lower, scope), self.value(node.slice.upper, scope)
            whole = node.slice.step is None and all(
                part is None or isinstance(part, int) for part in (low, high)
            )
            return owner[low:high] if whole and isinstance(owner, (str, list, tuple)) else UNKNOWN
        if isinstance(owner, External) and owner.name.endswith(".Annotated"):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return tuple(self._items(parts, scope))
        key = self.value(node.slice, scope)
        if isinstance(key, EnumMember):
            key = key.value
        if isinstance(owner, External) and owner.name == "os.environ" and isinstance(key, str):
            return EnvironmentValue(key)
        if isinstance(owner, dict) and isinstance(key, (str, int)):
            return owner.get(key, UNKNOWN)
        if isinstance(owner, (list, tuple, str)) and isinstance(key, int):
            return owner[key] if -len(owner) <= key < len(owner) else UNKNOWN
        return UNKNOWN

    def _iterated(self, node: ast.expr, scope: Scope) -> Any:
        """What a loop goes over, as a list or a tuple where it is known."""
        items = self.value(node, scope)
        if isinstance(items, dict):
            items = list(items)
        if isinstance(items, Class) and items.is_enum():
            items = self.members(items)
        return items.elements() if isinstance(items, Special) else items

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope
    ) -> Any:
        if len(node.generators) != 1:
            return UNKNOWN
        generator = node.generators[0]
        items = self._iterated(generator.iter, scope)
        if not isinstance(items, (list, tuple)) or len(items) > operations.MAX_ITEMS:
            return UNKNOWN
        out: list[Any] = []
        inner = Scope({}, scope.source, scope)
        for item in items:
            self.assign(generator.target, item, inner)
            tests = [self.truth(self.value(test, inner)) for test in generator.ifs]
            if None in tests:
                return UNKNOWN
            if not all(tests):
                continue
            if not isinstance(node, ast.DictComp):
                out.append(self.value(node.elt, inner))
                continue
            key = self.value(node.key, inner)
            if not isinstance(key, (str, int, float)):
                return UNKNOWN
            out.append((key, self.value(node.value, inner)))
        return out

    def members(self, cls: Class) -> list[Any]:
        """The members of an enumeration."""
        return [
            EnumMember(name, value if value is not UNKNOWN else name.lower(), cls)
            for name, value in cls.scope.names.items()
            if not name.startswith("_") and (is_known(value) or value is UNKNOWN)
        ]
