"""A command line as its manual page tells it, where no source was found that defines it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.docs import manpage
from moxi.facts.common.docs.manual_prose import synopsis
from moxi.facts.help_notes import Notes, read_notes
from moxi.facts.model import Cli, Evidence, Fact, Option
from moxi.facts.prose import first_sentence, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MAX_OPTIONS = 80
FEW = 6
MANY_MORE = 5
"""times as many options as the source seems to define: then it was not read well"""
_SECTION = lazy_re(r"^\.S[Hh]\s+\"?(.+?)\"?\s*$|^#{1,2}\s+(.+?)\s*$")
_ITEM = lazy_re(r"^\.(?:TP|IP|It|HP|PP)\b\s*(.*)$")
# The line of a type, as docstrings in the style of numpy have it above the meaning.
_TYPE = lazy_re(r"^[`*\w.\[\]]+(?: or [`*\w.\[\]]+)*, optional\.?(?:\s+|$)")
_NOTED = lazy_re(r"^[^\[\]()]*(?:[\[(][^\[\]()]*[\])]\s*)+\.?$")
_FLAG = lazy_re(r"(?<![\w-])(--?[A-Za-z0-9][\w-]*)")


def manual(reader: Reader, identity: Identity, known: Facts, folder: str) -> Iterator[Fact[Cli]]:
    """The options of the main program's manual page, where its source was not understood."""
    understood = max((_size(fact.value) for fact in known.all(Cli)), default=0)
    least = FEW if known.all(Cli) else 2
    for path in manpage.pages(reader, folder, identity):
        name = path.rpartition("/")[2].split(".")[0]
        if name not in (*identity.programs, identity.repository):
            continue
        options = list(_options(reader, path))
        if len(options) >= max(least, MANY_MORE * understood):
            summary = manpage.description(reader, folder, identity)
            cli = Cli(
                name, summary[0] if summary else "", "\n".join(synopsis(reader.lines(path), name)),
                tuple(options[:MAX_OPTIONS]),
            )  # fmt: skip
            first = options[0].evidence or Evidence(path)
            yield Fact(cli, (first,), folder)
            return


def _size(cli: Cli) -> int:
    """How much of a command line is told: what has no help is a mere name."""
    return sum(bool(option.help) for option in cli.options) + len(cli.subcommands)


def _options(reader: Reader, path: str) -> Iterator[Option]:
    lines = reader.lines(path)
    markdown = path.endswith((".md", ".ronn", ".scd"))
    inside = False
    for number, line in enumerate(lines):
        if section := _SECTION.match(line):
            inside = "OPTION" in (section[1] or section[2]).upper()
        elif inside:
            read = _markdown_option if markdown else _roff_option
            if option := read(path, lines, number):
                yield option


def _roff_option(path: str, lines: list[str], number: int) -> Option | None:
    """A tagged paragraph: the tag holds the flags, what follows the meaning."""
    item = _ITEM.match(lines[number])
    if not item:
        return None
    tag, body = number + 1, number + 2
    if lines[number].startswith((".IP", ".It")):
        tag, body = number, number + 1
        head = item[1].removeprefix('"').split('"')[0]
        head = re.sub(r"\bFl\s+", "-", head).replace(" Ns ", "").replace("Ar ", "")
    elif tag < len(lines):
        head = lines[tag]
    else:
        return None
    return _option(path, manpage.plain(head), lines, body, tag + 1)


def _markdown_option(path: str, lines: list[str], number: int) -> Option | None:
    line = lines[number].strip()
    head = line.lstrip("*- ").strip() if line.startswith(("* `-", "* **-", "- `-")) else line
    if not re.match(r"^[*_`]{1,2}-", line) and head == line:
        return None
    head, _, rest = re.sub(r"[*_`]", "", head).partition(":")
    if rest.strip():
        return _made(path, head, rest, number + 1)
    return _option(path, head, lines, number + 1, number + 1)


def _option(path: str, head: str, lines: list[str], body: int, line: int) -> Option | None:
    text: list[str] = []
    for follow in lines[body : body + 8]:
        if follow.startswith((".IX", ".PD")):  # an index entry, a distance
            continue
        if follow.startswith((".", "#")) and not re.match(r"^\.(B|I|BR|IR|BI|RB)\b", follow):
            break
        if not follow.strip():
            if text:
                break
            continue
        text.append(manpage.plain(follow).lstrip(": "))
    return _made(path, head, " ".join(text), line)


def _made(path: str, head: str, text: str, line: int) -> Option | None:
    flags = tuple(dict.fromkeys(_FLAG.findall(head)))
    if not flags or not head.lstrip().startswith("-"):
        return None
    value = re.search(r"[ =]\[?<?([A-Za-z][\w-]*)>?\]?\s*$", _FLAG.sub("", head))
    meaning = first_sentence(_TYPE.sub("", text))
    # A bracket inside of a sentence is a part of it: "If [default: 10], …".
    notes = read_notes(meaning) if _NOTED.search(meaning) else Notes(phrase(meaning))
    placeholder = value[1] if value else ""
    return Option(
        flags, placeholder, notes.text, notes.default if placeholder else "",
        choices=notes.choices, env=notes.env, evidence=Evidence(path, line, line),
    )  # fmt: skip
