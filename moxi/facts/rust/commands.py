"""A command line between its definition in the source and the `Cli` that it becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts.model import Argument, Cli, Option, Subcommand
from moxi.facts.prose import collapse, first_sentence, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Evidence

MAX_SUBCOMMAND_DEPTH = 4
_DEFAULT = lazy_re(
    r"\s*[\[(](?:the )?defaults?(?: value)?(?: is| to|:|=)?\s*"
    r"[`'\"]?([^\s`'\"()\[\],;]+)[`'\"]?[\])]\.?$",
    re.IGNORECASE,
)
_POSSIBLE = lazy_re(r"\s*\[possible values: [^\]]*\]")
_LIST = lazy_re(r"\n\s*(?:[-*+•]|\d+[.)])\s|(?<=:)\n")
MAX_MEANING = 150
_ELSEWHERE = (
    "See ",
    "Possible values",
    "Valid values",
    "For more",
    "For example",
    "Example",
    "e.g",
    "E.g",
    "Note that",
)
_POINTER = lazy_re(r"^(?:[\w ]{0,30}:? )?https?://\S+$")
_ADDRESS = lazy_re(r"\s+(?:[-–—(]\s*)?https?://\S+$")
_INNER_NAME = lazy_re(r"[a-z]+(_[a-z]+)+")  # "terminal_height" is what it is, not what one types
_MARKUP = lazy_re(r"\x1b\[[0-9;]*m")


@dataclass
class Arg:
    """One flag, option or positional argument, as its definition grows."""

    name: str
    long: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    placeholder: str = ""
    help: str = ""
    default: str = ""
    has_default: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    env: str = ""
    hidden: bool = False
    takes_value: bool | None = None
    """None while nothing told"""
    repeated: bool = False
    shared: bool = False
    """valid below every subcommand too"""
    nameless: bool = False
    """it has a flag, but its text does not tell which"""
    kind: str = ""
    """the type of its values, where that may be an enum"""
    evidence: Evidence | None = None

    @property
    def readable(self) -> bool:
        """Whether the text tells how it is given."""
        return bool(self.long or self.short or (self.name and not self.nameless))

    @property
    def positional(self) -> bool:
        """Whether it is given by its place."""
        return not self.long and not self.short


@dataclass
class Command:
    """A program or a subcommand, as its definition grows."""

    name: str
    about: str = ""
    usage: str = ""
    more: str = ""
    """a longer text on it, which may begin with `about`"""
    epilogues: list[str] = field(default_factory=list)
    args: list[Arg] = field(default_factory=list)
    subcommands: list[Command] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    hidden: bool = False
    may_stand_alone: bool = False
    """it does something without a subcommand, too"""
    evidence: Evidence | None = None

    @property
    def size(self) -> int:
        """How much it defines."""
        return len(self.args) + sum(1 + command.size for command in self.subcommands)


def _usage(written: str, program: str) -> str:
    """The usage line, or the lines where each is a way of its own to call the program."""
    lines = [collapse(line) for line in written.strip().removeprefix("Usage:").splitlines()]
    lines = [line for line in lines if line]
    each = all(line.split(" ")[0] == program for line in lines)
    return ("\n" if each else " ").join(lines)


def _composed(command: Command, program: str) -> str:
    """The usage line where it says that the subcommand may be left out."""
    if not command.may_stand_alone or not any(not c.hidden for c in command.subcommands):
        return ""
    parts = [program, "[options]" if _options(command) else "", "[command]"]
    for argument in _arguments(command):
        name = argument.name.strip("<>[].")
        parts.append((f"<{name}>" if argument.required else f"[{name}]")
                     + "..." * argument.repeated)  # fmt: skip
    return " ".join(part for part in parts if part)


def to_cli(command: Command, program: str) -> Cli:
    """The visible part of a command line."""
    command, program = _below_cargo(command, program)
    return Cli(
        program=program,
        summary=_POINTER.sub("", _ADDRESS.sub("", one_line(command.about))),
        usage=_usage(command.usage, program) or _composed(command, program),
        options=_options(command),
        arguments=_arguments(command),
        subcommands=tuple(_subcommands(command, "", 0)),
        examples=tuple(_examples(command, program)),
    )


def _below_cargo(command: Command, program: str) -> tuple[Command, str]:
    """`cargo-x` as one types it, where all that it takes stands below its one command `x`."""
    shown = [below for below in command.subcommands if not below.hidden]
    own = [arg for arg in command.args if not arg.hidden]
    if own or len(shown) != 1 or program != f"cargo-{shown[0].name}":
        return command, program
    inner = shown[0]
    inner.about = inner.about or command.about
    return inner, f"cargo {inner.name}"


def as_paragraphs(text: str) -> str:
    """A help string whose line breaks before a capital letter are meant, as paragraphs."""
    return re.sub(r"\n[ \t]*(?=[A-Z*-])", "\n\n", text)


def one_line(text: str) -> str:
    """The first sentence of a help text, without a closing full stop."""
    plain = _lead(text)
    first = first_sentence(plain)
    if first.startswith("By default"):  # what is done without the option is no help on it
        rest = collapse(plain)[len(first) :].strip()
        first = f"{first} {first_sentence(rest)}".strip()
    return phrase(first).rstrip(":")


def meaning(text: str) -> str:
    """The first sentences of a help text, as many as a table cell holds: the second one often
    says what a value of 0 means, or what is done where the option is not given."""
    told = one_line(text)
    plain = collapse(_lead(text))
    while len(told) < len(plain):
        sentence = first_sentence(plain[len(told) :].lstrip(".: "))
        start = plain.find(sentence, len(told)) if sentence else -1
        if start < 0 or start + len(sentence) > MAX_MEANING or sentence.startswith(_ELSEWHERE):
            break
        told = plain[: start + len(sentence)]
    return phrase(told).rstrip(":")


def _lead(text: str) -> str:
    """The first paragraph of a help text, up to a list in it."""
    plain = _as_text(_MARKUP.sub("", text).strip()).split("\n\n")[0]
    return _LIST.split(plain, maxsplit=1)[0]


def _as_text(text: str) -> str:
    """Links of documentation comments as their texts."""
    text = re.sub(r"\[(`[^`\]]+`)\](?:\([^)]*\)|\[[^\]]*\])?", r"\1", text)
    text = re.sub(r"\[([^\[\]]+)\]\((?!https?:)[^()\s]*\)", r"\1", text)
    return re.sub(r"<(https?://[^>\s]+)>", r"\1", text)


def _options(command: Command) -> tuple[Option, ...]:
    return tuple(_option(arg) for arg in command.args if not arg.positional and not arg.hidden)


def _option(arg: Arg) -> Option:
    flags = (*(f"-{short}" for short in arg.short), *(f"--{long}" for long in arg.long))
    text, default = arg.help, arg.default
    summary = meaning(text)
    match = _DEFAULT.search(summary) if not default and arg.takes_value else None
    if match and not _INNER_NAME.fullmatch(match.group(1)):
        default, summary = match.group(1), summary[: match.start()]
    return Option(
        flags=tuple(dict.fromkeys(flags)),
        value=arg.placeholder if arg.takes_value else "",
        help=phrase(_POSSIBLE.sub("", summary)),
        default=_shown(default) if arg.takes_value else "",
        required=arg.required and not arg.has_default,
        choices=arg.choices if arg.takes_value else (),
        env=arg.env,
        evidence=arg.evidence,
    )


def _shown(default: str) -> str:
    """A default as one can type it; one of several lines or of blanks only is not shown."""
    return "" if "\n" in default.strip() else default.strip()


def _arguments(command: Command) -> tuple[Argument, ...]:
    return tuple(
        Argument(arg.placeholder or arg.name.upper(), _argument_help(arg),
                 arg.required and not arg.has_default, arg.repeated)
        for arg in command.args
        if arg.positional and not arg.hidden
    )  # fmt: skip


def _argument_help(arg: Arg) -> str:
    if arg.choices and not arg.help:
        return ", ".join(f"`{choice}`" for choice in arg.choices)
    return meaning(arg.help)


def _subcommands(command: Command, prefix: str, depth: int) -> Iterator[Subcommand]:
    for below in command.subcommands:
        if below.hidden or not below.name:
            continue
        path = f"{prefix} {below.name}".strip()
        yield Subcommand(
            name=path,
            help=one_line(below.about),
            aliases=tuple(below.aliases),
            options=_options(below),
            arguments=_arguments(below),
            evidence=below.evidence,
        )
        if depth < MAX_SUBCOMMAND_DEPTH:
            yield from _subcommands(below, path, depth + 1)


def _examples(command: Command, program: str) -> Iterator[str]:
    for text in command.epilogues:
        for line in _MARKUP.sub("", text).split("\n"):
            stripped = line.strip().strip("`")
            bare = stripped.removeprefix("$ ").removeprefix("> ")
            if bare.startswith(f"{program} ") and (bare != stripped or _is_typed(bare)):
                yield bare


def _is_typed(line: str) -> bool:
    """Whether a line is a command and not a sentence about the program."""
    second = line.split()[1]
    is_verb = second in ("is", "was", "can", "will", "has", "does", "supports", "uses", "reads")
    return not is_verb and not line.endswith((".", ":", ","))
