"""What it can do, as its own documentation lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Feature

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View

MAX_FEATURES = 12


def build(view: View, body: Body) -> None:
    """A list of features; one alone is no list."""
    features = view.all(Feature)[:MAX_FEATURES]
    if len(features) > 1:
        body.add(md.bullets(fact.value.text for fact in features), *features)
