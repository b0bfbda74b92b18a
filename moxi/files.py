"""Writing a file so that a crash leaves the old one whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from moxi.errors import OutputError


def write_whole(path: Path, text: str, *, force: bool = False) -> bool:
    """Write aside, then rename. Returns False where the file holds exactly this text already.

    A link is followed, never replaced. Raises OutputError, also where another text is there
    and `force` is not given.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise OutputError(str(path), "is a folder; name a file")
    if not target.parent.is_dir():
        raise OutputError(str(path), f"there is no folder {target.parent}; make it first")
    content = text.encode("utf-8", "replace")  # a string may hold half of a surrogate pair
    if target.exists():
        if not target.is_file():
            raise OutputError(str(path), "is not a regular file; name another")
        if _holds(target, content):
            return False
        if not force:
            raise OutputError(str(path), "is there already; use --force to overwrite it")
    try:
        handle, aside = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise OutputError(str(path), f"cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        Path(aside).chmod(mode)
        Path(aside).replace(target)
    except OSError as error:
        Path(aside).unlink(missing_ok=True)
        raise OutputError(str(path), f"cannot be written: {error.strerror}") from error
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
