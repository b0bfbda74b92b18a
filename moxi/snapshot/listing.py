"""The entries of a repository on disk: the files that git tracks, or would.

Names that are not UTF-8 are left out, with a note in the log: no README could name them.
"""

from __future__ import annotations

import logging
import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re
from moxi.snapshot.git import run_git
from moxi.snapshot.model import (
    MODE_EXECUTABLE,
    MODE_FILE,
    MODE_SUBMODULE,
    MODE_SYMLINK,
    Entry,
)

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

MAX_PATH_BYTES = 4096

_MODES = {
    mode.encode(): mode for mode in (MODE_FILE, MODE_EXECUTABLE, MODE_SYMLINK, MODE_SUBMODULE)
}
# git refuses such names when it adds a file, but not when it reads an index made by hand.
_UNSAFE = lazy_re(r"(^|/)(\.{0,2}|\.git)(/|$)|\0", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository with a working tree: its root, and the `.git` folder or file in it."""

    root: Path
    git_dir: Path

    def git(self, *args: str) -> bytes:
        """The output of a git command here. Naming both folders keeps git from looking around,
        from `core.worktree` of the configuration, and from refusing another user's files."""
        return run_git(
            "--git-dir", str(self.git_dir), "--work-tree", str(self.root), *args, cwd=self.root
        )


def tracked(repository: Repository) -> list[Entry]:
    """The files in git's index that are on disk, and the submodules."""
    disk = _Disk(repository.root)
    entries: list[Entry] = []
    for item in repository.git("ls-files", "-s", "-z").split(b"\0"):
        head, _, raw = item.partition(b"\t")
        mode, _, rest = head.partition(b" ")
        path = safe_name(raw)
        if mode in _MODES and path:
            entry = disk.entry(path, _MODES[mode], rest[:-2].decode("ascii", "replace"))
            if entry:
                entries.append(entry)
    return entries


def untracked(repository: Repository) -> list[Entry]:
    """The files that git would add: for a repository in which nothing was added yet."""
    disk = _Disk(repository.root)
    out = repository.git("ls-files", "--others", "--exclude-standard", "-z")
    names = (safe_name(raw) for raw in out.split(b"\0") if not raw.endswith(b"/"))
    return [entry for path in names if path and (entry := disk.entry(path))]


def safe_name(raw: bytes) -> str:
    """A path as git holds it, `""` where it is none that a repository may have."""
    try:
        path = raw.decode()
    except UnicodeDecodeError:
        log.info("left out: %r is not UTF-8", raw)
        return ""
    if len(raw) > MAX_PATH_BYTES or _UNSAFE.search(path):
        return ""
    return path


class _Disk:
    """Looks up what stands on disk at a path, without following any link on the way."""

    def __init__(self, root: Path) -> None:
        self._prefix = f"{root}".rstrip("/\\") + "/"
        self._plain = {"": True}

    def entry(self, path: str, mode: str = MODE_FILE, sha: str = "") -> Entry | None:
        """None where there is no file. A device or socket is an entry that cannot be read."""
        if mode == MODE_SUBMODULE:
            return Entry(path, 0, mode, sha)
        if not self._is_plain(path.rpartition("/")[0]):
            return None
        try:
            found = os.lstat(self._prefix + path)
        except (OSError, ValueError):
            return None
        kind = stat.S_IFMT(found.st_mode)
        if kind == stat.S_IFREG:
            if mode == MODE_SYMLINK and os.name != "nt":  # there git writes links as files
                mode = MODE_FILE
            elif not sha and found.st_mode & 0o100:
                mode = MODE_EXECUTABLE
            return Entry(path, found.st_size, mode, sha)
        if kind == stat.S_IFDIR:
            return None
        return Entry(path, 0, MODE_SYMLINK if kind == stat.S_IFLNK else mode, sha)

    def _is_plain(self, folder: str) -> bool:
        """Whether a folder and all above it are folders, not links to some."""
        known = self._plain.get(folder)
        if known is not None:
            return known
        unknown = [folder]
        while (folder := folder.rpartition("/")[0]) not in self._plain:
            unknown.append(folder)
        plain = self._plain[folder]
        for part in reversed(unknown):
            if plain:
                try:
                    plain = stat.S_ISDIR(os.lstat(self._prefix + part).st_mode)
                except (OSError, ValueError):
                    plain = False
            self._plain[part] = plain
        return plain
