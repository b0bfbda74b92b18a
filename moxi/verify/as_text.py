"""A report for people, as a compiler writes it, and as annotations of GitHub Actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Finding, Report, Status

MAX_EXCERPT = 100


def as_text(report: Report, statuses: tuple[Status, ...] = ("refuted",)) -> Iterator[str]:
    """One line a finding, then what would be right, then the tally.

    `README.md:12: refuted command: npm run lnt: package.json has no script lnt`
    """
    for finding in report.with_status(*statuses):
        claim, verdict = finding.claim, finding.verdict
        head = f"{report.readme}:{claim.line}: {verdict.status} {claim.kind}: {_short(claim.text)}"
        yield f"{head}: {verdict.reason}" if verdict.reason else head
        if verdict.suggestion:
            yield f"    did you mean {_short(verdict.suggestion)}"
        if verdict.evidence:
            yield f"    see {', '.join(str(place) for place in verdict.evidence[:3])}"
    for skipped in report.skipped:
        yield f"{report.readme}: not looked at: {skipped}"
    yield f"{report.readme}: {tally(report)}"


def tally(report: Report) -> str:
    """`42 claims: 40 verified, 1 unknown, 1 refuted`"""
    count = report.tally
    noun = "claim" if count["claims"] == 1 else "claims"
    return (
        f"{count['claims']} {noun}: {count['verified']} verified, "
        f"{count['unknown']} unknown, {count['refuted']} refuted"
    )


def as_annotations(report: Report, statuses: tuple[Status, ...] = ("refuted",)) -> Iterator[str]:
    """Workflow commands: https://docs.github.com/actions/reference/workflow-commands."""
    for finding in report.with_status(*statuses):
        level = {"refuted": "error", "unknown": "notice"}.get(finding.status, "notice")
        place = f"file={_property(report.readme)},line={finding.claim.line}"
        title = _property(f"{finding.status} {finding.claim.kind}")
        yield f"::{level} {place},title={title}::{_data(told(finding))}"


def told(finding: Finding) -> str:
    """A finding in one sentence."""
    claim, verdict = finding.claim, finding.verdict
    text = f"{_short(claim.text)}: {verdict.reason}" if verdict.reason else _short(claim.text)
    return f"{text} (did you mean {_short(verdict.suggestion)}?)" if verdict.suggestion else text


def _short(text: str) -> str:
    """On one line, without what a terminal would obey."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MAX_EXCERPT else line[: MAX_EXCERPT - 1] + "…"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
