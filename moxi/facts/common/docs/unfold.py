"""Takes off a page what is a docs tool's and not Markdown, with every line kept in its place."""

from __future__ import annotations

import tomllib
from typing import Any

import yaml

from moxi.facts.yaml_safe import load as load_yaml
from moxi.patterns import lazy_re

_FENCE = lazy_re(r"^\s*(`{3,}|~{3,})")
_CONTAINER = lazy_re(r"^\s*(:{3,})\s*(?:\{?([\w-]+)\}?.*)?$")
_SLASHES = lazy_re(r"^\s*/{3,}\s*(?:([\w-]+).*)?$")
_ADMONITION = lazy_re(r"^(\s*)(!!!|\?\?\?\+?)\s+\S")
_TAB = lazy_re(r"^(\s*)===[!+]?\s+[\"']")
_NOT_PROSE = lazy_re(
    r"^\s*(</?[A-Z][\w.]*(\s[^<>]*)?/?>|\{%.*%\}|\{\{[<%].*[%>]\}\}"
    r"|import\s.+\sfrom\s+['\"].*|import\s+['\"].*|export\s+(const|default|function)\s.*"
    r"|\[\[?_?(?i:toc)_?\]?\]|\{\s*[.#:][^{}]*\}|\(\w[\w-]*\)=|%\s.*)\s*$"
)
_OBJECT = lazy_re(r"^:::\s+\w+(\.\w+)+\s*$")
_PLAIN_CONTAINERS = (
    "code-group", "tab-set", "tab-item", "tabs", "tab", "grid", "grid-item", "div", "column",
)  # fmt: skip


def unfold(text: str) -> tuple[str, frozenset[int], dict[str, Any]]:
    """The Markdown of a page, the 1-based lines that stand in notes, and its front matter."""
    lines = text.split("\n")
    front, body = _front_matter(lines)
    lines[:body] = [""] * body
    asides: set[int] = set()
    fence = ""
    commented = False
    open_notes: list[bool] = []
    indented: list[tuple[int, bool]] = []
    for number in range(body, len(lines)):
        line = lines[number]
        line, noted = _dedent(line, indented)
        lines[number] = line
        if noted or any(open_notes):
            asides.add(number + 1)
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        if fence:
            continue
        if commented or line.lstrip().startswith("{/*"):
            commented = "*/}" not in line
            lines[number] = ""
        elif _OBJECT.match(line):
            lines[number] = ""
        elif (found := _CONTAINER.match(line)) and (found[2] or open_notes):
            _bracket(found[2], open_notes)
            lines[number] = ""
        elif (found := _SLASHES.match(line)) and (found[1] or open_notes):
            _bracket(found[1], open_notes)
            lines[number] = ""
        elif found := _ADMONITION.match(line):
            indented.append((_width(text_before(line)) + 4, True))
            lines[number] = ""
        elif found := _TAB.match(line):
            indented.append((_width(text_before(line)) + 4, False))
            lines[number] = ""
        elif _NOT_PROSE.match(line):
            lines[number] = ""
    return "\n".join(lines), frozenset(asides), front


def text_before(line: str) -> str:
    """The white space a line starts with."""
    return line[: len(line) - len(line.lstrip())]


def _width(space: str) -> int:
    return len(space.expandtabs(4))


def _dedent(line: str, indented: list[tuple[int, bool]]) -> tuple[str, bool]:
    """A line without the indentation of the notes and tabs it stands in."""
    if not line.strip():
        return line, any(note for _, note in indented)
    width = _width(text_before(line))
    # The marker of a nested note has been dedented already: its depth counts from there.
    total = 0
    for depth, (indent, _) in enumerate(indented):
        if width < total + indent:
            del indented[depth:]
            break
        total += indent
    return line.expandtabs(4)[total:] if total else line, any(note for _, note in indented)


def _bracket(name: str | None, open_notes: list[bool]) -> None:
    if name:
        open_notes.append(name.lower() not in _PLAIN_CONTAINERS)
    else:
        open_notes.pop()


def _front_matter(lines: list[str]) -> tuple[dict[str, Any], int]:
    """The table before a page's text, and how many lines it takes."""
    mark = lines[0].strip() if lines else ""
    if mark not in ("---", "+++"):
        return {}, 0
    end = next((n for n in range(1, len(lines)) if lines[n].strip() == mark), 0)
    if not end:
        return {}, 0
    source = "\n".join(lines[1:end])
    try:
        value = load_yaml(source) if mark == "---" else tomllib.loads(source)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError, ValueError):
        value = {}
    if mark == "---" and source.strip() and not isinstance(value, dict):
        return {}, 0  # two rules with prose between them
    return (value if isinstance(value, dict) else {}), end + 1
