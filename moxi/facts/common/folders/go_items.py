"""What a Go package or one of its files holds, by the exported names that it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.go.source import Source, receiver_type
from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source
from moxi.facts.prose import listed
from moxi.facts.syntax import line_of, node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.reader import Reader

Said = tuple[str, Evidence] | None
MAX_FILES, MAX_BYTES = 12, 200_000
MAX_NAMES, SHOWN = 5, 4


def of_package(reader: Reader, folder: str) -> Said:
    """What the package in a folder declares, None for a program and where there is no Go file."""
    return _of([path for path in reader.tree.files(folder) if _is_source(path)], reader)


def of_file(reader: Reader, path: str) -> Said:
    """What one file of a library declares."""
    return _of([path] if _is_source(path) else [], reader)


def _is_source(path: str) -> bool:
    return path.endswith(".go") and is_own_source(path.rpartition("/")[2])


def _of(paths: list[str], reader: Reader) -> Said:
    sizes: dict[str, int] = {}
    places: dict[str, Evidence] = {}
    for path in paths[:MAX_FILES]:
        entry = reader.tree.get(path)
        if entry is None or entry.size > MAX_BYTES:
            continue
        source = Source(path, reader.text(path))
        if source.package in ("", "main"):
            return None
        for name, node in _declared(source):
            if name[:1].isupper():
                sizes[name] = sizes.get(name, 0) + node.end_byte - node.start_byte
                if node.type != "method_declaration":
                    places.setdefault(name, Evidence(path, line_of(node), line_of(node)))
    # What takes up most of the code is what the package is about.
    names = sorted(places, key=lambda name: (-sizes[name], name))
    if not names:
        return None
    more = len(names) - SHOWN if len(names) > MAX_NAMES else 0
    shown = [f"`{name}`" for name in (names[:SHOWN] if more else names)]
    told = listed([*shown, f"{more} more"] if more else shown)
    return f"defines {told}", places[names[0]]


def _declared(source: Source) -> list[tuple[str, Node]]:
    """Types and functions by their names; a method counts for its type."""
    found: list[tuple[str, Node]] = list(source.types.items())
    for node in source.root.children:
        if node.type == "function_declaration":
            found.append((node_text(node.child_by_field_name("name")), node))
        elif node.type == "method_declaration":
            found.append((receiver_type(node), node))
    return found
