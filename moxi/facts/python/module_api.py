"""The functions of a package whose `__init__` offers nothing: those of the modules that its docs
and tests take in by name."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from moxi.facts.model import Fact, Symbol
from moxi.facts.python import docstrings
from moxi.facts.python.api import Definition, exported
from moxi.facts.python.signatures import signature
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import SymbolKind
    from moxi.facts.python.project import Project
    from moxi.facts.python.usage import Usage

MAX_MODULES = 3
MAX_FUNCTIONS = 12
_INNER = ("utils", "util", "helpers", "compat", "common", "constants", "main", "cli", "version")


def functions(project: Project, usage: Usage) -> Iterator[Fact[Symbol]]:
    """`fuzz.ratio(one, two)`: what is documented in the modules that are used most."""
    if exported(project) or not project.main:
        return
    weights = usage.weights
    used = [
        name
        for name in sorted(weights, key=lambda name: (-weights[name], name))
        if f"{project.main}.{name}" in project.sources.by_name
        and name not in _INNER
        and not name.startswith(("_", "test"))
    ]
    rank = 0
    for module in used[:MAX_MODULES]:
        source = project.sources.by_name[f"{project.main}.{module}"]
        tree = project.sources.tree(source)
        if source.is_package or tree is None or not project.sources.is_own(source.path):
            continue
        documented = [
            (node, summary)
            for node in tree.body
            if isinstance(node, Definition)
            and not node.name.startswith("_")
            and (summary := docstrings.summary(ast.get_docstring(node) or ""))
        ]
        for node, summary in documented[:MAX_FUNCTIONS]:
            name = f"{module}.{node.name}"
            kind: SymbolKind = "class" if isinstance(node, ast.ClassDef) else "function"
            symbol = Symbol(name, kind, signature(node, name), summary, rank)
            yield Fact(symbol, (at(source.path, node),))
            rank += 1
