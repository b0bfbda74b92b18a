"""What a web application says of itself to browsers: its manifest, the head of its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.web_pages import Head
from moxi.facts.model import Evidence
from moxi.facts.paths import is_docs, is_example, is_test, is_vendored, relative
from moxi.facts.prose import collapse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.reader import Reader

_MANIFESTS = ("manifest.json", "manifest.webmanifest", "site.webmanifest", "app.webmanifest")
MAX_DEPTH, MAX_BYTES, MIN_WORDS = 5, 100_000, 3
_BETWEEN = lazy_re(r"\s+[|–—-]\s+")


def description(reader: Reader, folder: str, identity: Identity) -> tuple[str, Evidence] | None:
    """The description of the application that bears the project's name."""
    for path in _named(reader, folder, _MANIFESTS):
        table = reader.json(path)
        name, text = table.get("name") or table.get("short_name"), table.get("description")
        is_app = "manifest_version" not in table and ("icons" in table or "start_url" in table)
        if is_app and isinstance(name, str) and isinstance(text, str) and identity.mentioned(name):
            return text, reader.find(path, '"description"')
        if is_app and isinstance(name, str) and (said := _subtitle(name, identity)):
            return said, reader.find(path, '"name"')
    for path in _named(reader, folder, ("index.html",)):
        head = Head()
        head.feed(reader.text(path)[:MAX_BYTES])
        if identity.mentioned(head.description) and not any(c in head.description for c in "{<%"):
            return head.description, Evidence(path, head.line, head.line)
        if said := _subtitle(head.title, identity):
            return said, reader.find(path, "<title")
    return None


def _subtitle(title: str, identity: Identity) -> str:
    """What stands behind the project's name in a title: `Name | what it is`."""
    parts = _BETWEEN.split(collapse(title))
    told = len(parts) == 2 and identity.is_me(parts[0]) and not re.search(r"[{<%]", parts[1])
    return parts[1] if told and len(parts[1].split()) >= MIN_WORDS else ""


def _named(reader: Reader, folder: str, names: tuple[str, ...]) -> Iterator[str]:
    """The files of such names that are the project's own, shallow ones first."""
    found = [path for name in names for path in reader.tree.named(name)]
    for path in sorted(found, key=lambda path: (path.count("/"), path)):
        inside, entry = relative(path, folder), reader.tree.get(path)
        foreign = is_docs(inside) or is_example(inside) or is_test(inside) or is_vendored(inside)
        if inside.startswith("..") or foreign or inside.count("/") > MAX_DEPTH:
            continue
        if entry is not None and entry.size <= MAX_BYTES:
            yield path
