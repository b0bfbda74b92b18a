"""Which parts of a project import which others, where a picture of it tells something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.common.modules import go, javascript, python, rust, workspaces
from moxi.facts.common.modules.graph import Graph, telling
from moxi.facts.model import Fact, ModuleEdge
from moxi.facts.paths import is_own_source, join
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader


class Modules(Common):
    """Edges between packages of a workspace, else between modules of the leading package."""

    name = "modules"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        chosen = telling(workspaces.graph(reader, known)) if len(known.packages) > 2 else None
        chosen = chosen or telling(_inside(reader, known, folder))
        for (source, target), evidence in chosen.edges.items() if chosen else ():
            yield Fact(ModuleEdge(source, target), (evidence,), folder)


def _inside(reader: Reader, known: Facts, folder: str) -> Graph:
    """The graph of the leading package, by its language."""
    lead = known.package
    home = lead.folder if lead else folder
    ecosystem = lead.value.ecosystem if lead else ""
    if ecosystem == "Go":
        return go.graph(reader, home, go.module_path(reader, home))
    if ecosystem == "Rust":
        return rust.graph(reader, home)
    if ecosystem in ("JavaScript", "TypeScript"):
        return javascript.graph(reader, home)
    if ecosystem == "Python":
        package = _python_package(reader, home)
        return python.graph(reader, package) if package else Graph()
    return Graph()


def _python_package(reader: Reader, home: str) -> str:
    """The largest import package of a project."""
    found = [
        path
        for base in (home, join(home, "src"), join(home, "python"))
        for path in reader.tree.folders(base)
        if f"{path}/__init__.py" in reader.tree and is_own_source(f"{path.rpartition('/')[2]}/x.py")
    ]
    return max(found, key=lambda path: (len(reader.tree.under(path)), path), default="")
