"""Docker: images that a repository builds, and services that it starts with Compose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose import compose_facts
from moxi.facts.docker.compose_select import is_for_developers, open_compose
from moxi.facts.docker.dockerfile import dockerfile_in, is_dockerfile
from moxi.facts.docker.examples import compose_examples
from moxi.facts.docker.image import image_facts
from moxi.facts.docker.project import leads, package_of
from moxi.facts.docker.settings import (
    Variables,
    add_compose,
    add_env_file,
    env_examples,
    env_file_facts,
)
from moxi.facts.envfile import EXAMPLES, is_example
from moxi.facts.registry import Ecosystem
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader

_COMPOSE = lazy_re(r"^(?:docker-)?compose(?:[.\-_][\w.-]+)?\.ya?ml$")


class Docker(Ecosystem):
    """Dockerfiles and compose files, and the env files beside them."""

    name = "docker"
    manifests = (
        "Dockerfile",
        "Containerfile",
        "*.Dockerfile",
        "Dockerfile.*",
        "*.Containerfile",
        "Containerfile.*",
        "compose*.y*ml",
        "docker-compose*.y*ml",
        ".env",
        *EXAMPLES,
        "*.env.*",
    )

    def marks(self, file_name: str) -> bool:
        """See `Ecosystem.marks`."""
        return (
            file_name == ".env"
            or ("file" in file_name and is_dockerfile(file_name))
            or ("env" in file_name and is_example(file_name))
            or ("compose" in file_name and bool(_COMPOSE.match(file_name)))
        )

    def package(self, reader: Reader, folder: str) -> Fact[Package] | None:
        """See `Ecosystem.package`. None where the image or the services are those of a project
        in a language: then that project is what there is to tell."""
        return package_of(reader, folder) if leads(reader, folder) else None

    def facts(self, reader: Reader, folder: str) -> Iterator[Fact[Any]]:
        """See `Ecosystem.facts`."""
        leading = leads(reader, folder)
        compose = open_compose(reader, folder)
        variables = Variables()
        for path in env_examples(reader, folder):
            add_env_file(reader, path, variables)
        if compose:
            yield from compose_facts(reader, compose, folder, leading=leading)
            files = [".env", *(path for c in compose for path, _ in c.env_files)]
            for written in dict.fromkeys(files):
                inside = compose.inside(written)
                if inside and inside in reader.tree:
                    add_env_file(reader, inside, variables)
            add_compose(reader, compose, variables, leading=leading)
        together = compose if compose and not is_for_developers(compose) else None
        yield from image_facts(
            reader, dockerfile_in(reader, folder), folder, variables, together,
            leading=leading,
        )  # fmt: skip
        if leading:
            yield from compose_examples(reader, folder)
        yield from env_file_facts(reader, folder)
        yield from variables.facts(folder)
