"""The line by which a user takes a package in: `import` or `require`, default or named."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from moxi.facts.javascript.api import default_name, main_name
from moxi.facts.javascript.entry import flatten
from moxi.facts.javascript.exports import Export, Exports, is_class, is_function
from moxi.facts.model import Evidence, Fact, Import, Note
from moxi.facts.paths import is_docs, is_example, is_test, join, relative
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Sources

MAX_PAGES = 120
MIN_NAME = 3
MAX_FURTHER, MAX_NAMED = 12, 3
DOCS_WEIGHT = 50
"""what the docs write counts for more than what all tests do"""
_TEST_NAMES = frozenset({
    "lib", "mod", "module", "plugin", "index", "sut", "subject", "main", "exported", "target",
    "pkg", "func", "method", "run", "actual",
})  # fmt: skip
_STATEMENT = lazy_re(
    r"""^(?P<esm>import\s+(?:type\s+)?(?P<what>[\w$*{},\s]+?)\s+from\s+["'](?P<module>[^"']+)["'];?)\s*(?://.*)?$"""
    r"""|^(?P<cjs>(?:const|var|let)\s+(?P<names>[\w$]+|\{[^}]+\})\s*=\s*require\(\s*["'](?P<required>[^"']+)["']\s*\);?)\s*(?://.*)?$""",
    re.MULTILINE,
)
_PAGES = (".md", ".mdx", ".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx", ".jsx")


def import_facts(
    manifest: Manifest, sources: Sources, exports: Exports | None, key: str, *, typed: bool
) -> Iterator[Fact[Import]]:
    """The statements that work: as the docs and examples write them, else by what is exported."""
    if not manifest.name:
        return
    esm, cjs = module_systems(manifest, exports, typed=typed)
    language = "ts" if typed else "js"
    seen = _written(manifest, sources, exports)
    done: set[str] = set()
    if esm:
        fact = seen.get("esm") or _made(manifest, exports, key, language, esm=True)
        if fact:
            done.add("esm")
            yield fact
    if cjs:
        fact = seen.get("cjs")
        if fact is None and not typed and (exports is None or exports.cjs or not esm):
            fact = _made(manifest, exports, key, "js", esm=False)
        if fact:
            yield fact
    if not esm and "esm" in seen and not cjs:
        yield seen["esm"]


def module_systems(
    manifest: Manifest, exports: Exports | None, *, typed: bool
) -> tuple[bool, bool]:
    """Whether it can be taken in by `import`, and whether by `require`, as a user would."""
    is_module = manifest.string("type") == "module"
    declared = manifest.data.get("exports")
    conditions = _conditions(declared)
    esm = is_module or bool(manifest.string("module")) or bool({"import", "module"} & conditions)
    cjs = "require" in conditions
    if not is_module and not declared and (manifest.string("main") or not manifest.has_entry):
        cjs = True
    if (
        not is_module
        and isinstance(declared, str | dict)
        and not conditions & {"import", "require"}
    ):
        cjs = not _ends(declared, ".mjs")
    main = manifest.string("main")
    if is_module and not declared and main.endswith(".cjs"):
        cjs = True
    if exports is not None and exports.esm and (typed or not exports.cjs):
        esm = True
        if not manifest.has_entry:
            cjs = False
    return esm, cjs


def _conditions(value: object, depth: int = 0) -> set[str]:
    if not isinstance(value, dict) or depth > 5:
        return set()
    found = {key for key in value if isinstance(key, str) and not key.startswith(".")}
    for key, inner in value.items():
        if not (isinstance(key, str) and key.startswith(".") and key != "."):
            found |= _conditions(inner, depth + 1)
    return found


def _ends(value: object, suffix: str) -> bool:
    if isinstance(value, str):
        return value.endswith(suffix)
    if isinstance(value, dict):
        inner = value.get(".", value.get("default"))
        return inner is not None and inner is not value and _ends(inner, suffix)
    return False


# As it is written -----------------------------------------------------------------------------


def _written(
    manifest: Manifest, sources: Sources, exports: Exports | None
) -> dict[str, Fact[Import]]:
    """The most used statement of each form in docs, examples and tests, held against what is
    exported. A path to the package's own entry stands for its name."""
    counts: dict[str, Counter[str]] = {"esm": Counter(), "cjs": Counter()}
    first: dict[tuple[str, str], tuple[Evidence, str]] = {}
    for path in _pages(manifest):
        text = manifest.reader.text(path)
        weight = 1 if is_test(path) else DOCS_WEIGHT
        for match in _STATEMENT.finditer(text):
            start, module = match.start(), match["module"] or match["required"]
            if module != manifest.name:
                if not module.startswith(".") or not sources.is_own(path, module):
                    continue
                before, _, after = match[0].rpartition(module)
                match = _STATEMENT.match(f"{before}{manifest.name}{after}") or match
            form = "esm" if match["esm"] else "cjs"
            renamed = re.search(r"\{[^}]*(?: as |\w:)", match[0])
            if (
                renamed
                or "import type" in match[0]
                or not _agrees(match["what"] or match["names"], exports)
            ):
                continue
            statement = " ".join(match[form].split()).rstrip(";")
            local = written_default(statement)
            if is_test(path) and local and (len(local) < MIN_NAME or local in _TEST_NAMES):
                continue  # a test's own short name for it
            statement = statement.replace('"', "'").replace("var ", "const ", 1)
            statement = re.sub(r"\{\s*([^}]*?)\s*,?\s*\}", r"{ \1 }", statement)
            statement = _without_types(statement, exports)
            counts[form][statement] += weight
            line = text.count("\n", 0, start) + 1
            language = "ts" if path.endswith((".ts", ".tsx", ".mts")) else "js"
            first.setdefault((form, statement), (Evidence(path, line, line), language))
    wanted = main_name(manifest.name).lower()
    known = exports.values if exports is not None else []
    namesake = next((one.name for one in known if one.name.lower() == wanted), "")
    found: dict[str, Fact[Import]] = {}
    for form, counter in counts.items():
        best = min(
            counter,
            key=lambda text: (namesake not in _names(text), -counter[text], len(text), text),
            default="",
        )
        vague = "* as" in best and exports is not None and exports.default is not None
        if best and not (vague and counter[best] < 4):
            evidence, language = first[form, best]
            found[form] = Fact(Import(best, language), (evidence,))
    return found


def _without_types(statement: str, exports: Exports | None) -> str:
    """`import { sort, SortOptions } from 'x'` → without what only the type checker sees."""
    braces = re.search(r"\{ ([^}]+) \}", statement)
    if exports is None or braces is None:
        return statement
    names = braces[1].split(", ")
    kept = [
        name
        for name in names
        if not name.startswith("type ")
        and not ((held := exports.found.get(name)) is not None and held.only_type)
    ]
    return statement.replace(braces[1], ", ".join(kept)) if kept else statement


def _names(statement: str) -> set[str]:
    """All names that a statement takes; `""` stands for no name in particular."""
    return {"", *re.findall(r"[\w$]+", re.split(r" from | = require", statement)[0])}


def _pages(manifest: Manifest) -> list[str]:
    tree = manifest.reader.tree
    found = [
        path
        for path in tree.under(manifest.folder)
        if path.endswith(_PAGES)
        and "node_modules/" not in path
        and "changelog" not in path.lower()
        and (
            is_docs(inside := relative(path, manifest.folder))
            or is_example(inside)
            or is_test(inside)
            or inside.startswith("documentation/")
        )
    ]
    found.sort(key=lambda path: (is_test(path), path.count("/"), path))
    return found[:MAX_PAGES]


def _agrees(what: str, exports: Exports | None) -> bool:
    """Whether all names that a statement takes are exported, as far as that is known."""
    if exports is None or not exports.found:
        return True
    names = set(re.findall(r"[\w$]+", (re.search(r"\{([^}]*)\}", what) or [""])[0]))
    taken = {name for name in names if name not in ("as", "type")}
    if " as " in what or ":" in what:
        return True
    whole = re.match(r"^[\w$]+", what.strip())
    if whole and exports.esm and not exports.cjs and exports.default is None and exports.complete:
        return False
    if taken and all(name in exports.found and exports.found[name].only_type for name in taken):
        return False
    return not exports.complete or all(
        name in exports.found or (exports.cjs and exports.default is not None) for name in taken
    )


def written_default(statement: str) -> str:
    """`got` of `import got from 'got'` and of `const got = require('got')`, else `""`."""
    match = re.match(r"^(?:import|const)\s+([A-Za-z$_][\w$]*)\s*(?:,|from|=)", statement)
    return match[1] if match else ""


def leading_name(statement: str) -> str:
    """`parse` of `import { parse } from 'x'`, where it is the only one taken."""
    match = re.search(r"\{ ([\w$]+) \}", statement)
    return match[1] if match else ""


def further_entries(manifest: Manifest) -> Iterator[Fact[Note]]:
    """The paths below the package's name that can be imported too."""
    told: dict[str, str] = {}
    for key, target in manifest.table("exports").items():
        inside = key.removeprefix("./")
        built = repr(target)
        if inside in (key, "") or "*" in key or target is None or inside.endswith((".json", "/")):
            continue
        if any(manifest.inside(one) in manifest.bins.values() for one in flatten(target)):
            continue  # a program
        if all(built != other for other in told.values()):  # `./config` and `./config.js` are one
            told[f"`{manifest.name}/{inside}`"] = built
    if told and manifest.name and not manifest.private and len(told) <= MAX_FURTHER:
        noun = "Further entry point" if len(told) == 1 else "Further entry points"
        note = Note("usage", f"{noun}: {listed(list(told))}.")
        yield Fact(note, (manifest.line("exports"),))


# By what is exported --------------------------------------------------------------------------


def _made(
    manifest: Manifest, exports: Exports | None, key: str, language: str, *, esm: bool
) -> Fact[Import] | None:
    if exports is None or not exports.found:
        return None
    default = exports.default
    name = manifest.name
    line = manifest.line(key) if key else Evidence(manifest.path)
    if default is not None and not default.only_type and (esm or exports.cjs):
        local = default_name(default, name)
        if not local:
            return None
        if is_class(default.node) and local == main_name(name):
            local = local[:1].upper() + local[1:]
        statement = f"import {local} from '{name}'" if esm else f"const {local} = require('{name}')"
        return Fact(Import(statement, language), (_at(default), line))
    chosen = _leading(exports, name)
    if not chosen or default is not None:
        return None
    names = ", ".join(export.name for export in chosen)
    local = main_name(name)
    if not esm and local and local.lower() != names.lower() and len(exports.values) > MAX_NAMED:
        statement = f"const {local} = require('{name}')"  # of many names none is the first
        return Fact(Import(statement, language), (*(_at(export) for export in chosen), line))
    statement = (
        f"import {{ {names} }} from '{name}'" if esm else f"const {{ {names} }} = require('{name}')"
    )
    return Fact(Import(statement, language), (*(_at(export) for export in chosen), line))


def _leading(exports: Exports, package: str) -> list[Export]:
    """The named exports that a first example would take: the namesake, else the first few."""
    wanted = main_name(package).lower()
    values = [export for export in exports.values if not export.name.startswith("_")]
    for export in values:
        if export.name.lower() == wanted:
            return [export]
    callables = [export for export in values if is_function(export.node) or is_class(export.node)]
    pool = callables or values
    return pool[: 3 if len(pool) <= 3 else 1]


def _at(export: Export) -> Evidence:
    return export.where.source.evidence(export.statement)


__all__ = ["import_facts", "join", "module_systems"]
