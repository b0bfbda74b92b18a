"""The public API of a library: what its root offers, with the first sentence on each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Import, Symbol, SymbolKind
from moxi.facts.prose import collapse, first_sentence
from moxi.facts.rust.crate_docs import as_markdown, visible_code
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.crate_docs import CrateDocs
    from moxi.facts.rust.source import Item, Sources

MAX_SYMBOLS = 40
MAX_SIGNATURE = 160
MAX_DOCUMENTED = 5
MAX_USES = 6
_BOLD = lazy_re(r"(?<![\w*`])\*\*([^*`]+)\*\*(?![\w*`])")
_KINDS: dict[str, SymbolKind] = {
    "function_item": "function", "struct_item": "type", "enum_item": "type", "union_item": "type",
    "trait_item": "trait", "type_item": "type", "const_item": "constant",
    "static_item": "constant", "macro_definition": "macro", "mod_item": "module",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Public:
    """A name that users of the library can reach from its root."""

    name: str
    kind: SymbolKind
    item: Item
    reexported: bool = False


def api_facts(
    crate: Crate, sources: Sources, docs: CrateDocs | None
) -> Iterator[Fact[Symbol | Import]]:
    """The root's public names and the line that takes them in."""
    library = crate.library
    if library is None:
        return
    ordered = leading_items(crate, sources, docs)
    mentioned = _mentions(docs.text if docs else "", [public.name for public in ordered])
    for public in ordered[:MAX_SYMBOLS]:
        summary = _summary(public, sources)
        value = Symbol(
            _shown(public),
            public.kind,
            signature_of(public.item),
            summary,
            _rank(public, mentioned),
        )
        yield Fact(value, (public.item.evidence,), crate.folder)
    yield from _import(crate, docs, ordered)


def _summary(public: Public, sources: Sources) -> str:
    """The first sentence on an item; a module's own file may hold it."""
    text = public.item.doc
    if not text and public.kind == "module":
        file = sources.module_file(public.item.path, public.item)
        text = sources.crate_doc(file)[0] if file else ""
    text = re.sub(r"\\\s*\n", "\n", text)  # a line break that is meant
    summary = _BOLD.sub(r"\1", as_markdown(_linked(first_sentence(text.split("\n#")[0]))))
    return "" if summary.startswith(("#", "```", "|", "-", "*", "<")) else summary


def leading_items(crate: Crate, sources: Sources, docs: CrateDocs | None) -> list[Public]:
    """The public names of a library, the most telling first."""
    found = public_items(sources, crate.library.path) if crate.library else []
    mentioned = _mentions(docs.text if docs else "", [public.name for public in found])
    return sorted(found, key=lambda public: _rank(public, mentioned))


def _linked(text: str) -> str:
    """Links as their texts."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    return re.sub(r"\[([^\]]+)\]\[[^\]]*\]", r"\1", text)


def _shown(public: Public) -> str:
    return f"{public.name}!" if public.item.node.type == "macro_definition" else public.name


def _mentions(text: str, names: list[str]) -> dict[str, int]:
    """Names that the crate's documentation speaks of → the order in which it does."""
    places = {}
    for name in names:
        match = re.search(rf"(?<![\w]){re.escape(name)}(?!\w)", text)
        if match:
            places[name] = match.start()
    return {name: order for order, name in enumerate(sorted(places, key=lambda n: places[n]))}


def _rank(public: Public, mentioned: dict[str, int]) -> int:
    plain = 60 if public.kind == "module" else 45 if public.kind == "constant" else 30
    if public.name in mentioned:
        return min((30 if public.kind == "module" else 0) + 2 * mentioned[public.name], plain)
    return plain + (0 if public.item.doc else 15)


def public_items(sources: Sources, path: str) -> list[Public]:
    """The public names of a library's root file, re-exports of its own modules followed."""
    found: dict[tuple[str, bool], Public] = {}
    modules: dict[str, Item] = {}
    for item in sources.declared(sources.root(path), path):
        kind = item.node.type
        if kind == "mod_item":
            modules[item.name] = item
        if item.doc_hidden:
            continue
        if kind == "macro_definition":
            if any(True for _ in item.attribute("macro_export")):
                found.setdefault((item.name, False), Public(item.name, "macro", item))
        elif kind == "function_item" and (macro := _procedural(item)):
            found.setdefault((macro, False), Public(macro, "macro", item))
        elif item.public and kind in _KINDS:
            key = (item.name, kind == "mod_item")
            found.setdefault(key, Public(item.name, _KINDS[kind], item))
    for item in sources.declared(sources.root(path), path):
        if item.node.type == "use_declaration" and item.public and not item.doc_hidden:
            for module, name, alias in _imports(item.node):
                for public in _resolved(sources, path, modules, module, name):
                    shown = "" if alias == "_" else alias or public.name
                    key = (shown, public.kind == "module")
                    found.setdefault(key, Public(shown, public.kind, public.item, True))
    return [public for (name, _), public in found.items() if name and name[0] != "_"]


def _procedural(item: Item) -> str:
    """The name of a procedural macro as a user writes it."""
    for attribute in item.attribute("proc_macro_derive"):
        return f"#[derive({attribute.entries[0].name})]" if attribute.entries else ""
    for _ in item.attribute("proc_macro_attribute"):
        return f"#[{item.name}]"
    for _ in item.attribute("proc_macro"):
        return f"{item.name}!"
    return ""


def _imports(use: Node) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The paths of a `use`: the modules, the name (`*` for all), the alias."""
    argument = use.child_by_field_name("argument")
    if argument is not None:
        yield from _tree(argument, ())


def _tree(node: Node, prefix: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if node.type == "use_list":
        for child in node.children:
            if child.is_named and not child.type.endswith("comment"):
                yield from _tree(child, prefix)
    elif node.type == "scoped_use_list":
        path = tuple(node_text(node.child_by_field_name("path")).split("::"))
        inner = node.child_by_field_name("list")
        if inner is not None:
            yield from _tree(inner, (*prefix, *path))
    elif node.type == "use_as_clause":
        path = (*prefix, *node_text(node.child_by_field_name("path")).split("::"))
        yield path[:-1], path[-1], node_text(node.child_by_field_name("alias"))
    elif node.type == "use_wildcard":
        stem = node_text(node).removesuffix("*").removesuffix("::")
        yield (*prefix, *(stem.split("::") if stem else ())), "*", ""
    else:
        path = (*prefix, *node_text(node).split("::"))
        yield path[:-1], path[-1], ""


def _resolved(
    sources: Sources, path: str, modules: dict[str, Item], module: tuple[str, ...], name: str
) -> list[Public]:
    """What a re-export names, where a module of the same crate declares it."""
    parts = [part for part in module if part not in ("self", "crate", "")]
    if name == "self" and parts:
        parts, name = parts[:-1], parts[-1]
    if not parts:
        return []
    if parts[0] not in modules and parts[0] in sources.neighbours:
        return _from_neighbour(sources.neighbours[parts[0]], parts[1:], name)
    known, where = dict(modules), path
    declared: list[Item] = []
    for part in parts:
        item = known.get(part)
        if item is None:
            return []
        body = item.node.child_by_field_name("body")
        if body is None:
            file = sources.module_file(where, item)
            if file is None:
                return []
            where, body = file, sources.root(file)
        declared = list(sources.declared(body, where))
        known = {inner.name: inner for inner in declared if inner.node.type == "mod_item"}
    found = [
        Public(item.name, _KINDS[item.node.type], item, True)
        for item in declared
        if item.node.type in _KINDS and item.public and not item.doc_hidden
        and name in ("*", item.name)
    ]  # fmt: skip
    if not found and name != "*":  # re-exported once more inside that module
        for item in declared:
            if item.node.type == "use_declaration":
                for inner, last, alias in _imports(item.node):
                    if name in (alias, last) and inner and inner != module:
                        return [
                            Public(name, public.kind, public.item, True)
                            for public in _resolved(sources, where, known, inner, last)
                        ]
    return found


def _from_neighbour(sources: Sources, parts: list[str], name: str) -> list[Public]:
    """What a re-export takes from another package of the repository."""
    library = sources.crate.library
    if library is None:
        return []
    if parts:
        modules = {
            item.name: item
            for item in sources.declared(sources.root(library.path), library.path)
            if item.node.type == "mod_item"
        }
        return _resolved(sources, library.path, modules, tuple(parts), name)
    wanted = (name, f"#[derive({name})]", f"#[{name}]", f"{name}!")
    return [
        public
        for public in public_items(sources, library.path)
        if name == "*" or public.name in wanted
    ]


def signature_of(item: Item) -> str:
    """A function's head on one line, without `pub`; empty for other items and long heads."""
    if item.node.type != "function_item" or _procedural(item):
        return ""
    body = item.node.child_by_field_name("body")
    text = node_text(item.node)
    if body is not None and item.node.text is not None:
        head = item.node.text[: body.start_byte - item.node.start_byte]
        text = head.decode("utf-8", "replace")
    line = (
        collapse(text)
        .removeprefix("pub ")
        .replace(",)", ")")
        .replace("( ", "(")
        .replace(", )", ")")
    )
    line = line.rstrip(", ")
    return line if len(line) <= MAX_SIGNATURE else ""


def _import(crate: Crate, docs: CrateDocs | None, found: list[Public]) -> Iterator[Fact[Import]]:
    """The `use` of the first example that has one, else of the leading names."""
    library = crate.library
    if library is None:
        return
    for block in docs.blocks if docs else ():
        if block.kind != "code" or block.language not in ("", "rust", "no_run", "ignore"):
            continue
        code = visible_code(block.text)
        uses = re.findall(rf"^\s*(use {re.escape(library.name)}::[^;]+;)", code, re.MULTILINE)
        if uses and docs is not None:
            lines = (collapse(use).replace("{ ", "{").replace(", }", "}") for use in uses)
            statement = "\n".join(list(lines)[:MAX_USES])
            yield Fact(Import(statement, "rust"), (docs.evidence(block),), crate.folder)
            return
        if re.search(rf"\b{re.escape(library.name)}::\w", code):
            return  # the example names it in full: nothing needs to be taken in
    if any("```" in public.item.doc for public in found[:MAX_DOCUMENTED]) and (
        docs is None or "```" not in docs.text
    ):
        return  # the examples of the items themselves show what is taken in
    names: list[str] = []
    evidence: list[Evidence] = []
    for public in found:
        match = re.fullmatch(r"#\[(?:derive\()?(\w+)\)?\]|(\w+)!?", public.name)
        if match and public.kind not in ("module", "constant") and len(names) < 1:
            names.append(match.group(1) or match.group(2))
            evidence.append(public.item.evidence)
    if names:
        yield Fact(
            Import(f"use {library.name}::{names[0]};", "rust"), tuple(evidence), crate.folder
        )
