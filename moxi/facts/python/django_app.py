"""A Django app that others install: it has to be named in their settings."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from moxi.facts.model import Fact, Note
from moxi.facts.python import web
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project


def facts(project: Project) -> Iterator[Fact[Note]]:
    """What follows the installation."""
    if not project.main or not project.installable or web.application(project) is not None:
        return
    source = project.sources.get(f"{project.main}.apps")
    tree = project.sources.tree(source) if source is not None else None
    if source is None or tree is None:
        return
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        if not any(ast.unparse(base).endswith("AppConfig") for base in node.bases):
            continue
        for item in node.body:
            if (
                isinstance(item, ast.Assign)
                and ast.unparse(item.targets[0]) == "name"
                and isinstance(item.value, ast.Constant)
                and item.value.value == project.main
            ):
                text = f"Then add `{project.main}` to `INSTALLED_APPS` in the settings of Django."
                yield Fact(Note("install", text), (at(source.path, item),))
                return
