"""For each purpose: which of its commands are different enough to be shown beside each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.draft.commands.command import CHECKED, ENVIRONMENTS, SERVES, is_part
from moxi.facts.model import Task
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.draft.commands.command import Command
    from moxi.draft.view import View
    from moxi.facts.model import Purpose

_OTHER_TEXT = lazy_re(r"\b(docs?|md|markdown|readme|yaml|toml|json|sql|proto|nix|toc)\b")
_DATABASE = lazy_re(r"(?:create|set up|seed) the database")
_SETS_UP = lazy_re(r"^\S+ (setup|bootstrap|init|develop|dev|dev[-_]?setup|(install[-_])?dev|"
                   r"install[-_](dev|deps)|deps|dev[-_]?(deps|install|env))$")  # fmt: skip
_TEST_FILE = lazy_re(r"(?:[\w-]+/)*(?:test_\w+|\w+[_.-]test)\.(?:py|m?js|cjs)")
_GENERIC = frozenset(("lint", "lints", "linting", "linters", "check", "checks", "style", "quality"))
_OF_A_PART = lazy_re(
    r"(?:^|[\W_])(?:api|mail|smoke|ui|load|perf|upgrade|build|install|dist|import|release)(?:[\W_]|$)"
)
"""one kind of tests, beside those that come first to mind"""


def setups(commands: list[Command]) -> list[Command]:
    """One for each package manager and folder, then a recipe that does more, then the hooks."""
    kept: dict[tuple[str, str], Command] = {}
    for command in commands:
        if command.program in ENVIRONMENTS:
            continue
        family = command.ecosystem or command.family
        if is_of_database(command):
            kept.setdefault((command.task.description, command.task.directory), command)
        elif family in ("Python", "JavaScript", "runner", "hooks"):
            kept.setdefault((family, command.task.directory), command)
        else:
            kept.setdefault((command.program, command.task.directory), command)
    managed = {folder for family, folder in kept if family not in ("runner", "hooks")}
    scripted = {c.task.directory for c in kept.values() if c.family == "script"}
    if scripted:  # `scripts/setup` does what the package manager is told otherwise
        return [
            c
            for c in kept.values()
            if c.family == "script" or c.task.directory not in scripted or c.family == "hooks"
        ]
    picked = [
        command
        for (family, folder), command in kept.items()
        if family != "runner" or folder not in managed or _SETS_UP.match(command.task.command)
    ]
    return sorted(picked, key=is_of_database)


def is_of_database(command: Command) -> bool:
    """Whether it readies the database, which needs the dependencies and so comes after them."""
    return bool(_DATABASE.match(command.task.description))


def tests(view: View, commands: list[Command]) -> list[Command]:
    """The plain tests as the tool and as a runner start them, then those of another kind."""
    prepared = any(
        re.search(r"test|dev|sync|poetry install|pdm install|hatch", fact.value.command)
        for fact in view.all(Task)
        if fact.value.purpose == "setup" and not fact.value.in_ci
    )

    plain_ones = [c for c in commands if not c.side and c.family == "tool"]

    def rank(command: Command) -> tuple[bool | int, ...]:
        # brings its environment along
        own = command.program in ENVIRONMENTS or command.task.command.startswith("hatch ")
        return (
            command.task.directory != view.facts.folder,
            (command.family == "script" and not _runs_all(command)) or _is_one_file(command),
            bool(re.search(r"\s-[kmt]\s", " ".join(command.words))),
            any(is_part(command, o) and o.subject != command.subject for o in plain_ones),
            not command.in_ci,
            command.family == "runner",
            own == prepared if command.ecosystem == "Python" else False,
            _length(command),
        )

    plain = sorted((c for c in commands if not c.side), key=rank)
    plain = [c for c in plain if c.words != ("make",)] or plain
    kept: dict[tuple[str, str], Command] = {}
    for command in plain:
        if command.family == "script" and kept:
            continue
        if command.family == "runner" and kept and not _is_plain_test(command):
            continue
        if not any(o.family == command.family and is_part(command, o) for o in kept.values()):
            family = "runner" if command.family == "script" else command.family
            kept.setdefault((family, command.task.directory), command)
    for command in commands:
        last = command.side in ("coverage", "container") and not kept
        if command.side in ("e2e", "integration") or last:
            kept.setdefault((command.side, ""), command)
    return list(kept.values())


def _is_one_file(command: Command) -> bool:
    """Whether one file of tests is run as a program: `python test_build.py`."""
    words = command.task.command.split()
    return any(_TEST_FILE.fullmatch(word) for word in words[1:]) and words[0] in (
        "python", "python3", "node",
    )  # fmt: skip


def _runs_all(command: Command) -> bool:
    """Whether a script is named for tests, and for no kind of them alone."""
    return "test" in command.words[0] and not _OF_A_PART.search(command.task.command)


def _is_plain_test(command: Command) -> bool:
    """`make test`; `make test-db` only where the project says what it is."""
    named = command.subject in (
        "test",
        "tests",
        "check",
        "unit",
        "unit-test",
        "test-all",
        "testall",
    )
    return named or (bool(command.subject) and bool(command.task.description))


def _length(command: Command) -> int:
    """How much the name of a recipe says beside its purpose: `make test` before `make test-all`."""
    if command.family == "tool" and not command.words[0].startswith("@"):
        return 1
    if command.subject in ("all", ""):
        return 9 if command.family == "runner" else 1
    return len(re.split(r"[-_: ]", command.subject))


def lints(commands: list[Command], formats: bool) -> list[Command]:
    """What CI runs, else everything there is, without what formatting does anyway."""
    checks = [c for c in commands if CHECKED.search(c.task.command)]
    commands = [c for c in commands if c not in checks or not formats] or checks
    if any(command.in_ci for command in commands):
        commands = [c for c in commands if c.in_ci or c.family in ("hooks", "tool")]
    kept: list[Command] = []
    for command in commands:
        if any(is_part(command, other) or is_part(other, command) for other in kept):
            continue
        if _lints_all(command) and any(_lints_all(other) for other in kept):
            continue
        kept.append(command)
    return kept


def _lints_all(command: Command) -> bool:
    """Whether it starts several tools, as all of its kind do."""
    return command.family in ("runner", "hooks") or command.subject in _GENERIC


def of_each_family(commands: list[Command], purpose: Purpose) -> list[Command]:
    """One of the tool; a runner's beside it only where the project says what it does."""
    if purpose == "docs":
        commands = sorted(commands, key=lambda c: bool(SERVES.search(c.task.command)))
    if purpose == "run":
        commands = [c for c in commands if "--example" not in c.words]
    if purpose in ("bench", "build"):
        commands = [c for c in commands if not re.match(r"\w+=", c.task.command)]
        commands.sort(key=lambda c: (c.family == "script", _length(c) > 2))
    if purpose == "typecheck":  # a build and clippy check them
        commands = [c for c in commands if c.subject != "cargo check"]
    if purpose == "format":  # of the pages or the generated code only
        commands = [c for c in commands if not _OTHER_TEXT.search(c.subject)]
    kept: dict[tuple[str, str], Command] = {}
    for command in commands:
        key = (command.family, command.task.directory)
        if purpose == "build" and command.program in ("go", "cargo"):
            key = (command.subject, command.task.directory)
        if purpose == "build" and command.task.description == "bundle":  # of what is built
            key = ("bundle", command.task.directory)
        beside = any(folder == command.task.directory for _, folder in kept)
        if beside and command.family == "script":
            continue
        if beside and not (command.task.description or command.in_ci):
            continue
        if beside and command.program in ENVIRONMENTS:
            continue
        kept.setdefault(key, command)
    return list(kept.values())
