"""A first example made of assertions: `t.is(slug('Foo Bar'), 'foo-bar')` shows a call and its
result. Only for calls whose arguments and results are plain literals, so that they stand alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.javascript.imports import written_default
from moxi.facts.javascript.lifted import compared, is_plain, lifted_example
from moxi.facts.javascript.manifest import SUFFIXES
from moxi.facts.javascript.values import argument
from moxi.facts.model import Evidence, Example, Fact, Import
from moxi.facts.paths import is_test, is_vendored, relative
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Source, Sources

MAX_FILES, MAX_BYTES = 12, 100_000
MAX_SHOWN, MAX_WIDTH = 4, 70
RANK = 60
_LOCAL = lazy_re(r"[\w$]+")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A call, what it gives, and the name of the function."""

    call: str
    result: str
    name: str
    line: int


def asserted_example(
    manifest: Manifest, sources: Sources, imports: list[Fact[Import]]
) -> Iterator[Fact[Example]]:
    """One example of up to four calls, of different functions where there are several; else the
    lines with which a test begins."""
    if not imports:
        return
    statement, language = imports[0].value.statement, imports[0].value.language
    names = set(_LOCAL.findall(statement.partition(" from ")[0].partition("= require")[0]))
    best: tuple[list[_Shown], str] = ([], "")
    tests: list[tuple[Source, dict[str, str]]] = []
    for path in _tests(manifest):
        source = sources.get(path)
        taken = _own_names(source, sources, names, written_default(statement))
        if taken:
            tests.append((source, taken))
        found = _chosen(_assertions(source, taken)) if taken else []
        if len(found) > len(best[0]):
            best = (found, path)
    shown, path = best
    if len(shown) < 2:
        if lifted := lifted_example(tests, statement, language, imports[0].evidence[:1]):
            yield lifted
            return
        shown = [one for one in shown if len(one.result) > 2 and one.call.count("(") == 1]
    if not shown:
        return
    blocks = [f"{one.call}\n//=> {one.result}" for one in shown]
    code = "\n\n".join([statement, *blocks])
    lines = sorted(one.line for one in shown)
    where = Evidence(path, lines[0], lines[-1])
    yield Fact(Example(code, language, "", "tests", RANK), (where, *imports[0].evidence[:1]))


def _tests(manifest: Manifest) -> list[str]:
    tree = manifest.reader.tree
    found = [
        path
        for path in tree.under(manifest.folder)
        if path.endswith(SUFFIXES)
        and is_test(inside := relative(path, manifest.folder))
        and not is_vendored(inside)
        and "fixture" not in inside
        and (entry := tree.get(path))
        and entry.size <= MAX_BYTES
    ]
    usual = re.compile(rf"(^|/)(index|main|basic|tests?|{re.escape(manifest.bare_name)})\b", re.I)
    found.sort(key=lambda path: (not usual.search(path.rpartition("/")[2]), path.count("/"), path))
    return found[:MAX_FILES]


def _own_names(source: Source, sources: Sources, names: set[str], default: str) -> dict[str, str]:
    """The names that a test gives to what it takes from the main entry, and what the import line
    calls these."""
    found: dict[str, str] = {}
    for local, imported in source.imports.items():
        relative_one = imported.module.startswith(".")
        if imported.module == sources.own_name or (
            relative_one and sources.is_own(source.path, imported.module)
        ):
            name = default if imported.name in ("default", "*") else imported.name
            if name in names:
                found[local] = name
    return found


def _assertions(source: Source, own: dict[str, str]) -> Iterator[_Shown]:
    for actual, expected in compared(source):
        if shown := _shown(actual, expected, own):
            yield shown


def _shown(actual: Node | None, expected: Node | None, own: dict[str, str]) -> _Shown | None:
    if actual is None or expected is None:
        return None
    call = actual.named_children[0] if actual.type == "await_expression" else actual
    if call.type != "call_expression" or not argument(call, 0):
        return None
    name = node_text(call.child_by_field_name("function"))
    local = name.partition(".")[0]
    if local not in own or not re.fullmatch(r"[\w$]+(\.[\w$]+)?", name):
        return None
    code, result = node_text(actual), node_text(expected)
    if "\\r" in result or "platform" in code:
        return None  # it depends on the system
    if "\n" in code + result or max(len(code), len(result)) > MAX_WIDTH or not is_plain(expected):
        return None
    given = call.child_by_field_name("arguments")
    if given is None or not is_plain(given):
        return None
    code = re.sub(
        rf"^(await )?{re.escape(local)}\b", lambda match: (match[1] or "") + own[local], code
    )
    return _Shown(code, result, name, line_of(actual))


def _chosen(found: Iterator[_Shown]) -> list[_Shown]:
    """A few that differ: each function once before any twice, telling arguments before empty ones,
    results that differ."""
    ranked: list[tuple[int, int, int, _Shown]] = []
    seen: dict[str, int] = {}
    results: set[str] = set()
    for order, one in enumerate(found):
        again = one.result in results
        empty = bool(re.search(r"\((['\"`]{2}|\[\]|\{\}|null|0)?[,)]", one.call))
        plain = one.call.isascii() and one.result.isascii() and "\\" not in one.call + one.result
        if any(one.call == other.call for *_, other in ranked):
            continue
        results.add(one.result)
        times = seen.get(one.name, 0)
        seen[one.name] = times + (not empty)
        ranked.append(
            (min(times, 1) + 2 * again + 3 * empty + 2 * (not plain), order, one.line, one)
        )
    ranked.sort(key=lambda item: item[:2])
    return sorted((one for *_, one in ranked[:MAX_SHOWN]), key=lambda one: one.line)
