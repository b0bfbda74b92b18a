"""The packages of a monorepo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import markdown as md

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View

MAX_PACKAGES = 60


def build(view: View, body: Body) -> None:
    """A table of all packages below this README's folder."""
    facts = [
        fact
        for fact in view.facts.packages
        if fact.folder != view.facts.folder and not fact.value.workspace
    ]
    if len(facts) < 2 and not (facts and view.package and view.package.workspace):
        return
    public = [fact for fact in facts if not fact.value.private]
    shown = public if len(public) > 1 else facts
    ecosystems = {fact.value.ecosystem for fact in shown}
    rows = [
        (
            view.link(md.code(fact.value.name or fact.folder), fact.folder),
            md.prose(fact.value.description),
            fact.value.ecosystem if len(ecosystems) > 1 else "",
            md.code(fact.folder)
            if (fact.value.name or fact.folder).rpartition("/")[2] != fact.folder.rpartition("/")[2]
            else "",
        )
        for fact in shown[:MAX_PACKAGES]
    ]
    body.add(
        md.table(("package", "what it is", "ecosystem", "folder"), rows), *shown[:MAX_PACKAGES]
    )
    if len(shown) > MAX_PACKAGES:
        body.add(f"And {len(shown) - MAX_PACKAGES} more.")
