"""The services of a compose file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Service

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View


def build(view: View, body: Body) -> None:
    """A table of services, where there is more than the project itself."""
    services = view.all(Service)
    if not services or (len(services) == 1 and "service" not in view.roles):
        return
    rows = [
        (
            md.code(fact.value.name),
            md.prose(fact.value.description)
            or (md.code(fact.value.image) if fact.value.image else _built(view, fact.value.build)),
            ", ".join(map(md.code, fact.value.ports)),
            ", ".join(map(md.code, fact.value.depends_on)),
        )
        for fact in services
    ]
    body.add(md.table(("service", "what runs", "ports", "needs"), rows), *services)


def _built(view: View, folder: str) -> str:
    if not folder:
        return ""
    if folder in (".", "./", view.facts.folder or "."):
        return "this repository"
    return "built from " + (
        view.link(md.code(folder), folder) if view.exists(folder) else md.code(folder)
    )
