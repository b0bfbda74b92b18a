"""What a Python project's manifests say, in one form, whichever tool they are written for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

MAX_FILES = 8
REQUIREMENT_NAME = lazy_re(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def normal(name: str) -> str:
    """A distribution's name in the form in which registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement_name(requirement: str) -> str:
    """`SQLAlchemy[asyncio]>=2 ; extra` → `sqlalchemy`."""
    match = REQUIREMENT_NAME.match(requirement)
    return normal(match[1]) if match else ""


@dataclass
class Manifest:
    """One project's manifests put together; a field that none states is empty."""

    folder: str = ""
    path: str = ""
    """the file that names the project"""
    name: str = ""
    version: str = ""
    dynamic_version: bool = False
    description: str = ""
    dynamic_description: bool = False
    requires_python: str = ""
    classifiers: tuple[str, ...] = ()
    scripts: dict[str, str] = field(default_factory=dict)
    script_files: tuple[str, ...] = ()
    """paths of scripts that are installed as they stand"""
    entry_points: dict[str, dict[str, str]] = field(default_factory=dict)
    dependencies: list[str] = field(default_factory=list)
    extras: dict[str, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    packages: tuple[str, ...] = ()
    """import packages and modules as declared, dotted"""
    roots: tuple[str, ...] = ()
    """folders below which import packages stand, as declared"""
    backend: str = ""
    readme: bool = False
    authors: bool = False
    installable: bool = False
    """a build backend can make a distribution of it"""
    private: bool = False
    workspace: bool = False
    """it lists members of a workspace"""
    where: dict[str, Evidence] = field(default_factory=dict)
    """the line on which a field is stated; `script:NAME`, `extra:NAME`, `dependency:NAME`"""

    def at(self, *keys: str) -> Evidence:
        """The evidence of the first of some fields that has one, else of the manifest."""
        for key in keys:
            if key in self.where:
                return self.where[key]
        return Evidence(self.path)

    def depends_on(self, *names: str) -> str:
        """The first of some distributions that it depends on, else `""`."""
        held = {requirement_name(item) for item in self.dependencies}
        return next((name for name in names if name in held), "")

    def anywhere(self, name: str) -> bool:
        """Whether a distribution stands among its dependencies, extras or groups."""
        lists = [self.dependencies, *self.extras.values(), *self.groups.values()]
        return any(requirement_name(item) == name for items in lists for item in items)


def load(reader: Reader, folder: str) -> Manifest:
    """The manifests of a folder, put together; nameless where none of them names a project."""
    from moxi.facts.python import pyproject, setuptools_manifest

    manifest = Manifest(folder=folder)
    pyproject.fill(reader, manifest)
    setuptools_manifest.fill(reader, manifest)
    if _is_placeholder(reader, manifest):
        return Manifest(folder=folder, path=manifest.path)
    if manifest.name:
        manifest.installable = manifest.installable or manifest.path.endswith(
            ("setup.py", "setup.cfg")
        )
    _add_requirements(reader, manifest)
    _add_pipfile(reader, manifest)
    return manifest


def _is_placeholder(reader: Reader, manifest: Manifest) -> bool:
    """Whether it only makes pre-commit install what it depends on: it holds no code of its own."""
    holds = manifest.packages or manifest.scripts or manifest.script_files
    hooks = join(manifest.folder, ".pre-commit-hooks.yaml")
    return bool(manifest.dependencies and not holds and manifest.version in ("0.0.0", "0")) and (
        hooks in reader.tree
    )


def _add_requirements(reader: Reader, manifest: Manifest) -> None:
    """`requirements.txt`: its dependencies are the project's where no manifest lists any."""
    if manifest.dependencies:
        return
    for name in ("requirements.txt", "requirements/base.txt", "requirements/prod.txt",
                 "requirements/production.txt", "requirements/common.txt"):  # fmt: skip
        path = join(manifest.folder, name)
        if path not in reader.tree:
            continue
        _take_requirements(reader, manifest, path, set())
        return


def _take_requirements(reader: Reader, manifest: Manifest, path: str, seen: set[str]) -> None:
    """The requirements of a file and of those that it takes in with `-r`."""
    seen.add(path)
    for number, line in enumerate(reader.lines(path), 1):
        text = line.split("#")[0].strip()
        if text.startswith(("-r ", "--requirement ")):
            inner = normalise(join(path.rpartition("/")[0], text.partition(" ")[2].strip()))
            if inner and inner in reader.tree and inner not in seen and len(seen) < MAX_FILES:
                _take_requirements(reader, manifest, inner, seen)
        elif text and not text.startswith(("-", "git+", "http", ".")):
            found = requirement_name(text)
            if found:
                manifest.dependencies.append(text)
                manifest.where.setdefault(f"dependency:{found}", Evidence(path, number, number))


def _add_pipfile(reader: Reader, manifest: Manifest) -> None:
    path = join(manifest.folder, "Pipfile")
    if path not in reader.tree:
        return
    table = reader.toml(path)
    packages = table.get("packages")
    if isinstance(packages, dict) and not manifest.dependencies:
        for name in packages:
            manifest.dependencies.append(name)
            manifest.where.setdefault(
                f"dependency:{normal(name)}", reader.find(path, "[packages]", name)
            )
    requires = table.get("requires")
    version = requires.get("python_version") if isinstance(requires, dict) else None
    if isinstance(version, str) and not manifest.requires_python:
        manifest.requires_python = f"=={version}"
        manifest.where["requires_python"] = reader.find(path, "[requires]", "python_version")


def key_line(reader: Reader, path: str, key: str, *sections: str) -> Evidence:
    """The line on which a key of a table stands, searched below the headers of its sections."""
    above = reader.find(path, *sections) if sections else Evidence(path)
    for number, line in enumerate(reader.lines(path)[above.line_start :], above.line_start + 1):
        text = line.strip()
        for quote in ("", '"', "'"):
            head = f"{quote}{key}{quote}"
            if text.startswith(head) and text[len(head) :].lstrip()[:1] in ("=", ":", "", ".", "]"):
                return Evidence(path, number, number)
            if not quote and text.lower().startswith(key.lower()) and "=" not in text:
                return Evidence(path, number, number)
    return reader.find(path, *sections, key)


def text_of(value: Any) -> str:
    """A value that has to be a text, else `""`."""
    return value.strip() if isinstance(value, str) else ""


def table_of(value: Any) -> dict[str, Any]:
    """A value that has to be a table, else an empty one."""
    return value if isinstance(value, dict) else {}


def texts_of(value: Any) -> tuple[str, ...]:
    """The texts of a value that has to be a list."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
