"""What the reading of Go code can know of a value; `None` stands for everything it cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.module import GoPackage
    from moxi.facts.go.source import Source

HOLE = "\ufffc"
"""Stands in a formatted text for a part that is not known before the program runs."""


class Scope:
    """Names and their values in a block, and the blocks around it."""

    __slots__ = ("names", "outer", "parameters", "uncertain")

    def __init__(self, outer: Scope | None = None) -> None:
        self.names: dict[str, Any] = {}
        self.outer = outer
        self.parameters = False
        """it holds a function's parameters"""
        self.uncertain = False
        """its code may not be run: the branch of an `if`, a `case`"""

    def holder(self, name: str) -> Scope | None:
        """The scope that declares a name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope


@dataclass(slots=True)
class Place:
    """Where code stands: names that it uses are looked up from here."""

    source: Source
    package: GoPackage
    scope: Scope


@dataclass(eq=False, slots=True)
class Object:
    """A struct value, or the pointer to it (Go code seldom tells them apart here)."""

    type: str
    """import path and name, `github.com/spf13/cobra.Command`; empty for an anonymous struct"""
    node: Node
    place: Place
    fields: dict[str, Any] = field(default_factory=dict)
    struct: tuple[Node, Place] | None = None
    """the `struct_type` and where it stands, where this module declares it"""
    extra: dict[str, Any] = field(default_factory=dict)
    """what the model of its library keeps"""

    @property
    def name(self) -> str:
        """The type's bare name."""
        return self.type.rpartition(".")[2]

    @property
    def library(self) -> str:
        """The import path of the type's package."""
        return self.type.rpartition(".")[0]


@dataclass(eq=False, slots=True)
class Items:
    """A slice, an array or a map's values; `keys` holds a map's keys."""

    values: list[Any]
    keys: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Duration:
    """A `time.Duration` in nanoseconds."""

    nanoseconds: int

    def __str__(self) -> str:
        rest = self.nanoseconds
        if rest == 0 or rest < 0:
            return "0s"
        if rest < 1_000_000_000:
            for unit, size in (("ms", 1_000_000), ("µs", 1_000), ("ns", 1)):
                if rest >= size:
                    return f"{rest / size:g}{unit}"
        text = ""
        for unit, size in (("h", 3_600_000_000_000), ("m", 60_000_000_000)):
            if rest >= size:
                text += f"{rest // size}{unit}"
                rest %= size
        if rest or not text:
            text += f"{rest / 1_000_000_000:g}s"
        return text


@dataclass(frozen=True, slots=True)
class EnvRead:
    """The text of an environment variable; `default` is used where it is not set."""

    name: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """Something that another module declares: `os.Stderr`."""

    path: str
    name: str


@dataclass(eq=False, slots=True)
class Function:
    """A function or a closure of this module; `receiver` is set on a bound method."""

    node: Node
    place: Place
    receiver: Any = None


@dataclass(eq=False, slots=True)
class Bound:
    """A method of a value whose type another module declares."""

    receiver: Any
    name: str


def as_text(value: Any) -> str:
    """A known text, `""` otherwise."""
    return value if isinstance(value, str) else ""


def as_items(value: Any) -> list[Any]:
    """The elements of a slice, none where they are not known."""
    return value.values if isinstance(value, Items) else []


def shown(value: Any) -> str:
    """A default as a user would type it; empty for a zero value or an unknown one."""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, int):
        return str(value) if value else ""
    if isinstance(value, float):
        return f"{value:g}" if value else ""
    if isinstance(value, Duration):
        return str(value) if value.nanoseconds else ""
    if isinstance(value, EnvRead):
        return value.default or ""
    if isinstance(value, Items):
        parts = [shown(part) for part in value.values]
        return ",".join(parts) if all(parts) and not value.keys else ""
    text = as_text(value)
    return text if HOLE not in text and "\n" not in text and text == text.strip() else ""
