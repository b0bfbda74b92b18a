"""The keyboard shortcuts of a program, by the configuration file that it carries in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Fact, Setting
from moxi.facts.paths import join, normalise
from moxi.facts.rust.casing import words
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader
    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources

MAX_KEYS = 40
_CARRIED = lazy_re(r"include_str!\(\s*\"([^\"\n]+\.(?:toml|json5?|ya?ml))\"")
_TABLES = ("keybindings", "key_bindings", "keys", "keymap", "bindings", "shortcuts")
_KEY = lazy_re(
    r"<[^<>]+>|[^\s\w]|\w|(?i:(?:ctrl|alt|shift|c|a|s)[-+]\S+|f\d{1,2}|esc|enter|tab|backtab|space|"
    r"up|down|left|right|home|end|pageup|pagedown|page_up|page_down|delete|backspace|insert)"
)


def key_bindings(crate: Crate, sources: Sources) -> Iterator[Fact[Setting]]:
    """What each key does unless it is configured otherwise."""
    if not crate.binaries:
        return
    for path in sources.containing("include_str!"):
        for match in _CARRIED.finditer(crate.reader.text(path)):
            file = normalise(join(path.rpartition("/")[0], match[1])) or ""
            document = _read(crate.reader, file)
            table = next((document[name] for name in _TABLES if name in document), None)
            found = list(_bound(table, "")) if isinstance(table, dict) else []
            if len(found) >= 3 and all(_KEY.fullmatch(key) for _, key, _ in found):
                places = list(dict.fromkeys(where for where, _, _ in found))
                while len(places) > 1 and sum(item[0] in places for item in found) > MAX_KEYS:
                    places.pop()
                for where, key, action in [item for item in found if item[0] in places][:MAX_KEYS]:
                    group = f"keyboard shortcuts in `{where}`" if where else "keyboard shortcuts"
                    line: Evidence = crate.reader.find(file, f'"{key}"')
                    yield Fact(Setting(key, "", "", _said(action), group), (line,), crate.folder)
                return


def _read(reader: Reader, path: str) -> dict[str, Any]:
    if path.endswith(".toml"):
        return reader.toml(path)
    return reader.yaml(path) if path.endswith((".yml", ".yaml")) else reader.json(path)


def _bound(table: dict[str, Any], where: str) -> Iterator[tuple[str, str, str]]:
    """Place, key and action of every binding, those in tables of one level too."""
    for key, value in table.items():
        if isinstance(value, dict) and not where:
            yield from _bound(value, key)
        elif isinstance(value, str):
            yield where, key, value


def _said(action: str) -> str:
    """`CycleFocusForwards` as `cycle focus forwards`."""
    return " ".join(word.lower() for word in words(action))
