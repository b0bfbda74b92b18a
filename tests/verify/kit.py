"""What the tests of the checks share: a README held against a repository in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts import extract
from moxi.snapshot.model import Entry, Metadata, Tree
from moxi.verify import verify
from moxi.verify.repository import Repository
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moxi.verify.model import Finding, Kind, Report

HERE = Metadata("github.com", "octo-org", "otter", default_branch="main")


def repository(
    files: Mapping[str, str | bytes],
    path: str = "README.md",
    *,
    modes: Mapping[str, str] | None = None,
    metadata: Metadata = HERE,
    scope: str = "",
) -> Repository:
    """A repository in memory as the checks see it; `modes` are those of links and submodules."""
    snapshot = MemorySnapshot(files, metadata=metadata, scope=scope)
    if modes:
        known = {entry.path: entry for entry in snapshot.tree}
        changed = {
            name: Entry(name, known[name].size if name in known else 0, mode)
            for name, mode in modes.items()
        }
        snapshot.tree = Tree((known | changed).values())
    return Repository(snapshot, extract(snapshot), path)


def report(
    readme: str,
    files: Mapping[str, str | bytes],
    *,
    path: str = "README.md",
    modes: Mapping[str, str] | None = None,
    metadata: Metadata = HERE,
) -> Report:
    """The whole report on a README that is a file of the repository."""
    held = repository({**files, path: readme}, path, modes=modes, metadata=metadata)
    return verify(readme, held.snapshot, held.facts, path)


def judged(
    readme: str,
    files: Mapping[str, str | bytes],
    kind: Kind | str,
    *,
    path: str = "README.md",
    modes: Mapping[str, str] | None = None,
    metadata: Metadata = HERE,
) -> dict[str, Finding]:
    """The findings of one kind, by the text of their claims."""
    found = report(readme, files, path=path, modes=modes, metadata=metadata)
    return {item.claim.text: item for item in found.findings if item.claim.kind == kind}


def statuses(
    readme: str,
    files: Mapping[str, str | bytes],
    kind: Kind | str,
    *,
    path: str = "README.md",
    modes: Mapping[str, str] | None = None,
    metadata: Metadata = HERE,
) -> dict[str, str]:
    """The verdicts of one kind in one word, by the text of their claims."""
    found = judged(readme, files, kind, path=path, modes=modes, metadata=metadata)
    return {text: item.status for text, item in found.items()}


def sh(*lines: str) -> str:
    """Lines as a block of shell."""
    return "\n".join(("```sh", *lines, "```", ""))
