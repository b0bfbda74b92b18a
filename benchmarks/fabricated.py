"""READMEs made up from first to last, each for a repository that every machine has."""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moxi.facts import extract
from moxi.snapshot.local import LocalSnapshot
from moxi.verify import verify
from tests.helpers import checkout
from tests.packages.fetch import CACHE, archive
from tests.packages.pins import PINS

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Judged:
    """One fabricated README: how many false local claims it makes, and which were not refuted."""

    name: str
    claims: int
    missed: tuple[str, ...]


def judge_fabricated(scratch: Path) -> list[Judged]:
    """Each README of data/fabricated against the repository that it is not about."""
    labels: list[dict[str, Any]] = json.loads(
        (DATA / "fabricated.json").read_text(encoding="utf-8")
    )
    return [_judged(row, scratch) for row in labels]


def _judged(row: dict[str, Any], scratch: Path) -> Judged:
    text = (DATA / "fabricated" / row["readme"]).read_text(encoding="utf-8")
    snapshot = LocalSnapshot.open(_folder(row["repository"], scratch))
    report = verify(text, snapshot, extract(snapshot))
    refuted = [finding.claim for finding in report.with_status("refuted")]
    lines = text.split("\n")
    missed: list[str] = []
    for claim in row["claims"]:
        line, part = int(claim["line"]), str(claim["text"])
        if part not in lines[line - 1]:
            raise ValueError(f"{row['readme']}:{line} does not hold {part!r}")
        there = (one for one in refuted if one.line == line)
        if not any(part in one.text or one.text in part for one in there):
            missed.append(f"{line} {claim['kind']} {part}")
    return Judged(row["readme"], len(row["claims"]), tuple(missed))


def _folder(repository: str, scratch: Path) -> Path:
    """`fixture:NAME`, or the registry and name of a pinned package."""
    source, _, name = repository.partition(":")
    if source == "fixture":
        return checkout(ROOT / "tests" / "fixtures" / name, scratch)
    pin = next(pin for pin in PINS if (pin.registry, pin.name) == (source, name))
    folder = scratch / f"bare-{pin.short_name}"
    with tarfile.open(archive(pin, CACHE)) as packed:
        packed.extractall(folder, filter="data")
    return next(folder.iterdir())
