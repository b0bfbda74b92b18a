"""The value of a Go expression, as far as its text tells."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from moxi.facts.go import literals
from moxi.facts.go.values import (
    HOLE,
    Duration,
    EnvRead,
    Function,
    Items,
    Outside,
    Place,
)
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter

MAX_NESTING = 60
MAX_TEXT = 200_000
_UNITS = {
    "Nanosecond": 1,
    "Microsecond": 1_000,
    "Millisecond": 1_000_000,
    "Second": 1_000_000_000,
    "Minute": 60_000_000_000,
    "Hour": 3_600_000_000_000,
}


def evaluate(interpreter: Interpreter, node: Node, place: Place) -> Any:
    """The value of an expression node, None where it is not known."""
    interpreter.steps += 1
    handler = _HANDLERS.get(node.type)
    if handler is None or interpreter.depth > MAX_NESTING:
        return None
    interpreter.depth += 1
    try:
        return handler(interpreter, node, place)
    finally:
        interpreter.depth -= 1


def string_of(node: Node) -> str | None:
    """The text of a string literal."""
    text = node_text(node)
    if node.type == "raw_string_literal":
        return text[1:-1].replace("\r", "")
    try:
        value = ast.literal_eval(text)  # Go's escapes are Python's, for all that help texts use
    except (ValueError, SyntaxError, MemoryError):
        return None
    return value if isinstance(value, str) else None


def plus(left: Any, right: Any) -> Any:
    """`left + right`."""
    if isinstance(left, str) and isinstance(right, str):
        return left + right if len(left) + len(right) < MAX_TEXT else None
    if isinstance(left, str) and _is_unknown(right) and _is_text(left):
        return left if left.endswith(HOLE) else left + HOLE
    if isinstance(right, str) and _is_unknown(left) and _is_text(right):
        return right if right.startswith(HOLE) else HOLE + right
    if isinstance(left, Duration) and isinstance(right, Duration):
        return Duration(left.nanoseconds + right.nanoseconds)
    if _is_number(left) and _is_number(right):
        return left + right
    return None


def _is_unknown(value: Any) -> bool:
    return value is None or isinstance(value, EnvRead | Outside)


def _is_text(text: str) -> bool:
    """Whether it is something to read, of which a part may be unknown, and no name or address."""
    return " " in text.strip() or "\n" in text


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _string(interpreter: Interpreter, node: Node, place: Place) -> Any:
    return string_of(node)


def _int(interpreter: Interpreter, node: Node, place: Place) -> Any:
    text = node_text(node).replace("_", "")
    try:
        if len(text) > 1 and text[0] == "0" and text[1].isdigit():
            return int(text, 8)
        return int(text, 0) if len(text) < 40 else None
    except ValueError:
        return None


def _float(interpreter: Interpreter, node: Node, place: Place) -> Any:
    try:
        return float(node_text(node).replace("_", ""))
    except ValueError:
        return None


def _true(interpreter: Interpreter, node: Node, place: Place) -> Any:
    return True


def _false(interpreter: Interpreter, node: Node, place: Place) -> Any:
    return False


def _rune(interpreter: Interpreter, node: Node, place: Place) -> Any:
    text = node_text(node)
    return text[1:-1] if len(text) == 3 else None


def _identifier(interpreter: Interpreter, node: Node, place: Place) -> Any:
    return interpreter.lookup(node_text(node), place)


def _parenthesized(interpreter: Interpreter, node: Node, place: Place) -> Any:
    return evaluate(interpreter, node.named_children[0], place) if node.named_children else None


def _unary(interpreter: Interpreter, node: Node, place: Place) -> Any:
    operand = node.child_by_field_name("operand")
    value = evaluate(interpreter, operand, place) if operand is not None else None
    operator = node_text(node.child_by_field_name("operator"))
    if operator in ("&", "*", "+"):
        return value
    if operator == "-" and isinstance(value, int | float) and _is_number(value):
        return -value
    return None


def _binary(interpreter: Interpreter, node: Node, place: Place) -> Any:
    left_node, right_node = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left_node is None or right_node is None:
        return None
    operator = node_text(node.child_by_field_name("operator"))
    if operator == "+" and left_node.type == "binary_expression":
        return _chain(interpreter, node, place)
    left = evaluate(interpreter, left_node, place)
    right = evaluate(interpreter, right_node, place)
    if operator == "+":
        return plus(left, right)
    if operator == "*":
        return _times(left, right)
    if operator == "<<" and isinstance(left, int) and isinstance(right, int):
        return left << right if 0 <= right < 64 else None
    if operator == "/" and isinstance(left, int) and isinstance(right, int) and right > 0:
        return left // right
    if operator == "-" and _is_number(left) and _is_number(right):
        return left - right
    return None


def _chain(interpreter: Interpreter, node: Node, place: Place) -> Any:
    """`a + b + c + …`, which nests to the left as deep as it is long."""
    parts: list[Node] = []
    current: Node | None = node
    while current is not None and current.type == "binary_expression":
        if node_text(current.child_by_field_name("operator")) != "+":
            break
        right = current.child_by_field_name("right")
        if right is not None:
            parts.append(right)
        current = current.child_by_field_name("left")
    value = evaluate(interpreter, current, place) if current is not None else None
    for part in reversed(parts):
        value = plus(value, evaluate(interpreter, part, place))
    return value


def _times(left: Any, right: Any) -> Any:
    for a, b in ((left, right), (right, left)):
        if isinstance(a, Duration) and _is_number(b):
            return Duration(int(a.nanoseconds * b))
    if _is_number(left) and _is_number(right):
        return left * right
    return None


def _selector(interpreter: Interpreter, node: Node, place: Place) -> Any:
    operand, name = (
        node.child_by_field_name("operand"),
        node_text(node.child_by_field_name("field")),
    )
    if operand is None:
        return None
    if operand.type == "identifier":
        path = interpreter.imported(node_text(operand), place)
        if path is not None:
            package = interpreter.module.package_at(path)
            if package is not None:
                return interpreter.member(package, name)
            if path == "time" and name in _UNITS:
                return Duration(_UNITS[name])
            stored = interpreter.state.get(f"{path}.{name}")
            return Outside(path, name) if stored is None else stored
    return literals.attribute(interpreter, evaluate(interpreter, operand, place), name)


def _closure(interpreter: Interpreter, node: Node, place: Place) -> Any:
    return Function(node, place)


def _index(interpreter: Interpreter, node: Node, place: Place) -> Any:
    operand, index = node.child_by_field_name("operand"), node.child_by_field_name("index")
    if operand is None or index is None:
        return None
    if node_text(operand) == "os.Args" and node_text(index) == "0":
        return interpreter.program
    value = evaluate(interpreter, operand, place)
    where = evaluate(interpreter, index, place)
    if isinstance(value, Items):
        if value.keys:
            return value.values[value.keys.index(where)] if where in value.keys else None
        if isinstance(where, int) and 0 <= where < len(value.values):
            return value.values[where]
    return None


def _slice(interpreter: Interpreter, node: Node, place: Place) -> Any:
    operand = node.child_by_field_name("operand")
    value = evaluate(interpreter, operand, place) if operand is not None else None
    if not isinstance(value, str):
        return None
    bounds: list[int | None] = []
    for name in ("start", "end"):
        part = node.child_by_field_name(name)
        bound = evaluate(interpreter, part, place) if part is not None else None
        if part is not None and not isinstance(bound, int):
            return None
        bounds.append(bound)
    return value[bounds[0] : bounds[1]]


def _assertion(interpreter: Interpreter, node: Node, place: Place) -> Any:
    operand = node.child_by_field_name("operand")
    return evaluate(interpreter, operand, place) if operand is not None else None


def _call(interpreter: Interpreter, node: Node, place: Place) -> Any:
    function, arguments = (
        node.child_by_field_name("function"),
        node.child_by_field_name("arguments"),
    )
    if function is None:
        return None
    nodes = [c for c in (arguments.named_children if arguments else []) if c.type != "comment"]
    if function.type == "identifier" and place.scope.holder(node_text(function)) is None:
        known, value = _builtin(interpreter, node_text(function), nodes, place)
        if known:
            return value
    target = evaluate(interpreter, function, place)
    values: list[Any] = []
    for child in nodes:
        if child.type == "variadic_argument":
            spread = evaluate(interpreter, child.named_children[0], place)
            values += spread.values if isinstance(spread, Items) else [None]
        else:
            values.append(evaluate(interpreter, child, place))
    if isinstance(target, Function):
        if interpreter.follows(target):
            return interpreter.call(target, values)
        return None
    return interpreter.libraries(interpreter, target, values, nodes, node, place)


def _builtin(
    interpreter: Interpreter, name: str, nodes: list[Node], place: Place
) -> tuple[bool, Any]:
    if name in ("string", "int", "int64", "uint", "float64", "uint16", "int32", "uint64", "byte"):
        return True, evaluate(interpreter, nodes[0], place) if nodes else None
    if name == "new" and nodes:
        return True, literals.zero(interpreter, nodes[0], place)
    if name == "make":
        return True, Items([])
    if name == "append" and nodes:
        first = evaluate(interpreter, nodes[0], place)
        items = Items(list(first.values) if isinstance(first, Items) else [])
        for child in nodes[1:]:
            spread = child.type == "variadic_argument"
            value = evaluate(interpreter, child.named_children[0] if spread else child, place)
            if spread:
                items.values += value.values if isinstance(value, Items) else []
            else:
                items.values.append(value)
        return True, items
    if name in ("print", "println") and interpreter.printed is not None:
        values = [evaluate(interpreter, child, place) for child in nodes]
        parts = [str(value) if isinstance(value, str | int) else HOLE for value in values]
        interpreter.printed.append(" ".join(parts) + ("\n" if name == "println" else ""))
        return True, None
    if name in ("panic", "print", "println", "len", "cap", "close", "delete", "copy", "recover"):
        return True, None
    return False, None


def _conversion(interpreter: Interpreter, node: Node, place: Place) -> Any:
    operand = node.child_by_field_name("operand")
    return evaluate(interpreter, operand, place) if operand is not None else None


_HANDLERS: dict[str, Callable[[Interpreter, Node, Place], Any]] = {
    "interpreted_string_literal": _string,
    "raw_string_literal": _string,
    "int_literal": _int,
    "float_literal": _float,
    "rune_literal": _rune,
    "true": _true,
    "false": _false,
    "identifier": _identifier,
    "parenthesized_expression": _parenthesized,
    "unary_expression": _unary,
    "binary_expression": _binary,
    "selector_expression": _selector,
    "composite_literal": literals.composite,
    "func_literal": _closure,
    "index_expression": _index,
    "slice_expression": _slice,
    "type_assertion_expression": _assertion,
    "type_conversion_expression": _conversion,
    "call_expression": _call,
}
