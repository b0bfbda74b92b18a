"""The addresses at which a service answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Endpoint

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View

MIN_ROWS = 2
MAX_SHOWN = 12
MAX_ROWS = 20
_HEADER = ("method", "path", "what it does")


def build(view: View, body: Body, *, headed: bool = False) -> None:
    """A table of them for what is started and answers; the later ones are folded."""
    if not {"service", "app"}.intersection(view.roles):
        return
    rows: dict[tuple[str, str], list[str]] = {}
    facts = list({fact.value: fact for fact in view.all(Endpoint)}.values())
    for fact in facts:
        methods = rows.setdefault((fact.value.path, fact.value.meaning), [])
        if fact.value.method and fact.value.method not in methods:
            methods.append(fact.value.method)
    if len(rows) < MIN_ROWS:
        return
    cells: list[tuple[str, ...]] = [
        (", ".join(methods), md.code(path), md.capital(md.prose(meaning)))
        for (path, meaning), methods in rows.items()
    ]
    header: tuple[str, ...] = _HEADER
    if not any(rows.values()):
        header, cells = _HEADER[1:], [row[1:] for row in cells]
    body.add("### Endpoints" if headed else "Endpoints:")
    body.add(md.table(header, cells[:MAX_SHOWN]), *facts[:MAX_ROWS])
    if folded := cells[MAX_SHOWN:MAX_ROWS]:
        summary = f"{len(folded)} more"
        if len(cells) > MAX_ROWS:
            summary += f" (of {len(cells)} in all)"
        body.add(md.details(summary, md.table(header, folded)))
