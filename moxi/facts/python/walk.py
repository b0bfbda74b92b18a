"""Walks over syntax trees that look only where it is worth it: `ast.walk` visits everything."""

from __future__ import annotations

import ast
from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_DEFERRED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.If, ast.IfExp)


def hits(text: str, pattern: re.Pattern[str]) -> list[int]:
    """The numbers of the lines that hold a pattern."""
    found: list[int] = []
    number, position = 1, 0
    for match in pattern.finditer(text):
        number += text.count("\n", position, match.start())
        position = match.start()
        if not found or found[-1] != number:
            found.append(number)
    return found


def near(tree: ast.Module, lines: list[int]) -> Iterator[tuple[ast.AST, bool]]:
    """All nodes of the statements that span one of the lines, in source order, each with whether
    it stands in a function or a branch, and so may never be reached."""
    stack: list[tuple[ast.AST, bool]] = [(node, False) for node in reversed(tree.body)]
    while stack:
        node, deferred = stack.pop()
        if isinstance(node, ast.stmt):
            start = bisect_left(lines, node.lineno)
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.decorator_list:
                start = bisect_left(lines, node.decorator_list[0].lineno)
            if start == len(lines) or lines[start] > (node.end_lineno or node.lineno):
                continue
        yield node, deferred
        deferred = deferred or isinstance(node, _DEFERRED)
        inner: list[tuple[ast.AST, bool]] = []
        for value in node.__dict__.values():
            if isinstance(value, list):
                inner += [(item, deferred) for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                inner.append((value, deferred))
        stack += reversed(inner)
