"""The public API of a package: what its main entry exports, and the options it takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.exports import Export, Exports, is_class, is_function, is_type
from moxi.facts.javascript.jsdoc import Doc, doc_of
from moxi.facts.javascript.signatures import (
    class_signature,
    function_signature,
    is_component,
    methods,
)  # fmt: skip
from moxi.facts.model import Evidence, Example, Fact, Symbol
from moxi.facts.prose import collapse
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import SymbolKind

MAX_SYMBOLS = 40
MAX_METHODS = 15
MAX_EXAMPLES = 4
FENCE = lazy_re(r"```(\w*)\n([\s\S]*?)```")
_GENERIC = frozenset({"default", "main", "index", "_default", "plugin", "exports", "fn", "lib", ""})


def main_name(package: str) -> str:
    """How a package's default export is usually called: `left-pad` → `leftPad`."""
    bare = package.rpartition("/")[2].removesuffix(".js").removesuffix("-js")
    words = [word for word in re.split(r"[^A-Za-z0-9$]+", bare) if word]
    name = "".join(word if index == 0 else word[:1].upper() + word[1:]
                   for index, word in enumerate(words))  # fmt: skip
    return name if name.isidentifier() else ""


def default_name(export: Export, package: str, written: str = "") -> str:
    """The name by which the default export is told: as the docs take it in, its own, or the
    package's."""
    if written:
        return written
    own = export.local
    return own if own not in _GENERIC and own.isidentifier() else main_name(package)


def symbols(exports: Exports, package: str, written: str, main: str) -> Iterator[Fact[Symbol]]:
    """The exported names, main entry first. `written` is what users call the default export,
    `main` the named one that they take."""
    wanted = main_name(package).lower()
    ranked: list[tuple[int, int, Fact[Symbol]]] = []
    all_hidden = all(doc_of_export(export).hidden for export in exports.values)
    for order, export in enumerate(exports.found.values()):
        doc = doc_of_export(export)
        name = _told_name(export, exports, package, written)
        if not name or export.name.startswith("_") or (doc.hidden and not all_hidden):
            continue
        kind = _kind(name, export)
        rank = 0 if export.name == main and kind != "type" else _rank(export, kind, name, wanted)
        if rank and not doc.summary:
            # what is neither described nor named by the entry itself is hardly for users
            rank += 5 if export.where.source.path == exports.path else 25
        symbol = Symbol(name, kind, _signature(name, export, kind), doc.summary, rank)
        ranked.append((rank, order, Fact(symbol, _evidence(export))))
        if rank == 0 and is_class(export.node) and export.node is not None:
            ranked += _methods(name, export, order)
    ranked.sort(key=lambda item: item[:2])
    for _, _, fact in ranked[:MAX_SYMBOLS]:
        yield fact


def _told_name(export: Export, exports: Exports, package: str, written: str) -> str:
    if export.name == "default":
        return default_name(export, package, written)
    main = exports.default
    if exports.cjs and not exports.esm and main is not None and not export.only_type:
        # `module.exports = express` with `exports.Router`: it hangs on the main export
        return f"{default_name(main, package, written)}.{export.name}"
    return export.name


def doc_of_export(export: Export) -> Doc:
    """The comment on what is exported, or on the statement that exports it."""
    if export.node is None:
        return Doc()  # a comment on the statement is about a whole block of them, as often as not
    for node in (export.node, export.statement):
        found = doc_of(node)
        if found.description or found.tags:
            return found
    return Doc()


def _evidence(export: Export) -> tuple[Evidence, ...]:
    exported = export.where.source.evidence(export.statement)
    if export.node is None:
        return (exported,)
    held = export.scope.source.evidence(export.node)
    return (held,) if held == exported else (held, exported)


def _kind(name: str, export: Export) -> SymbolKind:
    node = export.node
    if is_component(name, node, export.scope.source.path):
        return "component"
    if is_function(node):
        return "function"
    if is_class(node):
        return "class"
    if export.only_type or is_type(node) or (node is not None and node.type == "enum_declaration"):
        return "type"
    if export.statement.type == "namespace_export":
        return "module"
    return "constant"


def _rank(export: Export, kind: SymbolKind, name: str, wanted: str) -> int:
    if export.name == "default" or (name.lower() == wanted and kind != "type"):
        return 0
    order: dict[str, int] = {"function": 20, "class": 20, "component": 15, "module": 30,
                             "constant": 40, "type": 60}  # fmt: skip
    return order.get(kind, 50)


def _signature(name: str, export: Export, kind: SymbolKind) -> str:
    node = export.node
    if node is None or kind == "component":
        return ""
    if is_function(node):
        return function_signature(name, node)
    if is_class(node):
        return class_signature(name, node)
    if node.type == "variable_declarator":
        kind_node = node.child_by_field_name("type")
        typed = collapse(node_text(kind_node)) if kind_node is not None else ""
        return f"{name}{typed}" if typed and len(typed) < 60 else ""
    return ""


def _methods(name: str, export: Export, order: int) -> list[tuple[int, int, Fact[Symbol]]]:
    found: list[tuple[int, int, Fact[Symbol]]] = []
    for method, node in methods(export.node) if export.node is not None else ():
        doc = doc_of(node)
        if doc.hidden or not doc.summary:
            continue
        signature = function_signature(method, node)
        symbol = Symbol(f"{name}.{method}", "method", signature, doc.summary, 30)
        found.append((30, order, Fact(symbol, (export.scope.source.evidence(node),))))
    return found[:MAX_METHODS]


# Examples in the comments ---------------------------------------------------------------------


def doc_examples(exports: Exports, package: str, written: str) -> Iterator[Fact[Example]]:
    """`@example` of the exported names, the main one's first."""
    found: list[tuple[int, Fact[Example]]] = []
    for export in exports.values:
        doc = doc_of_export(export)
        name = export.name
        if name == "default":
            name = default_name(export, package, written)
        if doc.hidden or not name:
            continue
        rank = (
            5 if _rank(export, _kind(name, export), name, main_name(package).lower()) == 0 else 40
        )
        for text in doc.all("example")[:2]:
            example = _example(text, name, export, doc, rank)
            if example:
                found.append((rank, example))
    found.sort(key=lambda item: item[0])
    for _, fact in found[:MAX_EXAMPLES]:
        yield fact


def _example(text: str, name: str, export: Export, doc: Doc, rank: int) -> Fact[Example] | None:
    match = FENCE.search(text)
    code = (match[2] if match else text).strip("\n")
    language = (match[1] if match else "") or export.scope.source.fence
    caption = re.match(r"\s*<caption>(.*?)</caption>\s*", code)
    if caption:
        code = code[caption.end() :]
    if not code.strip() or code.count("\n") > 40 or (not match and name not in code):
        return None
    title = collapse(caption[1]) if caption else name
    end = doc.line + 1
    evidence = Evidence(export.scope.source.path, doc.line, end)
    language = {"typescript": "ts", "javascript": "js"}.get(language, language)
    return Fact(Example(code, language, title, "docstring", rank), (evidence,))
