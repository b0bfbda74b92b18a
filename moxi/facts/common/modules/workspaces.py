"""Edges between the packages of a workspace, by their manifests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.modules.graph import Graph
from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.index import Facts
    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader

_BESIDE = lazy_re(
    r"(^|[/_-])(fuzz\w*|xtasks?|examples?|samples?|bench\w*|tests?|e2e|playgrounds?|demos?|tools?"
    r"|scripts?|docs|website|site)([/_-]|$)"
)
_NAME = lazy_re(r"[\w.-]+")
MIN_PUBLIC = 3
_NPM = ("dependencies", "peerDependencies", "optionalDependencies")
_CARGO = ("dependencies",)


def graph(reader: Reader, known: Facts) -> Graph:
    """Which package of this repository depends on which other."""
    found = Graph()
    packages = [
        p
        for p in known.packages
        if p.value.name and not p.value.workspace and not _BESIDE.search(p.folder)
    ]
    public = [package for package in packages if not package.value.private]
    packages = public if len(public) >= MIN_PUBLIC else packages
    names = {(p.value.ecosystem, p.value.name): p.value.name for p in packages}
    for package in packages:
        if package.value.ecosystem == "Rust":
            _cargo(reader, package, names, found)
        elif package.value.ecosystem in ("JavaScript", "TypeScript"):
            _npm(reader, package, names, found)
        elif package.value.ecosystem == "Python":
            _python(reader, package, names, found)
    return found


def _cargo(
    reader: Reader, package: Fact[Package], names: dict[tuple[str, str], str], found: Graph
) -> None:
    path = join(package.folder, "Cargo.toml")
    for name, stated in _table(reader.toml(path), "dependencies").items():
        actual = stated.get("package", name) if isinstance(stated, dict) else name
        inside = isinstance(stated, dict) and ("path" in stated or stated.get("workspace"))
        if inside and isinstance(actual, str) and ("Rust", actual) in names:
            found.add(package.value.name, actual, _key(reader, path, name))


def _npm(
    reader: Reader, package: Fact[Package], names: dict[tuple[str, str], str], found: Graph
) -> None:
    path = join(package.folder, "package.json")
    table = reader.json(path)
    for key in _NPM:
        for name in _table(table, key):
            if ("JavaScript", name) in names or ("TypeScript", name) in names:
                evidence = reader.find(path, f'"{key}"', f'"{name}"')
                found.add(package.value.name, name, evidence)


def _python(
    reader: Reader, package: Fact[Package], names: dict[tuple[str, str], str], found: Graph
) -> None:
    path = join(package.folder, "pyproject.toml")
    table = reader.toml(path)
    sources = _table(_table(_table(table, "tool"), "uv"), "sources")
    for name in _required(_table(table, "project")):
        stated = sources.get(name)
        inside = isinstance(stated, dict) and (stated.get("workspace") or "path" in stated)
        if inside and ("Python", name) in names:
            found.add(package.value.name, name, _key(reader, path, name))


def _required(project: dict[str, Any]) -> list[str]:
    """The names of what a project needs at run time, its extras included."""
    stated = project.get("dependencies")
    lists = [stated, *_table(project, "optional-dependencies").values()]
    texts = [text for given in lists if isinstance(given, list) for text in given]
    return [match[0] for text in texts if isinstance(text, str) and (match := _NAME.match(text))]


def _key(reader: Reader, path: str, name: str) -> Evidence:
    """The line of a table that has this key, or of the table that is named after it."""
    line_form = re.compile(rf"^\s*[\"']?{re.escape(name)}[\"']?\s*[.=]")
    table_form = re.compile(
        rf"^\[(?:.*\.)?(?:dependencies|sources)\.[\"']?{re.escape(name)}[\"']?\]"
    )
    inside = False
    for number, line in enumerate(reader.lines(path), 1):
        if line.startswith("["):
            inside = line.strip().endswith(("dependencies]", "sources]"))
            if table_form.match(line):
                return Evidence(path, number, number)
        elif inside and line_form.match(line):
            return Evidence(path, number, number)
    return Evidence(path)


def _table(owner: Any, key: str) -> dict[str, Any]:
    value = owner.get(key) if isinstance(owner, dict) else None
    return value if isinstance(value, dict) else {}
