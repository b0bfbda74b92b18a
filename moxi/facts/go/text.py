"""Small texts of command lines: argument words of a usage line, example lines, one-liners."""

from __future__ import annotations

import re

from moxi.facts.go.values import HOLE
from moxi.facts.model import Argument
from moxi.facts.prose import collapse, first_sentence, phrase
from moxi.patterns import lazy_re

_WORD = lazy_re(
    r"(?P<optional>\[)?<?(?P<name>[A-Za-z][\w/:.-]*?)>?(?P<dots>\.\.\.)?(?(optional)\])"
    r"(?P<more>\.\.\.)?"
)
_COMMA_ROW = lazy_re(
    r"^(?P<indent>[ \t]+)(?P<flags>--?\w[\w-]*(?:, --?\w[\w-]*)*), (?P<help>[A-Z(].*)$",
    re.MULTILINE,
)
_SPACED = lazy_re(r"<\w+(?: \w+)+>")
_ASIDE = lazy_re(r"(?:tip|hint|note|warning|usage|examples?)\s*:", re.IGNORECASE)
_OPTION_WORDS = {"flags", "options", "option", "command", "opts", "subcommand", "global", "flag"}
_SENTENCES = lazy_re(
    r"^(?!(?:usage|examples?|flags|options|commands)\b.{0,20}:)[\w\"'`].*[.!)]$", re.I
)
_LISTED = lazy_re(r"^\s*(?:[-*+•#$>]|\d+[.)])\s")
MAX_ARGUMENTS = 5
MAX_PARAGRAPHS = 3
MIN_PROSE = 100


def argument_words(rest: str) -> tuple[Argument, ...]:
    """The positional arguments in what follows a command's name in its usage line.

    None at all where the line says more than words can: alternatives, flags, prose.
    """
    found: list[Argument] = []
    rest = _SPACED.sub(lambda name: name[0].replace(" ", "-"), rest)
    for word in rest.split():
        match = _WORD.fullmatch(word)
        if not match:
            return ()
        if match["name"].lower() in _OPTION_WORDS:
            continue
        name = match["name"].rstrip(".")
        repeated = bool(match["dots"] or match["more"]) or match["name"].endswith("...")
        found.append(Argument(name, "", not match["optional"], repeated))
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


def in_columns(text: str) -> str:
    """A help text that sets flags and descriptions apart by commas, `--port, Which port`, as one
    that does so by columns; the lines that go on describing a flag are indented below it."""
    if len(_COMMA_ROW.findall(text)) < 3:
        return text
    lines: list[str] = []
    indent = None
    for line in text.split("\n"):
        if row := _COMMA_ROW.match(line):
            indent = row["indent"]
            line = f"{indent}{row['flags']}  {row['help']}"
        elif not line.strip():
            indent = None
        elif indent and line.startswith(indent) and not line.strip().startswith("-"):
            line = f"{indent}    {line.strip()}"
        lines.append(line)
    return "\n".join(lines)


def paragraphs(text: str) -> str:
    """The prose that a help text opens with, as Markdown; empty where it is a line or two."""
    found: list[str] = []
    for part in re.split(r"\n\s*\n", text.strip("\n").rstrip()):
        lines = part.split("\n")
        told = collapse(part)
        if len(found) == MAX_PARAGRAPHS or HOLE in part or not _SENTENCES.match(told):
            break
        if any(line.startswith((" ", "\t")) or _LISTED.match(line) for line in lines):
            break
        found.append(told)
    return "\n\n".join(found) if sum(map(len, found)) >= MIN_PROSE else ""


def one_line(text: str) -> str:
    """A help text's first sentence as a phrase; empty where a part of it is not known."""
    sentence = phrase(first_sentence(text))
    return "" if HOLE in sentence or _ASIDE.match(sentence) else sentence
