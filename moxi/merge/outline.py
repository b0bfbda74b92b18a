"""The headings of a README that are a person's, and the style in which they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.merge.page import parser
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Collection

    from markdown_it.token import Token

    from moxi.merge.page import Page

HTML_HEADING = lazy_re(
    r"<h([1-6])\b[^<>]*>((?:(?!<h[1-6]).)*?)</h\1\s{0,9}>", re.IGNORECASE | re.DOTALL
)
_WRAPPER = lazy_re(r"<(/?)(?:details|div|section|center|table|blockquote)\b[^<>]*>", re.IGNORECASE)
_TAG = lazy_re(r"<[^<>]*>")
_SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


@dataclass(frozen=True, slots=True)
class Heading:
    """`line` is the index of its first line, `after` of the first line below it; `wrapper` is
    that of the `<details>` or `<div>` around it, else -1."""

    line: int
    after: int
    level: int
    text: str
    kind: str
    """`atx`, `setext` or `html`"""
    wrapper: int = -1


def headings(page: Page, *, outside: bool = True) -> list[Heading]:
    """The headings in their order; with `outside` only those that stand in no block of Moxi's."""
    found: list[Heading] = []
    wrappers: list[int] = []
    tokens = page.tokens
    for number, token in enumerate(tokens):
        if token.level or not token.map:
            continue
        if outside and token.map[0] in page.owned:
            continue
        around = wrappers[0] if wrappers else -1
        if token.type == "heading_open":
            kind = "atx" if token.markup.startswith("#") else "setext"
            text = _shown(tokens[number + 1])
            start, after = token.map
            found.append(Heading(start, after, int(token.tag[1]), text, kind, around))
        elif token.type == "html_block":
            for match in HTML_HEADING.finditer(token.content):
                line = token.map[0] + token.content.count("\n", 0, match.start())
                after = token.map[0] + token.content.count("\n", 0, match.end()) + 1
                within = around if around >= 0 else token.map[0]
                text = " ".join(_TAG.sub("", match[2]).split())
                found.append(Heading(line, after, int(match[1]), text, "html", within))
            for match in _WRAPPER.finditer(token.content):
                if not match[1]:
                    wrappers.append(token.map[0])
                elif wrappers:
                    wrappers.pop()
    return found


def _shown(inline: Token) -> str:
    children = inline.children or ()
    return "".join(c.content for c in children if c.type in ("text", "code_inline")).strip()


@dataclass(frozen=True, slots=True)
class Style:
    """How a README writes the headings of its sections."""

    level: int = 2
    setext: bool = False
    case: str = "sentence"
    """`sentence`, `title`, `upper` or `lower`"""

    @classmethod
    def of(cls, found: list[Heading]) -> Style:
        """The style of headings, the first of which may be the README's title."""
        level = section_level(found)
        own = [heading for heading in below_title(found) if heading.level == level]
        setext = sum(heading.kind == "setext" for heading in own) * 2 > len(own)
        return cls(level, setext, _case([heading.text for heading in own]))

    def section(self, heading: str, body: str, *, keep_case: bool = False) -> str:
        """A section in this style; `body` has its own headings below level 2."""
        body = _shifted(body, self.level - 2)
        if not heading:
            return body
        text = heading if keep_case else _in_case(heading, self.case)
        if self.setext and self.level <= 2:
            rule = ("=" if self.level == 1 else "-") * max(3, len(text))
            return f"{text}\n{rule}\n\n{body}"
        return f"{'#' * self.level} {text}\n\n{body}"


def title_of(found: list[Heading]) -> Heading | None:
    """The README's title: the first heading where it stands above all others, or the only one of
    level 1 among the first; None where the README begins with a section."""
    if not found:
        return None
    first, rest = found[0], [heading.level for heading in found[1:]]
    if first.level == 1 or (rest and first.level < min(rest)):
        return first
    top = [heading for heading in found if heading.level == 1]
    return top[0] if len(top) == 1 and top[0] in found[:3] else None


def below_title(found: list[Heading]) -> list[Heading]:
    """The headings below the title; what stands above it is a notice and no section."""
    title = title_of(found)
    return found if title is None else found[found.index(title) + 1 :]


def section_level(found: list[Heading]) -> int:
    """The level of the headings that divide a README into sections."""
    return min((heading.level for heading in below_title(found)), default=2)


def _case(texts: list[str]) -> str:
    texts = [text for text in texts if any(char.isalpha() for char in text)]
    if len(texts) > 1 and all(text.isupper() for text in texts):
        return "upper"
    if len(texts) > 1 and all(text.islower() for text in texts):
        return "lower"
    several = [words for text in texts if len(words := re.findall(r"[^\W\d_]{2,}", text)) > 1]
    titled = sum(
        all(word[0].isupper() for word in words if word.lower() not in _SMALL) for words in several
    )
    return "title" if titled * 2 > len(several) else "sentence"


def _in_case(heading: str, case: str) -> str:
    words = heading.split()
    if case == "upper":
        return heading.upper()
    if case == "lower":
        return " ".join(word if word.isupper() else word.lower() for word in words)
    if case == "title":
        return " ".join(
            word if number and word in _SMALL else word[0].upper() + word[1:]
            for number, word in enumerate(words)
        )
    return heading


def _shifted(body: str, by: int) -> str:
    """The body with its headings `by` levels deeper."""
    if not by or "#" not in body:
        return body
    lines = body.split("\n")
    starts = _heading_lines(parser().parse(body))
    for number in starts:
        stripped = lines[number].lstrip()
        level = len(stripped) - len(stripped.lstrip("#"))
        lines[number] = "#" * min(6, max(1, level + by)) + stripped[level:]
    return "\n".join(lines)


def _heading_lines(tokens: list[Token]) -> Collection[int]:
    return [
        token.map[0]
        for token in tokens
        if token.type == "heading_open" and token.map and token.markup.startswith("#")
    ]
