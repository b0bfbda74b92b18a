"""Flask: the commands that an application adds to `flask`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from moxi.facts.model import Cli, Evidence, Fact, Subcommand, Task
from moxi.facts.paths import join
from moxi.facts.prose import phrase
from moxi.facts.python import docstrings
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

MAX_COMMANDS = 30


def facts(project: Project, program: str) -> Iterator[Fact[Cli]]:
    """`program` is what starts `flask` with this application: `flask --app shop`."""
    found: dict[str, tuple[Subcommand, Evidence]] = {}
    for path in project.sources.own(".cli.command", ".cli.add_command"):
        tree = project.reader.python(path)
        for name, node in _commands(tree) if tree is not None else ():
            where = at(path, node)
            told = phrase(docstrings.summary(ast.get_docstring(node) or ""))
            found.setdefault(name, (Subcommand(name, told, evidence=where), where))
    if found:
        commands = [command for command, _ in found.values()][:MAX_COMMANDS]
        cli = Cli(program, usage=f"{program} <command>", subcommands=tuple(commands))
        yield Fact(cli, tuple(where for _, where in found.values()))


def setup(project: Project, program: str) -> Iterator[Fact[Task]]:
    """Flask-Migrate's upgrade, where the project keeps migrations for it."""
    path = join(project.folder, "migrations/env.py")
    if path in project.reader.tree and project.manifest.depends_on("flask-migrate"):
        where = (project.manifest.at("dependency:flask-migrate"), Evidence(path))
        task = Task("setup", f"{program} db upgrade", "create the database tables", "flask",
                    directory=project.folder)  # fmt: skip
        yield Fact(task, where)


def _commands(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that become commands of `app`, by the name that is typed. Those of a blueprint
    stand below its own name, which is not looked for."""
    functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
    for node in functions.values():
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and _is(decorator.func, "app.cli.command"):
                yield _name(decorator, node), node
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or not _is(call.func, "app.cli.add_command"):
            continue
        given = call.args[0] if call.args else None
        added = functions.get(given.id) if isinstance(given, ast.Name) else None
        for decorator in added.decorator_list if added is not None else ():
            if (
                added is not None
                and isinstance(decorator, ast.Call)
                and _is(decorator.func, "click.command")
            ):
                yield _name(decorator, added), added


def _is(node: ast.expr, dotted: str) -> bool:
    return ast.unparse(node) == dotted


def _name(decorator: ast.Call, node: ast.FunctionDef) -> str:
    given = [*decorator.args[:1], *(k.value for k in decorator.keywords if k.arg == "name")]
    for value in given:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value.value
    return node.name.lower().replace("_", "-")
