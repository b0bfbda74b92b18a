"""The modules of a JavaScript library that stand beside its main one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.folders import stated
from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source, is_test, join, normalise, relative
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MAX_MODULES, MAX_READ, MAX_BYTES = 8, 16, 100_000
MAX_NAMES = 3
_SOURCES = (".js", ".mjs", ".cjs", ".ts", ".mts")
_BESIDE = ("", "src", "lib", "source")
"""where the main module may stand for its folder to be that of the sources"""
# The lines by which a main module hands on what another one holds.
_HANDED_ON = lazy_re(
    r"^(?:module\.)?exports\.([A-Za-z_$][\w$]*)[ \t]*=[ \t]*require\([ \t]*['\"](\./[\w.-]+)['\"]"
    r"[ \t]*\);?[ \t]*$"
    r"|^export[ \t]*\{[ \t]*(?:default[ \t]+as[ \t]+)?([A-Za-z_$][\w$]*)[ \t]*\}[ \t]*from[ \t]*"
    r"['\"](\./[\w.-]+)['\"]",
    re.MULTILINE,
)


def root_modules(reader: Reader, known: Facts, folder: str) -> Iterator[tuple[str, str, Evidence]]:
    """`(file, role, evidence)` of the main module, and of those beside it that say what they hold,
    that it hands on, or that export a few names."""
    lead = known.package
    if lead is None or lead.folder != folder or "library" not in lead.value.roles:
        return
    if lead.value.ecosystem not in ("JavaScript", "TypeScript"):
        return
    main, here = _main(reader, folder)
    if not main:
        return
    yield main, "the main module", here
    home = main.rpartition("/")[0]
    shown = _handed_on(reader, home, main)
    found = 0
    beside = _beside(reader, home, main)
    for path in beside:
        said = stated.of_file(reader, path) or shown.get(path)
        if not said and len(beside) < MAX_READ:  # of more than that a few would be any few
            said = _exported(reader, folder, path)
        if said and found < MAX_MODULES:
            found += 1
            yield path, *said


def _main(reader: Reader, folder: str) -> tuple[str, Evidence]:
    """The main module where it is a source file beside the manifest or in the sources' folder."""
    from moxi.facts.javascript.entry import main_entry
    from moxi.facts.javascript.manifest import Manifest

    manifest = Manifest.load(reader, folder)
    path, key = main_entry(manifest)
    inside = relative(path, folder) if path else ""
    good = path in reader.tree and inside.endswith(_SOURCES) and ".d." not in inside
    if not good or inside.rpartition("/")[0] not in _BESIDE or not is_own_source(inside):
        return "", Evidence(manifest.path)
    return path, manifest.line(key) if key else Evidence(path)


def _handed_on(reader: Reader, folder: str, main: str) -> dict[str, tuple[str, Evidence]]:
    """What the main module takes from each module, under which name."""
    text = reader.text(main)
    found: dict[str, tuple[str, Evidence]] = {}
    for match in _HANDED_ON.finditer(text):
        name, target = match[1] or match[3], match[2] or match[4]
        inside = normalise(target) or ""
        path = next(
            (
                p
                for name in (
                    inside,
                    f"{inside}.js",
                    f"{inside}.ts",
                    inside.removesuffix(".js") + ".ts",
                )
                if (p := join(folder, name)) in reader.tree
            ),
            "",
        )
        if path and name != "default":
            line = text[: match.start()].count("\n") + 1
            whole = match[1] or "default" in match[0]
            said = f"what the main module exports as `{name}`" if whole else f"exports `{name}`"
            found.setdefault(path, (said, Evidence(main, line, line)))
    return found


def _beside(reader: Reader, home: str, main: str) -> list[str]:
    """The other modules of the folder, by their names; of many the largest."""
    from moxi.facts.javascript.manifest import is_tooling

    found = []
    for path in reader.tree.files(home):
        name, entry = path.rpartition("/")[2], reader.tree.get(path)
        if path == main or not name.endswith(_SOURCES) or ".d." in name or entry is None:
            continue
        told = is_own_source(name) and not is_test(path) and not is_tooling(name)
        if told and entry.size <= MAX_BYTES:
            found.append((-entry.size, path))
    return sorted(path for _, path in sorted(found)[:MAX_READ])


def _exported(reader: Reader, folder: str, path: str) -> stated.Said:
    """The names that a module exports, where they are few enough to be its content."""
    from moxi.facts.javascript.exports import Exports
    from moxi.facts.javascript.source import Sources

    exports = Exports(Sources(reader, folder), path)
    values = exports.values
    names = [one.local if one.name == "default" else one.name for one in values]
    names = list(dict.fromkeys(names))
    stem = path.rpartition("/")[2].partition(".")[0]
    if [name.lower() for name in names] == [stem.replace("-", "").lower()]:
        return None  # its own name says the same
    if not 1 <= len(names) <= MAX_NAMES or not all(name.isidentifier() for name in names):
        return None
    first = exports.values[0]
    said = listed([f"`{name}`" for name in names])
    return f"exports {said}", first.where.source.evidence(first.statement)
