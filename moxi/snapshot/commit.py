"""A snapshot of one commit, read from git's objects alone: nothing is ever checked out.

So no filter, hook, link or odd name of the repository can touch the disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from moxi.errors import GitError
from moxi.snapshot.git import BlobReader, run_git
from moxi.snapshot.links import MAX_PATH, readable
from moxi.snapshot.listing import safe_name
from moxi.snapshot.model import (
    MAX_FILE_BYTES,
    Entry,
    Metadata,
    Reason,
    Snapshot,
    Tree,
    Unread,
)

if TYPE_CHECKING:
    from pathlib import Path


class CommitSnapshot(Snapshot):
    """A commit of the repository in `git_dir`, that at HEAD by default; to be closed after use."""

    def __init__(self, git_dir: Path, metadata: Metadata, revision: str = "HEAD") -> None:
        """Raises GitError. A revision that there is not is an empty snapshot."""
        self.scope = ""
        self.metadata = metadata
        self.commit = _commit(git_dir, revision)
        self.tree = Tree(_entries(git_dir, self.commit) if self.commit else ())
        self._blobs = BlobReader(git_dir)

    def read_bytes(self, path: str) -> bytes | Unread:
        """The content of an entry, links followed inside the repository; never raises."""
        entry = readable(self.tree, path, self._target)
        if isinstance(entry, Unread):
            return entry
        content = self._blobs.read(entry.sha)
        return Unread(path, Reason.NOT_FETCHED) if content is None else content

    def _target(self, entry: Entry) -> str:
        content = self._blobs.read(entry.sha) if entry.size <= MAX_PATH else None
        return (content or b"").decode("utf-8", "replace")

    def close(self) -> None:
        """End the git process that reads the content."""
        self._blobs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _commit(git_dir: Path, revision: str) -> str:
    wanted = ("--verify", "-q", "--end-of-options", f"{revision}^{{commit}}")
    try:
        out = run_git("--git-dir", str(git_dir), "rev-parse", *wanted)
    except GitError as error:
        if error.code == 1:  # no such commit, or none yet
            return ""
        raise
    return out.decode().strip()


def _entries(git_dir: Path, commit: str) -> list[Entry]:
    out = run_git("--git-dir", str(git_dir), "ls-tree", "-r", "-l", "-z", commit, timeout=120)
    entries: list[Entry] = []
    for item in out.split(b"\0"):
        head, _, raw = item.partition(b"\t")
        if len(fields := head.decode().split()) == 4 and (path := safe_name(raw)):
            mode, _, sha, size = fields
            # `-` for a submodule, `BAD` for a blob that was too large to be cloned
            missing = 0 if size == "-" else MAX_FILE_BYTES + 1
            entries.append(Entry(path, int(size) if size.isdigit() else missing, mode, sha))
    return entries
