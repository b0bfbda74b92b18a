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
MAX_DECLARED = 4
_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
MAX_METHODS = 15
MAX_EXAMPLES = 4
MIN_VALUES = 3
MAX_HOPS = 4
NAMED = lazy_re(r"(?:^|[a-z])(?:Options?|Opts|Config(?:uration)?|Settings|Props)$")
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
    told: set[str] = set()
    lowered: set[str] = set()
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
        kind = _kind(name, export)
        rank = 0 if export.name == main and kind != "type" else _rank(export, kind, name, wanted)
        if rank and not doc.summary:
            # what is neither described nor named by the entry itself is hardly for users
            rank += 5 if export.where.source.path == exports.path else 25
        symbol = Symbol(name, kind, _signature(name, export, kind), doc.summary, rank)
        ranked.append((rank, order, Fact(symbol, _evidence(export))))
        if rank == 0 and is_class(export.node) and export.node is not None:
            ranked += _methods(name, export, order)
        elif rank == 0 and is_function(export.node) and export.node is not None:
            ranked += _returned(export, order)
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


def _rank(export: Export, kind: SymbolKind, name: str, wanted: str) -> int:
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
        return f"{name}{typed}" if typed and len(typed) < 60 else ""
    return ""


def _methods(name: str, export: Export, order: int) -> list[tuple[int, int, Fact[Symbol]]]:
    found: list[tuple[int, int, Fact[Symbol]]] = []
    public = methods(export.node) if export.node is not None else []
    # a class that is declared with few methods is not understood without them
    told = len(public) <= MAX_DECLARED and export.scope.source.path.endswith(_DECLARATIONS)
    for method, node in public:
        doc = doc_of(node)
        if doc.hidden or not (doc.summary or told):
            continue
        signature = function_signature(f"{name}.{method}", node)
        symbol = Symbol(f"{name}.{method}", "method", signature, doc.summary, 30)
        found.append((30, order, Fact(symbol, (export.scope.source.evidence(node),))))
    return found[:MAX_METHODS]


def _returned(export: Export, order: int) -> list[tuple[int, int, Fact[Symbol]]]:
    """The methods of what the main function returns, where the sources declare it by name: a
    builder such as `prog.command(…).option(…)`."""
    from moxi.facts.javascript.option_types import type_named

    returned = export.node.child_by_field_name("return_type") if export.node is not None else None
    typed = returned.named_children[0] if returned is not None and returned.named_children else None
    if typed is not None and typed.type == "nested_type_identifier":
        typed = typed.child_by_field_name("name")
    if typed is None or typed.type != "type_identifier":
        return []
    name = node_text(typed)
    declared, where = type_named(name, export.scope)
    if declared is None or declared.type != "interface_declaration":
        return []
    found: list[tuple[int, int, Fact[Symbol]]] = []
    for method, node in methods(declared):
        doc = doc_of(node)
        if not doc.hidden:
            signature = function_signature(f"{name}.{method}", node)
            symbol = Symbol(f"{name}.{method}", "method", signature, doc.summary, 10)
            found.append((10, order, Fact(symbol, (where.source.evidence(node),))))
    return found if 1 < len(found) <= MAX_METHODS else []


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
    if re.search(r"""(?:from|require\() ?["']\.{1,2}/""", code):
        return None  # it only works beside the sources
    if not code.strip() or code.count("\n") > 40 or (not match and name not in code):
        return None
    title = collapse(caption[1]) if caption else ("" if rank == 5 else f"`{name}`")
    end = doc.line + 1
    evidence = Evidence(export.scope.source.path, doc.line, end)
    language = {"typescript": "ts", "javascript": "js"}.get(language, language)
    return Fact(Example(code, language, title, "docstring", rank), (evidence,))
