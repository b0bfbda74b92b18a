"""Files that the program reads its settings from, by the names that its code looks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.manifest import SUFFIXES, is_tooling
from moxi.facts.javascript.texts import plain_text, texts
from moxi.facts.javascript.values import Scope, argument, fields
from moxi.facts.model import ConfigFile, Fact
from moxi.facts.paths import relative
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Source, Sources
    from moxi.facts.model import Evidence

MAX_FILES = 8
_LOADERS = ("cosmiconfig", "cosmiconfigSync", "lilconfig", "lilconfigSync")


def config_files(manifest: Manifest, sources: Sources) -> Iterator[Fact[ConfigFile]]:
    """Names given to a loader of settings, and literals made of the package's own name."""
    names = {manifest.bare_name.lower(), *(name.lower() for name in manifest.bins)}
    names = {name for name in names if len(name) > 1}
    if not names:
        return
    stems = "|".join(re.escape(name) for name in sorted(names))
    own = re.compile(
        rf"^(\.(?:{stems})rc(?:\.\w+)?|\.?(?:{stems})\.config\.[cm]?(?:[jt]s|json)|(?:{stems})\.json)$"
    )
    found: dict[str, Evidence] = {}
    for path in manifest.reader.sources(manifest.folder, SUFFIXES):
        text = manifest.reader.text(path)
        if is_tooling(relative(path, manifest.folder)) or len(text) > 300_000:
            continue
        loads = "cosmiconfig" in text or "lilconfig" in text
        literal = re.search(rf"""["'`/]\.?(?:{stems})(?:rc|\.config\b|\.json)""", text)
        if not (loads or literal):
            continue
        source = sources.get(path)
        if loads:
            for name, evidence in _loaded(source, Scope(source, sources)):
                found.setdefault(name, evidence)
        if literal:
            for name, evidence in _literals(source, own):
                found.setdefault(name, evidence)
            if re.search(r"""from ["'](unconfig|c12)["']""", text):
                bare = re.compile(rf"^(?:{stems})\.config$")
                for name, evidence in _literals(source, bare):
                    found.setdefault(f"{name}.ts", evidence)
    for name, evidence in list(found.items())[:MAX_FILES]:
        yield Fact(ConfigFile(name), (evidence,))


def _loaded(source: Source, scope: Scope) -> Iterator[tuple[str, Evidence]]:
    for _, call in source.calls(_LOADERS):
        said = fields(argument(call, 1), scope)
        if "searchPlaces" in said:
            for place in texts(*said["searchPlaces"]):
                if place not in ("package.json", "package.yaml"):
                    yield place, source.evidence(call)
            continue
        name = plain_text(argument(call, 0), scope)
        if name:
            yield f".{name}rc", source.evidence(call)
            yield f"{name}.config.js", source.evidence(call)


def _literals(source: Source, own: re.Pattern[str]) -> Iterator[tuple[str, Evidence]]:
    data = source.text.encode("utf-8", "replace")
    for count, match in enumerate(re.finditer(rb"""["'`]([\w./-]{3,60})["'`]""", data)):
        if count > 3000:
            return
        name = match[1].decode().rpartition("/")[2]
        if not own.match(name):
            continue
        node = source.root.descendant_for_byte_range(match.start() + 1, match.end() - 1)
        parent = node.parent if node is not None else None
        if node is None or node.type != "string_fragment" or parent is None:
            continue
        holder = parent.parent
        module = holder is not None and (
            holder.type == "import_statement" or node_text(holder).startswith("require(")
            or (holder.type == "arguments" and holder.parent is not None
                and node_text(holder.parent).startswith(("require(", "import(")))
        )  # fmt: skip
        if not module:
            yield name, source.evidence(parent)
