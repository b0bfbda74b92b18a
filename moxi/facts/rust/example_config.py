"""The keys of an example of the configuration file, by the comments that stand above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.common.yaml_settings import yaml_settings
from moxi.facts.model import ConfigFile, Evidence, Fact, Setting
from moxi.facts.prose import first_sentence, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.crate import Crate

MAX_KEYS = 40
MAX_MEANING = 200
_KEY = lazy_re(r"^(#\s?)?([A-Za-z][\w-]*)\s*=\s*(\S.*)$")
_SECTION = lazy_re(r"^(#\s?)?\[{1,2}([\w.-]+)\]{1,2}\s*(#.*)?$")
_VALUE = lazy_re(r"^(\"[^\"]*\"|'[^']*'|\[.*|\{.*|true|false|[-+]?\d[\w.:+-]*)\s*(#.*)?$")
_BESIDE = lazy_re(r"#\s{8,}")
"""a line that goes on with the comment beside the key above it"""
_RULE = lazy_re(r"^[\W_]*$")


def example_settings(crate: Crate, files: list[Fact[ConfigFile]]) -> Iterator[Fact[Setting]]:
    """What the example of each file says of its keys; nothing where it hardly comments."""
    seen: set[str] = set()
    for file in files:
        path = file.value.example
        if path in seen:
            continue
        seen.add(path)
        yield from yaml_settings(crate.reader, path, file.value.name, crate.folder)
        if not path.endswith(".toml"):
            continue
        if not crate.reader.toml(path) and "=" not in crate.reader.text(path):
            continue
        found = list(_keys(crate, path, file.value.name))
        told = [fact for fact in found if fact.value.meaning]
        if len(told) >= 2 and len(told) * 3 >= len(found):
            yield from found[:MAX_KEYS]


def _keys(crate: Crate, path: str, group: str) -> Iterator[Fact[Setting]]:
    """The keys in their order. What the example gives a key is no default, even where the
    file calls itself so: it shows what one may set."""
    section = ""
    comment: list[str] = []
    named: set[str] = set()
    for number, raw in enumerate(crate.reader.lines(path), 1):
        line = raw.strip()
        if match := _SECTION.match(line):
            section, comment = match.group(2), []
            continue
        match = _KEY.match(line)
        if match is None or (match.group(1) and not _VALUE.match(match.group(3))):
            if _BESIDE.match(line):
                continue
            if line.startswith("#"):
                comment.append(line.lstrip("#! ").strip())
            else:
                comment = []
            continue
        name = f"{section}.{match.group(2)}" if section else match.group(2)
        outdated = any(text.lower().startswith("deprecated") for text in comment)
        if name not in named and not outdated:
            named.add(name)
            value = Setting(name, "", "", _meaning(comment), f"keys of `{group}`")
            yield Fact(value, (Evidence(path, number, number),), crate.folder)
        comment = []


def _meaning(comment: list[str]) -> str:
    """The last paragraph of the comment above a key, its first sentence."""
    lines: list[str] = []
    for line in comment:
        lines = [] if not line or _RULE.match(line) else [*lines, line]
    items = [number for number, line in enumerate(lines) if line.startswith(("* ", "- "))]
    lines = lines[: items[0]] if items else lines
    told = phrase(first_sentence("\n".join(lines)))
    return told if len(told) <= MAX_MEANING and not told.endswith(":") else ""
