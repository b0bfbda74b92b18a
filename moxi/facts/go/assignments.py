"""Assignments: what a variable or a field holds after `target = value`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.go import expressions
from moxi.facts.go.flags import Flag, FlagSet
from moxi.facts.go.values import HOLE, Duration, EnvRead, Object, Place, Scope, shown
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter


def assign(interpreter: Interpreter, target: Node, value: Any, place: Place) -> None:
    """`target = value`."""
    if target.type == "identifier":
        name = node_text(target)
        holder = place.scope.holder(name)
        if holder is not None:
            before = holder.names[name]
            if isinstance(before, EnvRead) and before.default is None and shown_default(value):
                value = EnvRead(before.name, str(value))
            elif isinstance(value, EnvRead) and in_branch(place):
                value = overridden(before, value)
            elif _is_plain(value) and value != before and may_not_happen(target, place):
                value = None if HOLE not in str(value) else value
            holder.names[name] = value
        else:
            interpreter.set_member(place.package, name, value, in_branch(place))
    elif target.type == "selector_expression":
        operand = target.child_by_field_name("operand")
        field = node_text(target.child_by_field_name("field"))
        if operand is None:
            return
        if operand.type == "identifier" and (
            path := interpreter.imported(node_text(operand), place)
        ):
            package = interpreter.module.package_at(path)
            if package is not None:
                interpreter.set_member(package, field, value, in_branch(place))
            else:
                interpreter.state[f"{path}.{field}"] = value
            return
        owner = expressions.evaluate(interpreter, operand, place)
        if isinstance(owner, Object):
            owner.fields[field] = value
        elif isinstance(owner, FlagSet) and field == "Usage":
            owner.usage = value
        elif isinstance(owner, Flag) and field in ("Hidden", "Deprecated"):
            owner.hidden = owner.hidden or bool(value)
    elif target.type in ("parenthesized_expression", "unary_expression"):
        inner = target.named_children[0] if target.named_children else None
        if inner is not None and inner.type in ("identifier", "selector_expression"):
            assign(interpreter, inner, value, place)


def overridden(before: Any, read: EnvRead) -> EnvRead:
    """A value that a variable of the environment replaces, where it is set."""
    known = shown(before)
    return EnvRead(read.name, known) if read.default is None and known else read


def may_not_happen(target: Node, place: Place) -> bool:
    """Whether an assignment stands in a branch, and its variable outside of it."""
    if target.type != "identifier":
        return False
    holder = place.scope.holder(node_text(target))
    scope: Scope | None = place.scope
    while scope is not None and scope is not holder:
        if scope.uncertain:
            return True
        scope = scope.outer
    return False


def in_branch(place: Place) -> bool:
    """Whether code stands in a branch that may not be taken."""
    scope: Scope | None = place.scope
    while scope is not None:
        if scope.uncertain:
            return True
        scope = scope.outer
    return False


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | Duration)


def shown_default(value: Any) -> bool:
    """Whether a value can stand as the text that is used where a variable is not set."""
    return isinstance(value, str | int) and not isinstance(value, bool)
