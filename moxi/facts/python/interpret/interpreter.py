"""Statements and modules of the abstract interpreter; expressions are in `expressions`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from moxi.facts.python.interpret.imports import Imports
from moxi.facts.python.interpret.values import (
    UNKNOWN,
    Call,
    Class,
    External,
    Function,
    Instance,
    Lazy,
    Module,
    Scope,
    Special,
    Stop,
    is_known,
    unwrap,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.facts.python.source import Sources

MAX_STEPS = 60_000
MAX_DEPTH = 24
MAX_UNROLL = 150


class OutOfSteps(Exception):  # noqa: N818 - a signal, not an error
    """The budget is used up; what was found so far stands."""


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The names after two branches of which one has run."""
    names = dict(other)
    for name, value in one.items():
        if name not in other or value is other[name]:
            names[name] = value
        elif not (is_known(value) and is_known(other[name])):
            names[name] = value if not is_known(value) and value is not UNKNOWN else other[name]
        elif value != other[name]:
            names[name] = UNKNOWN
    return names


class Interpreter(Imports):
    """Executes modules and functions of a project on abstract values.

    `handlers` maps names of the outside world (`argparse.ArgumentParser`) to what stands for
    them; `words` are the words that make an imported module worth looking into at once.
    """

    def __init__(
        self,
        sources: Sources,
        handlers: dict[str, Callable[[Interpreter, Call], Any]],
        words: tuple[str, ...] = (),
        main: str = "",
    ) -> None:
        self.sources = sources
        self.handlers = handlers
        self.words = words
        self.constants: dict[str, Any] = {}
        """values of the outside world that are taken for granted: `sys.platform`"""
        self.main = main
        """the module that runs as `__main__`"""
        self.modules: dict[str, Module] = {}
        self.active: set[int] = set()
        self.asked: set[tuple[str, str]] = set()
        """the names of modules that are being looked up"""
        self.steps = 0
        self.depth = 0
        self.doubts = 0
        """how many branches are being walked that may not run"""
        self.parsed: list[Any] = []
        """the programs whose command line may be parsed"""
        self.modern_click = True
        """whether the `click` in use drops suffixes from names of commands"""
        self.made: list[Any] = []
        """what handlers made, in order: where no parse is met, the best of them is the program"""

    def parses(self, program: Any) -> Any:
        """A handler says that a command line is parsed. Where that is certain the program has
        been found; in a branch that may not run it is remembered."""
        if not self.doubts:
            raise Stop(program)
        self.parsed.append(program)
        return UNKNOWN

    # Statements -------------------------------------------------------------------------------

    def block(self, body: list[ast.stmt], scope: Scope) -> bool:
        """Execute statements in order; True where a `return` ended them for sure."""
        for statement in body:
            self.tick()
            if self.statement(statement, scope):
                return True
        return False

    def tick(self) -> None:
        """Count one step; raises OutOfSteps."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise OutOfSteps

    def statement(self, node: ast.stmt, scope: Scope) -> bool:
        """Execute one statement; True where it is a certain `return`."""
        match node:
            case ast.Expr():
                self.value(node.value, scope)
            case ast.Assign():
                value = self.value(node.value, scope)
                for target in node.targets:
                    self.assign(target, value, scope)
            case ast.AnnAssign():
                if node.value is not None:
                    self.assign(node.target, self.value(node.value, scope), scope)
                if isinstance(node.target, ast.Name):
                    notes = scope.names.setdefault("__annotations__", {})
                    if isinstance(notes, dict):
                        notes[node.target.id] = node.annotation
            case ast.AugAssign():
                self._augment(node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                scope.names[node.name] = self._define(node, scope)
            case ast.ClassDef():
                scope.names[node.name] = self._class(node, scope)
            case ast.Import():
                self._import(node, scope)
            case ast.ImportFrom():
                self._import_from(node, scope)
            case ast.Return():
                value = self.value(node.value, scope) if node.value else None
                scope.returned.append(value)
                return True
            case ast.Raise():
                return True
            case ast.If():
                return self._if(node, scope)
            case ast.For() | ast.AsyncFor():
                return self._for(node, scope)
            case ast.While():
                self._either(node.body, [], scope)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    value = self.value(item.context_expr, scope)
                    if item.optional_vars is not None:
                        self.assign(item.optional_vars, value, scope)
                return self.block(node.body, scope)
            case ast.Try():
                return self._try(node, scope)
            case ast.Match():
                for case in node.cases:
                    self._either(case.body, [], scope)
            case _:
                pass
        return False

    def _if(self, node: ast.If, scope: Scope) -> bool:
        test = self.truth(self.value(node.test, scope))
        if test is True:
            return self.block(node.body, scope)
        if test is False:
            return self.block(node.orelse, scope)
        return self._either(node.body, node.orelse, scope)

    def _either(self, body: list[ast.stmt], other: list[ast.stmt], scope: Scope) -> bool:
        """Execute both branches, as it is not known which one runs: a name that they bind to
        different constants is unknown afterwards."""
        before = dict(scope.names)
        self.doubts += 1
        try:
            first = self.block(body, scope)
            after = scope.names
            scope.names = before if first else dict(before)
            second = self.block(other, scope)
        finally:
            self.doubts -= 1
        if first and second:
            return bool(other)
        if second:
            scope.names = after
        elif not first:
            scope.names = merged(after, scope.names)
        return False

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> bool:
        items = self._iterated(node.iter, scope)
        if not isinstance(items, (list, tuple)):
            self.assign(node.target, UNKNOWN, scope)
            self._either(node.body, [], scope)
            return False
        for item in list(items)[:MAX_UNROLL]:
            self.assign(node.target, item, scope)
            self.block(node.body, scope)
        return False

    def _try(self, node: ast.Try, scope: Scope) -> bool:
        ended = self.block(node.body, scope)
        if ended:
            self.block(node.finalbody, scope)
            return True
        # A name that only a handler binds is still worth having; one that the body bound is not
        # to be lost to the handler's fallback.
        before = dict(scope.names)
        for handler in node.handlers:
            returned = len(scope.returned)
            self.block(handler.body, scope)
            del scope.returned[returned:]
        for name, value in before.items():
            if value is not UNKNOWN:
                scope.names[name] = value
        return self.block(node.orelse, scope) or self.block(node.finalbody, scope)

    def _augment(self, node: ast.AugAssign, scope: Scope) -> None:
        right = self.value(node.value, scope)
        if isinstance(node.target, ast.Name):
            left = self.name(node.target.id, scope)
            if isinstance(left, list) and isinstance(right, (list, tuple)):
                left.extend(right[:MAX_UNROLL])
                return
        elif isinstance(node.target, ast.Attribute):
            left = self.value(node.target, scope)
        else:
            return
        from moxi.facts.python.interpret.operations import binary

        self.assign(node.target, binary(node.op, left, right), scope)

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Bind a value to a target."""
        match target:
            case ast.Name():
                scope.names[target.id] = value
            case ast.Tuple() | ast.List():
                items = value if isinstance(value, (list, tuple)) else ()
                fits = len(items) == len(target.elts)
                for position, element in enumerate(target.elts):
                    self.assign(element, items[position] if fits else UNKNOWN, scope)
            case ast.Attribute():
                owner = self.value(target.value, scope)
                if isinstance(owner, Instance):
                    owner.attributes[target.attr] = value
                elif isinstance(owner, Class):
                    owner.scope.names[target.attr] = value
                elif isinstance(owner, (Function, Special)):
                    owner.notes[target.attr] = value
            case ast.Subscript():
                owner = self.value(target.value, scope)
                key = self.value(target.slice, scope)
                if isinstance(owner, dict) and isinstance(key, (str, int)):
                    owner[key] = value
            case _:
                pass

    # Definitions ------------------------------------------------------------------------------

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Any:
        owner = scope.owner_class
        value: Any = Function(node, scope, owner_class=owner, name=node.name)
        value.doc = ast.get_docstring(node, clean=False) or ""
        for decorator in reversed(node.decorator_list):
            with_what = self.value(decorator, scope)
            call = Call([value], {}, decorator, scope.source)
            if isinstance(with_what, External) and with_what.name in (
                "builtins.staticmethod", "builtins.classmethod", "builtins.property",
            ):  # fmt: skip
                value.notes[with_what.name[9:]] = True
                continue
            result = self.call(with_what, call)
            if isinstance(result, (Function, Special)):
                value = result
            if isinstance(value, Special) and not isinstance(decorator, ast.Call):
                continue
        return value

    def _class(self, node: ast.ClassDef, scope: Scope) -> Any:
        bases = tuple(self.value(base, scope) for base in node.bases)
        names: dict[str, Any] = {}
        if (doc := ast.get_docstring(node, clean=False)) is not None:
            names["__doc__"] = doc
        inner = Scope(names, scope.source, scope)
        made = Class(node, inner, bases)
        inner.owner_class = made
        self.block(node.body, inner)
        for decorator in node.decorator_list:
            result = self.call(
                self.value(decorator, scope), Call([made], {}, decorator, scope.source)
            )
            if isinstance(result, Special):
                return result
        return made

    # Running ----------------------------------------------------------------------------------

    def run_module(self, name: str) -> Any:
        """What is parsed when a module is executed; None where nothing is."""
        return self._guard(lambda: self.module(name))

    def run_object(self, module: str, attribute: str) -> Any:
        """What is parsed when an object of a module is called, such as a console script's."""

        def start() -> Any:
            value: Any = Lazy(module, "")
            for part in attribute.split("."):
                value = self.attribute(self.force(value), part)
            value = self.force(value)
            tree = self.sources.get(module)
            if tree is None or value is UNKNOWN:
                return None
            if isinstance(unwrap(value), Special):
                raise Stop(unwrap(value))
            self.call(value, Call([], {}, ast.Constant(None), tree))
            return None

        return self._guard(start)

    def _guard(self, start: Callable[[], Any]) -> Any:
        try:
            start()
        except Stop as stop:
            return stop.program
        except (OutOfSteps, RecursionError):
            pass
        return None
