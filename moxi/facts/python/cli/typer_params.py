"""Parameters of a `typer` command, read from a function's signature."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from moxi.facts.python.cli.click_params import default_of, help_of
from moxi.facts.python.cli.record import (
    ArgumentRecord,
    CommandRecord,
    OptionRecord,
    placeholder,
    shown,
    texts,
)
from moxi.facts.python.interpret.values import UNKNOWN, Call, Class, Function, Special
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from moxi.facts.python.interpret import Interpreter

_TYPES = {
    "int": "INTEGER", "float": "FLOAT", "Path": "PATH", "datetime": "DATE", "UUID": "UUID",
    "FileText": "FILENAME", "FileTextWrite": "FILENAME", "FileBinaryRead": "FILENAME",
    "FileBinaryWrite": "FILENAME",
}  # fmt: skip


class Param(Special):
    """`typer.Option(…)` or `typer.Argument(…)`."""

    def __init__(self, call: Call, is_option: bool) -> None:
        self.call_site = call
        self.is_option = is_option


def add_parameter(
    interpreter: Interpreter,
    function: Function,
    record: CommandRecord,
    argument: ast.arg,
    default_node: ast.expr | None,
) -> None:
    """Hang the parameter that an argument of the function makes on a command."""
    scope = function.scope
    annotation = _parsed(argument.annotation)
    metadata: list[Any] = []
    if isinstance(annotation, ast.Name | ast.Attribute):
        # An alias of the project for an `Annotated[…]` keeps its parts.
        alias = interpreter.value(annotation, scope)
        if isinstance(alias, tuple) and any(isinstance(part, Param) for part in alias):
            metadata = list(alias[1:])
            annotation = None  # its own name says nothing of the type; the default does
    if _subscript_name(annotation) == "Annotated" and isinstance(annotation, ast.Subscript):
        inner = annotation.slice
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        metadata = [interpreter.value(part, scope) for part in parts[1:]]
        annotation = _parsed(parts[0])
    if _last(annotation) in ("Context", "CallbackParam"):
        return
    default = interpreter.value(default_node, scope) if default_node is not None else ...
    param = next((item for item in metadata if isinstance(item, Param)), None)
    if isinstance(default, Param):
        param = default
        default = default.call_site.get(0, "default", ...)
        if param.call_site.get(-1, "default_factory") is not None:
            default = UNKNOWN
    if default is ... and param is not None and "default" in param.call_site.kwargs:
        default = param.call_site.kwargs["default"]
    is_option = param.is_option if param else default is not ...
    if is_option:
        option = _option(interpreter, function, argument, annotation, param, default)
        record.options.append(option)
    else:
        record.arguments.append(_argument(interpreter, argument, annotation, param, default))


def _option(
    interpreter: Interpreter, function: Function, argument: ast.arg, annotation: ast.expr | None,
    param: Param | None, default: Any,
) -> OptionRecord:  # fmt: skip
    call = param.call_site if param else Call([], {}, argument, function.scope.source)
    given = [text for text in call.args if isinstance(text, str) and text.startswith("-")]
    if isinstance(default, str) and default in given:
        default = ...  # in `Annotated`, the first argument is a flag, not the default
    flags: list[str] = []
    negative: list[str] = []
    for text in given:
        first, _, second = text.partition("/")
        flags += [first.strip()] if first.strip() else []
        negative += [second.strip()] if second.strip() else []
    kind, choices, is_bool = _type(interpreter, function, annotation)
    if annotation is None and isinstance(default, bool):
        is_bool = True
    if not flags:
        flags = [f"--{argument.arg.replace('_', '-')}"]
        if is_bool and not negative:
            negative = [f"--no-{argument.arg.replace('_', '-')}"]
    metavar = call.get(-1, "metavar")
    env = call.get(-1, "envvar")
    env = env[0] if isinstance(env, (list, tuple)) and env else env
    value = placeholder(metavar) if isinstance(metavar, str) else kind
    is_switch = is_bool or call.get(-1, "count") is True
    return OptionRecord(
        flags=(*flags, *negative),
        value="" if is_switch else value,
        help=help_of(call),
        default="" if is_switch or default is ... else shown(default_of(default)),
        required=default is ... ,
        choices=choices,
        env=env if isinstance(env, str) else "",
        hidden=call.get(-1, "hidden") is True,
        dest=argument.arg,
        evidence=at(call.source.path, call.node),
    )  # fmt: skip


def _argument(
    interpreter: Interpreter, argument: ast.arg, annotation: ast.expr | None,
    param: Param | None, default: Any,
) -> ArgumentRecord:  # fmt: skip
    call = param.call_site if param else None
    metavar = call.get(-1, "metavar") if call else None
    name = metavar if isinstance(metavar, str) else argument.arg.upper()
    listed = _subscript_name(_without_none(annotation)) in ("list", "List", "Sequence", "tuple")
    return ArgumentRecord(
        name=placeholder(name).rstrip(". "),
        help=help_of(call) if call else "",
        required=default is ...,
        repeated=listed,
        hidden=call is not None and call.get(-1, "hidden") is True,
    )


def _parsed(node: ast.expr | None) -> ast.expr | None:
    """An annotation; one that is written as a text is parsed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return ast.parse(node.value, mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return None
    return node


def _last(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _subscript_name(node: ast.expr | None) -> str:
    return _last(node.value) if isinstance(node, ast.Subscript) else ""


def _without_none(node: ast.expr | None) -> ast.expr | None:
    """`X | None` and `Optional[X]` → `X`."""
    node = _parsed(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        is_none = isinstance(node.right, ast.Constant) and node.right.value is None
        return node.left if is_none else node.right
    if isinstance(node, ast.Subscript) and _last(node.value) == "Optional":
        return node.slice
    return node


def _type(
    interpreter: Interpreter, function: Function, annotation: ast.expr | None
) -> tuple[str, tuple[str, ...], bool]:
    """The placeholder, the choices, and whether it is a switch."""
    node = _without_none(annotation)
    if isinstance(node, ast.Subscript) and _last(node.value) in ("list", "List", "Sequence"):
        node = node.slice
    if isinstance(node, ast.Subscript) and _last(node.value) == "Literal":
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        values = [item.value for item in inner if isinstance(item, ast.Constant)]
        return "CHOICE", texts(values), False
    name = _last(node)
    if name == "bool":
        return "", (), True
    if name in _TYPES:
        return _TYPES[name], (), False
    if node is not None and isinstance(node, ast.Name | ast.Attribute):
        cls = interpreter.value(node, function.scope)
        if isinstance(cls, Class) and cls.is_enum():
            members = interpreter.members(cls)
            return "CHOICE", texts([member.value for member in members]), False
    return "TEXT", (), False
