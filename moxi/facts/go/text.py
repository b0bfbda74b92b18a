"""Small texts of command lines: argument words of a usage line, example lines, one-liners."""

from __future__ import annotations

import re

from moxi.facts.go.values import HOLE
from moxi.facts.model import Argument
from moxi.facts.prose import first_sentence, phrase
from moxi.patterns import lazy_re

_WORD = lazy_re(
    r"(?P<optional>\[)?<?(?P<name>[A-Za-z][\w/:.-]*?)>?(?P<dots>\.\.\.)?(?(optional)\])"
    r"(?P<more>\.\.\.)?"
)
_OPTION_WORDS = {"flags", "options", "option", "command", "opts", "subcommand", "global", "flag"}
MAX_ARGUMENTS = 5


def argument_words(rest: str) -> tuple[Argument, ...]:
    """The positional arguments in what follows a command's name in its usage line.

    None at all where the line says more than words can: alternatives, flags, prose.
    """
    found: list[Argument] = []
    for word in rest.split():
        match = _WORD.fullmatch(word)
        if not match:
            return ()
        if match["name"].lower() in _OPTION_WORDS:
            continue
        repeated = bool(match["dots"] or match["more"])
        found.append(Argument(match["name"], "", not match["optional"], repeated))
    return tuple(found) if len(found) <= MAX_ARGUMENTS else ()


def example_lines(text: str, program: str) -> tuple[str, ...]:
    """Whole command lines in an example text, `$` taken off, wrapped lines joined."""
    found: list[str] = []
    pending = ""
    wanted = re.compile(rf"(?<![\w./-]){re.escape(program)}(?![\w-])")
    for raw in text.split("\n"):
        line = pending + raw.strip()
        pending = ""
        if line.endswith("\\"):
            pending = line[:-1].rstrip() + " "
            continue
        line = line.removeprefix("$ ").removeprefix("% ").strip("`").strip()
        if line.startswith(("#", "//", "-")) or HOLE in line or not _is_whole(line):
            continue
        first = line.split()[0] if line.split() else ""
        if first == program or (wanted.search(line) and ("| " in line or "=" in first)):
            found.append(line)
    return tuple(dict.fromkeys(found))


def _is_whole(line: str) -> bool:
    quotes = line.count("'") % 2 == 0 and line.count('"') % 2 == 0
    return quotes and "<<" not in line and not line.endswith(("{", "|", ":"))


def one_line(text: str) -> str:
    """A help text's first sentence as a phrase; empty where a part of it is not known."""
    sentence = phrase(first_sentence(text))
    return "" if HOLE in sentence else sentence
