"""Doctests as examples: with the imports that they can do without where they stand."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from moxi.facts.common.unbound import unbound
from moxi.facts.python import docstrings
from moxi.facts.python.api import Definition, doc_of, exported, public_modules
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from moxi.facts.model import Evidence
    from moxi.facts.python.project import Project

MAX_EXPORTS, MAX_MODULES = 80, 40
MAX_BLOCKS, MAX_BLOCK_TITLE = 3, 60
Found = tuple[str, str, int, "Evidence"]


def docstring_examples(project: Project, weights: Mapping[str, int]) -> Iterator[Found]:
    """Doctests of the package and of its names, those in use (`weights`) first: title, code,
    rank, lines."""
    source = project.sources.get(project.main)
    tree = project.sources.tree(source) if source is not None else None
    if source is not None and tree is not None:
        for title, code in docstrings.doctests(ast.get_docstring(tree) or "")[:4]:
            yield title, code, 5, at(source.path, tree.body[0], whole=True)
    names = {export.name for export in exported(project)}
    exports = sorted(exported(project), key=lambda export: -weights.get(export.name, 0))
    for position, export in enumerate(exports[:MAX_EXPORTS]):
        doc = doc_of(export.node)
        if ">>>" not in doc or export.node is None:
            continue
        where = at(export.source.path, export.node.body[0], whole=True)
        for number, (title, written) in enumerate(docstrings.doctests(doc)[:MAX_BLOCKS]):
            told = title and len(title) <= MAX_BLOCK_TITLE and "Traceback" not in written
            code = _with_imports(written, project.main, names)
            if code and (told or not number):
                yield title or export.name, code, 30 + min(position, 30) + 25 * (number > 0), where
    if not names:
        yield from _of_modules(project)


def _of_modules(project: Project) -> Iterator[Found]:
    """The first doctest of each module of a package that offers nothing at its top."""
    for name, source in public_modules(project)[:MAX_MODULES]:
        tree = project.sources.tree(source) if ">>>" in project.sources.text(source) else None
        if tree is None:
            continue
        defined = [node for node in tree.body if isinstance(node, Definition)]
        offered = {node.name for node in defined if not node.name.startswith("_")}
        for node in defined:
            blocks = docstrings.doctests(ast.get_docstring(node) or "")
            if node.name in offered and blocks and "Traceback" not in blocks[0][1]:
                code = _with_imports(blocks[0][1], name, offered)
                if code:
                    yield f"`{name}`", code, 40, at(source.path, node.body[0], whole=True)
                    break


def _with_imports(code: str, module: str, offered: set[str]) -> str:
    """A doctest with the imports that it can do without in the module that it is about; `""`
    where it rests on something else as well. What does not parse is left as it stands."""
    names = unbound(code) or set()
    if names - offered - {module}:
        return ""
    before = [f">>> import {module}"] if module in names - offered else []
    if taken := sorted(names & offered):
        before.append(f">>> from {module} import {', '.join(taken)}")
    return "\n".join([*before, code])
