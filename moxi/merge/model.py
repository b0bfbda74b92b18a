"""What goes into a merge and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moxi.draft import Section
from moxi.merge.links import moved
from moxi.snapshot.model import newlines

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from moxi.draft import Draft


@dataclass(frozen=True, slots=True)
class Wanted:
    """A draft as the merge takes it."""

    title: str
    """the line of the heading, with its `#`"""
    sections: tuple[Section, ...]
    """with `badges` and `toc`, in the order of the draft"""
    order: tuple[str, ...]
    """the ids of all sections that there could be, in the order of the README"""
    own_headings: frozenset[str] = frozenset()
    """sections whose heading is the owner's, and so kept as it is written"""
    off: frozenset[str] = frozenset()
    """sections that the owner switched off"""
    complete: bool = True
    """False where a file could not be read: then what is missing is not taken away"""

    @classmethod
    def of(
        cls,
        draft: Draft,
        order: Sequence[str],
        *,
        own_headings: Collection[str] = (),
        off: Collection[str] = (),
        complete: bool = True,
    ) -> Wanted:
        """A draft with its title, badges and table of contents told apart."""
        title, sections = _taken_apart(draft)
        return cls(
            _clean(title),
            tuple(replace(section, body=_clean(section.body)) for section in sections),
            tuple(order),
            frozenset(own_headings),
            frozenset(off),
            complete,
        )

    def moved(self, old: str, new: str) -> Wanted:
        """The draft for a README in another folder: its relative links lead from there."""
        sections = (replace(s, body=moved(s.body, old, new)) for s in self.sections)
        return replace(self, sections=tuple(sections))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What Moxi would write into a section that stays as a person edited it; `markdown` is empty
    where it would take the section away."""

    section: str
    markdown: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a section: `added`, `replaced`, `merged` or `removed`; or `noted`, where a
    person has written what Moxi would, and only the marker learns of it."""

    section: str
    action: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The amended README, what was changed in it, and what a person is to decide."""

    text: str
    changes: tuple[Change, ...] = ()
    proposals: tuple[Proposal, ...] = ()


def _clean(text: str) -> str:
    """A text as it is once it was written to a file and read again."""
    return newlines(text.encode("utf-8", "replace").decode()).replace("\0", "")


def _taken_apart(draft: Draft) -> tuple[str, tuple[Section, ...]]:
    """The line of the title, and the sections with the parts that stand between them."""
    title = ""
    parts: list[Section] = []
    position = 0
    for section in draft.sections:
        text = f"## {section.heading}\n\n{section.body}" if section.heading else section.body
        at = draft.markdown.index(text, position)
        for part in filter(None, draft.markdown[position:at].strip().split("\n\n")):
            if title:
                parts.append(Section("toc" if part.startswith("- ") else "badges", "", part))
            else:
                title = part
        parts.append(section)
        position = at + len(text)
    return title, tuple(parts)
