"""Which files of a repository tell a model most, best first, each with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from posixpath import basename
from typing import TYPE_CHECKING

from moxi.facts.model import (
    Action,
    Cli,
    ConfigFile,
    EntryPoint,
    EnvVar,
    Example,
    Package,
    Service,
    Symbol,
    Task,
)
from moxi.facts.paths import is_docs, is_example, is_generated, is_test, is_vendored
from moxi.patterns import lazy_re
from moxi.redact import is_secret_file

if TYPE_CHECKING:
    from moxi.facts import Facts
    from moxi.snapshot.model import Snapshot

MAX_KEY_FILES = 12
README_WEIGHT = 8
_README = lazy_re(
    r"(?:.*[-_.])?read[-_]?me(?:[-_.].*)?|pkg-info|metadata|liesmich.*|lisezmoi.*", re.I
)
_REASONS: tuple[tuple[type, str, int], ...] = (
    (Package, "manifest", 6),
    (Action, "the action's inputs and outputs", 6),
    (EntryPoint, "entry point", 5),
    (Cli, "command line", 5),
    (Symbol, "public API", 4),
    (Example, "example", 4),
    (Service, "services", 3),
    (ConfigFile, "configuration", 2),
    (EnvVar, "environment variables", 2),
    (Task, "tasks", 1),
)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One file that matters; `weight` ranks it."""

    path: str
    reasons: tuple[str, ...]
    weight: int


def key_files(
    facts: Facts, snapshot: Snapshot, *, with_readme: bool = False
) -> tuple[KeyFile, ...]:
    """The files on which the leading project's facts rest, most telling first.

    Files that hold secrets, generated and vendored ones never; READMEs, of any place and name,
    only with `with_readme`.
    """
    reasons: dict[str, dict[str, int]] = {}
    for fact in facts:
        for kind, reason, weight in _REASONS:
            if isinstance(fact.value, kind):
                for evidence in fact.evidence:
                    if evidence.path in snapshot.tree:
                        reasons.setdefault(evidence.path, {}).setdefault(reason, weight)
    for path in snapshot.tree.files(facts.folder) if with_readme else ():
        if is_readme(path):
            reasons.setdefault(path, {})["README"] = README_WEIGHT
    found = [
        KeyFile(path, tuple(told), sum(told.values()) - _distance(path))
        for path, told in reasons.items()
        if _may_be_shown(path, with_readme=with_readme)
    ]
    found.sort(key=lambda one: (-one.weight, one.path.count("/"), one.path))
    return tuple(found[:MAX_KEY_FILES])


def is_readme(path: str) -> bool:
    """Whether a file is a README, or a registry's copy of one."""
    return bool(_README.fullmatch(basename(path)))


def as_lines(files: tuple[KeyFile, ...]) -> list[str]:
    """One line a file: its path and why it matters."""
    width = max((len(one.path) for one in files), default=0)
    lines = (f"{one.path:<{width}}  {', '.join(one.reasons)}" for one in files)
    return ["".join(char if char.isprintable() else " " for char in line) for line in lines]


def as_objects(files: tuple[KeyFile, ...]) -> list[dict[str, object]]:
    """`[{"path", "reasons", "weight"}]`, JSON-ready."""
    return [{"path": one.path, "reasons": list(one.reasons), "weight": one.weight} for one in files]


def _may_be_shown(path: str, *, with_readme: bool) -> bool:
    if is_secret_file(path) or is_generated(path) or is_vendored(path):
        return False
    return with_readme or not is_readme(path)


def _distance(path: str) -> int:
    """What a file far from the surface loses."""
    aside = is_test(path) or is_docs(path)
    return min(path.count("/"), 3) // 2 + (2 if aside and not is_example(path) else 0)
