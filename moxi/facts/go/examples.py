"""Examples of use: `func ExampleX()` in tests, and short programs in `examples/`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.go.asserted import asserted_examples
from moxi.facts.go.cases import is_key
from moxi.facts.go.project import roles
from moxi.facts.go.source import Source, joined_comment
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.paths import join
from moxi.facts.prose import collapse, first_sentence
from moxi.facts.syntax import end_line_of, line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.module import GoPackage, Module

MAX_LINES, MAX_WHOLE = 40, 60
MAX_BORROWED = 12
MAX_PROGRAM_LINES = 60
MAX_EXAMPLES = 12
_NAME = lazy_re(r"^Example(?P<rest>\w*)$")
_FOLDER = lazy_re(r"^_?(?:examples?|samples?|demos?|quickstart)$", re.IGNORECASE)
_HEADER = lazy_re(r"\A(?:\s*(?://[^\n]*|/\*.*?\*/)\n)+\s*(?=package )", re.DOTALL)
_LICENCE = lazy_re(r"copyright|licen[sc]e|SPDX|go:build|\+build", re.IGNORECASE)


def example_facts(module: Module) -> Iterator[Fact[Example]]:
    """Examples of the module's library packages, then short example programs."""
    found: list[Fact[Example]] = []
    folders = [package.folder for package in module.libraries[:6]]
    for folder in folders:
        for path in module.test_files(folder):
            if "func Example" in module.reader.text(path):
                found += _test_examples(module, path, folder)
    found += _programs(module)
    root = module.packages.get("")
    if not found and root is not None and roles(module)[:1] == ("library",):
        found += asserted_examples(module, root)
    found.sort(key=lambda fact: fact.value.rank)
    yield from found[:MAX_EXAMPLES]


def _test_examples(module: Module, path: str, folder: str) -> Iterator[Fact[Example]]:
    source = Source(path, module.reader.text(path))
    comments: list[Node] = []
    inside = not source.package.endswith("_test")
    for number, node in enumerate(source.root.children):
        if node.type == "comment":
            comments.append(node)
            continue
        name = node_text(node.child_by_field_name("name"))
        match = _NAME.match(name) if node.type == "function_declaration" else None
        own = module.packages.get(folder) if inside else None
        if match and (code := _body(source, node, own)):
            doc, _ = joined_comment(comments, line_of(node))
            title = _titled(match["rest"], doc, name)
            rank = (
                _rank(match["rest"], code) + 20 * inside + 10 * bool(folder) + min(number, 20) // 4
            )
            borrowed = _borrowed(source, code, name)
            if borrowed is None:
                continue
            if borrowed:
                code, rank = f"{borrowed}\n\n{code}", rank + 25
            # It stands in a test file, but Go shows it as documentation.
            yield Fact(
                Example(code, "go", title, "examples", min(rank, 90)),
                (Evidence(path, line_of(node), end_line_of(node)),),
            )
        comments = []


def _borrowed(source: Source, code: str, own: str) -> str | None:
    """The declarations of its file that an example needs, `""` where it needs none; None where
    they are more than a reader wants to see."""
    declared = {**source.types, **source.functions}
    declared |= {name: node for name, (node, _) in source.values.items()}
    used = set(re.findall(r"(?<![.\w])[A-Za-z_]\w*", code)) - {own}
    nodes = {_whole(node).start_byte: _whole(node) for n, node in declared.items() if n in used}
    text = "\n".join(node_text(nodes[start]) for start in sorted(nodes))
    others = (set(re.findall(r"(?<![.\w])[A-Za-z_]\w*", text)) - used - {own}) & set(declared)
    return None if others or text.count("\n") >= MAX_BORROWED else text


def _whole(node: Node) -> Node:
    """The declaration around a name's own part of it: with `var` or `type` in front."""
    while node.parent is not None and node.parent.type != "source_file":
        node = node.parent
    return node


def _rank(rest: str, code: str) -> int:
    if not rest:
        return 5
    lines = code.count("\n") + 1
    return 15 + 5 * ("_" in rest) + 10 * (lines > 25)


def _titled(rest: str, doc: str, name: str) -> str:
    sentence = collapse(first_sentence(doc)) if doc else ""
    lead = re.match(rf"^(?:{re.escape(name)}|This example)\s+", sentence)
    if lead:
        sentence = re.sub(r"^(?:an example of|demonstrates?|shows?|illustrates?)\s+", "",
                          sentence[lead.end() :])  # fmt: skip
        return sentence[:1].upper() + sentence[1:].rstrip(".") if sentence else ""
    main, _, suffix = rest.strip("_").partition("_")
    if suffix and suffix[0].islower():
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", suffix).lower()
        return f"{main}, {words}" if main else words.capitalize()
    return f"{main}.{suffix}" if suffix else main


def _body(source: Source, node: Node, own: GoPackage | None) -> str:
    """The statements of an example with their comments, dedented; `""` for a long one.

    `own` is the package that the example stands in itself: others write its name before its parts.
    """
    body = node.child_by_field_name("body")
    # What shows the package as a whole may be longer than what shows one name of it.
    whole = node_text(node.child_by_field_name("name")) == "Example"
    limit = MAX_WHOLE if whole else MAX_LINES
    if body is None or end_line_of(body) - line_of(body) - 1 > limit:
        return ""
    data = source.data[body.start_byte + 1 : body.end_byte - 1]
    if own is not None:
        for place in reversed(_unqualified(body, own)):
            at = place - body.start_byte - 1
            data = data[:at] + own.name.encode() + b"." + data[at:]
    text = data.decode("utf-8", "replace")
    # gofmt indents a body by one tab; `dedent` would stop at the lines of a raw string.
    code = "\n".join(line.removeprefix("\t") for line in text.strip("\n").rstrip().split("\n"))
    empty_output = re.sub(r"\n// (?:Unordered )?[Oo]utput:\s*$", "", code)
    empty_output = re.sub(r"^[ \t]*//[ \t]*nolint\b.*\n", "", empty_output, flags=re.MULTILINE)
    return empty_output if len(empty_output.split("\n")) > 1 else ""


def _unqualified(body: Node, own: GoPackage) -> list[int]:
    """Where a package's exported names stand in code of its own, in order."""
    found: list[int] = []
    for node in walk(body, "identifier", "type_identifier"):
        name = node_text(node)
        if not name[:1].isupper() or is_key(node):
            continue
        if own.function(name) or own.type(name) or own.value(name):
            found.append(node.start_byte)
    return sorted(found)


def _programs(module: Module) -> Iterator[Fact[Example]]:
    """Short programs below an examples folder that import the module."""
    tree = module.reader.tree
    folders = [f for f in tree.folders(module.folder) if _FOLDER.match(f.rpartition("/")[2])]
    paths = [path for folder in folders for path in tree.under(folder) if path.endswith(".go")]
    shown = 0
    for path in sorted(paths, key=lambda path: (path.count("/"), path))[:60]:
        text = module.reader.text(path)
        if "package main" not in text or path.endswith("_test.go") or shown == 4:
            continue
        if not _uses_module(module, text):
            continue
        code = _without_header(text)
        lines = code.count("\n") + 1
        if lines > MAX_PROGRAM_LINES:
            continue
        shown += 1
        parts = path[len(join(module.folder, "")) :].split("/")
        stem = parts[-2] if len(parts) > 2 else parts[-1].removesuffix(".go")
        title = "" if stem == "main" else stem.replace("_", " ").replace("-", " ")
        rank = 18 + lines // 3 + 6 * shown
        first = text.count("\n") + 1 - lines
        evidence = Evidence(path, max(first, 1), text.count("\n") + 1)
        yield Fact(Example(code, "go", title, "examples", min(rank, 80)), (evidence,))


def _uses_module(module: Module, text: str) -> bool:
    """Whether a program imports a package of the module other than parts of its examples."""
    return bool(module.path) and any(
        not any(_FOLDER.match(part) for part in match[1].split("/"))
        for match in re.finditer(rf'"{re.escape(module.path)}((?:/[^"]*)?)"', text)
    )


def _without_header(text: str) -> str:
    match = _HEADER.match(text)
    if match and _LICENCE.search(match[0]):
        text = text[match.end() :]
    return text.strip("\n")
