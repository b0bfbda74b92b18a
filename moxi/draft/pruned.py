"""The list of files as a model sees it: the most telling paths, within a number of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft.key_files import is_readme
from moxi.facts.paths import is_generated, is_test, is_vendored
from moxi.redact import is_secret_file

if TYPE_CHECKING:
    from collections.abc import Collection

    from moxi.facts import Facts
    from moxi.snapshot.model import Snapshot

MAX_PATHS = 60


def pruned_tree(
    facts: Facts, snapshot: Snapshot, key: Collection[str] = (), limit: int = MAX_PATHS
) -> str:
    """Paths of the project's folder, one a line in their order, with the number of those left out.

    Key files and the surface come first, tests and what is generated last. READMEs are left out:
    a draft that is written must not change the prompt of the next.
    """
    inside = f"{facts.folder}/" if facts.folder else ""
    ranked: list[tuple[int, int, str]] = []
    for entry in snapshot.tree:
        path = entry.path
        if path.startswith(inside) and not is_secret_file(path) and not is_readme(path):
            aside = is_vendored(path) or is_generated(path)
            rank = 0 if path in key else 3 if aside else 2 if is_test(path) else 1
            ranked.append((rank, path.count("/"), path))
    ranked.sort()
    lines = sorted(_shown(path) for *_, path in ranked[:limit])
    if len(ranked) > limit:
        lines.append(f"… and {len(ranked) - limit} more")
    return "\n".join(lines)


def _shown(path: str) -> str:
    """A path in one line, whatever its name holds."""
    return "".join(char if char.isprintable() else "\ufffd" for char in path)
