"""A command while it is read, and how the finished tree of commands becomes a `Cli`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts.help_notes import read_notes
from moxi.facts.help_text import parse_flags
from moxi.facts.model import Argument, Cli, Evidence, Option, Subcommand
from moxi.facts.prose import collapse, phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 6


@dataclass
class Command:
    """One command: the program itself, or one below it."""

    name: str = ""
    summary: str = ""
    usage: str = ""
    options: list[Option] = field(default_factory=list)
    arguments: list[Argument] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    children: list[Command] = field(default_factory=list)
    hidden: bool = False
    evidence: Evidence | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was found about it."""
        return not (self.options or self.arguments or self.children)

    def add_option(self, option: Option) -> None:
        """Take an option, unless one of its flags is known already."""
        known = {flag for other in self.options for flag in other.flags}
        if option.flags and not known.intersection(option.flags):
            self.options.append(option)


def finished(command: Command, program: str, evidence: Evidence) -> Cli:
    """The whole tree as one value."""
    usage, *below = [line.strip() for line in command.usage.strip().split("\n")] or [""]
    for line in below:
        before, found, call = line.partition(f"{program} ")
        if found and (not before or before.rstrip().endswith((":", "$"))):
            command.examples.append(f"{program} {call}")
        elif line and not command.summary:
            command.summary = line
    return Cli(
        program=program,
        summary=one_line(command.summary),
        usage=with_program(usage, program),
        options=tuple(command.options),
        arguments=tuple(command.arguments),
        subcommands=tuple(_flat(command, "", evidence, 0)),
        examples=tuple(dict.fromkeys(command.examples)),
    )


def _flat(command: Command, path: str, evidence: Evidence, depth: int) -> Iterator[Subcommand]:
    for child in command.children:
        if child.hidden or not child.name or depth > MAX_DEPTH:
            continue
        name = f"{path} {child.name}".strip()
        yield Subcommand(
            name,
            one_line(child.summary),
            tuple(child.aliases),
            tuple(child.options),
            tuple(child.arguments),
            child.evidence or evidence,
        )
        yield from _flat(child, name, evidence, depth + 1)


def one_line(text: str) -> str:
    """A help text as one line without its closing full stop."""
    return phrase(collapse(text.split("\n\n")[0]))


def with_program(usage: str, program: str) -> str:
    """A usage line that begins with the program's name, as it is typed."""
    usage = collapse(usage.removeprefix("Usage:").removeprefix("usage:"))
    for mark in ("$0", "%prog", "<%= config.bin %>", "$ "):
        usage = usage.replace(mark, program if mark != "$ " else "").strip()
    if usage and usage.split()[0] != program:
        usage = f"{program} {usage}"
    return usage


def option_of(
    flags: str,
    text: str,
    default: str = "",
    *,
    evidence: Evidence,
    required: bool = False,
    choices: tuple[str, ...] = (),
    env: str = "",
) -> Option:
    """An option from flags as help shows them (`-p, --port <n>`) and its help text."""
    found, value = parse_flags(flags)
    found = tuple(sorted(found, key=lambda one: len(one) > 2))
    notes = read_notes(collapse(text), braces=True)
    value = value or implied_value(default or notes.default)
    default = "" if default in ("false", "undefined", "null") else default.strip()
    return Option(
        found, value, notes.text, default or notes.default, required or notes.required,
        choices or notes.choices, env or notes.env, evidence,
    )  # fmt: skip


def implied_value(default: str) -> str:
    """A placeholder for a flag whose default shows that it takes a value."""
    switch = default.strip().lower() in ("", "true", "false", "undefined", "null", "on", "off")
    return "" if switch or default.strip() in ("[]", "{}") else "value"


def arguments_of(words: str) -> list[Argument]:
    """`<source> [targets...]` as positional arguments."""
    found: list[Argument] = []
    for word in words.split():
        inner = word.strip("<>[]").removesuffix(".").removesuffix("..").removesuffix("…")
        repeated = "..." in word or ".." in word or "…" in word
        if word[0] in "<[" and inner and word[-1] in ">].…":
            found.append(
                Argument(inner.strip("<>[].").removeprefix("--"), "", word[0] == "<", repeated)
            )
    return found


def kebab(name: str) -> str:
    """`forceClean` → `force-clean`."""
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in name).lstrip("-")


def flag(name: str) -> str:
    """A name as typed: `-p`, `--port`."""
    if name.startswith("-"):
        return name
    return f"-{name}" if len(name) == 1 else f"--{name}"
