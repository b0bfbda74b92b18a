"""A draft as JSON: the README, its sections, and the facts behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.listing import as_object

if TYPE_CHECKING:
    from moxi.draft.model import Draft
    from moxi.facts import Facts


def draft_as_json(draft: Draft, facts: Facts) -> dict[str, Any]:
    """`{"title", "readme", "sections": [{"id", "heading", "body", "facts"}], "problems"}`."""
    return {
        "title": draft.title,
        "readme": draft.markdown,
        "sections": [
            {
                "id": section.id,
                "heading": section.heading,
                "body": section.body,
                "facts": [as_object(fact) for fact in section.facts],
            }
            for section in draft.sections
        ],
        "problems": [
            {"path": problem.path, "line": problem.line, "message": problem.message}
            for problem in facts.problems
        ],
    }
