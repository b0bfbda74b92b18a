"""How right `moxi check` is: on human READMEs, on planted falsehoods, on fabricated READMEs.

    python benchmarks/check.py
    python benchmarks/check.py --repos FOLDER_OF_CHECKOUTS

Without --repos the READMEs of the pinned packages of tests/packages are checked. The verdicts of
benchmarks/data/refuted.json on refuted claims were given by hand; one that is not there is counted
as unread. The words of the fabricated READMEs are our own, and so are their labels.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fabricated import judge_fabricated
from benchmarks.generated import make_readme, make_repository
from benchmarks.human import CheckedReadme, checkouts, packages, read_verdicts, readmes, verdict_on
from benchmarks.measure import as_row, print_table, run, write_json
from benchmarks.plant import Planted, plant
from moxi.verify.model import KINDS, OUTSIDE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

MOXI = Path(sys.executable).parent / "moxi"
LOCAL = tuple(kind for kind in KINDS if kind not in OUTSIDE_KINDS)
MAX_SECONDS = 0.6


def make_parser() -> argparse.ArgumentParser:
    """The settings."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repos", type=Path, help="a folder of checkouts with their READMEs")
    parser.add_argument("--seed", type=int, default=0, help="of the planted falsehoods")
    parser.add_argument("--missed", action="store_true", help="list the breaks not found")
    parser.add_argument("--runs", type=int, default=5)
    return parser


def main() -> None:
    """Check, print, write JSON."""
    arguments = make_parser().parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        found = checkouts(arguments.repos) if arguments.repos else packages(folder)
        rows = speed(folder, arguments.runs)  # first: a child counts its parent's memory
        checked = list(readmes(found))
        rows += human(checked)
        planted = [one for readme in checked for one in plant(readme, arguments.seed)]
        rows += falsehoods(planted, missed=arguments.missed)
        rows += fabricated(folder, missed=arguments.missed)
    print(write_json("check", rows))


def human(checked: list[CheckedReadme]) -> list[dict[str, object]]:
    """The tally by kind, and how many of the refuted claims are truly wrong."""
    tally = Counter(
        (finding.claim.kind, finding.status)
        for readme in checked
        for finding in readme.report.findings
    )
    rows: list[dict[str, object]] = []
    for kind in KINDS:
        good, open_, bad = (tally[kind, s] for s in ("verified", "unknown", "refuted"))
        claims = good + open_ + bad
        if claims:
            rows.append(
                {
                    "kind": kind, "claims": claims, "verified": good, "unknown": open_,
                    "refuted": bad, "unknown share": round(open_ / claims, 3),
                }
            )  # fmt: skip
    print(f"\n{len(checked)} human READMEs, {sum(tally.values())} claims\n")
    _table(rows, lambda row: row["kind"] in LOCAL and float(str(row["unknown share"])) > 0.4)
    verdicts = read_verdicts()
    read: Counter[str] = Counter()
    alarmed: set[str] = set()
    print("\nrefuted claims\n")
    for readme in checked:
        for finding in readme.report.with_status("refuted"):
            verdict = verdict_on(verdicts, readme, finding)
            read[verdict] += 1
            if verdict == "wrong":
                alarmed.add(readme.name)
            claim = finding.claim
            print(f"  {verdict:6} {readme.name}:{claim.line} {claim.kind} {claim.text[:80]!r}")
    share = read["right"] / (read["right"] + read["wrong"] or 1)
    quiet = 1 - len(alarmed) / (len(checked) or 1)
    print(
        f"\n{share:.1%} of the refuted claims that were read are truly wrong (>= 90 %), "
        f"{quiet:.1%} of the READMEs have no false alarm (>= 90 %), {read['unread']} unread"
    )
    rows.append(
        {"part": "human", "precision": round(share, 4), "quiet": round(quiet, 4), **dict(read)}
    )
    return rows


def falsehoods(planted: list[Planted], *, missed: bool) -> list[dict[str, object]]:
    """How many planted breaks are found, by kind; those of verified claims and all."""
    rows: list[dict[str, object]] = []
    for kind in ("all", *LOCAL):
        of_kind = [one for one in planted if kind in ("all", one.kind)]
        sure = [one for one in of_kind if one.was == "verified"]
        if of_kind:
            rows.append(
                {
                    "planted": kind, "verified claims": len(sure),
                    "found of these": _share(sure), "local claims": len(of_kind),
                    "found of all": _share(of_kind),
                }
            )  # fmt: skip
    print("\nplanted falsehoods\n")
    _table(
        rows,
        lambda row: (
            float(str(row["found of these"])) < (0.95 if row["planted"] == "all" else 0.85)
            or float(str(row["found of all"])) < 0.75
        ),
    )
    for style, count in sorted(Counter(one.style for one in planted).items()):
        found = sum(one.found for one in planted if one.style == style)
        print(f"  {style}: {found} of {count}")
    for one in planted:
        if missed and not one.found:
            print(f"  missed {one.repository}:{one.line} {one.kind} ({one.was}) {one.style}:"
                  f" {one.right!r} -> {one.wrong!r}: {one.said}")  # fmt: skip
    return rows


def fabricated(folder: Path, *, missed: bool) -> list[dict[str, object]]:
    """How many of the labelled claims of each fabricated README are refuted."""
    results = judge_fabricated(folder)
    rows: list[dict[str, object]] = [
        {"fabricated": one.name, "claims": one.claims, "refuted": one.claims - len(one.missed)}
        for one in results
    ]
    claims = sum(one.claims for one in results)
    refuted = claims - sum(len(one.missed) for one in results)
    rows.append({"fabricated": "all", "claims": claims, "refuted": refuted})
    print("\nfabricated READMEs\n")
    _table(rows, lambda row: row["fabricated"] == "all" and refuted < 0.9 * claims)
    for one in results:
        for label in one.missed if missed else ():
            print(f"  missed {one.name}: {label}")
    return rows


def speed(folder: Path, runs: int) -> list[dict[str, object]]:
    """The whole process on 1,000 files and a README of 500 lines."""
    repository = folder / "generated"
    repository.mkdir()
    make_repository(repository, 1_000)
    (repository / "README.md").write_text(make_readme(500), encoding="utf-8")
    command = [str(MOXI), "check", "--repo", str(repository), "--fail-on", "never"]
    measured = run(command, cwd=folder, runs=runs)
    met = measured.seconds <= MAX_SECONDS and measured.code == 0
    print(
        f"\n1,000 files, README of 500 lines: {measured.seconds:.2f} s, {measured.megabytes:.0f}"
        f" MB, exit {measured.code}: {'met' if met else 'MISSED'} ({MAX_SECONDS} s)\n"
    )
    return [{"part": "speed", **as_row(measured)}]


def _share(planted: list[Planted]) -> float:
    return round(sum(one.found for one in planted) / len(planted), 3) if planted else 1.0


def _table(rows: list[dict[str, object]], missed: Callable[[dict[str, object]], bool]) -> None:
    print_table(
        [*rows[0], ""],
        [[*map(str, row.values()), "MISSED" if missed(row) else ""] for row in rows],
    )


if __name__ == "__main__":
    main()
