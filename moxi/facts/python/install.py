"""How a user gets the project: runtime, install commands, extras."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Extra, Fact, Install, Note, Runtime
from moxi.facts.paths import join
from moxi.facts.python import published
from moxi.facts.python.manifest import normal, requirement_name
from moxi.facts.python.versions import from_classifiers, phrase_of
from moxi.facts.python.words import DEVELOPER_EXTRAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

MAX_EXTRAS = 30


def facts(project: Project) -> Iterator[Fact[Any]]:
    """Runtime, installs, extras."""
    yield from runtime(project)
    yield from installs(project)
    yield from extras(project)


def runtime(project: Project) -> Iterator[Fact[Any]]:
    """The Python that it needs."""
    manifest, reader = project.manifest, project.reader
    if manifest.requires_python:
        phrase = phrase_of(manifest.requires_python)
        where = manifest.at("requires_python")
        yield Fact(Runtime("Python", manifest.requires_python, phrase), (where,))
        return
    phrase = from_classifiers(manifest.classifiers)
    if " to " in phrase:
        # Classifiers tell where it is known to work, not what it needs.
        where = manifest.at("classifiers")
        ends = (reader.find(where.path, f"Python :: {end}") for end in phrase.split(" to "))
        evidence = tuple(dict.fromkeys(ends))
        yield Fact(Runtime("Python"), evidence)
        yield Fact(Note("install", f"It is declared for Python {phrase}."), evidence)
        return
    for name in (".python-version", "runtime.txt"):
        path = join(project.folder, name)
        text = reader.text(path).strip().removeprefix("python-").split("\n")[0].strip()
        parts = text.split(".")
        if len(parts) >= 2 and all(part.isdigit() for part in parts):
            yield Fact(Runtime("Python", text, ".".join(parts[:2])), (Evidence(path, 1, 1),))
            return
    if project.programs or project.main:
        found = project.programs[0].evidence if project.programs else None
        if found is None and (source := project.sources.get(project.main)):
            found = Evidence(source.path)
        if found is not None:
            yield Fact(Runtime("Python"), (found,))


def installs(project: Project) -> Iterator[Fact[Install]]:
    """The ways to get it, the best one first."""
    manifest = project.manifest
    name = manifest.name
    if not project.installable or not name:
        yield from _application(project)
        return
    uploaded = published.evidence_of(project)
    where = manifest.at("name")
    scripted = bool(manifest.scripts)
    if uploaded is not None:
        evidence = (where, uploaded)
        yield Fact(Install("registry", (f"pip install {name}",), "pip"), evidence)
        if scripted:
            script = manifest.at(*(f"script:{key}" for key in manifest.scripts))
            needed = command_extra(project)
            wanted = f'"{name}[{needed}]"' if needed else name
            yield Fact(
                Install("registry", (f"pipx install {wanted}",), "pipx"), (*evidence, script)
            )
        yield from _conda(project)
        return
    url = project.reader.snapshot.metadata.url
    if url:
        target = f"git+{url}" + (f"#subdirectory={project.folder}" if project.folder else "")
        quoted = f'"{target}"' if "#" in target else target
        evidence = (where, Evidence("metadata:url"))
        yield Fact(Install("git", (f"pip install {quoted}",), "pip"), evidence)
        if scripted:
            yield Fact(Install("git", (f"pipx install {quoted}",), "pipx"), evidence)
    else:
        yield Fact(Install("source", ("pip install .",), "from source"), (where,))


def command_extra(project: Project) -> str:
    """The extra without which the project's command does not start: it holds the parser."""
    manifest = project.manifest
    if manifest.depends_on("click", "typer", "docopt", "rich-click"):
        return ""
    for name, items in manifest.extras.items():
        held = {requirement_name(item) for item in items}
        if not _for_developers(name) and held & {"click", "typer", "docopt", "rich-click"}:
            return name
    return ""


def _conda(project: Project) -> Iterator[Fact[Install]]:
    """conda-forge, where a page of the repository installs it from there."""
    name = project.manifest.name
    command = f"conda install -c conda-forge {name}"
    reader = project.reader
    pages = [
        path
        for path in (
            *reader.tree.under(join(project.folder, "docs")),
            *reader.tree.files(project.folder),
        )
        if path.endswith((".md", ".rst"))
    ]
    for path in pages[:60]:
        text = reader.text(path)
        if command in text:
            where = reader.find(path, command)
            rest = text.split("\n")[where.line_start - 1].strip().removeprefix("$").strip()
            if rest.rstrip("`") == command:
                yield Fact(Install("manager", (command,), "conda"), (where,))
                return


def _application(project: Project) -> Iterator[Fact[Install]]:
    """An application that is run from its checkout."""
    steps, evidence = dependencies_step(project)
    if not steps and project.bare_scripts:
        steps, evidence = _copied(project)
    if not steps or not (project.programs or project.main):
        return
    url = project.reader.snapshot.metadata.url
    commands: tuple[str, ...] = (steps,)
    if url:
        folder = url.rpartition("/")[2]
        enter = join(folder, project.folder) if project.folder else folder
        modules = project.reader.tree.has_submodules
        clone = f"git clone --recurse-submodules {url}" if modules else f"git clone {url}"
        commands = (clone, f"cd {enter}", steps)
        evidence = (*evidence, Evidence("metadata:url"))
        evidence += (Evidence(".gitmodules"),) if modules else ()
    yield Fact(Install("source", commands, "from source"), evidence)


def _copied(project: Project) -> tuple[str, tuple[Evidence, ...]]:
    """`make install`, where that copies the program itself."""
    from moxi.facts.common.tasks import makefile

    for name in makefile.NAMES:
        path = join(project.folder, name)
        if path not in project.reader.tree:
            continue
        target = makefile.read(project.reader, path).targets.get("install")
        if target and project.bare_scripts[0] in " ".join(target.commands).split():
            return "sudo make install", (Evidence(path, target.line, target.line),)
    return "", ()


def dependencies_step(project: Project) -> tuple[str, tuple[Evidence, ...]]:
    """The command that installs an application's dependencies."""
    tree, folder = project.reader.tree, project.folder
    for lock, command in (
        ("uv.lock", "uv sync"), ("poetry.lock", "poetry install"), ("pdm.lock", "pdm install"),
        ("Pipfile", "pipenv install"),
        ("requirements.txt", "pip install -r requirements.txt"),
        ("requirements/base.txt", "pip install -r requirements/base.txt"),
        ("requirements/prod.txt", "pip install -r requirements/prod.txt"),
        ("environment.yml", "conda env create -f environment.yml"),
    ):  # fmt: skip
        path = join(folder, lock)
        if path in tree:
            return command, (Evidence(path),)
    path = join(folder, "pyproject.toml")
    tool = project.reader.toml(path).get("tool")
    if isinstance(tool, dict) and "poetry" in tool:
        return "poetry install", (project.reader.find(path, "[tool.poetry"),)
    return "", ()


def extras(project: Project) -> Iterator[Fact[Extra]]:
    """Optional parts that a user may want; what is for developers is left out."""
    manifest = project.manifest
    if not project.installable or not manifest.name:
        return
    uploaded = published.evidence_of(project) is not None
    count = 0
    for name, items in manifest.extras.items():
        if _for_developers(name) or not items or count >= MAX_EXTRAS:
            continue
        count += 1
        command = f'pip install "{manifest.name}[{name}]"' if uploaded else ""
        yield Fact(
            Extra(name, _comment(project, name) or _installs(manifest.name, items), command),
            (manifest.at(f"extra:{name}"),),
        )


def _for_developers(name: str) -> bool:
    parts = normal(name).split("-")
    return (
        normal(name) in DEVELOPER_EXTRAS
        or parts[0] in DEVELOPER_EXTRAS
        or parts[-1] in DEVELOPER_EXTRAS
    )


def _comment(project: Project, name: str) -> str:
    """The comment above an extra, or behind it, where it is a phrase."""
    where = project.manifest.at(f"extra:{name}")
    if not where.line_start:
        return ""
    lines = project.reader.lines(where.path)
    above = lines[where.line_start - 2].strip() if where.line_start >= 2 else ""
    if above.startswith("# ") and not any(mark in above for mark in ("TODO", "=", "http", "---")):
        further = lines[where.line_start - 3].strip() if where.line_start >= 3 else ""
        text = above[2:].strip()
        if not further.startswith("#") and 2 <= len(text.split()) <= 16:
            return text.rstrip(".")
    return ""


def _installs(own: str, items: tuple[str, ...]) -> str:
    """`installs a, b`, where these are few; what refers back to own extras says nothing."""
    names = list(dict.fromkeys(requirement_name(item) for item in items))
    if not names or normal(own) in names or len(names) > 4 or "" in names:
        return ""
    return "adds " + ", ".join(f"`{name}`" for name in names)
