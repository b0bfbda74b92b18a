"""API routes that a framework takes from the place of a file: Next.js."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.routes import endpoint, meaning_of
from moxi.facts.javascript.jsdoc import doc_of
from moxi.facts.javascript.manifest import SUFFIXES
from moxi.facts.model import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Sources
    from moxi.facts.model import Endpoint, Fact

_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def file_routes(manifest: Manifest, sources: Sources) -> Iterator[Fact[Endpoint]]:
    """`app/**/route.ts` and `pages/api/**.ts`, with or without `src/`."""
    if "next" not in manifest.dependencies():
        return
    reader, folder = manifest.reader, manifest.folder
    if any(
        "basePath" in reader.text(path) or "pageExtensions" in reader.text(path)
        for path in reader.tree.files(folder)
        if path.rpartition("/")[2].startswith("next.config.")
    ):
        return
    for path in sorted(reader.tree.under(folder)):
        inside = path[len(folder) :].lstrip("/").removeprefix("src/")
        bare, _, suffix = inside.rpartition(".")
        if f".{suffix}" not in SUFFIXES or not inside.startswith(("app/", "pages/api/")):
            continue
        if inside.startswith("pages/"):
            parts = bare.split("/")[1:]
            if ".test" in bare or ".d" in bare or any(p.startswith("_") for p in parts):
                continue
            if parts[-1] == "index":
                parts.pop()
            if address := _address(parts):
                yield from endpoint("", address, "", Evidence(path))
        elif bare.endswith("/route"):
            if not (address := _address(bare.split("/")[1:-1])):
                continue
            source = sources.get(path)
            for verb in _VERBS:
                found = source.binding(verb) if re.search(rf"\b{verb}\b", source.text) else None
                if found is not None:
                    said = meaning_of(doc_of(found).summary)
                    yield from endpoint(verb, address, said, source.evidence(found))


def _address(parts: list[str]) -> str:
    """The path that folders stand for; `""` for a private, parallel or catch-all one."""
    if any(part.startswith(("_", "@", "(.", "[...", "[[")) for part in parts):
        return ""
    kept = [part for part in parts if not part.startswith("(")]
    named = [re.sub(r"^\[([^\]]+)\]$", r":\1", part) for part in kept]
    return "" if any("[" in part for part in named) else "/" + "/".join(named)
