"""`moxi check`: from a README on disk to its report, against the repository around it."""

from __future__ import annotations

import copy
import json
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moxi.config import load
from moxi.errors import GitError, OutputError, UsageError
from moxi.facts import extract
from moxi.facts.extract import find_projects
from moxi.facts.reader import Reader
from moxi.files import write_whole
from moxi.readme import MARKDOWN, find_readme, target_of
from moxi.snapshot.commit import CommitSnapshot
from moxi.snapshot.files import read_regular
from moxi.snapshot.filtered import without
from moxi.snapshot.local import LocalSnapshot, find_repository
from moxi.snapshot.model import Text, decode
from moxi.verify import RST, Report, verify
from moxi.verify.as_json import as_object, as_sarif
from moxi.verify.as_text import as_annotations, as_text
from moxi.verify.baseline import fingerprints, new_findings, read_baseline
from moxi.verify.fix import fixed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.config import Config
    from moxi.snapshot.model import Snapshot
    from moxi.verify.model import Status

MAX_BYTES = 8_000_000
FORMS = ("text", "json", "sarif", "github")
FAILING: dict[str, tuple[Status, ...]] = {
    "refuted": ("refuted",),
    "unknown": ("refuted", "unknown"),
    "never": (),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A README with its report."""

    file: Path
    path: str
    """in the repository; of a page from elsewhere its name, as if it were the README"""
    text: str
    """as the file holds it, its line ends and byte order mark in it"""
    report: Report
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What `moxi check` prints, and whether it found something."""

    output: str
    failed: bool
    notes: tuple[str, ...] = ()


def run(
    readme: str | None,
    repo: str | None,
    form: str,
    fail_on: str,
    base: str | None,
    baseline: str | None,
    *,
    fix: bool,
    online: bool,
) -> Outcome:
    """The whole command, options as they are typed. Raises UsageError, SourceError, OutputError."""
    _one_of("--format", form, FORMS)
    _one_of("--fail-on", fail_on, tuple(FAILING))
    known = read_baseline(Path(baseline)) if baseline else []
    checked = check(readme, repo)
    notes = [f"warning: {problem}" for problem in checked.problems]
    if fix:
        text, done = fixed(checked.text, checked.report)
        if done:
            if checked.file.read_bytes() != checked.text.encode():
                shown = checked.report.readme
                raise UsageError(f"--fix: {shown} is not UTF-8, or too long; nothing is changed")
            write_whole(checked.file, text, force=True)
            notes += [f"mended line {item.claim.line}: {item.claim.text}" for item in done]
            checked = check(readme, repo)
    report = checked.report
    if online:
        from moxi.verify.online import with_links

        report = with_links(report)
    if base is not None:
        before = check_at(checked, repo, base)
        known += fingerprints(before) if before else []
    if known:
        report = new_findings(report, known)
    statuses: tuple[Status, ...] = ("refuted", "unknown") if fail_on == "unknown" else ("refuted",)
    failed = bool(report.with_status(*FAILING[fail_on]))
    return Outcome(_printed(report, form, statuses), failed, tuple(notes))


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UsageError(f"{option} {value}: is none of {', '.join(allowed)}")


def _printed(report: Report, form: str, statuses: tuple[Status, ...]) -> str:
    if form == "json":
        return json.dumps(as_object(report), indent=2, ensure_ascii=False) + "\n"
    if form == "sarif":
        return json.dumps(as_sarif(report, statuses), indent=2, ensure_ascii=False) + "\n"
    lines = as_annotations(report, statuses) if form == "github" else as_text(report, statuses)
    return "".join(f"{line}\n" for line in lines)


def check(readme: str | None, repo: str | None) -> Checked:
    """The report of a README, by default the one that GitHub shows, of the repository at `repo`.

    Raises UsageError where there is no README, and SourceError.
    """
    start = Path(repo or (Path(readme).parent if readme else "."))
    snapshot = LocalSnapshot(start)
    file, path = _place(readme, snapshot)
    text = _read(file, readme or path)
    report, problems = _judged(text, snapshot, path, load(snapshot))
    return Checked(file, path, text, _named(report, readme or _shown(file)), problems)


def check_at(checked: Checked, repo: str | None, revision: str) -> Report | None:
    """The report of the same README at another commit, None where there was none.

    Raises UsageError for a revision that there is not.
    """
    root = Path(repo) if repo else checked.file.parent
    repository = find_repository(root.resolve())
    if repository is None:
        raise UsageError(f"--base {revision}: the folder is in no git repository")
    now = LocalSnapshot(root)
    if not checked.file.resolve().is_relative_to(now.root.resolve()):
        raise UsageError(f"--base {revision}: {checked.file} is in no commit of the repository")
    with _at(repository.git_dir, now, revision) as snapshot:
        text = snapshot.read(checked.path)
        if not isinstance(text, Text):
            return None
        return _judged(text.text, snapshot, checked.path, load(now))[0]


@contextmanager
def _at(git_dir: Path, now: LocalSnapshot, revision: str) -> Iterator[Snapshot]:
    try:
        snapshot = CommitSnapshot(git_dir, now.metadata, revision)
    except GitError as error:
        raise UsageError(f"--base {revision}: {error.reason}") from error
    with snapshot:
        if not snapshot.commit:
            raise UsageError(f"--base {revision}: no such commit here; fetch it first")
        snapshot.scope = now.scope
        yield snapshot


def _judged(
    text: str, snapshot: Snapshot, path: str, config: Config
) -> tuple[Report, tuple[str, ...]]:
    snapshot = without(snapshot, config.ignore)
    if folder := _package_folder(path, snapshot):
        snapshot = copy.copy(snapshot)
        snapshot.scope = folder
    facts = extract(snapshot)
    report = verify(text, snapshot, facts, path, config.check.ignore)
    return report, tuple(f"{problem}" for problem in facts.problems)


def _package_folder(path: str, snapshot: Snapshot) -> str:
    """The folder of the package whose page this is; `""` for a page of the whole repository."""
    folder = "" if snapshot.scope else path.rpartition("/")[0]
    if folder:
        projects = find_projects(Reader(snapshot))
        packages = {project.folder for project in projects if project.package}
        while folder and folder not in packages:
            folder = folder.rpartition("/")[0]
    return folder


def _named(report: Report, shown: str) -> Report:
    return Report(shown, report.findings, report.skipped)


def _place(readme: str | None, snapshot: LocalSnapshot) -> tuple[Path, str]:
    """The README's file and its real path in the repository, links followed inside it; a page
    from elsewhere is held against the repository as if it were its README. Raises UsageError."""
    root = snapshot.root
    if readme is None:
        try:
            found = find_readme(root, snapshot.scope)
        except OutputError as error:
            if not error.path.lower().endswith(RST):
                raise UsageError(f"{error.path}: only Markdown and .rst can be checked") from error
            found = error.path
        if found is None:
            where = root / snapshot.scope
            raise UsageError(f"{where}: there is no README; moxi draft writes one")
        return root / target_of(root, found), target_of(root, found)
    file = Path(readme)
    if not file.exists():
        raise UsageError(f"{readme}: no such file; moxi draft writes a README")
    if file.is_dir():
        raise UsageError(f"{readme}: a folder; name a README, or give the folder as --repo")
    if not readme.lower().endswith((*MARKDOWN, *RST)):
        raise UsageError(f"{readme}: only Markdown and .rst can be checked")
    real = file.parent.resolve() / file.name
    if real.is_relative_to(root.resolve()):
        path = target_of(root, real.relative_to(root.resolve()).as_posix())
        return root / path, path
    if file.is_symlink():
        raise UsageError(f"{file}: is a link that leaves the repository; it is not followed")
    return real, file.name


def _shown(file: Path) -> str:
    """A file as a person in the current folder would name it."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(file)


def _read(file: Path, shown: str) -> str:
    try:
        content = read_regular(str(file.resolve().parent), file.name, MAX_BYTES)
    except OSError as error:
        raise UsageError(f"{shown}: cannot be read: {error.strerror}") from error
    if not isinstance(decode(shown, content), Text):
        raise UsageError(f"{shown}: is no text")
    return content.decode("utf-8", "replace")
