"""Where the services of a compose file answer, what starts on request, where data is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import ConfigFile, Evidence, Fact, Note
from moxi.facts.prose import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.compose_file import ComposeFile, Container, Mapping
    from moxi.facts.reader import Reader

_CONFIG = (
    ".yml", ".yaml", ".conf", ".cfg", ".ini", ".toml", ".xml", ".json", ".properties", ".env",
    ".cnf", ".config", "Caddyfile",
)  # fmt: skip
_HERE = ("", "0.0.0.0", "127.0.0.1", "localhost")  # noqa: S104 (read, not bound)
_WEB_PORTS = frozenset(
    (80, 443, 4200, 5000, 5173, 7860, 8000, 8080, 8081, 8088, 8501, 8888, *range(3000, 3011))
)


def addresses(compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """Where a browser finds the services."""
    found: dict[str, list[str]] = {}
    evidence: list[Evidence] = []
    for container in compose:
        for mapping in container.ports if not container.profiles else ():
            if _is_web(container, mapping):
                found.setdefault(container.name, []).append(_url(mapping))
                evidence.append(container.evidence)
    if found and len(found) <= 8:
        parts = [f"`{name}` at {listed(urls)}" for name, urls in found.items()]
        text = f"Once the services are up, find {listed(parts)}."
        yield Fact(Note("usage", text), tuple(dict.fromkeys(evidence)), folder)


def _url(mapping: Mapping) -> str:
    scheme, usual = ("https", "443") if mapping.container == "443" else ("http", "80")
    return f"{scheme}://localhost" + ("" if mapping.host == usual else f":{mapping.host}")


def _is_web(container: Container, mapping: Mapping) -> bool:
    if not mapping.is_open or not mapping.container.isdigit():
        return False
    if mapping.address not in _HERE:
        return False
    port = int(mapping.container)
    if mapping.app_protocol:
        return mapping.app_protocol == "http"
    if container.software and container.software.kind == "service":
        return port in container.software.web
    return port in container.health_ports or port in _WEB_PORTS


def on_request(compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """Services that a profile holds back."""
    profiles: dict[str, list[Container]] = {}
    for container in compose:
        for profile in container.profiles[:1]:
            profiles.setdefault(profile, []).append(container)
    for profile, held in list(profiles.items())[:4]:
        if len(held) > 4:
            continue
        names = listed([f"`{container.name}`" for container in held])
        verb = "starts" if len(held) == 1 else "start"
        text = (
            f"{names} {verb} only with the profile `{profile}`: "
            f"`docker compose --profile {profile} up`."
        )
        yield Fact(Note("usage", text), tuple(c.evidence for c in held), folder)


def config_files(reader: Reader, compose: ComposeFile, folder: str) -> Iterator[Fact[ConfigFile]]:
    """Files of the repository that a service reads: its env files, and what is mounted."""
    seen: set[str] = set()
    for container in compose:
        for written, _ in container.env_files:
            path = compose.inside(written)
            if path and path in reader.tree and path not in seen:
                seen.add(path)
                where = reader.find(container.evidence.path, written,
                                    start=container.evidence.line_start or 1)  # fmt: skip
                value = ConfigFile(path, f"environment of `{container.name}`")
                yield Fact(value, (where,), folder)
        for source, target in container.mounts:
            path = compose.inside(source) if source.startswith(".") else None
            if path and path.endswith(_CONFIG) and path in reader.tree and path not in seen:
                seen.add(path)
                where = reader.find(container.evidence.path, source,
                                    start=container.evidence.line_start or 1)  # fmt: skip
                value = ConfigFile(path, f"read by `{container.name}` as `{target}`")
                yield Fact(value, (where,), folder)


def kept_data(compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """The volumes in which data outlives the containers."""
    declared = compose.table.get("volumes")
    names = list(declared) if isinstance(declared, dict) else []
    used = [name for name in names if any(name == s for c in compose for s, _ in c.mounts)]
    if used and len(used) <= 8:
        volumes = listed([f"`{name}`" for name in used])
        noun = "volume" if len(used) == 1 else "volumes"
        where = tuple(c.evidence for c in compose if any(source in used for source, _ in c.mounts))
        yield Fact(Note("configuration", f"Data is kept in the {noun} {volumes}."), where, folder)
