"""`pyproject.toml`: the standard tables, and those of Poetry, Flit, Hatch, PDM and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.paths import join
from moxi.facts.python import maturin
from moxi.facts.python.manifest import (
    key_line,
    normal,
    requirement_name,
    table_of,
    text_of,
    texts_of,
)
from moxi.facts.python.setuptools_manifest import source_root

if TYPE_CHECKING:
    from moxi.facts.python.manifest import Manifest
    from moxi.facts.reader import Reader

FILE = "pyproject.toml"


def fill(reader: Reader, manifest: Manifest) -> None:
    """Take over what `pyproject.toml` says."""
    path = join(manifest.folder, FILE)
    if path not in reader.tree:
        return
    top = reader.toml(path)
    project = table_of(top.get("project"))
    tool = table_of(top.get("tool"))
    build = table_of(top.get("build-system"))
    manifest.backend = text_of(build.get("build-backend"))
    if project:
        _project(reader, path, manifest, project)
    poetry = table_of(tool.get("poetry"))
    if poetry:
        _poetry(reader, path, manifest, poetry)
    flit = table_of(table_of(tool.get("flit")).get("metadata"))
    if flit and not manifest.name:
        _old_flit(reader, path, manifest, flit)
    maturin.fill(reader, manifest, tool)
    _groups(reader, path, manifest, top, tool)
    _layout(manifest, tool)
    uv = table_of(tool.get("uv"))
    if uv.get("package") is False or poetry.get("package-mode") is False:
        manifest.installable = False
    elif manifest.name and (build or uv.get("package") is True or (not uv and not _has_lock(
        reader, manifest.folder
    ))):  # fmt: skip
        manifest.installable = True
    if table_of(uv.get("workspace")).get("members"):
        manifest.workspace = True
    if any(item.startswith("Private ::") for item in manifest.classifiers):
        manifest.private = True


def _has_lock(reader: Reader, folder: str) -> bool:
    """Without a build backend `uv` takes a project for an application that is not installed."""
    return join(folder, "uv.lock") in reader.tree


def _project(reader: Reader, path: str, manifest: Manifest, project: dict[str, Any]) -> None:
    def note(key: str, *needles: str) -> None:
        manifest.where[key] = key_line(reader, path, needles[0], "[project]")

    manifest.name = text_of(project.get("name"))
    manifest.path = path
    dynamic = texts_of(project.get("dynamic"))
    manifest.dynamic_version = "version" in dynamic
    manifest.dynamic_description = "description" in dynamic
    manifest.version = text_of(project.get("version"))
    manifest.description = text_of(project.get("description"))
    manifest.requires_python = text_of(project.get("requires-python"))
    manifest.classifiers = texts_of(project.get("classifiers"))
    manifest.readme = "readme" in project or "readme" in dynamic
    manifest.authors = "authors" in project or "maintainers" in project
    for field in ("name", "version", "description", "requires-python", "classifiers"):
        if project.get(field):
            note(field.replace("-", "_"), field)
    manifest.urls = {
        key: value for key, value in table_of(project.get("urls")).items() if isinstance(value, str)
    }
    for name, target in table_of(project.get("scripts")).items():
        if isinstance(target, str):
            manifest.scripts[name] = target
            manifest.where[f"script:{name}"] = key_line(reader, path, name, "scripts")
    for name, target in table_of(project.get("gui-scripts")).items():
        if isinstance(target, str):
            manifest.scripts.setdefault(name, target)
            manifest.where.setdefault(f"script:{name}", key_line(reader, path, name, "gui-scripts"))
    for group, points in table_of(project.get("entry-points")).items():
        found = {k: v for k, v in table_of(points).items() if isinstance(v, str)}
        if group in ("console_scripts", "gui_scripts"):
            for name, target in found.items():
                manifest.scripts.setdefault(name, target)
                where = key_line(reader, path, name, group)
                manifest.where.setdefault(f"script:{name}", where)
            continue
        manifest.entry_points[group] = found
        manifest.where[f"entry:{group}"] = reader.find(path, "entry-points", group)
    for item in texts_of(project.get("dependencies")):
        _depend(reader, path, manifest, item, "dependencies")
    for name, items in table_of(project.get("optional-dependencies")).items():
        manifest.extras[name] = texts_of(items)
        manifest.where[f"extra:{name}"] = key_line(reader, path, name, "optional-dependencies")


def _depend(reader: Reader, path: str, manifest: Manifest, requirement: str, *after: str) -> None:
    manifest.dependencies.append(requirement)
    name = requirement_name(requirement)
    raw = requirement[: len(requirement) - len(requirement.lstrip()) + len(name)] or requirement
    manifest.where.setdefault(f"dependency:{name}", reader.find(path, *after, raw))


def _poetry(reader: Reader, path: str, manifest: Manifest, poetry: dict[str, Any]) -> None:
    manifest.path = manifest.path or path
    for key, field in (("name", "name"), ("version", "version"), ("description", "description")):
        value = text_of(poetry.get(field))
        if value and not getattr(manifest, key):
            setattr(manifest, key, value)
            manifest.where[key] = key_line(reader, path, field, "[tool.poetry]")
    if poetry.get("package-mode") is False and not manifest.name:
        manifest.private = True
    manifest.readme = manifest.readme or "readme" in poetry
    manifest.authors = manifest.authors or "authors" in poetry
    manifest.classifiers = manifest.classifiers or texts_of(poetry.get("classifiers"))
    for key in ("homepage", "repository", "documentation"):
        if text := text_of(poetry.get(key)):
            manifest.urls.setdefault(key, text)
    for name, target in table_of(poetry.get("scripts")).items():
        reference = target.get("reference") if isinstance(target, dict) else target
        if isinstance(reference, str):
            if ":" in reference:
                manifest.scripts.setdefault(name, reference)
            else:
                manifest.script_files = (*manifest.script_files, reference)
            where = key_line(reader, path, name, "[tool.poetry.scripts]")
            manifest.where.setdefault(f"script:{name}", where)
    for group, points in table_of(poetry.get("plugins")).items():
        found = {k: v for k, v in table_of(points).items() if isinstance(v, str)}
        manifest.entry_points.setdefault(group, found)
        manifest.where.setdefault(f"entry:{group}", reader.find(path, "plugins", group))
    dependencies = table_of(poetry.get("dependencies"))
    python = dependencies.get("python")
    if isinstance(python, str) and not manifest.requires_python:
        manifest.requires_python = python
        manifest.where["requires_python"] = key_line(
            reader, path, "python", "[tool.poetry.dependencies]"
        )
    for name in dependencies:
        if name != "python":
            manifest.dependencies.append(name)
            manifest.where.setdefault(
                f"dependency:{normal(name)}",
                key_line(reader, path, name, "[tool.poetry.dependencies]"),
            )
    for name, items in table_of(poetry.get("extras")).items():
        manifest.extras.setdefault(name, texts_of(items))
        manifest.where.setdefault(
            f"extra:{name}", key_line(reader, path, name, "[tool.poetry.extras]")
        )
    old = table_of(poetry.get("dev-dependencies"))
    if old:
        manifest.groups["dev"] = tuple(old)
        manifest.where["group:dev"] = reader.find(path, "[tool.poetry.dev-dependencies]")
    for name, group in table_of(poetry.get("group")).items():
        manifest.groups[name] = tuple(table_of(table_of(group).get("dependencies")))
        manifest.where[f"group:{name}"] = reader.find(path, f"[tool.poetry.group.{name}")


def _old_flit(reader: Reader, path: str, manifest: Manifest, flit: dict[str, Any]) -> None:
    module = text_of(flit.get("module"))
    manifest.path = path
    manifest.name = text_of(flit.get("dist-name")) or module
    manifest.where["name"] = reader.find(
        path, "[tool.flit.metadata]", "dist-name" if "dist-name" in flit else "module"
    )
    manifest.packages = (module,) if module else ()
    manifest.dynamic_version = manifest.dynamic_description = True
    manifest.requires_python = text_of(flit.get("requires-python"))
    if manifest.requires_python:
        manifest.where["requires_python"] = reader.find(path, "requires-python")
    manifest.classifiers = texts_of(flit.get("classifiers"))
    manifest.readme = "description-file" in flit
    manifest.authors = "author" in flit
    for item in texts_of(flit.get("requires")):
        _depend(reader, path, manifest, item, "requires")
    for name, items in table_of(flit.get("requires-extra")).items():
        manifest.extras[name] = texts_of(items)
        manifest.where[f"extra:{name}"] = key_line(reader, path, name, "requires-extra")
    top = table_of(table_of(reader.toml(path).get("tool")).get("flit"))
    for name, target in table_of(top.get("scripts")).items():
        if isinstance(target, str):
            manifest.scripts[name] = target
            manifest.where[f"script:{name}"] = key_line(reader, path, name, "scripts")


def _groups(
    reader: Reader, path: str, manifest: Manifest, top: dict[str, Any], tool: dict[str, Any]
) -> None:
    for name, items in table_of(top.get("dependency-groups")).items():
        manifest.groups[name] = texts_of(items)
        manifest.where[f"group:{name}"] = key_line(reader, path, name, "[dependency-groups]")
    for name, items in table_of(table_of(tool.get("pdm")).get("dev-dependencies")).items():
        manifest.groups.setdefault(name, texts_of(items))
        manifest.where.setdefault(
            f"group:{name}", reader.find(path, "[tool.pdm.dev-dependencies]", name)
        )
    old = texts_of(table_of(tool.get("uv")).get("dev-dependencies"))
    if old:
        manifest.groups.setdefault("dev", old)
        manifest.where.setdefault("group:dev", reader.find(path, "[tool.uv", "dev-dependencies"))


def _layout(manifest: Manifest, tool: dict[str, Any]) -> None:
    """Import packages and source roots as build backends are told of them."""
    packages: list[str] = list(manifest.packages)
    roots: list[str] = []
    flit_module = text_of(table_of(table_of(tool.get("flit")).get("module")).get("name"))
    packages += [flit_module] if flit_module else []
    wheel = _dig(tool, "hatch", "build", "targets", "wheel")
    for item in texts_of(wheel.get("packages")):
        parent, _, name = item.strip("/").rpartition("/")
        packages.append(name)
        roots.append(parent)
    setuptools = table_of(tool.get("setuptools"))
    packages += texts_of(setuptools.get("packages")) + texts_of(setuptools.get("py-modules"))
    find = _dig(setuptools, "packages", "find")
    roots += texts_of(find.get("where"))
    folders = table_of(setuptools.get("package-dir"))
    roots += [source_root(name, folder) for name, folder in folders.items()]
    items = table_of(tool.get("poetry")).get("packages")
    for entry in items if isinstance(items, list) else ():
        include = text_of(table_of(entry).get("include"))
        if include and "*" not in include:
            packages.append(include.removesuffix(".py").replace("/", "."))
            roots.append(text_of(table_of(entry).get("from")))
    maturin = table_of(tool.get("maturin"))
    roots += [text_of(maturin.get("python-source"))]
    packages += [text_of(maturin.get("module-name")).partition(".")[0]]
    uv = _dig(tool, "uv", "build-backend")
    packages.append(text_of(uv.get("module-name")))
    if isinstance(uv.get("module-root"), str):
        roots.append(uv["module-root"])
    manifest.packages = tuple(dict.fromkeys(item for item in packages if item))
    manifest.roots = tuple(
        dict.fromkeys(item.strip("./") for item in roots if item and ".." not in item.split("/"))
    )


def _dig(table: dict[str, Any], *keys: str) -> dict[str, Any]:
    current = table
    for key in keys:
        current = table_of(current.get(key))
    return current
