"""What the frameworks' handlers collect of a command, and how it becomes a `Cli`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Argument, Cli, Evidence, Option, Subcommand
from moxi.facts.prose import collapse, first_sentence, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_HELP = 200
MAX_SUBCOMMANDS = 80
MAX_NESTING = 4

_DEFAULT_NOTE = lazy_re(
    r"[\s,;:.]*[\(\[]\s*(?:the\s+)?defaults?(?:\s+value)?(?:\s+is|\s+to)?\s*[:=]?\s*"
    r"([^()\[\]]*)[\)\]]",
    re.IGNORECASE,
)
# `{DEFAULTS.PORT}` in a string that lacks its `f`: nobody is told anything by it.
_UNFILLED = lazy_re(r"\{[A-Za-z_][\w.]*\}")
_PLACE = lazy_re(r"%\((\w+)\)[sdr]|%(prog|default)\b")
_MARKUP = lazy_re(
    r"\[/\w*\]|\[(?:bold|dim|italic|underline|red|green|blue|yellow|cyan|magenta|white|[ubi])\b"
    r"[\w ]*\]"
)
_ENV_NOTE = lazy_re(r"\s*\[env(?: var)?:\s*`?([A-Z][A-Z0-9_]*)`?\]", re.IGNORECASE)
_RULE = lazy_re(r"^\s*([-=~*_#])\1{3,}\s*$", re.MULTILINE)
_TRAILING_DEFAULT = lazy_re(
    r"[\s,;.(]*\b(?:by\s+)?defaults?(?:\s+is|\s+to)?\s*[:=]?\s*(\S+?)[.)]?$", re.IGNORECASE
)
_ROLE = lazy_re(r":[\w:]+:`~?([^`<]+?)(?:\s*<[^`>]*>)?`")


@dataclass
class OptionRecord:
    """A flag as a framework defines it; `help` still holds its placeholders."""

    flags: tuple[str, ...]
    value: str = ""
    help: str = ""
    default: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    env: str = ""
    hidden: bool = False
    dest: str = ""
    evidence: Evidence | None = None

    def option(self, program: str) -> Option:
        """The fact."""
        named = _ENV_NOTE.search(self.help)
        told = _ENV_NOTE.sub("", self.help)
        text, noted = help_line(told, program, self.default, self.dest)
        return Option(
            flags=self.flags,
            value=self.value,
            help=text,
            # A switch has no default that could be typed.
            default=self.default or (noted if self.value else ""),
            required=self.required,
            choices=self.choices,
            env=self.env or (named[1] if named else ""),
            evidence=self.evidence,
        )


@dataclass
class ArgumentRecord:
    """A positional argument as a framework defines it."""

    name: str
    help: str = ""
    required: bool = True
    repeated: bool = False
    hidden: bool = False
    default: str = ""

    def argument(self, program: str) -> Argument:
        """The fact."""
        text, _ = help_line(self.help, program, self.default, self.name)
        return Argument(self.name, text, self.required, self.repeated)


@dataclass
class CommandRecord:
    """A command, with what hangs below it."""

    name: str = ""
    summary: str = ""
    help: str = ""
    """the long text, for a summary where there is none and for examples"""
    usage: str = ""
    epilog: str = ""
    hidden: bool = False
    aliases: tuple[str, ...] = ()
    options: list[OptionRecord] = field(default_factory=list)
    arguments: list[ArgumentRecord] = field(default_factory=list)
    children: dict[str, CommandRecord] = field(default_factory=dict)
    evidence: Evidence | None = None

    @property
    def size(self) -> int:
        """How much of a command line it defines."""
        below = sum(child.size + 1 for child in self.children.values())
        return len(self.options) + len(self.arguments) + below

    def line(self, program: str) -> str:
        """What it does, on one line."""
        return _one_line(_filled(self.summary or self.help, program))

    def cli(self, program: str) -> Cli:
        """The fact for this command as a program of the given name."""
        return Cli(
            program=program,
            summary=self.line(program),
            usage=usage_line(self.usage, program),
            options=_options(self, program),
            arguments=_arguments(self, program),
            subcommands=tuple(_subcommands(self, program))[:MAX_SUBCOMMANDS],
            examples=examples_in(f"{self.help}\n\n{self.epilog}", program),
        )


def _options(record: CommandRecord, program: str) -> tuple[Option, ...]:
    found: dict[tuple[str, ...], Option] = {}
    for option in record.options:
        if not option.hidden and option.flags and "--help" not in option.flags:
            found.setdefault(option.flags, option.option(program))
    return tuple(found.values())


def _arguments(record: CommandRecord, program: str) -> tuple[Argument, ...]:
    return tuple(item.argument(program) for item in record.arguments if not item.hidden)


def _subcommands(
    record: CommandRecord, program: str, prefix: str = "", level: int = 0
) -> Iterator[Subcommand]:
    for name, child in record.children.items():
        if child.hidden:
            continue
        path = f"{prefix} {name}".strip()
        yield Subcommand(
            name=path,
            help=child.line(program),
            aliases=child.aliases,
            options=_options(child, program),
            arguments=_arguments(child, program),
            evidence=child.evidence,
        )
        if level < MAX_NESTING:
            yield from _subcommands(child, program, path, level + 1)


def plain(text: str) -> str:
    """A help text without the markup of rich and Sphinx."""
    return _ROLE.sub(r"`\1`", _MARKUP.sub("", text)).replace("``", "`")


def _filled(text: str, program: str, default: str = "", dest: str = "") -> str:
    """A text with `%(prog)s` and its like filled in; what is not known is taken out."""

    def fill(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        if name == "prog":
            return program
        return default if name == "default" else dest if name == "dest" else ""

    return _PLACE.sub(fill, text).replace("%%", "%")


def help_line(text: str, program: str, default: str = "", dest: str = "") -> tuple[str, str]:
    """A flag's help as one line without its note of the default, and the default noted there."""
    noted = ""

    def take(match: re.Match[str]) -> str:
        nonlocal noted
        inner = match[1].strip().strip("\"'`")
        if _UNFILLED.fullmatch(inner):
            return ""
        if default and inner and inner != default and not _same_number(inner, default):
            return match[0]
        if len(inner.split()) > 3 or len(inner) > 60:
            return match[0]
        if not default and len(inner.split()) > 1 and match[1].strip()[:1] not in "\"'`[({":
            return match[0]  # `this year` describes what nobody types
        noted = noted or inner
        return ""

    line = _one_line(_DEFAULT_NOTE.sub(take, _filled(text, program, default, dest)))
    tail = _TRAILING_DEFAULT.search(line)
    if tail and default and tail[1].strip("\"'`") == default:
        line = phrase(line[: tail.start()])
        if line.count("(") > line.count(")"):  # `(options: a, b; default: a)`
            line += ")"
    if noted.lower().partition(",")[0] in (
        "none",
        "false",
        "true",
        "off",
        "empty",
        "no",
        "yes",
        "on",
        "-",
    ):
        noted = ""
    return line, noted


def _same_number(one: str, other: str) -> bool:
    """`1e-8` and `1e-08`, `0.0` and `0`."""
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _one_line(text: str) -> str:
    text = _RULE.sub("\n", plain(text))
    paragraphs = [part for part in re.split(r"\n\s*\n", text.strip()) if is_prose(part)]
    line = collapse(paragraphs[0].replace("\b", " ")) if paragraphs else ""
    if len(line) > MAX_HELP:
        kept = first_sentence(line)
        rest = line[len(kept) :].strip()
        while rest and len(kept) + len(following := first_sentence(rest)) < MAX_HELP:
            kept, rest = f"{kept} {following}", rest[len(following) :].strip()
        line = kept
    return phrase(_ended(line))


def is_prose(text: str) -> bool:
    """Whether a paragraph is words rather than a drawing."""
    letters = sum(letter.isalnum() for letter in text)
    return letters * 2 > len(text) - sum(letter.isspace() for letter in text)


def _ended(line: str) -> str:
    """A line without what would lead to a list that is not taken over."""
    if line.endswith(". ."):  # what stood between is not known
        line = line[:-2]
    if not line.endswith(":"):
        return line
    before, mark, _ = line.rpartition(". ")
    return f"{before}." if mark else line.rstrip(": ")


def usage_line(usage: str, program: str) -> str:
    """The usage without its label; several forms stay on lines of their own."""
    lines = [collapse(line) for line in _filled(plain(usage), program).strip().splitlines()]
    text = "\n".join(line for line in lines if line)
    if text.lower().startswith("usage:"):
        text = text[6:].strip()
    return text if text.split()[:1] == program.split()[:1] else ""


def examples_in(text: str, program: str) -> tuple[str, ...]:
    """Whole command lines of the program in a help text, in order."""
    found: dict[str, None] = {}
    for raw in _filled(text, program).splitlines():
        line = raw.strip().strip("`")
        prompted = line.startswith(("$ ", "> ", "% "))
        line = line[2:].strip() if prompted else line
        indented = raw.startswith(("  ", "\t"))
        if not line.startswith(f"{program} ") or not (prompted or indented):
            continue
        is_form = any(mark in line for mark in ("[OPTIONS]", "...", "<", "[-", "[options]"))
        if line.endswith(("\\", ":", ".")) or (is_form and not prompted):
            continue
        found.setdefault(line)
    return tuple(found)[:8]


def shown(value: Any) -> str:
    """A default as the user would type it, `""` where there is none worth telling."""
    if value is None or isinstance(value, (bool, bytes)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return str(value)
    if isinstance(value, (str, int, float)):
        text = str(value)
        return text if "\n" not in text and len(text) <= 80 and text.isprintable() else ""
    if isinstance(value, (list, tuple)) and 0 < len(value) <= 6:
        parts = [shown(item) for item in value]
        return " ".join(parts) if all(parts) else ""
    return ""


def placeholder(metavar: str) -> str:
    """A metavar without the brackets around it."""
    text = metavar.strip()
    for left, right in ("<>", "[]", "{}"):
        if text.startswith(left) and text.endswith(right) and text.count(left) == 1:
            text = text[1:-1].strip()
    return text


def texts(value: Any) -> tuple[str, ...]:
    """A list of choices as texts; empty where one of them is not known."""
    if isinstance(value, dict):
        value = list(value)
    if not isinstance(value, (list, tuple)):
        return ()
    out: list[str] = []
    for item in value:
        inner = getattr(item, "value", item)
        if isinstance(inner, bool) or not isinstance(inner, (str, int, float)):
            return ()
        out.append(str(inner))
    return tuple(out)
