"""The public API: its names, how they are called, what they do."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Symbol

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

MAX_SYMBOLS, MAX_NAMED = 24, 20
_VALUES = ("function", "class", "constant", "component")
MAX_SIGNATURE = 70
MAX_SPELLED_OUT = 8
"""So many names or fewer leave room for the signatures that do not fit a table."""


def build(view: View, body: Body) -> None:
    """One table of the main names, for a library."""
    if view.is_action:  # a workflow gives it inputs; nobody imports it
        return
    if not view.is_library and not (view.all(Symbol) and not view.is_cli):
        return
    ranked = sorted(view.all(Symbol), key=lambda fact: fact.value.rank)
    told = [
        fact
        for fact in ranked
        if fact.value.summary or fact.value.signature or fact.value.rank == 0
    ]
    # Of a program's inside, what is not told tells nobody anything.
    if view.is_cli and view.roles[:1] != ("library",):
        told = [fact for fact in told if fact.value.summary]
    if any(fact.value.summary for fact in told):  # its name alone says nothing beside the others
        told = [f for f in told if f.value.summary or f.value.signature]
    chosen = told[:MAX_SYMBOLS]
    if not chosen:
        return
    long = [
        fact.value.signature
        for fact in chosen
        if len(fact.value.signature) > MAX_SIGNATURE and _name(fact) == md.code(fact.value.name)
    ]
    rows = [(fact, _unended(md.prose(fact.value.summary))) for fact in chosen]
    if len(chosen) <= MAX_SPELLED_OUT and long and view.package:
        body.add(md.fence("\n".join(map(_wrapped, long)), view.package.ecosystem.lower()), *chosen)
        rows = [row for row in rows if row[1] or row[0].value.signature not in long]
    if rows:
        body.add(
            md.table(("name", "what it is"), [(_name(fact), summary) for fact, summary in rows]),
            *chosen,
        )
    shown = {fact.value.name for fact in chosen}
    rest = [f for f in ranked if f.value.name not in shown and f.value.kind in _VALUES]
    methods = [f for f in told if f.value.name not in shown and f.value.kind == "method"]
    if not (view.is_cli and view.roles[:1] != ("library",)):
        _also(body, "Further methods: {}.", methods)
        _also(body, "It also exports {}.", rest)


def _also(body: Body, sentence: str, facts: list[Fact[Symbol]]) -> None:
    """The names for which there was no row."""
    if facts:
        names = [md.code(fact.value.name) for fact in facts[:MAX_NAMED]]
        more = f" and {len(facts) - MAX_NAMED} more" if len(facts) > MAX_NAMED else ""
        body.add(sentence.format(f"{', '.join(names)}{more}" if more else md.join(names)), *facts)


def _unended(text: str) -> str:
    """A phrase of a table, without the full stop that only some of them have."""
    return text if text.endswith(("..", "etc.")) else text.removesuffix(".")


def _wrapped(signature: str) -> str:
    """A long signature on several lines, broken between its arguments."""
    return "\n".join(textwrap.wrap(signature, 88, subsequent_indent="    ", break_on_hyphens=False,
                                   break_long_words=False))  # fmt: skip


def _name(fact: Fact[Symbol]) -> str:
    symbol = fact.value
    for signature in (symbol.signature, _unreturned(symbol.signature)):
        if "(" in signature and len(signature) <= MAX_SIGNATURE:
            return md.code(signature)
    return md.code(symbol.name)


def _unreturned(signature: str) -> str:
    """A signature without the type of what it gives: `open(path: string): Promise<File>`."""
    depth = 0
    for place, char in enumerate(signature):
        depth += (char == "(") - (char == ")")
        if char == ")" and not depth:
            return signature[: place + 1] if signature[place + 1 : place + 2] == ":" else ""
    return ""
