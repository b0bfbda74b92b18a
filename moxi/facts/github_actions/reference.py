"""By which name and at which ref a workflow takes in the action: `OWNER/NAME@v4`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import is_generated, is_test, is_vendored
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MAX_PAGES = 80
MAX_LINES = 60
CHANGELOGS = ("changelog.md", "releases.md", "history.md", "changes.md", "release-notes.md")
_SLUG = lazy_re(r"(?:github\.com[/:]|^github:|^)([\w.-]+)/([\w.-]+?)(?:\.git)?/?$")
_REF = r"((?:/[\w.-]+)*)@([\w][\w./-]*)(?![\w:])(?:[ \t]+#[ \t]*(v?\d[\w.]*))?"
_VERSION = lazy_re(r"^(?P<head>(?:[\w-]+/)?v?)(?P<major>\d+)(?P<rest>(?:\.\d+){0,2})$")
_MAJOR = lazy_re(r"(\d+)")
_MOVED = lazy_re(r"\bgit tag (?:-\w+ |--force )+(v\d{1,2})(?![\w.])")
_COMMIT = lazy_re(r"[0-9a-f]{40}")
_FIRST_VERSIONS = lazy_re(r"^#{1,3} \[?(v0\.\d+\.\d+)(?![\w.]*-)")
_HEADING = lazy_re(r"^#{1,3} .*?(?<![\d.])v?(\d+)\.\d+(?:\.\d+)?(?![\w.]*-)")


@dataclass(frozen=True, slots=True)
class Reference:
    """The ref that a user pins; both empty where the repository states none."""

    ref: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class _Stated:
    """One version that something states."""

    ref: str
    major: int
    evidence: Evidence
    precise: bool
    folder: str = ""
    """of the action that is used"""
    component: bool = False
    """the ref's prefix names one of several actions: `setup/v1.2`"""


def slug_of(reader: Reader) -> tuple[str, tuple[Evidence, ...]]:
    """`OWNER/NAME`, and where a file states it (the host's own word needs no further evidence)."""
    metadata = reader.snapshot.metadata
    if metadata.owner and metadata.name and metadata.host in ("", "github.com"):
        return f"{metadata.owner}/{metadata.name}", ()
    stated = reader.json("package.json").get("repository") if "package.json" in reader.tree else ""
    if isinstance(stated, dict):
        stated = stated.get("url")
    if isinstance(stated, str) and (found := _SLUG.search(stated.strip())):
        return f"{found[1]}/{found[2]}", (reader.find("package.json", '"repository"', stated),)
    return "", ()


class References:
    """The refs at which the repository's pages and workflows take in its actions."""

    def __init__(self, reader: Reader, slug: str) -> None:
        self.reader = reader
        self.used = list(_uses(reader, slug)) if slug else []
        stated = (
            _changelog(reader),
            _manifest(reader),
            _moved_tag(reader),
            _own_image(reader, slug),
        )
        self.released = _newest(*stated)

    def of(self, folder: str) -> Reference:
        """The ref to pin for the action in a folder: as its uses state, else by the version that
        the changelog or the manifest states, else the default branch.

        The newest major version counts, since examples and manifests are both forgotten at times.
        """
        own = [use for use in self.used if use.folder == folder]
        used = own or [use for use in self.used if not use.component]
        numbered = [use for use in used if use.major >= 0]
        if numbered:
            best = max(numbered, key=lambda use: (use.major, not use.precise))
            plain = re.fullmatch(r"v\d+", best.ref) is not None
            if plain and self.released and best.major < self.released.major:
                best = self.released
            return Reference(best.ref, best.evidence)
        if used:
            named = max(used, key=lambda use: sum(other.ref == use.ref for other in used))
            return Reference(named.ref, named.evidence)
        released = self.released
        if released and (released.major != 1 or _is_chosen(self.reader, released)):
            return Reference(released.ref, released.evidence)
        branch = self.reader.snapshot.metadata.default_branch
        return Reference(branch, Evidence("metadata:default_branch")) if branch else Reference()


def _newest(*stated: _Stated | None) -> _Stated | None:
    return max((s for s in stated if s), key=lambda s: s.major, default=None)


def _is_chosen(reader: Reader, stated: _Stated) -> bool:
    """Whether version 1 of a manifest was chosen, and is not what `npm init` writes."""
    if stated.evidence.path != "package.json":
        return True
    return bool(reader.json("package.json").get("version") != "1.0.0")


def pages(reader: Reader) -> list[str]:
    """Pages, examples and workflows that may show the action in use; no page called README at
    the root, since that is what a draft replaces."""
    found = [
        path
        for path in reader.tree.paths
        if path.endswith((".md", ".mdx", ".yml", ".yaml"))
        and not _is_readme(path)
        and not (is_vendored(path) or is_generated(path) or is_test(path))
    ]
    return sorted(found, key=lambda path: (path.count("/"), path))[:MAX_PAGES]


def _is_readme(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder in ("", ".github", "docs") and name.lower().startswith("readme")


def is_changelog(path: str) -> bool:
    """Whether a page tells the past."""
    return path.rpartition("/")[2].lower() in CHANGELOGS


def _uses(reader: Reader, slug: str) -> Iterator[_Stated]:
    # `docker://ghcr.io/owner/name@sha256:…` is an image, not a ref.
    pattern = re.compile(rf"(?<![\w./-]){re.escape(slug)}{_REF}", re.IGNORECASE)
    for path in pages(reader):
        if is_changelog(path) or slug.lower() not in reader.text(path).lower():
            continue
        for number, line in enumerate(reader.lines(path), 1):
            for found in pattern.finditer(line):
                ref = found[2].rstrip("./-")
                if _COMMIT.fullmatch(ref):
                    ref = found[3] or ""
                if ref:
                    evidence = Evidence(path, number, number)
                    yield _as_stated(ref, evidence, (found[1] or "").strip("/"))


def _as_stated(ref: str, evidence: Evidence, folder: str) -> _Stated:
    version = _VERSION.match(ref)
    if not version:
        return _Stated(ref, -1, evidence, precise=False, folder=folder)
    prefix = version["head"].rpartition("/")[0]
    return _Stated(
        ref,
        int(version["major"]),
        evidence,
        precise=bool(version["rest"]),
        folder=folder,
        component=prefix not in ("", "release", "releases"),
    )


def _changelog(reader: Reader) -> _Stated | None:
    """The major version of the newest entry."""
    for name in CHANGELOGS:
        for path in reader.tree.named(name)[:1]:
            if "/" in path:
                continue
            for number, line in enumerate(reader.lines(path), 1):
                if found := _HEADING.match(line):
                    major = int(found[1])
                    if first := _FIRST_VERSIONS.match(line):  # each is a tag of its own
                        return _Stated(first[1], 0, Evidence(path, number, number), precise=True)
                    if not 0 < major < 20:  # 0.x has no major tag; 26.1 and 2024.1 are dates
                        return None
                    return _Stated(f"v{major}", major, Evidence(path, number, number), False)
    return None


def _moved_tag(reader: Reader) -> _Stated | None:
    """The tag of a major version that a workflow moves to each release: `git tag -fa v2`."""
    found = [
        _as_stated(match[1], Evidence(path, number, number), "")
        for path in reader.tree.files(".github/workflows")
        if "git tag" in reader.text(path)
        for number, line in enumerate(reader.lines(path), 1)
        if (match := _MOVED.search(line))
    ]
    return _newest(*found)


def _own_image(reader: Reader, slug: str) -> _Stated | None:
    """The release of which the action runs the image: `docker://ghcr.io/OWNER/NAME:v2.1.0`."""
    path = next((name for name in ("action.yml", "action.yaml") if name in reader.tree), "")
    pattern = re.compile(
        rf"docker://[\w.-]+/{re.escape(slug)}(?::|@\S+[ \t\"']*#[ \t]*)(v\d[\d.]*)", re.I
    )
    for number, line in enumerate(reader.lines(path) if path and slug else (), 1):
        if match := pattern.search(line):
            return _as_stated(match[1].rstrip("."), Evidence(path, number, number), "")
    return None


def _manifest(reader: Reader) -> _Stated | None:
    version = reader.json("package.json").get("version") if "package.json" in reader.tree else None
    if isinstance(version, str) and (found := re.match(r"([1-9]\d{0,2})\.\d+\.\d+$", version)):
        line = reader.find("package.json", '"version"')
        return _Stated(f"v{found[1]}", int(found[1]), line, precise=False)
    return None


def shows(code: str, slug: str, pinned: Reference) -> bool:
    """Whether code uses the action at the version that is current, and is short enough."""
    if code.count("\n") >= MAX_LINES or "\t" in code:
        return False
    refs = re.findall(rf"uses:\s*[\"']?{re.escape(slug)}(?:/[\w./-]+)?@([\w./-]+)", code, re.I)
    if not refs:
        return False
    current = _MAJOR.search(pinned.ref)
    return all(
        current is None or (found := _MAJOR.search(ref)) is None or found[1] == current[1]
        for ref in refs
    )
