"""Examples in the comments on what a package exports: `@example`, or a block in their text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.javascript.api import default_name, doc_of_export, kind_of, main_name, rank_of
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.prose import collapse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.exports import Export, Exports
    from moxi.facts.javascript.jsdoc import Doc

MAX_EXAMPLES = 4
FENCE = lazy_re(r"```(\w*)\n([\s\S]*?)```")


def doc_examples(
    exports: Exports, package: str, written: str, statement: str = ""
) -> Iterator[Fact[Example]]:
    """`@example` of the exported names, the main one's first. `statement` is the import line that
    is told before: what it does not take, the example takes in by itself."""
    found: list[tuple[int, Fact[Example]]] = []
    for export in exports.values:
        doc = doc_of_export(export)
        name = export.name
        if name == "default":
            name = default_name(export, package, written)
        if doc.hidden or not name:
            continue
        kind, wanted = kind_of(name, export), main_name(package).lower()
        rank = 5 if rank_of(export, kind, name, wanted) == 0 else 40
        texts = doc.all("example") or (_described(doc, package) if rank == 5 else ())
        for text in texts[:2]:
            example = _example(text, name, export, doc, rank)
            if example:
                example = _with_import(example, exports, package, written, statement)
            if example:
                found.append((rank, example))
    found.sort(key=lambda item: item[0])
    for _, fact in found[:MAX_EXAMPLES]:
        yield fact


def _described(doc: Doc, package: str) -> tuple[str, ...]:
    """The code blocks of a comment's own text that take the package in by its name."""
    taken = re.compile(rf"""(?:from|require\() ?["']{re.escape(package)}["']""")
    return tuple(match[0] for match in FENCE.finditer(doc.description) if taken.search(match[2]))


def _with_import(
    example: Fact[Example], exports: Exports, package: str, written: str, statement: str
) -> Fact[Example]:
    """The example with the line that takes what it calls, where it takes nothing itself."""
    code = example.value.code
    if not statement or re.search(r"\bimport\b|\brequire\(", code):
        return example
    named, default = [], ""
    for export in exports.values:
        name = export.name
        if name == "default":
            name = default_name(export, package, written)
        if name and re.search(rf"(?<![\w$.]){re.escape(name)}\s*[(<]", code):
            if export.name == "default":
                default = name
            else:
                named.append(name)
    named = [name for name in named if name != default]
    if not {*named, default} - {"", *re.findall(r"[\w$]+", statement)}:
        return example
    braces = f"{{ {', '.join(named)} }}" if named else ""
    if "require(" not in statement:
        line = f"import {', '.join(part for part in (default, braces) if part)} from '{package}'"
    elif default and named:
        return example
    else:
        line = f"const {braces or default} = require('{package}')"
    return replace(example, value=replace(example.value, code=f"{line}\n\n{code}"))


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
