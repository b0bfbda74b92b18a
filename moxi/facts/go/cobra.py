"""cobra: `&cobra.Command{…}`, `AddCommand` and the flags of each command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.go.flags import FlagSet, is_object_of, string_items
from moxi.facts.go.text import argument_words, example_lines, one_line
from moxi.facts.go.values import HOLE, Object, as_text
from moxi.facts.model import Cli, Evidence, Option, Subcommand
from moxi.facts.syntax import line_of
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.values import Place

_USAGE = lazy_re(r"^[\w.-]+ [\[<]")
LIBRARY = "github.com/spf13/cobra"
FORKS = ("github.com/muesli/coral",)
"""copies of it that define commands in the same words"""
MAX_LEVELS = 4
_SETS = {
    "Flags": "flags",
    "LocalFlags": "flags",
    "LocalNonPersistentFlags": "flags",
    "PersistentFlags": "persistent",
}


def is_command(value: Any) -> bool:
    """Whether a value is a `cobra.Command`."""
    return any(is_object_of(value, library, "Command") for library in (LIBRARY, *FORKS))


def method(
    interpreter: Interpreter,
    command: Object,
    name: str,
    values: list[Any],
    node: Node,
    place: Place,
) -> Any:
    """A call of one of a command's methods."""
    if name in _SETS:
        return command.extra.setdefault(_SETS[name], FlagSet("", "pflag"))
    if name == "AddCommand":
        children = command.extra.setdefault("children", [])
        children += [value for value in values if is_command(value) and value not in children]
    elif name in ("MarkFlagRequired", "MarkPersistentFlagRequired"):
        key = "persistent" if "Persistent" in name else "flags"
        flags = command.extra.get(key)
        flag = flags.get(as_text(values[0])) if isinstance(flags, FlagSet) and values else None
        if flag is not None:
            flag.required = True
    elif name.startswith("Execute"):
        note_execution(interpreter, [command])
    elif name == "Root":
        return None
    return None


def note_execution(interpreter: Interpreter, values: list[Any]) -> None:
    """Remember the command that a program executes."""
    for value in values:
        if is_command(value):
            interpreter.state.setdefault("cobra", []).append(value)


def build(root: Object, program: str) -> tuple[Cli, Evidence]:
    """The command line of a root command."""
    use = as_text(root.fields.get("Use")).strip()
    name, _, rest = use.partition(" ")
    if not re.fullmatch(r"[\w.+-]+", name):
        name, rest = program, ""
    examples = example_lines(as_text(root.fields.get("Example")), name)
    subcommands = tuple(_subcommands(root, "", 1))
    if not examples:
        examples = _examples_below(root, name, 1)
    arguments = argument_words(rest) if not subcommands or root.fields.get("Args") else ()
    cli = Cli(
        program=name,
        summary=summary(root),
        usage=usage_line(name, rest),
        options=options(root),
        arguments=arguments,
        subcommands=subcommands,
        examples=examples[:8],
    )
    return cli, place_of(root)


def place_of(value: Object) -> Evidence:
    """Where an object is made."""
    line = line_of(value.node)
    return Evidence(value.place.source.path, line, line)


def usage_line(name: str, rest: str) -> str:
    """`Use` as a usage line, empty where it is only the name."""
    rest = rest.strip()
    return f"{name} {rest}" if rest and HOLE not in rest and "\n" not in rest else ""


def summary(command: Object) -> str:
    """A command's one line."""
    short = one_line(as_text(command.fields.get("Short")))
    if _USAGE.match(short):  # `tool [files]` says how it is called, not what it does
        short = ""
    return short or one_line(as_text(command.fields.get("Long")))


def long_help(command: Object) -> tuple[str, Evidence]:
    """What `Long` says, and where the command stands."""
    return as_text(command.fields.get("Long")), place_of(command)


def options(command: Object) -> tuple[Option, ...]:
    """A command's own flags, then those that it hands down."""
    found: list[Option] = []
    for key in ("flags", "persistent"):
        flags = command.extra.get(key)
        if isinstance(flags, FlagSet):
            seen = {flag for option in found for flag in option.flags}
            found += [o for o in flags.options() if not seen.intersection(o.flags)]
    return tuple(found)


def _hidden(command: Object) -> bool:
    return bool(command.fields.get("Hidden")) or bool(as_text(command.fields.get("Deprecated")))


def children(command: Object) -> list[Object]:
    """Commands below one that are not hidden and whose names are known."""
    below = [c for c in command.extra.get("children", []) if isinstance(c, Object)]
    return [c for c in below if not _hidden(c) and command_name(c)]


def command_name(command: Object) -> str:
    """The word by which a command is called."""
    name = as_text(command.fields.get("Use")).strip().partition(" ")[0]
    return name if re.fullmatch(r"[\w.:+-]+", name) else ""


def _subcommands(command: Object, path: str, level: int) -> list[Subcommand]:
    found: list[Subcommand] = []
    for child in children(command) if level <= MAX_LEVELS else []:
        name = f"{path} {command_name(child)}".strip()
        rest = as_text(child.fields.get("Use")).strip().partition(" ")[2]
        found.append(
            Subcommand(
                name=name,
                help=summary(child),
                aliases=string_items(child.fields.get("Aliases")),
                options=options(child),
                arguments=argument_words(rest),
                evidence=place_of(child),
            )
        )
        if child is not command:
            found += _subcommands(child, name, level + 1)
    return found


def _examples_below(command: Object, program: str, level: int) -> tuple[str, ...]:
    found: list[str] = []
    for child in children(command) if level <= 2 else []:
        lines = example_lines(as_text(child.fields.get("Example")), program)
        found += lines[:1]
        found += _examples_below(child, program, level + 1)
    return tuple(dict.fromkeys(found))
