"""A help text as rows: a flag, command or argument, and the lines that describe it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from moxi.facts.prose import collapse
from moxi.patterns import lazy_re

_FLAG = lazy_re(r"--?(?P<negatable>\[no-?\])?[A-Za-z0-9?@#_](?:[\w.:?-]*\w|\?)?")
_SEPARATOR = lazy_re(r"\s*(?:,|\||/)\s*(?=-)|\s+or\s+(?=-)| (?=-{1,2}\w)")
_VALUE = lazy_re(
    r"""\[?[ =]?\[?<(?P<angle>[^<>]*)>(?:\.{3}|…)?\]*(?:\.{3}|…)?
      | \[=(?P<optional>[^\]]+)\]
      | [ ]?\[(?P<square>[^\[\]]*)\](?:\.{3}|…)?
      | [ =]\{(?P<choices>[^{}]*)\}
      | =(?P<equals>["']?[\w$@:/.|,*~-]+["']?(?:\.{3})?)
      | [ ](?P<upper>[A-Z](?:[A-Z0-9_:/|.-]|,(?=[A-Z]))*(?=\s{2}|\t|$|,[ ]-|[ ]-))
      | [ ](?P<shout>[A-Z][A-Z0-9_]+)(?=[ ][A-Z][a-z])
      | [ ](?P<path>/\w[\w./-]*(?=\s{2}|\t|$))
      | [ ](?P<lower>[a-z][\w:/|.-]*(?=\s{2}|\t|$|,[ ]-))
    """,
    re.VERBOSE,
)
_HEADING = lazy_re(
    r"^(?:[\w /()-]+ )?(usage|synopsis|options?|flags?|switches|commands?|subcommands?|examples?|"
    r"arguments?|args|positionals?|parameters?|description|environment(?: variables)?|"
    r"environments?)(?: \([^)]*\))?:?$",
    re.IGNORECASE,
)
_BEHIND_ARGUMENT = lazy_re(r"([^<>]*<[^<>]*>) ([A-Z][a-z]+ \w.*)")
COLUMNS = lazy_re(r"\s{2,}|\t+")
_STARTS = lazy_re(
    r"(?:Also|Can|Default|Defaults|If|Implies|Must|Note|Only|Optional|Optionally|Overrides|"
    r"Requires|See|Set|The|This|To|Use|Used|Useful|When|Will)\b"
)


@dataclass(slots=True)
class Row:
    """One line of columns and the lines that continue it."""

    indent: int
    column: int
    """where its description starts; 0 when that is not known yet"""
    line: int
    section: str
    left: str
    flags: tuple[str, ...] = ()
    value: str = ""
    help: list[str] = field(default_factory=list)


def sections_of(lines: list[str]) -> list[str]:
    """The heading (lower case, no colon) under which each line stands; headings are `#`."""
    found: list[str] = []
    current = ""
    for line in lines:
        stripped = line.strip().strip("*#_").strip()
        match = _HEADING.match(stripped)
        heads = match and not stripped.startswith("-") and len(stripped) < 60
        # A word such as "options" may also wrap to the start of a line: a heading has a colon,
        # a capital, or nothing before it on its indent.
        if _is_other_heading(line) or (heads and (stripped.endswith(":") or stripped[0].isupper())):
            current = stripped.rstrip(":").lower()
            found.append("#")
        else:
            found.append(current)
    return found


def _is_other_heading(line: str) -> bool:
    stripped = line.strip()
    return (
        len(line) - len(stripped) <= 2
        and stripped.endswith(":")
        and not stripped.startswith("-")
        and len(stripped.split()) <= 5
        and stripped[0].isupper()
    )


def split_row(line: str, *, loose: bool) -> tuple[tuple[str, ...], str, str, int] | None:
    """Flags, value, description and the description's column of a line that begins with a flag.

    `loose` takes a description behind a single space, which prose may look like too.
    """
    position, flags, value = 0, [], ""
    while match := _FLAG.match(line, position):
        flags += _negations(match.group().rstrip(":"), match["negatable"])
        position = match.start() + len(match.group().rstrip(":"))
        while shown := _VALUE.match(line, position):
            if not shown.group().strip(" []"):
                break
            value = f"{value} {_placeholder(shown)}".strip() if position else ""
            position = shown.end()
        if not (separator := _SEPARATOR.match(line, position)):
            break
        position = separator.end()
    if not flags:
        return None
    rest = line[position:]
    behind = rest.lstrip(" \t")
    gap = len(rest) - len(behind)
    if behind.startswith((": ", "- ", "— ", "– ")):
        mark = behind.split(" ", 1)[0]
        behind, gap = behind[len(mark) :].lstrip(), gap + len(mark) + 1
    elif behind and gap < 2 and not (loose and gap == 1):
        return None
    return tuple(dict.fromkeys(flags)), _one_value(value), behind, position + gap


def _negations(flag: str, negatable: str | None) -> list[str]:
    if not negatable:
        return [flag]
    plain = flag.replace(negatable, "", 1)
    return [plain, flag.replace(negatable, negatable.strip("[]"), 1)]


def _placeholder(match: re.Match[str]) -> str:
    if match["choices"] is not None:
        return "{" + match["choices"] + "}"
    shown = next((group for group in match.groups() if group), "")
    return collapse(shown.strip("<>[]=\"'").replace("...", "").replace("…", ""))


def _one_value(value: str) -> str:
    """`FILE FILE` (one for each form of the flag) as `FILE`."""
    words = value.split()
    half = len(words) // 2
    return " ".join(words[:half]) if words and words[:half] == words[half:] else value


def rows_of(lines: list[str], numbers: list[int], sections: list[str]) -> list[Row]:
    """The rows of a text, each with the lines that go on describing it."""
    rows: list[Row] = []
    current: Row | None = None
    indents: set[int] = set()
    for index, line in enumerate(lines):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        section = sections[index]
        if section == "#" or section.startswith(("example", "usage", "synopsis")):
            current = None
            continue
        if not stripped:
            # The description of an option may come after an empty line only if it has none yet.
            current = current if current and not current.help else None
            continue
        if current and _continues(current, indent, stripped):
            current.help.append(stripped)
            continue
        current = _row(line, indent, numbers[index], section, indents)
        if current:
            rows.append(current)
    return rows


def _continues(row: Row, indent: int, stripped: str) -> bool:
    if stripped.startswith("-") and _FLAG.match(stripped):
        return bool(row.column) and indent >= row.column > row.indent + 2
    return indent > row.indent


def _row(line: str, indent: int, number: int, section: str, indents: set[int]) -> Row | None:
    stripped = line.strip()
    split = split_row(stripped, loose=indent in indents)
    if split:
        flags, value, text, column = split
        if text or value or len(stripped) < 60:
            indents.add(indent)
            where = indent + column if text else 0
            return Row(indent, where, number, section, "", flags, value, [text] if text else [])
        return None
    if stripped.startswith("-"):
        return None
    if section.rpartition(" ")[2] in _LISTS:
        left, text = [*COLUMNS.split(stripped, maxsplit=1), ""][:2]
        if " - " in left and not text:
            left, _, text = left.partition(" - ")
        elif not text and (behind := _BEHIND_ARGUMENT.match(left)):
            left, text = behind.groups()
        where = line.find(text) if text else 0
        return Row(indent, where, number, section, left, help=[text] if text else [])
    return None


_LISTS = ("commands", "command", "subcommands", "arguments", "argument", "args", "positionals")


def join_split_flags(rows: list[Row]) -> list[Row]:
    """`-H` on a line of its own, then `--header` on the next, is one option."""
    joined: list[Row] = []
    for row in rows:
        before = joined[-1] if joined else None
        if (
            before
            and not before.help
            and len(before.flags) == len(row.flags) == 1
            and before.indent == row.indent
            and row.line == before.line + 1
            and len(before.flags[0]) == 2
            and row.flags[0].lower().startswith(f"--{before.flags[0][1].lower()}")
        ):
            row.flags, row.line = (*before.flags, *row.flags), before.line
            joined.pop()
        joined.append(row)
    return joined


def join_lines(lines: list[str]) -> str:
    """The lines of a description as one; a line that starts a sentence gets a full stop before."""
    text = ""
    for line in lines:
        ended = not text or text.endswith((".", ":", ",", ";", "!", "?", "-"))
        text += ("" if ended or not _STARTS.match(line) else ".") + f" {line}"
        text = text.strip()
    return collapse(text)
