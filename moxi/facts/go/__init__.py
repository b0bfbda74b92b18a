"""Go: modules, workspaces and repositories from before both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from moxi.facts.registry import Ecosystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import Module
    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader


class Go(Ecosystem):
    """A folder with a `go.mod`, a `go.work`, or Go files of a repository that has neither."""

    name = "go"
    manifests = ("go.mod", "go.work")
    suffixes = (".go",)

    def __init__(self) -> None:
        self._modules: WeakKeyDictionary[Reader, dict[str, Module]] = WeakKeyDictionary()

    def without_manifest(self, reader: Reader, folder: str) -> bool:
        """Whether Go files stand here as they did before go.mod, and not inside of a module."""
        parent = folder
        while parent:
            parent = parent.rpartition("/")[0]
            if f"{parent}/go.mod".lstrip("/") in reader.tree:
                return False
        places = [folder]
        for below in reader.tree.folders(folder):
            if below.rpartition("/")[2] == "cmd":
                places += reader.tree.folders(below)
        return any(
            path.endswith(".go") and not path.endswith(("_test.go", "magefile.go"))
            for place in places
            for path in reader.tree.files(place)
        )

    def package(self, reader: Reader, folder: str) -> Fact[Package] | None:
        """See `Ecosystem.package`."""
        from moxi.facts.go.project import project_fact, workspace_fact

        module = self._module(reader, folder)
        if not module.has_manifest and (fact := workspace_fact(reader, folder)):
            return fact
        return project_fact(module)

    def facts(self, reader: Reader, folder: str) -> Iterator[Fact[Any]]:
        """See `Ecosystem.facts`."""
        from moxi.facts.go.collect import collect

        yield from collect(self._module(reader, folder))

    def _module(self, reader: Reader, folder: str) -> Module:
        from moxi.facts.go.module import Module

        modules = self._modules.setdefault(reader, {})
        if folder not in modules:
            modules[folder] = Module(reader, folder)
        return modules[folder]
