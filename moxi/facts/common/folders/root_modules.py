"""The modules of a JavaScript library whose sources stand beside its manifest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.folders import stated
from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source, join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MAX_MODULES = 8
_SOURCES = (".js", ".mjs", ".cjs", ".ts", ".mts")
# The lines by which a main module hands on what another one holds.
_HANDED_ON = lazy_re(
    r"^(?:module\.)?exports\.([A-Za-z_$][\w$]*)[ \t]*=[ \t]*require\([ \t]*['\"](\./[\w.-]+)['\"]"
    r"[ \t]*\);?[ \t]*$"
    r"|^export[ \t]*\{[ \t]*(?:default[ \t]+as[ \t]+)?([A-Za-z_$][\w$]*)[ \t]*\}[ \t]*from[ \t]*"
    r"['\"](\./[\w.-]+)['\"]",
    re.MULTILINE,
)


def root_modules(reader: Reader, known: Facts, folder: str) -> Iterator[tuple[str, str, Evidence]]:
    """`(file, role, evidence)` of the main module, and of those that say what they hold or that
    it hands on."""
    lead = known.package
    if lead is None or lead.folder != folder or "library" not in lead.value.roles:
        return
    manifest = join(folder, "package.json")
    if lead.value.ecosystem not in ("JavaScript", "TypeScript") or manifest not in reader.tree:
        return
    main, here = _main(reader, folder, manifest)
    if not main:
        return
    yield main, "the main module", here
    shown = _handed_on(reader, folder, main)
    found = 0
    for path in reader.tree.files(folder):
        if path == main or not path.endswith(_SOURCES) or not is_own_source(path):
            continue
        said = stated.of_file(reader, path) or shown.get(path)
        if said and found < MAX_MODULES:
            found += 1
            yield path, *said


def _main(reader: Reader, folder: str, manifest: str) -> tuple[str, Evidence]:
    """The main module where it is a source file right beside the manifest."""
    data = reader.json(manifest)
    for key in ("exports", "main"):
        value = data.get(key)
        if isinstance(value, dict):
            value = value.get(".")
        if value is None:
            continue
        inside = normalise(value) if isinstance(value, str) else None
        path = join(folder, inside) if inside else ""
        for name in (path, f"{path}.js"):
            if _beside(reader, folder, name):
                return name, reader.find(manifest, f'"{key}"')
        return "", Evidence(manifest)
    path = join(folder, "index.js")  # what Node.js takes where nothing is named
    return (path, Evidence(path)) if _beside(reader, folder, path) else ("", Evidence(manifest))


def _beside(reader: Reader, folder: str, path: str) -> bool:
    inside = path.removeprefix(f"{folder}/") if folder else path
    good = path in reader.tree and path.endswith(_SOURCES) and ".d." not in inside
    return good and "/" not in inside and is_own_source(inside)


def _handed_on(reader: Reader, folder: str, main: str) -> dict[str, tuple[str, Evidence]]:
    """What the main module takes from each module, under which name."""
    text = reader.text(main)
    found: dict[str, tuple[str, Evidence]] = {}
    for match in _HANDED_ON.finditer(text):
        name, target = match[1] or match[3], match[2] or match[4]
        inside = normalise(target) or ""
        path = next(
            (p for end in ("", ".js", ".ts") if (p := join(folder, inside + end)) in reader.tree),
            "",
        )
        if path and name != "default":
            line = text[: match.start()].count("\n") + 1
            said = f"what the main module exports as `{name}`"
            found.setdefault(path, (said, Evidence(main, line, line)))
    return found
