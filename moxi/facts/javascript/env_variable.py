"""An environment variable while it is collected from several places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Evidence

SCREAMING = lazy_re(r"^[A-Z][A-Z0-9_]*$")
CASTS = ("Number", "parseInt", "parseFloat", "Boolean", "String", "BigInt")


@dataclass
class Variable:
    """One variable; the evidence grows with each place that names it."""

    name: str
    default: str = ""
    meaning: str = ""
    required: bool = False
    evidence: list[Evidence] = field(default_factory=list)
