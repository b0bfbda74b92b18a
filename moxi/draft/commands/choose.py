"""The commands of each purpose: found, told from each other, and those of the folder first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.draft.commands import kinds
from moxi.draft.commands.command import Command, own_ecosystem
from moxi.facts.common.purpose import essence
from moxi.facts.common.shell import words_of
from moxi.facts.model import Task
from moxi.facts.paths import relative
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import Purpose

_ELSEWHERE = lazy_re(r"/home/|/github/|/Users/|/tmp/|\$\{?(GITHUB|RUNNER|CI)_")
"""a path of the machine that CI runs on"""
_CI_ONLY = lazy_re(r"\bonly (?:for )?(?:use |used |meant )?(?:in|by|on|for) ci\b", re.IGNORECASE)
_OF_CI = lazy_re(r"[-_:](?:in[-_])?ci$")
_IN_FOLDER = lazy_re(r"(make|npm|pnpm|yarn|go|just|git|cargo) (-C|--prefix|--cwd|--dir)[ =]")
MAX_APART = 3
"""packages in folders of their own that one README tells how to work on"""
_LIMITS: dict[Purpose, int] = {
    "setup": 4, "build": 2, "run": 1, "test": 3, "lint": 2, "format": 1, "typecheck": 1,
    "docs": 1, "bench": 1,
}  # fmt: skip


def choose(view: View) -> list[Fact[Task]]:
    """The commands to show, in the order in which they are run."""
    wanted = [purpose for purpose in _LIMITS if purpose != "run" or _is_started(view)]
    chosen: list[Command] = []
    for purpose in wanted:
        found = _covered(view, _found(view, purpose))
        if purpose == "bench":  # of one package it tells little about the whole
            found = [c for c in found if c.task.directory == view.facts.folder]
        if purpose == "setup":
            picked = kinds.setups(found)
        elif purpose == "test":
            picked = kinds.tests(view, found)
        elif purpose == "lint":
            picked = kinds.lints(found, bool(_found(view, "format")))
        else:
            picked = kinds.of_each_family(found, purpose)
        chosen += picked[: _LIMITS[purpose]]
    chosen = [*_set_up_too(view, chosen), *chosen]
    return [command.fact for command in chosen if _has_its_folder(command, chosen)]


def _set_up_too(view: View, chosen: list[Command]) -> list[Command]:
    """The set-up of the folders in which the rest runs, where the root's own does not do it."""
    used = {command.task.directory for command in chosen if command.task.purpose != "setup"}
    if not _is_started(view):  # usage starts the parts
        used |= {f.value.directory for f in view.all(Task) if f.value.purpose == "run"}
    ready = {command.task.directory for command in chosen if command.task.purpose == "setup"}
    missing = [c for c in _found(view, "setup") if c.task.directory in used - ready]
    firsts: dict[tuple[str, ...], Command] = {}
    for command in missing:
        if command.ecosystem and _is_near(view, command):
            task = command.task
            firsts.setdefault((task.directory, command.ecosystem, task.description), command)
    order = sorted(firsts.values(), key=lambda c: (c.task.directory, kinds.is_of_database(c)))
    return order[:MAX_APART]


def _has_its_folder(command: Command, chosen: list[Command]) -> bool:
    """`cmake --build x` works only after `cmake -B x`."""
    if command.words[:2] != ("cmake", "--build") or len(command.words) < 3:
        return True
    made = [other.words for other in chosen if other.words[:2] == ("cmake", "-B")]
    return not made or any(words[2:3] == command.words[2:3] for words in made)


def _is_started(view: View) -> bool:
    """Of a program and a library, how it is started for work on it; for others usage tells."""
    return view.is_cli or view.is_library


def _found(view: View, purpose: Purpose) -> list[Command]:
    """All commands of a purpose, each once; CI's first, its setup last."""
    found: dict[tuple[str, str], Fact[Task]] = {}
    in_ci: set[tuple[str, str]] = set()
    for fact in view.all(Task):
        if fact.value.purpose != purpose or not essence(fact.value.command):
            continue
        if _CI_ONLY.search(fact.value.description):
            continue
        if _ELSEWHERE.search(fact.value.command) or _IN_FOLDER.match(fact.value.command):
            continue
        key = (fact.value.directory, fact.value.command)
        if fact.value.in_ci:
            in_ci.add(key)
        if key not in found or (fact.value.description and not found[key].value.description):
            found[key] = fact
    # CI sets itself up in ways of its own; in all else it shows what really works.
    commands = [
        Command(fact, essence(fact.value.command), key in in_ci) for key, fact in found.items()
    ]
    own = own_ecosystem(view)
    commands.sort(
        key=lambda command: (
            command.ecosystem not in ("", own),
            command.in_ci == (purpose == "setup"),
        )
    )
    single = [command for command in commands if not _has_several(command)]
    usual = [command for command in single or commands if not _is_of_ci(command, commands)]
    return _plain(usual)


def _has_several(command: Command) -> bool:
    """`make lint test`: what it does is told by its parts."""
    names = [word for word in command.words[1:] if word[0] not in "-$" and "=" not in word]
    if command.program in ("tox", "nox"):
        return any("," in word for word in names)
    return command.program in ("make", "gmake", "just", "task") and len(names) > 1


def _is_of_ci(command: Command, others: list[Command]) -> bool:
    """Whether its name says that it counts on the machine of CI, and there is one that does not:
    `make test-in-ci` beside `make test`."""
    usual = _OF_CI.sub("", command.task.command)
    return usual != command.task.command and any(o.task.command == usual for o in others)


def _plain(commands: list[Command]) -> list[Command]:
    """Without longer forms of a command that is there plain, and in its place the plain one."""
    kept: dict[int, Command] = {}
    for command in commands:
        plain = min(
            (
                other
                for other in commands
                if other.task.directory == command.task.directory
                and _is_plainer(other.words, command.words)
            ),
            key=lambda other: (len(words_of(other.task.command)), other.task.command),
        )
        known = kept.get(id(plain), plain)
        kept[id(plain)] = replace(known, in_ci=known.in_ci or command.in_ci)
    return list(kept.values())


def _is_plainer(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether `one` is `two` without some of its flags."""
    rest = iter(two)
    for word in one:
        for passed in rest:
            if passed == word:
                break
            if not _is_flag(passed):
                return False
        else:
            return False
    return all(_is_flag(word) for word in rest)


def _is_flag(word: str) -> bool:
    """A flag, a variable, or a variable that is given to `make`."""
    return word[0] in "-$" or bool(re.match(r"[A-Z_]+=", word))


def _covered(view: View, commands: list[Command]) -> list[Command]:
    """Those of the project's own folder first; of another only what is of another ecosystem."""
    here = [command for command in commands if command.task.directory == view.facts.folder]
    lead = view.facts.package.folder if view.facts.package else view.facts.folder
    taken = {command.ecosystem for command in here}
    if here and view.package:
        taken.add(own_ecosystem(view))
    aside = [
        command
        for command in commands
        if command.task.directory != view.facts.folder
        and command.ecosystem not in taken
        and (not here or (command.ecosystem and _is_near(view, command)))
    ]
    aside.sort(key=lambda command: command.task.directory != lead)
    if not here and not _stands_for_all(view):
        return []
    if not here and aside:
        # Without commands of its own, the one package that leads stands for the rest.
        first = [c for c in aside if c.task.directory == aside[0].task.directory]
        others = {c.ecosystem for c in first}
        return [*first, *(c for c in aside if c.ecosystem not in others and _is_near(view, c))]
    return [*here, *aside]


def _stands_for_all(view: View) -> bool:
    """Whether the leading package, in a folder of its own, is what the repository is about."""
    lead = view.facts.package
    if lead is None or len(view.facts.packages) <= MAX_APART:
        return len(view.facts.packages) <= MAX_APART
    names = (lead.folder.rpartition("/")[2], lead.value.name.rpartition("/")[2])
    return view.slug in names


def _is_near(view: View, command: Command) -> bool:
    """Whether it runs in a folder directly in the project, such as `frontend`."""
    return "/" not in relative(command.task.directory, view.facts.folder)
