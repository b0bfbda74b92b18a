"""Addresses of the repository's own files: kept on a branch that is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moxi.snapshot.model import Metadata

_RENAMED = ("main", "master")


def on_branch(line: str, metadata: Metadata) -> str:
    """A command with the addresses of own raw files on the default branch.

    A line written before the default branch was renamed (or after, in a fork of old) names the
    other one of `main` and `master`, and finds nothing there.
    """
    branch = metadata.default_branch
    if branch not in _RENAMED or not (metadata.owner and metadata.name):
        return line
    slug = re.escape(f"{metadata.owner}/{metadata.name}")
    other = _RENAMED[branch == "main"]
    return re.sub(
        rf"(raw\.githubusercontent\.com/{slug}/(?:refs/heads/)?){other}(?=/)",
        rf"\g<1>{branch}",
        line,
        flags=re.IGNORECASE,
    )
