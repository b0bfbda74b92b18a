"""justfiles: public recipes that run without an argument, with their doc comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.tasks.found import recipe
from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Task
    from moxi.facts.reader import Reader

_NAMES = ("justfile", "Justfile", ".justfile", "JUSTFILE", ".Justfile")
_HEADER = lazy_re(
    r"""@?([A-Za-z_][\w-]*)((?:\s+(?:"[^"]*"|'[^']*'|`[^`]*`|[^:"'`])*)?):(?!=)\s*(.*)$"""
)
_ATTRIBUTE = lazy_re(r"\[(.+)\]\s*$")
_IMPORT = lazy_re(r"import\??\s+['\"]([^'\"]+)['\"]")


def tasks(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    """The recipes of the project's justfile."""
    here = set(reader.tree.files(folder))
    path = next((join(folder, name) for name in _NAMES if join(folder, name) in here), "")
    if path:
        yield from sorted(_recipes(reader, path, folder, []), key=_length)


# How to call it, below what it does.
_USAGE = lazy_re(r"^(usage|examples?|e\.g\.|just )\b|->", re.IGNORECASE)


def _length(fact: Fact[Task]) -> int:
    return len(re.split(r"[-_]", fact.value.command))


def _recipes(reader: Reader, path: str, folder: str, seen: list[str]) -> Iterator[Fact[Task]]:
    if path in seen or len(seen) > 8:
        return
    seen.append(path)
    comment, attributes = "", ""
    lines = reader.lines(path)
    for number, line in enumerate(lines, 1):
        if line.startswith("#") and not line.startswith("#!"):
            said = line.lstrip("# ").strip()
            if not (comment and _USAGE.search(said)):
                comment = said
        elif match := _ATTRIBUTE.match(line):
            attributes += f" {match.group(1)}"
        elif match := _IMPORT.match(line):
            target = normalise(join(path.rpartition("/")[0], match.group(1)))
            if target and target in reader.tree:
                yield from _recipes(reader, target, folder, seen)
        elif line[:1] not in (" ", "\t", "") and (match := _header(line)):
            doc = re.search(r"\bdoc\(\s*(['\"])(.*?)\1\s*\)", attributes)
            fact = recipe(
                match.group(1),
                "just" if match.group(1) == "default" else f"just {match.group(1)}",
                "just",
                Evidence(path, number, number),
                commands=_body(lines, number),
                depends=tuple(re.findall(r"[A-Za-z_][\w-]*", match.group(3))),
                description=doc.group(2) if doc else comment,
                directory=folder,
            )
            hidden = re.search(r"\b(private|windows|confirm)\b", attributes)
            if fact and not hidden and not _needs_argument(match.group(2)):
                yield fact
            comment, attributes = "", ""
        elif not line[:1].isspace():
            comment, attributes = "", ""


def _header(line: str) -> re.Match[str] | None:
    if re.match(r"(set|alias|export|mod|unexport)\b", line) or re.match(r"[\w-]+\s*:=", line):
        return None
    return _HEADER.match(line)


def _needs_argument(parameters: str) -> bool:
    """A parameter without a default, other than `*rest`."""
    plain = re.sub(r"""=\s*("[^"]*"|'[^']*'|`[^`]*`|\([^)]*\)|\S+)""", "=", parameters)
    return any(not word.startswith("*") and "=" not in word for word in plain.split())


def _body(lines: list[str], after: int) -> list[str]:
    body: list[str] = []
    for line in lines[after:]:
        if line.strip() and not line[:1].isspace():
            break
        body.append(re.sub(r"\{\{[^}]*\}\}", "", line.strip()).lstrip("@-"))
    return ["\n".join(body)]
