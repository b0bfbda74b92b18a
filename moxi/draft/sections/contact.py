"""Where the people are: chats, forums, funding, authors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.draft import markdown as md
from moxi.facts.model import Document, Link

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_LABELS = {"chat": "Chat", "funding": "Support the project"}


def build(view: View, body: Body) -> None:
    """A list of links."""
    items: list[str] = []
    used: list[Fact[Any]] = []
    for fact in view.all(Link):
        if fact.value.role in _LABELS:
            label = fact.value.label or _LABELS[fact.value.role]
            items.append(md.link(md.prose(label), fact.value.url))
            used.append(fact)
    for document in view.all(Document):
        if document.value.role in ("authors", "support", "governance"):
            title = document.value.title or document.value.role.capitalize()
            items.append(view.link(md.prose(title), document.value.path))
            used.append(document)
    body.add(md.bullets(dict.fromkeys(items)), *used)
