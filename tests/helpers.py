"""What tests share: a snapshot in memory, and facts by type."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, TypeVar

from moxi.facts import Facts, extract
from moxi.facts.model import Value
from moxi.snapshot.model import MAX_FILE_BYTES, Entry, Metadata, Reason, Snapshot, Tree, Unread

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

V = TypeVar("V", bound=Value)


class MemorySnapshot(Snapshot):
    """A repository made of a mapping from path to text or bytes."""

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        *,
        scope: str = "",
        metadata: Metadata | None = None,
    ) -> None:
        self.commit = ""
        self.scope = scope
        self.metadata = metadata or Metadata()
        self._files = {
            path: content.encode() if isinstance(content, str) else content
            for path, content in files.items()
        }
        self.tree = Tree(Entry(path, len(content)) for path, content in self._files.items())

    def read_bytes(self, path: str) -> bytes | Unread:
        content = self._files.get(path)
        if content is None:
            return Unread(path, Reason.ABSENT)
        return Unread(path, Reason.TOO_LARGE) if len(content) > MAX_FILE_BYTES else content


def facts_of(files: Mapping[str, str | bytes], *, scope: str = "") -> Facts:
    """All facts of a repository in memory."""
    return extract(MemorySnapshot(files, scope=scope))


def values(facts: Facts, value_type: type[V]) -> list[V]:
    """The values of all facts of one type."""
    return [fact.value for fact in facts.all(value_type)]


def checkout(fixture: Path, folder: Path) -> Path:
    """A fixture as a git repository of its own below `folder`, as `github.com/octo-org/NAME`."""
    repository = folder / fixture.name
    shutil.copytree(fixture, repository)
    origin = f"https://github.com/octo-org/{fixture.name.replace('_', '-')}.git"
    for args in (("init", "-q", "-b", "main"), ("remote", "add", "origin", origin), ("add", "-A")):
        subprocess.run(("git", *args), cwd=repository, check=True)
    return repository
