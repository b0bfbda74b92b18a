"""tox environments and nox sessions."""

from __future__ import annotations

import ast
import configparser
import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.named import purpose_of_recipe
from moxi.facts.common.tasks.found import recipe, task
from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.facts.prose import first_sentence
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Task
    from moxi.facts.reader import Reader

_PYTHON_FACTOR = lazy_re(r"(py|pypy|python)?[\d.]*t?([-,{].*)?$|py(py)?$|.*[{},].*")


def tasks(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    """tox first, then nox."""
    yield from _tox(reader, folder)
    yield from _nox(reader, folder)


# tox ------------------------------------------------------------------------------------------


def _tox(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    ini, toml = join(folder, "tox.ini"), join(folder, "tox.toml")
    setup, pyproject = join(folder, "setup.cfg"), join(folder, "pyproject.toml")
    if ini in reader.tree:
        yield from _from_ini(reader, ini, reader.text(ini), folder, "tox")
    elif toml in reader.tree:
        yield from _from_table(reader, toml, reader.toml(toml), folder, "")
    elif "tox" in reader.text(pyproject) and (table := _tool_tox(reader, pyproject)):
        legacy = table.get("legacy_tox_ini")
        if isinstance(legacy, str):
            yield from _from_ini(reader, pyproject, legacy, folder, "tox")
        else:
            yield from _from_table(reader, pyproject, table, folder, "tool.tox.")
    elif "[tox:tox]" in reader.text(setup):
        yield from _from_ini(reader, setup, reader.text(setup), folder, "tox:tox")


def _tool_tox(reader: Reader, path: str) -> dict[str, Any]:
    tool = reader.toml(path).get("tool")
    table = tool.get("tox") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else {}


def _from_ini(reader: Reader, path: str, text: str, folder: str, main: str) -> Iterator[Fact[Task]]:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        line = getattr(error, "lineno", 0) or 0
        reader.problem(path, line if isinstance(line, int) else 0, "INI does not parse")
        return
    if not parser.has_section(main) and not parser.has_section("testenv"):
        return
    base = parser.get("testenv", "commands", fallback="") or ""
    line = f"[{main}]" if parser.has_section(main) else "[testenv]"
    yield from _default(reader.find(path, line), [_plain(base)], folder)
    for section in parser.sections():
        name = section.partition("testenv:")[2]
        if not name or section.startswith("gh"):
            continue
        yield from _environment(
            name,
            [_plain(parser.get(section, "commands", fallback="") or "")],
            parser.get(section, "description", fallback="") or "",
            reader.find(path, f"[{section}]"),
            folder,
        )


def _from_table(
    reader: Reader, path: str, table: dict[str, Any], folder: str, prefix: str
) -> Iterator[Fact[Task]]:
    base = table.get("env_run_base")
    commands = _toml_commands(base.get("commands") if isinstance(base, dict) else None)
    start = reader.find(
        path, "env_list", start=reader.find(path, prefix.rstrip(".")).line_start or 1
    )
    yield from _default(start, commands, folder)
    environments = table.get("env")
    for name, value in environments.items() if isinstance(environments, dict) else ():
        if isinstance(value, dict):
            description = value.get("description")
            yield from _environment(
                name,
                _toml_commands(value.get("commands")),
                description if isinstance(description, str) else "",
                reader.find(path, f"[{prefix}env.{name}"),
                folder,
            )


def _default(place: Evidence, commands: list[str], folder: str) -> Iterator[Fact[Task]]:
    """Bare `tox`, where the environments that it runs by default are tests."""
    if purpose_of_recipe("default", commands) == "test":
        yield task("test", "tox", "tox", place, directory=folder)


def _environment(
    name: str, commands: list[str], description: str, place: Evidence, folder: str
) -> Iterator[Fact[Task]]:
    if _PYTHON_FACTOR.match(name) or "clean" in name or "report" in name:
        return
    told = "" if re.search(r"[{}]", description) else description
    fact = recipe(name, f"tox -e {name}", "tox", place, commands=commands, description=told,
                  directory=folder)  # fmt: skip
    if fact and fact.value.purpose != "run":
        yield fact


def _plain(commands: str) -> str:
    """The commands of an environment without tox's own substitutions."""
    text = re.sub(r"\{posargs:?([^{}]*)\}", r"\1", commands)
    text = re.sub(r"(?m)^\s*[\w{},!-]+:\s+", "", text)  # a factor in front
    return re.sub(r"(?m)^\s*-\s*", "", text)


def _toml_commands(value: Any) -> list[str]:
    found = []
    for command in value if isinstance(value, list) else ():
        if isinstance(command, list):
            found.append(" ".join(word for word in command if isinstance(word, str)))
    return found


# nox ------------------------------------------------------------------------------------------


def _nox(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    path = join(folder, "noxfile.py")
    module = reader.python(path) if path in reader.tree else None
    for node in module.body if module else ():
        if not isinstance(node, ast.FunctionDef):
            continue
        decorator = next((d for d in node.decorator_list if _is_session(d)), None)
        if decorator is None:
            continue
        name = _keyword(decorator, "name") or node.name
        fact = recipe(
            name,
            f"nox -s {name}",
            "nox",
            Evidence(path, node.lineno, node.lineno),
            commands=_session_commands(node),
            description=first_sentence(ast.get_docstring(node) or ""),
            directory=folder,
        )
        if fact:
            yield fact


def _is_session(node: ast.expr) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    if isinstance(target, ast.Attribute):
        return target.attr == "session"
    return isinstance(target, ast.Name) and target.id in ("session", "nox_session")


def _keyword(node: ast.expr, name: str) -> str:
    for keyword in node.keywords if isinstance(node, ast.Call) else ():
        if keyword.arg == name and isinstance(keyword.value, ast.Constant):
            return keyword.value.value if isinstance(keyword.value.value, str) else ""
    return ""


def _session_commands(function: ast.FunctionDef) -> list[str]:
    """What `session.run("pytest", …)` runs, as far as it is literal."""
    found: list[str] = []
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in ("run", "run_always", "run_install"):
            words = [a.value for a in node.args if isinstance(a, ast.Constant)]
            found.append(" ".join(word for word in words if isinstance(word, str)))
    return found
