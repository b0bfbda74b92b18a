"""Which environment variables a shell script reads with a default: `${NAME:-value}`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.docker.interpolation import reads
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.interpolation import Read

_ASSIGNMENT = lazy_re(r"^\s*(?:export\s+|readonly\s+|local\s+|declare\s+)?([A-Z][A-Z0-9_]*)=(.*)$")
_LOOP = lazy_re(r"\b(?:for|read(?:\s+-\w+)*)\s+([A-Z][A-Z0-9_]*)\b")
_NAME = lazy_re(r"^[A-Z][A-Z0-9_]+$")
_GIVEN = lazy_re(r"^(INPUT_|GITHUB_|RUNNER_|BASH_|OLDPWD$|IFS$|PWD$|PATH$|HOME$|USER$)")
_WITH_OPERATOR = lazy_re(r"\$\{([A-Z][A-Z0-9_]*):?[-=?]")


def script_reads(text: str) -> Iterator[tuple[Read, int, str]]:
    """Variables that come from the outside, each once with its line and the comment beside.

    Only those read with a default or with an error when unset count, and none that the script
    sets itself to something else before.
    """
    own: set[str] = set()
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        code, beside = _without_comment(line)
        own.update(_LOOP.findall(code))
        wanted = set(_WITH_OPERATOR.findall(code))
        for read in reads(code) if wanted else ():
            name = read.name
            if name not in wanted or name in own | seen or "$(" in read.default:
                continue
            if _NAME.match(name) and not _GIVEN.match(name):
                seen.add(name)
                yield _unquoted(read), number, beside
        if (found := _ASSIGNMENT.match(code)) and found[1] not in wanted:
            own.add(found[1])


def _unquoted(read: Read) -> Read:
    default = read.default.strip("\"'")
    return replace(read, default="" if "$" in default or "`" in default else default)


def _without_comment(line: str) -> tuple[str, str]:
    """A line without its comment and without what stands in single quotes, and the comment."""
    comment = ""
    result: list[str] = []
    quote = ""
    for position, char in enumerate(line):
        if quote == "'":
            quote = "" if char == "'" else quote
        elif char == "'" and quote != '"':
            quote = "'"
        elif char == '"':
            quote = "" if quote == '"' else '"'
            result.append(char)
        elif char == "#" and not quote and (not position or line[position - 1] in " \t;"):
            comment = line[position:].lstrip("# ").strip()
            break
        else:
            result.append(char)
    return "".join(result), comment if len(comment.split()) > 1 else ""
