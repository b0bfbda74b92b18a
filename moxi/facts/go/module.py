"""A Go module: its go.mod, its packages by folder, and which of them are programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.go import gomod
from moxi.facts.go.source import Source
from moxi.facts.model import Evidence
from moxi.facts.paths import is_generated, join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.reader import Reader

_NAMELESS = ("app", "cmd", "main", "src")
_FOREIGN = lazy_re(r"(?<!!)\b(?:js|wasm|wasip1|ignore|tools|tinygo|plugin)\b")


@dataclass
class GoPackage:
    """The files of one folder that make up one package, tests apart."""

    folder: str
    """relative to the module, `""` for its root"""
    name: str
    sources: list[Source] = field(default_factory=list)

    @property
    def imports(self) -> dict[str, None]:
        """All import paths, in order, as keys."""
        return {path: None for source in self.sources for path in source.imports.values()}

    @property
    def is_internal(self) -> bool:
        """Whether others may not import it."""
        return "internal" in self.folder.split("/")

    def function(self, name: str) -> tuple[Source, Node] | None:
        """A function, or a method as `Type.Method`."""
        for source in self.sources:
            if name.rpartition(".")[2] in source.text and (node := source.functions.get(name)):
                return source, node
        return None

    def type(self, name: str) -> tuple[Source, Node] | None:
        """A type's `type_spec`."""
        for source in self.sources:
            if name in source.text and (node := source.types.get(name)):
                return source, node
        return None

    def value(self, name: str) -> tuple[Source, Node, int] | None:
        """A constant's or variable's spec, and which of the spec's names it is."""
        for source in self.sources:
            if name in source.text and (found := source.values.get(name)):
                return source, *found
        return None

    @cached_property
    def doc(self) -> tuple[str, Evidence] | None:
        """The package comment: doc.go's, else the longest."""
        found = [(source.doc, source.path) for source in self.sources if source.doc[0]]
        if not found:
            return None
        named = [f"package {self.name} ", f"command {self.name} ", f"package {self.name}\n"]
        found.sort(
            key=lambda item: (
                not item[0][0].lower().startswith(tuple(named)),
                not item[1].endswith("doc.go"),
                -len(item[0][0]),
            )
        )
        (text, line), path = found[0]
        return text, Evidence(path, line, line + text.count("\n"))


class Module:
    """One Go module as it stands in `folder` of the repository."""

    def __init__(self, reader: Reader, folder: str) -> None:
        self.reader = reader
        self.folder = folder
        self.manifest = join(folder, "go.mod")
        self.long_help: tuple[str, Evidence] | None = None
        """the long help of the main program, once its command line has been read"""
        self.has_manifest = self.manifest in reader.tree
        self.mod = gomod.parse(reader.text(self.manifest)) if self.has_manifest else gomod.GoMod()

    @cached_property
    def path(self) -> str:
        """The module path; without a go.mod, where `go get` used to put the repository."""
        if self.has_manifest:
            return self.mod.module
        metadata = self.reader.snapshot.metadata
        if metadata.host == "github.com" and metadata.owner and metadata.name:
            root = f"{metadata.host}/{metadata.owner}/{metadata.name}"
            return f"{root}/{self.folder}" if self.folder else root
        return ""

    @cached_property
    def evidence(self) -> Evidence:
        """Where the module's path stands."""
        if self.has_manifest:
            return Evidence(self.manifest, self.mod.module_line, self.mod.module_line)
        first = next(iter(self.packages.values()), None)
        return Evidence(first.sources[0].path if first else self.manifest)

    @cached_property
    def name(self) -> str:
        """What a reader calls it: the path's last part."""
        if self.path:
            bare = gomod.without_major(self.path)
            # A module that is a whole host, such as `tool.app/v2`, is called `tool`.
            return gomod.last_part(bare) if "/" in bare else bare.partition(".")[0]
        return self.folder.rpartition("/")[2] or self.reader.snapshot.metadata.name

    @cached_property
    def packages(self) -> dict[str, GoPackage]:
        """Packages by folder relative to the module, shallow ones first."""
        nested = [
            path.rpartition("/")[0] + "/"
            for path in self.reader.tree.named("go.mod")
            if path != self.manifest and path.startswith(join(self.folder, ""))
        ]
        found: dict[str, GoPackage] = {}
        for path in self.reader.sources(self.folder, (".go",)):
            if path.startswith(tuple(nested)) or is_generated(path):
                continue
            inside = path[len(self.folder) :].lstrip("/")
            where = inside.rpartition("/")[0]
            if where.startswith("_") or "/_" in where:
                continue
            source = Source(path, self.reader.text(path))
            if not source.package or "ignore" in source.constraint.split():
                continue
            package = found.setdefault(where, GoPackage(where, source.package))
            if package.name != source.package:
                if package.name != "main" and source.package != "main":
                    continue
                if package.name == "main":  # a generator beside a library: the library stands
                    found[where] = package = GoPackage(where, source.package)
                else:
                    continue
            package.sources.append(source)
        return found

    @cached_property
    def programs(self) -> tuple[GoPackage, ...]:
        """Packages that make a program a user runs, the main one first."""
        found = [
            package
            for package in self.packages.values()
            if package.name == "main" and not package.is_internal and _has_main(package)
        ]
        chosen = [p for p in found if not _is_helper(p.folder)]
        return tuple(sorted(chosen, key=self._program_rank))

    def _program_rank(self, package: GoPackage) -> tuple[bool, bool, int, int, str]:
        name = self.program_name(package)
        return (
            name.lower() not in (self.name.lower(), self._repository_name.lower()),
            package.folder != "" and not package.folder.startswith("cmd/"),
            package.folder.count("/"),
            -self._distributed.count(f"/{package.folder}") if package.folder else 0,
            package.folder,
        )

    @cached_property
    def _distributed(self) -> str:
        """What builds and ships programs: it names the ones that users get."""
        tree = self.reader.tree
        names = ("Dockerfile", "Makefile", ".goreleaser.yml", ".goreleaser.yaml")
        paths = [path for name in names for path in tree.named(name)]
        paths += tree.files(".github/workflows")
        return "\n".join(self.reader.text(path) for path in paths[:24])

    @property
    def _repository_name(self) -> str:
        return self.reader.snapshot.metadata.name or self.name

    def program_name(self, package: GoPackage) -> str:
        """What the program of a main package is called: as its folder, unless that says nothing."""
        name = gomod.last_part("/" + package.folder) if package.folder else ""
        return self.name if name in ("", *_NAMELESS) else name

    def is_named(self, package: GoPackage) -> bool:
        """Whether plain `go build` and `go install` give the program its name."""
        return not package.folder or self.program_name(package) == gomod.last_part(
            "/" + package.folder
        )

    def import_path(self, package: GoPackage) -> str:
        """The path by which a package is imported or installed."""
        return f"{self.path}/{package.folder}" if package.folder else self.path

    def package_at(self, import_path: str) -> GoPackage | None:
        """The package of this module with that import path."""
        if not self.path or not import_path.startswith(self.path):
            return None
        inside = import_path[len(self.path) :]
        if inside and not inside.startswith("/"):
            return None
        return self.packages.get(inside.lstrip("/"))

    def reachable(self, start: GoPackage) -> tuple[GoPackage, ...]:
        """The module's packages that a package imports, itself first, breadth first."""
        found = {start.folder: start}
        queue = [start]
        while queue:
            package = queue.pop(0)
            for path in package.imports:
                target = self.package_at(path)
                if target is not None and target.folder not in found:
                    found[target.folder] = target
                    queue.append(target)
        return tuple(found.values())

    @cached_property
    def libraries(self) -> tuple[GoPackage, ...]:
        """Packages that others can import, the root's first."""
        return tuple(
            package
            for package in self.packages.values()
            if package.name != "main" and not package.is_internal
        )

    def test_files(self, folder: str = "") -> Iterator[str]:
        """Paths of the `_test.go` files directly in a folder of the module."""
        for path in self.reader.tree.files(join(self.folder, folder).rstrip("/")):
            if path.endswith("_test.go"):
                yield path


def _has_main(package: GoPackage) -> bool:
    return any(
        "func main()" in source.text and not _FOREIGN.search(source.constraint)
        for source in package.sources
    )


def _is_helper(folder: str) -> bool:
    """Programs that serve the project's own building: generators, scripts, tools."""
    parts = folder.lower().split("/")
    if parts[0] == "cmd" and len(parts) == 2:
        return parts[1] in _GENERATORS
    return any(part in _GENERATORS or part in _HELPERS for part in parts)


_GENERATORS = frozenset({
    "gen", "generate", "generator", "codegen", "docgen", "gendoc", "gendocs", "gen-docs",
    "docsgen", "mage", "fuzz", "benchmark", "mock", "mocks", "acceptance", "functional-test",
})  # fmt: skip
_HELPERS = frozenset({
    "script", "scripts", "hack", "tools", "tool", "_tools", "ci", "magefiles", "misc", "dev",
    "release", "contrib", "utils", "util", "internal", "example", "examples", "make", "pkg",
    "integration",
})  # fmt: skip
