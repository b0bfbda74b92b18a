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
MAX_ROWS = 60
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_HEADER = ("method", "path", "what it does")


def _order(methods: str) -> int:
    """Where a method stands among those of one path; an unknown one comes last."""
    first = methods.partition(",")[0]
    return _METHODS.index(first) if first in _METHODS else len(_METHODS)


def build(view: View, body: Body, *, headed: bool = False) -> None:
    """A table of them for what is started and answers; the later ones are folded."""
    if not (view.is_service or "app" in view.roles) or view.is_action:
        return
    rows: dict[tuple[str, str], list[str]] = {}
    facts = list({fact.value: fact for fact in view.all(Endpoint)}.values())
    for fact in facts:
        methods = rows.setdefault((fact.value.path, fact.value.meaning), [])
        stated = fact.value.method.split(", ") if fact.value.method else []
        methods += [method for method in stated if method not in methods]
    if len(rows) < MIN_ROWS:
        return
    cells: list[tuple[str, ...]] = [
        (", ".join(sorted(methods, key=_order)), md.code(path), md.capital(md.prose(meaning)))
        for (path, meaning), methods in rows.items()
    ]
    header: tuple[str, ...] = _HEADER
    if not any(rows.values()):
        header, cells = _HEADER[1:], [row[1:] for row in cells]
    body.add("### Endpoints" if headed else "Endpoints:")
    body.add(md.table(header, cells[:MAX_SHOWN]), *facts[:MAX_ROWS])
    if folded := cells[MAX_SHOWN:MAX_ROWS]:
        body.add(md.details(f"{len(folded)} more", md.table(header, folded)))
