"""The gate: what Moxi writes holds verified claims only, or it is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.draft.compose import render
from moxi.draft.tidied import tidied
from moxi.draft.view import View
from moxi.verify import judged
from moxi.verify.repository import Repository

if TYPE_CHECKING:
    from moxi.config import Config
    from moxi.draft.model import Draft, Section
    from moxi.facts import Facts
    from moxi.snapshot.model import Snapshot
    from moxi.verify import Finding, Report


def proved(
    draft: Draft,
    facts: Facts,
    snapshot: Snapshot,
    config: Config,
    *,
    path: str = "README.md",
    alone: bool = False,
) -> tuple[Draft, Report]:
    """The draft without what its repository does not bear out, and the report on the rest.

    The owner's own sections stay as they are, whatever is found in them.
    """
    view = View(facts, snapshot, config)
    own = {section.id for section in config.extra_sections}
    repository = Repository(snapshot, facts, path)  # its words are read once for all rounds
    report = judged(draft.markdown, repository)
    # Leaving a line out can take the ground from another, such as a link to its heading.
    while (sections := _without(draft, report, own)) != draft.sections:
        text = render(view, list(sections), alone=alone)
        draft = replace(draft, sections=sections, markdown=text)
        report = judged(draft.markdown, repository)
    return draft, report


def _without(draft: Draft, report: Report, own: set[str]) -> tuple[Section, ...]:
    doubtful = report.with_status("refuted", "unknown")
    kept: list[Section] = []
    position = 0
    for section in draft.sections:
        start = draft.markdown.find(section.body, position)
        first = draft.markdown.count("\n", 0, start) + 1
        position = start + len(section.body)
        last = first + section.body.count("\n")
        found = [item for item in doubtful if first <= item.claim.line <= last]
        if found and section.id not in own:
            section = replace(section, body=_mended(section.body, first, found))
        if section.body.strip():
            kept.append(section)
    return tuple(kept)


def _mended(body: str, first: int, findings: list[Finding]) -> str:
    """A section's text without the row, item, command, block or sentence of each claim."""
    lines: list[str | None] = [*body.split("\n")]
    for finding in findings:
        number = finding.claim.line - first
        fence = _fence(body, number)
        if fence:
            opening, closing = fence
            shell = re.match(r"\s*`{3,}(sh|console|bash)\b", lines[opening] or "")
            if not shell or closing - opening <= 2 or number <= opening:
                lines[opening : closing + 1] = [None] * (closing + 1 - opening)
            else:
                lines[number] = None
        elif (line := lines[number]) is not None:
            lines[number] = _shorter(line, finding.claim.text)
    return tidied("\n".join(line for line in lines if line is not None))


def _fence(body: str, number: int) -> tuple[int, int] | None:
    """The first and last line (from 0) of the fence around a line."""
    opening: int | None = None
    for index, line in enumerate(body.split("\n")):
        if re.match(r"\s*`{3,}", line):
            if opening is None:
                opening = index
            else:
                if opening <= number <= index:
                    return opening, index
                opening = None
    return None


def _shorter(line: str, text: str) -> str | None:
    """A line without the sentence that holds a claim; None where nothing is left."""
    if line.lstrip().startswith(("|", "- ", "* ", "#", "<")):
        return None
    sentences = re.split(r"(?<=[.!?:]) ", line)
    kept = [sentence for sentence in sentences if text not in sentence]
    return " ".join(kept) if kept and len(kept) < len(sentences) else None
