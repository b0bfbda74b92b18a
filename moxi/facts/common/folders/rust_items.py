"""What a Rust module holds by its public declarations, where it has no comment of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.folders.phrases import role
from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.facts.prose import listed
from moxi.facts.rust.source import Item, declared
from moxi.facts.syntax import node_text, parse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

Said = tuple[str, Evidence] | None
MAX_BYTES = 200_000
MAX_NAMES, MAX_MODULES = 4, 7
MAX_ABOVE = 500
"""characters above a declaration in which its documentation may stand"""
_DOCS = ("///", "/**", "#[doc")
_TYPES = ("struct_item", "enum_item", "trait_item", "union_item")
_NAMED = (*_TYPES, "function_item", "macro_definition")
_COMMAND_LINES = ("Parser", "StructOpt", "FromArgs", "Bpaf")
_OF_AN_ITEM = lazy_re(r"\b(?:trait|struct|enum|type)\b", re.IGNORECASE)
_ARGUMENTS = lazy_re(r"\bArg::(?:new|with_name|from_usage)\s*\(|\barg!\s*\(")


def of_module(reader: Reader, path: str) -> Said:
    """What the crate's root says of a module, a file or a folder, else what the module declares."""
    home, _, name = path.rpartition("/")
    files = (path,) if name.endswith(".rs") else (f"{path}/mod.rs", f"{path}.rs")
    file = next((file for file in files if file in reader.tree and file.endswith(".rs")), "")
    if not file:
        return None
    return _of_declaration(reader, home, name.removesuffix(".rs")) or _of_items(reader, file)


def _of_items(reader: Reader, path: str) -> Said:
    """A phrase from what a module declares: what makes the command line, the documentation of
    the type that bears its name, else the names of what it defines."""
    entry, text = reader.tree.get(path), reader.text(path)
    if entry is None or entry.size > MAX_BYTES:
        return None
    items = list(declared(parse("rust", text), path))
    if any(item.node.type == "function_item" and item.name == "main" for item in items):
        return None  # a program, told as such
    for item in items:
        built = item.node.type in ("function_item", "impl_item") and _ARGUMENTS.search(
            node_text(item.node)
        )
        if built or (item.node.type in _TYPES and _parses(item)):
            return "the command line arguments", item.evidence
    module = path.removesuffix("/mod.rs").rpartition("/")[2].removesuffix(".rs")
    said = _of_namesake(items, module) or _names(items, module)
    return said or (_modules(items) if path.endswith("/mod.rs") else None)


def _parses(item: Item) -> bool:
    """Whether a type is what the program parses its arguments into; a grammar derives `Parser`,
    too."""
    return bool(set(item.derives()) & set(_COMMAND_LINES)) and not any(item.attribute("grammar"))


def _of_declaration(reader: Reader, home: str, module: str) -> Said:
    """What stands above `mod module;` in the root of the crate."""
    for root in ("lib.rs", "main.rs"):
        path = join(home, root)
        text = reader.text(path)
        end = text.find(f"mod {module};")
        if end < 0 or not any(mark in text[max(0, end - MAX_ABOVE) : end] for mark in _DOCS):
            continue
        for item in declared(parse("rust", text[: end + len(module) + 5]), path):
            if item.node.type == "mod_item" and item.name == module and item.doc:
                said = role(item.doc.split("\n\n")[0], module)
                line = item.doc_line
                return (said, Evidence(path, line, line)) if said else None
    return None


def _visible(item: Item) -> bool:
    """Whether other modules of the crate can use it."""
    return any(child.type == "visibility_modifier" for child in item.node.children)


def _of_namesake(items: list[Item], module: str) -> Said:
    """The documentation of the one type that the module is named after."""
    same = [item for item in items if _is_namesake(item, module)]
    if len(same) != 1 or not same[0].doc:
        return None
    said = role(same[0].doc.split("\n\n")[0], same[0].name)
    if _OF_AN_ITEM.search(said):
        said = f"defines `{same[0].name}`, {said[0].lower()}{said[1:]}"
    line = same[0].doc_line
    return (said, Evidence(same[0].path, line, line)) if said else None


def _is_namesake(item: Item, module: str) -> bool:
    letters = item.name.lower()
    return item.node.type in _TYPES and letters.rstrip("s") == module.replace("_", "").rstrip("s")


def _names(items: list[Item], module: str) -> Said:
    """The types that a module defines or its functions, whichever take up more of it."""
    shown = [item for item in items if _visible(item) and item.node.type in _NAMED and item.name]
    types = [item for item in shown if item.node.type in _TYPES]
    functions = [item for item in shown if item.node.type not in _TYPES]
    of_types = _bytes([*types, *(item for item in items if item.node.type == "impl_item")])
    chosen = types if types and of_types >= _bytes(functions) else functions
    if 1 <= len(chosen) <= MAX_NAMES:
        names = [f"`{_typed(item)}`" for item in chosen]
        return f"defines {listed(names)}", chosen[0].evidence
    lead = next((item for item in chosen if _is_namesake(item, module)), None)
    if lead is None:
        return None
    return f"defines `{lead.name}` and {len(chosen) - 1} types around it", lead.evidence


def _bytes(items: list[Item]) -> int:
    return sum(item.node.end_byte - item.node.start_byte for item in items)


def _modules(items: list[Item]) -> Said:
    """The modules that one joins which defines nothing by itself."""
    found = [item for item in items if item.node.type == "mod_item" and item.name]
    if not 2 <= len(found) <= MAX_MODULES:
        return None
    names = listed([f"`{item.name}`" for item in found])
    return f"the modules {names}", found[0].evidence


def _typed(item: Item) -> str:
    called = {"function_item": f"{item.name}()", "macro_definition": f"{item.name}!"}
    return called.get(item.node.type, item.name)
