"""Facts as a person or a program reads them: fact, value, evidence."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Evidence, Fact

MAX_VALUE = 300


def as_object(fact: Fact[Any]) -> dict[str, Any]:
    """`{"kind", "value", "evidence", "folder", "extractor"}`, JSON-ready; empty fields left out."""
    return {
        "kind": fact.kind,
        "value": _plain(fact.value),
        "evidence": [evidence_object(evidence) for evidence in fact.evidence],
        "folder": fact.folder,
        "extractor": fact.extractor,
    }


def evidence_object(evidence: Evidence) -> dict[str, Any]:
    """`{"path", "line_start", "line_end"}`; lines are 1-based, 0 for the entry itself."""
    return {
        "path": evidence.path,
        "line_start": evidence.line_start,
        "line_end": evidence.line_end or evidence.line_start,
    }


def as_objects(facts: Facts) -> dict[str, Any]:
    """`{"folder", "packages", "facts", "problems"}`."""
    return {
        "folder": facts.folder,
        "packages": [as_object(fact) for fact in facts.packages],
        "facts": [as_object(fact) for fact in facts],
        "problems": [
            {"path": problem.path, "line": problem.line, "message": problem.message}
            for problem in facts.problems
        ],
    }


def as_lines(facts: Facts) -> Iterator[str]:
    """One line a fact: kind, value, where it stands."""
    width = max((len(fact.kind) for fact in facts), default=0)
    for fact in facts:
        value = brief(fact.value)
        where = ", ".join(str(evidence) for evidence in fact.evidence[:3])
        yield _printable(f"{fact.kind:<{width}}  {value}  <- {where}")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(item)
            for field in fields(value)
            if (item := getattr(value, field.name)) not in ("", (), None)
        }
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value


def brief(value: Any) -> str:
    """A fact's value in one line of at most `MAX_VALUE` characters."""
    parts: list[str] = []
    for name, item in _plain(value).items():
        if isinstance(item, list) and item and isinstance(item[0], dict):
            labels = [str(next(iter(entry.values()))) for entry in item]
            parts.append(f"{name}: {len(item)} ({', '.join(labels)})")
        elif isinstance(item, list):
            parts.append(f"{name}: {', '.join(map(str, item))}")
        elif item is not False:
            parts.append(name if item is True else f"{name}: {item}")
    text = "; ".join(parts)
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1].rsplit(" ", 1)[0] + " …"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
