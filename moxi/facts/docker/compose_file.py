"""A compose file as services: images, ports, variables, whatever syntax each is written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from moxi.facts.docker import envfile
from moxi.facts.docker.interpolation import resolve
from moxi.facts.docker.technologies import Software, software
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


@dataclass(frozen=True, slots=True)
class Mapping:
    """A published port: `127.0.0.1:8080:80/tcp`."""

    written: str
    host: str
    container: str
    address: str = ""
    protocol: str = ""
    app_protocol: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a browser on the same machine could reach it."""
        return self.host.isdigit() and self.protocol != "udp"


@dataclass
class Container:
    """A service of a compose file."""

    name: str
    table: dict[str, Any]
    evidence: Evidence
    comment: str = ""
    files: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    """what the env file beside the compose file gives its variables"""

    @cached_property
    def image(self) -> str:
        """Its image, variables at their defaults where they have one."""
        written = self.table.get("image")
        if not isinstance(written, str):
            return ""
        return resolve(written, self.values) or written

    @cached_property
    def software(self) -> Software | None:
        """What its image holds, where the name tells."""
        return software(self.image) if self.image and self.builds is None else None

    @cached_property
    def builds(self) -> tuple[str, str, str] | None:
        """The folder, Dockerfile and target that it is built from, as written."""
        build = self.table.get("build")
        if isinstance(build, str):
            return (build, "", "")
        if isinstance(build, dict):
            if "dockerfile_inline" in build:
                return (_text(build.get("context")) or ".", "", "")
            parts = (build.get(key) for key in ("context", "dockerfile", "target"))
            context, dockerfile, target = (_text(part) for part in parts)
            return (context or ".", dockerfile, target)
        return None

    @cached_property
    def profiles(self) -> list[str]:
        """The profiles without which it does not start."""
        return _texts(self.table.get("profiles"))

    @cached_property
    def depends_on(self) -> list[str]:
        """The services that start before it."""
        given = self.table.get("depends_on")
        return list(given) if isinstance(given, dict) else _texts(given)

    @cached_property
    def ports(self) -> list[Mapping]:
        """Its published ports."""
        given = self.table.get("ports")
        found = (_port(item, self.values) for item in (given if isinstance(given, list) else ()))
        return [mapping for mapping in found if mapping]

    @cached_property
    def environment(self) -> list[tuple[str, str | None]]:
        """Its variables; None where the value is passed on from the outside."""
        given = self.table.get("environment")
        if isinstance(given, dict):
            return [(key, _scalar(value)) for key, value in given.items()]
        found: list[tuple[str, str | None]] = []
        for item in _texts(given):
            key, equals, value = item.partition("=")
            found.append((key.strip(), value if equals else None))
        return found

    @cached_property
    def env_files(self) -> list[tuple[str, bool]]:
        """The env files that it reads, and whether each must be there."""
        given = self.table.get("env_file")
        found: list[tuple[str, bool]] = []
        for item in given if isinstance(given, list) else [given]:
            if isinstance(item, str):
                found.append((item, True))
            elif isinstance(item, dict) and isinstance(item.get("path"), str):
                found.append((item["path"], item.get("required") != "false"))
        return found

    @cached_property
    def mounts(self) -> list[tuple[str, str]]:
        """What is mounted where: a path or the name of a volume, and the path inside."""
        given = self.table.get("volumes")
        found: list[tuple[str, str]] = []
        for item in given if isinstance(given, list) else ():
            if isinstance(item, str) and ":" in item:
                source, _, rest = item.partition(":")
                found.append((source, rest.partition(":")[0]))
            elif isinstance(item, dict):
                source, target = _text(item.get("source")), _text(item.get("target"))
                if source and target:
                    found.append((source, target))
        return found

    @cached_property
    def health_ports(self) -> list[int]:
        """Ports of its own that its health check asks over HTTP."""
        check = self.table.get("healthcheck")
        test = check.get("test") if isinstance(check, dict) else None
        text = test if isinstance(test, str) else " ".join(_texts(test))
        found = re.findall(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::(\d+))?", text)
        return [int(port) if port else 80 for port in found]


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
        if override:
            self._read(reader, override)

    def __iter__(self) -> Iterator[Container]:
        return iter(self.containers.values())

    def _read(self, reader: Reader, path: str) -> None:
        services = reader.yaml(path).get("services")
        if not isinstance(services, dict):
            return
        lines = Lines(reader.text(path))
        for name, table in services.items():
            if not isinstance(table, dict):
                continue
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


def _values(reader: Reader, folder: str) -> dict[str, str]:
    """What `.env` sets, or the example that it is copied from: plain values only."""
    names = (".env", *envfile.EXAMPLES)
    path = next((at for name in names if (at := join(folder, name)) in reader.tree), "")
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
        return [f"{key}={_scalar(item) or ''}" for key, item in value.items()]
    return value if isinstance(value, list) else []


def _port(item: Any, values: dict[str, str]) -> Mapping | None:
    if isinstance(item, dict):
        target, published = _text(item.get("target")), _text(item.get("published"))
        host = resolve(published, values) or published
        written = f"{host}:{target}" if host else target
        protocol, app = _text(item.get("protocol")), _text(item.get("app_protocol"))
        address = _text(item.get("host_ip"))
        return Mapping(written, host, target, address, protocol, app) if target else None
    if not isinstance(item, str) or not item.strip():
        return None
    text = resolve(item, values)
    if text is None:
        return Mapping(item, "", item.rpartition(":")[2].partition("/")[0])
    bare, _, protocol = text.partition("/")
    rest, _, container = bare.rpartition(":")
    address, _, host = rest.rpartition(":")
    return Mapping(text.lstrip(":"), host, container, address, protocol)


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


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _scalar(value: Any) -> str | None:
    return value if isinstance(value, str) else None
