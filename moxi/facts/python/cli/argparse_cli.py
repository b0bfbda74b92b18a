"""`argparse` and `optparse` (and what is built on them) as handlers of the interpreter."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from moxi.facts.python.cli.record import (
    ArgumentRecord,
    CommandRecord,
    OptionRecord,
    placeholder,
    shown,
    texts,
)
from moxi.facts.python.interpret.values import (
    UNKNOWN,
    Call,
    Class,
    EnvironmentValue,
    External,
    Instance,
    Method,
    Special,
    unwrap,
)
from moxi.facts.python.source import at

if TYPE_CHECKING:
    from moxi.facts.python.interpret import Interpreter

_SWITCHES = {
    "store_true", "store_false", "store_const", "append_const", "count", "help", "version",
    "callback",
}  # fmt: skip
_SUPPRESS = {"argparse.SUPPRESS", "optparse.SUPPRESS_HELP", "SUPPRESS_HELP", "SUPPRESS"}
_NARGS = {"OPTIONAL": "?", "ZERO_OR_MORE": "*", "ONE_OR_MORE": "+", "REMAINDER": "..."}
_NO_VALUE = object()


class Parser(Special):
    """An `ArgumentParser` or an `OptionParser`."""

    def __init__(self, call: Call, old: bool = False) -> None:
        self.old = old
        """an `optparse` one"""
        self.record = CommandRecord(evidence=at(call.source.path, call.node))
        self.defaults: dict[str, Any] = {}
        self.actions: dict[str, Any] = {}
        record = self.record
        record.usage = call.text(-1 if not old else 0, "usage") or (
            call.text(1, "usage") if not old else ""
        )
        record.help = call.text(-1 if old else 2, "description")
        record.epilog = call.text(-1, "epilog")
        self.program = call.text(-1 if old else 0, "prog")
        self.prefixed = call.get(-1, "add_help", True) is not False
        if old and isinstance(call.get(-1, "version"), str):
            record.options.append(
                OptionRecord(("--version",), help="show program's version number and exit")
            )
        parents = call.get(-1, "parents", ())
        if isinstance(parents, (list, tuple)):
            for parent in map(unwrap, parents):
                if isinstance(parent, Parser):
                    record.options.extend(parent.record.options)
                    record.arguments.extend(parent.record.arguments)

    def attribute(self, interpreter: Interpreter, name: str) -> Any:
        """The methods that define something, and those that parse."""
        if name in ("parse_args", "parse_intermixed_args"):
            return Method(self._parse)
        if name in ("parse_known_args", "parse_known_intermixed_args"):
            return Method(self._parse_known)
        if name in ("add_argument", "add_option"):
            return Method(self._add)
        if name in ("add_argument_group", "add_mutually_exclusive_group", "add_option_group"):
            return Method(lambda _, call: self._group(call))
        if name == "add_subparsers":
            return Method(lambda _, call: Subparsers(self))
        if name == "set_defaults":
            return Method(self._set_defaults)
        if name in ("set_usage", "set_description"):
            return Method(lambda _, call: self._set(name, call))
        if name == "prog":
            return self.program or UNKNOWN
        if name == "register":
            return Method(self._register)
        if name == "add_options":
            return Method(self._add_all)
        return UNKNOWN

    def _parse(self, interpreter: Interpreter, call: Call) -> Any:
        return interpreter.parses(self)

    def _parse_known(self, interpreter: Interpreter, call: Call) -> Any:
        interpreter.parsed.append(self)
        return (UNKNOWN, UNKNOWN) if not self.old else UNKNOWN

    def _group(self, call: Call) -> Any:
        group = call.get(0, "group") if self.old else None
        return group if isinstance(group, Parser) else self

    def _set(self, name: str, call: Call) -> Any:
        if name == "set_usage":
            self.record.usage = call.text(0, "usage")
        else:
            self.record.help = call.text(0, "description")

    def _set_defaults(self, interpreter: Interpreter, call: Call) -> Any:
        self.defaults.update(call.kwargs)
        for option in self.record.options:
            if option.dest in call.kwargs:
                option.default = shown(call.kwargs[option.dest])

    def _register(self, interpreter: Interpreter, call: Call) -> Any:
        """`register("action", name, class)` gives an action of the project's own a name."""
        if len(call.args) == 3 and call.args[0] == "action" and isinstance(call.args[1], str):
            self.actions[call.args[1]] = interpreter.force(call.args[2])

    def _add_all(self, interpreter: Interpreter, call: Call) -> Any:
        for item in call.get(0, "option_list", ()) or ():
            if isinstance(item, OptionItem):
                self.record.options.append(item.record)

    def _add(self, interpreter: Interpreter, call: Call) -> Any:
        if len(call.args) == 1 and isinstance(call.args[0], OptionItem):
            self.record.options.append(call.args[0].record)
            return UNKNOWN
        names = call.args
        if not names and isinstance(call.kwargs.get("dest"), str):
            names = [call.kwargs["dest"]]
        if not names or not all(isinstance(name, str) and name for name in names):
            return UNKNOWN
        action = call.kwargs.get("action")
        if isinstance(action, str) and action in self.actions:
            call.kwargs["action"] = self.actions[action]
        if all(name.startswith("-") for name in names):
            option = option_record(call, tuple(names), self.old)
            if option.dest in self.defaults and not option.default:
                option.default = shown(self.defaults[option.dest])
            if call.get(-1, "action") != "help":
                self.record.options.append(option)
            return OptionItem(option)
        if len(names) == 1:
            self.record.arguments.append(_argument(call, names[0]))
        return UNKNOWN


class OptionItem(Special):
    """What `add_argument` and `make_option` give."""

    def __init__(self, record: OptionRecord) -> None:
        self.record = record

    def attribute(self, interpreter: Interpreter, name: str) -> Any:
        """Its destination, the one attribute that programs use."""
        return self.record.dest if name == "dest" else UNKNOWN


class Subparsers(Special):
    """What `add_subparsers` gives."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser

    def attribute(self, interpreter: Interpreter, name: str) -> Any:
        """`add_parser`."""
        return Method(self._add_parser) if name == "add_parser" else UNKNOWN

    def _add_parser(self, interpreter: Interpreter, call: Call) -> Any:
        name = call.get(0, "name")
        inner = Call([], dict(call.kwargs), call.node, call.source, call.complete)
        child = Parser(inner)
        if not isinstance(name, str) or not name:
            return child
        help_text = call.get(-1, "help", _NO_VALUE)
        child.record.name = name
        child.record.summary = help_text if isinstance(help_text, str) else ""
        child.record.hidden = _suppressed(help_text)
        child.record.aliases = texts(call.get(-1, "aliases", ()))
        self.parser.record.children[name] = child.record
        return child


def _suppressed(value: Any) -> bool:
    return isinstance(value, External) and value.name in _SUPPRESS


def option_record(call: Call, names: tuple[str, ...], old: bool = False) -> OptionRecord:
    """What a call of `add_argument` says of a flag."""
    action = call.get(-1, "action", "store")
    kind = action if isinstance(action, str) else ""
    negatable = isinstance(action, External) and action.name.endswith("BooleanOptionalAction")
    long = [name for name in names if name.startswith("--")] or list(names)
    dest = call.text(-1, "dest") or long[0].lstrip("-").replace("-", "_")
    choices = texts(call.get(-1, "choices", ()))
    is_switch = kind in _SWITCHES or negatable or call.get(-1, "nargs") == 0
    if isinstance(action, Class):
        is_switch = is_switch or _takes_nothing(action)
    # Where not all of its arguments are known, neither is whether it takes a value.
    doubtful = not call.complete and not {"action", "metavar", "type"} & call.kwargs.keys()
    value = "" if is_switch or doubtful else _metavar(call, dest)
    default = call.get(-1, "default")
    env = call.text(-1, "env_var")
    if isinstance(default, EnvironmentValue):
        env, default = default.name, default.default
    help_text = call.get(-1, "help")
    if kind == "version" and not isinstance(help_text, str):
        help_text = "show program's version number and exit"
    flags = names
    if negatable:
        flags = (*names, *(f"--no-{name[2:]}" for name in names if name.startswith("--")))
    return OptionRecord(
        flags=flags,
        value=value,
        help=help_text if isinstance(help_text, str) else "",
        default="" if (is_switch and kind != "count") or (default == 0 and kind == "count")
        else "" if default is False and call.get(-1, "nargs") == "?"  # a switch that may take one
        else str(default) if value and isinstance(default, bool)
        else shown(getattr(default, "value", default)),
        required=call.get(-1, "required") is True,
        choices=choices,
        env=env,
        hidden=_suppressed(help_text),
        dest=dest,
        evidence=at(call.source.path, call.node),
    )  # fmt: skip


def _takes_nothing(action: Class) -> bool:
    """Whether an action of the project's own is made with `nargs=0`."""
    for node in ast.walk(action.node):
        value = node.value if isinstance(node, ast.keyword) and node.arg == "nargs" else None
        if isinstance(node, ast.arguments):
            names = [argument.arg for argument in (*node.args, *node.kwonlyargs)]
            given = [*node.defaults, *(d for d in node.kw_defaults if d is not None)]
            if "nargs" in names and any(
                isinstance(default, ast.Constant) and default.value == 0 for default in given
            ):
                return True
        if isinstance(value, ast.Constant) and value.value == 0:
            return True
    return False


def _metavar(call: Call, dest: str) -> str:
    metavar = call.get(-1, "metavar")
    if isinstance(metavar, (list, tuple)) and all(isinstance(part, str) for part in metavar):
        return " ".join(metavar)
    if isinstance(metavar, str) and metavar:
        return placeholder(metavar) or dest.upper()
    return dest.upper()


def _argument(call: Call, name: str) -> ArgumentRecord:
    metavar = call.get(-1, "metavar")
    nargs = call.get(-1, "nargs")
    if isinstance(nargs, External):
        nargs = _NARGS.get(nargs.name.rpartition(".")[2], nargs)
    help_text = call.get(-1, "help")
    remainder = nargs == "..."
    shown_name = metavar if isinstance(metavar, str) and metavar.strip() else name
    text = help_text if isinstance(help_text, str) else ""
    choices = texts(call.get(-1, "choices", ()))
    return ArgumentRecord(
        name=placeholder(shown_name) or name,
        help=with_choices(text, choices),
        required=nargs not in ("?", "*") and not remainder,
        repeated=nargs in ("*", "+") or remainder or (isinstance(nargs, int) and nargs > 1),
        hidden=_suppressed(help_text),
        default=shown(call.get(-1, "default")),
    )


def with_choices(text: str, choices: tuple[str, ...]) -> str:
    """The help of a positional argument, with its choices where it does not name them."""
    if not 0 < len(choices) <= 8 or all(choice in text for choice in choices):
        return text
    listed = ", ".join(f"`{choice}`" for choice in choices)
    return f"{text.rstrip('. ')}: one of {listed}" if text.strip() else f"one of {listed}"


def _make_parser(interpreter: Interpreter, call: Call) -> Any:
    parser = Parser(call)
    interpreter.made.append(parser)
    return parser


def _make_old_parser(interpreter: Interpreter, call: Call) -> Any:
    parser = Parser(call, old=True)
    options = call.get(-1, "option_list", ())
    if isinstance(options, (list, tuple)):
        parser.record.options += [o.record for o in options if isinstance(o, OptionItem)]
    interpreter.made.append(parser)
    return parser


def _make_group(interpreter: Interpreter, call: Call) -> Any:
    """An `OptionGroup` adds to the parser that it is made for."""
    owner = unwrap(call.get(0, "parser"))
    return owner if isinstance(owner, Parser) else UNKNOWN


def _make_option(interpreter: Interpreter, call: Call) -> Any:
    names = tuple(name for name in call.args if isinstance(name, str))
    return OptionItem(option_record(call, names, old=True)) if names else UNKNOWN


def program_of(value: Any) -> Parser | None:
    """The parser behind a value."""
    found = unwrap(value) if isinstance(value, Instance) else value
    return found if isinstance(found, Parser) else None


HANDLERS = {
    "*.ArgumentParser": _make_parser,
    "*.ArgParser": _make_parser,
    "*.ArgumentParserWithDefaults": _make_parser,
    "*.OptionParser": _make_old_parser,
    "optparse.OptionGroup": _make_group,
    "optparse.make_option": _make_option,
    "optparse.Option": _make_option,
}
WORDS = ("argparse", "ArgumentParser", "optparse", "ArgParser", "add_argument", "add_parser")
