"""The name that was probably meant."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CANDIDATES = 3_000


def nearest(name: str, candidates: Iterable[str], cutoff: float = 0.6) -> str:
    """The candidate most like `name`, `""` where none is alike."""
    pool = [item for item, _ in zip(candidates, range(MAX_CANDIDATES), strict=False)]
    folded = {item.lower(): item for item in reversed(pool)}
    found = get_close_matches(name.lower(), list(folded), n=1, cutoff=cutoff)
    return folded[found[0]] if found else ""


def guess(
    name: str, candidates: Iterable[str], cutoff: float = 0.6, sure: float = 0.75
) -> tuple[str, bool]:
    """The candidate most like `name`, and whether it is so like that it may stand instead."""
    meant = nearest(name, candidates, cutoff)
    return meant, bool(meant) and bool(nearest(name, [meant], sure))


def alike(name: str, candidates: Iterable[str]) -> str:
    """The candidate of which a name is a misspelling or an older or newer form (`tool2`,
    `tool-old`), `""` where there is none. Short names have too many neighbours."""
    pool = [item for item in candidates if len(item) > 2]
    if re.search(r"[-_]\d+$", name):
        return ""  # one of several: `tool-1`
    base = re.sub(r"[-_]?(old|new|next|legacy|\d)$", "", name)
    if base != name and base in pool:
        return base
    swapped = (item for item in pool if sorted(item) == sorted(name))
    near = [item for item in pool if len(item) > 3 and abs(len(item) - len(name)) <= 2]
    return next(swapped, "") or nearest(name, near, 0.8)


def nearest_path(path: str, paths: Iterable[str]) -> str:
    """The path that was probably meant: the same name elsewhere, else one alike beside it."""
    name = path.rstrip("/").rpartition("/")[2].lower()
    pool = list(paths)
    same = [item for item in pool if item.rpartition("/")[2].lower() == name]
    if same:
        return min(same, key=lambda item: (_distance(item, path), item))
    parent = path.rpartition("/")[0]
    beside = [item for item in pool if item.rpartition("/")[0] == parent]
    return nearest(path, beside, 0.75) or nearest(path, pool, 0.8)


def _distance(one: str, other: str) -> int:
    first, second = one.split("/"), other.split("/")
    return len(set(first) ^ set(second))
