"""A README taken apart: headings, links, images, code, prose and tables, each with its line.

The format does not matter to the checks: `markdown.parse` and `rst.parse` both give a `Page`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from moxi.patterns import lazy_re
from moxi.snapshot.model import newlines

if TYPE_CHECKING:
    from moxi.verify.typed import Typed

ProseKind = Literal["paragraph", "heading", "item", "cell", "html"]

MAX_TEXT = 1_000_000
"""Characters; what follows is not looked at."""
MAX_AROUND = 4_000
"""Characters of a paragraph; of a longer one a claim in it sees only what is near."""

SHELL = frozenset((
    "sh", "bash", "shell", "zsh", "console", "terminal", "shell-session", "shellsession",
    "shell script", "sh-session", "cmd", "bat", "batch", "powershell", "ps1", "pwsh", "fish", "ksh",
))  # fmt: skip
_PROMPT = lazy_re(
    r"\s*(?:\([\w.-]+\)\s*)?(?:[\w.-]+@[\w.-]+[:\s][^\s$#]*\s*|(?:PS\b|[A-Z]:\\)[^>\n]*(?=>))?"
    r"(?:\$|❯|➜|%|>)\s+(?=\S)"
)
_ROOT_PROMPT = lazy_re(
    r"\s*#\s+(?=(?:sudo|apt|apt-get|dnf|yum|pacman|apk|emerge|zypper|systemctl)\b)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `anchor` is the fragment that leads to it."""

    text: str
    line: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an image, as Markdown or as HTML."""

    target: str
    text: str
    """what a reader sees; an image's alternative text"""
    line: int
    image: bool = False
    section: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced or indented block of code."""

    language: str
    """the first word of its info string, in lower case"""
    code: str
    line: int
    """of the first line of `code`"""
    section: str = ""
    fenced: bool = True

    @property
    def is_shell(self) -> bool:
        """Whether it holds commands that a reader types."""
        if self.language in SHELL:
            return True
        return not self.language and _PROMPT.match(self.code) is not None


def lines_of(text: str) -> list[str]:
    """The lines of a README that are looked at, whatever ends them, without a byte order mark."""
    return newlines(text.removeprefix("\ufeff")[:MAX_TEXT]).split("\n")


def typed(code: str) -> str:
    """What of a console block a person types: with prompts, only the lines behind them."""
    lines = code.split("\n")
    if not any(_PROMPT.match(line) or _ROOT_PROMPT.match(line) for line in lines):
        return code
    out: list[str] = []
    continued = False
    for line in lines:
        prompt = _PROMPT.match(line) or _ROOT_PROMPT.match(line)
        if prompt:
            line = line[prompt.end() :]
        elif continued:
            line = line[2:] if line.startswith("> ") else line
        else:
            out.append("")
            continue
        out.append(line)
        continued = line.rstrip().endswith("\\")
    return "\n".join(out)


@dataclass(frozen=True, slots=True)
class Span:
    """Inline code, and the sentence, list item or cell in which it stands."""

    text: str
    line: int
    around: str = ""
    """the text of the whole paragraph or cell, its code in backticks"""
    section: str = ""
    column: str = ""
    """in a table, the heading of its column"""
    table: int = 0
    """in a table, a number that its other cells share; else 0"""
    linked: bool = False
    """it is the text of a link"""


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph, list item, heading or cell as plain text, code in backticks."""

    text: str
    line: int
    section: str = ""
    kind: ProseKind = "paragraph"


@dataclass
class Page:
    """A whole README."""

    path: str
    lines: list[str]
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    """every fragment that leads somewhere in the page"""
    comments: list[tuple[int, str]] = field(default_factory=list)
    """HTML comments with their lines"""
    skipped: list[str] = field(default_factory=list)
    typed: list[Typed] | None = None
    """its commands, once they were looked for"""

    @cached_property
    def text(self) -> str:
        """All of it, as it stands."""
        return "\n".join(self.lines)

    def tell(self, text: str, line: int, section: str, kind: ProseKind) -> None:
        """Add a paragraph, one without end as several."""
        for start in range(0, len(text) or 1, MAX_AROUND):
            part = text[start : start + MAX_AROUND]
            self.prose.append(Prose(part, line, section, kind))

    def line_of(self, needle: str, first: int, last: int = 0) -> int:
        """The 1-based line from `first` to `last` on which `needle` stands, else `first`."""
        head = needle.split("\n", 1)[0].strip()
        if head:
            for number in range(first, (last or first) + 1):
                if number <= len(self.lines) and head in self.lines[number - 1]:
                    return number
        return first
