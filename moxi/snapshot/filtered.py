"""A snapshot without the paths that the owner told Moxi to ignore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.snapshot.ignore import Ignore
from moxi.snapshot.model import Reason, Snapshot, Tree, Unread

if TYPE_CHECKING:
    from collections.abc import Sequence


class FilteredSnapshot(Snapshot):
    """Another snapshot, some entries of which are not there."""

    def __init__(self, inner: Snapshot, patterns: Sequence[str]) -> None:
        ignore = Ignore.of(patterns)
        self._inner = inner
        self.commit = inner.commit
        self.metadata = inner.metadata
        self.scope = inner.scope
        self.tree = Tree(
            entry for entry in inner.tree if not (ignore and ignore.verdict(entry.path))
        )

    def read_bytes(self, path: str) -> bytes | Unread:
        """See `Snapshot.read_bytes`."""
        return self._inner.read_bytes(path) if path in self.tree else Unread(path, Reason.ABSENT)


def without(snapshot: Snapshot, patterns: Sequence[str]) -> Snapshot:
    """`snapshot` less what matches the patterns, which are written as in a `.gitignore`."""
    return FilteredSnapshot(snapshot, patterns) if patterns else snapshot
