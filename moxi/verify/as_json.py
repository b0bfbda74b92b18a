"""A report for programs: one object of JSON, or SARIF 2.1.0 for code scanning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi import __version__
from moxi.verify.as_text import told
from moxi.verify.model import KINDS

if TYPE_CHECKING:
    from moxi.verify.model import Finding, Report, Status

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_object(report: Report) -> dict[str, Any]:
    """All claims, the verified ones too."""
    return {
        "readme": report.readme,
        "tally": report.tally,
        "claims": [_claim(finding) for finding in report.findings],
        "skipped": list(report.skipped),
    }


def _claim(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.claim.kind,
        "text": finding.claim.text,
        "line": finding.claim.line,
        "verdict": finding.status,
        "evidence": [
            {"path": place.path, "line_start": place.line_start, "line_end": place.line_end}
            for place in finding.verdict.evidence
        ],
        "reason": finding.verdict.reason,
        "suggestion": finding.verdict.suggestion,
    }


def as_sarif(report: Report, statuses: tuple[Status, ...] = ("refuted",)) -> dict[str, Any]:
    """A log of one run; each kind of claim is a rule."""
    findings = report.with_status(*statuses)
    kinds = [kind for kind in KINDS if any(item.claim.kind == kind for item in findings)]
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "moxi",
                        "version": __version__,
                        "rules": [
                            {
                                "id": kind,
                                "shortDescription": {
                                    "text": f"a {kind} claim that the repository does not bear out"
                                },
                            }
                            for kind in kinds
                        ],
                    }
                },
                "results": [_result(finding, report, kinds) for finding in findings],
            }
        ],
    }


def _result(finding: Finding, report: Report, kinds: list[Any]) -> dict[str, Any]:
    return {
        "ruleId": finding.claim.kind,
        "ruleIndex": kinds.index(finding.claim.kind),
        "level": "error" if finding.status == "refuted" else "note",
        "message": {"text": told(finding)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(report.readme)},
                    "region": {"startLine": finding.claim.line},
                }
            }
        ],
    }


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)
