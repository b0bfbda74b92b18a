"""Whether a folder is about its image or services, or only carries them beside a program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_select import (
    MANY_SERVICES,
    is_variant_for_developers,
    main_file,
    only_helpers,
    services_of,
)
from moxi.facts.docker.dockerfile import dockerfile_in, usual_dockerfile
from moxi.facts.model import Evidence, Fact, Package
from moxi.facts.paths import is_own_source, join

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

_MANIFESTS = (
    "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "manage.py",
    "package.json", "deno.json", "go.mod", "go.work", "Cargo.toml", "pom.xml", "build.gradle",
    "build.gradle.kts", "Gemfile", "composer.json", "mix.exs", "CMakeLists.txt", "meson.build",
    "configure.ac", "stack.yaml", "pubspec.yaml", "Package.swift", "build.sbt", "action.yml",
    "action.yaml", "project.clj", "dub.json", "shard.yml",
)  # fmt: skip
_PATTERNS = (".csproj", ".sln", ".slnx", ".fsproj", ".gemspec", ".cabal", ".nimble", ".rockspec")
_SOURCES = (
    ".py", ".js", ".mjs", ".ts", ".tsx", ".go", ".rs", ".java", ".kt", ".rb", ".php", ".c", ".cc",
    ".cpp", ".cs", ".ex", ".hs", ".swift", ".scala", ".lua", ".pl",
)  # fmt: skip
MAX_SOURCES = 5


def leads(reader: Reader, folder: str) -> bool:
    """Whether an image or services are what the project in a folder is."""
    if folder != reader.snapshot.scope and _is_a_part(reader, folder):
        return False
    path = main_file(reader, folder)
    services = services_of(reader, path)
    if services and not (only_helpers(list(services)) or is_variant_for_developers(path)):
        built = any("build" in service for service in services.values())
        if _has_manifest(reader, folder, but_actions=len(services) > MANY_SERVICES):
            own_image = bool(usual_dockerfile(reader, folder))
            apart = _is_workspace(reader, folder) and not own_image
            return apart and built and len(services) > 1
        return len(services) > 1 or len(_projects_below(reader, folder)) != 1
    if not dockerfile_in(reader, folder):
        return False
    about_it = _is_of_the_image(reader, folder)
    if _has_manifest(reader, folder):
        # What tests an image is no package, such as Poetry's `package-mode = false`.
        return about_it and _is_workspace(reader, folder) and not _has_sources(reader, folder)
    if about_it:
        return True
    return not _projects_below(reader, folder) and not _has_sources(reader, folder)


def _is_of_the_image(reader: Reader, folder: str) -> bool:
    """Whether the repository's name, or what it lays over a base image, says that it is about its
    image, whatever else it carries."""
    named = re.search(r"(^|[-_])docker([-_]|$)", reader.snapshot.metadata.name.lower())
    laid = any(reader.tree.is_folder(join(folder, name)) for name in ("rootfs", "root/etc"))
    return not folder and bool(named or laid)


def _is_a_part(reader: Reader, folder: str) -> bool:
    """Whether a folder below the one that was asked for belongs to what stands there."""
    if any(part.startswith((".", "_")) for part in folder.split("/")):
        return True
    top = reader.snapshot.scope
    inside = folder[len(top) :].lstrip("/")
    if not is_own_source(f"{inside}/x"):
        return True
    own_image = bool(usual_dockerfile(reader, top))
    return own_image or _has_manifest(reader, top) or bool(main_file(reader, top))


def package_of(reader: Reader, folder: str) -> Fact[Package] | None:
    """The package of a folder that an image or services lead."""
    from moxi.facts.common.folders.stated import of_readme
    from moxi.facts.docker.dockerfile import parse
    from moxi.facts.docker.image import label

    name = folder or reader.snapshot.metadata.name
    if not name:
        return None
    compose = main_file(reader, folder)
    dockerfile = dockerfile_in(reader, folder)
    evidence = [Evidence(compose or dockerfile)]
    description = ""
    if dockerfile:
        stated = label(parse(dockerfile, reader.text(dockerfile)), "description")
        if stated:
            description = stated[0]
            evidence.append(stated[1])
    if not description and folder != reader.snapshot.scope:
        said = of_readme(reader, folder, folder.rpartition("/")[2])
        if said:
            description = said[0][:1].upper() + said[0][1:]
            evidence.append(said[1])
    package = Package(
        name=name,
        ecosystem="Docker Compose" if compose else "Docker",
        roles=("service",) if compose else ("app",),
        description=description,
    )
    return Fact(package, tuple(evidence), folder)


def _has_manifest(reader: Reader, folder: str, *, but_actions: bool = False) -> bool:
    return any(
        _is_manifest(path)
        and not (but_actions and path.rpartition("/")[2] in ("action.yml", "action.yaml"))
        for path in reader.tree.files(folder)
    )


def _is_manifest(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in _MANIFESTS or name.endswith(_PATTERNS)


def _projects_below(reader: Reader, folder: str) -> list[str]:
    """The folders below that hold a project in a language."""
    found: dict[str, None] = {}
    for path in reader.tree.under(folder):
        if _is_manifest(path) and is_own_source(path):
            found[path.rpartition("/")[0]] = None
    return list(found)


def _has_sources(reader: Reader, folder: str) -> bool:
    count = sum(
        path.endswith(_SOURCES) and is_own_source(path) for path in reader.tree.under(folder)
    )
    return count > MAX_SOURCES


def _is_workspace(reader: Reader, folder: str) -> bool:
    """Whether the manifests of a folder only hold other projects together."""
    found: list[bool] = []
    for path in reader.tree.files(folder):
        name = path.rpartition("/")[2]
        if not _is_manifest(path):
            continue
        if name == "package.json":
            table = reader.json(path)
            found.append("workspaces" in table or not ({"main", "bin", "exports"} & table.keys()
                         or "start" in _table(table.get("scripts"))))  # fmt: skip
        elif name == "pyproject.toml":
            table = reader.toml(path)
            uv = _table(_table(table.get("tool")).get("uv"))
            poetry = _table(_table(table.get("tool")).get("poetry"))
            built = "build-system" in table and poetry.get("package-mode") is not False
            installable = built or _table(table.get("project")).get("scripts")
            found.append("workspace" in uv or not installable)
        elif name == "Cargo.toml":
            found.append("package" not in reader.toml(path))
        else:
            found.append(name in ("go.work", "action.yml", "action.yaml"))
    return all(found)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
