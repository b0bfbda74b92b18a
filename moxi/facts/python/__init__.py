"""Python: `pyproject.toml`, `setup.cfg`, `setup.py`, requirements files and plain scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.paths import join
from moxi.facts.registry import Ecosystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader

_OTHERS = ("package.json", "Cargo.toml", "go.mod", "pom.xml", "build.gradle", "Gemfile",
           "composer.json", "CMakeLists.txt", "mix.exs", "action.yml", "action.yaml")  # fmt: skip


class Python(Ecosystem):
    """Python distributions, applications, services and scripts."""

    name = "python"
    manifests = ("pyproject.toml", "setup.cfg", "setup.py", "requirements.txt", "Pipfile")
    suffixes = (".py",)

    def without_manifest(self, reader: Reader, folder: str) -> bool:
        """A folder of scripts is a project where nothing else claims it."""
        if any(join(folder, name) in reader.tree for name in _OTHERS):
            return False
        from moxi.facts.python.project import project_of

        project = project_of(reader, folder)
        return bool(project.scripts or project.bare_scripts)

    def package(self, reader: Reader, folder: str) -> Fact[Package] | None:
        """See `Ecosystem.package`."""
        from moxi.facts.python.package import package_fact
        from moxi.facts.python.project import project_of

        return package_fact(project_of(reader, folder))

    def facts(self, reader: Reader, folder: str) -> Iterator[Fact[Any]]:
        """See `Ecosystem.facts`."""
        from moxi.facts.python import (
            api,
            commands,
            configfiles,
            describe,
            develop,
            django_app,
            endpoints,
            environment,
            install,
            module_api,
            package,
            technologies,
            usage,
            web,
        )
        from moxi.facts.python.project import project_of

        project = project_of(reader, folder)
        if not project.manifest.name and not project.programs and web.application(project) is None:
            return
        yield from describe.facts(project)
        yield from install.facts(project)
        yield from django_app.facts(project)
        yield from commands.facts(project)
        yield from web.facts(project)
        yield from endpoints.facts(project)
        used = usage.Usage(project)
        roles = package.roles_of(project)
        if "library" in roles:
            yield from usage.facts(project, used)
            found = list(module_api.functions(project, used))
            yield from found or api.module_symbols(project)
            yield from api.symbols(project, used, library=roles[0] != "cli")
        yield from environment.facts(project)
        yield from configfiles.facts(project)
        yield from develop.facts(project)
        yield from technologies.facts(project)
