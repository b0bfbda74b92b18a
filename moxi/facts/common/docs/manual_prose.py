"""What a manual page tells beside its options: introduction and environment variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs import manpage
from moxi.facts.common.docs.inline import escape
from moxi.facts.common.docs.prose_rules import leans_back, standing
from moxi.facts.model import EnvVar, Evidence, Fact, Overview
from moxi.facts.prose import collapse, first_sentence, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MAX_WAYS = 4
MIN_OVERVIEW, MAX_OVERVIEW = 60, 700
_SECTION = lazy_re(r"^\.S[Hh]\s+\"?(.+?)\"?\s*$")
_REQUEST = lazy_re(r"^\.(\w+)\s*(.*)$")
_TEXT_REQUESTS = ("B", "I", "BR", "IR", "BI", "RB", "IB", "RI", "SM", "Nm", "Dl", "Ic", "Li", "Sy")
_UNREAD = lazy_re(r"\\[a-zA-Z(\[*]|^\.\w")
_VARIABLE = lazy_re(r"\$?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,})\b")


def told(reader: Reader, identity: Identity, known: Facts, folder: str) -> Iterator[Fact[Any]]:
    """The facts of the main program's page, each kind only where nothing else states it."""
    for path in manpage.pages(reader, folder, identity):
        name = path.rpartition("/")[2].split(".")[0]
        roff = re.search(r"\.[1568](\.in)?$", path)
        if name not in (*identity.programs, identity.repository) or not roff:
            continue
        sections = _sections(reader.lines(path))
        if not known.all(Overview):
            yield from _overview(path, sections.get("DESCRIPTION", []), name, folder)
        variables = sections.get("ENVIRONMENT") or sections.get("ENVIRONMENT VARIABLES") or []
        yield from _environment(path, variables, known, folder)
        return


def _sections(lines: list[str]) -> dict[str, list[tuple[int, str]]]:
    """The numbered lines of each section."""
    found: dict[str, list[tuple[int, str]]] = {}
    current: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if match := _SECTION.match(line):
            current = found.setdefault(match[1].upper(), [])
        else:
            current.append((number, line))
    return found


def synopsis(lines: list[str], name: str) -> list[str]:
    """How the program is called, one way a paragraph; nothing where one is not understood."""
    ways: list[list[str]] = [[]]
    for _, line in _sections(lines).get("SYNOPSIS", []):
        text = _text(line, name)
        if text is None:
            ways.append([])
        elif text:
            ways[-1].append(text)
    told = [collapse(" ".join(way)) for way in ways if way]
    clear = all(
        way.startswith(name) and way.count("[") == way.count("]") and not _UNREAD.search(way)
        for way in told
    )
    return told[:MAX_WAYS] if clear else []


def _text(line: str, name: str) -> str | None:
    """The words of a line, None for a request that ends a paragraph."""
    match = _REQUEST.match(line)
    if not match:
        return manpage.plain(line)
    request, rest = match.groups()
    if request not in _TEXT_REQUESTS:
        return None
    text = manpage.plain(rest)
    if request == "Nm":
        return f"{name} {text}".strip()
    if request in ("BR", "IR", "BI", "RB", "IB", "RI"):  # their words alternate, without spaces
        words = re.findall(r'"([^"]*)"|(\S+)', text)
        return "".join(quoted or bare for quoted, bare in words)
    return text[1:-1] if text[:1] == text[-1:] == '"' else text


def _overview(
    path: str, lines: list[tuple[int, str]], name: str, folder: str
) -> Iterator[Fact[Overview]]:
    """The first paragraph of DESCRIPTION, if it speaks of the program and stands alone."""
    words: list[str] = []
    start = end = 0
    for number, line in lines:
        text = _text(line, name)
        if not text:
            if words:
                break
            continue
        start, end = start or number, number
        words.append(text)
    paragraph = standing(escape(collapse(" ".join(words))))
    if not MIN_OVERVIEW <= len(paragraph) <= MAX_OVERVIEW or _UNREAD.search(paragraph):
        return
    opening = paragraph.split(" ", 2)[:2]
    if leans_back(paragraph) or not any(word.strip("`,").lower() == name for word in opening):
        return
    yield Fact(Overview(paragraph, "help"), (Evidence(path, start, end),), folder)


def _environment(
    path: str, lines: list[tuple[int, str]], known: Facts, folder: str
) -> Iterator[Fact[EnvVar]]:
    """What the page says of variables that the code reads."""
    coded = {fact.value.name: fact.value for fact in known.all(EnvVar)}
    for index, (number, line) in enumerate(lines):
        item = _REQUEST.match(line)
        if not item or item[1] not in ("TP", "IP", "It"):
            continue
        if item[1] == "TP":
            head = _text(lines[index + 1][1], "") if index + 1 < len(lines) else ""
            body = lines[index + 2 : index + 8]
        else:
            head, body = (
                manpage.plain(item[2].replace("Ev ", "")).strip('"'),
                lines[index + 1 :][:6],
            )
        match = _VARIABLE.match((head or "").strip('" '))
        if not match or match[1] not in coded or coded[match[1]].meaning:
            continue
        words: list[str] = []
        for _, follow in body:
            text = _text(follow, "")
            if text is None:
                break
            words.append(text)
        meaning = phrase(first_sentence(collapse(" ".join(words))))
        if meaning and not _UNREAD.search(meaning):
            value = EnvVar(match[1], coded[match[1]].default, meaning, coded[match[1]].required)
            yield Fact(value, (Evidence(path, number, number + 1),), folder)
