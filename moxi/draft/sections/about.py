"""What the project is: one sentence, and what its own documentation says in a paragraph or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.draft import markdown as md
from moxi.facts.model import Action, Description, Note, Overview, Package, Service

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_TRUST = {"manifest": 0, "docstring": 1, "docs": 2, "help": 3, "label": 4, "metadata": 5}


def build(view: View, body: Body) -> None:
    """Tagline, overview, notes."""
    text, fact = tagline(view)
    overview = next(iter(view.all(Overview)), None)
    longer = _without_lead(overview.value.markdown, text) if overview else ""
    if fact is not None and not _plain(longer).startswith(_plain(text)):
        body.add(md.sentence(md.prose(text), *view.names), fact)
    if overview:
        body.add(longer, overview)
    for note in view.all(Note):
        if note.value.section == "about":
            body.add(md.sentence(note.value.markdown), note)


def tagline(view: View) -> tuple[str, Fact[Any] | None]:
    """The sentence that says what it is, and the fact that states it."""
    for action in view.all(Action):
        if view.is_action and action.value.path == view.facts.folder and action.value.description:
            return action.value.description, action
    for package in view.all(Package):
        if package.value.description and not package.value.workspace:
            return package.value.description, package
    stated = sorted(view.all(Description), key=lambda fact: _TRUST[fact.value.origin])
    if stated:
        return stated[0].value.text, stated[0]
    for package in view.all(Package):
        if package.value.description:
            return package.value.description, package
    return _by_kind(view)


_NOUNS = {
    "cli": "command-line program", "library": "library", "service": "service", "plugin": "plugin",
    "app": "application", "template": "template",
}  # fmt: skip


def _by_kind(view: View) -> tuple[str, Fact[Any] | None]:
    """What can be said where nothing describes it: what it is made of."""
    services = view.all(Service)
    if services and view.package and view.package.ecosystem == "Docker":
        names = md.join(fact.value.name for fact in services[:6])
        return f"A Docker Compose set-up of {names}", services[0]
    package = view.facts.package
    noun = next((_NOUNS[role] for role in view.roles if role in _NOUNS), "")
    if package and noun and package.value.ecosystem not in ("", "Docker"):
        return f"A {noun} written in {package.value.ecosystem}", package
    return "", None


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _without_lead(overview: str, tagline_text: str) -> str:
    """The overview without a first paragraph that only says the tagline again."""
    first, _, rest = overview.partition("\n\n")
    return rest if _plain(first) == _plain(tagline_text) else overview
