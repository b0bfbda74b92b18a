"""Compose files beside the main one: laid over it, or started instead of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_build import can_build
from moxi.facts.docker.compose_file import NAMES, ComposeFile, Container
from moxi.facts.docker.compose_select import (
    is_for_developers,
    only_helpers,
    services_of,
    variants,
)
from moxi.facts.model import Evidence, Fact, Note
from moxi.facts.prose import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MAX_VARIANTS, MAX_NAMED = 4, 8


@dataclass(frozen=True, slots=True)
class Overlay:
    """A compose file that only means something together with the main one."""

    path: str
    command: str
    adds: tuple[str, ...]
    """services that the main file does not have"""
    publishes: bool
    """it gives a service ports, and the main file none"""


def overlays(reader: Reader, compose: ComposeFile) -> list[Overlay]:
    """The overlays of a main file, the one that adds least first."""
    main = compose.path.rpartition("/")[2]
    if main not in NAMES:
        return []
    is_open = any("ports" in container.table for container in compose)
    found: list[Overlay] = []
    for path in variants(reader, compose.folder):
        services = services_of(reader, path)
        if not services or not _needs_another(services, compose):
            continue
        name = path.rpartition("/")[2]
        command = f"docker compose -f {main} -f {name} up -d"
        adds = tuple(service for service in services if service not in compose.containers)
        publishes = not is_open and any("ports" in table for table in services.values())
        found.append(Overlay(path, command, adds, publishes))
    return sorted(found, key=lambda overlay: (len(overlay.adds), overlay.path))


def _needs_another(services: dict[str, dict[str, Any]], compose: ComposeFile) -> bool:
    """Whether some service has neither image nor build here, but in the main file."""
    bare = [n for n, t in services.items() if not ({"image", "build", "extends"} & t.keys())]
    return bool(bare) and all(name in compose.containers for name in bare)


def told(reader: Reader, compose: ComposeFile, folder: str, shown: str) -> Iterator[Fact[Note]]:
    """What each further file is for; `shown` is the command that the start shows already."""
    over = overlays(reader, compose)
    for overlay in over[:MAX_VARIANTS]:
        if overlay.command == shown or _is_for_developers(reader, overlay.path):
            continue
        name = overlay.path.rpartition("/")[2]
        what = f"adds {_names(overlay.adds)}" if overlay.adds else "changes some settings"
        text = f"`{name}`, laid over the main file, {what}: `{overlay.command}`."
        yield Fact(Note("usage", text), (Evidence(overlay.path),), folder)
    laid = {overlay.path for overlay in over}
    others = [path for path in variants(reader, folder) if path not in laid | {compose.path}]
    for path in others[:MAX_VARIANTS]:
        other = ComposeFile(reader, path)
        services = list(other.containers)
        if _is_for_developers(reader, path) or not 0 < len(services) <= MAX_NAMED:
            continue
        if not all(_is_there(reader, other, container) for container in other):
            continue
        name = path.rpartition("/")[2]
        shared = set(services) & set(compose.containers)
        text = f"`docker compose -f {name} up -d` starts {_names(services)} instead."
        started = {container.name for container in compose if not container.profiles}
        if not shared:
            text = f"`docker compose -f {name} up -d` starts {_names(services)} beside them."
        elif set(services) < set(compose.containers):
            text = f"`docker compose -f {name} up -d` starts only {_names(services)}."
        if set(services) in (set(compose.containers), started):
            text = f"`docker compose -f {name} up -d` starts the same services, set up differently."
        yield Fact(Note("usage", text), (Evidence(path),), folder)


def _is_for_developers(reader: Reader, path: str) -> bool:
    other = ComposeFile(reader, path)
    return is_for_developers(other) or only_helpers(list(other.containers))


def _is_there(reader: Reader, compose: ComposeFile, container: Container) -> bool:
    if container.builds:
        return can_build(reader, compose, container)
    return bool(container.image)


def _names(services: tuple[str, ...] | list[str]) -> str:
    return listed([f"`{name}`" for name in services])
