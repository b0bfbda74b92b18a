"""The methods of a library's main classes: what its users call once they hold an object."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

from moxi.facts.model import Fact, Symbol
from moxi.facts.python import docstrings
from moxi.facts.python.signatures import signature
from moxi.facts.python.source import at
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.api import Export
    from moxi.facts.python.usage import Usage

MAX_CLASSES, MAX_METHODS, MAX_NAMES = 3, 8, 12
_CALL = lazy_re(r"\.([a-z]\w*)\(")
_OTHERS = ("property", "overload", "abstractmethod", "setter", "cached_property")


def called(usage: Usage) -> Counter[str]:
    """How often docs, examples and tests call a method of each name; docs count most."""
    counted: Counter[str] = Counter()
    for text, weight in usage.texts():
        for name in set(_CALL.findall(text)):
            counted[name] += weight
    return counted


def of_class(export: Export, rank: int, calls: Counter[str]) -> Iterator[Fact[Symbol]]:
    """The documented methods of a class, in its own order; the ones in use, where it has many."""
    if not isinstance(export.node, ast.ClassDef):
        return
    found = [
        (item, summary)
        for item in export.node.body
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))
        and not item.name.startswith("_")
        and not any(ast.unparse(d).rpartition(".")[2] in _OTHERS for d in item.decorator_list)
        and (summary := docstrings.summary(ast.get_docstring(item) or ""))
    ]
    if len(found) > MAX_METHODS:
        used = sorted(found, key=lambda pair: -calls[pair[0].name])[:MAX_METHODS]
        found = [pair for pair in found if pair in used and calls[pair[0].name]]
    for item, summary in found:
        name = f"{export.name}.{item.name}"
        symbol = Symbol(name, "method", signature(item, name), summary, rank)
        yield Fact(symbol, (at(export.source.path, item),))
