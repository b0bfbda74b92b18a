"""A program's hand-written help text (usage, options in columns, commands) as options."""

from __future__ import annotations

import re
from dataclasses import dataclass

from moxi.facts.help_notes import HOLE, Notes, read_notes
from moxi.facts.help_rows import (
    COLUMNS,
    Row,
    join_lines,
    join_split_flags,
    rows_of,
    sections_of,
    split_row,
)  # fmt: skip
from moxi.facts.model import Argument, Evidence, Option, Subcommand
from moxi.facts.prose import collapse
from moxi.patterns import lazy_re

MAX_LINES = 2_000
MAX_LINE = 500
_USAGE = lazy_re(r"^usage\s*:\s*(?P<rest>\S.*)$", re.IGNORECASE)
_BARE_USAGE = lazy_re(r"^[a-z][\w.-]*(?: (?:\[[^\[\]]+\]|<[^<>]+>)(?:\.{3}|…)?)+$")
_COMMAND_NAME = lazy_re(r"^[a-z][\w:.-]*$")
_VALUE_DEFAULT = lazy_re(r"^(?:\d+|[\w-]+\.[a-z]{2,4}|\.{1,2}/.*|/.*|\w+://.*)$")
_PROGRAM = lazy_re(r"^[\w@./-]+$")


@dataclass(frozen=True, slots=True)
class HelpText:
    """What a help text says; every part is empty where it says nothing of it."""

    summary: str = ""
    usage: tuple[str, ...] = ()
    """usage lines as typed, without `usage:` and `$`"""
    options: tuple[Option, ...] = ()
    arguments: tuple[Argument, ...] = ()
    subcommands: tuple[Subcommand, ...] = ()
    examples: tuple[str, ...] = ()
    """command lines that begin with the program's name"""

    @property
    def program(self) -> str:
        """The program's name as the usage line types it."""
        words = self.usage[0].split() if self.usage else []
        return words[0] if words and _PROGRAM.match(words[0]) else ""


def options_from_help(text: str, path: str, first_line: int) -> tuple[Option, ...]:
    """The options in a help text that starts on `first_line` (1-based) of the file `path`."""
    return parse_help(text, path, first_line).options


def subcommands_from_help(text: str, path: str, first_line: int) -> tuple[Subcommand, ...]:
    """The commands that a help text lists under a heading such as `Commands:`."""
    return parse_help(text, path, first_line).subcommands


def _untabbed(line: str) -> str:
    """A line with spaces for its tabs; behind a word a tab parts columns, however far it goes."""
    return re.sub(r"(?<=\S)\t", "  \t", line).expandtabs(8)


def parse_help(
    text: str, path: str, first_line: int, line_numbers: tuple[int, ...] | None = None
) -> HelpText:
    """Read a whole help text. `line_numbers` gives the source line of each of its lines, where
    they do not follow one another in the file."""
    lines = [_untabbed(line)[:MAX_LINE].rstrip() for line in text.split("\n")[:MAX_LINES]]
    numbers = [first_line + index for index in range(len(lines))]
    if line_numbers:
        numbers = [*line_numbers[: len(lines)], *numbers[len(line_numbers) :]]
    sections = sections_of(lines)
    usage = _usage(lines, sections)
    program = HelpText(usage=usage).program
    rows = rows_of(lines, numbers, sections)
    options = join_split_flags([row for row in rows if row.flags])
    commands = [row for row in rows if not row.flags and "command" in row.section]
    names = [_command_words(row.left, program)[0] for row in commands]
    own: dict[str, list[Option]] = {}
    general: list[Option] = []
    for row in options:
        owner = row.section.split(" ")[0]
        # "build options:" holds the options of `build`, not those of the program
        target = own.setdefault(owner, []) if owner in names and owner else general
        target.append(_option(row, path))
    return HelpText(
        summary=_summary(lines, sections, program),
        usage=usage,
        options=tuple(_distinct(general)),
        arguments=_arguments(rows),
        subcommands=_subcommands(commands, program, own, path),
        examples=_examples(lines, sections, program),
    )


def parse_flags(text: str) -> tuple[tuple[str, ...], str]:
    """Flags and the placeholder of the value from `-p, --port <number>`; no flags where the text
    does not begin with one."""
    row = split_row(text.strip(), loose=True)
    return (row[0], row[1]) if row else ((), "")


# Values ---------------------------------------------------------------------------------------


def _option(row: Row, path: str) -> Option:
    found = read_notes(join_lines(row.help))
    value, choices = row.value, found.choices
    if value.startswith("{"):
        choices = tuple(re.split(r"\s*[,|]\s*", value.strip("{}")))
        value = "|".join(choices)
    elif "|" in value and len(value.split("|")) > 2:
        choices = choices or tuple(part.strip() for part in value.split("|"))
    if not value and _VALUE_DEFAULT.match(found.default):
        value = "value"  # what has such a default takes a value
    return Option(
        flags=row.flags,
        value="" if HOLE.search(value) else value,
        help=found.text,
        default=found.default,
        required=found.required,
        choices=choices,
        env=found.env,
        evidence=Evidence(path, row.line, row.line),
    )


def _distinct(options: list[Option]) -> list[Option]:
    seen: set[str] = set()
    kept: list[Option] = []
    for option in options:
        if not seen.intersection(option.flags):
            kept.append(option)
        seen.update(option.flags)
    return kept


# Other parts ----------------------------------------------------------------------------------


def _usage(lines: list[str], sections: list[str]) -> tuple[str, ...]:
    found: list[str] = []
    for index, line in enumerate(lines):
        stripped = line.strip()
        if match := _USAGE.match(stripped):
            found.append(match["rest"])
        elif not any(lines[:index]) and _BARE_USAGE.match(stripped):
            found.append(stripped)
        elif sections[index].startswith(("usage", "synopsis")) and stripped:
            if stripped.startswith("-"):
                break
            if found and stripped.startswith(("[", "<", "|")):
                found[-1] += f" {stripped}"
            else:
                found.append(stripped)
    shown = [collapse(line.removeprefix("$ ").strip("`")) for line in found]
    return tuple(line for line in dict.fromkeys(shown) if line and not HOLE.search(line))[:6]


def _summary(lines: list[str], sections: list[str], program: str) -> str:
    """The prose before the first heading or row, without `program -` before it."""
    prose: list[str] = []
    for line, section in zip(lines, sections, strict=True):
        stripped = line.strip()
        if section or stripped.startswith("-") or _USAGE.match(stripped):
            break
        if not prose and _BARE_USAGE.match(stripped):
            continue
        if not stripped and prose:
            break
        if stripped:
            prose.append(stripped)
    text = collapse(" ".join(prose))
    match = re.match(r"^[\w@./-]+\s+(?:-{1,2}|–|—|:)\s+", text)
    if match and (not program or match.group().split()[0] == program):
        text = text[match.end() :]
    return "" if HOLE.search(text) or text.startswith("$") else text


def _examples(lines: list[str], sections: list[str], program: str) -> tuple[str, ...]:
    if not program:
        return ()
    found: list[str] = []
    for line, section in zip(lines, sections, strict=True):
        stripped = line.strip().removeprefix("$ ")
        if not section.startswith("example") or not f"{stripped} ".startswith(f"{program} "):
            continue
        shown = COLUMNS.split(stripped, maxsplit=1)[0]
        if not HOLE.search(shown):
            found.append(shown)
    return tuple(dict.fromkeys(found))[:12]


def _arguments(rows: list[Row]) -> tuple[Argument, ...]:
    found: list[Argument] = []
    for row in rows:
        kind = row.section.rpartition(" ")[2]
        if row.flags or kind not in ("arguments", "argument", "args", "positionals"):
            continue
        words = row.left.split()
        name = words[0].strip("<>[].…") if words else ""
        if not name or len(words) > 2 or not re.match(r"^[\w-]+$", name):
            continue
        help_text = read_notes(join_lines(row.help))
        optional = row.left.startswith("[") or bool(help_text.default)
        repeated = "..." in row.left or "…" in row.left
        found.append(Argument(name, help_text.text, not optional, repeated))
    return tuple(found)


def _command_words(left: str, program: str) -> tuple[str, tuple[str, ...]]:
    """The name of a command and its aliases from the first column of its row."""
    words = left.split()
    if program and words and words[0] == program:
        words = words[1:]
    names: list[str] = []
    for word in words:
        if word[0] in "<[(" or word.isupper():
            break
        names.append(word)
    parts = [part.strip() for part in re.split(r"\s*[,|]\s*", " ".join(names)) if part.strip()]
    if not parts or not all(_COMMAND_NAME.match(p) for part in parts for p in part.split()):
        return "", ()
    if len(parts) == 1 and len(parts[0].split()) > 3:
        return "", ()
    parts.sort(key=len, reverse=True)
    return parts[0], tuple(parts[1:])


def _subcommands(
    rows: list[Row], program: str, own: dict[str, list[Option]], path: str
) -> tuple[Subcommand, ...]:
    found: dict[str, Subcommand] = {}
    for row in rows:
        name, aliases = _command_words(row.left, program)
        text = read_notes(join_lines(row.help)).text
        if not name or name in found or (not text and " " in name):
            continue
        options = tuple(_distinct(own.get(name, [])))
        where = Evidence(path, row.line, row.line)
        taken = _taken(row.left)
        found[name] = Subcommand(name, text, aliases, options, taken, evidence=where)
    return tuple(found.values())


def _taken(left: str) -> tuple[Argument, ...]:
    """The arguments behind a command's name, `send <file> [name]`; none where it says more."""
    found: list[Argument] = []
    for word in left[left.find("<") :].split() if "<" in left else ():
        match = _ARGUMENT.fullmatch(word)
        if not match:
            return ()
        if match["name"].lower() not in ("options", "flags", "opts"):
            dots = bool(match["inner"] or match["dots"])
            found.append(Argument(match["name"], "", word[0] == "<", dots))
    return tuple(found)


_ARGUMENT = lazy_re(r"[<\[](?P<name>[\w-]+)(?P<inner>\.{3}|…)?[>\]](?P<dots>\.{3}|…)?")

__all__ = [
    "HelpText", "Notes", "options_from_help", "parse_flags", "parse_help", "read_notes",
    "subcommands_from_help",
]  # fmt: skip
