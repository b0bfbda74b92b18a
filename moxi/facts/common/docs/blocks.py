"""What a page of documentation is made of, whatever markup it is written in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

BlockKind = Literal["heading", "paragraph", "code", "list", "terms", "table"]

UNRESOLVED = "\ufffc"
"""stands in a text where a reference of the docs tool could not be resolved: such a text is not
quoted"""

MAX_INLINE = 5_000
"""a paragraph longer than this, in characters, is no prose worth quoting, and slow to read"""

Resolve = Callable[[str], str]
"""a link's target as the page writes it → as the README would, `""` where it leads nowhere"""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, or a term with what is said of it. Texts are inline Markdown."""

    text: str
    line: int
    term: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, its cells as inline Markdown."""

    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page. Lines are 1-based and of the page itself."""

    kind: BlockKind
    line: int
    end: int
    text: str = ""
    """inline Markdown, or the code"""
    level: int = 0
    """of a heading, 1 is the page's own"""
    language: str = ""
    lead: str = ""
    """of code: the text right before it"""
    aside: bool = False
    """in a note, a quotation or a fold: not part of the running text"""
    items: tuple[Item, ...] = ()
    rows: tuple[Row, ...] = ()
    """the head row first"""
    first: int = 0
    """of code: the line its text starts on"""
    include: str = ""
    """of code: the file that the docs tool puts here, as the page writes it"""


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to somewhere outside, with the image it is put on where it is a badge."""

    url: str
    label: str
    line: int
    image: str = ""


@dataclass(slots=True)
class Page:
    """A page: its blocks in order, its front matter, the links it makes to the outside."""

    path: str
    blocks: list[Block] = field(default_factory=list)
    front: dict[str, Any] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What the page calls itself."""
        stated = self.front.get("title")
        if isinstance(stated, str) and stated.strip():
            return stated.strip()
        first = next((block for block in self.blocks if block.kind == "heading"), None)
        return first.text if first and first.level == 1 and UNRESOLVED not in first.text else ""
