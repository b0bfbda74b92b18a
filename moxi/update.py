"""`moxi draft --update`: the READMEs of a folder, amended; what would change, and writing it."""

from __future__ import annotations

import copy
import difflib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moxi.config import load
from moxi.draft.compose import outline
from moxi.drafting import drafts
from moxi.errors import OutputError, UsageError
from moxi.files import write_whole
from moxi.merge import History, Wanted, git_versions, merge
from moxi.readme import find_readme, read_readme, target_of
from moxi.snapshot.clone import is_url
from moxi.snapshot.filtered import without
from moxi.snapshot.local import LocalSnapshot
from moxi.verify import verify
from moxi.verify.as_text import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from moxi.config import Config
    from moxi.draft.model_writer import SectionNote
    from moxi.draft.prose import Prose
    from moxi.drafting import Drafted
    from moxi.merge import Merged
    from moxi.snapshot.model import Snapshot
    from moxi.verify import Finding

MAX_REFUTED = 10
_TOLD = {
    "added": "added",
    "replaced": "brought up to date",
    "merged": "brought up to date, your changes kept",
    "removed": "removed",
    "noted": "as you wrote it, its marker renewed",
}


@dataclass(frozen=True, slots=True)
class Update:
    """One README as it is and as it would be. `before` is None where there is none yet."""

    root: Path
    path: str
    """from `root`, links followed"""
    before: str | None
    merged: Merged
    problems: tuple[str, ...] = ()
    refuted: tuple[Finding, ...] = ()
    """what a person wrote and the repository contradicts, by its line in the new text"""
    notes: tuple[SectionNote, ...] = ()
    """what became of a model's text, section by section"""

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.merged.text != self.before

    def summary(self, *, written: bool = False) -> Iterator[str]:
        """What changes, and what a person is to decide, line by line."""
        would = "" if written else "would be "
        if not self.changed:
            yield f"{self.path}: {'left as it is' if self.merged.proposals else 'up to date'}"
        elif self.before is None:
            yield f"{self.path}: {would}created"
        else:
            yield f"{self.path}: {would}changed"
        width = max((len(change.section) for change in self.merged.changes), default=0)
        for change in self.merged.changes if self.changed else ():
            yield f"  {change.section:<{width}}  {_TOLD[change.action]}"
        for proposal in self.merged.proposals:
            yield f"  {proposal.section}: stays as you edited it, {proposal.reason}"
            if proposal.markdown:
                yield "  Moxi would write:"
                yield ""
                yield from (f"    {line}".rstrip() for line in proposal.markdown.split("\n"))
                yield ""
        for finding in self.refuted[:MAX_REFUTED]:
            yield f"  line {finding.claim.line}: {told(finding)}"
        if len(self.refuted) > MAX_REFUTED:
            yield "  and more that is not so; moxi check lists it"

    def diff(self) -> str:
        """The change as a unified diff that `git apply` takes; empty where there is none."""
        if not self.changed:
            return ""
        old = re.findall(r"[^\n]*\n|[^\n]+", self.before or "")
        new = re.findall(r"[^\n]*\n|[^\n]+", self.merged.text)
        name = "/dev/null" if self.before is None else f"a/{self.path}"
        lines = difflib.unified_diff(old, new, name, f"b/{self.path}")
        ended = (x if x.endswith("\n") else f"{x}\n\\ No newline at end of file\n" for x in lines)
        return "".join(ended)

    def write(self) -> None:
        """Write the README, whole or not at all. Raises OutputError."""
        target = self.root / self.path
        if self.before is not None:
            if not target.stat().st_mode & 0o222:
                raise OutputError(self.path, "is read-only; make it writable first")
            if read_readme(self.root, self.path) != self.before:
                raise OutputError(self.path, "was changed in the meantime; run the command again")
        write_whole(target, self.merged.text, force=self.before is not None)


def updates(source: str, prose: Prose | None = None) -> list[Update]:
    """The README of a folder and those that its settings name, each amended; nothing is written.

    With `prose` a model betters what Moxi writes there.

    Raises MoxiError: where the source is no folder, a README cannot be read or its markers are
    broken, before anything is changed.
    """
    if is_url(source):
        raise UsageError(f"--update amends a folder's README; {source} is a URL, clone it first")
    snapshot = LocalSnapshot(source)
    root, config = snapshot.root, load(snapshot)
    folders = [snapshot.scope]
    if not snapshot.scope:
        folders += [readme.path for readme in config.readmes]
    files = {folder: _file(root, folder) for folder in folders}
    # What a README says is no evidence for a README: else each run would feed the next.
    hidden = without(snapshot, [_pattern(path) for path, *_ in files.values()])
    found = []
    for item in drafts(hidden, packages=True, prose=prose):
        own = config if item.folder == snapshot.scope else config.for_folder(item.folder)
        path, place, before = files[item.folder]
        update = _update(root, path, before, _wanted(item, own, place), item)
        found.append(_with_refuted(update, snapshot, item, own))
    return found


def _with_refuted(update: Update, snapshot: Snapshot, item: Drafted, config: Config) -> Update:
    """The update with what its README says against the repository, for a person to mend."""
    if update.before is None:
        return update
    scoped = copy.copy(without(snapshot, config.ignore))
    scoped.scope = item.folder
    report = verify(update.merged.text, scoped, item.facts, update.path, config.check.ignore)
    return replace(update, refuted=report.with_status("refuted"))


def _update(root: Path, path: str, before: str | None, wanted: Wanted, item: Drafted) -> Update:
    if before is None and not item.draft.sections:
        raise UsageError(f"{path}: nothing is stated that a README could say")
    merged = merge(before, wanted, history=History(git_versions(root, path)), name=path)
    problems = tuple(f"{problem}" for problem in item.facts.problems)
    return Update(root, path, before, merged, problems, notes=item.notes)


def _wanted(item: Drafted, config: Config, place: str) -> Wanted:
    """The draft of a README that stands in the folder `place`."""
    order = [section.id for section in outline(config)]
    wanted = Wanted.of(
        item.draft,
        order,
        own_headings={name for name in order if config.heading(name)}
        | {extra.id for extra in config.extra_sections},
        off={name for name, own in config.sections.items() if not own.enabled},
        complete=not item.facts.problems,
    )
    return wanted.moved(item.folder, place)


def _file(root: Path, folder: str) -> tuple[str, str, str | None]:
    """Where the README of a folder stands, or is to stand, the folder in which GitHub shows it,
    and its text."""
    found = find_readme(root, folder)
    if found is None:
        return f"{folder}/README.md".lstrip("/"), folder, None
    path = target_of(root, found)
    return path, found.rpartition("/")[0], read_readme(root, path)


def _pattern(path: str) -> str:
    """A path as a line of a `.gitignore` that matches it alone."""
    return "/" + re.sub(r"([\\*?\[\]!# ])", r"\\\1", path)
