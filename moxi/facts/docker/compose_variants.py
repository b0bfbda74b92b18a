"""Compose files beside the main one: laid over it, or started instead of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_build import can_build
from moxi.facts.docker.compose_file import NAMES, ComposeFile
from moxi.facts.docker.compose_select import (
    is_for_developers,
    is_variant_for_developers,
    only_helpers,
    services_of,
    variants,
)
from moxi.facts.model import Evidence, Fact, Note
from moxi.facts.prose import first_sentence, listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.container import Container
    from moxi.facts.reader import Reader

MAX_VARIANTS, MAX_NAMED, MAX_READ = 4, 8, 40
_EXAMPLE = lazy_re(r"[._-](example|sample|template|dist)\b")


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
        if _EXAMPLE.search(path) or not _has_env_files(reader, ComposeFile(reader, path)):
            continue
        name = path.rpartition("/")[2]
        command = f"docker compose -f {main} -f {name} up -d"
        adds = tuple(service for service in services if service not in compose.containers)
        publishes = not is_open and any("ports" in table for table in services.values())
        found.append(Overlay(path, command, adds, publishes))
    return sorted(found, key=lambda overlay: (len(overlay.adds), overlay.path))


def _has_env_files(reader: Reader, compose: ComposeFile) -> bool:
    """Whether every env file that has to be there is in the repository."""
    return all(
        compose.inside(path) in reader.tree for c in compose for path, must in c.env_files if must
    )


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
    yield from _override(reader, compose, folder)
    yield from _of_folders(reader, compose)
    laid = {overlay.path for overlay in over}
    others = [path for path in variants(reader, folder) if path not in laid | {compose.path}
              and not _EXAMPLE.search(path)]  # fmt: skip
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


def _of_folders(reader: Reader, compose: ComposeFile) -> Iterator[Fact[Note]]:
    """Files of a folder below that are laid over the main file, as their first comment says."""
    main = compose.path.rpartition("/")[2]
    paths = [p for p in reader.tree.under(compose.folder) if p.endswith((".yml", ".yaml"))]
    paths = [p for p in paths if p.count("/") == compose.path.count("/") + 1 and p[0] != "."]
    read = [p for p in paths[:MAX_READ] if "services:" in reader.text(p)] if main in NAMES else []
    laid = {p.rpartition("/")[0] for p in read if _needs_another(services_of(reader, p), compose)}
    told: dict[str, list[str]] = {}
    for path in read:
        folder = path.rpartition("/")[0]
        if folder in laid and (purpose := _first_comment(reader, path)):
            told.setdefault(folder, []).append(f"`{path[len(folder) + 1 :]}` ({purpose})")
    for folder, files in told.items():
        inside = folder[len(compose.folder) :].lstrip("/")
        some = ", such as" if len(files) > MAX_NAMED else ":"
        text = (
            f"The files in `{inside}/` are laid over the main one with "
            f"`docker compose -f {main} -f {inside}/FILE up -d`{some} {listed(files[:MAX_NAMED])}."
        )
        yield Fact(Note("usage", text), (Evidence(folder),), compose.folder)


def _first_comment(reader: Reader, path: str) -> str:
    """The first sentence of the comment that a file starts with, small letter first."""
    said: list[str] = []
    for line in reader.lines(path):
        if line.startswith("#"):
            said.append(line.strip("# "))
        elif line.strip() not in ("", "---"):
            break
    text = first_sentence(" ".join(said).strip()).partition(", for example")[0].rstrip(".")
    return text[:1].lower() + text[1:] if 2 < len(text.split()) < 30 else ""


def for_developers(reader: Reader, compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """The file that starts the services for work on them, beside the one for users."""
    for path in variants(reader, folder):
        other = ComposeFile(reader, path)
        services = list(other.containers)
        if path == compose.path or not is_variant_for_developers(path) or only_helpers(services):
            continue
        whole = all(_is_there(reader, other, container) for container in other)
        if whole and 0 < len(services) <= MAX_NAMED and _has_env_files(reader, other):
            flag = " --build" if any(c.builds for c in other) else ""
            name = path.rpartition("/")[2]
            text = (
                f"`docker compose -f {name} up{flag}` starts {_names(services)} "
                "for work on the project."
            )
            yield Fact(Note("development", text), (Evidence(path),), folder)
            return


def _override(reader: Reader, compose: ComposeFile, folder: str) -> Iterator[Fact[Note]]:
    """An example of the file that Compose lays over the main one by itself."""
    main = compose.path.rpartition("/")[2]
    usual = main.replace(".y", ".override.y")
    for path in variants(reader, folder) if main in NAMES else ():
        name = path.rpartition("/")[2]
        if name != usual and _EXAMPLE.sub("", name) == usual:
            text = (
                f"Copy `{name}` to `{usual}` for changes of your own: "
                "Compose lays it over the main file."
            )
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
