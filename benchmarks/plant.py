"""Planted falsehoods: the true claims of a README, broken one by one, and whether that is seen."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.mutate import Break, apply, breaks
from moxi.verify import judged
from moxi.verify.checks.commands.own import called
from moxi.verify.checks.licence import judge, licences_in
from moxi.verify.model import OUTSIDE_KINDS
from moxi.verify.typed import typed_commands

if TYPE_CHECKING:
    from benchmarks.human import CheckedReadme
    from moxi.verify.model import Finding
    from moxi.verify.repository import Repository

MAX_OF_A_KIND = 40
"""claims of one README that are broken, so that no one README is the measure"""
APART = 4
"""lines between two breaks of one batch"""
SHARE = 6
"""of the claims of a kind, one in so many is broken at the same time"""
_CHOSEN = re.compile(r"-p\b|-P\b|--(port|publish|listen|bind|addr)|PORT\b|\d:\d")
_HOSTED = re.compile(
    r"(?:https?:)?//(?!.*/(?:blob|tree|raw)/|raw\.|.*/actions/workflows/.*\.ya?ml)"
)


@dataclass(frozen=True, slots=True)
class Planted:
    """One break, and what the check said to it."""

    repository: str
    line: int
    kind: str
    was: str
    """verified or unknown, before it was broken"""
    style: str
    right: str
    wrong: str
    found: bool
    said: str


@dataclass(frozen=True, slots=True)
class _Plan:
    finding: Finding
    change: Break
    line: str


def plant(readme: CheckedReadme, seed: int) -> list[Planted]:
    """All breaks of a README's local claims, in batches that do not touch each other."""
    chance = random.Random(f"{seed} {readme.name}")
    lines = readme.text.split("\n")
    plans = _plans(readme, lines, chance)
    chance.shuffle(plans)
    out: list[Planted] = []
    while plans:
        batch, plans = _batch(plans)
        broken = list(lines)
        for plan in batch:
            broken[plan.finding.claim.line - 1] = plan.line
        report = judged("\n".join(broken), readme.repository)
        said: dict[int, list[Finding]] = defaultdict(list)
        for finding in report.findings:
            said[finding.claim.line].append(finding)
        out += [_planted(readme, plan, said[plan.finding.claim.line]) for plan in batch]
    return sorted(out, key=lambda one: (one.line, one.kind, one.style, one.wrong))


def _plans(readme: CheckedReadme, lines: list[str], chance: random.Random) -> list[_Plan]:
    by_kind: dict[str, list[Finding]] = defaultdict(list)
    for finding in readme.report.findings:
        claim = finding.claim
        if claim.kind not in OUTSIDE_KINDS and finding.status != "refuted":
            by_kind[claim.kind].append(finding)
    own = _own_words(readme)
    plans: list[_Plan] = []
    for kind in sorted(by_kind):
        some = by_kind[kind]
        chance.shuffle(some)
        for finding in some[:MAX_OF_A_KIND]:
            claim = finding.claim
            if kind in ("link", "image") and _HOSTED.match(claim.text):
                continue  # a page of the host
            if kind == "port" and _CHOSEN.search(lines[claim.line - 1]):
                continue  # the reader's choice
            line = lines[claim.line - 1]
            name, program = own.get((claim.line, claim.text), ("", False))
            for change in breaks(kind, claim.text, chance, name, program=program):
                wrong = apply(line, change)
                if wrong is not None and not _is_true(kind, change.wrong, readme.repository):
                    plans.append(_Plan(finding, change, wrong))
    return plans


def _own_words(readme: CheckedReadme) -> dict[tuple[int, str], tuple[str, bool]]:
    """The subcommand, else the program, of each command that starts an own program, and whether
    it is the program."""
    from moxi.verify.markdown import parse

    if not readme.repository.readme.lower().endswith((".md", ".markdown")):
        return {}
    repository = readme.repository
    words: dict[tuple[int, str], tuple[str, bool]] = {}
    for typed in typed_commands(parse(readme.text, repository.readme), repository):
        found = called(typed, repository)
        if found:
            subs = {s.name.split()[0] for fact in found[1] for s in fact.value.subcommands}
            sub = next((word for word in found[2][:1] if word in subs), "")
            name = sub or typed.program.rpartition("/")[2]
            words[typed.line, typed.text] = (name, not sub)
    return words


def _is_true(kind: str, wrong: str, repository: Repository) -> bool:
    """Whether what a break says may be true after all."""
    words = repository.words
    if kind in ("flag", "environment", "port", "import", "package"):
        return words.literal(wrong) is not None
    if kind in ("licence", "badge"):
        named = [family for family, _, _ in licences_in(wrong)]
        return any(judge(family, repository).status == "verified" for family in named)
    if kind in ("link", "image", "path", "command"):
        return any(wrong in re.split(r"[/.]", path) for path in repository.tree.paths)
    return False


def _batch(plans: list[_Plan]) -> tuple[list[_Plan], list[_Plan]]:
    """Some plans whose lines stand apart and that break few claims of a kind, and the others."""
    counts: dict[str, int] = defaultdict(int)
    for plan in plans:
        counts[plan.finding.claim.kind] += 1
    taken: list[_Plan] = []
    left: list[_Plan] = []
    lines: list[int] = []
    used: dict[str, int] = defaultdict(int)
    for plan in plans:
        claim = plan.finding.claim
        room = max(1, counts[claim.kind] // 4 // SHARE)
        if used[claim.kind] < room and all(abs(claim.line - line) >= APART for line in lines):
            taken.append(plan)
            lines.append(claim.line)
            used[claim.kind] += 1
        else:
            left.append(plan)
    return taken, left


def _planted(readme: CheckedReadme, plan: _Plan, said: list[Finding]) -> Planted:
    claim, change = plan.finding.claim, plan.change
    about = [one for one in said if _speaks(one, claim.kind, change.wrong)]
    found = any(one.status == "refuted" for one in about)
    words = "; ".join(f"{one.claim.kind} {one.status}: {one.verdict.reason}" for one in about)
    return Planted(
        readme.name, claim.line, claim.kind, plan.finding.status, change.style,
        change.right, change.wrong, found, words or "no claim",
    )  # fmt: skip


def _speaks(finding: Finding, kind: str, wrong: str) -> bool:
    return wrong.lower() in finding.claim.text.lower() or (
        finding.claim.kind == kind and kind in ("code", "licence", "badge", "version")
    )
