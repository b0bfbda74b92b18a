"""A compose file as services, with those of the files that it takes in or is laid below."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any

from moxi.facts import envfile
from moxi.facts.docker.container import Container, scalar
from moxi.facts.docker.settings import example_of
from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise
from moxi.facts.prose import first_sentence
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""in the order in which Compose looks for them"""
OVERRIDES = tuple(name.replace(".y", ".override.y") for name in NAMES)
_PROSE = lazy_re(r"^[A-Za-z'\"`(][^={}]*$")
_CODE = lazy_re(
    r"^\s*(-\s|[\w.-]+:(\s|$)|\w+=)|https?://\S+$"
    r"|^(TODO|FIXME|XXX|NOTE|(un)?comment|remove|change|edit|replace|add|if you|disable|enable)\b",
    re.IGNORECASE,
)


class ComposeFile:
    """The services of a compose file, with those of its override merged in."""

    def __init__(self, reader: Reader, path: str, override: str = "") -> None:
        self.path = path
        self.override = override
        self.folder = path.rpartition("/")[0]
        self.table = reader.yaml(path)
        self.heading = _heading(reader.lines(path))
        """the comment at the top of the file"""
        self.values = _values(reader, self.folder)
        self.containers: dict[str, Container] = {}
        self._read(reader, path)
        for included in self._included():
            self._read(reader, included, posixpath.relpath(included.rpartition("/")[0] or ".",
                                                           self.folder or "."))  # fmt: skip
        for named in self._named_by_env():
            self._read(reader, named)
        if override:
            self._read(reader, override)

    def __iter__(self) -> Iterator[Container]:
        return iter(self.containers.values())

    @property
    def profiles(self) -> tuple[str, ...]:
        """Those that the environment file beside it switches on."""
        return tuple(name for name in self.values.get("COMPOSE_PROFILES", "").split(",") if name)

    def _named_by_env(self) -> list[str]:
        """The other files that `COMPOSE_FILE` in the env file names; paths in them start here."""
        if self.path.rpartition("/")[2] not in NAMES:
            return []
        names = self.values.get("COMPOSE_FILE", "")
        paths = [
            self.inside(n) for n in names.split(self.values.get("COMPOSE_PATH_SEPARATOR", ":"))
        ]
        return [path for path in paths if path and path != self.path] if self.path in paths else []

    def _included(self) -> Iterator[str]:
        """The files that it takes in."""
        given = self.table.get("include")
        for item in given if isinstance(given, list) else ():
            written = item.get("path") if isinstance(item, dict) else item
            for path in written if isinstance(written, list) else [written]:
                if isinstance(path, str) and (inside := self.inside(path)):
                    yield inside

    def _read(self, reader: Reader, path: str, place: str = ".") -> None:
        services = reader.yaml(path).get("services")
        if not isinstance(services, dict):
            return
        lines = Lines(reader.text(path))
        for name, table in services.items():
            if not isinstance(table, dict):
                continue
            table = table if place == "." else _from(place, table)
            start, end = lines.span("services", name)
            known = self.containers.get(name)
            if known:
                merged = _merged(known.table, table)
                self.containers[name] = Container(
                    name, merged, known.evidence, known.comment, [*known.files, path], self.values
                )
            else:
                comment = _comment(reader.lines(path), start) if start else ""
                self.containers[name] = Container(
                    name, table, Evidence(path, start, end), comment, [path], self.values
                )

    def inside(self, written: str) -> str | None:
        """A path of the file as a path of the repository; None where it leads out of it."""
        return normalise(join(self.folder, written)) if not written.startswith(("/", "~")) else None


def _from(place: str, table: dict[str, Any]) -> dict[str, Any]:
    """A service of an included file, whose paths start from where that file stands."""

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            return [moved(item) for item in value]
        if not isinstance(value, str) or value.startswith(("/", "~", "$")):
            return value
        return "./" + posixpath.normpath(posixpath.join(place, value))

    result = dict(table)
    if "env_file" in table:
        result["env_file"] = moved(table["env_file"])
    build = table.get("build")
    if isinstance(build, dict):
        result["build"] = {**build, "context": moved(build.get("context", "."))}
    elif build:
        result["build"] = moved(build)
    volumes = table.get("volumes")
    if isinstance(volumes, list):
        result["volumes"] = [
            moved(item) if isinstance(item, str) and item.startswith(".") else item
            for item in volumes
        ]
    return result


def _values(reader: Reader, folder: str) -> dict[str, str]:
    """What `.env` sets, or the example that it is copied from: plain values only."""
    usual = join(folder, ".env")
    path = usual if usual in reader.tree else example_of(reader, usual)
    return {
        variable.name: variable.value
        for variable in (envfile.parse(reader.text(path)) if path else ())
        if variable.value and not variable.off
        if "$" not in variable.value and not envfile.must_fill(variable.value)
    }


def _heading(lines: list[str]) -> str:
    found: list[str] = []
    for line in lines:
        if not line.startswith("#"):
            break
        found.append(line.strip("# "))
    return " ".join(found)


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """As Compose merges an override: lists are joined, tables merged, the rest replaced."""
    result = dict(base)
    for key, value in over.items():
        old = result.get(key)
        if (
            isinstance(old, list)
            and isinstance(value, list)
            and key not in ("command", "entrypoint")
        ):
            result[key] = [*old, *(item for item in value if item not in old)]
        elif isinstance(old, dict) and isinstance(value, dict):
            result[key] = {**old, **value}
        elif key == "environment" and isinstance(old, (dict, list)):
            result[key] = [*_as_list(old), *_as_list(value)]
        else:
            result[key] = value
    return result


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [f"{key}={scalar(item) or ''}" for key, item in value.items()]
    return value if isinstance(value, list) else []


def _comment(lines: list[str], line: int) -> str:
    """The first sentence of the comment right above a line, where it is prose."""
    above: list[str] = []
    number = line - 2
    while number >= 0 and lines[number].lstrip().startswith("#"):
        above.insert(0, lines[number].strip().lstrip("#").strip())
        number -= 1
    if any(_CODE.search(text) for text in above[:2]):
        return ""
    while above and not above[0]:
        above.pop(0)
    paragraph = above[: above.index("")] if "" in above else above
    sentence = first_sentence("\n".join(paragraph))
    if len(paragraph) > 1 and not sentence.endswith((".", "!")):
        return ""  # where a sentence ends cannot be told
    if not _PROSE.match(sentence) or not 3 <= len(sentence.split()) <= 40:
        return ""
    return sentence
