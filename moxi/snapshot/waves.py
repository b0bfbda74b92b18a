"""Which files of a repository are fetched together when it is read through an API.

Pure plans over the entries: what a draft reads first, and what it reads next to a file.
"""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

from moxi.facts.paths import is_generated, is_test, is_vendored
from moxi.patterns import lazy_re
from moxi.snapshot.model import MODE_EXECUTABLE, MODE_FILE, MODE_SYMLINK

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from moxi.snapshot.model import Entry, Tree

MAX_FILES = 50
"""of one wave: a query for more takes GitHub too long"""
MAX_BYTES = 2_000_000
"""of one wave"""
MAX_FILE = 500_000
"""Bytes: GitHub's GraphQL cuts longer texts."""

_FIRST = lazy_re(
    r"""(?ix)
    (?:.*/)?(?:pyproject\.toml|setup\.(?:cfg|py)|requirements[^/]*\.txt|package\.json|cargo\.toml
        |go\.mod|action\.ya?ml|dockerfile[^/]*|containerfile[^/]*|(?:docker-)?compose[^/]*\.ya?ml
        |makefile|justfile|taskfile\.ya?ml|tox\.ini|noxfile\.py|deno\.jsonc?|jsr\.json
        |pnpm-workspace\.ya?ml|lerna\.json|\.moxi\.ya?ml)
    | \.github/(?:workflows/[^/]+\.ya?ml|[^/]+\.(?:md|ya?ml))
    | (?:licen[cs]e|copying|notice|readme|contributing|changelog|changes|history|security
        |code_of_conduct|citation|authors)[^/]*
    | \.gitlab-ci\.yml | \.travis\.yml | \.pre-commit-config\.yaml | \.env\.[^/]+ | \.nvmrc
    | \.python-version | rust-toolchain(?:\.toml)? | tsconfig\.json | mkdocs\.yml
    | docs/(?:index|usage|quickstart|install(?:ation)?|getting[-_]started)\.(?:md|rst)
    """
)
_SOURCE = lazy_re(
    r"\.(?:py|pyi|[cm]?[jt]sx?|rs|go|md|rst|toml|ya?ml|json|sh|cfg|ini|txt|vue|svelte)$|/[^./]+$"
)


def first_wave(tree: Tree, scope: str = "") -> list[Entry]:
    """What every draft reads: manifests, CI, licence, pages for people; those at the top and in the
    folder `scope` first."""
    found = [entry for entry in tree if _FIRST.fullmatch(entry.path) and _may_be_fetched(entry)]
    found.sort(key=lambda one: (dirname(one.path) not in ("", scope), *_near_the_top(one)))
    return list(_bounded(found))


def next_wave(tree: Tree, missed: Entry, known: Container[str]) -> list[Entry]:
    """A file that was asked for, and those that are most likely to be asked for after it: of its
    folder, then of the folders around it. What is in `known` (blob names) is left out."""
    folder = dirname(missed.path)
    top = missed.path.partition("/")[0]
    found = [
        entry
        for entry in tree
        if entry.sha not in known
        and entry is not missed
        and _may_be_fetched(entry)
        and _SOURCE.search(entry.path)
        and not is_vendored(entry.path)
        and not is_generated(entry.path)
    ]
    found.sort(
        key=lambda one: (
            dirname(one.path) != folder,
            one.path.partition("/")[0] != top,
            is_test(one.path),
            *_near_the_top(one),
        )
    )
    return list(_bounded([missed, *found]))


def _near_the_top(entry: Entry) -> tuple[bool, int, str]:
    return is_test(entry.path) or is_vendored(entry.path), entry.path.count("/"), entry.path


def _may_be_fetched(entry: Entry) -> bool:
    return entry.size <= MAX_FILE and entry.mode in (MODE_FILE, MODE_EXECUTABLE, MODE_SYMLINK)


def _bounded(entries: list[Entry]) -> Iterator[Entry]:
    """The first entries of a list, each blob once, within the limits of a wave."""
    seen: set[str] = set()
    size = 0
    for entry in entries:
        if entry.sha in seen:
            continue
        size += entry.size
        if len(seen) == MAX_FILES or (seen and size > MAX_BYTES):
            return
        seen.add(entry.sha)
        yield entry
