"""Options of yargs, and where in a program its calls stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.help_notes import read_notes
from moxi.facts.javascript.cli.command import Command, flag, implied_value
from moxi.facts.javascript.texts import helping_text, is_true, plain_text, shown, texts
from moxi.facts.javascript.values import Scope, arguments, fields, unwrap
from moxi.facts.model import Option
from moxi.facts.prose import collapse
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.javascript.source import Source

FUNCTIONS = ("arrow_function", "function_expression", "function_declaration", "method_definition",
              "generator_function")  # fmt: skip
_VALUES = {"number": "number", "string": "string", "array": "values", "config": "path"}


def option_from(name: str, node: Node | None, scope: Scope, evidence: object) -> Option | None:
    """An option of yargs (`{alias, describe, type, default, choices, demandOption}`)."""
    from moxi.facts.model import Evidence

    said = fields(node, scope)
    if "hidden" in said and is_true(said["hidden"][0]):
        return None
    aliases = texts(*said["alias"]) if "alias" in said else ()
    flags = [flag(alias) for alias in (*aliases, name) if alias and re.match(r"^[\w.-]+$", alias)]
    flags.sort(key=lambda one: len(one.lstrip("-")) > 1)
    kind = plain_text(*said["type"]) if "type" in said else ""
    value = _VALUES.get(kind, "")
    for key, shown_value in _VALUES.items():
        if key in said and is_true(said[key][0]):
            value = shown_value
    if "requiresArg" in said and not value:
        value = "value"
    notes = read_notes(collapse(say(said, "describe", "description", "desc")), braces=True)
    default = ""
    for key in ("defaultDescription", "default"):
        if key in said and not default:
            default = shown(*said[key]) or ""
    default = default or notes.default
    if not kind and not value:
        value = implied_value(default)
    required = any(
        key in said and unwrap(said[key][0]) is not None and unwrap(said[key][0]).type != "false"  # type: ignore[union-attr]
        for key in ("demandOption", "demand", "required", "require")
    )
    return Option(
        tuple(dict.fromkeys(flags)),
        value,
        notes.text,
        "" if default in ("false", "") else default,
        required,
        texts(*said["choices"]) if "choices" in said else notes.choices,
        notes.env,
        evidence if isinstance(evidence, Evidence) else None,
    )


def say(said: dict[str, tuple[Node, Scope]], *keys: str) -> str:
    """The text at the first of these keys that there is."""
    return next((helping_text(*said[key]) for key in keys if key in said), "")


def amend(
    command: Command,
    name: str,
    *,
    aliases: tuple[str, ...] = (),
    text: str = "",
    default: str = "",
    choices: tuple[str, ...] = (),
    required: bool = False,
    make: object = None,
) -> None:
    """Add what a separate call (`.alias("p", "port")`) says to an option that is known."""
    from dataclasses import replace

    from moxi.facts.model import Evidence

    if not name:
        return
    wanted = {flag(name), *(flag(alias) for alias in aliases)}
    for index, option in enumerate(command.options):
        if wanted.intersection(option.flags):
            flags = [*option.flags, *(one for one in sorted(wanted) if one not in option.flags)]
            flags.sort(key=lambda one: len(one.lstrip("-")) > 1)
            command.options[index] = replace(
                option, flags=tuple(flags), help=option.help or text,
                default=option.default or ("" if default == "false" else default),
                choices=option.choices or choices, required=option.required or required,
            )  # fmt: skip
            return
    if isinstance(make, Evidence) and text:
        command.add_option(Option((flag(name),), help=text, evidence=make))


def nearest_function(node: Node) -> Node | None:
    """The innermost function around a node."""
    parent = node.parent
    while parent is not None and parent.type not in FUNCTIONS:
        parent = parent.parent
    return parent


def is_main(function: Node, source: Source) -> bool:
    """A function that runs the program: called at once, or by a name such as `main`."""
    parent = function.parent
    while parent is not None and parent.type in ("parenthesized_expression", "await_expression"):
        parent = parent.parent
    if parent is not None and parent.type == "call_expression":
        held = parent.child_by_field_name("function")
        return held is not None and held.start_byte <= function.start_byte < held.end_byte
    exported = node_text(parent.child_by_field_name("left")) if parent is not None else ""
    if exported in ("module.exports", "exports.default"):
        return "yargs" not in node_text(function.child_by_field_name("parameters"))
    name = node_text(function.child_by_field_name("name"))
    if not name and parent is not None and parent.type == "variable_declarator":
        name = node_text(parent.child_by_field_name("name"))
    parameters = function.child_by_field_name("parameters")
    plain = parameters is None or "yargs" not in node_text(parameters)
    return plain and bool(
        re.match(
            r"^(main|run|cli|start|bootstrap|(parse|get|create|build|make)\w*|init|exports?)",
            name,
            re.I,
        )
    )


def called_with_parameter(function: Node, body: Node) -> list[Node]:
    """Calls `common(yargs)` whose argument is the builder's own parameter."""
    from moxi.facts.syntax import walk

    parameters = function.child_by_field_name("parameters") or function.child_by_field_name(
        "parameter"
    )
    name = re.match(r"[\w$]+", node_text(parameters).lstrip("("))
    if not name:
        return []
    return [
        call
        for call in walk(body, "call_expression")
        if (held := call.child_by_field_name("function")) is not None
        and held.type == "identifier"
        and any(node_text(given) == name[0] for given in arguments(call))
    ]
