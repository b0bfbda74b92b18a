"""What calls into other modules do and return, for the libraries that command lines use."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from moxi.facts.go import cobra, kingpin, urfave, viper
from moxi.facts.go.flags import FlagSet
from moxi.facts.go.gomod import without_major
from moxi.facts.go.values import HOLE, Bound, EnvRead, Function, Items, Object, Outside, as_text
from moxi.facts.model import Evidence
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    import re

    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.values import Place

FLAG_LIBRARIES = {
    "flag": "flag",
    "github.com/spf13/pflag": "pflag",
    "github.com/projectdiscovery/goflags": "goflags",
}
STRUCT_PARSERS = {
    "github.com/alecthomas/kong": "kong",
    "github.com/jessevdk/go-flags": "go-flags",
    "github.com/alexflint/go-arg": "go-arg",
}
_FORKED = {"go-flags": "github.com/jessevdk/go-flags", "pflag": "github.com/spf13/pflag"}
_VERB = lazy_re(r"%(?:\[\d+\])?[-+# 0]*[\d*]*(?:\.[\d*]+)?([a-zA-Z%])")
_UNWRAPPING = {
    "Doc", "Dedent", "TrimSpace", "T", "G", "LongDesc", "Examples", "Tr", "Trim", "Sprint",
    "NoFormat", "TrimLeft", "TrimRight", "ToLower", "String", "Must", "TrimPrefix", "TrimSuffix",
}  # fmt: skip

_STYLING = {"Render", "Sprint", "Bold", "Styled"}


def canonical(path: str) -> str:
    """The library of an import path without its major version, a fork as what it was made of."""
    bare = without_major(path)
    return _FORKED.get(bare.rpartition("/")[2], bare) if bare.startswith("github.com/") else bare


def call(
    interpreter: Interpreter,
    target: Any,
    values: list[Any],
    nodes: list[Node],
    node: Node,
    place: Place,
) -> Any:
    """The result of a call whose function this module does not declare."""
    if isinstance(target, Outside):
        return _function(interpreter, target, values, nodes, node, place)
    if isinstance(target, Bound):
        return _method(interpreter, target, values, nodes, node, place)
    function = node.child_by_field_name("function")
    field = function.child_by_field_name("field") if function is not None else None
    return _styled(node_text(field), values)


def _function(
    interpreter: Interpreter,
    target: Outside,
    values: list[Any],
    nodes: list[Node],
    node: Node,
    place: Place,
) -> Any:
    path, name = canonical(target.path), target.name
    if path in FLAG_LIBRARIES:
        return _flag_function(interpreter, path, name, values, nodes, node, place)
    if path in STRUCT_PARSERS:
        return _struct_parser(interpreter, STRUCT_PARSERS[path], name, values, node, place)
    if path in kingpin.LIBRARIES or "kingpinflag" in path:
        return kingpin.function(interpreter, path, name, values, node, place)
    if path == "github.com/urfave/cli" and (made := urfave.function(name, values, node, place)):
        return made
    if path == "github.com/spf13/viper":
        return viper.value(interpreter, name, values)
    if path == "fmt":
        return _fmt(interpreter, name, values)
    if path in ("os", "syscall") and name in ("Getenv", "LookupEnv"):
        read = EnvRead(values[0]) if values and as_text(values[0]) else None
        return read if name == "Getenv" else (read, None)
    if path in ("strconv", "time", "strings") and values and isinstance(values[0], EnvRead):
        return values[0] if path == "strings" else (values[0], None)  # still what it reads
    if path in ("path", "path/filepath") and name == "Base" and values:
        return as_text(values[0]).rpartition("/")[2] or None
    if path == "strings" and name == "Join" and len(values) == 2:
        parts = values[0].values if isinstance(values[0], Items) else []
        if parts and all(isinstance(part, str) for part in parts):
            return as_text(values[1]).join(parts)
        return None
    if path == "strings" and name in ("ReplaceAll", "Replace") and len(values) >= 3:
        if all(isinstance(value, str) for value in values[:3]):
            return values[0].replace(values[1], values[2])
        return None
    if name in ("Execute", "ExecuteContext", "Run", "ExecuteC"):
        cobra.note_execution(interpreter, values)
    return _unwrapped(name, values)


def _unwrapped(name: str, values: list[Any]) -> Any:
    """`heredoc.Doc(text)` and `altsrc.NewStringFlag(flag)` are what they are given."""
    objects = [value for value in values if isinstance(value, Object)]
    if len(objects) == 1 and (name.startswith("New") or len(values) == 1):
        return objects[0]
    if name in _UNWRAPPING and values and isinstance(values[0], str):
        text = values[0]
        if name in ("Doc", "Dedent", "LongDesc", "Examples"):
            return textwrap.dedent(text.lstrip("\n").expandtabs(4))
        return text.strip() if name == "TrimSpace" else text if len(values) == 1 else None
    return None


def _method(
    interpreter: Interpreter,
    target: Bound,
    values: list[Any],
    nodes: list[Node],
    node: Node,
    place: Place,
) -> Any:
    receiver, name = target.receiver, target.name
    if isinstance(receiver, Outside):
        path = canonical(receiver.path)
        if path in FLAG_LIBRARIES and receiver.name == "CommandLine":
            receiver = default_flags(interpreter, path)
        elif path in kingpin.LIBRARIES and receiver.name == "CommandLine":
            receiver = kingpin.default_app(interpreter, node, place)
    if isinstance(receiver, FlagSet):
        return _flag_method(interpreter, receiver, name, values, nodes, node, place)
    if isinstance(receiver, kingpin.Builder):
        return kingpin.method(interpreter, receiver, name, values, node, place)
    if isinstance(receiver, Object):
        if cobra.is_command(receiver):
            return cobra.method(interpreter, receiver, name, values, node, place)
        if urfave.is_command(receiver):
            return urfave.method(interpreter, receiver, name, values)
        if receiver.type == "go-flags" and name in ("AddCommand", "AddGroup"):
            receiver.extra.setdefault(name, []).append(values)
            return values[3] if len(values) > 3 else None
        if receiver.type in ("strings.Builder", "bytes.Buffer"):
            return _builder(receiver, name, values)
    return _styled(name, values)


def _styled(name: str, values: list[Any]) -> Any:
    """`title.Render("Usage")` is the text, in colour."""
    return values[0] if name in _STYLING and len(values) == 1 else None


def _builder(receiver: Object, name: str, values: list[Any]) -> Any:
    if name == "WriteString" and values:
        text = values[0] if isinstance(values[0], str) else HOLE
        receiver.extra["text"] = receiver.extra.get("text", "") + text
    return receiver.extra.get("text") if name == "String" else None


# Flags ----------------------------------------------------------------------------------------


def default_flags(interpreter: Interpreter, path: str) -> FlagSet:
    """The flag set of the program itself."""
    found = interpreter.state.get(f"flags:{path}")
    if not isinstance(found, FlagSet):
        found = FlagSet("", FLAG_LIBRARIES[path])
        interpreter.state[f"flags:{path}"] = found
    return found


def _flag_function(
    interpreter: Interpreter,
    path: str,
    name: str,
    values: list[Any],
    nodes: list[Node],
    node: Node,
    place: Place,
) -> Any:
    if name == "NewFlagSet":
        title = as_text(values[0]) if values else ""
        evidence = Evidence(place.source.path, line_of(node), line_of(node))
        made = FlagSet(
            title, FLAG_LIBRARIES[path], evidence, case=interpreter.state.get("case", [])
        )
        interpreter.state.setdefault("flag sets", []).append(made)
        return made
    return _flag_method(
        interpreter, default_flags(interpreter, path), name, values, nodes, node, place
    )


def _flag_method(
    interpreter: Interpreter,
    flags: FlagSet,
    name: str,
    values: list[Any],
    nodes: list[Node],
    node: Node,
    place: Place,
) -> Any:
    text = as_text(values[0]) if values else ""
    if name == "Parse":
        flags.parsed = True
    elif name in ("MarkHidden", "MarkDeprecated"):
        if flag := flags.get(text):
            flag.hidden = True
    elif name in ("AddFlagSet", "AddGoFlagSet") and values and isinstance(values[0], FlagSet):
        values[0].part = True
        flags.flags += [flag for flag in values[0].flags if not flags.get(flag.name)]
    elif name == "SetDescription":
        flags.description = text
    elif name == "Lookup":
        return flags.get(text)
    elif name == "Args":
        return None
    else:
        return flags.define(name, values, nodes, node, place)
    return None


def _struct_parser(
    interpreter: Interpreter, library: str, name: str, values: list[Any], node: Node, place: Place
) -> Any:
    """`kong.Parse(&cli, …)`, `flags.NewParser(&opts, …)`, `arg.MustParse(&args)`."""
    if library == "kong" and name in ("Name", "Description", "UsageOnError", "DefaultEnvars"):
        return Object(f"kong.{name}", node, place, {"value": values[0] if values else None})
    if library == "kong" and name == "Vars":
        return None
    if name in ("Parse", "MustParse", "ParseArgs", "NewParser", "New", "Must", "NewNamedParser"):
        for value in values:
            if isinstance(value, Object) and value.struct is not None:
                found = Object(library, node, place, {"struct": value, "options": Items(values)})
                interpreter.state.setdefault(library, []).append(found)
                return Object(library, node, place, found.fields, None, found.extra)
        if library == "go-flags":
            parser = Object(library, node, place, {"struct": None, "options": Items(values)})
            interpreter.state.setdefault(library, []).append(parser)
            return parser
    return None


# Text -----------------------------------------------------------------------------------------


def _fmt(interpreter: Interpreter, name: str, values: list[Any]) -> Any:
    if name == "Sprintf":
        return formatted(values)
    if name in ("Sprint", "Sprintln"):
        return joined(values, name.endswith("ln"))
    if interpreter.printed is None:
        return None
    if name.startswith("Fprint"):
        name, values = name[1:].capitalize(), values[1:]
    if name == "Printf":
        interpreter.printed.append(formatted(values) or HOLE)
    elif name in ("Print", "Println"):
        interpreter.printed.append(joined(values, name == "Println"))
    return None


def formatted(values: list[Any]) -> str | None:
    """`fmt.Sprintf`, with a hole for what is not known."""
    if not values or not isinstance(values[0], str):
        return None
    rest = list(values[1:])

    def fill(match: re.Match[str]) -> str:
        if match[1] == "%":
            return "%"
        value = rest.pop(0) if rest else None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int):
            return f'"{value}"' if match[1] == "q" else str(value)
        return HOLE

    return _VERB.sub(fill, values[0])


def joined(values: list[Any], line: bool) -> str:
    """`fmt.Sprint` and `fmt.Sprintln`, with a hole for what is not known."""
    parts = [str(value) if isinstance(value, str | int) else HOLE for value in values]
    return (" " if line else "").join(parts) + ("\n" if line else "")


def printed_by(interpreter: Interpreter, function: Any) -> str:
    """What a usage function prints."""
    if not isinstance(function, Function):
        return ""
    interpreter.printed = []
    interpreter.call(function, [])
    text = "".join(interpreter.printed)
    interpreter.printed = None
    return text
