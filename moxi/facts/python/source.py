"""The project's own modules: which file is which dotted name, each parsed when first asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source, join

if TYPE_CHECKING:
    import ast

    from moxi.facts.reader import Reader


@dataclass(frozen=True, slots=True)
class Source:
    """One module: its dotted name and its file."""

    name: str
    path: str
    is_package: bool

    @property
    def parent(self) -> str:
        """The package that relative imports of it start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


class Sources:
    """The modules below the project's source roots, by dotted name."""

    def __init__(self, reader: Reader, folder: str, roots: tuple[str, ...] = ("",)) -> None:
        self.reader = reader
        self.folder = folder
        self.roots = roots

    @cached_property
    def by_name(self) -> dict[str, Source]:
        """Every own module; where two roots hold one name, the first root wins."""
        found: dict[str, Source] = {}
        for root in self.roots:
            prefix = join(self.folder, root) if root else self.folder
            paths = self.reader.tree.under(prefix)
            stubs = [path for path in paths if path.endswith(".pyi")]
            # A stub speaks for a module that is compiled: none of the same name is written.
            for path in (*(path for path in paths if path.endswith(".py")), *stubs):
                inside = path[len(prefix) + 1 :] if prefix else path
                parts = inside.rpartition(".")[0].split("/")
                is_package = parts[-1] == "__init__"
                if is_package:
                    parts.pop()
                if parts and all(part.isidentifier() for part in parts):
                    name = ".".join(parts)
                    found.setdefault(name, Source(name, path, is_package))
        return found

    @cached_property
    def by_path(self) -> dict[str, Source]:
        """Every own module by its file, under the shortest of its names."""
        found: dict[str, Source] = {}
        for source in self.by_name.values():
            known = found.get(source.path)
            if known is None or len(source.name) < len(known.name):
                found[source.path] = source
        return found

    def get(self, name: str) -> Source | None:
        """The module of this dotted name."""
        return self.by_name.get(name)

    def holds(self, name: str) -> bool:
        """Whether it is an own module, or a folder of own modules without an `__init__`."""
        return name in self.by_name or name in self._namespaces

    @cached_property
    def _namespaces(self) -> frozenset[str]:
        return frozenset(
            name[:index]
            for name in self.by_name
            for index, letter in enumerate(name)
            if letter == "."
        )

    def text(self, source: Source) -> str:
        """The text of a module."""
        return self.reader.text(source.path)

    def tree(self, source: Source) -> ast.Module | None:
        """The syntax tree of a module."""
        return self.reader.python(source.path)

    def own(self, *words: str) -> list[str]:
        """Paths of the project's own files whose text holds one of the words."""
        paths = self.reader.sources(self.folder, (".py",))
        if not words:
            return list(paths)
        return [path for path in paths if any(word in self.reader.text(path) for word in words)]

    def is_own(self, path: str) -> bool:
        """Whether a file is code of the project rather than a test, an example or docs."""
        return is_own_source(path[len(self.folder) :] if self.folder else path)


def absolute(source: Source, module: str | None, level: int) -> str:
    """The dotted name that `from ..module import` names in a module."""
    if not level:
        return module or ""
    base = source.parent.split(".") if source.parent else []
    base = base[: len(base) - (level - 1)] if level > 1 else base
    return ".".join([*base, module] if module else base)


def at(path: str, node: ast.AST, whole: bool = False) -> Evidence:
    """The line of a node, or with `whole` all its lines."""
    start = getattr(node, "lineno", 0)
    end = getattr(node, "end_lineno", start) or start
    return Evidence(path, start, end if whole else start)
