"""README → claims → verdicts: what a repository confirms, contradicts and cannot tell."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from moxi.verify.model import Claim, Finding, Report, Verdict

if TYPE_CHECKING:
    from moxi.config import Suppression
    from moxi.facts import Facts
    from moxi.snapshot.model import Snapshot
    from moxi.verify.repository import Repository

__all__ = ["RST", "Claim", "Finding", "Report", "Verdict", "judged", "verify"]

RST = (".rst", ".rest")
MAX_CLAIMS = 5_000
"""Of one check; a README with more is told about these."""


def verify(
    text: str,
    snapshot: Snapshot,
    facts: Facts,
    path: str = "README.md",
    suppressed: tuple[Suppression, ...] = (),
) -> Report:
    """Every claim of a README that stands (or is to stand) at `path`, with its verdict.

    Never raises for what the text or the repository holds; what was not looked at is named in
    the report. The same input gives the same report.
    """
    from moxi.verify.repository import Repository

    return judged(text, Repository(snapshot, facts, path), suppressed)


def judged(text: str, repository: Repository, suppressed: tuple[Suppression, ...] = ()) -> Report:
    """The same for a repository that is at hand: several texts can be held against it."""
    from moxi.verify.checks import checks
    from moxi.verify.stated import with_facts
    from moxi.verify.suppress import kept, misspelt

    path = repository.readme
    if path.lower().endswith(RST):
        from moxi.verify.rst import parse
    else:
        from moxi.verify.markdown import parse
    page = parse(text, path)
    found: dict[Finding, None] = {}
    skipped = [*page.skipped, *misspelt(page)]
    for check in checks():
        claims = list(islice(check(page, repository), MAX_CLAIMS + 1))
        found.update(dict.fromkeys(claims[:MAX_CLAIMS]))
        if len(claims) > MAX_CLAIMS:
            skipped.append(f"{claims[0].claim.kind} claims after the first {MAX_CLAIMS}")
    ordered = sorted(found, key=lambda finding: finding.claim.line)
    ordered = with_facts(ordered, repository)
    findings = kept(page, ordered, suppressed)
    if hidden := len(ordered) - len(findings):
        skipped.append(f"{hidden} claims that are switched off")
    return Report(path, findings, tuple(skipped))
