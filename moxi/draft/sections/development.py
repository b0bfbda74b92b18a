"""How a developer sets it up, builds it, tests it and lints it: what CI really runs, first."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.draft.sections.command_line import in_folder
from moxi.facts.common.purpose import essence
from moxi.facts.model import Install, Note, Task, Workflow

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import Purpose

# How many commands of a purpose a reader wants to see, and what they are for.
_PURPOSES: tuple[tuple[Purpose, int, str], ...] = (
    ("setup", 3, "set up"),
    ("build", 2, "build"),
    ("run", 1, "run"),
    ("test", 3, "run the tests"),
    ("lint", 3, "lint"),
    ("format", 2, "format"),
    ("typecheck", 1, "check the types"),
    ("docs", 1, "build the documentation"),
    ("bench", 1, "run the benchmarks"),
)
_OS = {"ubuntu": "Linux", "macos": "macOS", "windows": "Windows"}
MAX_COMMENT = 60
MAX_OTHERS = 12


def build(view: View, body: Body) -> None:
    """One block of commands, then what CI tests on, then the other documented tasks."""
    chosen = choose(view)
    clone = _clone(view, chosen)
    if chosen:
        body.add(md.fence("\n".join([*clone, *_lines(view, chosen)]), "sh"), *chosen)
    _ci(view, body)
    _others(view, body, chosen)
    for note in view.all(Note):
        if note.value.section == "development":
            body.add(md.sentence(note.value.markdown), note)


def choose(view: View) -> list[Fact[Task]]:
    """The commands to show, in the order in which they are run."""
    started = not view.is_cli and not view.is_library  # usage shows how it is started
    in_ci = {in_folder(view, f.value) for f in view.all(Task) if f.value.in_ci}
    chosen: list[Fact[Task]] = []
    for purpose, limit, _ in _PURPOSES:
        if purpose == "run" and started:
            continue
        found: dict[str, Fact[Task]] = {}
        for fact in view.all(Task):
            if fact.value.purpose == purpose:
                key = in_folder(view, fact.value)
                if key not in found or (
                    fact.value.description and not found[key].value.description
                ):
                    found[key] = fact
        # CI sets itself up in ways of its own; in all else it shows what really works.
        ordered = sorted(found.items(), key=lambda item: (item[0] in in_ci) == (purpose == "setup"))
        kinds: dict[tuple[str, ...], Fact[Task]] = {}
        for _, fact in ordered:
            kinds.setdefault((fact.value.directory, *_kind(fact.value.command)), fact)
        chosen += list(kinds.values())[:limit]
    return chosen


def _kind(command: str) -> tuple[str, ...]:
    """`pytest -v` and `uv run pytest` are one kind of command, `npm run a` and `npm run b` two."""
    return tuple(takewhile(lambda word: word[0] not in "-.$\"'", essence(command)))


def _clone(view: View, chosen: list[Fact[Task]]) -> list[str]:
    """Getting the source, unless the install section shows it or nothing follows from it."""
    url = view.snapshot.metadata.url
    shown = any("git clone" in line for fact in view.all(Install) for line in fact.value.commands)
    if not url or shown or not any(fact.value.purpose == "setup" for fact in chosen):
        return []
    folder = (
        f"{view.slug}"
        if not view.facts.folder
        else f"{view.snapshot.metadata.name}/{view.facts.folder}"
    )
    return [f"git clone {url}.git", f"cd {folder}"]


def _lines(view: View, chosen: list[Fact[Task]]) -> list[str]:
    meanings = {purpose: meaning for purpose, _, meaning in _PURPOSES}
    commands = [in_folder(view, fact.value) for fact in chosen]
    width = max((len(command) for command in commands if len(command) <= 50), default=0)
    lines: list[str] = []
    for command, fact in zip(commands, chosen, strict=True):
        comment = fact.value.description.strip().rstrip(".")
        if not comment or len(comment) > MAX_COMMENT or "\n" in comment:
            comment = meanings[fact.value.purpose]
        if comment[1:2].islower():
            comment = comment[0].lower() + comment[1:]
        lines.append(f"{command:<{width}}  # {comment}")
    return lines


def _ci(view: View, body: Body) -> None:
    """`CI tests on Python 3.10 to 3.13, on Linux and macOS.`"""
    workflows = [fact for fact in view.all(Workflow) if "test" in fact.value.purposes]
    if not workflows:
        return
    fact = workflows[0]
    tools: dict[str, list[str]] = {}
    systems: dict[str, None] = {}
    for version in fact.value.versions:
        system = next((name for key, name in _OS.items() if version.lower().startswith(key)), "")
        if system:
            systems[system] = None
        elif match := re.fullmatch(r"(\S.*?) (pypy-?)?([\w.*-]+)", version):
            name = "PyPy" if match.group(2) else match.group(1)
            tools.setdefault(name, []).append(match.group(3).removesuffix(".x"))
    on = md.join(f"{name} {_span(numbers)}" for name, numbers in tools.items())
    told = ", ".join(f"on {part}" for part in (on, md.join(systems)) if part)
    name = view.link("CI", fact.value.path)
    if told:
        body.add(f"{name} runs the tests {told}.", fact)
    else:
        body.add(f"{name} runs the tests.", fact)


def _span(versions: list[str]) -> str:
    """`3.9 to 3.13` for versions without a gap, all of them otherwise."""
    parts = [re.fullmatch(r"(?:(\d+)\.)?(\d+)", version) for version in versions]
    numbers = [(match.group(1), int(match.group(2))) for match in parts if match]
    first = numbers[0] if numbers else None
    if (
        first
        and len(versions) > 2
        and numbers == [(first[0], first[1] + step) for step in range(len(versions))]
    ):
        return f"{versions[0]} to {versions[-1]}"
    return md.join(versions)


def _others(view: View, body: Body, chosen: list[Fact[Task]]) -> None:
    shown = {fact.value.command for fact in chosen}
    others = list(
        {
            fact.value.command: fact
            for fact in view.all(Task)
            if fact.value.command not in shown
            and fact.value.description
            and fact.value.purpose != "run"
            and fact.value.directory == view.facts.folder
        }.values()
    )[:MAX_OTHERS]
    if len(others) > 1:
        rows = [(md.code(fact.value.command), md.prose(fact.value.description)) for fact in others]
        body.add("Other tasks:")
        body.add(md.table(("task", "what it does"), rows), *others)
