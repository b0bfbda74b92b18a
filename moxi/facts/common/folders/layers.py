"""The layers of an application: folders below its sources whose names are the field's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import is_test, join

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from moxi.facts.reader import Reader

MINLAYERS, MAXLAYERS = 3, 8
_BASES = ("", "src", "app", "lib", "server", "client", "internal", "pkg", "src/app", "web", "api")
LAYERS = {
    "api": "the API", "commands": "commands", "components": "components",
    "config": "configuration", "controllers": "controllers", "database": "database access",
    "db": "database access", "entities": "entities", "guards": "guards",
    "handlers": "request handlers", "helpers": "helpers", "hooks": "hooks", "jobs":
    "background jobs", "layouts": "layouts", "middleware": "middleware",
    "middlewares": "middleware", "models": "data models", "pages": "pages",
    "repositories": "data access", "repository": "data access", "resolvers": "GraphQL resolvers",
    "routers": "routers", "routes": "routes", "schemas": "schemas", "services": "services",
    "store": "state", "stores": "state", "styles": "styles", "tasks": "background tasks",
    "types": "type definitions", "utils": "helpers", "validations": "validation rules",
    "validators": "validation rules", "views": "views", "widgets": "widgets",
}  # fmt: skip
"""what a folder of that name holds, by the words of the field"""
_SOURCES = (".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".vue", ".svelte", ".py", ".go", ".rs",
            ".css", ".scss")  # fmt: skip


def layers(
    reader: Reader, folder: str, packages: Sequence[str] = ()
) -> Iterator[tuple[str, str, Evidence]]:
    """`(folder, role, evidence)` of the first base with at least three layers; `packages` are
    import packages of the project, asked too."""
    for base in (*(join(folder, name) if name else folder for name in _BASES), *packages):
        found: list[tuple[str, str, Evidence]] = []
        for path in reader.tree.folders(base):
            role = LAYERS.get(path.rpartition("/")[2].lower())
            source = next((p for p in reader.tree.under(path) if p.endswith(_SOURCES)), "")
            if role and source and not is_test(source):
                found.append((f"{path}/", role, Evidence(source)))
        if len(found) >= MINLAYERS:
            yield from found[:MAXLAYERS]
            return
