"""Environment variables whose names and defaults are the keys and values of a dict."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from moxi.facts.envfile import shown
from moxi.facts.model import EnvVar, Evidence, Fact
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = lazy_re(r"[A-Z][A-Z0-9_]*")
_STANDS_FOR_OTHERS = lazy_re(r"%%|\$\{?\w|\{\w")


def of_tables(tree: ast.Module, path: str) -> Iterator[Fact[EnvVar]]:
    """`for name, value in DEFAULTS.items(): ... os.environ.get(name, value)`."""
    tables = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for loop in ast.walk(tree) if tables else ():
        table = tables.get(_looped_over(loop))
        for key, value in zip(table.keys, table.values, strict=True) if table else ():
            name = key.value if isinstance(key, ast.Constant) else None
            if not isinstance(name, str) or not _NAME.fullmatch(name) or key is None:
                continue
            given = value.value if isinstance(value, ast.Constant) else ""
            default = str(given) if isinstance(given, (str, int, float)) else ""
            default = "" if _STANDS_FOR_OTHERS.search(default) else shown(name, default)
            yield Fact(EnvVar(name, default), (Evidence(path, key.lineno, key.lineno),))


def _looped_over(loop: ast.AST) -> str:
    """The dict of which a loop reads each key from the environment, `""` where it does not."""
    if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Tuple):
        return ""
    names = [part.id for part in loop.target.elts if isinstance(part, ast.Name)]
    items = loop.iter.func if isinstance(loop.iter, ast.Call) else None
    if len(names) != 2 or not isinstance(items, ast.Attribute) or items.attr != "items":
        return ""
    read = any(
        isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith(("environ.get", "getenv"))
        and [arg.id for arg in call.args if isinstance(arg, ast.Name)] == names
        for call in ast.walk(loop)
    )
    held = items.value
    name = held.attr if isinstance(held, ast.Attribute) else getattr(held, "id", "")
    return name if read else ""
