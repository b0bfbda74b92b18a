"""Where a symbolic link leads inside a repository, by its entries alone.

The file system is not asked: a link is followed only to what the repository itself holds, so it
cannot reach an ignored `.env`, `.git/` or anything outside, and means the same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.patterns import lazy_re
from moxi.snapshot.model import MAX_FILE_BYTES, MODE_SUBMODULE, MODE_SYMLINK, Reason, Unread

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.snapshot.model import Entry, Tree

MAX_LINKS = 40  # as Linux counts
MAX_PATH = 4096
_ABSOLUTE = lazy_re(r"[/\\]|[A-Za-z]:[/\\]")


def readable(tree: Tree, path: str, target_of: Callable[[Entry], str]) -> Entry | Unread:
    """The file that `path` means where its content may be read: no submodule, not too large."""
    entry = resolve(tree, path, target_of)
    if isinstance(entry, Unread):
        return entry
    if entry.mode == MODE_SUBMODULE:
        return Unread(path, Reason.SUBMODULE)
    return Unread(path, Reason.TOO_LARGE) if entry.size > MAX_FILE_BYTES else entry


def resolve(tree: Tree, path: str, target_of: Callable[[Entry], str]) -> Entry | Unread:
    """The file that `path` means once its links, also those to folders, are followed.

    `target_of` gives the text of a link. A loop counts as a link that dangles.
    """
    entry = tree.get(path)
    if entry is not None and entry.mode != MODE_SYMLINK:
        return entry
    pending = path.split("/")[::-1]
    here: list[str] = []
    links = 0
    while pending:
        part = pending.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if not here:
                return Unread(path, Reason.OUTSIDE_LINK if links else Reason.ABSENT)
            here.pop()
            continue
        here.append(part)
        entry = tree.get("/".join(here))
        if entry is None or entry.mode != MODE_SYMLINK:
            if len(here) > MAX_PATH // 2:
                break
            continue
        links += 1
        target = target_of(entry)
        if not target or len(target) > MAX_PATH or links > MAX_LINKS:
            return Unread(path, Reason.DANGLING_LINK)
        if _ABSOLUTE.match(target):
            return Unread(path, Reason.OUTSIDE_LINK)
        here.pop()
        pending += target.split("/")[::-1]
    found = tree.get("/".join(here))
    if found is not None:
        return found
    if links and tree.is_folder("/".join(here)):
        return Unread(path, Reason.UNREADABLE)
    return Unread(path, Reason.DANGLING_LINK if links else Reason.ABSENT)
