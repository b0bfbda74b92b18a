"""clap's small languages for an argument: `arg!(-c --config <FILE> "help")` and usage strings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.rust.commands import Arg
from moxi.facts.rust.literals import unescape
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Evidence

_PART = lazy_re(
    r"""\s*(?:(?P<id>\w[\w-]*):\s
        |--\s?(?P<long>[\w][\w-]*|"[^"]+")
        |-\s?(?P<short>\w|'.')
        |(?P<value><[^>]+>|\[[^\]]+\])
        |[!?]
        |(?P<many>\.\.\.)
        |"(?P<help>(?:[^"\\]|\\.)*)"
        |'(?P<quoted>[^']*)'
        |,)""",
    re.VERBOSE | re.DOTALL,
)


def arg_from_macro(text: str, evidence: Evidence | None) -> Arg | None:
    """The argument that `arg!` makes; None where the text is of another form."""
    arg = _read(text.strip(), evidence)
    return arg if arg is not None and arg.name else None


def arg_from_usage(text: str, evidence: Evidence | None) -> Arg:
    """The argument that `Arg::from_usage` makes: `-c, --config=[FILE] 'help'`."""
    return _read(text.strip().replace("=", " "), evidence) or Arg("", hidden=True)


def _read(text: str, evidence: Evidence | None) -> Arg | None:
    arg = Arg("", evidence=evidence)
    position, name, value = 0, "", ""
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or match.end() == position:
            return None
        position = match.end()
        kind, found = match.lastgroup, match.group(match.lastgroup) if match.lastgroup else ""
        if kind == "id":
            name = found
        elif kind == "long":
            arg.long.append(found.strip('"'))
        elif kind == "short":
            arg.short.append(found.strip("'"))
        elif kind == "value":
            value = found[1:-1].strip()
            arg.required = found.startswith("<")
        elif kind == "many":
            arg.repeated = True
        elif kind in ("help", "quoted"):
            arg.help = unescape(found)
    arg.takes_value = bool(value) or arg.positional
    if value and not arg.positional:
        arg.required = False  # `<FILE>` means that the flag needs a value, not that it must stand
    arg.placeholder = value
    arg.name = name or value or (arg.long or arg.short or [""])[0]
    return arg
