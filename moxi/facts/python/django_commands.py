"""Django: the project's own management commands, and the database that is set up first."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Cli, Evidence, Fact, Task
from moxi.facts.python import docstrings
from moxi.facts.python.cli import argparse_cli
from moxi.facts.python.cli.argparse_cli import Parser
from moxi.facts.python.cli.record import CommandRecord
from moxi.facts.python.interpret import Call, Class, Function, Interpreter, Stop
from moxi.facts.python.interpret.interpreter import OutOfSteps
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project
    from moxi.facts.python.source import Source

PROGRAM = "python manage.py"
MAX_COMMANDS = 40
_PLACE = "/management/commands/"


def facts(project: Project) -> Iterator[Fact[Any]]:
    """The own commands as one command line."""
    record = CommandRecord()
    found: list[Evidence] = []
    for source in _modules(project):
        command = _command(project, source)
        if command is not None and command.evidence is not None:
            record.children[command.name] = command
            found.append(command.evidence)
    if found:
        cli = record.cli(PROGRAM)
        yield Fact(Cli(PROGRAM, usage=f"{PROGRAM} <command>", subcommands=cli.subcommands),
                   tuple(found))  # fmt: skip


def _modules(project: Project) -> list[Source]:
    found: list[Source] = []
    for path in project.reader.tree.under(project.folder):
        name = path.rpartition("/")[2]
        if _PLACE not in path or not path.endswith(".py") or name.startswith("_"):
            continue
        source = project.sources.by_path.get(path)
        if source is not None and path.endswith(_PLACE + name) and project.sources.is_own(path):
            found.append(source)
    return sorted(found, key=lambda source: source.name.rpartition(".")[2])[:MAX_COMMANDS]


def _command(project: Project, source: Source) -> CommandRecord | None:
    """The command of one file; None where it defines none."""
    tree = project.sources.tree(source)
    node = next(
        (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "Command")
        if tree is not None
        else iter(()),
        None,
    )
    if node is None:
        return None
    record = CommandRecord(name=source.name.rpartition(".")[2], evidence=at(source.path, node))
    handlers: dict[str, Any] = {**argparse_cli.HANDLERS}
    interpreter = Interpreter(project.sources, handlers, ("\0",))
    try:
        module = interpreter.module(source.name)
        made = interpreter.lookup(source.name, "Command") if module is not None else None
        if isinstance(made, Class):
            text = interpreter.force(made.lookup("help"))
            record.summary = text if isinstance(text, str) else ""
            _take_arguments(interpreter, made, source, record)
    except (Stop, OutOfSteps, RecursionError):
        pass
    record.summary = record.summary or docstrings.summary(ast.get_docstring(node) or "")
    return record


def _take_arguments(
    interpreter: Interpreter, made: Class, source: Source, record: CommandRecord
) -> None:
    """What `add_arguments(self, parser)` defines."""
    define = made.lookup("add_arguments")
    if not isinstance(define, Function):
        return
    parser = Parser(Call([], {}, define.node, source))
    interpreter.call(define, Call([None, parser], {}, define.node, source))
    record.options = parser.record.options
    record.arguments = parser.record.arguments


def setup(project: Project, folder: str, before: str) -> Iterator[Fact[Task]]:
    """`migrate`, where the project's own apps hold migrations."""
    for path in project.reader.tree.under(folder):
        if "/migrations/0001" in f"/{path}" and path.endswith(".py"):
            manage = f"{folder}/manage.py" if folder else "manage.py"
            task = Task("setup", f"{before}{PROGRAM} migrate", "create the database tables",
                        "python", directory=folder)  # fmt: skip
            yield Fact(task, (Evidence(manage), Evidence(path)))
            return
