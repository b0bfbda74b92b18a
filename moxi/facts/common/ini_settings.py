"""The keys of an INI-like example of a configuration file, by the comments above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.common.yaml_settings import comment_meaning
from moxi.facts.model import Evidence, Fact, Setting
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

SUFFIXES = (".ini", ".cfg", ".conf")
MAX_KEYS, MAX_LINES = 40, 2_000
_SECTION = lazy_re(r"\[([\w.: -]+)\]\s*")
_KEY = lazy_re(r"([A-Za-z][\w.-]*)\s*=(?!=)")
# `#key=value`: set aside, but there to be set; prose has more than one word before the sign
_ASIDE = lazy_re(r"[#;]\s?([A-Za-z][\w.-]*) ?= ?\S*\s*")


def ini_settings(reader: Reader, path: str, name: str, folder: str) -> Iterator[Fact[Setting]]:
    """What the example of a file says of its keys; nothing where it hardly comments.

    What the example gives a key is no default: it shows what one may set.
    """
    lines = reader.lines(path)
    if len(lines) > MAX_LINES:
        return
    found: list[Fact[Setting]] = []
    section, comment = "", list[str]()
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        key = _KEY.match(line) or _ASIDE.fullmatch(line)
        if match := _SECTION.fullmatch(line):
            section, comment = match[1], []
        elif key:
            full = f"{section}.{key[1]}" if section else key[1]
            setting = Setting(full, "", "", comment_meaning(comment), f"keys of `{name}`")
            found.append(Fact(setting, (Evidence(path, number, number),), folder))
            comment = []
        elif line.startswith(("#", ";")):
            comment.append(line.lstrip("#; ").strip())
        elif not raw.startswith((" ", "\t")):  # a value may go on over several lines
            comment = []
    told = list({fact.value.name: fact for fact in reversed(found) if fact.value.meaning}.values())
    if len(told) >= 2 and len(told) * 2 >= len(found):
        yield from reversed(told[-MAX_KEYS:])
