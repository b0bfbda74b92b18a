"""Taskfile.yml (go-task): its public tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.common.ci.pipeline import Lines
from moxi.facts.common.tasks.found import recipe, texts
from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Task
    from moxi.facts.reader import Reader

_NAMES = (
    "Taskfile.yml", "taskfile.yml", "Taskfile.yaml", "taskfile.yaml", "Taskfile.dist.yml",
    "taskfile.dist.yml", "Taskfile.dist.yaml", "taskfile.dist.yaml",
)  # fmt: skip


def tasks(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    """The tasks of the project's Taskfile, and of those that it includes under a name."""
    here = set(reader.tree.files(folder))
    path = next((join(folder, name) for name in _NAMES if join(folder, name) in here), "")
    if not path:
        return
    document = reader.yaml(path)
    yield from _tasks(reader, path, document, "", folder)
    includes = document.get("includes")
    for space, included in includes.items() if isinstance(includes, dict) else ():
        inner = _included(reader, folder, included)
        if inner:
            yield from _tasks(reader, inner, reader.yaml(inner), f"{space}:", folder)


def _included(reader: Reader, folder: str, included: Any) -> str:
    if isinstance(included, dict):
        if included.get("internal") == "true" or included.get("flatten") == "true":
            return ""
        included = included.get("taskfile")
    target = normalise(join(folder, included)) if isinstance(included, str) else None
    for candidate in [target, *(join(target, name) for name in _NAMES)] if target else ():
        if candidate in reader.tree:
            return str(candidate)
    return ""


def _tasks(
    reader: Reader, path: str, document: dict[str, Any], space: str, folder: str
) -> Iterator[Fact[Task]]:
    table = document.get("tasks")
    lines = Lines(reader, path)
    lines.key("tasks")
    for name, value in table.items() if isinstance(table, dict) else ():
        settings = value if isinstance(value, dict) else {}
        needs = settings.get("requires")
        if settings.get("internal") == "true" or "*" in name or needs or "{{" in name:
            continue
        full = f"{space}{name}"
        fact = recipe(
            full,
            "task" if full == "default" else f"task {full}",
            "task",
            Evidence(path, line := lines.key(name), line),
            commands=texts(settings.get("cmds", settings.get("cmd")) if settings else value),
            depends=tuple(text for text in texts(settings.get("deps"))),
            description=_text(settings.get("desc")) or _text(settings.get("summary")),
            directory=folder,
        )
        if fact:
            yield fact


def _text(value: Any) -> str:
    return value if isinstance(value, str) and "{{" not in value else ""
