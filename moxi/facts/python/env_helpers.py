"""Functions of the project's own that read an environment variable for their caller."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from moxi.facts.python.project import Project

MAX_FILES = 60


@dataclass(frozen=True, slots=True)
class Helper:
    """`def env_bool(name, default)`: where its caller puts the variable and the default."""

    name: int
    default: int
    """-1 where the caller gives none"""
    default_name: str = ""


_known: WeakKeyDictionary[Project, dict[str, Helper]] = WeakKeyDictionary()


def helpers(project: Project) -> dict[str, Helper]:
    """The helpers of a project by the names under which they are defined; found once."""
    if project not in _known:
        found: dict[str, Helper] = {}
        for path in project.own_files("getenv", "environ")[:MAX_FILES]:
            tree = project.reader.python(path)
            for node in tree.body if tree is not None else ():
                if isinstance(node, ast.FunctionDef) and (helper := _helper(node)):
                    found.setdefault(node.name, helper)
        _known[project] = found
    return _known[project]


def _helper(node: ast.FunctionDef) -> Helper | None:
    """A function that asks for the variable that one of its parameters names."""
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    if not names or names[0] in ("self", "cls"):
        return None
    for inner in ast.walk(node):
        asked, default = _asked(inner)
        if asked in names:
            given = default if default in names else "default" if "default" in names else ""
            return Helper(names.index(asked), names.index(given) if given else -1, given)
    return None


def _asked(node: ast.AST) -> tuple[str, str]:
    """The parameters that a node reads the environment with: variable and default."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("os.environ", "environ"):
        return (node.slice.id if isinstance(node.slice, ast.Name) else ""), ""
    if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Name):
        return "", ""
    if ast.unparse(node.func) not in (
        "os.getenv", "getenv", "os.environ.get", "environ.get",
    ):  # fmt: skip
        return "", ""
    given = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "default")]
    return node.args[0].id, next((arg.id for arg in given if isinstance(arg, ast.Name)), "")
