"""Short example files that use the package, as they stand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.javascript.manifest import SUFFIXES
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.paths import is_example, is_test, is_vendored, relative
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Source, Sources

MAX_EXAMPLES = 8
MAX_LINES = 60
MAX_FILES = 120
MAX_PROGRAM = 1_000
TESTED = 61
_UNFIT = lazy_re(r"unknown|invalid|error|fail|throw|missing|wrong|broken", re.IGNORECASE)
_RELATIVE = lazy_re(
    r"""((?:\bfrom\s*|\bimport\s+|\brequire\s*\(\s*))(["'])(\.{1,2}(?:/[^"'\n]*)?)\2"""
)
_COMPILES = lazy_re(
    r"""^(?:require\(|import )["'](?:ts-node|tsx|sucrase|esbuild-register|@?babel|esm)"""
    r"""(?:/[\w./-]+)?["']\)?;?\n+""",
    re.MULTILINE,
)
_DIRECTIVE = lazy_re(
    r"^[ \t]*(?://|/\*) ?(?:eslint|prettier|@ts|biome|istanbul|c8)-[^\n]*\n", re.MULTILINE
)
_BESIDE = lazy_re(r"\b__(?:dir|file)name\b|\bimport\.meta\b|\bfixtures?\b")
"""it reads what only the repository has"""
_FIRST = ("quickstart", "quick-start", "getting-started", "hello-world", "hello", "basic", "simple",
          "usage", "readme", "example", "index", "minimal", "intro")  # fmt: skip


def example_files(manifest: Manifest, sources: Sources) -> Iterator[Fact[Example]]:
    """Examples that take the package in, by its name or by a path to its main entry."""
    if not manifest.name:
        return
    found: list[tuple[int, int, str]] = []
    for path in manifest.reader.tree.under(manifest.folder):
        inside = relative(path, manifest.folder)
        if not path.endswith(SUFFIXES) or not is_example(inside) or is_vendored(inside):
            continue
        if is_test(inside) or inside.count("/") > 4 or ".config." in inside:
            continue
        entry = manifest.reader.tree.get(path)
        found.append((_order(inside), entry.size if entry else 0, path))
    found.sort()
    count = 0
    for order, _, path in found[:MAX_FILES]:
        fact = _example(manifest, sources, path, order)
        if fact:
            count += 1
            yield fact
        if count >= MAX_EXAMPLES:
            return
    if not count:
        yield from _programs_of_tests(manifest, sources)


def _programs_of_tests(manifest: Manifest, sources: Sources) -> Iterator[Fact[Example]]:
    """The whole program that the tests start and that shows the most of the package."""
    shown: list[tuple[int, Fact[Example]]] = []
    for path in manifest.reader.tree.under(manifest.folder):
        inside = relative(path, manifest.folder)
        if not path.endswith(SUFFIXES) or not is_test(inside) or _UNFIT.search(inside):
            continue
        entry = manifest.reader.tree.get(path)
        if entry is None or entry.size > MAX_PROGRAM or len(shown) >= MAX_FILES:
            continue
        if not manifest.reader.text(path).startswith("#!"):
            continue
        fact = _example(manifest, sources, path, TESTED)
        if fact and not _UNFIT.search(fact.value.code):
            value = replace(fact.value, title="", origin="tests")
            shown.append((value.code.count("("), replace(fact, value=value)))
    if shown:
        yield max(shown, key=lambda item: item[0])[1]


def _takes(source: Source, package: str) -> bool:
    """Whether a file itself imports the package or a part of it."""
    modules = {imported.module for imported in source.imports.values()}
    bare = re.search(rf"""^import ["']{re.escape(package)}""", source.text, re.MULTILINE)
    return bool(bare) or any(f"{module}/".startswith(f"{package}/") for module in modules)


def _order(path: str) -> int:
    words = path.lower().rsplit(".", 1)[0].split("/")
    name = words[-1] if words[-1] not in ("index", "app", "main", "server") else words[-2]
    if len(words) == 1:
        return 40
    for rank, first in enumerate(_FIRST):
        if name == first or name.startswith((first + "-", first + "_")):
            return 5 + rank
    return 40


def _example(manifest: Manifest, sources: Sources, path: str, order: int) -> Fact[Example] | None:
    # what compiles the sources as they are loaded has no part in the use of the package
    code = _DIRECTIVE.sub("", _COMPILES.sub("", manifest.reader.text(path))).strip("\n")
    if not code or code.count("\n") >= MAX_LINES or len(code) > 4_000 or _BESIDE.search(code):
        return None
    source = sources.get(path)
    own = False

    def named(match: re.Match[str]) -> str:
        nonlocal own
        if not sources.is_own(path, match[3]):
            return match[0]
        own = True
        return f"{match[1]}{match[2]}{manifest.name}{match[2]}"

    # The one change that is made to an example: its path to the package becomes the package's name.
    code = _RELATIVE.sub(named, code)
    by_name = re.search(rf"""["']{re.escape(manifest.name)}(?:/[\w./-]+)?["']""", code)
    if not (own or by_name) or _RELATIVE.search(code):
        return None
    if by_name and not own and not _takes(source, manifest.name):
        return None  # the import stands in a text
    inside = relative(path, manifest.folder)
    name = inside.rsplit(".", 1)[0].split("/")
    title = name[-1] if name[-1] not in ("index", "app", "main", "server") else name[-2]
    words = re.sub(r"([a-z])([A-Z])", r"\1 \2", title.replace("-", " ").replace("_", " "))
    lines = manifest.reader.text(path).count("\n") + 1
    return Fact(
        Example(code, source.fence, words.lower().strip(), "examples", order),
        (Evidence(path, 1, lines),),
    )
