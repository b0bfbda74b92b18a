"""A repository's tarball, read as a stream: never unpacked, each file held against its git name.

What `git archive` changes (`export-subst`) or leaves out (`export-ignore`) does not pass for the
repository's own: such a file is fetched by itself.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
import tempfile
import zlib
from typing import TYPE_CHECKING

from moxi.snapshot.model import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

MAX_UNPACKED = 2_000_000_000
"""Bytes; more is no source, or a bomb."""
MAX_MEMBERS = 500_000
_IN_MEMORY = 64_000_000


class Contents:
    """Blobs by their name in git, in memory as far as they fit, else in a temporary file."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self._places: dict[str, tuple[int, int]] = {}

    def __contains__(self, sha: object) -> bool:
        return sha in self._places

    def __len__(self) -> int:
        return len(self._places)

    def add(self, sha: str, content: bytes) -> None:
        """Keep a blob."""
        if sha not in self._places:
            self._places[sha] = (self._file.seek(0, io.SEEK_END), len(content))
            self._file.write(content)

    def get(self, sha: str) -> bytes | None:
        """A blob that is kept."""
        if sha not in self._places:
            return None
        place, length = self._places[sha]
        self._file.seek(place)
        return self._file.read(length)

    def close(self) -> None:
        """Give memory and disk back."""
        self._file.close()


def blob_name(content: bytes) -> str:
    """The name that git gives to a file's content."""
    head = b"blob %d\0" % len(content)
    return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


def read_tarball(stream: Iterator[bytes], wanted: Container[str], contents: Contents) -> None:
    """Take the files of a tarball whose blob is `wanted` and not larger than `MAX_FILE_BYTES`.

    Raises ValueError where it is no whole tarball, or too large.
    """
    source = _Stream(stream)
    unpacked = 0
    try:
        with tarfile.open(fileobj=source, mode="r|gz") as tar:
            for number, member in enumerate(tar):
                unpacked += member.size
                if unpacked > MAX_UNPACKED or number > MAX_MEMBERS:
                    raise ValueError("the tarball is too large")
                if member.issym():
                    content = member.linkname.encode("utf-8", "surrogateescape")
                elif member.isreg() and member.size <= MAX_FILE_BYTES:
                    file = tar.extractfile(member)
                    content = file.read() if file is not None else b""
                else:
                    continue
                name = blob_name(content)
                if name in wanted:
                    contents.add(name, content)
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise ValueError(f"the tarball is broken ({type(error).__name__})") from None


class _Stream(io.RawIOBase):
    """Chunks as a file that is read from front to back."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._left) < size:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            self._left += chunk
        taken = self._left if size < 0 else self._left[:size]
        self._left = self._left[len(taken) :]
        return taken
