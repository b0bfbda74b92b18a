"""kingpin: `kingpin.Flag("name", "help").Short('n').Default("x").String()` and its kin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moxi.facts.go.flags import help_of
from moxi.facts.go.text import one_line
from moxi.facts.go.values import HOLE, Outside, as_text
from moxi.facts.model import Argument, Cli, Evidence, Option, Subcommand
from moxi.facts.syntax import line_of
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.values import Place

LIBRARIES = (
    "github.com/alecthomas/kingpin",
    "gopkg.in/alecthomas/kingpin",
    "go.pixie.sh/kingpin",
)
_NAME = lazy_re(r"[\w.-]+")


@dataclass(eq=False, slots=True)
class Builder:
    """An app, a command, a flag or an argument that is being described."""

    part: str
    name: str
    help: str
    evidence: Evidence
    below: list[Builder] = field(default_factory=list)
    short: str = ""
    default: str = ""
    env: str = ""
    placeholder: str = ""
    kind: str = ""
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    required: bool = False
    hidden: bool = False


def default_app(interpreter: Interpreter, node: Node, place: Place) -> Builder:
    """The package's own app."""
    found = interpreter.state.get("kingpin")
    if not isinstance(found, Builder):
        line = line_of(node)
        found = Builder("app", "", "", Evidence(place.source.path, line, line))
        interpreter.state["kingpin"] = found
    return found


def function(
    interpreter: Interpreter, path: str, name: str, values: list[Any], node: Node, place: Place
) -> Any:
    """A call of one of the package's functions."""
    if path not in LIBRARIES:
        return _exporter_flags(interpreter, name, values, node, place)
    if name == "New":
        line = line_of(node)
        texts = [as_text(value) for value in values] + ["", ""]
        app = Builder("app", texts[0], texts[1], Evidence(place.source.path, line, line))
        interpreter.state["kingpin"] = app
        return app
    if name in ("Flag", "Arg", "Command"):
        return method(interpreter, default_app(interpreter, node, place), name, values, node, place)
    if name == "MustParse":
        return values[0] if values else None
    return None


def _exporter_flags(
    interpreter: Interpreter, name: str, values: list[Any], node: Node, place: Place
) -> None:
    """The two flags that the Prometheus exporter toolkit gives every exporter."""
    address = next((value for value in values if isinstance(value, str) and value), "")
    app = next((value for value in values if isinstance(value, Builder)), None)
    if any(isinstance(value, Outside) for value in values):
        app = default_app(interpreter, node, place)
    if name != "AddFlags" or app is None or not address:
        return
    line = line_of(node)
    where = Evidence(place.source.path, line, line)
    listen = Builder("flag", "web.listen-address", "Address to listen on", where)
    listen.default = address
    config = Builder("flag", "web.config.file", "File that sets up TLS or authentication", where)
    app.below += [listen, config]


def method(
    interpreter: Interpreter,
    builder: Builder,
    name: str,
    values: list[Any],
    node: Node,
    place: Place,
) -> Any:
    """A call in a chain; all but the last return what they are called on."""
    text = as_text(values[0]) if values else ""
    if name in ("Flag", "Arg", "Command"):
        line = place.source.data.count(b"\n", 0, _name_position(node)) + 1
        usage = as_text(values[1]) if len(values) > 1 else ""
        made = Builder(name.lower(), text, usage, Evidence(place.source.path, line, line))
        if _NAME.fullmatch(text):
            builder.below.append(made)
        return made
    if name == "Short":
        builder.short = text
    elif name == "Default":
        known = all(isinstance(value, str) for value in values)
        builder.default = ",".join(map(as_text, values)) if known else ""
    elif name in ("Envar", "OverrideDefaultFromEnvar"):
        builder.env = text
    elif name == "PlaceHolder":
        builder.placeholder = text
    elif name == "Alias":
        builder.aliases += (text,) if text else ()
    elif name == "Required":
        builder.required = True
    elif name == "Hidden":
        builder.hidden = True
    elif builder.part in ("flag", "arg"):
        builder.kind = name
        if name.startswith("Enum"):
            builder.choices = tuple(value for value in values if isinstance(value, str))
    return builder


def _name_position(node: Node) -> int:
    """Where the arguments begin: a chain's own start is that of its first line."""
    arguments = node.child_by_field_name("arguments")
    return arguments.start_byte if arguments is not None else node.start_byte


def build(app: Builder, program: str) -> tuple[Cli, Evidence]:
    """The command line of an app."""
    name = app.name if _NAME.fullmatch(app.name) else program
    cli = Cli(
        program=name,
        summary=one_line(app.help),
        options=_options(app),
        arguments=_arguments(app),
        subcommands=tuple(_subcommands(app, "")),
    )
    return cli, app.evidence


def _subcommands(builder: Builder, path: str) -> list[Subcommand]:
    found: list[Subcommand] = []
    for child in builder.below:
        if child.part == "command" and not child.hidden:
            name = f"{path} {child.name}".strip()
            found.append(
                Subcommand(
                    name=name,
                    help=one_line(child.help),
                    aliases=child.aliases,
                    options=_options(child),
                    arguments=_arguments(child),
                    evidence=child.evidence,
                )
            )
            found += _subcommands(child, name)
    return found


def _arguments(builder: Builder) -> tuple[Argument, ...]:
    return tuple(
        Argument(
            child.name,
            help_of(child.help),
            child.required,
            child.kind.endswith(("s", "List", "sVar", "ListVar", "Map")),
        )
        for child in builder.below
        if child.part == "arg" and not child.hidden
    )


def _options(builder: Builder) -> tuple[Option, ...]:
    found: dict[str, Option] = {}
    for flag in builder.below:
        if flag.part != "flag" or flag.hidden or flag.name in found:
            continue
        switch = flag.kind in ("Bool", "BoolVar", "NegatableBool", "UnNegatableBool", "Counter")
        short = (f"-{flag.short}",) if flag.short else ()
        default = "" if flag.default in ("false", "0") and switch else flag.default
        found[flag.name] = Option(
            flags=(*short, f"--{flag.name}"),
            value=""
            if switch
            else flag.placeholder.strip("<>") or flag.name.split(".")[-1].upper(),
            help=help_of(flag.help),
            default=default if HOLE not in default and "\n" not in default else "",
            required=flag.required and not flag.default,
            choices=flag.choices,
            env=flag.env,
            evidence=flag.evidence,
        )
    return tuple(found.values())
