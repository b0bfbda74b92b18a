"""What a compose file states: its services and what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_build import dockerfile_of
from moxi.facts.docker.compose_file import ComposeFile
from moxi.facts.docker.compose_notes import addresses, config_files, kept_data, on_request
from moxi.facts.docker.compose_select import is_for_developers, only_helpers
from moxi.facts.docker.compose_start import start
from moxi.facts.docker.compose_variants import for_developers, overlays, told
from moxi.facts.docker.dockerfile import parse
from moxi.facts.docker.technologies import software
from moxi.facts.model import Evidence, Fact, Runtime, Service, Technology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.container import Container
    from moxi.facts.reader import Reader


def compose_facts(
    reader: Reader, compose: ComposeFile, folder: str, *, leading: bool
) -> Iterator[Fact[Any]]:
    """All facts of a compose file but its variables. `leading`: it is what the project is."""
    containers = list(compose)
    for container in containers:
        yield Fact(_service(compose, container), (container.evidence,), folder)
    yield from _technologies(reader, compose, folder)
    if only_helpers(list(compose.containers)):
        return
    yield from start(reader, compose, folder, leading=leading)
    if leading:
        yield Fact(
            Runtime("Docker", phrase="with the Compose plugin"), (Evidence(compose.path),), folder
        )
        yield from config_files(reader, compose, folder)
    if leading or any(c.builds or not c.software for c in compose):
        yield from kept_data(compose, folder)
    over = overlays(reader, compose) if leading else []
    laid = ComposeFile(reader, compose.path, over[0].path) if over and over[0].publishes else None
    yield from addresses(laid or compose, folder)
    if leading and not is_for_developers(compose):
        shown = over[0].command if laid else ""
        yield from told(reader, compose, folder, shown)
    yield from on_request(compose, folder)
    yield from for_developers(reader, compose, folder)


def _service(compose: ComposeFile, container: Container) -> Service:
    build = ""
    if container.builds:
        inside = compose.inside(container.builds[0])
        build = (inside or ".") if inside is not None else container.builds[0]
    known = container.software
    described = f"{known.name} ({known.purpose})" if known and known.purpose else ""
    if container.builds and container.builds[1] and not container.comment:
        others = {c.builds[1] for c in compose if c.builds and c.builds[0] == container.builds[0]}
        described = f"built from `{container.builds[1]}`" if len(others) > 1 else ""
    return Service(
        name=container.name,
        image=container.image,
        build=build,
        ports=tuple(mapping.written for mapping in container.ports),
        depends_on=tuple(container.depends_on),
        description=container.comment or described,
    )


def _technologies(reader: Reader, compose: ComposeFile, folder: str) -> Iterator[Fact[Technology]]:
    seen: set[str] = set()
    for container in compose:
        found: list[tuple[str, str, Evidence]] = []
        if container.software and container.software.kind == "service":
            where = reader.find(
                container.evidence.path,
                "image:",
                start=container.evidence.line_start or 1,
            )
            found.append((container.software.name, container.software.purpose, where))
        elif container.builds:
            found = _bases(reader, compose, container)
        for name, purpose, evidence in found:
            if name not in seen:
                seen.add(name)
                yield Fact(Technology(name, purpose), (evidence,), folder)


def _bases(
    reader: Reader, compose: ComposeFile, container: Container
) -> list[tuple[str, str, Evidence]]:
    """What the image of a built service starts from."""
    path = dockerfile_of(compose, container)
    if not path or path not in reader.tree:
        return []
    parsed = parse(path, reader.text(path))
    found: list[tuple[str, str, Evidence]] = []
    for stage in (parsed.stages[0], parsed.base(container.builds[2] if container.builds else "")):
        held = software(stage.image) if stage and stage.image else None
        if stage and held and held.kind != "system":
            found.append((held.name, held.purpose, Evidence(path, stage.line, stage.line)))
    return found
