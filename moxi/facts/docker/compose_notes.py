"""Where the services of a compose file answer, what starts on request, where data is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.docker.technologies import PROXIES, web_ports
from moxi.facts.model import ConfigFile, Fact, Note
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.compose_file import ComposeFile
    from moxi.facts.docker.container import Container, Mapping
    from moxi.facts.reader import Reader

MAX_PORTS = 3
_DATA = lazy_re(r"(?:^|[/_-])(?:data|storage|uploads|db|database)/?$")
_CONFIG = (
    ".yml", ".yaml", ".conf", ".cfg", ".ini", ".toml", ".xml", ".json", ".properties", ".env",
    ".cnf", ".config", "Caddyfile",
)  # fmt: skip
_HERE = ("", "0.0.0.0", "127.0.0.1", "localhost")  # noqa: S104 (read, not bound)
_WEB_PORTS = frozenset(
    (80, 443, 4200, 5000, 5173, 7860, 8000, 8080, 8081, 8088, 8501, 8888, *range(3000, 3011))
)


def addresses(compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """Where a browser finds the services; where none is plainly for one, at which port."""
    on = {main_profile(compose), *compose.profiles}
    started = [c for c in compose if not c.profiles or on.intersection(c.profiles)]
    places = {
        container.name: [f"at {_url(mapping)}" for mapping in container.ports
                         if _is_web(container, mapping)]
        for container in started
    }  # fmt: skip
    if not any(places.values()):
        places = {container.name: _ports(container) for container in started}
    found = {name: list(dict.fromkeys(where)) for name, where in places.items() if where}
    if found and len(found) <= 8:
        parts = [f"`{name}` {listed(where)}" for name, where in found.items()]
        text = f"Once the services are up, find {listed(parts)}."
        evidence = tuple(dict.fromkeys(c.evidence for c in started if c.name in found))
        yield Fact(Note("usage", text), evidence, folder)


def main_profile(compose: ComposeFile) -> str:
    """The profile that starts most, where nothing starts without one; else `""`."""
    containers = list(compose)
    if not containers or not all(container.profiles for container in containers):
        return ""
    if compose.profiles:
        return ""
    names = [profile for container in containers for profile in container.profiles]
    return max(dict.fromkeys(names), key=names.count)


def _ports(container: Container) -> list[str]:
    """The few ports at which something answers that is not well-known software."""
    numbers = [mapping.host for mapping in container.ports if _is_own(container, mapping)]
    if not 0 < len(numbers) <= MAX_PORTS:
        return []
    noun = "port" if len(numbers) == 1 else "ports"
    return [f"on {noun} {listed(numbers)}"]


def _url(mapping: Mapping) -> str:
    scheme, usual = ("https", "443") if mapping.container == "443" else ("http", "80")
    return f"{scheme}://localhost" + ("" if mapping.host == usual else f":{mapping.host}")


def _is_own(container: Container, mapping: Mapping) -> bool:
    """Whether something answers there that is not well-known software, in whatever protocol."""
    return (
        mapping.host.isdigit()
        and not mapping.protocol
        and not container.software
        and mapping.address in _HERE
    )


def _is_web(container: Container, mapping: Mapping) -> bool:
    if not mapping.is_open or not mapping.container.isdigit():
        return False
    if mapping.address not in _HERE:
        return False
    port = int(mapping.container)
    if mapping.app_protocol:
        return mapping.app_protocol == "http"
    if container.software and container.software.kind == "service":
        known = container.software
        behind = known.purpose in PROXIES and (port in _WEB_PORTS or port in web_ports())
        return port in known.web or behind
    return port in container.health_ports or port in _WEB_PORTS or port in web_ports()


def on_request(compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """Services that a profile holds back."""
    profiles: dict[str, list[Container]] = {}
    if compose.profiles:  # the environment file says which start
        return
    shared = all(container.profiles for container in compose)  # then a profile is a way to start
    for container in compose:
        for profile in container.profiles if shared else container.profiles[:1]:
            profiles.setdefault(profile, []).append(container)
    if shared:
        yield from _ways(profiles, folder)
        return
    alone = [p for p, held in profiles.items() if [c.name for c in held] == [p]]
    if len(alone) > 2:
        text = (
            f"{listed([f'`{name}`' for name in alone])} start only with the profile of their "
            f"name: `docker compose --profile {alone[0]} up`."
        )
        yield Fact(Note("usage", text), tuple(profiles[p][0].evidence for p in alone), folder)
        profiles = {p: held for p, held in profiles.items() if p not in alone}
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


def _ways(profiles: dict[str, list[Container]], folder: str) -> Iterator[Fact[Note]]:
    """What each profile starts, where nothing starts without one."""
    everywhere = [c for held in profiles.values() for c in held]
    for profile, held in list(profiles.items())[:4]:
        own = [c for c in held if sum(c is other for other in everywhere) < len(profiles)]
        names = [f"`{container.name}`" for container in own or held]
        if len(names) > 8:
            continue
        more = " beside what all profiles start" if len(own) < len(held) else ""
        text = f"The profile `{profile}` starts {listed(names)}{more}."
        if own:
            yield Fact(Note("usage", text), tuple(c.evidence for c in own), folder)


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


def _kept_on_host(compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """The folders of the host in which the services that are the project keep data."""
    found = [
        (container, source, target)
        for container in compose
        if not container.software
        for source, target in container.mounts
        if source.startswith("./") and _DATA.search(source)
    ]
    if 0 < len(found) <= MAX_PORTS:
        places = dict.fromkeys(f"`{source}`, mounted at `{target}`" for _, source, target in found)
        told = listed(list(places))
        evidence = tuple(dict.fromkeys(container.evidence for container, _, _ in found))
        yield Fact(Note("configuration", f"Data is kept in {told}."), evidence, folder)


def kept_data(compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """The volumes in which data outlives the containers."""
    declared = compose.table.get("volumes")
    names = list(declared) if isinstance(declared, dict) else []
    used = [name for name in names if any(name == s for c in compose for s, _ in c.mounts)]
    if not used:
        yield from _kept_on_host(compose, folder)
    elif len(used) <= 8:
        volumes = listed([f"`{name}`" for name in used])
        noun = "volume" if len(used) == 1 else "volumes"
        held = [c for c in compose if any(source in used for source, _ in c.mounts)]
        targets = {target for c in held for source, target in c.mounts if source == used[0]}
        own = len(used) == len(targets) == 1 and not any(c.software for c in held)
        inside = f", mounted at `{min(targets)}`" if own else ""
        text = f"Data is kept in the {noun} {volumes}{inside}."
        yield Fact(Note("configuration", text), tuple(c.evidence for c in held), folder)
