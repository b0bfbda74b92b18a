"""`${VAR:-default}` in compose files and shell scripts: which variables are read, and how."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_START = lazy_re(r"\$(?:(?P<twice>\$)|(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*))")
_OPERATOR = lazy_re(r":?[-?+=]")
_NO_MEANING = lazy_re(r"not set|unset|required|must be|missing|please set|is empty", re.I)
MAX_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Read:
    """One variable that a text reads."""

    name: str
    default: str = ""
    required: bool = False
    """the text stops with an error where it is not set"""
    message: str = ""
    """the error's text"""
    bare: bool = False
    """nothing is said of what happens where it is not set"""


def reads(text: str, depth: int = 0) -> Iterator[Read]:
    """The variables in a text, in order; those inside a default come after the one around."""
    index = 0
    while found := _START.search(text, index):
        index = found.end()
        if found["twice"]:
            continue
        if found["bare"]:
            yield Read(found["bare"], bare=True)
            continue
        end = _closing(text, index)
        if end < 0:
            return
        body, index = text[index:end], end + 1
        operator = _OPERATOR.match(body)
        word = body[operator.end() :] if operator else ""
        kind = operator[0][-1] if operator else ""
        if kind == "?":
            yield Read(found["name"], required=True, message=word.strip())
        else:
            default = word if kind in ("-", "=") else ""
            yield Read(found["name"], default, bare=not kind)
        if depth < MAX_DEPTH and "$" in word:
            yield from reads(word, depth + 1)


def resolve(text: str, given: Mapping[str, str] | None = None) -> str | None:
    """A text with every variable as given, else at its default; None where one has neither."""
    result: list[str] = []
    index = 0
    while found := _START.search(text, index):
        result.append(text[index : found.start()])
        index = found.end()
        if found["twice"]:
            result.append("$")
            continue
        known = (given or {}).get(found["bare"] or found["name"] or "")
        if found["bare"]:
            if not known:
                return None
            result.append(known)
            continue
        end = _closing(text, index)
        if end < 0:
            return None
        body, index = text[index:end], end + 1
        operator = _OPERATOR.match(body)
        if known and (not operator or operator[0][-1] != "+"):
            result.append(known)
            continue
        if not operator or operator[0][-1] not in "-=":
            return None
        inner = resolve(body[operator.end() :], given)
        if inner is None:
            return None
        result.append(inner)
    return "".join([*result, text[index:]])


def _closing(text: str, index: int) -> int:
    """The brace that closes the one before `index`, -1 where none does."""
    depth = 1
    for position in range(index, min(len(text), index + 2_000)):
        if text[position] == "{" and text[position - 1] == "$":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if not depth:
                return position
    return -1


def stated_meaning(message: str) -> str:
    """What the error of a missing variable says of it, beyond that it is missing."""
    text = message.strip().strip("\"'")
    return "" if _NO_MEANING.search(text) or len(text.split()) < 3 else text
