"""Which modules a folder of code holds: what its name alone does not tell."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from moxi.facts.common.folders import go_items
from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source, join
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

Said = tuple[str, Evidence] | None
MAX_FILES = 3
_DATA = {
    "yml": "YAML", "yaml": "YAML", "json": "JSON", "toml": "TOML", "sql": "SQL", "csv": "CSV",
    "html": "HTML", "xml": "XML", "proto": "Protocol Buffers", "graphql": "GraphQL",
    "tf": "Terraform", "conf": "configuration", "ini": "configuration", "lua": "Lua",
}  # fmt: skip
MAX_NAMES, SHOWN = 8, 6
_SOURCES = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx", ".jsx", ".vue", ".svelte",
            ".rs")  # fmt: skip
_NO_NAME = lazy_re(r"(index|main|mod|lib|__\w+__|_.*|\..*|setup|conftest|types?|.*\.d)$")
_BESIDE = lazy_re(r"test|fixture|docs?\b|mock|example|demo|bench|build|release|misc", re.IGNORECASE)
"""not what the project consists of"""
_MODULE = lazy_re(r"[A-Za-z][\w-]*")


def role(reader: Reader, folder: str) -> Said:
    """A folder of code without any other role: what its Go package declares, or its modules."""
    if _BESIDE.search(folder.rpartition("/")[2]):
        return None
    if said := go_items.of_package(reader, folder):
        return said
    if said := django_app(reader, folder):
        return said
    names, first = modules(reader, folder)
    if not first:
        return _data(reader, folder)
    if " " not in names:  # one name says nothing
        return None
    return f"the modules {names}", Evidence(first)


def django_app(reader: Reader, folder: str) -> Said:
    """An application of a Django site, with the models that it defines."""
    config = join(folder, "apps.py")
    if config not in reader.tree or "AppConfig" not in reader.text(config):
        return None
    path = join(folder, "models.py")
    tree = reader.python(path) if path in reader.tree else None
    names = [f"`{node.name}`" for node in (tree.body if tree else ())
             if isinstance(node, ast.ClassDef) and _is_model(node)]  # fmt: skip
    name = folder.rpartition("/")[2]
    if not names:
        return f"the `{name}` app", Evidence(config)
    more = [f"{len(names) - SHOWN} more"] if len(names) > SHOWN else []
    noun = "model" if len(names) == 1 else "models"
    return f"the `{name}` app: {noun} {listed([*names[:SHOWN], *more])}", Evidence(path)


def _is_model(node: ast.ClassDef) -> bool:
    """Whether a class is a model that has a table of its own."""
    abstract = any(
        isinstance(item, ast.ClassDef) and item.name == "Meta" and "abstract = True" in
        ast.unparse(item) for item in node.body
    )  # fmt: skip
    bases = [ast.unparse(base) for base in node.bases]
    return not abstract and any(re.search(r"Model$|^Abstract(Base)?User$", b) for b in bases)


def _data(reader: Reader, folder: str) -> Said:
    """What a folder without code holds: its few files by their names, or files of one kind."""
    paths = reader.tree.under(folder)
    endings = {path.rpartition("/")[2].rpartition(".")[2].lower() for path in paths}
    kinds = {_DATA.get(ending, "") for ending in endings}
    if not paths or "" in kinds:
        return None
    first = Evidence(paths[0])
    if len(paths) <= MAX_FILES:
        return listed([f"`{path[len(folder) + 1 :]}`" for path in paths]), first
    if len(kinds) > 1:
        return None
    return f"{kinds.pop()} files, such as `{paths[0][len(folder) + 1 :]}`", first


def modules(reader: Reader, folder: str) -> tuple[str, str]:
    """`a`, `b` and `c`: the modules of a folder, of many the largest; and the first one's path."""
    sizes: dict[str, int] = {}
    first = ""
    for path in reader.tree.under(folder):
        inside = path[len(folder) + 1 :]
        entry = reader.tree.get(path)
        if entry is None or not path.endswith(_SOURCES) or not is_own_source(inside):
            continue
        first = first or path
        name = _name(inside, folder.rpartition("/")[2])
        if name:
            sizes[name] = sizes.get(name, 0) + entry.size
    if list(sizes) == ["src"]:
        return modules(reader, join(folder, "src"))
    more = len(sizes) - SHOWN if len(sizes) > MAX_NAMES else 0
    largest = sorted(sizes, key=lambda name: (-sizes[name], name))
    shown = [f"`{name}`" for name in sorted(largest[:SHOWN] if more else sizes)]
    return (listed([*shown, f"{more} more"] if more else shown) if shown else ""), first


def _name(inside: str, folder: str) -> str:
    """The module that a file belongs to: `auth` for `auth.controller.js` in `controllers`."""
    top, slash, _ = inside.partition("/")
    if slash:
        return top if _MODULE.fullmatch(top) else ""
    stem = top.rpartition(".")[0]
    if stem.endswith((".config", ".conf")):  # of a tool
        return ""
    if "." in stem and folder.startswith(stem.rpartition(".")[2].rstrip("s")):
        stem = stem.rpartition(".")[0]
    return stem if _MODULE.fullmatch(stem) and not _NO_NAME.match(stem) else ""


_EXTENDED = re.compile(r"the source code|the `[^`]+` (package|crate)|the (server|client|API)")


def extended(reader: Reader, path: str, said: str, named: frozenset[str]) -> str:
    """A role that says little more than the folder's name, with the modules that it holds."""
    if said not in named and not _EXTENDED.fullmatch(said):
        return said
    names, _ = modules(reader, path.rstrip("/"))
    return f"{said}: {names}" if " " in names or (names and said in named) else said
