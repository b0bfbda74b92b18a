"""Edges between the packages of a Go module, by their imports of its own path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.common.modules.graph import MAX_NODES, Graph
from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source, join

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

MAX_FILES = 300


def graph(reader: Reader, home: str, module: str) -> Graph:
    """Edges between packages; where they are too many, between the top folders."""
    packages = Graph()
    tops = Graph()
    root = (
        module.rpartition("/")[2]
        if not module.endswith(("/v2", "/v3", "/v4"))
        else module.split("/")[-2]
    )
    for path in reader.sources(home, (".go",), limit=MAX_FILES):
        if not is_own_source(path[len(home) :]) or "testutil" in path:
            continue
        folder = path.rpartition("/")[0]
        source = folder[len(home) :].strip("/") if home else folder
        for target, line in _imports(reader.lines(path), module):
            evidence = Evidence(path, line, line)
            packages.add(source or root, target or root, evidence)
            tops.add(_top(source) or root, _top(target) or root, evidence)
    return packages if len(packages.nodes) <= MAX_NODES else tops


def _top(package: str) -> str:
    """The folder that stands for a package: its first, or its second below a gathering one."""
    parts = package.split("/")
    return "/".join(parts[:2]) if parts[0] in ("internal", "pkg", "cmd") else parts[0]


def _imports(lines: list[str], module: str) -> list[tuple[str, int]]:
    """The packages of this module that a file imports, relative to it. Imports stand first, one
    a line, so the grammar is not needed."""
    found: list[tuple[str, int]] = []
    quoted = f'"{module}'
    for number, line in enumerate(lines, 1):
        if line.startswith(("func ", "type ", "var ", "const ")):
            break
        start = line.find(quoted)
        if start >= 0 and not line.lstrip().startswith("//"):
            rest = line[start + len(quoted) :].split('"')[0]
            if not rest or rest.startswith("/"):
                found.append((rest.strip("/"), number))
    return found


def module_path(reader: Reader, home: str) -> str:
    """The module's path, by its go.mod."""
    for line in reader.lines(join(home, "go.mod")):
        if line.startswith("module "):
            return line.split()[1].strip('"')
    return ""
