"""The URL fields of manifests: package.json, pyproject and setup, Cargo.toml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from moxi.facts.common.links.urls import by_host, clean, repository, role_of
from moxi.facts.model import Evidence, LinkRole
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

_OF_A_FOLDER = lazy_re(r"(https://github\.com/[\w.-]+/[\w.-]+)/(?:tree|blob)/.+/issues/?$")


class Found(NamedTuple):
    """An address, what it is, and where it stands."""

    role: LinkRole
    url: str
    evidence: Evidence
    label: str = ""


def stated(reader: Reader, folder: str) -> Iterator[Found]:
    """What the manifests of one folder state."""
    yield from _python(reader, folder)
    yield from _package_json(reader, folder)
    yield from _cargo(reader, folder)


def _python(reader: Reader, folder: str) -> Iterator[Found]:
    names = ("pyproject.toml", "setup.cfg", "setup.py")
    paths = [join(folder, name) for name in names if join(folder, name) in reader.tree]
    if not paths:
        return
    from moxi.facts.python.manifest import load

    for label, stated_url in load(reader, folder).urls.items():
        url = clean(stated_url)
        if not url or not isinstance(label, str):
            continue
        path = next((p for p in paths if str(stated_url) in reader.text(p)), "")
        if path:
            role = role_of(label, url)
            yield Found(role, url, _line(reader, path, str(stated_url)), _named(role, label))


def _line(reader: Reader, path: str, url: str) -> Evidence:
    """The line that holds just this address, not a longer one that starts with it."""
    whole = re.compile(re.escape(url) + r"(?![\w/.#?-])")
    for number, line in enumerate(reader.lines(path), 1):
        if whole.search(line):
            return Evidence(path, number, number)
    return reader.find(path, url)


def _named(role: LinkRole, label: str) -> str:
    """The label, where the role does not already say as much."""
    return label.strip() if role in ("other", "chat", "funding", "registry", "demo") else ""


def _package_json(reader: Reader, folder: str) -> Iterator[Found]:
    path = join(folder, "package.json")
    if path not in reader.tree:
        return
    table = reader.json(path)
    if url := clean(table.get("homepage")):
        yield Found(by_host(url) or "homepage", url, reader.find(path, '"homepage"'))
    bugs = table.get("bugs")
    if url := clean(bugs.get("url") if isinstance(bugs, dict) else bugs):
        whole = _OF_A_FOLDER.match(url)  # a folder has no tracker of its own
        url, stated = (f"{whole[1]}/issues" if whole else url), url
        yield Found("issues", url, reader.find(path, '"bugs"', stated))
    source = table.get("repository")
    if url := repository(source.get("url") if isinstance(source, dict) else source):
        yield Found("source", url, reader.find(path, '"repository"'))
    funding = table.get("funding")
    for item in funding if isinstance(funding, list) else [funding]:
        if url := clean(item.get("url") if isinstance(item, dict) else item):
            yield Found("funding", url, reader.find(path, '"funding"', url))


def _cargo(reader: Reader, folder: str) -> Iterator[Found]:
    path = join(folder, "Cargo.toml")
    if path not in reader.tree:
        return
    from moxi.facts.rust.crate import load

    crate = load(reader, folder)
    if crate is None:
        return
    fields: tuple[tuple[str, LinkRole], ...] = (
        ("homepage", "homepage"), ("documentation", "documentation"), ("repository", "source"),
    )  # fmt: skip
    for key, role in fields:
        if url := clean(crate.text(key)):
            actual = (by_host(url) or role) if role == "homepage" else role
            yield Found(actual, url, crate.evidence(key)[0])


def text_of(value: Any) -> str:
    """A value that is a text, else `""`."""
    return value.strip() if isinstance(value, str) else ""
