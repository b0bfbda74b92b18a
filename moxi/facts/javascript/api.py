"""The public API of a package: what its main entry exports, and the options it takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.exports import Export, Exports, is_class, is_function, is_type
from moxi.facts.javascript.jsdoc import Doc, doc_of
from moxi.facts.javascript.signatures import (
    callable_of,
    class_signature,
    function_signature,
    is_component,
    methods,
)  # fmt: skip
from moxi.facts.model import Evidence, Fact, Symbol
from moxi.facts.prose import collapse
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.model import SymbolKind

MAX_SYMBOLS = 40
MAX_DECLARED = 4
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
MAX_METHODS = 40
MIN_VALUES = 3
MAX_HOPS = 4
NAMED = lazy_re(r"(?:^|[a-z])(?:Options?|Opts|Config(?:uration)?|Settings|Props)$")
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
    told: set[str] = set()
    lowered: set[str] = set()
    functions = [export for export in exports.values if is_function(export.node)]
    for order, export in enumerate(exports.found.values()):
        doc = doc_of_export(export)
        name = _told_name(export, exports, package, written)
        # one function is often both the default export and a named one
        if not name or name in told or export.name.startswith("_"):
            continue
        if doc.hidden and not all_hidden:
            continue
        if export.node is not None and is_function(export.node) and name.lower() in lowered:
            continue  # `exports.HttpServer = exports.HTTPServer = …`
        told.add(name)
        lowered.add(name.lower() if is_function(export.node) else "")
        kind = kind_of(name, export)
        rank = 0 if export.name == main and kind != "type" else rank_of(export, kind, name, wanted)
        if rank and not doc.summary:
            # what is neither described nor named by the entry itself is hardly for users
            rank += 5 if export.where.source.path == exports.path else 25
        symbol = Symbol(name, kind, _signature(name, export, kind), doc.summary, rank)
        ranked.append((rank, order, Fact(symbol, _evidence(export))))
        if rank == 0 and is_class(export.node) and export.node is not None:
            ranked += _methods(name, export, order)
        elif (rank == 0 or functions == [export]) and is_function(export.node):
            ranked += _returned(export, order, exports)
    ranked.sort(key=lambda item: item[:2])
    values = sum(fact.value.kind != "type" for _, _, fact in ranked)
    for _, _, fact in ranked[:MAX_SYMBOLS]:
        # Beside functions, the types that matter are those of their options.
        if fact.value.kind != "type" or values < MIN_VALUES or NAMED.search(fact.value.name):
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


def kind_of(name: str, export: Export) -> SymbolKind:
    """What an export is, told by what it stands for."""
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
    if node is None and _is_of_markup(export):
        return "component"
    return "constant"


def _is_of_markup(export: Export, depth: int = 0) -> bool:
    """Whether it is taken from a `.vue` or `.svelte` file, which holds one component."""
    holder = export.statement
    while holder.parent is not None and holder.type not in ("export_statement", "program"):
        holder = holder.parent
    module = node_text(holder.child_by_field_name("source"))
    scope = export.where
    written = node_text(export.statement.child_by_field_name("name")) or export.local
    if not module and (imported := scope.source.imports.get(written)):
        module = imported.module
        path = scope.sources.resolve(scope.source, module)
        inner = Exports(scope.sources, path).found.get(imported.name) if path else None
        if inner is not None and depth < MAX_HOPS:
            return inner.node is None and _is_of_markup(inner, depth + 1)
    return module.strip("\"'").endswith((".vue", ".svelte"))


def rank_of(export: Export, kind: SymbolKind, name: str, wanted: str) -> int:
    """How early an export is told: 0 for the main one, `wanted` is the package's own name."""
    if export.name == "default" or (name.lower() == wanted and kind != "type"):
        return 0
    order: dict[str, int] = {"function": 20, "class": 20, "component": 15, "module": 30,
                             "constant": 40, "type": 60}  # fmt: skip
    return order.get(kind, 50)


def _signature(name: str, export: Export, kind: SymbolKind) -> str:
    node = export.node
    if node is None and kind == "component":
        return f"<{name}>"
    if node is None or kind == "component":
        return ""
    if is_function(node):
        return function_signature(name, node)
    if is_class(node):
        return class_signature(name, node)
    if node.type == "variable_declarator":
        kind_node = node.child_by_field_name("type")
        typed = collapse(node_text(kind_node)) if kind_node is not None else ""
        if kind_node is not None and (called := _called_by(kind_node, export)) is not None:
            return function_signature(name, called)
        return f"{name}{typed}" if typed and len(typed) < 60 else ""
    return ""


def _called_by(annotation: Node, export: Export) -> Node | None:
    """How a constant is called whose type is an interface with a call in it."""
    from moxi.facts.javascript.option_types import call_signature, type_named

    inner = annotation.named_children[0] if annotation.named_children else None
    if inner is None or inner.type != "type_identifier":
        return None
    declared, _ = type_named(node_text(inner), export.scope)
    return call_signature(declared) if declared is not None else None


def _methods(name: str, export: Export, order: int) -> list[tuple[int, int, Fact[Symbol]]]:
    found: list[tuple[int, int, Fact[Symbol]]] = []
    public = methods(export.node) if export.node is not None else []
    # a class that is declared with few methods is not understood without them
    told = len(public) <= MAX_DECLARED and export.scope.source.path.endswith(_DECLARATIONS)
    # and one that documents none of them is not either
    told = told or not any(doc_of(node).summary for _, node in public)
    for method, node in public:
        doc = doc_of(node)
        if doc.hidden or not (doc.summary or told):
            continue
        signature = function_signature(f"{name}.{method}", node)
        symbol = Symbol(f"{name}.{method}", "method", signature, doc.summary, 30)
        found.append((30, order, Fact(symbol, (export.scope.source.evidence(node),))))
    return found[:MAX_METHODS]


def _returned(export: Export, order: int, exports: Exports) -> list[tuple[int, int, Fact[Symbol]]]:
    """The methods of what the main function returns, where the sources declare it by name: a
    builder such as `prog.command(…).option(…)`."""
    from moxi.facts.javascript.option_types import members, type_named

    returned = export.node.child_by_field_name("return_type") if export.node is not None else None
    typed = returned.named_children[0] if returned is not None and returned.named_children else None
    if typed is not None and typed.type == "nested_type_identifier":
        typed = typed.child_by_field_name("name")
    if typed is None or typed.type != "type_identifier":
        return []
    name = node_text(typed)
    made = exports.found.get(name)
    if made is not None and is_class(made.node):
        return _methods(name, made, order) if rank_of(made, "class", name, "") else []
    declared, where = type_named(name, export.scope)
    if declared is None or declared.type != "interface_declaration":
        return []
    found: list[tuple[int, int, Fact[Symbol]]] = []
    seen: set[str] = set()
    for node, source in members(declared, where):
        method, function = node_text(node.child_by_field_name("name")), callable_of(node)
        doc = doc_of(node)
        if function is None or doc.hidden or method in seen or not method.isidentifier():
            continue
        seen.add(method)
        signature = function_signature(f"{name}.{method}", function)
        symbol = Symbol(f"{name}.{method}", "method", signature, doc.summary, 10)
        found.append((10, order, Fact(symbol, (source.source.evidence(node),))))
    return found if 1 < len(found) <= MAX_METHODS else []
