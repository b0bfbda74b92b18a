"""The members of a Cargo workspace."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from moxi.facts.paths import join, normalise
from moxi.facts.rust.crate import MANIFEST, load, strings, table_of

if TYPE_CHECKING:
    from moxi.facts.rust.crate import Crate


def members(workspace: Crate) -> list[Crate]:
    """The packages of a workspace, its root's own left out, in the order of their folders."""
    stated = table_of(workspace.table, "workspace")
    patterns = [pattern.rstrip("/") for pattern in strings(stated.get("members"))]
    patterns = [pattern.removeprefix("./") for pattern in patterns]
    reader = workspace.reader
    found: list[Crate] = []
    for path in reader.tree.named(MANIFEST):
        folder = path.rpartition("/")[0]
        if folder == workspace.folder or not folder.startswith(workspace.folder):
            continue
        inside = folder[len(workspace.folder) :].lstrip("/")
        if not any(_matches(inside, pattern) for pattern in patterns):
            continue
        crate = load(reader, folder)
        if crate and crate.package and workspace.has_member(folder):
            found.append(crate)
    return sorted(found, key=lambda crate: crate.folder)


def default_members(workspace: Crate) -> list[str]:
    """The folders that commands at the root work on, where the workspace names them."""
    stated = strings(table_of(workspace.table, "workspace").get("default-members"))
    found = (normalise(join(workspace.folder, folder)) for folder in stated)
    return [folder for folder in found if folder is not None]


def _matches(folder: str, pattern: str) -> bool:
    parts, wanted = folder.split("/"), pattern.split("/")
    if "**" in wanted:
        return fnmatchcase(folder, pattern)
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
