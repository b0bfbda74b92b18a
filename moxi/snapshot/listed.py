"""A snapshot made of nothing but a list of paths: no content can be read from it."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from moxi.errors import SourceError
from moxi.snapshot.model import Entry, Metadata, Reason, Snapshot, Tree, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 50_000_000


class ListedSnapshot(Snapshot):
    """The paths of a repository; `project_type` and `description` are what its owner says."""

    def __init__(
        self, paths: Iterable[str], *, name: str = "", project_type: str = "", description: str = ""
    ) -> None:
        self.commit = ""
        self.scope = ""
        self.project_type = project_type
        self.metadata = Metadata(name=name, description=description)
        self.tree = Tree(Entry(path, 0) for path in paths)

    def read_bytes(self, path: str) -> bytes | Unread:
        """See `Snapshot.read_bytes`; there is never a content."""
        return Unread(path, Reason.NOT_FETCHED if path in self.tree else Reason.ABSENT)


def read_listing(file: str, *, project_type: str = "", description: str = "") -> ListedSnapshot:
    """A snapshot from a file of one path a line (`-` for stdin).

    Paths that are absolute or leave the repository are left out. A folder that all paths share is
    the repository's own and gives it its name. Raises SourceError.
    """
    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1) if file == "-" else _read(Path(file))
    except OSError as error:
        raise SourceError(
            file, f"cannot be read ({error.strerror}); name a file of one path a line"
        ) from error
    if len(content) > MAX_BYTES:
        raise SourceError(file, f"is over {MAX_BYTES // 1_000_000} MB; list fewer paths")
    lines = content.decode("utf-8-sig", "replace").splitlines()
    paths = {
        path
        for line in lines
        if not line.rstrip().endswith("/") and (path := _inside(line.strip()))
    }
    if not paths:
        raise SourceError(file, "holds no path; write one path a line, as git ls-files does")
    tops = {path.partition("/")[0] for path in paths if "/" in path}
    name = "" if file == "-" else Path(file).stem
    if len(tops) == 1 and all("/" in path for path in paths):
        name = tops.pop()
        paths = {path.partition("/")[2] for path in paths}
    return ListedSnapshot(paths, name=name, project_type=project_type, description=description)


def _inside(line: str) -> str:
    """`./a/b` as `a/b`; empty where it is no path inside the repository."""
    path = PurePosixPath(line)
    return "" if path.is_absolute() or ".." in path.parts or path == PurePosixPath() else str(path)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
