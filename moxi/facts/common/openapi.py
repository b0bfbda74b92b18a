"""The endpoints that an OpenAPI description of the project's own service lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from moxi.facts.common import routes
from moxi.facts.model import Endpoint, Evidence
from moxi.facts.paths import is_example, is_test, is_vendored, relative
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Fact
    from moxi.facts.reader import Reader

_NAMES = tuple(
    f"{stem}.{suffix}" for stem in ("openapi", "swagger", "api", "openapi-spec")
    for suffix in ("yaml", "yml", "json")
)  # fmt: skip
MAX_BYTES = {"json": 400_000, "yaml": 60_000, "yml": 60_000}
MAX_ENDPOINTS = 40


class OpenApi(Common):
    """Endpoints of a service whose code does not tell them."""

    name = "openapi"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        lead = known.package
        if lead is None or known.all(Endpoint):
            return
        if not {"service", "app"}.intersection(lead.value.roles):
            return
        paths = _descriptions(reader, folder)
        if len(paths) == 1:  # of several, one may be of a service that the project talks to
            yield from _endpoints(reader, paths[0])


def _descriptions(reader: Reader, folder: str) -> list[str]:
    """The descriptions of an API, one of the same in another format left out."""
    found: dict[str, str] = {}
    for path in (path for name in _NAMES for path in reader.tree.named(name)):
        inside, entry = relative(path, folder), reader.tree.get(path)
        if inside.startswith("..") or is_test(inside) or is_example(inside) or is_vendored(inside):
            continue
        if entry and entry.size <= MAX_BYTES[path.rpartition(".")[2]] and _is_one(reader, path):
            found.setdefault(path.rpartition("/")[0], path)
    return list(found.values())


def _is_one(reader: Reader, path: str) -> bool:
    return bool(re.search(r"""^\s*["']?(?:openapi|swagger)["']?\s*:""", reader.text(path), re.M))


def _endpoints(reader: Reader, path: str) -> Iterator[Fact[Endpoint]]:
    table = reader.json(path) if path.endswith(".json") else reader.yaml(path)
    prefix, listed, count = _prefix(table), table.get("paths"), 0
    for address, methods in listed.items() if isinstance(listed, dict) else ():
        for method, said in methods.items() if isinstance(methods, dict) else ():
            told = said.get("summary") or said.get("description") if isinstance(said, dict) else ""
            if method not in routes.METHODS or not isinstance(told, str | None):
                continue
            where = _place(reader, path, address)
            for fact in routes.endpoint(
                method, routes.joined(prefix, address), routes.meaning_of(told or ""), where
            ):
                count += 1
                if count <= MAX_ENDPOINTS:
                    yield fact


def _place(reader: Reader, path: str, address: str) -> Evidence:
    """The line that starts with an address as its key, not one that only goes on like it."""
    for number, line in enumerate(reader.lines(path), 1):
        if line.strip().replace('"', "").replace("'", "").startswith(f"{address}:"):
            return Evidence(path, number, number)
    return Evidence(path)


def _prefix(table: dict[str, Any]) -> str:
    """What all addresses begin with."""
    base = table.get("basePath")
    if isinstance(base, str):
        return base.rstrip("/")
    servers = table.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else None
    if not isinstance(url, str) or "{" in url:
        return ""
    return urlsplit(url).path.rstrip("/")
