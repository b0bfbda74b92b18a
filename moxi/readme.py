"""The README of a folder on disk: finding the one that GitHub shows, reading it as it is."""

from __future__ import annotations

import os
import re
from pathlib import Path

from moxi.errors import OutputError
from moxi.patterns import lazy_re
from moxi.snapshot.files import read_regular

MAX_BYTES = 512_000
"""GitHub shows no more of a file than that"""
PLACES = (".github", "", "docs")
"""the folders in which GitHub looks for a repository's README, in its order"""

_README = lazy_re(r"readme(\.[a-z]+)?", re.IGNORECASE)
MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
_OTHER = (
    "", ".rst", ".adoc", ".asciidoc", ".asc", ".txt", ".org", ".rdoc", ".textile", ".pod",
    ".creole", ".mediawiki", ".wiki",
)  # fmt: skip


def find_readme(root: Path, folder: str = "") -> str | None:
    """The path of the Markdown README of a repository at `root`, or of a folder in it; None where
    there is none. Raises OutputError where it is in another format."""
    for place in (folder,) if folder else PLACES:
        names = _names(root / place)
        markdown = [n for n in names if Path(n).suffix.lower() in MARKDOWN]
        if markdown:
            return f"{place}/{markdown[0]}".lstrip("/")
        if names:
            path = f"{place}/{names[0]}".lstrip("/")
            raise OutputError(path, "is the README and not Markdown; Moxi amends Markdown only")
    return None


def _names(folder: Path) -> list[str]:
    """The names of READMEs in a folder, the usual spelling first."""
    try:
        names = [path.name for path in folder.iterdir() if _README.fullmatch(path.name)]
    except OSError:
        return []
    known = [
        name
        for name in names
        if Path(name).suffix.lower() in MARKDOWN + _OTHER and not (folder / name).is_dir()
    ]
    return sorted(known, key=lambda name: (_rank(name), name != "README.md", name))


def _rank(name: str) -> int:
    suffix = Path(name).suffix.lower()
    return MARKDOWN.index(suffix) if suffix in MARKDOWN else len(MARKDOWN)


def target_of(root: Path, path: str) -> str:
    """The path that a README really has, links followed. Raises OutputError outside of `root`."""
    real_root = Path(os.path.realpath(root))
    try:
        inner = Path(os.path.realpath(real_root / path)).relative_to(real_root)
    except ValueError:
        raise OutputError(
            path, "is a link that leaves the repository; it is not followed"
        ) from None
    if inner.parts and inner.parts[0].lower() == ".git":
        raise OutputError(path, "is a link into .git; it is not followed")
    return inner.as_posix()


def read_readme(root: Path, path: str) -> str:
    """The text of a README, its byte order mark and line ends in it: encoded as UTF-8 it is the
    file again. `path` is a real one (`target_of`). Raises OutputError."""
    try:
        content = read_regular(os.path.realpath(root), path, MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise OutputError(path, "is a link to nothing; mend or delete it") from error
    except OSError as error:
        raise OutputError(path, f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise OutputError(path, f"is larger than {MAX_BYTES // 1000} kB; move parts to docs/")
    if b"\0" in content:
        raise OutputError(path, "is no text in UTF-8; save it as UTF-8 first")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise OutputError(f"{path}:{line}", "is not UTF-8; save it as UTF-8 first") from error
