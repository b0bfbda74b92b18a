"""Which of the many commands that CI runs a newcomer should see, in their plainest form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.words import words
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.common.ci.pipeline import Pipeline, Run

MAX_PER_PURPOSE = 3
_SIDE = 3
_MAIN = frozenset(
    words(
        """ci test tests testing build main check checks unit python go rust node js nodejs pr pull
        request push workflow suite and lint package continuous integration validate verify on
        quality gha actions cicd default code style format typing types pre commit"""
    )
)
_ASIDE = frozenset(
    words(
        """nightly docs doc coverage benchmark benchmarks bench legacy e2e windows macos mac osx
        cross compat downstream fuzz sanitizers minimal freebsd bsd wasm snap brew docker deploy
        release publish stale codeql dependabot pages website demo preview sync security audit
        scorecard spelling spellcheck links update autofix"""
    )
)
_RELEASES = frozenset(
    words(
        "release releases publish deploy deployment cd stale codeql dependabot labeler label sync "
        "winget homebrew brew snap nightly pages scorecard update"
    )
)
_SERIOUS = ("test", "lint", "typecheck", "build", "format")
_NARROW = lazy_re(
    r"cargo .*(--no-run|--manifest-path|\s-p\s|--package[ =]|\s-Z)|cargo \+(beta|nightly-\d|stable)"
    r"|cargo \+nightly (?!fmt)|cargo (test|nextest run) [a-z]|go test .*(-fuzz|-run[ =])"
    r"|prettier .*--write [\w./-]+\.\w+$|go test (-\S+ )*\./[^. ]"
    r"|pytest (-\S+ )*(docs?|examples?)/\S+$|/home/runner/|/Users/runner/"
)
_PARTIAL = lazy_re(r"\s(-k|-m|-t|--grep|-run|--filter|--lib|--bin|--test|--doc|--example)[\s=]")


def rank(pipeline: Pipeline) -> tuple[int, str]:
    """Which pipeline speaks for the project: 0 is the one that tests every change."""
    stem = pipeline.path.rpartition("/")[2].rpartition(".")[0]
    tokens = [t for t in re.split(r"[^a-z0-9]+", stem.lower()) if t]
    named = [t for t in re.split(r"[^a-z0-9]+", pipeline.name.lower()) if t]
    value = 1
    if tokens and all(token in _MAIN for token in tokens):
        value = 0
    elif not any(token in _MAIN for token in (*tokens, *named)):
        value = 2
    if any(token in _ASIDE for token in tokens):
        value += 3
    if not pipeline.on_change:
        value += 10
    if "test" not in pipeline.purposes:
        value += 1
    return value, pipeline.path


def speaks(pipeline: Pipeline) -> bool:
    """Whether its commands are those of everyday work, not of a release or of housekeeping."""
    stem = pipeline.path.rpartition("/")[2].rpartition(".")[0].lower()
    tokens = set(re.split(r"[^a-z0-9]+", stem))
    if not pipeline.on_change:
        return False
    return not tokens & _RELEASES or bool(tokens & {"ci", "test", "tests", "cicd"})


def choose(pipelines: list[Pipeline]) -> list[tuple[Pipeline, Run]]:
    """One form of each tool's command per purpose and folder, the main pipeline's first."""
    ordered = sorted((p for p in pipelines if speaks(p)), key=rank)
    groups: dict[tuple[str, str, str], list[tuple[Pipeline, Run]]] = {}
    for pipeline in ordered:
        serious = {run.job for run in pipeline.runs if run.purpose in _SERIOUS}
        for run in pipeline.runs:
            if run.purpose == "setup" and run.job not in serious:
                continue
            groups.setdefault((run.purpose, run.directory, run.tool), []).append((pipeline, run))
    groups = {key: kept for key, found in groups.items() if (kept := _whole(found))}
    chosen: dict[tuple[str, str], list[tuple[Pipeline, Run]]] = {}
    for (purpose, directory, _), found in groups.items():
        chosen.setdefault((purpose, directory), []).extend(_plainest(found))
    return [item for found in chosen.values() for item in _foremost(found)[:MAX_PER_PURPOSE]]


def _whole(found: list[tuple[Pipeline, Run]]) -> list[tuple[Pipeline, Run]]:
    """Without commands on one crate, package, test or unreleased compiler only."""
    return [item for item in found if not _NARROW.search(item[1].command)]


def _foremost(found: list[tuple[Pipeline, Run]]) -> list[tuple[Pipeline, Run]]:
    """Without what only a side workflow runs, or a script beside the real runner."""
    main = [item for item in found if rank(item[0])[0] < _SIDE]
    found = main or found
    runners = [
        item for item in found if not re.match(r"(\S+ )?(\./)?(tests?|examples?)/", item[1].command)
    ]
    found = runners or found
    first = found[0][0].path
    return [
        item
        for item in found
        if item[0].path == first
        or not re.match(r"(bash )?(\./)?[\w.-]*/?[\w.-]+\.sh\b", item[1].command)
    ]


def _plainest(found: list[tuple[Pipeline, Run]]) -> list[tuple[Pipeline, Run]]:
    """The plainest form; where each runs only a part of the tests, those of one job together."""
    best = min(found, key=lambda item: (*_plainness(item[1]), rank(item[0])))
    if not _PARTIAL.search(best[1].command):
        return [best]
    job = (found[0][0].path, found[0][1].job)
    same = {run.command: (p, run) for p, run in found if (p.path, run.job) == job}
    return list(same.values())[:2]


def _plainness(run: Run) -> tuple[bool, bool, int]:
    flags = len(re.findall(r"(?<=\s)-{1,2}\w", run.command))
    return bool(_PARTIAL.search(run.command)), run.doubtful, flags
