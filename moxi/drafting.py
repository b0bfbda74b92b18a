"""From an open snapshot to its drafts: the repository's README, and one for each package that the
owner's settings name."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.config import load
from moxi.draft import draft
from moxi.draft.proved import proved
from moxi.facts import extract
from moxi.snapshot.filtered import without

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from moxi.draft import Draft
    from moxi.draft.model_writer import SectionNote
    from moxi.draft.prose import Prose
    from moxi.facts import Facts
    from moxi.snapshot.model import Snapshot
    from moxi.verify import Report


@dataclass(frozen=True, slots=True)
class Drafted:
    """One README and the facts it was drafted from; `folder` is where it belongs."""

    folder: str
    draft: Draft
    facts: Facts
    report: Report
    """on its claims, all of them verified"""
    notes: tuple[SectionNote, ...] = ()
    """what became of a model's text, section by section"""


def drafts(
    snapshot: Snapshot,
    *,
    only: Collection[str] = (),
    packages: bool = False,
    prose: Prose | None = None,
) -> Iterator[Drafted]:
    """The draft for the snapshot's scope, then, with `packages`, those that `readmes:` asks for.

    `only` keeps the named sections; with `prose` a model betters them. Raises ConfigError and
    ModelSetupError.
    """
    config = load(snapshot)
    snapshot = without(snapshot, config.ignore)
    folders = [snapshot.scope]
    if packages and not snapshot.scope:
        folders += [readme.path for readme in config.readmes]
    for folder in folders:
        scoped = copy.copy(snapshot)
        scoped.scope = folder
        facts = extract(scoped)
        settings = config if folder == snapshot.scope else config.for_folder(folder)
        written = draft(facts, scoped, settings, only=only)
        path = f"{folder}/README.md".lstrip("/")
        kept, report = proved(written, facts, scoped, settings, path=path, alone=bool(only))
        notes: tuple[SectionNote, ...] = ()
        if prose is not None:
            from moxi.draft.prose import bettered

            kept, report, notes = bettered(
                kept, facts, scoped, settings, prose, path=path, alone=bool(only)
            )
        yield Drafted(folder, kept, facts, report, notes)
