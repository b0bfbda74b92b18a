"""A shell script as words and operators: quotes, escapes, expansions, comments, here-documents."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPERATORS = ("<<<", "<<-", "&>>", "&&", "||", ";;", "|&", "&>", "<<", ">>", ">&", "<&", ">|")
_SINGLE = ";|&()<>"
REDIRECTS = frozenset(("<<<", "<<-", "<<", "&>>", "&>", ">>", ">&", "<&", ">|", "<", ">"))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or an operator of a script."""

    raw: str
    value: str
    operator: bool
    line: int


def tokens_of(script: str) -> list[Token]:
    """The words and operators of a script; each line's end is an operator too."""
    tokens: list[Token] = []
    raw: list[str] = []
    value: list[str] = []
    heredocs: list[tuple[str, bool]] = []
    awaiting_heredoc = ""
    index = line = 0
    start = 0

    def flush() -> None:
        nonlocal awaiting_heredoc
        if raw:
            tokens.append(Token("".join(raw), "".join(value), operator=False, line=start))
            if awaiting_heredoc:
                heredocs.append(("".join(value), awaiting_heredoc == "<<-"))
                awaiting_heredoc = ""
            raw.clear()
            value.clear()

    while index < len(script):
        char = script[index]
        if not raw:
            start = line
        if char == "\n":
            flush()
            tokens.append(Token("\n", "\n", operator=True, line=line))
            index += 1
            line += 1
            if heredocs:
                end = _after_heredocs(script, index, heredocs)
                line += script.count("\n", index, end)
                index = end
                heredocs.clear()
            continue
        if char in " \t":
            flush()
            index += 1
            continue
        if char == "#" and not raw:
            end = script.find("\n", index)
            index = len(script) if end < 0 else end
            continue
        operator = "" if char not in _SINGLE else _operator(script, index)
        if operator:
            if operator in REDIRECTS and "".join(raw).isdigit():
                raw.clear()  # the number of a file descriptor
                value.clear()
            flush()
            tokens.append(Token(operator, operator, operator=True, line=line))
            if operator in ("<<", "<<-"):
                awaiting_heredoc = operator
            index += len(operator)
            continue
        end, piece, plain = _piece(script, index)
        if piece != "\\\n":
            raw.append(piece)
            value.append(plain)
        line += script.count("\n", index, end)
        index = end
    flush()
    return tokens


def _operator(script: str, index: int) -> str:
    for operator in _OPERATORS:
        if script.startswith(operator, index):
            return operator
    return script[index]


def _piece(script: str, index: int) -> tuple[int, str, str]:
    """The end of the quoted, escaped or plain piece at `index`, its text and what it stands for."""
    char = script[index]
    if char == "\\":
        end = min(index + 2, len(script))
        piece = script[index:end]
        return end, piece, piece[1:]
    if char == "'":
        end = _closing(script, index, "'")
        return end, script[index:end], script[index + 1 : end].removesuffix("'")
    if char == '"':
        end = _end_of_double(script, index)
        inner = script[index + 1 : end].removesuffix('"')
        return end, script[index:end], re.sub(r'\\(["\\$`])', r"\1", inner)
    if char == "`":
        end = _closing(script, index, "`")
        return end, script[index:end], script[index:end]
    if char == "$" and script[index + 1 : index + 2] in ("(", "{"):
        end = _balanced(script, index + 1)
        return end, script[index:end], script[index:end]
    return index + 1, char, char


def _closing(script: str, index: int, quote: str) -> int:
    end = script.find(quote, index + 1)
    return len(script) if end < 0 else end + 1


def _end_of_double(script: str, index: int) -> int:
    index += 1
    while index < len(script):
        char = script[index]
        if char == "\\":
            index += 2
        elif char == '"':
            return index + 1
        elif char == "$" and script[index + 1 : index + 2] in ("(", "{"):
            index = _balanced(script, index + 1)
        else:
            index += 1
    return len(script)


def _balanced(script: str, index: int) -> int:
    """The end of the bracket that opens at `index`; iterative, so that depth costs no stack."""
    depth = 0
    quoted = False
    pairs = {"(": ")", "{": "}"}
    opening, closing = script[index], pairs[script[index]]
    while index < len(script):
        char = script[index]
        if char == "\\":
            index += 1
        elif char == '"':
            quoted = not quoted
        elif char == "'" and not quoted:
            index = _closing(script, index, "'") - 1
        elif char == opening:
            depth += 1
        elif char == closing:
            depth -= 1
            if depth == 0:
                return index + 1
        index += 1
    return len(script)


def _after_heredocs(script: str, index: int, heredocs: list[tuple[str, bool]]) -> int:
    for delimiter, indented in heredocs:
        while index < len(script):
            end = script.find("\n", index)
            end = len(script) if end < 0 else end
            content = script[index:end]
            index = min(end + 1, len(script))
            if (content.lstrip("\t") if indented else content).rstrip() == delimiter:
                break
    return index
