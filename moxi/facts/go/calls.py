"""What goes into a call of a function and what comes out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.go import literals
from moxi.facts.go.values import Bound, EnvRead, Function, Items, Object, Outside, Place, shown
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter


def bind_parameters(
    interpreter: Interpreter, function: Function, arguments: list[Any], place: Place
) -> None:
    """Give a function's parameters, and its receiver, their values."""
    names = place.scope.names
    place.scope.parameters = True
    receiver = function.node.child_by_field_name("receiver")
    if receiver is not None:
        for name in receiver.named_children[0].children_by_field_name("name"):
            names[node_text(name)] = function.receiver
    parameters = function.node.child_by_field_name("parameters")
    rest = list(arguments)
    for parameter in parameters.named_children if parameters is not None else []:
        variadic = parameter.type == "variadic_parameter_declaration"
        for name in parameter.children_by_field_name("name"):
            if variadic:
                names[node_text(name)] = Items(rest)
            else:
                names[node_text(name)] = rest.pop(0) if rest else None
    result = function.node.child_by_field_name("result")
    if result is not None and result.type == "parameter_list":
        for parameter in result.named_children:
            kind = parameter.child_by_field_name("type")
            for name in parameter.children_by_field_name("name"):
                if kind is not None:
                    names[node_text(name)] = literals.zero(interpreter, kind, place)


def decided(condition: Node, place: Place) -> bool | None:
    """The outcome of a condition that is only a parameter, whose argument is known."""
    negated = condition.type == "unary_expression" and node_text(condition).startswith("!")
    name = condition.child_by_field_name("operand") if negated else condition
    if name is None or name.type != "identifier":
        return None
    holder = place.scope.holder(node_text(name))
    if holder is None or not holder.parameters:
        return None
    value = holder.names[node_text(name)]
    return value != negated if isinstance(value, bool) else None


def best(returned: list[Any]) -> Any:
    """The most telling of the values that a function may return."""
    known = [value for value in returned if _known(value)]
    if not known:
        return None
    for value in known:
        if isinstance(value, EnvRead) and value.default is None:
            others = {other for other in known if isinstance(other, str | int) and other != ""}
            if len(others) == 1 and len(known) == len(returned):
                return EnvRead(value.name, shown(others.pop()))
    objects = [value for value in known if isinstance(_first(value), Object | Items)]
    if objects:
        return objects[-1]
    return _same(known) if len(known) == len(returned) or _reads(known) else None


def identity(value: Any) -> Any:
    """What tells one argument from another."""
    simple = isinstance(value, str | int | float | bool | EnvRead | Outside)
    return (type(value), value) if simple else id(value)


def _same(known: list[Any]) -> Any:
    """The one value that all returns agree on; functions that choose are not known."""
    if reads := _reads(known):
        return reads[0]
    return known[0] if all(value == known[0] for value in known) else None


def _reads(known: list[Any]) -> list[Any]:
    return [value for value in known if isinstance(value, EnvRead | Function | Bound | Outside)]


def _known(value: Any) -> bool:
    return (
        any(part is not None for part in value) if isinstance(value, tuple) else (value is not None)
    )


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) and value else value
