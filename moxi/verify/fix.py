"""`moxi check --fix`: suggestions that are beyond doubt, applied; every other byte stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.verify.model import Finding, Report

_LINE_END = lazy_re(r"(\r\n|\n|\r)")


def fixed(text: str, report: Report) -> tuple[str, tuple[Finding, ...]]:
    """The text with its refuted claims mended, and those that were.

    `text` has the line ends of the file. A claim is mended only where its words stand exactly
    once on its line.
    """
    lines = _LINE_END.split(text)  # every second one is an end
    done: list[Finding] = []
    for finding in report.with_status("refuted"):
        fix, number = finding.verdict.fix, 2 * (finding.claim.line - 1)
        if fix is None or number >= len(lines):
            continue
        wrong, right = fix
        if wrong != right and "\n" not in right and lines[number].count(wrong) == 1:
            lines[number] = lines[number].replace(wrong, right)
            done.append(finding)
    return "".join(lines), tuple(done)
