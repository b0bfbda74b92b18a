"""Options, arguments and types of `click`."""

from __future__ import annotations

import inspect
from typing import Any

from moxi.facts.python.cli.argparse_cli import with_choices
from moxi.facts.python.cli.record import (
    ArgumentRecord,
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
    Special,
    unwrap,
)
from moxi.facts.python.source import at

_TYPE_NAMES = {
    "Path": "PATH", "File": "FILENAME", "INT": "INTEGER", "FLOAT": "FLOAT", "BOOL": "BOOLEAN",
    "STRING": "TEXT", "UUID": "UUID", "IntRange": "INTEGER RANGE", "FloatRange": "FLOAT RANGE",
    "DateTime": "DATE", "Tuple": "VALUE", "int": "INTEGER", "float": "FLOAT", "str": "TEXT",
    "bool": "BOOLEAN", "Date": "DATE",
}  # fmt: skip


class ParamType(Special):
    """A parameter's type: its placeholder and its choices."""

    def __init__(self, name: str, choices: tuple[str, ...] = ()) -> None:
        self.name = name
        self.choices = choices


def option_record(call: Call) -> OptionRecord | None:
    """What `click.option(…)` says of a flag."""
    flags: list[str] = []
    negative: list[str] = []
    dest = ""
    for name in call.args:
        if not isinstance(name, str):
            continue
        if name.isidentifier():
            dest = name
            continue
        first, _, second = name.partition(";" if name.startswith("/") else "/")
        if first.strip():
            flags.append(first.strip())
        if second.strip():
            negative.append(second.strip())
    if not flags:
        return None
    long = sorted(flags, key=lambda flag: flag.startswith("--"), reverse=True)
    dest = dest or long[0].lstrip("-").replace("-", "_")
    kind, choices = type_of(call.get(-1, "type"), call.get(-1, "default"))
    is_switch = (
        bool(negative)
        or call.get(-1, "is_flag") is True
        or call.get(-1, "count") is True
        or isinstance(call.get(-1, "flag_value"), (str, int))
        or (call.get(-1, "is_flag") is None and isinstance(call.get(-1, "default"), bool)
            and call.get(-1, "type") is None)
    )  # fmt: skip
    default = call.get(-1, "default")
    env = call.get(-1, "envvar")
    if isinstance(env, (list, tuple)):
        env = env[0] if env else ""
    if isinstance(default, EnvironmentValue):
        env, default = env or default.name, default.default
    metavar = call.get(-1, "metavar")
    value = placeholder(metavar) if isinstance(metavar, str) else kind
    if call.get(-1, "nargs") == 2 and not isinstance(metavar, str):
        value = f"{kind} {kind}"
    told = call.get(-1, "show_default")
    return OptionRecord(
        flags=(*flags, *negative),
        value="" if is_switch else value,
        help=_with_default(help_of(call), told),
        default=_typed(told)
        if isinstance(told, str)
        else ""
        if is_switch
        else shown(default_of(default)),
        required=call.get(-1, "required") is True,
        choices=choices,
        env=env if isinstance(env, str) else "",
        hidden=call.get(-1, "hidden") is True,
        dest=dest,
        evidence=at(call.source.path, call.node),
    )


def _typed(told: str) -> str:
    """A default that is shown in other words, where these can be typed."""
    return told if len(told.split()) == 1 else ""


def _with_default(text: str, told: Any) -> str:
    """The help with the default that a text describes: nobody types `this year`."""
    if not isinstance(told, str) or not told or _typed(told):
        return text
    described = f"default: {told}".replace("%", "%%")
    return f"{text.rstrip('. ')}; {described}" if text else described


def default_of(default: Any) -> Any:
    """A default behind a member of an enumeration."""
    return getattr(default, "value", default)


def help_of(call: Call) -> str:
    """The help text of a parameter."""
    text = call.get(-1, "help")
    # `%` has no meaning to click; it must survive the filling of placeholders.
    return inspect.cleandoc(text).replace("%", "%%") if isinstance(text, str) else ""


def argument_record(call: Call) -> ArgumentRecord | None:
    """What `click.argument(…)` says."""
    name = call.get(0, "param_decls")
    if not isinstance(name, str):
        return None
    metavar = call.get(-1, "metavar")
    _, choices = type_of(call.get(-1, "type"), None)
    nargs = call.get(-1, "nargs")
    required = call.get(-1, "required")
    if required is None:
        required = "default" not in call.kwargs and nargs != -1
    label = metavar if isinstance(metavar, str) and metavar.strip("[]<>. ") else name.upper()
    return ArgumentRecord(
        name=placeholder(label).rstrip(". "),
        help=with_choices(help_of(call), choices),
        required=required is True,
        repeated=nargs == -1 or (isinstance(nargs, int) and nargs > 1),
        hidden=call.get(-1, "hidden") is True,
    )


def type_of(kind: Any, default: Any) -> tuple[str, tuple[str, ...]]:
    """The placeholder and the choices of a parameter's type."""
    kind = unwrap(kind)
    if isinstance(kind, ParamType):
        return kind.name, kind.choices
    if isinstance(kind, External):
        return _TYPE_NAMES.get(kind.name.rpartition(".")[2], "VALUE"), ()
    if isinstance(kind, (Class, Instance)):
        cls = kind if isinstance(kind, Class) else kind.cls
        named = cls.lookup("name")
        return (named.upper() if isinstance(named, str) else "VALUE"), ()
    if isinstance(kind, (list, tuple)):
        if all(isinstance(item, str) for item in kind):
            return "CHOICE", texts(kind)
        return " ".join(type_of(item, None)[0] for item in kind), ()
    if kind is None and isinstance(default, int) and not isinstance(default, bool):
        return "INTEGER", ()
    if kind is None and isinstance(default, float):
        return "FLOAT", ()
    return ("VALUE" if kind is UNKNOWN else "TEXT"), ()
