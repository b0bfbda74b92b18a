"""Claims, verdicts and the report of a check."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from moxi.facts.model import Evidence

Kind = Literal[
    "link", "anchor", "image", "url", "path", "command", "package", "import", "flag",
    "environment", "port", "version", "licence", "badge", "action", "terraform", "code",
    "technology", "placeholder",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
OUTSIDE_KINDS: frozenset[Kind] = frozenset(("url",))
"""Kinds about the world outside, which no repository can answer for."""

Status = Literal["verified", "refuted", "unknown"]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something a README says that a repository can confirm or contradict."""

    kind: Kind
    text: str
    """as the README writes it: `npm run lint`, `docs/usage.md`, `--verbose`"""
    line: int
    """1-based, in the README"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the repository says to a claim."""

    status: Status
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    """one clause in lower case; empty where the evidence says it all"""
    suggestion: str = ""
    """what should stand instead, as the README would write it"""
    fix: tuple[str, str] | None = None
    """the text on the claim's line and what replaces it, where that is beyond doubt"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with its verdict."""

    claim: Claim
    verdict: Verdict

    @property
    def status(self) -> Status:
        """The verdict in one word."""
        return self.verdict.status


def verified(*evidence: Evidence, reason: str = "") -> Verdict:
    """The repository says the same, there. Raises ValueError without evidence."""
    if not evidence:
        raise ValueError("a verified claim needs evidence")
    return Verdict("verified", evidence, reason)


def refuted(
    reason: str,
    *evidence: Evidence,
    suggestion: str = "",
    fix: tuple[str, str] | None = None,
) -> Verdict:
    """The repository contradicts the claim."""
    return Verdict("refuted", evidence, reason, suggestion, fix)


def unknown(reason: str) -> Verdict:
    """The repository cannot tell."""
    return Verdict("unknown", (), reason)


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one README, in the order of its lines."""

    readme: str
    """its path, as it was given"""
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...] = ()
    """what was not looked at, and why; one clause each"""

    @property
    def tally(self) -> dict[str, int]:
        """`{"claims": …, "verified": …, "unknown": …, "refuted": …}`"""
        count = Counter(finding.status for finding in self.findings)
        return {
            "claims": len(self.findings),
            "verified": count["verified"],
            "unknown": count["unknown"],
            "refuted": count["refuted"],
        }

    def with_status(self, *statuses: Status) -> tuple[Finding, ...]:
        """The findings of these statuses."""
        return tuple(finding for finding in self.findings if finding.status in statuses)
