"""How a project's own workflows and Makefile use the program that it builds."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.go.config_files import example_use
from moxi.facts.model import Evidence, Fact
from moxi.facts.paths import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import Module
    from moxi.facts.model import Cli

MAX_EXAMPLES, MAX_LENGTH = 2, 100
_IDLE = frozenset(("version", "help", "--version", "-version", "-v", "-V", "--help", "-h"))


def with_own_use(module: Module, line: Fact[Cli]) -> Fact[Cli]:
    """A command line whose help gives no example, with those that the project itself runs; where
    it runs none, with the use of the example configuration that it holds."""
    if line.value.examples:
        return line
    found: dict[str, Evidence] = {}
    for path in (*module.reader.tree.files(".github/workflows"), join(module.folder, "Makefile")):
        for number, command in _runs(module.reader.lines(path), line.value.program):
            if _is_known(line.value, command):
                found.setdefault(command, Evidence(path, number, number))
    if not found:
        command, path = example_use(module, line.value)
        found = {command: Evidence(path)} if command else {}
    chosen = list(found)[:MAX_EXAMPLES]
    if not chosen:
        return line
    evidence = (*line.evidence, *(found[command] for command in chosen))
    return replace(line, value=replace(line.value, examples=tuple(chosen)), evidence=evidence)


def _runs(lines: list[str], program: str) -> Iterator[tuple[int, str]]:
    """The lines that only run the program, as a user who installed it types them."""
    place = r"\s*(?:- )?(?:run:\s+)?@?(?:\./)?(?:(?:bin|build|dist)/)?"
    form = re.compile(rf"{place}({re.escape(program)}\s+\S.*?)\s*")
    for number, line in enumerate(lines, 1):
        match = form.fullmatch(line)
        if match and not re.search(r"[$|&;<>`#\\*{}]|\s:|:\s", match[1]):
            yield number, " ".join(match[1].split())


def _is_known(cli: Cli, command: str) -> bool:
    """Whether the program has every flag and the command that a line gives it."""
    try:
        words = shlex.split(command)[1:]
    except ValueError:
        return False
    if len(command) > MAX_LENGTH or not words or _IDLE.intersection(words):
        return False
    if re.search(r"deploy|publish|release", command):  # what only its makers do
        return False
    commands = {name for c in cli.subcommands for name in (c.name, *c.aliases)}
    below = next((c for c in cli.subcommands if c.name == words[0]), None)
    options = (*cli.options, *(below.options if below else ()))
    flags = {flag.lstrip("-") for option in options for flag in option.flags}
    given = [word.lstrip("-").partition("=")[0] for word in words if word.startswith("-")]
    starts = not commands or words[0] in commands or words[0].startswith("-")
    # A first word that is no flag, file or command may be prose: `tool tests` in a step's name.
    plain = words[0].isalpha() and words[0].islower() and words[0] not in commands
    return starts and all(name in flags for name in given) and not (plain and len(words) > 1)
