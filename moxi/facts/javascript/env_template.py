"""`.env.example` and its kin: the variables that it lists, each with its comment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.env_variable import Variable
from moxi.facts.model import ConfigFile, Evidence, Fact
from moxi.facts.paths import join
from moxi.facts.prose import phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest

_TEMPLATES = (".env.example", ".env.sample", ".env.template", ".env.dist", ".env.defaults",
              "env.example", ".env.local.example", ".env.development.example", "example.env",
              "sample.env")  # fmt: skip
_ADDRESS = lazy_re(r"^https?://\S+$")
MAX_HEADING = 4
_ASSIGNED = lazy_re(r"^\s*(?P<off>#\s?)?(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]*)\s*=(?P<value>.*)$")


def env_files(manifest: Manifest) -> Iterator[Fact[ConfigFile]]:
    """`.env`, where the repository holds an example of it."""
    for name in _TEMPLATES:
        path = join(manifest.folder, name)
        if path in manifest.reader.tree:
            target = name
            for word in (".example", ".sample", ".template", ".dist", ".defaults"):
                target = target.replace(word, "")
            target = ".env" if target in ("env", "example.env", "sample.env") else target
            value = ConfigFile(target, "environment variables", path)
            yield Fact(value, (Evidence(path),))
            return


def documented(manifest: Manifest) -> dict[str, Variable]:
    """Variables of `.env.example`, with the comment above or behind each."""
    found: dict[str, Variable] = {}
    for template in _TEMPLATES:
        path = join(manifest.folder, template)
        if path not in manifest.reader.tree:
            continue
        comments: list[str] = []
        lines = manifest.reader.lines(path)
        for number, line in enumerate(lines, 1):
            match = _ASSIGNED.match(line)
            if match and not (match["off"] and " " in match["value"].strip()):
                behind = re.search(r"\s#\s*(.+)$", match["value"])
                meaning = behind[1] if behind else _telling(comments)
                grouped = number < len(lines) and _ASSIGNED.match(lines[number])
                if not behind and grouped and len(meaning.split()) <= MAX_HEADING:
                    meaning = ""  # the heading of a group
                telling = (
                    len(meaning) <= 160
                    and not _ADDRESS.match(meaning)
                    and not re.search(r"[=]{2}|-{3}", meaning)
                )
                found.setdefault(
                    match["name"],
                    Variable(match["name"], "", phrase(meaning) if telling else "", False,
                              [Evidence(path, number, number)]),
                )  # fmt: skip
                comments = []
            elif line.strip().startswith("#"):
                comments.append(line.strip().lstrip("# ").rstrip())
            else:
                comments = []
        break
    return found


def _telling(comments: list[str]) -> str:
    """The comment above a variable: its first sentence, or its last line below a heading."""
    groups: list[str] = []
    for line in comments:
        if groups and line[:1].islower():
            groups[-1] += f" {line}"
        else:
            groups.append(line)
    return next((group for group in groups if len(group.split()) > 2), groups[-1] if groups else "")
