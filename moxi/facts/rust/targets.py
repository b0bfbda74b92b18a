"""What a Cargo package builds: its programs and its library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moxi.facts.model import Evidence


@dataclass(frozen=True, slots=True)
class Binary:
    """A program that the package builds; `path` is where its `main` stands."""

    name: str
    path: str
    features: tuple[str, ...]
    """features that it needs"""
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Library:
    """The library target; `name` is what `use` takes."""

    name: str
    path: str
    kinds: tuple[str, ...]
    """its crate types, such as `cdylib`; empty means a plain Rust library"""
    macros: bool
    """it is a crate of procedural macros"""

    @property
    def is_dependency(self) -> bool:
        """Whether another Rust package can depend on it."""
        return self.macros or not self.kinds or bool({"lib", "rlib", "dylib"} & set(self.kinds))
