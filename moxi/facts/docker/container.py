"""A service of a compose file: its image, ports, variables, whatever syntax each is written in."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.interpolation import resolve
from moxi.facts.docker.technologies import Software, software

if TYPE_CHECKING:
    from moxi.facts.model import Evidence


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
            parts = (_text(build.get(key)) for key in ("context", "dockerfile", "target"))
            context, dockerfile, target = (resolve(part, self.values) or part for part in parts)
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
            return [(key, scalar(value)) for key, value in given.items()]
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
        known = [(resolve(path, self.values) or path, must) for path, must in found]
        return [(posixpath.normpath(path), must) for path, must in known if "$" not in path]

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


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def scalar(value: Any) -> str | None:
    """A value as it is written, None where it is no single one."""
    return value if isinstance(value, str) else None
