"""Calls of a program that its own text below the list of options shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.javascript.texts import HOLE, plain_text, text_value
from moxi.facts.javascript.values import Scope, argument, arguments
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.source import Source, Sources

MAX_SHOWN = 12
_WORDS = ("addHelpText", "--help")
_PRINTERS = ("log", "info", "write")


def help_examples(files: list[Source], sources: Sources, program: str) -> tuple[str, ...]:
    """What `addHelpText("after", …)` and `on("--help", …)` print under `Examples:`, or after a
    `$`, with the program's name at its beginning."""
    found: dict[str, None] = {}
    for source in files:
        if any(word in source.text for word in _WORDS):
            text = "\n".join(_texts(source, Scope(source, sources)))
            found.update(dict.fromkeys(_calls(text, program)))
    return tuple(found)[:MAX_SHOWN]


def _texts(source: Source, scope: Scope) -> Iterator[str]:
    for _, call in source.calls(("addHelpText",)):
        yield text_value(argument(call, 1), scope) or ""
    for _, call in source.calls(("on",)):
        if plain_text(argument(call, 0), scope) not in ("--help", "-h, --help", "-h"):
            continue
        start, end = call.start_byte, call.end_byte
        for _, printer in source.calls(_PRINTERS):
            if start < printer.start_byte < end and _is_printer(printer):
                for given in arguments(printer)[:1]:
                    yield text_value(given, scope) or ""


def _is_printer(call: Node) -> bool:
    name = node_text(call.child_by_field_name("function"))
    return name.startswith("console.") or name == "process.stdout.write"


def _calls(text: str, program: str) -> Iterator[str]:
    section = ""
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped.endswith(":"):
            section = stripped.lower()
            continue
        shown = stripped.removeprefix("$ ")
        if shown == stripped and not section.startswith("example"):
            continue
        shown = shown.partition("  #")[0].rstrip()
        if shown.startswith(f"{program} ") and HOLE not in shown:
            yield shown
