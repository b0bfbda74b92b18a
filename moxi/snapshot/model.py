"""What a snapshot is: the entries of a repository at one commit, their text, its metadata."""

from __future__ import annotations

import codecs
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_FILE_BYTES = 1_000_000
"""Files over this size are not read: no manifest or source worth quoting is larger."""

MODE_FILE = "100644"
MODE_EXECUTABLE = "100755"
MODE_SYMLINK = "120000"
MODE_SUBMODULE = "160000"

LFS_SIGNATURE = b"version https://git-lfs.github.com/spec/v1"


class Reason(StrEnum):
    """Why an entry has no text."""

    ABSENT = "absent"
    BINARY = "binary"
    TOO_LARGE = "too large"
    NOT_FETCHED = "not fetched"
    LFS_POINTER = "LFS pointer"
    SUBMODULE = "submodule"
    DANGLING_LINK = "dangling link"
    OUTSIDE_LINK = "link that leaves the repository"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, link or submodule. `path` is POSIX, relative to the root; `size` is in bytes."""

    path: str
    size: int
    mode: str = MODE_FILE
    sha: str = ""
    """git's blob name where it is known, else empty"""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file: without a byte order mark, lines ended by a bare newline."""

    path: str
    text: str
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry that has no text, and why."""

    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the host knows of a repository; an empty field is not known."""

    host: str = ""
    """such as `github.com`"""
    owner: str = ""
    name: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()
    default_branch: str = ""
    licence: str = ""
    """SPDX id"""
    homepage: str = ""

    @property
    def url(self) -> str:
        """The repository's page, or an empty string."""
        known = self.host and self.owner and self.name
        return f"https://{self.host}/{self.owner}/{self.name}" if known else ""


class Tree:
    """A pure index over entries: what stands where, in sorted order."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.path: entry for entry in sorted(entries, key=lambda e: e.path)}
        self.paths: tuple[str, ...] = tuple(self._entries)

    def __contains__(self, path: object) -> bool:
        return path in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    @property
    def has_submodules(self) -> bool:
        """Whether a clone has to fetch other repositories; `.gitmodules` may well outlive them."""
        listed = ".gitmodules" in self._entries
        return listed and any(entry.mode == MODE_SUBMODULE for entry in self)

    def get(self, path: str) -> Entry | None:
        """The entry at exactly this path."""
        return self._entries.get(path)

    @cached_property
    def _by_name(self) -> defaultdict[str, list[str]]:
        names: defaultdict[str, list[str]] = defaultdict(list)
        for path in self.paths:
            names[path.rpartition("/")[2].lower()].append(path)
        return names

    @cached_property
    def _children(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        files: defaultdict[str, list[str]] = defaultdict(list)
        folders: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for path in self.paths:
            parent = path.rpartition("/")[0]
            files[parent].append(path)
            while parent and parent not in folders[up := parent.rpartition("/")[0]]:
                folders[up][parent] = None
                parent = up
        keys = files.keys() | folders.keys()
        return {key: (tuple(files[key]), tuple(sorted(folders[key]))) for key in keys}

    def named(self, name: str) -> tuple[str, ...]:
        """All paths whose last part is `name`, case ignored, shallow ones first."""
        found = self._by_name.get(name.lower(), ())
        return tuple(sorted(found, key=lambda path: (path.count("/"), path)))

    def is_folder(self, path: str) -> bool:
        """Whether anything stands below `path` (`""` is the root)."""
        return path.rstrip("/") in self._children

    def files(self, folder: str = "") -> tuple[str, ...]:
        """The entries directly in a folder."""
        return self._children.get(folder.rstrip("/"), ((), ()))[0]

    def folders(self, folder: str = "") -> tuple[str, ...]:
        """The folders directly in a folder, as full paths without a closing slash."""
        return self._children.get(folder.rstrip("/"), ((), ()))[1]

    def under(self, folder: str = "") -> tuple[str, ...]:
        """All entries below a folder, at any depth, sorted."""
        if not folder:
            return self.paths
        prefix = folder.rstrip("/") + "/"
        low = bisect_left(self.paths, prefix)
        high = bisect_left(self.paths, prefix[:-1] + "0")  # "0" follows "/" in the code points
        return self.paths[low:high]


class Snapshot(ABC):
    """A repository at one commit. Texts are data: nothing in it is ever run or imported."""

    commit: str
    """the full commit name, or empty where there is no git"""
    metadata: Metadata
    tree: Tree
    scope: str
    """the folder that was asked for, `""` for the whole repository"""

    @abstractmethod
    def read_bytes(self, path: str) -> bytes | Unread:
        """The content of an entry, links followed inside the repository; never raises."""

    def read(self, path: str) -> Text | Unread:
        """The text of an entry, or why there is none; never raises."""
        content = self.read_bytes(path)
        return content if isinstance(content, Unread) else decode(path, content)


def decode(path: str, content: bytes) -> Text | Unread:
    """Bytes as text: UTF-8, UTF-16 and UTF-32 by their mark, else Latin-1; binary has none."""
    if content.startswith(LFS_SIGNATURE):
        return Unread(path, Reason.LFS_POINTER)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            try:
                return Text(path, newlines(content.decode(encoding)), encoding)
            except UnicodeDecodeError:
                return Unread(path, Reason.BINARY)
    if b"\0" in content[:8192]:
        return Unread(path, Reason.BINARY)
    try:
        return Text(path, newlines(content.decode("utf-8")))
    except UnicodeDecodeError:
        return Text(path, newlines(content.decode("latin-1")), "latin-1")


def newlines(text: str) -> str:
    """The text with bare newlines."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
