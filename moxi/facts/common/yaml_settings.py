"""The keys of a YAML example of a configuration file, by the comments that stand with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Fact, Setting
from moxi.facts.prose import first_sentence, phrase
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MAX_KEYS = 40
MAX_DEPTH = 3
MAX_MEANING = 200
MAX_LINES = 2_000
_RULE = lazy_re(r"^[\W_]*$")
_NAME = lazy_re(r"[A-Za-z][\w-]*")
_CODE = lazy_re(r"^[\w.\"'-]+:(?:\s|$)|^- |^[\[{]")


def yaml_settings(reader: Reader, path: str, name: str, folder: str) -> Iterator[Fact[Setting]]:
    """What the example of a file says of its keys; nothing where it hardly comments.

    What the example gives a key is no default: it shows what one may set.
    """
    if not path.endswith((".yml", ".yaml")) or len(reader.lines(path)) > MAX_LINES:
        return
    written = reader.yaml(path)
    if not written:
        return
    spans = Lines(reader.text(path))
    source = reader.lines(path)
    found: list[Fact[Setting]] = []
    for keys, value in _keys(written, ()):
        first = spans.spans.get(keys, (0, 0))[0]
        if not 0 < first <= len(source):
            continue
        meaning = _beside(source[first - 1], value) or _above(source, first)
        if meaning or not isinstance(value, dict):  # a group by itself is no setting
            setting = Setting(".".join(keys), "", "", meaning, f"keys of `{name}`")
            found.append(Fact(setting, (Evidence(path, first, first),), folder))
    told = [fact for fact in found if fact.value.meaning]
    if len(told) >= 2 and len(told) * 2 >= len(found):
        yield from told[:MAX_KEYS]


def _keys(table: dict[str, Any], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in table.items():
        if not isinstance(key, str) or not _NAME.fullmatch(key):
            continue
        keys = (*above, key)
        yield keys, value
        if isinstance(value, dict) and len(keys) < MAX_DEPTH:
            yield from _keys(value, keys)


def _beside(line: str, value: Any) -> str:
    """The comment on the key's own line."""
    if line.count("#") != 1 or (isinstance(value, str) and "#" in value):
        return ""
    before, _, comment = line.partition("#")
    return comment_meaning([comment.strip()]) if before.endswith((" ", "\t")) else ""


def _above(source: list[str], first: int) -> str:
    """The comment on the lines right above, as far indented as the key."""
    indent = len(source[first - 1]) - len(source[first - 1].lstrip())
    comment: list[str] = []
    for raw in reversed(source[: first - 1]):
        line = raw.strip()
        if not line.startswith("#") or len(raw) - len(raw.lstrip()) != indent:
            break
        comment.insert(0, line.lstrip("#").strip())
    return comment_meaning(_of_key(comment, source[first - 1].strip().partition(":")[0]))


def _of_key(comment: list[str], key: str) -> list[str]:
    """What stands behind `key:` in a comment that names its key, up to a list of details."""
    starts = [number for number, line in enumerate(comment) if line.startswith(f"{key}: ")]
    if not starts:
        return comment
    told = [comment[starts[-1]].removeprefix(f"{key}: ").strip(), *comment[starts[-1] + 1 :]]
    ends = [number for number, line in enumerate(told) if line.startswith(("- ", "* "))]
    return told[: ends[0]] if ends else told


def comment_meaning(comment: list[str]) -> str:
    """The last paragraph of a comment, its first sentence; nothing where it is set-aside code."""
    lines: list[str] = []
    for line in comment:
        lines = [] if not line or _RULE.match(line) else [*lines, line]
    if any(_CODE.match(line) for line in lines):
        return ""
    told = phrase(first_sentence("\n".join(lines)))
    short = len(told) <= MAX_MEANING and not told.endswith(":")
    return told if short and not told.lower().startswith("deprecated") else ""
