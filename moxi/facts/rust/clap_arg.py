"""The calls on clap's `Arg`: `.long("x")`, `.default_value("y")` …"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.rust.commands import Arg, as_paragraphs
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.rust.values import Values

_ENUM = lazy_re(r"\bvalue_parser!\s*\(\s*([\w:]+)\s*\)|\bEnumValueParser::<([\w:]+)>")
_SWITCHES = ("SetTrue", "SetFalse", "Count", "Help", "HelpShort", "HelpLong", "Version")
_VALUED = ("value_name", "value_names", "number_of_values", "min_values", "max_values",
           "possible_values", "possible_value", "value_parser", "value_delimiter",
           "use_delimiter", "validator", "value_hint", "default_value", "default_values",
           "default_missing_value", "require_equals", "allow_hyphen_values")  # fmt: skip


def set_arg(arg: Arg, method: str, given: list[Node], path: str, values: Values) -> None:
    """Take over one builder call on an argument."""
    value = values.of(given[0], path) if len(given) == 1 else None
    source = node_text(given[0]) if given else ""
    if method in ("long", "visible_alias", "visible_aliases", "short", "visible_short_alias"):
        texts = [value] if value else values.all_of(given[0], path) if given else []
        target = arg.short if "short" in method else arg.long
        target += [text.lstrip("-") for text in texts]
        arg.nameless |= not texts
    elif method in ("help", "about") and value is not None:
        arg.help = as_paragraphs(value)
    elif method == "long_help" and value is not None:
        arg.help = arg.help or value
    elif method in ("hide", "hidden"):
        arg.hidden = source != "false"
    elif method == "env":
        arg.env = value or ""
    elif method == "required":
        arg.required = source == "true"
    elif method == "global":
        arg.shared = source != "false"
    elif method in ("multiple", "multiple_values", "multiple_occurrences"):
        arg.repeated = source == "true"
    elif method == "takes_value":
        arg.takes_value = source == "true"
    elif method == "action":
        action = source.rpartition("::")[2]
        arg.takes_value = action not in _SWITCHES
        arg.repeated |= action == "Append"
    elif method == "num_args":
        arg.takes_value = source != "0"
        arg.repeated |= ".." in source and source not in ("0..=1", "..=1")
    if method in _VALUED:
        _set_values(arg, method, given, value, path, values)


def _set_values(
    arg: Arg, method: str, given: list[Node], value: str | None, path: str, values: Values
) -> None:
    """What says how many values there are, and which."""
    if arg.takes_value is None:
        arg.takes_value = True
    if method in ("value_name", "value_names") and given:
        arg.placeholder = value or " ".join(values.all_of(given[0], path))
    elif method in ("default_value", "default_values"):
        arg.has_default = True
        arg.default = value or (" ".join(values.all_of(given[0], path)) if given else "")
    elif method in ("possible_values", "value_parser") and given:
        arg.choices = tuple(values.all_of(given[0], path)) or arg.choices
        typed = _ENUM.search(node_text(given[0]))
        arg.kind = (typed.group(1) or typed.group(2)).rpartition("::")[2] if typed else ""
    elif method == "possible_value" and value:
        arg.choices = (*arg.choices, value)
