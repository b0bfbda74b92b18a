"""Markdown as Moxi writes it: every text from a repository is escaped, every fence is closed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.anchors import slug
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_LINK = r"!?\[[^\]\n]*\]\((?:[^()\s]|\([^()\s]*\))*\)"
_CODE = r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
_URL = r"https?://[^\s<>\"'`)\]]*[^\s<>\"'`)\].,;:!?]"
_FLAG = (
    r"(?<![\w`/\])}-])(?<!\w[\"'])--?[A-Za-z][\w-]*(?:=[\w.<>-]+)?(?:/--?[A-Za-z][\w-]*)*(?![\w`])"
)
_SPECIAL = (
    r"<!--.*?-->"
    r"|\$\{?[A-Za-z_]\w*\}?(?:(?:/[\w.*-]+)*/?[\w*-])?"  # shell variables, and paths below them
    r"|(?<![\w`])<[A-Za-z][\w .|-]*>"  # placeholders that would vanish as HTML
    r"|(?<![\w`/.])[\w./-]*\*+[\w./*-]*(?<=[\w*/])"  # globs
    r"|(?<![\w`/.])\w*__\w*(?:\.py\b)?"  # names with underscores
    r"|(?<![\w`/.@:-])[A-Za-z]\w*(?:_\w+)+(?:\(\))?"
    r"|(?<![\w`/.\"'])~?\.{0,2}/[\w.-]+(?:/[\w.-]+)+/?"  # absolute and relative paths
)
_TOKENS = lazy_re(
    f"(?P<keep>{_LINK}|{_CODE}|{_URL})|(?P<flag>{_FLAG})|(?P<special>{_SPECIAL})", re.DOTALL
)
_ESCAPE = lazy_re(r"([\\`*_<>\[\]]|&(?=#?\w+;))")


def code(text: str) -> str:
    """Inline code, with a fence long enough for what it holds."""
    text = text.replace("\n", " ")
    if not text.strip():
        return ""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def prose(text: str) -> str:
    """Plain text as inline Markdown: what it says, shown as it stands.

    Code spans, links and addresses pass; flags, variables, globs and placeholders become code;
    everything that Markdown or HTML would take for markup is escaped.
    """
    out: list[str] = []
    position = 0
    for match in _TOKENS.finditer(text):
        out.append(_escape(text[position : match.start()]))
        kept = match.group("keep")
        if kept is not None:
            out.append("" if kept.startswith("!") else kept)
        else:
            out.append(code(match.group(0)))
        position = match.end()
    out.append(_escape(text[position:]))
    return "".join(out)


def plain(text: str) -> str:
    """Plain text as inline Markdown with nothing turned into code: a heading, a label."""
    return _escape(" ".join(text.split()))


def _escape(text: str) -> str:
    def mend(match: re.Match[str]) -> str:
        char = match.group(1)
        # A lone star or underscore between spaces, and a comparison, are no markup.
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        if char in "*_<>" and (not before or before.isspace()) and (not after or after.isspace()):
            return char
        if char == ">" and match.start() > 0:
            return char
        if char == "_" and before.isalnum() and after.isalnum():  # inside a word it is none
            return char
        return "\\" + char

    return _ESCAPE.sub(mend, text)


def sentence(text: str, *names: str) -> str:
    """One line that begins with a capital and ends with a stop.

    A line that begins with code, or with one of `names` (a project's own, which may be written
    small), keeps its first letter.
    """
    line = " ".join(text.split())
    if not line:
        return ""
    first_word = line.split(" ", 1)[0]
    if first_word.isalpha() and first_word.islower() and first_word not in names:
        line = line[0].upper() + line[1:]
    if line[-1] in ".!?:)…。！？" and not line.endswith(")"):
        return line
    return line if line.endswith((".)", "!)")) else line + "."


def capital(text: str, names: Collection[str] = ()) -> str:
    """A cell that begins with a capital, as its neighbours do; a name that is written small, and
    code, stay so."""
    first = text.split(" ", 1)[0].rstrip(":,;")
    if re.fullmatch(r"[a-z]+(-[a-z]+)*", first) and first not in names:
        return text[0].upper() + text[1:]
    return text


def fence(body: str, language: str = "") -> str:
    """A fenced code block, its fence longer than any in the body."""
    body = body.strip("\n").rstrip()
    longest = max((len(run) for run in re.findall(r"^ *(`{3,})", body, re.MULTILINE)), default=2)
    ticks = "`" * max(3, longest + 1)
    language = re.sub(r"[^\w+#.-]", "", language)
    return f"{ticks}{language}\n{body}\n{ticks}"


def cell(markdown: str) -> str:
    """Inline Markdown as it may stand in a table."""
    return " ".join(markdown.split()).replace("|", "\\|")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of inline Markdown; columns that are empty throughout are left out."""
    kept_rows = [[cell(value) for value in row] for row in rows]
    columns = [
        number
        for number in range(len(header))
        if number == 0 or any(row[number] for row in kept_rows)
    ]
    lines = [
        "| " + " | ".join(header[number] for number in columns) + " |",
        "|" + "|".join(" --- " for _ in columns) + "|",
    ]
    lines += ["| " + " | ".join(row[number] for number in columns) + " |" for row in kept_rows]
    return "\n".join(line.replace("  |", " |") for line in lines)


def bullets(items: Iterable[str]) -> str:
    """A list, one item a line."""
    return "\n".join("- " + " ".join(item.split()) for item in items)


def link(text: str, target: str) -> str:
    """A link whose text is inline Markdown."""
    if re.search(r"[\s()<>]", target):
        target = "<" + target.replace("<", "%3C").replace(">", "%3E").replace("\n", "%0A") + ">"
    return f"[{text}]({target})"


def details(summary: str, body: str) -> str:
    """A part that is folded until asked for."""
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"


def anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading, without the number of a repeated one."""
    return slug(re.sub(r"[`*]", "", heading.strip()))


def join(parts: Iterable[str], word: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    items = list(parts)
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" {word} " + items[-1]
