"""What a Python project is: its name, version, roles, and whether the registry has it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Package
from moxi.facts.paths import join
from moxi.facts.prose import collapse
from moxi.facts.python import published, web
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Role
    from moxi.facts.python.project import Project

_TOOL = lazy_re(
    r"\b(cli|command[- ]line|tool|terminal|tui|utility|script|linter|formatter|manager|app)\b",
    re.IGNORECASE,
)
_LIBRARY = lazy_re(
    r"\b(library|framework|toolkit|client|sdk|api|bindings?|wrapper|module|package|parser|"
    r"implementation)\b",
    re.IGNORECASE,
)
_VERSION_NAMES = ("__version__", "version", "VERSION", "__VERSION__")
_HOSTED = (
    "pytest", "flake8", "mkdocs", "sphinx", "tox", "pylint", "datasette", "airflow", "jupyter",
    "napari", "mypy", "llm", "nox", "hatch", "poetry", "setuptools", "babel", "markdown",
)  # fmt: skip
_NO_PLUGIN = {"pipx.run", "distutils.commands", "egg_info.writers", "babel.extractors",
              "distutils.setup_keywords", "setuptools.finalize_distribution_options"}  # fmt: skip


def package_fact(project: Project) -> Fact[Package] | None:
    """The project; None where a folder holds no more than settings of tools."""
    manifest = project.manifest
    roles = roles_of(project)
    if not manifest.name and not roles:
        return None
    if not project.name:
        return None
    evidence = [manifest.at("name")] if manifest.name else []
    if not evidence:
        evidence = _program_evidence(project)
    if not evidence:
        return None
    version, version_at = version_of(project)
    uploaded = published.evidence_of(project)
    evidence += [where for where in (version_at, uploaded) if where is not None]
    if "description" in manifest.where:
        evidence.append(manifest.where["description"])
    value = Package(
        name=project.name,
        ecosystem="Python",
        roles=roles,
        description=collapse(manifest.description),
        version=version,
        private=manifest.private,
        published=uploaded is not None,
        workspace=manifest.workspace and not roles,
    )
    return Fact(value, tuple(dict.fromkeys(evidence)))


def _program_evidence(project: Project) -> list[Evidence]:
    app = web.application(project)
    if app is not None:
        return [app.evidence]
    if project.programs and (first := project.programs[0].evidence):
        return [first]
    if project.main and (source := project.sources.get(project.main)):
        return [Evidence(source.path)]
    return []


def roles_of(project: Project) -> tuple[Role, ...]:
    """Its roles, the most telling first."""
    manifest = project.manifest
    app = web.application(project)
    has_command = bool(manifest.scripts or manifest.script_files)
    if not project.installable:
        if app is not None:
            return ("service",)
        if project.scripts or project.main_module or has_command or project.bare_scripts:
            return ("cli",) if has_command or project.bare_scripts else ("app",)
        return ("library",) if manifest.name and project.main else ()
    found: list[Role] = []
    if app is not None and not has_command:
        found.append("service")
    if _is_plugin(project):
        found.append("plugin")
    is_cli = has_command or (
        project.main_module is not None and project.main_module.module.endswith("__main__")
    )
    exports = export_count(project) if project.main else 0
    # A command or a plugin is a library, too, only where something says that it is meant to be.
    bare = not is_cli and "plugin" not in found
    library = bool(project.main) and (bare or (exports >= 1 and is_offered(project)))
    if is_cli and library:
        found += _ordered(project, exports)
    elif is_cli:
        found.append("cli")
    elif library and not (found and not exports):
        found.append("library")
    return tuple(dict.fromkeys(found))


def _ordered(project: Project, exports: int) -> list[Role]:
    description = project.manifest.description
    tool, library = _TOOL.search(description), _LIBRARY.search(description)
    if tool and library:
        first = tool.start() < library.start()
    else:
        few = exports < 8 and not _named_after_what_it_offers(project)
        first = bool(tool) or (not library and few)
    return ["cli", "library"] if first else ["library", "cli"]


def _named_after_what_it_offers(project: Project) -> bool:
    """`from slugify import slugify`: the name that the package is known by is one to import."""
    from moxi.facts.python.api import exported

    main = project.main.rpartition(".")[2].lower().replace("_", "")
    commands = {target.rpartition(":")[2] for target in project.manifest.scripts.values()}
    return any(
        export.node is not None
        and export.name not in commands
        and export.name.lower().replace("_", "") == main
        for export in exported(project)
    )


def _is_plugin(project: Project) -> bool:
    """It is made for a host: it says so in its name, or does nothing but plug in."""
    groups = [g for g in project.manifest.entry_points if g not in _NO_PLUGIN]
    if not groups:
        return False
    name = project.name.lower()
    return name.startswith(tuple(f"{host}-" for host in _HOSTED)) or not (
        project.manifest.scripts or export_count(project) >= 3
    )


def export_count(project: Project) -> int:
    """How many names the main package offers: functions and classes, without the commands."""
    from moxi.facts.python.api import exported

    commands = {target.rpartition(":")[2] for target in project.manifest.scripts.values()}
    return sum(
        export.node is not None and export.name not in commands for export in exported(project)
    )


def is_offered(project: Project) -> bool:
    """Whether a command's package is meant to be imported, too: it lists what it offers, takes it
    from inner modules on purpose, or is imported by docs and examples."""
    from moxi.facts.python.api import declared_all, exported

    source = project.sources.get(project.main)
    tree = project.sources.tree(source) if source is not None else None
    if source is None or tree is None:
        return False
    if declared_all(tree):
        return True
    taken = [export for export in exported(project) if export.source.path != source.path]
    if source.is_package and len(taken) >= 2:
        return True
    main = re.escape(project.main)
    line = re.compile(rf"^\s*(>>> )?(import {main}\b|from {main}[.\w]* import )", re.MULTILINE)
    reader = project.reader
    return any(
        line.search(reader.text(path))
        for folder in ("docs", "doc", "examples", "example")
        for path in reader.tree.under(join(project.folder, folder))
        if path.endswith((".md", ".rst", ".py")) and project.main in reader.text(path)
    )


def version_of(project: Project) -> tuple[str, Evidence | None]:
    """The version as stated, also where a build backend takes it from a module."""
    manifest = project.manifest
    if manifest.version and not manifest.version.startswith("$"):
        return manifest.version, manifest.where.get("version")
    if not manifest.name:
        return "", None
    for path in _version_files(project):
        found = _assigned(project, path)
        if found:
            return found
    return "", None


def _version_files(project: Project) -> list[str]:
    paths: list[str] = []
    for name in project.imports[:2]:
        for inner in (
            "__init__",
            "__version__",
            "_version",
            "version",
            "__about__",
            "about",
            "_meta",
        ):
            source = project.sources.get(name if inner == "__init__" else f"{name}.{inner}")
            if source is not None:
                paths.append(source.path)
    declared = project.reader.toml(join(project.folder, "pyproject.toml"))
    tool = declared.get("tool")
    hatch = tool.get("hatch") if isinstance(tool, dict) else None
    version = hatch.get("version") if isinstance(hatch, dict) else None
    path = version.get("path") if isinstance(version, dict) else None
    if isinstance(path, str):
        paths.insert(0, join(project.folder, path))
    return paths


def _assigned(project: Project, path: str) -> tuple[str, Evidence] | None:
    if not any(name in project.reader.text(path) for name in _VERSION_NAMES):
        return None
    tree = project.reader.python(path)
    for node in tree.body if tree is not None else ():
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else ([node.target] if isinstance(node, ast.AnnAssign) else [])
        )
        names = {target.id for target in targets if isinstance(target, ast.Name)}
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        if not names & set(_VERSION_NAMES) or not isinstance(value, ast.Constant):
            continue
        if isinstance(value.value, str) and re.match(r"\d[\w.+-]*$", value.value):
            return value.value, Evidence(path, node.lineno, node.lineno)
    return None
