"""Where to read on: documentation, API reference, examples, changelog."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from moxi.draft import markdown as md
from moxi.facts.model import Document, Link
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_PAGES = {
    "docs": "Documentation",
    "examples": "Examples",
    "architecture": "Architecture",
    "faq": "Questions and answers",
    "upgrading": "Upgrading",
    "changelog": "Changelog",
    "roadmap": "Roadmap",
    "citation": "How to cite",
}
_REGISTRIES = {
    "pypi.org": "PyPI", "pypi.python.org": "PyPI", "npmjs.com": "npm", "crates.io": "crates.io",
    "hub.docker.com": "Docker Hub",
}  # fmt: skip
_GENERIC = lazy_re(
    r"(the )?(distribution|package|downloads?|registry|release|releases|home ?page|python package"
    r"|pypi( page| package)?|index|source distribution|install)",
    re.IGNORECASE,
)
_LINKS = {
    "homepage": "Homepage",
    "documentation": "Documentation",
    "api": "API reference",
    "demo": "Demo",
    "changelog": "Changelog",
    "registry": "Package",
}


def build(view: View, body: Body) -> None:
    """A list of links, addresses first, each target once."""
    items: dict[str, str] = {}
    has_changelog = any(page.value.role == "changelog" for page in view.all(Document))
    used: list[Fact[Any]] = []
    for role, label in _LINKS.items():
        for link in view.all(Link):
            if role == "changelog" and has_changelog:
                continue
            if link.value.role == role and link.value.url not in items:
                said = _registry(link.value) or md.prose(link.value.label or label)
                items[link.value.url] = md.link(said, link.value.url)
                used.append(link)
    published = any(link.value.role == "documentation" for link in used)
    for role, label in _PAGES.items():
        for page in view.all(Document):
            if (
                page.value.role == role
                and page.value.path not in items
                and view.exists(page.value.path)
            ):
                if published and role == "docs" and _is_index(page.value.path):
                    continue  # the same pages as their source
                title = _title(page.value, label)
                items[page.value.path] = view.link(md.prose(title), page.value.path)
                used.append(page)
    body.add(md.bullets(items.values()), *used)


def _registry(link: Link) -> str:
    """The name of the registry that a link leads to, where its label is `Download` or the like."""
    host = (urlsplit(link.url).hostname or "").removeprefix("www.")
    generic = not link.label or _GENERIC.fullmatch(link.label.strip())
    return _REGISTRIES.get(host, "") if generic and link.role != "documentation" else ""


_NAMED_SO = ("docs", "architecture", "faq")
_NAMELESS = lazy_re(
    r"overview|introduction|intro|home|welcome\b.*|index|about|readme|documentation|docs|getting.*",
    re.IGNORECASE,
)


def _title(page: Document, label: str) -> str:
    """What a page calls itself where that says what it is, else what it is for."""
    if page.role not in _NAMED_SO or _is_index(page.path) or _NAMELESS.fullmatch(page.title):
        return label
    return {"Faq": "FAQ", "Faqs": "FAQ"}.get(page.title, page.title or label)


def _is_index(path: str) -> bool:
    """A folder, or its first page, whose own title is a welcome and no name."""
    stem = path.rstrip("/").rpartition("/")[2].partition(".")[0].lower()
    return path.endswith("/") or stem in ("index", "readme", "introduction", "summary")
