"""From which Dockerfile a service of a compose file is built, and whether that works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.docker.context import builds
from moxi.facts.docker.dockerfile import parse
from moxi.facts.paths import join, normalise

if TYPE_CHECKING:
    from moxi.facts.docker.compose_file import ComposeFile
    from moxi.facts.docker.container import Container
    from moxi.facts.reader import Reader


def can_build(reader: Reader, compose: ComposeFile, container: Container) -> bool:
    """Whether a service's image builds from a fresh checkout."""
    path = dockerfile_of(compose, container)
    if not path or path not in reader.tree or not container.builds:
        return "dockerfile_inline" in str(container.table.get("build"))
    parsed = parse(path, reader.text(path))
    context = compose.inside(container.builds[0]) or ""
    arguments = container.table.get("build")
    given = arguments.get("args") if isinstance(arguments, dict) else None
    return bool(given) or builds(reader, parsed, context, container.builds[2])


def dockerfile_of(compose: ComposeFile, container: Container) -> str:
    """The path of the Dockerfile that a service is built from, `""` where it is outside."""
    if not container.builds:
        return ""
    context, name, _ = container.builds
    inside = compose.inside(context)
    return (normalise(join(inside, name or "Dockerfile")) or "") if inside is not None else ""
