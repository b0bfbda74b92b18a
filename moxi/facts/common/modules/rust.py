"""Edges between the top modules of a crate, by `use crate::…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.common.modules.graph import MAX_NODES, Graph
from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source, join
from moxi.facts.syntax import line_of, node_text, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.reader import Reader

MAX_FILES = 100
MAX_HEAD = 8_000
"""of a file, in characters: what it uses stands first"""


def graph(reader: Reader, home: str) -> Graph:
    """Edges between the modules directly in `src` of the crate in `home`."""
    found = Graph()
    base = join(home, "src")
    modules = {
        stem
        for path in (*reader.tree.files(base), *reader.tree.folders(base))
        if path.endswith(".rs") or reader.tree.is_folder(path)
        if (stem := path.rpartition("/")[2].removesuffix(".rs")) not in ("main", "lib", "bin")
        if is_own_source(f"{stem}.rs")
    }
    if not 3 <= len(modules) <= MAX_NODES:
        return found
    for path in reader.sources(base, (".rs",), limit=MAX_FILES):
        source = path[len(base) + 1 :].split("/")[0].removesuffix(".rs")
        if source not in modules or "crate::" not in reader.text(path):
            continue
        for node in parse("rust", reader.text(path)[:MAX_HEAD]).children:
            if node.type == "use_declaration":
                for target in _targets(node.child_by_field_name("argument")):
                    if target in modules:
                        found.add(source, target, Evidence(path, line_of(node), line_of(node)))
    return found


def _targets(argument: Node | None) -> Iterator[str]:
    """The modules right below the crate that a `use` names: `crate::a::B`, `crate::{a, b::C}`."""
    text = "".join(node_text(argument).split())
    if not text.startswith("crate::"):
        return
    rest = text.removeprefix("crate::")
    if not rest.startswith("{"):
        yield rest.split("::")[0].split("{")[0]
        return
    depth, word = 0, ""
    for char in rest[1:]:
        if depth == 0 and char in ",}":
            yield word.split("::")[0]
            word = ""
            if char == "}":
                return
            continue
        depth += (char == "{") - (char == "}")
        word += char
