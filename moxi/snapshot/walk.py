"""The entries of a folder without git: a walk that honours its `.gitignore` files."""

from __future__ import annotations

import logging
import os
import stat
from typing import TYPE_CHECKING

from moxi.snapshot.files import read_regular
from moxi.snapshot.ignore import Ignore, is_ignored
from moxi.snapshot.model import MODE_EXECUTABLE, MODE_FILE, MODE_SYMLINK, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

MAX_ENTRIES = 1_000_000
MAX_PATH = 4096
MAX_IGNORE_BYTES = 100_000
VCS_FOLDERS = frozenset({".git", ".hg", ".svn", ".jj", ".bzr"})


def walk(root: Path) -> list[Entry]:
    """The files below a folder without git, those that its `.gitignore` files name left out.

    Links are entries, as in git; what they lead to is not walked.
    """
    entries: list[Entry] = []
    pending: list[tuple[str, str, tuple[Ignore, ...]]] = [(f"{root}", "", ())]
    while pending:
        where, prefix, ignores = pending.pop()
        if ignore := _ignore_file(where, prefix):
            ignores = (*ignores, ignore)
        for item, path in _scan(where, prefix):
            is_folder = item.is_dir(follow_symlinks=False)
            if is_folder and item.name in VCS_FOLDERS:
                continue
            if ignores and is_ignored(path + "/" if is_folder else path, ignores):
                continue
            if is_folder:
                if len(path) < MAX_PATH:
                    pending.append((item.path, path + "/", ignores))
            elif entry := _walked(item, path):
                entries.append(entry)
        if len(entries) > MAX_ENTRIES:
            log.warning("%s: only the first %d files are looked at", root, MAX_ENTRIES)
            break
    return entries


def _scan(where: str, prefix: str) -> Iterator[tuple[os.DirEntry[str], str]]:
    try:
        with os.scandir(where) as items:
            for item in items:
                if item.name.isascii() or _is_utf8(item.name):
                    yield item, prefix + item.name
    except OSError as error:
        log.info("left out: %s (%s)", where, error.strerror)


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        log.info("left out: %r is not UTF-8", name)
        return False
    return True


def _walked(item: os.DirEntry[str], path: str) -> Entry | None:
    try:
        found = item.stat(follow_symlinks=False)
    except OSError:
        return None
    if stat.S_ISLNK(found.st_mode):
        return Entry(path, 0, MODE_SYMLINK)
    if stat.S_ISREG(found.st_mode):
        executable = found.st_mode & 0o100
        return Entry(path, found.st_size, MODE_EXECUTABLE if executable else MODE_FILE)
    return None


def _ignore_file(where: str, prefix: str) -> Ignore | None:
    name = f"{where}/.gitignore"
    try:
        if not stat.S_ISREG(os.lstat(name).st_mode):  # git follows no link here either
            return None
        content = read_regular(where, ".gitignore", MAX_IGNORE_BYTES)
    except OSError:
        return None
    return Ignore.of(content.decode("utf-8", "replace").splitlines(), prefix)
