"""Checks one file of settings; every mistake is told with its line and what would be right."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.config import (
    BADGE_STYLES,
    SECTION_IDS,
    CheckConfig,
    Config,
    ExtraSection,
    ReadmeConfig,
    SectionConfig,
    Suppression,
)
from moxi.errors import ConfigError
from moxi.facts.paths import normalise
from moxi.facts.yaml_safe import Location, load_with_lines
from moxi.patterns import lazy_re
from moxi.snapshot.ignore import Ignore
from moxi.snapshot.model import Reason, Text
from moxi.verify.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from moxi.snapshot.model import Snapshot

# A setting that is none of ours and has one of these words in it asks for what a file in a
# repository may never say.
_FORBIDDEN_WORDS = frozenset(
    {
        "api", "apikey", "auth", "base", "credential", "credentials", "endpoint", "host", "key",
        "llm", "model", "models", "password", "provider", "proxy", "secret", "secrets", "server",
        "token", "tokens", "uri", "url", "webhook",
    }
)  # fmt: skip
_SLUG = lazy_re(r"[a-z][a-z0-9-]*")


class ConfigFile:
    """One file of settings while it is checked; every mistake is told with its line."""

    def __init__(self, path: str, text: str, snapshot: Snapshot) -> None:
        self._path = path
        self._text = text
        self._snapshot = snapshot
        self._lines: dict[Location, int] = {}

    def config(self) -> Config:
        """All settings, checked, with the text of the owner's sections. Raises ConfigError."""
        from pydantic import TypeAdapter, ValidationError

        raw = self._parsed()
        try:
            config: Config = TypeAdapter(Config).validate_python(raw)
        except ValidationError as error:
            found = [(tuple(item["loc"]), item) for item in error.errors(include_url=False)]
            where, worst = min(found, key=lambda item: _rank(item[1], self._line(item[0])))
            if where[-1:] == ("enabled",) and where not in self._lines:
                where = where[:-1]  # the short form
            raise self._error(where, _explained(where, worst)) from None
        for where, group in self._groups(config):
            self._check_group(where, group)
        for number, pattern in enumerate(config.ignore):
            if Ignore.of([pattern]) is None:
                raise self._error(("ignore", number), f"`{pattern}` is no pattern that can be used")
        for number, rule in enumerate(config.check.ignore):
            if rule == Suppression():
                raise self._error(("check", "ignore", number), "expected `kind`, `text` or both")
        config = replace(config, extra_sections=self._texts((), config.extra_sections))
        return replace(config, readmes=tuple(self._readmes(config.readmes)))

    def _parsed(self) -> dict[str, Any]:
        import yaml

        try:
            raw, self._lines, repeated = load_with_lines(self._text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or str(error).split("\n")[0]
            line = mark.line + 1 if mark else 0
            raise ConfigError(self._path, line, f"YAML does not parse: {reason}") from None
        if repeated:
            raise self._error(repeated[0], f"`{repeated[0][-1]}` is given twice")
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            raise ConfigError(self._path, 1, "expected settings as `key: value`")
        _spell_out(raw)
        for readme in raw["readmes"] if isinstance(raw.get("readmes"), list) else ():
            _spell_out(readme)
        return raw

    def _groups(self, config: Config) -> Iterator[tuple[Location, Config | ReadmeConfig]]:
        yield (), config
        for number, readme in enumerate(config.readmes):
            yield ("readmes", number), readme

    def _check_group(self, where: Location, group: Config | ReadmeConfig) -> None:
        own: list[str] = []
        for number, extra in enumerate(group.extra_sections or ()):
            at = (*where, "extra-sections", number)
            if not _SLUG.fullmatch(extra.id):
                raise self._error((*at, "id"), "expected lower-case letters, digits and hyphens")
            if extra.id in SECTION_IDS:
                raise self._error(
                    (*at, "id"), f"`{extra.id}` is a section of Moxi's, choose another"
                )
            if extra.id in own:
                raise self._error((*at, "id"), f"`{extra.id}` is given twice")
            if not extra.heading.strip() or "\n" in extra.heading:
                raise self._error((*at, "heading"), "expected a heading of one line")
            if bool(extra.markdown) == bool(extra.path):
                raise self._error(at, "expected either `markdown` or `path`")
            if extra.after and extra.after not in (*SECTION_IDS, *own):
                raise self._error(
                    (*at, "after"), _unknown("section", extra.after, [*SECTION_IDS, *own])
                )
            own.append(extra.id)
        for number, name in enumerate(group.order or ()):
            if name not in SECTION_IDS and name not in own:
                known = [*SECTION_IDS, *own]
                raise self._error((*where, "order", number), _unknown("section", name, known))

    def _texts(self, where: Location, extras: Sequence[ExtraSection]) -> tuple[ExtraSection, ...]:
        """The owner's sections with the text of their files."""
        return tuple(
            replace(extra, markdown=self._text_of((*where, "extra-sections", number), extra))
            for number, extra in enumerate(extras)
        )

    def _text_of(self, where: Location, extra: ExtraSection) -> str:
        if not extra.path:
            return extra.markdown
        path = normalise(extra.path)
        if path is None:
            raise self._error((*where, "path"), f"`{extra.path}` leaves the repository")
        content = self._snapshot.read(path)
        if isinstance(content, Text):
            return content.text
        reason = "is no file here" if content.reason is Reason.ABSENT else content.reason
        raise self._error((*where, "path"), f"`{extra.path}` cannot be read ({reason})")

    def _readmes(self, readmes: Sequence[ReadmeConfig]) -> Iterator[ReadmeConfig]:
        seen: list[str] = []
        for number, readme in enumerate(readmes):
            where: Location = ("readmes", number)
            path = normalise(readme.path)
            if path is None or not self._snapshot.tree.is_folder(path):
                raise self._error((*where, "path"), f"`{readme.path}` is no folder here")
            if path in seen:
                raise self._error((*where, "path"), f"`{readme.path}` is given twice")
            seen.append(path)
            extras = readme.extra_sections
            yield replace(
                readme,
                path=path,
                extra_sections=None if extras is None else self._texts(where, extras),
            )

    def _line(self, where: Location) -> int:
        """Of a place in the file, or of the nearest one around it."""
        where = where[:-1] if where and where[-1] == "[key]" else where
        while where and where not in self._lines:
            where = where[:-1]
        return self._lines.get(where, 1)

    def _error(self, where: Location, reason: str) -> ConfigError:
        return ConfigError(self._path, self._line(where), reason)


def _spell_out(raw: Any) -> None:
    """`toc: off` → `toc: {enabled: off}`; `toc:` alone → nothing said about it."""
    sections = raw.get("sections") if isinstance(raw, dict) else None
    if isinstance(sections, dict):
        for name, value in sections.items():
            if isinstance(value, str):
                sections[name] = {"enabled": value}
            elif value is None:
                sections[name] = {}


def _rank(item: Mapping[str, Any], line: int) -> tuple[bool, int]:
    """By line; what is missing comes last, since a misspelt key is why it is missing."""
    return item["type"].startswith("missing"), line


_EXPECTED = {
    "bool_parsing": "on or off",
    "bool_type": "on or off",
    "string_type": "text",
    "dict_type": "a mapping (`key: value`)",
    "dataclass_type": "a mapping (`key: value`)",
    "tuple_type": "a list",
}


def _explained(where: Location, item: Mapping[str, Any]) -> str:
    """What is wrong at a place, and what would be right."""
    kind, value = item["type"], item["input"]
    key = f"`{where[-1]}`" if where and isinstance(where[-1], str) else "this entry"
    if kind == "unexpected_keyword_argument":
        return _unknown_key(where)
    if kind in ("missing", "missing_argument"):
        return f"{key} is missing"
    if kind == "literal_error":
        if where[-1] == "[key]":
            return _unknown("section", str(value), SECTION_IDS)
        if where[0] == "check":
            return _unknown("kind", f"{value}", KINDS)
        return _unknown(f"value of {key}:", f"{value}", BADGE_STYLES)
    if where and where[0] == "sections" and kind == "bool_parsing":
        return f"{key}: expected on or off, found `{value}` (an own heading goes below `heading:`)"
    expected = _EXPECTED.get(kind, str(item["msg"]))
    return f"{key}: expected {expected}, found {_form(value)}"


def _form(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, (list, tuple)) else f"`{value}`"


def _unknown_key(where: Location) -> str:
    key = str(where[-1])
    words = re.split(r"[^a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", key).lower())
    if _FORBIDDEN_WORDS.intersection(words):
        return (
            f"`{key}` may not stand here: a repository never says where its text or a key is"
            " sent, give it on the command line or in the environment"
        )
    return _unknown("key", key, _keys_at(where[:-1]))


def _keys_at(where: Location) -> list[str]:
    """The keys that may stand at a place."""
    owner: Any = Config
    names = [part for part in where if isinstance(part, str)]
    for name in names:
        owner = {
            "readmes": ReadmeConfig, "extra-sections": ExtraSection, "sections": SectionConfig,
            "check": CheckConfig, "ignore": Suppression,
        }.get(name, owner)  # fmt: skip
    return [name.replace("_", "-") for name in owner.__dataclass_fields__]


def _unknown(what: str, given: str, known: Sequence[str]) -> str:
    nearest = difflib.get_close_matches(given.lower().replace("_", "-"), known, 1, 0.5)
    hint = f"did you mean `{nearest[0]}`" if nearest else f"there are {', '.join(known)}"
    return f"unknown {what} `{given}`, {hint}"
