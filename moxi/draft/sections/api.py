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

MAX_SYMBOLS = 24
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
    chosen = told[:MAX_SYMBOLS]
    if not chosen:
        return
    long = [fact.value.signature for fact in chosen if len(fact.value.signature) > MAX_SIGNATURE]
    rows = [(fact, _unended(md.prose(fact.value.summary))) for fact in chosen]
    if len(chosen) <= MAX_SPELLED_OUT and long and view.package:
        body.add(md.fence("\n".join(map(_wrapped, long)), view.package.ecosystem.lower()), *chosen)
        rows = [row for row in rows if row[1] or row[0].value.signature not in long]
    if rows:
        body.add(
            md.table(("name", "what it is"), [(_name(fact), summary) for fact, summary in rows]),
            *chosen,
        )


def _unended(text: str) -> str:
    """A phrase of a table, without the full stop that only some of them have."""
    return text if text.endswith(("..", "etc.")) else text.removesuffix(".")


def _wrapped(signature: str) -> str:
    """A long signature on several lines, broken between its arguments."""
    return "\n".join(textwrap.wrap(signature, 88, subsequent_indent="    ", break_on_hyphens=False,
                                   break_long_words=False))  # fmt: skip


def _name(fact: Fact[Symbol]) -> str:
    symbol = fact.value
    if "(" in symbol.signature and len(symbol.signature) <= MAX_SIGNATURE:
        return md.code(symbol.signature)
    return md.code(symbol.name)
