"""Addresses of sites that are built from the repository, by their configuration."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from moxi.facts.common.docs.descriptions import string_property
from moxi.facts.common.docs.pages import mkdocs_files
from moxi.facts.common.links.manifests import Found, text_of
from moxi.facts.common.links.urls import clean
from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

_SITES = ("", "website", "docs", "site", "documentation", "packages/docs", "apps/docs")
_DOCUSAURUS = ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs")
_DOMAIN = lazy_re(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", re.IGNORECASE)


def sites(reader: Reader, folder: str) -> Iterator[Found]:
    """The documentation's address, as the tool that builds it is told."""
    yield from _mkdocs(reader, folder)
    for place in _SITES:
        home = join(folder, place) if place else folder
        yield from _docusaurus(reader, home)
        yield from _sphinx(reader, home)
        yield from _book(reader, home)
    yield from _sphinx(reader, join(folder, "docs/source"))
    yield from _jekyll(reader, folder)
    yield from _cname(reader, folder)


def _mkdocs(reader: Reader, folder: str) -> Iterator[Found]:
    for path in mkdocs_files(reader, folder):
        if url := clean(reader.yaml(path).get("site_url")):
            yield Found("documentation", url, reader.find(path, "site_url:"))


def _docusaurus(reader: Reader, home: str) -> Iterator[Found]:
    for name in _DOCUSAURUS:
        path = join(home, name)
        if path not in reader.tree:
            continue
        found = string_property(reader, path, "url")
        if found and (url := clean(found[0])):
            base = string_property(reader, path, "baseUrl")
            inside = base[0].strip("/") if base else ""
            yield Found(
                "documentation", url.rstrip("/") + (f"/{inside}/" if inside else ""), found[1]
            )


def _sphinx(reader: Reader, home: str) -> Iterator[Found]:
    path = join(home, "conf.py")
    if path not in reader.tree or "html_baseurl" not in reader.text(path):
        return
    module = reader.python(path)
    for node in module.body if module else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            url = clean(node.value.value)
            if "html_baseurl" in names and url:
                yield Found("documentation", url, Evidence(path, node.lineno, node.lineno))


def _book(reader: Reader, home: str) -> Iterator[Found]:
    path = join(home, "book.toml")
    table = reader.toml(path) if path in reader.tree else {}
    output = table.get("output")
    html = output.get("html") if isinstance(output, dict) else None
    domain = text_of(html.get("cname")) if isinstance(html, dict) else ""
    if _DOMAIN.match(domain):
        yield Found("documentation", f"https://{domain}", reader.find(path, "cname"))


def _jekyll(reader: Reader, folder: str) -> Iterator[Found]:
    for name in ("docs/_config.yml", "_config.yml"):
        path = join(folder, name)
        if path not in reader.tree:
            continue
        table = reader.yaml(path)
        if url := clean(table.get("url")):
            base = text_of(table.get("baseurl")).strip("/")
            role = "documentation" if name.startswith("docs") else "homepage"
            whole = url.rstrip("/") + (f"/{base}" if base else "")
            yield Found(role, whole, reader.find(path, "url:"))  # type: ignore[arg-type]


def _cname(reader: Reader, folder: str) -> Iterator[Found]:
    """The domain of a site on GitHub Pages; one that only sends its visitors on has none."""
    places = (
        "CNAME",
        "docs/CNAME",
        "website/static/CNAME",
        "docs/static/CNAME",
        "docs/public/CNAME",
        "static/CNAME",
        "public/CNAME",
    )
    for name in places:
        path = join(folder, name)
        if path not in reader.tree:
            continue
        domain = reader.text(path).strip()
        page = reader.text(path.removesuffix("CNAME") + "index.html")
        if _DOMAIN.match(domain) and not re.search(
            r"http-equiv=.?refresh|location\.(href|replace)", page
        ):
            yield Found("homepage", f"https://{domain}", Evidence(path, 1, 1))
