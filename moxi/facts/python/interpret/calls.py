"""Attributes and calls of the abstract interpreter."""

from __future__ import annotations

import ast
from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from moxi.facts.python.interpret import operations
from moxi.facts.python.interpret.values import (
    UNKNOWN,
    Call,
    Class,
    EnumMember,
    External,
    Fresh,
    Function,
    Instance,
    Lazy,
    Method,
    Scope,
    Special,
    Super,
    is_known,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.facts.python.source import Sources

MAX_DEPTH = 24


class Calls:
    """Looks up attributes and enters functions; expressions are in the subclass."""

    handlers: dict[str, Callable[[Any, Call], Any]]
    constants: dict[str, Any]
    sources: Sources
    active: set[int]
    depth: int

    @abstractmethod
    def tick(self) -> None:
        """See `Interpreter.tick`."""

    @abstractmethod
    def block(self, body: list[ast.stmt], scope: Scope) -> bool:
        """See `Interpreter.block`."""

    @abstractmethod
    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """See `Interpreter.assign`."""

    @abstractmethod
    def force(self, value: Any) -> Any:
        """See `Interpreter.force`."""

    @abstractmethod
    def lookup(self, module: str, name: str) -> Any:
        """See `Interpreter.lookup`."""

    @abstractmethod
    def value(self, node: ast.expr | None, scope: Scope) -> Any:
        """See `Expressions.value`."""

    # Attributes -------------------------------------------------------------------------------

    def attribute(self, owner: Any, name: str) -> Any:
        """`owner.name`."""
        match owner:
            case Lazy():
                return self.force(self.lookup(owner.module, name)) if not owner.name else UNKNOWN
            case External():
                full = f"{owner.name}.{name}"
                return self.constants.get(full, External(full))
            case Special():
                if name in owner.notes:
                    return owner.notes[name]
                return owner.attribute(self, name)  # type: ignore[arg-type]
            case Instance():
                return self._instance_attribute(owner, name)
            case Super():
                return self._super_attribute(owner, name)
            case Class():
                return self._class_attribute(owner, name)
            case Function():
                if name in owner.notes:
                    return owner.notes[name]
                return {"__doc__": owner.doc, "__name__": owner.name}.get(name, UNKNOWN)
            case str():
                return Method(lambda _, call: operations.text_method(owner, name, call))
            case list():
                return Method(lambda _, call: operations.list_method(owner, name, call))
            case dict():
                return Method(lambda _, call: operations.mapping_method(owner, name, call))
            case _:
                return UNKNOWN

    def _class_attribute(self, owner: Class, name: str) -> Any:
        if name == "__name__":
            return owner.node.name
        found = self.force(owner.lookup(name))
        if owner.is_enum() and (is_known(found) or found is UNKNOWN) and name in owner.scope.names:
            return EnumMember(name, found if found is not UNKNOWN else name.lower(), owner)
        if isinstance(found, Function) and found.notes.get("classmethod"):
            return self._bind(found, owner)
        return found

    def _instance_attribute(self, owner: Instance, name: str) -> Any:
        if name in owner.attributes:
            return self.force(owner.attributes[name])
        found = self.force(owner.cls.lookup(name))
        if isinstance(found, Function):
            if found.notes.get("staticmethod"):
                return found
            bound = self._bind(found, owner)
            return (
                self.call(bound, Call([], {}, found.node, found.scope.source))
                if (found.notes.get("property"))
                else bound
            )
        if found is UNKNOWN and owner.native is not None:
            return self.attribute(owner.native, name)
        return found

    def _bind(self, function: Function, owner: Any) -> Function:
        return Function(
            function.node, function.scope, owner, function.owner_class, function.notes,
            function.name, function.doc,
        )  # fmt: skip

    def _super_attribute(self, owner: Super, name: str) -> Any:
        for base in owner.cls.bases:
            if isinstance(base, Class):
                found = base.lookup(name)
                if isinstance(found, Function):
                    return self._bind(found, owner.instance)
                if base.external_base() is not None and name == "__init__":
                    return Method(lambda _, call: self._native(owner.instance, call))
        if name == "__init__":
            return Method(lambda _, call: self._native(owner.instance, call))
        native = owner.instance.native
        return self.attribute(native, name) if native is not None else UNKNOWN

    # Calls ------------------------------------------------------------------------------------

    def _call_node(self, node: ast.Call, scope: Scope) -> Any:
        function = self.value(node.func, scope)
        if isinstance(function, External) and function.name == "builtins.super":
            if isinstance(scope.owner, Instance) and scope.owner_class is not None:
                return Super(scope.owner, scope.owner_class)
            return UNKNOWN
        call = Call([], {}, node, scope.source)
        for argument in node.args:
            value = self.value(argument, scope)
            if not isinstance(argument, ast.Starred):
                call.args.append(value)
            elif isinstance(value, (list, tuple)):
                call.args.extend(value)
            else:
                call.complete = False
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is not None:
                call.kwargs[keyword.arg] = value
            elif isinstance(value, dict):
                call.kwargs.update({k: v for k, v in value.items() if isinstance(k, str)})
            else:
                call.complete = False
        return self.call(function, call)

    def call(self, function: Any, call: Call) -> Any:
        """`function(…)`."""
        self.tick()
        match function:
            case External():
                handler = self._handler(function.name)
                if handler is not None:
                    return handler(self, call)
                if function.name == "dataclasses.field":
                    return _fresh(call)
                if function.name == "builtins.isinstance" and len(call.args) == 2:
                    return _is_instance(*call.args)
                return operations.builtin(function.name, call)
            case Special():
                return function.call(self, call)  # type: ignore[arg-type]
            case Function():
                return self._enter(function, call)
            case Class():
                return self._instantiate(function, call)
            case Instance():
                method = self._instance_attribute(function, "__call__")
                if isinstance(method, Function):
                    return self._enter(method, call)
                return self.call(function.native, call) if function.native is not None else UNKNOWN
            case _:
                return UNKNOWN

    def _handler(self, name: str) -> Callable[[Any, Call], Any] | None:
        return self.handlers.get(name) or self.handlers.get("*." + name.rpartition(".")[2])

    def _instantiate(self, cls: Class, call: Call) -> Any:
        if cls.is_enum():
            return UNKNOWN
        instance = Instance(cls)
        init = self.force(cls.lookup("__init__"))
        if isinstance(init, Function):
            self._enter(self._bind(init, instance), call)
            if instance.native is None and cls.external_base() is not None:
                self._native(instance, Call([], {}, call.node, call.source))
        else:
            self._fields(instance, call)
            self._native(instance, call)
        return instance

    def _fields(self, instance: Instance, call: Call) -> None:
        """What the constructor of a data class sets."""
        notes = instance.cls.lookup("__annotations__")
        if not isinstance(notes, dict):
            return
        for field in notes:
            default = instance.cls.lookup(field)
            if isinstance(default, Fresh):
                instance.attributes[field] = [] if default.kind == "list" else {}
        instance.attributes.update(zip(notes, call.args, strict=False))
        instance.attributes.update(call.kwargs)

    def _native(self, instance: Instance, call: Call) -> Any:
        base = instance.cls.external_base()
        if base is not None and instance.native is None:
            handler = self._handler(base.name)
            if handler is not None:
                made = handler(self, call)
                instance.native = made if isinstance(made, Special) else None
        return None

    def _enter(self, function: Function, call: Call) -> Any:
        node = function.node
        if id(node) in self.active or self.depth >= MAX_DEPTH:
            return UNKNOWN
        scope = Scope({}, function.scope.source, function.scope, owner_class=function.owner_class)
        if isinstance(function.bound, Instance):
            scope.owner = function.bound
        self._bind_arguments(function, call, scope)
        self.active.add(id(node))
        self.depth += 1
        try:
            if isinstance(node, ast.Lambda):
                return self.value(node.body, scope)
            self.block(node.body, scope)
        finally:
            self.active.discard(id(node))
            self.depth -= 1
        return _best(scope.returned)

    def _bind_arguments(self, function: Function, call: Call, scope: Scope) -> None:
        arguments = function.node.args
        names = [arg.arg for arg in (*arguments.posonlyargs, *arguments.args)]
        given = list(call.args) if function.bound is None else [function.bound, *call.args]
        defaults = arguments.defaults
        for offset, default in enumerate(defaults):
            name = names[len(names) - len(defaults) + offset]
            scope.names[name] = self.value(default, function.scope)
        for argument, default_node in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            default_value = self.value(default_node, function.scope) if default_node else UNKNOWN
            scope.names[argument.arg] = default_value
        for name in names:
            scope.names.setdefault(name, UNKNOWN)
        scope.names.update(zip(names, given, strict=False))
        known = {*names, *(argument.arg for argument in arguments.kwonlyargs)}
        scope.names.update({k: v for k, v in call.kwargs.items() if k in known})
        if arguments.vararg:
            scope.names[arguments.vararg.arg] = (
                tuple(given[len(names) :]) if call.complete else UNKNOWN
            )
        if arguments.kwarg:
            rest = {k: v for k, v in call.kwargs.items() if k not in known}
            scope.names[arguments.kwarg.arg] = rest if call.complete else UNKNOWN


def _is_instance(value: Any, cls: Any) -> Any:
    """`isinstance`, where both sides are known well enough."""
    if isinstance(cls, Class):
        if isinstance(value, EnumMember):
            return value.cls is cls
        return False if is_known(value) else UNKNOWN
    if isinstance(cls, External) and is_known(value):
        kinds = {"str": str, "int": int, "list": list, "tuple": tuple, "dict": dict, "float": float}
        kind = kinds.get(cls.name.rpartition(".")[2])
        return isinstance(value, kind) if kind is not None else UNKNOWN
    return UNKNOWN


def _fresh(call: Call) -> Any:
    factory = call.get(-1, "default_factory")
    if isinstance(factory, External) and factory.name in ("builtins.list", "builtins.dict"):
        return Fresh(factory.name[9:])
    return call.get(-1, "default", UNKNOWN)


def _best(returned: list[Any]) -> Any:
    """Of what a function may return, the most telling: it could not be told which it is."""
    for value in reversed(returned):
        if isinstance(value, (Special, Function, Instance, Class)):
            return value
    for value in reversed(returned):
        if isinstance(value, (list, tuple, dict)):
            return value
    same = bool(returned) and all(value == returned[0] for value in returned)
    return returned[0] if same else UNKNOWN
