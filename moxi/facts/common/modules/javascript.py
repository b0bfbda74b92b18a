"""Edges between the folders of a JavaScript or TypeScript source tree, by relative imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.common.modules.graph import Graph
from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise
from moxi.facts.syntax import line_of, node_text, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader
    from moxi.facts.syntax import Language

MAX_FILES = 120
MAX_HEAD = 8_000
"""of a file, in characters: its imports stand first"""
_SUFFIXES = (".ts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".mts")


def graph(reader: Reader, home: str) -> Graph:
    """Edges between the folders directly in the source folder of the package in `home`."""
    found = Graph()
    for name in ("src", "source", "lib"):
        base = join(home, name)
        folders = {path.rpartition("/")[2] for path in reader.tree.folders(base)}
        if len(folders) < 3:
            continue
        files = reader.sources(base, _SUFFIXES, limit=MAX_FILES)
        for path in files:
            source = path[len(base) + 1 :].split("/")[0]
            if source not in folders:
                continue
            for written, line in _imports(reader, path):
                target = normalise(join(path.rpartition("/")[0], written))
                if target and target.startswith(base + "/"):
                    top = target[len(base) + 1 :].split("/")[0]
                    if top in folders:
                        found.add(source, top, Evidence(path, line, line))
        return found
    return found


def _imports(reader: Reader, path: str) -> Iterator[tuple[str, int]]:
    """What a file imports by a path relative to itself."""
    text = reader.text(path)
    if "'./" not in text and '"./' not in text and "'../" not in text and '"../' not in text:
        return
    language: Language = "javascript"
    if path.endswith(("ts", "tsx")):
        language = "tsx" if path.endswith("x") else "typescript"
    for node in parse(language, text[:MAX_HEAD]).children:
        if node.type in ("import_statement", "export_statement"):
            written = node_text(node.child_by_field_name("source")).strip("\"'")
            if written.startswith(".") and not node_text(node).startswith("import type"):
                yield written, line_of(node)
        elif node.type in ("lexical_declaration", "variable_declaration"):
            yield from _required(text, node_text(node), line_of(node))


def _required(text: str, declaration: str, line: int) -> Iterator[tuple[str, int]]:
    """`const x = require("./y")`."""
    for quote in ("'", '"'):
        _, mark, rest = declaration.partition(f"require({quote}.")
        if mark:
            yield "." + rest.split(quote)[0], line
