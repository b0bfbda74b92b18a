"""Where things are: the main folders, and how the packages depend on each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Folder, ModuleEdge

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View

MIN_NODES, MAX_NODES = 3, 12


def build(view: View, body: Body) -> None:
    """A table of folders, then one small diagram where it tells something."""
    folders = [fact for fact in view.all(Folder) if view.exists(fact.value.path)]
    if len(folders) > 1:
        rows = [
            (
                view.link(md.code(view.path(fact.value.path)), fact.value.path),
                md.prose(fact.value.role),
            )
            for fact in folders
        ]
        body.add(md.table(("path", "what it holds"), rows), *folders)
    edges = view.all(ModuleEdge)
    nodes = list(
        dict.fromkeys(name for fact in edges for name in (fact.value.source, fact.value.target))
    )
    if len(edges) > 1 and MIN_NODES <= len(nodes) <= MAX_NODES:
        names = {node: f"n{number}" for number, node in enumerate(nodes)}
        lines = ["graph LR"]
        lines += [f'    {names[node]}["{_label(node)}"]' for node in nodes]
        lines += [f"    {names[e.value.source]} --> {names[e.value.target]}" for e in edges]
        body.add("An arrow points at what is imported:")
        body.add(md.fence("\n".join(lines), "mermaid"), *edges)


def _label(node: str) -> str:
    return re.sub(r"[^\w@./ :-]", "", node)
