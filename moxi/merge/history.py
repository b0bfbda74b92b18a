"""What Moxi wrote into a block once: the base of a three-way merge, found in the history."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from moxi.errors import GitError, MarkerError
from moxi.merge.normal import digest
from moxi.merge.page import Page
from moxi.merge.threeway import three_way
from moxi.snapshot.local import find_repository

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_COMMITS = 50


def git_versions(root: Path, path: str) -> Iterator[str]:
    """The texts of a file in the last commits that changed it, newest first; none without git."""
    repository = find_repository(root)
    if repository is None:
        return
    path = (root / path).relative_to(repository.root).as_posix()
    args = ("rev-list", f"--max-count={MAX_COMMITS}", "HEAD", "--", path)
    try:
        out = repository.git("--literal-pathspecs", *args)
    except GitError:  # no commit yet
        return
    for commit in out.decode().split():
        try:
            yield repository.git("cat-file", "blob", f"{commit}:{path}").decode()
        except (GitError, UnicodeDecodeError):  # deleted there, or not fetched
            continue


class History:
    """Earlier texts of one README, newest first; they are read only when they are asked for."""

    def __init__(self, versions: Iterable[str] = ()) -> None:
        self._unread = iter(versions)
        self._pages: list[Page] | None = None

    def base(self, section: str, written: str, now: Page) -> str | None:
        """The text with the hash `written` that Moxi gave a section; None where it is not found.

        `now` is the README as it is.
        """
        if self._pages is None:
            self._pages = list(_readable(self._unread))
        found = []
        for page in [now, *self._pages]:
            if block := page.blocks.get(section):
                found.append((block.hash, page.content(block)))
        return _base(found, written)


def _base(versions: list[tuple[str, str]], written: str) -> str | None:
    """The base by (hash in the marker, text) of the versions, newest first."""
    for _, content in versions:
        if digest(content) == written:
            return content
    # Where Moxi merged its text into a person's, it stands nowhere by itself: it is what is left
    # once the person's change is taken out of the merged text again.
    for number, ((newer, merged), (older, edited)) in enumerate(pairwise(versions)):
        if newer == written != older:
            before = _base(versions[number + 1 :], older)
            text = None if before is None else three_way(edited, merged, before)
            if text is not None and digest(text) == written:
                return text
    return None


def _readable(versions: Iterable[str]) -> Iterator[Page]:
    for text in versions:
        try:
            yield Page(text)
        except MarkerError:
            continue
