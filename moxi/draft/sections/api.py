"""The public API: its names, how they are called, what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Symbol

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

MAX_SYMBOLS = 24
MAX_SIGNATURE = 70


def build(view: View, body: Body) -> None:
    """One table of the main names, for a library."""
    if not view.is_library and not (view.all(Symbol) and not view.is_cli):
        return
    ranked = sorted(view.all(Symbol), key=lambda fact: fact.value.rank)
    told = [fact for fact in ranked if fact.value.summary or fact.value.signature]
    chosen = told[:MAX_SYMBOLS]
    if not chosen:
        return
    body.add(
        md.table(
            ("name", "what it is"), [(_name(fact), md.prose(fact.value.summary)) for fact in chosen]
        ),
        *chosen,
    )


def _name(fact: Fact[Symbol]) -> str:
    symbol = fact.value
    if "(" in symbol.signature and len(symbol.signature) <= MAX_SIGNATURE:
        return md.code(symbol.signature)
    return md.code(symbol.name)
