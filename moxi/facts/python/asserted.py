"""What one test asserts: calls and their results, read as far as they stand alone."""

from __future__ import annotations

import ast
import builtins
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SETUP, MAX_WIDTH = 5, 76
MAX_ROWS = 3
MAX_INLINE = 50
_EFFECTS = frozenset(("open", "input", "exec", "eval", "globals", "locals", "print", "__import__"))
_BUILTINS = frozenset(vars(builtins)) - _EFFECTS
_SPECIAL = lazy_re(
    r"error|invalid|bug|issue|regress|deprecat|warn|broken|weird|corner|edge|empty|none|fail|bad"
    r"|wrong|raise|exception|repr|pickle|copy|hash|eq$|_\d{2,}",
    re.IGNORECASE,
)
_EMPTY = lazy_re(r"\((None|''|\"\"|\[\]|\{\}|0)?\)")
_ESCAPED = lazy_re(r"\\|%\w|&#?\w+;")


Line = tuple[int, str]
"""the number of a line and its code"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A call or an attribute and what it gives, below the lines that it stands on."""

    setup: tuple[Line, ...]
    code: str
    result: str
    used: frozenset[str]
    line: int
    weight: int
    """0 shows most"""


class Reading:
    """Reads one test as long as its statements stand on nothing but what was seen."""

    def __init__(self, lines: list[str], taken: dict[str, str], own: set[str]) -> None:
        self.lines = lines
        self.taken = taken
        self.own = own
        self.local: dict[str, tuple[Line, ...]] = {}
        """each variable with the lines that make it"""
        self.plain: dict[str, ast.expr] = {}
        """each variable that is a literal"""

    def test(self, test: ast.FunctionDef) -> list[Shown]:
        """The results that it asserts, up to the first statement that is none."""
        given = [arg.arg for arg in test.args.args if arg.arg != "self"]
        weight = 4 * bool(_SPECIAL.search(test.name))
        if test.decorator_list or given:
            return list(self._rows(test, given, weight))
        found: list[Shown] = []
        for statement in test.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                if not self._assign(statement.targets[0], statement):
                    break
            elif pair := _pair(statement):
                if shown := self._shown(*pair, weight):
                    found.append(shown)
                else:  # what it did to its variables is not shown
                    self._forget(_names(statement))
            elif not _says_nothing(statement) and not self._change(statement):
                break
        return found

    def _assign(self, target: ast.Name, statement: ast.Assign) -> bool:
        """Notes how a variable is made; False where that cannot be told."""
        value = statement.value
        used, code = self._stands_alone(value), self._code(statement)
        if target.id in self.taken or len(statement.targets) > 1:
            return False
        self._forget({target.id})
        if used is None or not code:
            self._forget(_names(value))
        elif _is_literal(value) and len(code) <= MAX_INLINE:
            self.plain[target.id] = value
        else:
            touched = used & self.local.keys()
            made = (*self._lines_of(touched), (statement.lineno, code))
            for name in (target.id, *touched):  # a call may change what it is given
                self.local[name] = made
        return True

    def _change(self, statement: ast.stmt) -> bool:
        """Notes what a statement does to the one variable that it uses; False where it may change
        the project's own state."""
        code, used = self._code(statement), self._stands_alone(statement)
        every = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        touched = every & self.local.keys()
        simple = isinstance(statement, (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete))
        if code and used is not None and simple and len(touched) == 1:
            name = touched.pop()
            self.local[name] = (*self.local[name], (statement.lineno, code))
        else:
            self._forget(every)
            return not (simple and every & self.own)
        return True

    def _lines_of(self, names: set[str]) -> tuple[Line, ...]:
        return tuple(sorted({line for name in names for line in self.local.get(name, ())}))

    def _forget(self, names: set[str]) -> None:
        for name in names:
            self.local.pop(name, None)
            self.plain.pop(name, None)

    def _rows(self, test: ast.FunctionDef, given: list[str], weight: int) -> Iterator[Shown]:
        """The first rows of a test that one line states for a table of arguments."""
        rows = _parametrized(test, given)
        body = test.body[1:] if ast.get_docstring(test) else test.body
        if len(body) != 1:
            return
        for row in rows[:MAX_ROWS]:
            replaced = _Replaced(dict(zip(given, row, strict=True)))
            statement = replaced.visit(ast.parse(ast.unparse(body[0])).body[0])
            pair = _pair(statement)
            if pair is None:
                return
            self.lines = []
            shown = self._shown(*pair, weight)
            if shown:
                yield Shown(
                    shown.setup, shown.code, shown.result, shown.used, row[0].lineno, shown.weight
                )

    def _code(self, node: ast.AST) -> str:
        """The text of a node where it is short and on one line."""
        if names := _names(node) & self.plain.keys():
            copy = ast.parse(ast.unparse(node)).body[0]
            node = _Replaced({name: self.plain[name] for name in names}).visit(copy)
        start, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
        if names or not self.lines:
            code = ast.unparse(node)
        elif start != end:
            return ""
        else:
            span = slice(getattr(node, "col_offset", 0), getattr(node, "end_col_offset", 0))
            code = self.lines[start - 1].encode()[span].decode()
        return code if "\n" not in code and len(code) <= MAX_WIDTH else ""

    def _stands_alone(self, node: ast.AST) -> set[str] | None:
        """The names that an expression stands on, where all are known; else None."""
        inside = list(ast.walk(node))
        bound = {arg.arg for n in inside if isinstance(n, ast.Lambda) for arg in n.args.args}
        bound |= {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        names = _names(node) - bound - _BUILTINS
        known = self.taken.keys() | self.local.keys() | self.plain.keys()
        private = any(isinstance(n, ast.Attribute) and n.attr.startswith("_") for n in inside)
        waits = any(isinstance(n, (ast.Await, ast.Yield, ast.NamedExpr)) for n in inside)
        return None if names - known or private or waits else names

    def _shown(self, call: ast.expr, result: ast.expr, weight: int) -> Shown | None:
        if not _is_literal(result) or isinstance(call, (ast.Constant, ast.Compare)):
            return None
        names, code, given = self._stands_alone(call), self._code(call), self._code(result)
        if names is None or not code or not given:
            return None
        setup = self._lines_of(names)
        if isinstance(call, ast.Name) and setup and setup[-1][1].startswith(f"{call.id} = "):
            # `found = do(this)` and then what `found` is: the call shows it.
            *before, made = setup
            setup, code = tuple(before), made[1].partition(" = ")[2]
        if len(setup) > MAX_SETUP or code in self.plain:
            return None
        told = [*(line for _, line in setup), code]
        used = {name for line in told for name in _names(ast.parse(line))}
        if not used & self.own:
            return None
        if _ESCAPED.search(f"{code}{given}"):
            return None  # a corner case, or hard to read
        empty = bool(_EMPTY.search(code)) or given in ("None", "''", '""', "[]", "{}")
        weight += 2 * (not f"{code}{given}".isascii()) + 3 * empty + len(setup)
        used &= self.taken.keys()
        # What a module names as it is named itself is what it is for: `thing.thing(...)`.
        twice = any(f"{name}.{name}(" in line for line in told for name in used)
        inner = any(self.taken[name].split()[1].count(".") for name in used)
        weight += 3 * inner - 2 * twice
        return Shown(setup, code, given, frozenset(used), call.lineno, weight)


def _says_nothing(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


class _Replaced(ast.NodeTransformer):
    """Puts the values of a row where a test names its columns."""

    def __init__(self, values: dict[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """The value in place of the name."""
        return self.values.get(node.id, node)


def _parametrized(test: ast.FunctionDef, given: list[str]) -> list[list[ast.expr]]:
    """The rows of `@pytest.mark.parametrize`, where these name all that the test takes."""
    if len(test.decorator_list) != 1 or not isinstance(test.decorator_list[0], ast.Call):
        return []
    call = test.decorator_list[0]
    if not ast.unparse(call.func).endswith("mark.parametrize") or len(call.args) != 2:
        return []
    named, table = call.args
    try:
        value = ast.literal_eval(named)
    except ValueError:
        return []
    names = value.replace(",", " ").split() if isinstance(value, str) else list(value)
    if names != given or len(names) < 2 or not isinstance(table, (ast.List, ast.Tuple)):
        return []
    rows = [row.elts for row in table.elts if isinstance(row, (ast.Tuple, ast.List))]
    return [row for row in rows if len(row) == len(names) and all(map(_is_literal, row))]


def _pair(statement: ast.stmt) -> tuple[ast.expr, ast.expr] | None:
    """What is compared with what: `assert call == literal`, `self.assertEqual(call, literal)`."""
    one: ast.expr | None = None
    two: ast.expr | None = None
    if isinstance(statement, ast.Assert) and isinstance(statement.test, ast.Compare):
        compare = statement.test
        if all(isinstance(operator, (ast.Eq, ast.Is)) for operator in compare.ops):
            one, two = compare.left, compare.comparators[-1]
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        equal = ast.unparse(call.func) in ("self.assertEqual", "self.assertEquals")
        if equal and len(call.args) >= 2:
            one, two = call.args[:2]
    if one is None or two is None:
        return None
    return (two, one) if _is_literal(one) and not _is_literal(two) else (one, two)


def _is_literal(node: ast.AST) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
