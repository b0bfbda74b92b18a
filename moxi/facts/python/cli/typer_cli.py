"""`typer` as handlers of the interpreter: parameters are read from a function's signature."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from moxi.facts.python.cli.click_cli import (
    Decorator,
    command_record,
    summary_of,
)
from moxi.facts.python.cli.record import (
    CommandRecord,
)
from moxi.facts.python.cli.typer_params import Param, add_parameter
from moxi.facts.python.interpret.values import (
    UNKNOWN,
    Call,
    Function,
    Method,
    Special,
    unwrap,
)
from moxi.facts.python.source import at

if TYPE_CHECKING:
    import ast

    from moxi.facts.python.interpret import Interpreter


class App(Special):
    """A `typer.Typer`."""

    def __init__(self, call: Call) -> None:
        self.record = CommandRecord(evidence=at(call.source.path, call.node))
        text = call.text(-1, "help")
        self.record.help = inspect.cleandoc(text) if text else ""
        self.record.summary = summary_of(self.record.help)
        self.record.name = call.text(0, "name")
        self.record.epilog = call.text(-1, "epilog")
        self.has_callback = call.get(-1, "callback") is not None
        self.commands: list[CommandRecord] = []
        self.nested: list[tuple[App, str, str, bool]] = []

    def attribute(self, interpreter: Interpreter, name: str) -> Any:
        """Decorators and methods of a Typer app."""
        if name == "command":
            return Method(lambda _, call: self._command(interpreter, call))
        if name == "callback":
            return Method(lambda _, call: Decorator(lambda f: self._callback(interpreter, f, call)))
        if name == "add_typer":
            return Method(self._add_typer)
        return UNKNOWN

    def _command(self, interpreter: Interpreter, call: Call) -> Any:
        def register(function: Any) -> Any:
            if isinstance(function, Function):
                given = call.get(0, "name")
                name = given if isinstance(given, str) else _name(function.name)
                self.commands.append(command_of(interpreter, function, call, name))
            return function

        return Decorator(register)

    def _callback(self, interpreter: Interpreter, function: Any, call: Call) -> Any:
        if isinstance(function, Function):
            self.has_callback = True
            found = command_of(interpreter, function, call, "")
            self.record.options = found.options
            self.record.arguments = found.arguments
            self.record.summary = self.record.summary or found.summary
            self.record.help = self.record.help or found.help
        return function

    def _add_typer(self, interpreter: Interpreter, call: Call) -> Any:
        child = unwrap(call.get(0, "typer_instance"))
        if isinstance(child, App):
            hidden = call.get(-1, "hidden") is True
            self.nested.append((child, call.text(-1, "name"), call.text(-1, "help"), hidden))
        return None

    def call(self, interpreter: Interpreter, call: Call) -> Any:
        """The program starts."""
        return interpreter.parses(self)

    def finish(self, depth: int = 0) -> CommandRecord:
        """The record; an app of one command and nothing else is that command."""
        if len(self.commands) == 1 and not self.nested and not self.has_callback and not depth:
            only = self.commands[0]
            only.summary = only.summary or self.record.summary
            return only
        children = {command.name: command for command in self.commands}
        for child, name, help_text, hidden in self.nested:
            name = name or child.record.name
            if depth < 5 and name:
                record = child.finish(depth + 1)
                record.summary = help_text or record.summary
                record.hidden = record.hidden or hidden
                children[name] = record
            elif depth < 5:
                children.update(child.finish(depth + 1).children)
        self.record.children = children
        return self.record


def _name(function_name: str) -> str:
    return function_name.lower().replace("_", "-")


def command_of(
    interpreter: Interpreter, function: Function, call: Call, name: str
) -> CommandRecord:
    """A command from a function's signature and docstring."""
    record = command_record(call, name, function.doc, at(function.path, function.node))
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    pairs = list(zip(positional, [*missing, *arguments.defaults], strict=True))
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    for argument, default in pairs:
        add_parameter(interpreter, function, record, argument, default)
    return record


def _typer(interpreter: Interpreter, call: Call) -> Any:
    app = App(call)
    interpreter.made.append(app)
    return app


def _run(interpreter: Interpreter, call: Call) -> Any:
    """`typer.run(function)`."""
    function = call.get(0, "function")
    if isinstance(function, Function):
        app = App(Call([], {}, call.node, call.source))
        inner = Call([], {}, call.node, call.source)
        app.commands.append(command_of(interpreter, function, inner, _name(function.name)))
        return interpreter.parses(app)
    return UNKNOWN


def _get_command(interpreter: Interpreter, call: Call) -> Any:
    return unwrap(call.get(0, "typer_instance"))


HANDLERS = {
    "typer.Typer": _typer,
    "typer.main.Typer": _typer,
    "typer.run": _run,
    "typer.main.get_command": _get_command,
    "typer.Option": lambda i, c: Param(c, True),
    "typer.Argument": lambda i, c: Param(c, False),
    "typer.params.Option": lambda i, c: Param(c, True),
    "typer.params.Argument": lambda i, c: Param(c, False),
}
WORDS = ("typer", "Typer")
