"""A name that a command calls, held against the tables of names that the repository declares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.verify.context import is_generic
from moxi.verify.model import refuted, unknown, verified
from moxi.verify.nearest import nearest

if TYPE_CHECKING:
    from moxi.facts.model import Evidence
    from moxi.verify.model import Verdict
    from moxi.verify.typed import Typed


@dataclass(slots=True)
class Table:
    """The names that one file declares. `folder` is where it is used from."""

    path: str
    folder: str
    names: dict[str, Evidence] = field(default_factory=dict)
    complete: bool = True
    """it was read whole, and nothing adds names when it runs"""


def judge_name(name: str, what: str, typed: Typed, tables: list[Table]) -> Verdict:
    """The verdict on a command that calls `name`, a `what` (`script`, `target`) of such tables.

    A name that another folder's table holds is unknown: the reader may be there.
    """
    here = [table for table in tables if table.folder == typed.directory]
    for table in here or tables:
        if name in table.names:
            return verified(table.names[name])
    if typed.directory is None:
        return unknown("it runs outside of the repository")
    if any(name in table.names for table in tables):
        return verified(next(t.names[name] for t in tables if name in t.names))
    if not tables or not all(table.complete for table in tables):
        return unknown(f"not every {what} is known")
    if is_generic(name):
        return unknown("a name that stands for any")
    if typed.foreign:
        return unknown("it may be meant for the reader's own project")
    pool = list(dict.fromkeys(known for table in here or tables for known in table.names))
    meant = nearest(name, pool, 0.5)
    where = (here or tables)[0].path
    close = bool(meant) and (
        nearest(name, pool, 0.75) == meant and sum(_alike(name, item) for item in pool) == 1
    )
    if typed.inline and not close:
        return unknown("it may be another project's")
    command = _replaced(typed.text, name, meant) if meant else ""
    fix = (typed.text, command) if close and command else None
    return refuted(f"{where} has no {what} {name}", suggestion=command, fix=fix)


def _alike(name: str, other: str) -> bool:
    return bool(nearest(name, [other], 0.75))


def _replaced(text: str, name: str, other: str) -> str:
    words = text.split(" ")
    if name in words:
        words[len(words) - 1 - words[::-1].index(name)] = other
    return " ".join(words)
