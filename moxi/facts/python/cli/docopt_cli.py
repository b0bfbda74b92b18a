"""`docopt`: the usage text is the command line."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from moxi.facts.python.cli.record import CommandRecord, OptionRecord
from moxi.facts.python.interpret.values import UNKNOWN, Call, Special
from moxi.facts.python.source import at
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.interpret import Interpreter

_FLAG = lazy_re(r"--?[A-Za-z0-9?][\w-]*(?=[\s,=]|$)")
_WORD = lazy_re(r"[a-z][\w-]*")
_DESCRIBED = lazy_re(r"\s*(?:[-*]\s+)?([a-z][\w-]*(?: [a-z][\w-]*)*)\s*(?::\s+|\s{2,})(\S.*)$")
_DEFAULT = lazy_re(r"\[default:\s*(.*?)\]", re.IGNORECASE)


class Usage(Special):
    """A docopt program."""

    def __init__(self, record: CommandRecord) -> None:
        self.record = record


def parse_usage(text: str) -> CommandRecord | None:
    """The command that a docopt text describes; None where it has no usage section."""
    lines = text.strip("\n").splitlines()
    start = next((n for n, line in enumerate(lines) if "usage:" in line.lower()), None)
    if start is None:
        return None
    record = CommandRecord()
    before = "\n".join(lines[:start]).strip()
    record.help = before
    record.summary = before.split("\n")[0]
    first = lines[start][lines[start].lower().index("usage:") + 6 :].strip()
    usage = [first] if first else []
    end = start + 1
    while end < len(lines) and (lines[end].strip() or not usage):
        if lines[end].strip():
            usage.append(lines[end].strip())
        end += 1
    record.usage = "\n".join(usage)
    record.options = list(_options(_section(lines[end:])))
    record.epilog = "\n".join(lines[end:])
    record.children = _commands(usage, lines[end:])
    return record


def _commands(usage: list[str], lines: list[str]) -> dict[str, CommandRecord]:
    """The commands of the usage that lines below it describe: `tool list: show what there is`."""
    known: set[str] = set()
    for line in usage:
        words = [word for word in line.split()[1:] if word != "[options]"]
        literal = list(takewhile(_WORD.fullmatch, words))
        known.add(" ".join(literal))
    program = usage[0].split()[0] if usage else ""
    found: dict[str, CommandRecord] = {}
    for line in lines:
        match = _DESCRIBED.match(line)
        name = match[1].removeprefix(f"{program} ") if match else ""
        if match and name in known:
            text = match[2].strip().replace("%", "%%")
            found.setdefault(name, CommandRecord(name, text))
    return found if len(found) > 1 else {}


def _section(lines: list[str]) -> list[str]:
    """The lines below `Options:`, else all of them."""
    start = next(
        (n for n, line in enumerate(lines) if line.lower().rstrip().endswith("options:")), None
    )
    if start is None:
        return lines
    end = start + 1
    while end < len(lines) and not (lines[end][:1].strip() and lines[end].rstrip().endswith(":")):
        end += 1
    return lines[start + 1 : end]


def _options(lines: list[str]) -> Iterator[OptionRecord]:
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        index += 1
        if not _FLAG.match(line):
            continue
        head, _, text = line.partition("  ")
        parts = [text.strip()]
        indent = len(lines[index - 1]) - len(lines[index - 1].lstrip())
        while index < len(lines) and lines[index].strip():
            following = lines[index]
            deeper = len(following) - len(following.lstrip()) > indent
            if following.strip().startswith("-") or not deeper:
                break
            parts.append(following.strip())
            index += 1
        option = _option(head, " ".join(part for part in parts if part))
        if option is not None and option.flags[0] not in ("-h", "--help"):
            yield option


def _option(head: str, text: str) -> OptionRecord | None:
    flags: list[str] = []
    value = ""
    # `-u <file> : what it does` on one line, where docopt itself wants two spaces.
    head, colon, told = head.partition(" :")
    text = f"{told} {text}".strip() if colon else text.removeprefix(":").strip()
    for word in head.replace(",", " ").replace("=", " ").split():
        if word.startswith("-"):
            flags.append(word)
        else:
            value = word.strip("<>[]")
    if not flags:
        return None
    match = _DEFAULT.search(text)
    default = match[1].strip() if match else ""
    help_text = _DEFAULT.sub("", text).strip().replace("%", "%%")
    return OptionRecord(tuple(flags), value, help_text, default)


def _docopt(interpreter: Interpreter, call: Call) -> Any:
    text = call.get(0, "doc")
    if not isinstance(text, str):
        return UNKNOWN
    record = parse_usage(text)
    if record is None:
        return UNKNOWN
    record.evidence = at(call.source.path, call.node)
    return interpreter.parses(Usage(record))


HANDLERS = {"docopt.docopt": _docopt, "docopt_ng.docopt": _docopt}
WORDS = ("docopt",)
