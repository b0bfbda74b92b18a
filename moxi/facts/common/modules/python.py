"""Edges between the modules of a Python package, by its import statements."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from moxi.facts.common.modules.graph import MAX_NODES, Graph
from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MAX_FILES = 150
MAX_BYTES = 500_000


def graph(reader: Reader, home: str) -> Graph:
    """Edges between the direct parts of the package in `home`, or, where those are too many,
    between its sub-packages only."""
    name = home.rpartition("/")[2]
    parts = _parts(reader, home)
    if len(parts) > MAX_NODES:
        packages = {part for part in parts if f"{home}/{part}/__init__.py" in reader.tree}
        parts = packages if 3 <= len(packages) <= MAX_NODES else set()
    found = Graph()
    if not parts:
        return found
    files = [
        path
        for path in reader.tree.under(home)
        if path.endswith(".py") and is_own_source(path[len(home) + 1 :])
    ]
    read = 0
    forms = (f"{name}.", f"from {name} ", "from .")
    for path in files[:MAX_FILES]:
        inside = path[len(home) + 1 :].removesuffix(".py").removesuffix("/__init__").split("/")
        text = reader.text(path)
        if inside[0] not in parts or not any(form in text for form in forms):
            continue
        read += len(text)
        if read > MAX_BYTES:
            break
        if module := reader.python(path):
            is_package = path.endswith("/__init__.py")
            for target, line in _imports(module, [name, *inside], is_package):
                if target[:1] == [name] and len(target) > 1 and target[1] in parts:
                    found.add(inside[0], target[1], Evidence(path, line, line))
    return found


def _parts(reader: Reader, home: str) -> set[str]:
    modules = {
        stem
        for path in reader.tree.files(home)
        if path.endswith(".py") and not (stem := path.rpartition("/")[2][:-3]).startswith("__")
        if is_own_source(f"{stem}.py")
    }
    packages = {
        path.rpartition("/")[2]
        for path in reader.tree.folders(home)
        if f"{path}/__init__.py" in reader.tree and is_own_source(f"{path[len(home) + 1 :]}/x.py")
    }
    return {part for part in modules | packages if part not in ("_version", "version")}


def _imports(
    module: ast.Module, here: list[str], is_package: bool
) -> Iterator[tuple[list[str], int]]:
    """The dotted names that a module imports, absolute; what only a type checker sees is not."""
    stack: list[ast.stmt] = list(reversed(module.body))
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split("."), node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = node.module.split(".") if node.module else []
            if node.level:
                up = node.level - 1 if is_package else node.level
                base = here[: len(here) - up] + base
            yield base, node.lineno
            for alias in node.names:
                yield [*base, alias.name], node.lineno
        elif isinstance(node, ast.If) and _for_types_only(node.test):
            stack.extend(reversed(node.orelse))
        else:
            stack.extend(
                child
                for child in reversed(list(ast.iter_child_nodes(node)))
                if isinstance(child, ast.stmt)
            )


def _for_types_only(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
