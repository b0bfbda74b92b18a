"""Which environment variables a shell script reads with a default: `${NAME:-value}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moxi.facts.docker.interpolation import Read, reads
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASSIGNMENT = lazy_re(r"^\s*(?:export\s+|readonly\s+|local\s+|declare\s+)?([A-Z][A-Z0-9_]*)=(.*)$")
_LOOP = lazy_re(r"\b(?:for|read(?:\s+-\w+)*)\s+([A-Z][A-Z0-9_]*)\b")
_PRINTED = lazy_re(r"(?:\"|\\n)([A-Z][A-Z0-9_]*)=\"")  # a line of code that the script makes
_DEMAND = lazy_re(
    r"^\s*(?:&&\s*|\|\|\s*|\{\s*)?(?:echo|printf|log\w*|error\w*|die|fail)\b.*?[\"'](?P<said>[^\"']*"
    r"(?:need to set|must set|must be set|(?:is|are) required|please set|is not set|not defined"
    r"|must be (?:defined|provided|specified))[^\"']*)[\"']",
    re.IGNORECASE,
)
_NAMES = lazy_re(r"(?<![\w$])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_NAME = lazy_re(r"^[A-Z][A-Z0-9_]+$")
_ASKED = lazy_re(r"(?:[\[&|!]|\btest) -[nz] \"?\$\{?([A-Z][A-Z0-9_]+)\}?\"?(?=[ ;]|$)")
_BARE = lazy_re(r"(?<!\\)\$(?:\{(?=\w+\})|(?!\{))([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b")
_WITHIN = lazy_re(r"(?m)^\s*(?:\.|source)\s+\S|<<-?\s*[\"'\\]")
"""it takes variables over from elsewhere, or holds text of another language"""
_FALLBACK = lazy_re(
    r"(?m)^[ \t]*(?:if )?\[\[? (?:-z \"?\$\{?(?P<empty>\w+)\}?\"?"
    r"|\"?\$\{?(?P<held>\w+)\}?\"? ==? (?P<q>[\"'])(?P<was>[^\"'$\n]+)(?P=q)) \]\]?"
    r"(?:;?\s*then\s+| && )(?:export )?(?P<name>\w+)="
    r"(?P<quote>[\"']?)(?P<value>[^\"'$`\s]*)(?P=quote)[ \t]*$"
)
_SOURCED = lazy_re(r"(?m)^(?:\.|source)[ \t]+[\"']?([^\"'\s;|&]+)[\"']?[ \t]*$")
_STOPS = lazy_re(
    r"^\s*(?:echo|printf|log\w*|error\w*|die|fail)\b.*?[\"'][^\"'$]*\bno \w+(?: \w+)? "
    r"(?:provided|specified|given|supplied)\b",
    re.IGNORECASE,
)
_SET = lazy_re(r"(?m)(?:^|[\s;(])([A-Z][A-Z0-9_]*)\+?=")
_GIVEN = lazy_re(r"^(INPUT_|GITHUB_|RUNNER_|BASH_|OLDPWD$|IFS$|PWD$|PATH$|HOME$|USER$)")
_WITH_OPERATOR = lazy_re(r"\$\{([A-Z][A-Z0-9_]*):?[-=?]")


def script_reads(text: str) -> Iterator[tuple[Read, int, str]]:
    """Variables that come from the outside, each once with its line and the comment beside.

    Only those read with a default or with an error when unset count, and none that the script
    sets itself to something else before.
    """
    own: set[str] = set()
    seen: set[str] = set()
    filled = {line: (name, to) for (name, was), (to, line) in fallbacks(text).items() if not was}
    for number, line in enumerate(text.split("\n"), 1):
        code, beside = _without_comment(line)
        own.update(_PRINTED.findall(line))
        own.update(_LOOP.findall(code))
        wanted = set(_WITH_OPERATOR.findall(code))
        for read in reads(code) if wanted else ():
            name = read.name
            if name not in wanted or name in own | seen or "$(" in read.default:
                continue
            if _NAME.match(name) and not _GIVEN.match(name):
                seen.add(name)
                yield _unquoted(read), number, beside
        if number in filled and (name := filled[number][0]) not in own | seen:
            seen.add(name)
            yield Read(name, filled[number][1]), number, beside
        if (found := _ASSIGNMENT.match(code)) and found[1] not in wanted:
            own.add(found[1])
        for name in _ASKED.findall(code):
            if name not in own | seen | set(_SET.findall(text)) and not _GIVEN.match(name):
                seen.add(name)
                yield Read(name), number, beside


def fallbacks(text: str) -> dict[tuple[str, str], tuple[str, int]]:
    """What a script sets a variable to where it finds it empty (`""`) or at another value, by the
    variable and that value, with the line."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for match in _FALLBACK.finditer(text):
        name = match["empty"] or match["held"]
        if name == match["name"] and name.isupper() and not _GIVEN.match(name):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            line = text.count("\n", 0, start) + 1
            found.setdefault((name, match["was"] or ""), (match["value"], line))
    return found


def bare_reads(text: str) -> Iterator[tuple[str, int]]:
    """Variables that a script only ever reads, and so gets from the outside, with their lines."""
    if _WITHIN.search(text):
        return
    lines = [_without_comment(line)[0] for line in text.split("\n")]
    code = "\n".join(lines)
    found: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        for match in _BARE.finditer(line):
            found.setdefault(match[1], number)
    for name, number in found.items():
        named = re.findall(rf"(.?.?)(?<!\w){name}\b", code)
        if not _GIVEN.match(name) and all(before[-1:] in ("$", "{") for before in named):
            yield name, number


def sourced_files(text: str) -> list[str]:
    """The files that a script takes over whatever is there, as written."""
    return [found[1] for found in _SOURCED.finditer(text)]


def stops_without_input(text: str) -> bool:
    """Whether a script says that nothing was given to it, and ends with an error."""
    lines = text.split("\n")
    return any(
        _STOPS.search(line) and any("exit" in after for after in lines[number : number + 3])
        for number, line in enumerate(lines)
    )


@dataclass(frozen=True, slots=True)
class Demand:
    """A variable without which a script stops, by its own words."""

    name: str
    line: int
    meaning: str = ""
    alone: bool = True
    """no other variable does instead"""
    first: bool = False
    """it is named first of those of which one has to be set"""


def demands(text: str) -> Iterator[Demand]:
    """The variables that a script says have to be set, right before it ends with an error."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        said = _DEMAND.search(line) if line.isascii() else None
        if not said or not any("exit" in after for after in lines[number - 1 : number + 2]):
            continue
        names = list(dict.fromkeys(_NAMES.findall(said["said"])))
        choice = re.search(r"\b(or|either|one of)\b", said["said"], re.IGNORECASE)
        if len(names) > 1 and not choice:
            continue
        for name in names:
            others = [f"`{other}`" for other in names if other != name]
            meaning = f"this or {' or '.join(others)} has to be set" if others else ""
            yield Demand(name, number, meaning, not others, bool(others) and name == names[0])


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
