"""Human READMEs, checked, and the verdicts that were given by hand on what is refuted in them."""

from __future__ import annotations

import json
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from moxi.checking import check
from moxi.errors import MoxiError
from moxi.facts import extract
from moxi.snapshot.local import LocalSnapshot
from moxi.verify import judged
from moxi.verify.repository import Repository
from tests.packages.fetch import CACHE, FetchError, archive
from tests.packages.pins import PINS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Finding, Report

VERDICTS = Path(__file__).parent / "data" / "refuted.json"


@dataclass(frozen=True, slots=True)
class CheckedReadme:
    """One README beside its repository."""

    name: str
    commit: str
    text: str
    repository: Repository
    report: Report

    @classmethod
    def of(cls, name: str, folder: Path) -> CheckedReadme:
        """The README of a checkout. Raises MoxiError."""
        checked = check(None, f"{folder}")
        snapshot = LocalSnapshot.open(folder)
        path = checked.file.resolve().relative_to(snapshot.root.resolve()).as_posix()
        text = checked.text.removeprefix("\ufeff").replace("\r\n", "\n")
        repository = Repository(snapshot, extract(snapshot), path)
        return cls(name, _commit(folder), text, repository, judged(text, repository))


def readmes(found: Iterator[tuple[str, Path]]) -> Iterator[CheckedReadme]:
    """Those that make a claim; one that cannot be checked is named."""
    for name, folder in found:
        try:
            readme = CheckedReadme.of(name, folder)
        except MoxiError as error:
            print(f"{name}: left out: {error}")
            continue
        if readme.report.findings:
            yield readme


def checkouts(folder: Path) -> Iterator[tuple[str, Path]]:
    """The folders below one, by the name of their origin or their own."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            origin = _git(path, "remote", "get-url", "origin").removesuffix(".git")
            yield "/".join(origin.split("/")[-2:]) or path.name, path


def packages(scratch: Path) -> Iterator[tuple[str, Path]]:
    """The pinned packages of tests/packages with their READMEs, those that can be had."""
    for pin in PINS:
        try:
            file = archive(pin, CACHE)
        except FetchError as error:
            print(error)
            continue
        folder = scratch / f"{pin.registry}-{pin.short_name}"
        with tarfile.open(file) as packed:
            packed.extractall(folder, filter="data")
        yield f"{pin.registry}:{pin.name}", next(folder.iterdir())


def read_verdicts() -> dict[tuple[str, str, str, int], str]:
    """Repository, kind, claim and line → `right` or `wrong`."""
    rows = json.loads(VERDICTS.read_text(encoding="utf-8")) if VERDICTS.exists() else []
    return {
        (row["repository"], row["kind"], row["claim"], row["line"]): cast("str", row["verdict"])
        for row in rows
    }


def verdict_on(
    known: dict[tuple[str, str, str, int], str], readme: CheckedReadme, finding: Finding
) -> str:
    """What was found by hand on a refuted claim, or `unread`."""
    claim = finding.claim
    return known.get((readme.name, claim.kind, claim.text[:80], claim.line), "unread")


def _commit(folder: Path) -> str:
    return _git(folder, "rev-parse", "HEAD")


def _git(folder: Path, *words: str) -> str:
    if not (folder / ".git").exists():
        return ""
    done = subprocess.run(("git", "-C", f"{folder}", *words), capture_output=True, text=True)
    return done.stdout.strip()
