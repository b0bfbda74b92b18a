"""Findings that are new: against the same README at another commit, or against a saved list."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from moxi.verify.model import Finding, Report

Fingerprint = tuple[str, str, str]
"""kind, text and verdict: a claim that only moves to another line is the same"""


def new_findings(report: Report, known: Iterable[Fingerprint]) -> Report:
    """The report without the refuted and unknown findings that were there before."""
    before = Counter(known)
    kept: list[Finding] = []
    for finding in report.findings:
        mark = fingerprint(finding)
        if finding.status != "verified" and before[mark]:
            before[mark] -= 1
        else:
            kept.append(finding)
    return replace(report, findings=tuple(kept))


def fingerprint(finding: Finding) -> Fingerprint:
    """What makes a finding the same as one of another run."""
    return (finding.claim.kind, finding.claim.text, finding.status)


def fingerprints(report: Report) -> list[Fingerprint]:
    """Those of the findings that are not verified."""
    return [fingerprint(finding) for finding in report.with_status("refuted", "unknown")]


def read_baseline(path: Path) -> list[Fingerprint]:
    """The findings of a saved report, `moxi check --format json`. Raises UsageError."""
    try:
        value: Any = json.loads(path.read_text("utf-8"))
        return [(str(c["kind"]), str(c["text"]), str(c["verdict"])) for c in value["claims"]]
    except OSError as error:
        raise UsageError(f"--baseline {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(
            f"--baseline {path}: is no report; make one with moxi check --format json"
        ) from error
