"""Two changes of one text put together, by git's own merge.

`git merge-file` and not a library: git is needed for the history anyway, its merge is the one that
people know, and nothing more has to be installed.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from moxi.errors import GitError
from moxi.snapshot.git import run_git


def three_way(base: str, mine: str, theirs: str) -> str | None:
    """`mine` with the changes that lead from `base` to `theirs`; None where they conflict.

    Raises GitError where git is missing or fails.
    """
    with tempfile.TemporaryDirectory(prefix="moxi-") as folder:
        for name, text in (("mine", mine), ("base", base), ("theirs", theirs)):
            Path(folder, name).write_bytes(text.encode() + b"\n")
        try:
            out = run_git("merge-file", "-p", "-q", "mine", "base", "theirs", cwd=Path(folder))
        except GitError as error:
            if 0 < error.code < 128:  # so many conflicts
                return None
            raise
    merged = out.decode().removesuffix("\n")
    return merged if _keeps(base, mine, merged) else None


def _keeps(base: str, mine: str, merged: str) -> bool:
    """Whether every line that a person added is still there."""
    added = Counter(_lines(mine)) - Counter(_lines(base))
    return not added - Counter(_lines(merged))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
