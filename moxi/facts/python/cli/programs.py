"""From a project's console scripts to their command lines."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Cli, Evidence, Fact
from moxi.facts.python.cli import argparse_cli, click_cli, docopt_cli, typer_cli
from moxi.facts.python.interpret import Interpreter
from moxi.facts.python.interpret.values import unwrap
from moxi.facts.python.source import Source, Sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.cli.record import CommandRecord

MAX_PROGRAMS = 6
MIN_DESCRIBED = 2
_FRAMEWORKS = (argparse_cli, click_cli, typer_cli, docopt_cli)


@dataclass(frozen=True, slots=True)
class Program:
    """A way to start the project: what is typed, and where that leads."""

    name: str
    """as typed: `tool`, `python -m tool`, `python tool.py`"""
    module: str
    attribute: str = ""
    """empty where the module itself is run"""
    evidence: Evidence | None = None

    @property
    def target(self) -> str:
        """`package.module:function`."""
        return f"{self.module}:{self.attribute}" if self.attribute else self.module


def command_lines(
    sources: Sources, programs: list[Program], modern_click: bool = True
) -> Iterator[Fact[Cli]]:
    """The command line of each program; two names of one target are told once."""
    told: set[str] = set()
    for program in programs[:MAX_PROGRAMS]:
        if program.target in told:
            continue
        told.add(program.target)
        record = command_of(sources, program, modern_click)
        if record is None or not (record.size or record.usage):
            if described := _docstring_help(sources, program):
                yield described
            continue
        cli = record.cli(program.name)
        found = [e for e in (record.evidence, program.evidence) if e is not None]
        if not cli.summary:
            cli = replace(cli, summary=_module_summary(sources, program))
        if found:
            yield Fact(cli, tuple(found))


def command_of(
    sources: Sources, program: Program, modern_click: bool = True
) -> CommandRecord | None:
    """What the program's parser defines; None where no known framework parses."""
    handlers: dict[str, Any] = {}
    words: tuple[str, ...] = ()
    for framework in _FRAMEWORKS:
        handlers.update(framework.HANDLERS)
        words += framework.WORDS
    main = "" if program.attribute else program.module
    interpreter = Interpreter(sources, handlers, words, main)
    interpreter.modern_click = modern_click
    if program.attribute:
        found = interpreter.run_object(program.module, program.attribute)
    else:
        found = interpreter.run_module(program.module)
    found = unwrap(found)
    if found is None or not hasattr(found, "record"):
        found = _most_telling(interpreter.parsed or interpreter.made)
    if found is None:
        return None
    record: CommandRecord = found.finish() if hasattr(found, "finish") else found.record
    return record


def _most_telling(made: list[Any]) -> Any:
    """Of the parsers that were made, the one that the program most likely uses: parsers below
    it are counted in it, so it is the largest."""
    best, size = None, 0
    for item in made:
        record = item.finish() if isinstance(item, typer_cli.App) else item.record
        if record.size > size:
            best, size = item, record.size
    return best


def _docstring_help(sources: Sources, program: Program) -> Fact[Cli] | None:
    """The help that the docstring of the program's module is, where no known framework parses."""
    from moxi.facts.help_text import parse_help

    source = sources.get(program.module)
    tree = sources.tree(source) if source is not None else None
    text = ast.get_docstring(tree, clean=False) if tree is not None else None
    if source is None or tree is None or not text or "usage" not in text.lower():
        return None
    first = tree.body[0].lineno
    found = parse_help(inspect.cleandoc(text), source.path, first)
    if not found.usage or len(found.options) < MIN_DESCRIBED:
        return None
    typed = r"^(?:python3? (?:-m )?\S+|%prog|%s|\S+)"
    called = re.sub(typed, program.name, found.usage[0], count=1)
    # lines of a cleaned docstring are not those of the file: the options stand in it as a whole
    here = Evidence(source.path, first, tree.body[0].end_lineno or first)
    options = tuple(replace(option, evidence=here) for option in found.options)
    cli = Cli(program.name, "", called, options, found.arguments, found.subcommands)
    return Fact(cli, (here, *((program.evidence,) if program.evidence else ())))


def _module_summary(sources: Sources, program: Program) -> str:
    return ""


def main_block(tree: ast.Module) -> ast.If | None:
    """The `if __name__ == "__main__":` of a module."""
    for node in tree.body:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
            sides = [node.test.left, *node.test.comparators]
            named = any(isinstance(side, ast.Name) and side.id == "__name__" for side in sides)
            if named and any(
                isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
            ):
                return node
    return None


def with_script(sources: Sources, path: str) -> Source:
    """A file without the suffix of a module (`bin/tool`) as one that can be looked into."""
    name = path.rpartition("/")[2].replace("-", "_").replace(".", "_") + "__script"
    source = Source(name, path, False)
    sources.by_name.setdefault(name, source)
    return source
