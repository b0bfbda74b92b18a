"""What a draft is made of: sections, the facts behind each, and who writes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from moxi.facts import Fact, Facts
    from moxi.snapshot.model import Snapshot


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a README. `body` is Markdown without the heading; `""` means leave it out."""

    id: str
    heading: str
    """without `#`; empty for the part that stands directly below the title"""
    body: str = ""
    facts: tuple[Fact[Any], ...] = ()
    """those that the body states"""


class Writer(Protocol):
    """Who turns the facts of one section into Markdown."""

    def write(self, section: Section, facts: Facts, snapshot: Snapshot) -> Section:
        """The section with its body and the facts that it states; an empty body leaves it out."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole README: `markdown` is what is written to the file."""

    title: str
    sections: tuple[Section, ...]
    markdown: str

    @property
    def facts(self) -> int:
        """How many different facts the draft states."""
        return len({id(fact) for section in self.sections for fact in section.facts})


@dataclass(slots=True)
class Body:
    """A section's Markdown while it is put together, block by block, with the facts it states."""

    blocks: list[str] = field(default_factory=list)
    facts: list[Fact[Any]] = field(default_factory=list)

    def add(self, markdown: str, *facts: Fact[Any]) -> None:
        """Add one block (a paragraph, a table, a fence); an empty one adds nothing."""
        if markdown.strip():
            self.blocks.append(markdown.strip("\n"))
            self.facts += facts

    @property
    def markdown(self) -> str:
        """The blocks, a blank line between them."""
        return "\n\n".join(self.blocks)
