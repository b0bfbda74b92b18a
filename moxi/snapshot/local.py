"""A snapshot of a folder on disk."""

from __future__ import annotations

import os
from pathlib import Path

from moxi.snapshot.git import run_git
from moxi.snapshot.model import (
    MAX_FILE_BYTES,
    Entry,
    Metadata,
    Reason,
    Snapshot,
    Tree,
    Unread,
)


class LocalSnapshot(Snapshot):
    """A folder, or a folder of a git repository."""

    def __init__(self, path: Path) -> None:
        self.root = path.resolve()
        self.scope = ""
        self.commit = ""
        self.metadata = Metadata(name=self.root.name.rpartition("+")[2])
        out = run_git("ls-files", "-s", "-z", cwd=self.root)
        entries = []
        for item in out.split(b"\0"):
            if item:
                head, _, name = item.partition(b"\t")
                mode, sha, _ = head.split(b" ")
                p = os.fsdecode(name)
                try:
                    entries.append(
                        Entry(p, (self.root / p).lstat().st_size, mode.decode(), sha.decode())
                    )
                except OSError:
                    pass
        self.tree = Tree(entries)

    def read_bytes(self, path: str) -> bytes | Unread:
        entry = self.tree.get(path)
        if entry is None:
            return Unread(path, Reason.ABSENT)
        if entry.size > MAX_FILE_BYTES:
            return Unread(path, Reason.TOO_LARGE)
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return Unread(path, Reason.UNREADABLE)
