"""How a developer sets it up, builds it, tests it and lints it: what CI really runs, first."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.draft.commands import choose, meaning
from moxi.draft.sections.command_line import in_folder
from moxi.draft.sections.install import requirement, runtimes_of
from moxi.draft.sections.usage import runs
from moxi.facts.common.purpose import essence
from moxi.facts.common.words import words
from moxi.facts.model import Install, Note, Task, Workflow
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_MEANINGS: dict[str, str] = {
    "setup": "set up", "build": "build", "run": "run", "test": "run the tests", "lint": "lint",
    "format": "format the code", "typecheck": "check the types",
    "docs": "build the documentation", "bench": "run the benchmarks",
}  # fmt: skip
_EVERYDAY = frozenset(
    words(
        """test tests unit e2e integration coverage cov bench benchmark benchmarks fuzz profile
        build image images docker container dist package bundle release wasm cross static install
        uninstall completions man docs doc serve dev watch run start shell repl console preview demo
        example examples generate gen codegen proto protobuf protos schema openapi swagger graphql
        migrate migration migrations seed db database lint format fmt fix typecheck types mypy
        check vet doctest smoke snapshot snapshots locales translations i18n messages assets css
        frontend backend ui web client server debug storybook"""
    )
)
_UPKEEP = frozenset(
    words(
        """publish deploy push tag bump version changelog clean clear reset purge rm remove delete
        ci cd upgrade update sync stale sign notarize promote rollback login secrets mirror report
        reports vendor release releases rotate cut prune"""
    )
)
_VERSION = lazy_re(r"(\S.*?) (?:(pypy|graalpy)-?)?([\w.*/-]+?)(?:-v[\d.]+)?")
_LANGUAGES = {
    "Python": "Python", "JavaScript": "Node.js", "TypeScript": "Node.js", "Rust": "Rust",
    "Go": "Go",
}  # fmt: skip
_PYTHONS = {"pypy": "PyPy", "graalpy": "GraalPy"}
_NUMBER = lazy_re(r"(?:(\d+)\.)?(\d+)")
_OS = {"ubuntu": "Linux", "linux": "Linux", "macos": "macOS", "osx": "macOS", "windows": "Windows"}
MAX_COMMENT = 60
MAX_OTHERS = 8


def build(view: View, body: Body) -> None:
    """One block of commands, then what CI tests on, then the other documented tasks."""
    chosen = _not_installed(view, choose(view))
    clone = _clone(view, chosen)
    if chosen and (needed := runtimes_of(view, to_develop=True)):
        body.add(f"Requires {md.join(map(requirement, needed))}.", *needed)
    if chosen:
        body.add(md.fence("\n".join([*clone, *_lines(view, chosen)]), "sh"), *chosen)
    _ci(view, body)
    _others(view, body, chosen)
    for note in view.all(Note):
        if note.value.section == "development":
            body.add(md.sentence(note.value.markdown), note)


def _not_installed(view: View, chosen: list[Fact[Task]]) -> list[Fact[Task]]:
    """Without the set-up that the install section shows already, where more is to be told."""
    shown = {
        line
        for fact in view.all(Install)
        if fact.value.method == "source" and any("git clone" in c for c in fact.value.commands)
        for line in fact.value.commands
    }
    rest = [
        fact
        for fact in chosen
        if fact.value.purpose != "setup"
        or fact.value.command not in shown
        or fact.value.directory != view.facts.folder
    ]
    return rest if any(fact.value.purpose == "test" for fact in rest) else chosen


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
    modules = "--recurse-submodules " if view.snapshot.tree.has_submodules else ""
    return [f"git clone {modules}{url}.git", f"cd {folder}"]


def _lines(view: View, chosen: list[Fact[Task]]) -> list[str]:
    commands = [in_folder(view, fact.value) for fact in chosen]
    width = max((len(command) for command in commands if len(command) <= 50), default=0)
    lines: list[str] = []
    said: list[str] = []
    for command, fact in zip(commands, chosen, strict=True):
        comment = fact.value.description.strip().rstrip(".")
        if not comment or len(comment) > MAX_COMMENT or "\n" in comment:
            usual = _MEANINGS.get(fact.value.purpose, fact.value.purpose)
            comment = meaning(view, fact, usual)
            part = _part(fact.value.command)
            comment = f"{comment} ({part})" if part and comment == usual == "build" else comment
        if comment[1:2].islower() or comment[1:2] == " ":
            comment = comment[0].lower() + comment[1:]
        if comment in said and fact.value.directory == view.facts.folder:
            program = essence(fact.value.command)[0]
            started = fact.value.command.split(" ")[0] if program.startswith("@") else program
            part = _part(fact.value.command)
            comment = f"{comment} ({part})" if part else f"{comment} with {started}"
        said.append(comment)
        lines.append(f"{command:<{width}}  # {comment}")
    return lines


def _part(command: str) -> str:
    """What a target is about beside its kind: `gui` of `just build-gui`."""
    first, _, rest = re.split(r"[ :]", command)[-1].partition("-")
    return rest.replace("-", " ") if first in ("build", "test", "lint", "run", "docs") else ""


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
        elif match := _VERSION.fullmatch(version):
            name = _PYTHONS.get(match.group(2), match.group(1))
            number = match.group(3).removesuffix(".x").replace("lts/*", "LTS")
            if number not in tools.setdefault(name, []):
                tools[name].append(number)
    own = _LANGUAGES.get(view.package.ecosystem if view.package else "", "")
    if own:  # what the documentation or a linter runs on says nothing of the project
        tools = {name: numbers for name, numbers in tools.items() if _is_of(name, own)}
    on = md.join(part for name, numbers in tools.items() for part in _named(name, _spans(numbers)))
    told = ", ".join(f"on {part}" for part in (on, md.join(systems)) if part)
    name = view.link("CI", fact.value.path)
    if told:
        body.add(f"{name} runs the tests {told}.", fact)
    else:
        body.add(f"{name} runs the tests.", fact)


def _is_of(name: str, language: str) -> bool:
    """Whether a tool runs a language: PyPy runs Python, Bun and Deno run what Node.js does."""
    kin = {"Python": ("PyPy", "GraalPy"), "Node.js": ("Bun", "Deno")}
    return name == language or name in kin.get(language, ())


def _named(name: str, parts: list[str]) -> list[str]:
    return [f"{name} {part}" if number == 0 else part for number, part in enumerate(parts)]


def _spans(versions: list[str]) -> list[str]:
    """`3.9 to 3.13`, `3.14t`: versions that follow each other as a span."""
    parts: list[str] = []
    run: list[str] = []
    for version in versions:
        if run and not _follows(run[-1], version):
            parts += _folded(run)
            run = []
        run.append(version)
    return [*parts, *_folded(run)]


def _follows(one: str, two: str) -> bool:
    first, second = (_NUMBER.fullmatch(version) for version in (one, two))
    if not first or not second or first.group(1) != second.group(1):
        return False
    return int(second.group(2)) == int(first.group(2)) + 1


def _folded(run: list[str]) -> list[str]:
    return [f"{run[0]} to {run[-1]}"] if len(run) > 2 else run


def _others(view: View, body: Body, chosen: list[Fact[Task]]) -> None:
    """Documented tasks that do something else than those above, and that a newcomer may want."""
    shown = {essence(fact.value.command) for fact in (*chosen, *runs(view))}
    others: dict[tuple[str, ...], Fact[Task]] = {}
    for fact in view.all(Task):
        key = essence(fact.value.command)
        if key in shown or key in others or fact.value.directory != view.facts.folder:
            continue
        if fact.value.description and _is_telling(fact.value):
            others[key] = fact
    told = _varied(list(others.values()))[:MAX_OTHERS]
    if len(told) > 1:
        rows = [(md.code(f.value.command), md.capital(md.prose(f.value.description))) for f in told]
        body.add("Other tasks:")
        body.add(md.table(("task", "what it does"), rows), *told)


def _varied(facts: list[Fact[Task]]) -> list[Fact[Task]]:
    """Not more than two of a kind, such as `make test-api`, `make test-core`, `make test-ui`."""
    kinds = Counter[str]()
    kept: list[Fact[Task]] = []
    for fact in facts:
        kind = re.split(r"[-_:]", fact.value.command.rpartition(" ")[2])[0]
        kinds[kind] += 1
        if kinds[kind] <= 2:
            kept.append(fact)
    return kept


def _is_telling(task: Task) -> bool:
    """Whether the name of a task says that it is part of everyday work."""
    name = task.command.rpartition(" ")[2].lower()
    if name.startswith("-") or task.runner in ("cargo", "go", "uv", "poetry", "pdm"):
        return False
    parts = [word for word in re.split(r"[^a-z0-9]+", name) if word]
    return bool(parts) and parts[0] in _EVERYDAY and not set(parts) & _UPKEEP
