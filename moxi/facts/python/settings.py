"""Settings classes of pydantic: each field is an environment variable with type and default."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from moxi.facts.model import EnvVar, Fact
from moxi.facts.prose import phrase
from moxi.facts.python.cli.record import shown
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

_BASES = ("BaseSettings",)
MAX_CLASSES = 12


def settings_variables(project: Project) -> Iterator[Fact[EnvVar]]:
    """The variables of all settings classes of the own code."""
    found = 0
    known: dict[str, tuple[str, bool]] = dict.fromkeys(_BASES, ("", False))
    bodies = []
    for path in project.own_files("BaseSettings"):
        tree = project.reader.python(path)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.ClassDef):
                bodies.append((path, node))
    # A class below a settings class of the project is one too, in whichever order they stand.
    for _ in range(3):
        for _path, node in bodies:
            base = next((b for b in map(_last, node.bases) if b in known), "")
            if base and node.name not in known:
                known[node.name] = _configuration(node, known[base])
    for path, node in bodies:
        if node.name not in known or node.name in _BASES or found >= MAX_CLASSES:
            continue
        found += 1
        prefix, sensitive = known[node.name]
        yield from _fields(project, path, node, prefix, sensitive)


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _configuration(node: ast.ClassDef, inherited: tuple[str, bool]) -> tuple[str, bool]:
    """The prefix of the names, and whether their case matters."""
    prefix, sensitive = inherited
    for item in node.body:
        given: dict[str, ast.expr] = {}
        if isinstance(item, ast.ClassDef) and item.name == "Config":
            for inner in item.body:
                if isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Name):
                    given[inner.targets[0].id] = inner.value
        elif isinstance(item, (ast.Assign, ast.AnnAssign)):
            target = item.targets[0] if isinstance(item, ast.Assign) else item.target
            if isinstance(target, ast.Name) and target.id == "model_config":
                given = _mapping(item.value)
        value = given.get("env_prefix")
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            prefix = value.value
        case = given.get("case_sensitive")
        if isinstance(case, ast.Constant):
            sensitive = case.value is True
    return prefix, sensitive


def _mapping(node: ast.expr | None) -> dict[str, ast.expr]:
    if isinstance(node, ast.Call):
        return {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    if isinstance(node, ast.Dict):
        return {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
    return {}


def _fields(
    project: Project, path: str, node: ast.ClassDef, prefix: str, sensitive: bool
) -> Iterator[Fact[EnvVar]]:
    from moxi.facts.python.environment import comment_of

    for position, item in enumerate(node.body):
        if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
            continue
        name = item.target.id
        if (
            name.startswith("_")
            or name == "model_config"
            or "ClassVar" in ast.unparse(item.annotation)
        ):
            continue
        given, default, required = _field(item)
        alias = _text(given.get("validation_alias") or given.get("alias") or given.get("env"))
        variable = alias or f"{prefix}{name}"
        variable = variable if sensitive or alias else variable.upper()
        following = node.body[position + 1] if position + 1 < len(node.body) else None
        meaning = (
            _text(given.get("description"))
            or _attribute_doc(following)
            or comment_of(project.reader, path, item)
        )
        yield Fact(EnvVar(variable, default, phrase(meaning), required), (at(path, item),))


def _field(item: ast.AnnAssign) -> tuple[dict[str, ast.expr], str, bool]:
    """The arguments of `Field(…)`, the default as typed, whether the field is required."""
    value = item.value
    if value is None:
        return {}, "", True
    if isinstance(value, ast.Call) and _last(value.func) == "Field":
        given = _mapping(value)
        first = value.args[0] if value.args else given.get("default")
        if isinstance(first, ast.Constant) and first.value is Ellipsis:
            return given, "", True
        has_default = first is not None or "default_factory" in given
        return given, _default(first), not has_default
    return {}, _default(value), False


def _default(node: ast.expr | None) -> str:
    if isinstance(node, ast.Call) and _last(node.func).startswith("Secret"):
        return ""
    if isinstance(node, ast.Constant):
        value: Any = node.value
        return str(value).lower() if isinstance(value, bool) else shown(value)
    return ""


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _attribute_doc(node: ast.stmt | None) -> str:
    """A text that stands on its own below a field documents it."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        value = node.value.value
        return value.strip().split("\n\n")[0] if isinstance(value, str) else ""
    return ""
