"""Modules and imports of the abstract interpreter."""

from __future__ import annotations

import ast
from typing import Any

from moxi.facts.python.interpret.expressions import Expressions
from moxi.facts.python.interpret.values import UNKNOWN, External, Lazy, Module, Scope
from moxi.facts.python.source import absolute

SMALL_PACKAGE = 6_000
"""An `__init__` up to this many characters is looked into although it names no framework."""


class Imports(Expressions):
    """Looks into own modules when they are first needed."""

    modules: dict[str, Module]
    words: tuple[str, ...]
    main: str
    asked: set[tuple[str, str]]

    def module(self, name: str) -> Module | None:
        """The own module of a name, looked into on first use."""
        found = self.modules.get(name)
        if found is None:
            source = self.sources.get(name)
            if source is None:
                return None
            called = "__main__" if name == self.main else name
            scope = Scope({"__name__": called, "__file__": UNKNOWN}, source)
            found = self.modules[name] = Module(source, scope)
        if not found.executed:
            found.executed = True
            tree = self.sources.tree(found.source)
            if tree is not None:
                found.scope.names["__doc__"] = ast.get_docstring(tree, clean=False)
                self.block(tree.body, found.scope)
        return found

    def lookup(self, module: str, name: str) -> Any:
        """A name of an own module: what it defines, or the module below it."""
        found = self.module(module)
        if found is not None and name in found.scope.names:
            # `from tool import version` in `tool` itself: a module that only a build writes
            if (module, name) in self.asked:
                return UNKNOWN
            self.asked.add((module, name))
            try:
                return self.force(found.scope.names[name])
            finally:
                self.asked.discard((module, name))
        inner = f"{module}.{name}"
        if self.sources.holds(inner):
            return Lazy(inner, "")
        return UNKNOWN

    def force(self, value: Any) -> Any:
        """What a lazily imported name stands for."""
        for _ in range(8):
            if not isinstance(value, Lazy) or not value.name:
                break
            found = self.lookup(value.module, value.name)
            if found is value:
                return UNKNOWN
            value = found
        return value

    def _matters(self, name: str) -> bool:
        """Whether importing a module may register something with a framework."""
        source = self.sources.get(name)
        if source is None:
            return False
        text = self.sources.text(source)
        if source.is_package and len(text) < SMALL_PACKAGE:
            return True
        return any(word in text for word in self.words)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            if self.sources.holds(alias.name) or self.sources.holds(top):
                if self._matters(alias.name):
                    self.module(alias.name)
                target = Lazy(alias.name if alias.asname else top, "")
                scope.names[alias.asname or top] = target
            elif alias.asname:
                scope.names[alias.asname] = External(alias.name)
            else:
                scope.names[top] = External(top)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> None:
        base = absolute(scope.source, node.module, node.level)
        own = self.sources.holds(base) or (node.level > 0)
        if own and self._matters(base):
            self.module(base)
        for alias in node.names:
            if alias.name == "*":
                found = self.module(base) if own else None
                if found is not None:
                    for name, value in list(found.scope.names.items()):
                        if not name.startswith("_"):
                            scope.names[name] = value
                continue
            bound = alias.asname or alias.name
            if not own:
                scope.names[bound] = External(f"{base}.{alias.name}")
                continue
            inner = f"{base}.{alias.name}" if base else alias.name
            known = self.modules.get(base)
            if self.sources.holds(inner) and not (known and alias.name in known.scope.names):
                if self._matters(inner):
                    self.module(inner)
                scope.names[bound] = Lazy(inner, "")
            else:
                scope.names[bound] = Lazy(base, alias.name)
