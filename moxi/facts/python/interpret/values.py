"""The values of the abstract interpreter, beside plain constants, lists and mappings."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moxi.facts.python.interpret.interpreter import Interpreter
    from moxi.facts.python.source import Source

Definition = ast.FunctionDef | ast.AsyncFunctionDef


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN: Any = _Unknown()
"""A value that cannot be told without running the program."""


class Stop(Exception):  # noqa: N818 - a signal, not an error
    """The program has come to where its command line is parsed; nothing after it matters."""

    def __init__(self, program: Any) -> None:
        self.program = program
        super().__init__()


@dataclass(frozen=True, slots=True)
class External:
    """Something of another distribution, of the standard library or built in: `click.option`."""

    name: str


@dataclass(slots=True)
class Scope:
    """Names of a module, a function call or a class body, and the scope around it."""

    names: dict[str, Any]
    source: Source
    outer: Scope | None = None
    returned: list[Any] = field(default_factory=list)
    owner: Instance | None = None
    owner_class: Class | None = None


@dataclass(eq=False, slots=True)
class Module:
    """An own module; `scope` is filled when it is first looked into."""

    source: Source
    scope: Scope
    executed: bool = False


@dataclass(eq=False, slots=True)
class Lazy:
    """A name imported from an own module that has not been looked into yet."""

    module: str
    name: str


@dataclass(eq=False, slots=True)
class Function:
    """A function of the project; `notes` is where frameworks keep what decorators say of it."""

    node: Definition | ast.Lambda
    scope: Scope
    bound: Any = None
    owner_class: Class | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    doc: str = ""

    @property
    def path(self) -> str:
        """The file it stands in."""
        return self.scope.source.path


@dataclass(eq=False, slots=True)
class Class:
    """A class of the project."""

    node: ast.ClassDef
    scope: Scope
    """of its body"""
    bases: tuple[Any, ...] = ()

    def lookup(self, name: str) -> Any:
        """A name of its body or of a base class of the project, else UNKNOWN."""
        if name in self.scope.names:
            return self.scope.names[name]
        for base in self.bases:
            if isinstance(base, Class):
                found = base.lookup(name)
                if found is not UNKNOWN:
                    return found
        return UNKNOWN

    def external_base(self) -> External | None:
        """The first base class that is not of the project."""
        for base in self.bases:
            if isinstance(base, External):
                return base
            if isinstance(base, Class) and (found := base.external_base()):
                return found
        return None

    def is_enum(self) -> bool:
        """Whether it is an enumeration."""
        return any(
            base.is_enum()
            if isinstance(base, Class)
            else isinstance(base, External) and base.name.rpartition(".")[2].endswith("Enum")
            for base in self.bases
        )


@dataclass(eq=False, slots=True)
class Instance:
    """An object of a class of the project; `native` stands for what its foreign base gives it."""

    cls: Class
    attributes: dict[str, Any] = field(default_factory=dict)
    native: Any = None


@dataclass(eq=False, slots=True)
class Super:
    """What `super()` gives inside a method."""

    instance: Instance
    cls: Class


@dataclass(slots=True)
class Call:
    """One call as a handler of a framework sees it."""

    args: list[Any]
    kwargs: dict[str, Any]
    node: ast.AST
    source: Source
    complete: bool = True
    """False where `*args` or `**kwargs` could not be told"""

    def get(self, position: int, name: str, default: Any = None) -> Any:
        """An argument by position or by name; `position` -1 where it is by name only."""
        if name in self.kwargs:
            return self.kwargs[name]
        if 0 <= position < len(self.args):
            return self.args[position]
        return default

    def text(self, position: int, name: str) -> str:
        """An argument that must be a text, else `""`."""
        value = self.get(position, name)
        return value if isinstance(value, str) else ""


class Special:
    """An object that a framework's handler makes: a parser, a command, a decorator."""

    @cached_property
    def notes(self) -> dict[str, Any]:
        """What the program itself keeps on it: `parser.modes = [...]`."""
        return {}

    def attribute(self, interpreter: Interpreter, name: str) -> Any:
        """`object.name`; a `Method` for what can be called."""
        return UNKNOWN

    def call(self, interpreter: Interpreter, call: Call) -> Any:
        """`object(…)`."""
        return UNKNOWN

    def divide(self, right: Any) -> Any:
        """`object / right`."""
        return UNKNOWN

    def elements(self) -> Any:
        """What a loop over it walks through."""
        return UNKNOWN


@dataclass(eq=False)
class Method(Special):
    """A bound method of a special object."""

    function: Any

    def call(self, interpreter: Interpreter, call: Call) -> Any:
        """Hands the call to the function that stands for the method."""
        return self.function(interpreter, call)


class EnvironmentValue(Special):
    """The value of an environment variable."""

    def __init__(self, name: str, default: Any = None) -> None:
        self.name = name
        self.default = default


class EnumMember(Special):
    """A member of an enumeration of the project."""

    def __init__(self, name: str, value: Any, cls: Any = None) -> None:
        self.name = name
        self.value = value
        self.cls = cls

    def attribute(self, interpreter: Any, name: str) -> Any:
        """Its `name` or `value`."""
        return {"name": self.name, "value": self.value}.get(name, UNKNOWN)


class Fresh(Special):
    """`field(default_factory=list)`: a new list or mapping for each object."""

    def __init__(self, kind: str) -> None:
        self.kind = kind


class Identity(Special):
    """A decorator that changes nothing that matters here."""

    def call(self, interpreter: Interpreter, call: Call) -> Any:
        """What it decorates."""
        return call.args[0] if call.args else self


def unwrap(value: Any) -> Any:
    """The framework's object behind an instance of a subclass of it."""
    if isinstance(value, Instance) and value.native is not None:
        return value.native
    return value


def is_known(value: Any) -> bool:
    """Whether a value is a constant, all the way down."""
    if isinstance(value, (list, tuple)):
        return all(is_known(item) for item in value)
    if isinstance(value, dict):
        return all(is_known(item) for item in value.values())
    return value is None or isinstance(value, (str, int, float, bytes))
