"""The public API of a library: exported functions, types, constants, the main type's methods."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.go.comments import described
from moxi.facts.go.source import joined_comment, receiver_type
from moxi.facts.model import Evidence, Fact, Symbol
from moxi.facts.prose import collapse, first_sentence
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.module import GoPackage, Module
    from moxi.facts.go.source import Source
    from moxi.facts.model import SymbolKind

MAX_SYMBOLS = 30
MAX_METHODS = 12
MAX_SIGNATURE = 160
_FOREIGN_FILE = lazy_re(r"_(?:windows|plan9|js|wasm|solaris|aix)\.go$|deprecated")


_NOUNS = lazy_re(
    r"(?:type|name|value|setting|option|field|arg|argument|flag|key|method|function|error|result"
    r"|item|entry|object|struct|class|constant|parameter)s|classes|entries"
)


def api_facts(module: Module) -> Iterator[Fact[Symbol]]:
    """Symbols of the root package, or of the packages below where the root has none."""
    root = module.packages.get("")
    packages = [root] if root is not None and root.name != "main" else list(module.libraries[:4])
    usage = _usage(module, packages)
    found: list[tuple[int, int, Fact[Symbol]]] = []
    for package in packages:
        said = set(re.findall(r"\b[A-Z]\w+", package.doc[0] if package.doc else ""))
        prefix = "" if package is root else f"{package.name}."
        for number, fact in enumerate(_symbols(package, prefix)):
            bare = fact.value.name.removeprefix(prefix)
            kind, dot, method = bare.partition(".")
            count = usage[f".{method}"] // 2 if dot else usage[f"{package.name}.{kind}"]
            if not dot and kind in said:
                count += 10
            found.append((-count, number, fact))
    found.sort(key=lambda item: item[:2])
    for rank, (_, _, fact) in enumerate(found[:MAX_SYMBOLS]):
        yield replace(fact, value=replace(fact.value, rank=rank * 2))


def _usage(module: Module, packages: list[GoPackage]) -> Counter[str]:
    """How often examples and tests use `package.Name`, and `Type.Method` as `.Method(`."""
    counts: Counter[str] = Counter()
    names = {package.name for package in packages}
    for path in _showing(module, packages):
        text = module.reader.text(path)
        weight = 5 if "example" in path.lower() else 1
        for package, name in re.findall(r"\b(\w+)\.([A-Z]\w*)", text):
            if package in names:
                counts[f"{package}.{name}"] += weight
            else:
                counts[f".{name}"] += weight
        inside = re.search(r"^package (\w+)", text, re.MULTILINE)
        if inside and inside[1] in names:  # a test of the package itself names it nowhere
            for name in re.findall(r"(?<![.\w])([A-Z]\w*)[({]", text):
                counts[f"{inside[1]}.{name}"] += weight
    return counts


def _showing(module: Module, packages: list[GoPackage]) -> list[str]:
    paths = [path for package in packages for path in module.test_files(package.folder)]
    for path in module.reader.tree.under(module.folder):
        if path.endswith((".go", ".md")) and re.search(r"(^|/)_?(examples?|docs?)/", path):
            paths.append(path)
    return list(dict.fromkeys(paths))[:60]


def _symbols(package: GoPackage, prefix: str) -> Iterator[Fact[Symbol]]:
    main_type = _main_type(package)
    held = _embedded(package, main_type)
    stems = ("doc", package.name, "main")
    for source in sorted(package.sources, key=lambda s: _stem(s.path) not in stems):
        if _FOREIGN_FILE.search(source.path):
            continue
        methods = 0
        comments: list[Node] = []
        for node in source.root.children:
            if node.type == "comment":
                comments.append(node)
                continue
            doc = _doc(comments, node)
            if "Deprecated:" in doc:
                pass
            elif node.type == "function_declaration":
                yield from _function(source, node, doc, prefix)
            elif node.type == "method_declaration":
                if receiver_type(node) in (main_type, *held) and methods < MAX_METHODS:
                    methods += 1
                    yield from _function(source, node, doc, f"{prefix}{main_type}.")
            elif node.type == "type_declaration":
                yield from _types(source, node, doc, prefix)
            comments = []


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".go")


def _doc(comments: list[Node], node: Node) -> str:
    return joined_comment(comments, line_of(node))[0]


def _main_type(package: GoPackage) -> str:
    """The exported type with the most exported methods; one that `New` makes comes first."""
    counts: Counter[str] = Counter()
    made = ""
    for source in package.sources:
        for name, node in source.functions.items():
            kind, dot, method = name.partition(".")
            if dot and method[:1].isupper():
                counts[kind] += 1
            elif name in ("New", "Default", "Open"):
                result = node_text(node.child_by_field_name("result"))
                found = re.match(r"\(?\*?([A-Z]\w*)", result)
                made = made or (found[1] if found else "")
    if made and (counts[made] or any(counts[part] for part in _embedded(package, made))):
        return made
    shown = [kind for kind, _ in counts.most_common() if kind[:1].isupper()]
    return shown[0] if shown else ""


def _embedded(package: GoPackage, name: str) -> tuple[str, ...]:
    """The hidden types that a type embeds: their methods are its own."""
    found = package.type(name) if name else None
    if found is None:
        return ()
    body = re.sub(r"//[^\n]*", "", node_text(found[1])).partition("{")[2]
    return tuple(re.findall(r"^\s*\*?([a-z]\w*)\s*$", body, re.MULTILINE))


def _function(source: Source, node: Node, doc: str, prefix: str) -> Iterator[Fact[Symbol]]:
    name = node_text(node.child_by_field_name("name"))
    if not name[:1].isupper():
        return
    body = node.child_by_field_name("body")
    head = source.data[node.start_byte : body.start_byte if body else node.end_byte]
    signature = collapse(head.decode("utf-8", "replace")).removeprefix("func ")
    signature = re.sub(r"^\([^()]*\) ", "", signature)
    kind: SymbolKind = (
        "method"
        if prefix and "." in prefix.rstrip(".") + "." and (node.type == "method_declaration")
        else "function"
    )
    signature = f"{prefix}{signature}"
    yield _fact(source, node, f"{prefix}{name}", kind, signature, doc)


def _types(source: Source, node: Node, doc: str, prefix: str) -> Iterator[Fact[Symbol]]:
    grouped = sum(child.type in ("type_spec", "type_alias") for child in node.children) > 1
    comments: list[Node] = []
    for spec in node.children:
        if spec.type == "comment":
            comments.append(spec)
        name = node_text(spec.child_by_field_name("name"))
        if spec.type not in ("type_spec", "type_alias") or not name[:1].isupper():
            continue
        own = _doc(comments, spec) if grouped else doc
        comments = []
        actual = spec.child_by_field_name("type")
        kind = actual.type if actual is not None else ""
        text = (
            collapse(node_text(actual))
            if kind not in ("struct_type", "interface_type")
            else (kind.removesuffix("_type"))
        )
        signature = "" if prefix else f"type {name} {text}"
        yield _fact(source, spec, f"{prefix}{name}", "type", signature, own)


def _fact(
    source: Source, node: Node, name: str, kind: SymbolKind, signature: str, doc: str
) -> Fact[Symbol]:
    if len(signature) > MAX_SIGNATURE:
        signature = ""
    summary = _summary(doc, name.rpartition(".")[2])
    if len(summary) > 200 or summary.endswith(":"):
        summary = ""
    line = line_of(node)
    return Fact(Symbol(name, kind, signature, summary), (Evidence(source.path, line, line),))


def _summary(doc: str, name: str) -> str:
    """What a symbol's comment says first, without its name where that is the subject."""
    sentence = collapse(first_sentence(doc)) if doc else ""
    if sentence.startswith(("TODO", "FIXME", "XXX")):
        return ""
    if (rest := sentence.removeprefix(f"{name} type ")) != sentence:
        sentence = f"{name} {rest}"
    verb = sentence.partition(" ")[2].partition(" ")[0]
    if sentence.startswith(f"{name} ") and _NOUNS.fullmatch(verb):
        return sentence  # the name is an adjective: "Category names of the list"
    if sentence.startswith(f"{name} ") and not re.match(r"(?:[a-z]+s|can|will)$", verb):
        return sentence[0].upper() + sentence[1:]  # the name is the verb: "Reset the interval"
    return described(sentence, (name,))
