"""urfave/cli, versions 1 to 3: `cli.App`, `cli.Command` and the flag types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.go.flags import help_of, is_object_of, string_items
from moxi.facts.go.text import argument_words, example_lines, one_line
from moxi.facts.go.values import HOLE, EnvRead, Items, Object, as_items, as_text, shown
from moxi.facts.model import Cli, Evidence, Option, Subcommand
from moxi.facts.syntax import line_of
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.values import Place

LIBRARY = "github.com/urfave/cli"
MAX_LEVELS = 4
_QUOTED = lazy_re(r"`([^`]*)`")
_EXAMPLES = lazy_re(r"^[ \t]*examples?:[ \t]*\n([\s\S]*)", re.IGNORECASE | re.MULTILINE)


def is_command(value: Any) -> bool:
    """Whether a value is an `App` or a `Command`."""
    return is_object_of(value, LIBRARY, "App", "Command")


def function(name: str, values: list[Any], node: Node, place: Place) -> Any:
    """A call of one of the library's functions."""
    if name == "NewApp":
        return Object(f"{LIBRARY}.App", node, place)
    if name == "EnvVars":
        return Items(list(values))
    if name == "NewValueSourceChain":
        return Items([part for value in values for part in as_items(value) or [value]])
    if name == "EnvVar":
        return values[0] if values else None
    if name in ("NewStringSlice", "NewIntSlice"):
        return Items(list(values))
    return None


def method(interpreter: Interpreter, command: Object, name: str, values: list[Any]) -> Any:
    """A call of one of an app's methods."""
    if name in ("Run", "RunContext", "RunAndExitOnError"):
        interpreter.state.setdefault("urfave", []).append(command)
    return None


def _summary(root: Object) -> str:
    """What an app is for; its description where the short text only names it."""
    texts = [one_line(as_text(root.fields.get(name))) for name in ("Usage", "Description")]
    return next((text for text in texts if " " in text), texts[0])


def build(root: Object, program: str) -> tuple[Cli, Evidence]:
    """The command line of an app."""
    name = as_text(root.fields.get("Name"))
    if not re.fullmatch(r"[\w.+-]+", name):
        name = program
    usage = as_text(root.fields.get("UsageText")).strip()
    words = as_text(root.fields.get("ArgsUsage")).strip()
    if "\n" in usage or not usage.startswith(name):
        usage = ""
    subcommands = tuple(_subcommands(root, "", 1))
    cli = Cli(
        program=name,
        summary=_summary(root),
        usage=usage if HOLE not in usage else "",
        options=_options(root),
        arguments=argument_words(words) or _arguments(root),
        subcommands=subcommands,
        examples=(
            example_lines(as_text(root.fields.get("Description")), name)
            or _examples_below(root, name, 1)
        )[:8],
    )
    line = line_of(root.node)
    return cli, Evidence(root.place.source.path, line, line)


def _subcommands(command: Object, path: str, level: int) -> list[Subcommand]:
    found: list[Subcommand] = []
    below = as_items(command.fields.get("Commands")) or as_items(command.fields.get("Subcommands"))
    for child in below if level <= MAX_LEVELS else []:
        if not is_command(child) or child.fields.get("Hidden"):
            continue
        first, *more = [part.strip() for part in as_text(child.fields.get("Name")).split(",")]
        if not re.fullmatch(r"[\w.:+-]+", first):
            continue
        name = f"{path} {first}".strip()
        short = as_text(child.fields.get("ShortName"))
        line = line_of(child.node)
        found.append(
            Subcommand(
                name=name,
                help=one_line(as_text(child.fields.get("Usage")))
                or one_line(as_text(child.fields.get("Description"))),
                aliases=(*more, *([short] if short else []), *_aliases(child)),
                options=_options(child),
                arguments=argument_words(as_text(child.fields.get("ArgsUsage")))
                or _arguments(child),
                evidence=Evidence(child.place.source.path, line, line),
            )
        )
        found += _subcommands(child, name, level + 1)
    return found


def _examples_below(command: Object, program: str, level: int) -> tuple[str, ...]:
    """The first example of each command, from below the word `Examples:` of its description."""
    found: list[str] = []
    below = as_items(command.fields.get("Commands")) or as_items(command.fields.get("Subcommands"))
    for child in below if level <= 2 else []:
        if not is_command(child) or child.fields.get("Hidden"):
            continue
        if headed := _EXAMPLES.search(as_text(child.fields.get("Description"))):
            lines = example_lines(headed[1], program)[:1]
            found += map(_closed_up, lines)
        found += _examples_below(child, program, level + 1)
    return tuple(dict.fromkeys(found))


def _closed_up(line: str) -> str:
    """A line whose remark was aligned with lines that are not told."""
    command, mark, remark = line.partition("  #")
    if not mark or command.count("'") % 2 or command.count('"') % 2:
        return line
    return f"{command.rstrip()}  # {remark.strip()}"


def _aliases(value: Object) -> tuple[str, ...]:
    return string_items(value.fields.get("Aliases"))


def _arguments(command: Object) -> Any:
    names = [
        as_text(argument.fields.get("Name"))
        for argument in as_items(command.fields.get("Arguments"))
        if isinstance(argument, Object)
    ]
    return argument_words(" ".join(f"[{name}]" for name in names if name))


def _options(command: Object) -> tuple[Option, ...]:
    found: list[Option] = []
    seen: set[str] = set()
    for flag in as_items(command.fields.get("Flags")):
        if isinstance(flag, Object) and flag.name.endswith("Flag"):
            option = _option(flag)
            if option is not None and not seen.intersection(option.flags):
                found.append(option)
                seen.update(option.flags)
    return tuple(found)


def _option(flag: Object) -> Option | None:
    names = [part.strip() for part in as_text(flag.fields.get("Name")).split(",")]
    names = [name for name in (*names, *_aliases(flag)) if re.fullmatch(r"[\w.:-]+", name)]
    if not names or flag.fields.get("Hidden"):
        return None
    names.sort(key=lambda name: len(name) > 1)
    usage = as_text(flag.fields.get("Usage"))
    text = help_of(usage)
    switch = flag.name in ("BoolFlag", "BoolTFlag", "BoolWithInverseFlag")
    quoted = _QUOTED.search(usage)
    told = as_text(flag.fields.get("DefaultText"))
    given = flag.fields.get("Value")
    line = line_of(flag.node)
    read = given if isinstance(given, EnvRead) else None
    return Option(
        flags=tuple(f"-{name}" if len(name) == 1 else f"--{name}" for name in names),
        value="" if switch else quoted[1] if quoted else "value",
        help=text,
        default=told or shown(given),
        required=flag.fields.get("Required") is True,
        env=_variable(flag) or (read.name if read else ""),
        evidence=Evidence(flag.place.source.path, line, line),
    )


def _variable(flag: Object) -> str:
    for key in ("EnvVars", "Sources", "EnvVar"):
        value = flag.fields.get(key)
        names = string_items(value) or tuple(as_text(value).split(","))
        if names and re.fullmatch(r"[A-Za-z_]\w*", names[0].strip()):
            return names[0].strip()
    return ""
