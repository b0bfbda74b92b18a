"""`click` (and what wraps it) as handlers of the interpreter."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from moxi.facts.prose import first_sentence
from moxi.facts.python.cli.click_params import (
    ParamType,
    argument_record,
    help_of,
    option_record,
)
from moxi.facts.python.cli.record import (
    ArgumentRecord,
    CommandRecord,
    OptionRecord,
    is_prose,
    texts,
)
from moxi.facts.python.interpret.values import (
    UNKNOWN,
    Call,
    Class,
    EnvironmentValue,
    Function,
    Identity,
    Method,
    Special,
    unwrap,
)
from moxi.facts.python.source import at
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.facts.model import Evidence
    from moxi.facts.python.interpret import Interpreter

_SUFFIX = lazy_re(r"[-_](command|cmd|group|grp)$")
MODULES = ("click", "rich_click", "asyncclick", "cloup", "click_extra", "quart.cli", "flask.cli")


class Decorator(Special):
    """A decorator that notes something on what it decorates."""

    def __init__(self, apply: Callable[[Any], Any]) -> None:
        self.apply = apply

    def call(self, interpreter: Interpreter, call: Call) -> Any:
        """Decorate."""
        return self.apply(call.args[0]) if call.args else UNKNOWN


class Command(Special):
    """A click command or group."""

    def __init__(self, record: CommandRecord, group: bool = False) -> None:
        self.record = record
        self.group = group
        self.prefix = ""
        self.params: list[tuple[OptionRecord | ArgumentRecord, bool]] = []

    def attribute(self, interpreter: Interpreter, name: str) -> Any:
        """Decorators and methods of a command."""
        if name in ("command", "group"):
            return Method(
                lambda _, call: command_decorator(interpreter, call, name == "group", self)
            )
        if name in ("add_command", "add_typer"):
            return Method(self._add_command)
        if name in ("result_callback", "resultcallback", "params", "section"):
            return Method(lambda *_: Identity())
        if name in ("main", "invoke", "__call__"):
            return Method(lambda _, call: self.call(interpreter, call))
        if name == "name":
            return self.record.name
        if name == "commands":
            return {}
        return UNKNOWN

    def _add_command(self, interpreter: Interpreter, call: Call) -> Any:
        child = unwrap(call.get(0, "cmd"))
        if isinstance(child, Command):
            name = call.text(1, "name") or child.record.name
            if name:
                self.record.children[name] = child.record
        return None

    def call(self, interpreter: Interpreter, call: Call) -> Any:
        """The program starts, or (with a function) the command is used as a decorator."""
        if call.args and isinstance(call.args[0], Function):
            return call.args[0]
        prefix = call.get(-1, "auto_envvar_prefix")
        if isinstance(prefix, str):
            self.prefix = prefix
        return interpreter.parses(self)

    def finish(self) -> CommandRecord:
        """The record, with the environment variables that a prefix gives to options."""
        if self.prefix:
            _prefixed(self.record, self.prefix)
        return self.record


def _prefixed(record: CommandRecord, prefix: str) -> None:
    for option in record.options:
        if not option.env and option.dest and option.flags != ("--version",):
            option.env = f"{prefix}_{option.dest}".upper().replace("-", "_")
    for name, child in record.children.items():
        _prefixed(child, f"{prefix}_{name}".upper().replace("-", "_"))


def command_name(function_name: str, modern: bool) -> str:
    """The name that click gives a command; since 8.2 it drops suffixes such as `_command`."""
    name = function_name.lower().replace("_", "-")
    return _SUFFIX.sub("", name) if modern else name


def command_decorator(
    interpreter: Interpreter, call: Call, group: bool, parent: Command | None = None
) -> Any:
    """`@click.command(…)`, `@group.group(…)`, with or without brackets."""
    if len(call.args) == 1 and isinstance(call.args[0], Function):
        return _make(interpreter, call.args[0], Call([], {}, call.node, call.source), group, parent)
    return Decorator(
        lambda function: (
            _make(interpreter, function, call, group, parent)
            if isinstance(function, Function)
            else UNKNOWN
        )
    )


def _make(
    interpreter: Interpreter, function: Function, call: Call, group: bool, parent: Command | None
) -> Any:
    modern = bool(getattr(interpreter, "modern_click", True))
    given = call.get(0, "name")
    name = given if isinstance(given, str) else command_name(function.name, modern)
    if given is UNKNOWN:
        name = ""
    record = command_record(call, name, function.doc, at(function.path, function.node))
    for param in reversed(function.notes.get("click", ())):
        add_param(record, param)
    command = Command(record, group)
    settings = call.get(-1, "context_settings")
    if isinstance(settings, dict) and isinstance(settings.get("auto_envvar_prefix"), str):
        command.prefix = settings["auto_envvar_prefix"]
    if parent is not None and name:
        parent.record.children[name] = record
    interpreter.made.append(command)
    return command


def command_record(call: Call, name: str, doc: str, evidence: Evidence) -> CommandRecord:
    """What the arguments of a command decorator and the docstring say."""
    text = call.get(-1, "help")
    text = text if isinstance(text, str) else doc
    text = inspect.cleandoc(text.partition("\f")[0]) if text else ""
    short = call.text(-1, "short_help")
    return CommandRecord(
        name=name,
        summary=short or summary_of(text),
        help=text,
        epilog=inspect.cleandoc(call.text(-1, "epilog") or ""),
        hidden=call.get(-1, "hidden") is True or call.get(-1, "deprecated") is True,
        aliases=texts(call.get(-1, "aliases", ())),
        evidence=evidence,
    )


def summary_of(text: str) -> str:
    """The first sentence of a command's help."""
    for part in re.split(r"\n\s*\n", text.replace("\b", "").strip()):
        if is_prose(part):
            return first_sentence(part)
    return ""


def add_param(record: CommandRecord, param: OptionRecord | ArgumentRecord) -> None:
    """Hang a parameter on a command."""
    if isinstance(param, OptionRecord):
        record.options.append(param)
    else:
        record.arguments.append(param)


def _noting(param: OptionRecord | ArgumentRecord | None) -> Decorator:
    def apply(target: Any) -> Any:
        target = unwrap(target)
        if param is not None and isinstance(target, Function):
            target.notes.setdefault("click", []).append(param)
        elif param is not None and isinstance(target, Command):
            add_param(target.record, param)
        return target

    return Decorator(apply)


def _option(interpreter: Interpreter, call: Call) -> Any:
    return _noting(option_record(call))


def _argument(interpreter: Interpreter, call: Call) -> Any:
    return _noting(argument_record(call))


def _choice(interpreter: Interpreter, call: Call) -> Any:
    given = call.get(0, "choices", ())
    if isinstance(given, Class) and given.is_enum():
        given = [member.name for member in interpreter.members(given)]
    return ParamType("CHOICE", texts(given))


def _path(interpreter: Interpreter, call: Call) -> Any:
    if call.get(-1, "file_okay") is False:
        return ParamType("DIRECTORY")
    return ParamType("FILE" if call.get(-1, "dir_okay") is False else "PATH")


def _typed(name: str) -> Callable[[Interpreter, Call], Any]:
    return lambda _, call: ParamType(name)


def _version_option(interpreter: Interpreter, call: Call) -> Any:
    flags = tuple(name for name in call.args if isinstance(name, str) and name.startswith("-")) or (
        "--version",
    )
    text = call.text(-1, "help") or "Show the version and exit."
    return _noting(
        OptionRecord(flags, help=text, dest="version", evidence=at(call.source.path, call.node))
    )


def _confirmation_option(interpreter: Interpreter, call: Call) -> Any:
    text = call.text(-1, "help") or "Confirm the action without prompting."
    flags = tuple(n for n in call.args if isinstance(n, str)) or ("--yes",)
    return _noting(OptionRecord(flags, help=text, evidence=at(call.source.path, call.node)))


def _identity(interpreter: Interpreter, call: Call) -> Any:
    if call.args and isinstance(call.args[0], (Function, Command)):
        return call.args[0]
    return Identity()


def _command_object(group: bool) -> Callable[[Interpreter, Call], Any]:
    """`click.Group(name, params=[…])`, also behind a subclass of the project."""

    def make(interpreter: Interpreter, call: Call) -> Any:
        record = command_record(call, call.text(0, "name"), "", at(call.source.path, call.node))
        params = call.get(-1, "params", ())
        for param in params if isinstance(params, (list, tuple)) else ():
            if isinstance(param, ParamObject):
                add_param(record, param.record)
        command = Command(record, group)
        commands = call.get(-1, "commands", ())
        children = commands.values() if isinstance(commands, dict) else commands
        for child in children if isinstance(commands, (dict, list, tuple)) else ():
            child = unwrap(child)
            if isinstance(child, Command) and child.record.name:
                record.children[child.record.name] = child.record
        interpreter.made.append(command)
        return command

    return make


class ParamObject(Special):
    """`click.Option([…])` as an object."""

    def __init__(self, record: OptionRecord | ArgumentRecord) -> None:
        self.record = record


def _param_object(read: Callable[[Call], Any]) -> Callable[[Interpreter, Call], Any]:
    def make(interpreter: Interpreter, call: Call) -> Any:
        names = call.get(0, "param_decls", ())
        if isinstance(names, (list, tuple)):
            call.args = list(names)
        record = read(call)
        return ParamObject(record) if record is not None else UNKNOWN

    return make


def wraps(interpreter: Interpreter, call: Call) -> Any:
    """`functools.wraps(f)`: the wrapper takes over what was noted on `f`."""
    inner = call.get(0, "wrapped")

    def apply(target: Any) -> Any:
        if isinstance(target, Function) and isinstance(inner, Function):
            for key, noted in inner.notes.items():
                target.notes[key] = list(noted) if isinstance(noted, list) else noted
            target.name, target.doc = inner.name, inner.doc or target.doc
        return target

    return Decorator(apply)


def environment(interpreter: Interpreter, call: Call) -> Any:
    """`os.environ.get(…)`."""
    name = call.get(0, "key")
    return EnvironmentValue(name, call.get(1, "default")) if isinstance(name, str) else UNKNOWN


_PER_MODULE: dict[str, Callable[[Interpreter, Call], Any]] = {
    "command": lambda i, c: command_decorator(i, c, False),
    "group": lambda i, c: command_decorator(i, c, True),
    "option": _option,
    "argument": _argument,
    "Choice": _choice,
    "Path": _path,
    "File": _typed("FILENAME"),
    "IntRange": _typed("INTEGER RANGE"),
    "FloatRange": _typed("FLOAT RANGE"),
    "DateTime": _typed("DATE"),
    "version_option": _version_option,
    "confirmation_option": _confirmation_option,
    "password_option": lambda i, c: _noting(
        OptionRecord(tuple(c.args) or ("--password",), "TEXT", help_of(c))
    ),
    "help_option": lambda i, c: Identity(),
    "pass_context": _identity,
    "pass_obj": _identity,
    "make_pass_decorator": lambda i, c: Identity(),
    "Group": _command_object(True),
    "MultiCommand": _command_object(True),
    "RichGroup": _command_object(True),
    "Command": _command_object(False),
    "Option": _param_object(option_record),
    "Argument": _param_object(argument_record),
}

HANDLERS: dict[str, Callable[[Interpreter, Call], Any]] = {
    f"{module}.{name}": handler for module in MODULES for name, handler in _PER_MODULE.items()
} | {
    "click.core.Group": _command_object(True),
    "click_default_group.DefaultGroup": _command_object(True),
    "flask.cli.FlaskGroup": _command_object(True),
    "flask.cli.AppGroup": _command_object(True),
    "functools.wraps": wraps,
    "os.environ.get": environment,
    "os.getenv": environment,
}
WORDS = ("click", "cloup")
