"""The project's commands: what is put on the path, and the command line of each."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from packaging.requirements import InvalidRequirement, Requirement

from moxi.facts.model import EntryPoint, Evidence, Fact
from moxi.facts.paths import join
from moxi.facts.python import django_commands
from moxi.facts.python.cli.programs import command_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project


def facts(project: Project) -> Iterator[Fact[Any]]:
    """Entry points and command lines."""
    from moxi.facts.python.develop import runner

    before, _ = runner(project)
    manifest = project.manifest
    module = project.main_module
    bare = {path.rpartition("/")[2]: path for path in project.bare_scripts}
    for program in project.programs:
        if program.module == "manage":
            continue
        where = program.evidence or manifest.at("name")
        run = ""
        if program.name in manifest.scripts or program.name in manifest.script_files:
            same = module is not None and len(manifest.scripts) == 1
            if before and project.installable:
                run = f"{before}{program.name}"
            elif same and module is not None:
                run = module.name
        elif program.name in bare:
            path = bare[program.name]
            entry = project.reader.tree.get(join(project.folder, path))
            run = f"./{path}" if entry and entry.mode == "100755" else f"python {path}"
        elif program.name.startswith("python "):
            run = f"{before}{program.name}"
        name = program.name.removeprefix("python -m ").removeprefix("python ")
        yield Fact(EntryPoint(name, program.target, run), _known(where))
    if project.programs:
        yield from command_lines(project.sources, project.programs, _modern_click(project))
    yield from django_commands.facts(project)


def _known(where: Evidence) -> tuple[Evidence, ...]:
    return (where,)


def _modern_click(project: Project) -> bool:
    """Whether installing the project today gives a click that drops suffixes of names (8.2)."""
    for item in project.manifest.dependencies:
        with suppress(InvalidRequirement):
            asked = Requirement(item)
            if asked.name.lower() == "click":
                return asked.specifier.contains("8.2.0")
    return True
