"""Opening a file below a folder without ever leaving it, and without touching a device."""

from __future__ import annotations

import errno
import os
import stat

_HAS_DIR_FD = os.open in os.supports_dir_fd and os.stat in os.supports_dir_fd
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FILE = (
    os.O_RDONLY
    | _NO_LINK
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def read_regular(root: str, path: str, limit: int) -> bytes:
    """At most `limit` bytes of the regular file at a POSIX path below `root`.

    No part of `path` may be a link, whatever happened since it was listed. Raises OSError.
    """
    descriptor = _open_below(root, path) if _HAS_DIR_FD else _open_checked(root, path)
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        chunks: list[bytes] = []
        while limit > 0 and (chunk := file.read(limit)):
            chunks.append(chunk)
            limit -= len(chunk)
    return b"".join(chunks)


def _open_below(root: str, path: str) -> int:
    """Opens one folder after the other, each relative to the one before."""
    *folders, name = path.split("/")
    here = os.open(root, _FOLDER)
    try:
        for folder in folders:
            below = os.open(folder, _FOLDER | _NO_LINK, dir_fd=here)
            os.close(here)
            here = below
        _refuse_special(os.stat(name, dir_fd=here, follow_symlinks=False), path)
        return os.open(name, _FILE, dir_fd=here)
    finally:
        os.close(here)


def _open_checked(root: str, path: str) -> int:
    """The same where the system has no relative opening (Windows)."""
    here = root
    *folders, name = path.split("/")
    for folder in folders:
        here = f"{here}/{folder}"
        if not stat.S_ISDIR(os.lstat(here).st_mode):
            raise OSError(errno.ENOTDIR, "not a folder", path)
    here = f"{here}/{name}"
    _refuse_special(os.lstat(here), path)
    return os.open(here, _FILE)


def _refuse_special(found: os.stat_result, path: str) -> None:
    """Opening a device or FIFO can have effects, or wait for ever."""
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", path)
