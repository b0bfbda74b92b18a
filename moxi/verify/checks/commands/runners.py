"""Task runners: make, just, Task, tox, nox, and the tables of poe, pdm, hatch, pixi, mise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.tasks import makefile
from moxi.facts.model import Evidence
from moxi.patterns import lazy_re
from moxi.verify.checks.commands.names import Table, judge_name
from moxi.verify.model import refuted, unknown, verified

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.verify.model import Verdict
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

_MAKE_VALUES = frozenset(("-C", "-f", "-j", "-I", "-l", "-o", "-W", "--directory", "--file"))
_GENERATED_BY = (
    "configure", "configure.ac", "configure.in", "CMakeLists.txt", "Makefile.am", "Makefile.in",
    "Makefile.PL", "autogen.sh", "meson.build", "premake5.lua",
)  # fmt: skip
_JUST = ("justfile", ".justfile")
_TASK = ("Taskfile.yml", "Taskfile.yaml", "Taskfile.dist.yml", "Taskfile.dist.yaml")
_RECIPE = lazy_re(r"alias\s+([\w-]+)\s*:=|@?(?!(?:set|export)\b)([A-Za-z_][\w-]*)\b[^#\n]*?:(?!=)")


def judge(typed: Typed, repository: Repository) -> Verdict | None:
    """The verdict on a call of a target, recipe, task, environment or session."""
    program = typed.program.rpartition("/")[2]
    if program in ("make", "gmake"):
        return _make(typed, repository)
    if program == "just":
        return _first_operand(typed, repository, "recipe", "justfile", _just_tables)
    if program in ("task", "go-task"):
        return _first_operand(typed, repository, "task", "Taskfile.yml", _task_tables)
    if program in ("tox", "nox"):
        return _needs(typed, repository, *_SESSIONS[program])
    return None


_SESSIONS = {
    "tox": ("tox.ini", "tox.toml", "pyproject.toml", "setup.cfg"),
    "nox": ("noxfile.py",),
}


# make -----------------------------------------------------------------------------------------


def _make(typed: Typed, repository: Repository) -> Verdict | None:
    targets, folder = _operands(typed)
    if folder is None:
        return unknown("another folder or file")
    tables = _make_tables(repository)
    if not tables:
        if repository.any_of(*_GENERATED_BY):
            return unknown("the Makefile is made by another tool")
        if typed.directory is None or typed.foreign or typed.inline:
            return unknown("it may run outside of the repository")
        return refuted("the repository has no Makefile")
    if not targets:
        here = [table for table in tables if table.folder == (folder or typed.directory or "")]
        return verified(Evidence((here or tables)[0].path))
    if repository.any_of("configure.ac", "Makefile.am", "Makefile.in") and not any(
        table.folder == "" for table in tables
    ):
        return unknown("the Makefile is made by another tool")
    verdict: Verdict | None = None
    for target in targets:
        if re.search(r"[$<>{}%*]", target):
            return None
        if any(target in table.names for table in tables):
            verdict = verdict or judge_name(target, "target", typed, tables)
            continue
        if repository.at(target) or "/" in target:
            return unknown("a file that make builds")
        if any(_holds(repository, table, target) for table in tables):
            return unknown("the Makefile may make this target when it runs")
        return judge_name(target, "target", typed, tables)
    return verdict


def _holds(repository: Repository, table: Table, target: str) -> bool:
    """Whether the Makefile's text speaks of a target at all, if only in a variable."""
    text = repository.reader.text(table.path)
    return re.search(rf"(?<![\w.-]){re.escape(target)}(?![\w-])", text) is not None


def _operands(typed: Typed) -> tuple[list[str], str | None]:
    """The targets of a `make`, and the folder of its `-C` (`""` for none, None if unknown)."""
    targets: list[str] = []
    folder: str | None = ""
    words = list(typed.arguments)
    while words:
        word = words.pop(0)
        if word in _MAKE_VALUES and words:
            if word == "-j" and not words[0].isdigit():
                continue
            value = words.pop(0)
            if word in ("-C", "--directory"):
                folder = value.strip("./") or ""
            elif word in ("-f", "--file"):
                return targets, None
        elif not word.startswith("-") and "=" not in word:
            targets.append(word)
    return targets, folder


def _make_tables(repository: Repository) -> list[Table]:
    tables: list[Table] = []
    for path in dict.fromkeys(
        path for name in ("Makefile", "GNUmakefile") for path in repository.tree.named(name)
    ):
        read = makefile.read(repository.reader, path)
        text = repository.reader.text(path)
        dynamic = re.search(r"^-?s?include\s|\$\(eval\b|^[^#\n]*%[^=\n]*:", text, re.MULTILINE)
        table = Table(path, path.rpartition("/")[0], complete=not dynamic)
        for name, target in read.targets.items():
            table.names[name] = Evidence(target.path, target.line, target.line)
        for name in read.phony:
            table.names.setdefault(name, repository.reader.find(path, name))
        tables.append(table)
    return tables


# just and Task --------------------------------------------------------------------------------


def _first_operand(
    typed: Typed,
    repository: Repository,
    what: str,
    file: str,
    tables_of: Callable[[Repository], list[Table]],
) -> Verdict | None:
    operands = [word for word in typed.arguments if not word.startswith("-") and "=" not in word]
    tables = tables_of(repository)
    if not tables:
        if typed.inline or typed.foreign or typed.directory is None:
            return None
        return refuted(f"the repository has no {file}") if operands else None
    if not operands or re.search(r"[<>{}$*]", operands[0]):
        return verified(Evidence(tables[0].path)) if not operands else None
    return judge_name(operands[0], what, typed, tables)


def _just_tables(repository: Repository) -> list[Table]:
    tables: list[Table] = []
    for path in (path for name in _JUST for path in repository.tree.named(name)):
        table = Table(path, path.rpartition("/")[0])
        for number, line in enumerate(repository.reader.lines(path), 1):
            if re.match(r"(import|mod)\b", line):
                table.complete = False
            elif line[:1].strip() and (found := _RECIPE.match(line)):
                name = found.group(1) or found.group(2)
                table.names.setdefault(name, Evidence(path, number, number))
        tables.append(table)
    return tables


def _task_tables(repository: Repository) -> list[Table]:
    tables: list[Table] = []
    for path in (path for name in _TASK for path in repository.tree.named(name)):
        document = repository.reader.yaml(path)
        declared = document.get("tasks")
        table = Table(path, path.rpartition("/")[0], complete="includes" not in document)
        for name, value in declared.items() if isinstance(declared, dict) else ():
            place = repository.reader.find(path, "tasks:", f"{name}:")
            table.names[str(name)] = place
            aliases = value.get("aliases") if isinstance(value, dict) else None
            for alias in aliases if isinstance(aliases, list) else ():
                table.names[str(alias)] = place
            if "*" in str(name):
                table.complete = False
        tables.append(table)
    return tables


def _needs(typed: Typed, repository: Repository, *files: str) -> Verdict | None:
    for name in files:
        for path in repository.tree.named(name):
            if name in ("pyproject.toml", "setup.cfg") and "tox" not in repository.reader.text(
                path
            ):
                continue
            return verified(Evidence(path))
    if typed.inline or typed.foreign or typed.directory is None:
        return unknown(f"the repository has no {files[0]}")
    return refuted(f"the repository has no {files[0]}")
