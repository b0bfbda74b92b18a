"""Task runners whose tasks are a table of a manifest: hatch, poe, pdm, pixi, mise, deno …"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.tasks.found import recipe, texts
from moxi.facts.model import Evidence
from moxi.facts.paths import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Task
    from moxi.facts.reader import Reader

# Where a table of tasks stands in pyproject.toml, and how one is run.
_PYPROJECT: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("tool", "poe", "tasks"), "poe", "poe"),
    (("tool", "pdm", "scripts"), "pdm run", "pdm"),
    (("tool", "taskipy", "tasks"), "task", "taskipy"),
    (("tool", "rye", "scripts"), "rye run", "rye"),
    (("tool", "pixi", "tasks"), "pixi run", "pixi"),
)
_FILES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("poe_tasks.toml", ("tasks",), "poe", "poe"),
    ("pixi.toml", ("tasks",), "pixi run", "pixi"),
    ("mise.toml", ("tasks",), "mise run", "mise"),
    (".mise.toml", ("tasks",), "mise run", "mise"),
    ("deno.json", ("tasks",), "deno task", "deno"),
    ("deno.jsonc", ("tasks",), "deno task", "deno"),
)
_TEXT_KEYS = ("help", "description", "desc")


def tasks(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    """The tasks of all such tables of a project."""
    pyproject = join(folder, "pyproject.toml")
    if pyproject in reader.tree:
        document = reader.toml(pyproject)
        for keys, run, runner in _PYPROJECT:
            yield from _table(reader, pyproject, keys, _at(document, keys), run, runner, folder)
        environments = ("tool", "hatch", "envs")
        yield from _hatch(reader, pyproject, environments, _at(document, environments), folder)
    hatch = join(folder, "hatch.toml")
    if hatch in reader.tree:
        yield from _hatch(reader, hatch, ("envs",), _at(reader.toml(hatch), ("envs",)), folder)
    for name, keys, run, runner in _FILES:
        path = join(folder, name)
        if path in reader.tree:
            document = reader.toml(path) if path.endswith(".toml") else reader.json(path)
            yield from _table(reader, path, keys, _at(document, keys), run, runner, folder)


def _at(document: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _table(
    reader: Reader, path: str, keys: tuple[str, ...], table: Any, run: str, runner: str, folder: str
) -> Iterator[Fact[Task]]:
    for name, value in table.items() if isinstance(table, dict) else ():
        settings = value if isinstance(value, dict) else {}
        if settings.get("hide") is True or name.startswith(("pre_", "post_")):
            continue
        fact = recipe(
            name,
            f"{run} {name}",
            runner,
            _place(reader, path, keys, name),
            commands=texts(value),
            depends=tuple(texts(settings.get("depends-on") or settings.get("depends"))),
            description=_told(settings),
            directory=folder,
        )
        if fact and not _needs_argument(settings):
            yield fact


def _place(reader: Reader, path: str, keys: tuple[str, ...], name: str) -> Evidence:
    """The line on which a key of a table is set; the file where no line shows it plainly."""
    if not path.endswith(".toml"):
        return reader.find(path, f'"{keys[-1]}"', f'"{name}"')
    quoted = rf"[\"']?{re.escape(name)}[\"']?"
    table: list[str] = []
    for number, line in enumerate(reader.lines(path), 1):
        text = line.strip()
        if header := re.match(r"\[+\s*(.+?)\s*\]+\s*(#.*)?$", text):
            table = [part.strip(" \"'") for part in header.group(1).split(".")]
            if table[: len(keys) + 1] == [*keys, name]:
                return Evidence(path, number, number)
        elif table and list(keys[: len(table)]) == table:
            inner = r"\.".join([*map(re.escape, keys[len(table) :]), quoted])
            if re.match(rf"{inner}\s*[.=]", text):
                return Evidence(path, number, number)
    return reader.find(path, keys[-1], name)


def _needs_argument(settings: dict[str, Any]) -> bool:
    """A poe task with an argument that must be given."""
    arguments = settings.get("args")
    values = arguments.values() if isinstance(arguments, dict) else arguments
    return isinstance(arguments, (dict, list)) and any(
        isinstance(value, dict) and value.get("required") is True for value in values or ()
    )


def _told(settings: dict[str, Any]) -> str:
    for key in _TEXT_KEYS:
        if isinstance(settings.get(key), str):
            return str(settings[key])
    return ""


def _hatch(
    reader: Reader, path: str, keys: tuple[str, ...], environments: Any, folder: str
) -> Iterator[Fact[Task]]:
    for name, value in environments.items() if isinstance(environments, dict) else ():
        scripts = value.get("scripts") if isinstance(value, dict) else None
        space = "" if name == "default" else f"{name}:"
        if name == "hatch-test":
            continue
        for script, commands in scripts.items() if isinstance(scripts, dict) else ():
            fact = recipe(
                f"{space}{script}",
                f"hatch run {space}{script}",
                "hatch",
                _place(reader, path, (*keys, name, "scripts"), script),
                commands=texts(commands),
                directory=folder,
            )
            if fact:
                yield fact
