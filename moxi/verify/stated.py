"""What the facts state word for word: a claim that a check could not judge by itself may stand in
an example, a help text or a manifest, with its evidence."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Value
from moxi.verify.model import verified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact
    from moxi.verify.model import Finding
    from moxi.verify.repository import Repository

MIN_LENGTH = 3
_PLAIN = frozenset((
    "command", "environment", "flag", "path", "port", "url", "code", "import", "version", "licence",
))  # fmt: skip
"""Kinds whose text means the same wherever the repository writes it."""


def with_facts(findings: list[Finding], repository: Repository) -> list[Finding]:
    """The findings; those that were unknown and that a fact states are verified by it."""
    stated: list[tuple[str, Fact[Any]]] | None = None
    out: list[Finding] = []
    for finding in findings:
        text = finding.claim.text
        if finding.status == "unknown" and finding.claim.kind in _PLAIN:
            if stated is None:
                stated = [
                    (string, fact) for fact in repository.facts for string in _strings(fact.value)
                ]
            place = _place(_needle(finding), stated) or _page(text, repository)
            if place:
                finding = replace(finding, verdict=verified(place))
        out.append(finding)
    return out


def _needle(finding: Finding) -> str:
    """What of a claim a fact would hold: of an import the name alone."""
    text = finding.claim.text
    return re.split(r"::|#|\.(?=\w+$)", text)[-1] if finding.claim.kind == "import" else text


def _place(text: str, stated: list[tuple[str, Fact[Any]]]) -> Evidence | None:
    if len(text) < MIN_LENGTH:
        return None
    # As words of its own: not `--dry` of `--dry-run`, `3.1` of `3.10`, `otter` of `a.org/otter`.
    whole = re.compile(rf"(?<![\w/.-]){re.escape(text)}(?![\w-]|[.:/]\w)")
    for string, fact in stated:
        if text in string and whole.search(string):
            return fact.evidence[0]
    return None


def _page(text: str, repository: Repository) -> Evidence | None:
    """The manifest behind a package's own page on its registry."""
    if not text.startswith("https://"):
        return None
    for fact in repository.facts.packages:
        name = fact.value.name
        pages = (
            f"https://pypi.org/project/{name}",
            f"https://www.npmjs.com/package/{name}",
            f"https://crates.io/crates/{name}",
            f"https://docs.rs/{name}",
            f"https://pkg.go.dev/{name}",
            f"https://img.shields.io/pypi/v/{name}",
            f"https://img.shields.io/npm/v/{name}",
            f"https://img.shields.io/crates/v/{name}",
        )
        if text.rstrip("/") in pages and not fact.value.private:
            return fact.evidence[0]
    return None


def _strings(value: object) -> Iterator[str]:
    """Every string of a value, those of its parts too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Evidence):
        return
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, Value) or is_dataclass(value):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))
