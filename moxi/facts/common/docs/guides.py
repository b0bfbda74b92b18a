"""What the guides for those who work on a project, people or agents, say that it is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.common.docs.inline import plain
from moxi.facts.common.docs.introduction import opening_sections
from moxi.facts.common.docs.prose_rules import is_tagline, standing
from moxi.facts.model import Evidence, Fact, Overview
from moxi.facts.paths import join
from moxi.facts.prose import first_sentence
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.blocks import Block, Page
    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.common.docs.pages import Pages

GUIDES = ("AGENTS.md", "CLAUDE.md", ".github/copilot-instructions.md", "GEMINI.md",
          "ARCHITECTURE.md", "docs/ARCHITECTURE.md", "docs/architecture.md")  # fmt: skip
MIN_WORDS, MAX_LENGTH, MIN_OVERVIEW = 6, 260, 60
_DEFINES = lazy_re(
    r"^(?:the )?(?P<subject>[\w./-]+(?: [\w./-]+){0,3}?)(?: \([^()]{2,60}\))? is "
    r"(?:an?|the|one of) ",
    re.IGNORECASE,
)
_ITSELF = lazy_re(r"this(?: (?:project|repository|repo|tool|library|package|program))?", re.I)
_OF_THE_WORK = lazy_re(
    r"\b(?:guid(?:e|es|ance|elines?)|agents?|claude|copilot|monorepo|(?:this|the) "
    r"(?:file|document|page)|architecture|instructions?)\b|^this is an? (?:[\w-]+ ){0,3}repo",
    re.IGNORECASE,
)
_UPKEEP = lazy_re(r"\b(?:develop\w*|tests?|code ?base|this repo\w*)\b", re.IGNORECASE)


def guides(pages: Pages) -> Iterator[Page]:
    """The guides that stand at the top of the project."""
    for name in GUIDES:
        path = join(pages.folder, name)
        if path in pages.reader.tree:
            yield pages.page(path)


def description(pages: Pages, identity: Identity) -> tuple[str, Evidence] | None:
    """One sentence on what the project is, from the first guide that has one."""
    for page, block in _definitions(pages, identity):
        return first_sentence(plain(block.text)), Evidence(page.path, block.line, block.end)
    return None


def overview(pages: Pages, identity: Identity) -> Iterator[Fact[Overview]]:
    """The paragraph that such a sentence opens, where it has more of them."""
    for page, block in _definitions(pages, identity):
        text = standing(block.text)
        of_work = _OF_THE_WORK.search(text) or _UPKEEP.search(text)
        if not of_work and len(text) >= len(first_sentence(text)) + MIN_OVERVIEW:
            where = Evidence(page.path, block.line, block.end)
            yield Fact(Overview(text, "docs"), (where,), pages.folder)
        return


def _definitions(pages: Pages, identity: Identity) -> Iterator[tuple[Page, Block]]:
    """The paragraphs whose first sentence says what the project is."""
    for page in guides(pages):
        for number, section in enumerate(opening_sections(page)):
            first = next((block for block in section if block.kind == "paragraph"), None)
            if first is None or first.aside:
                continue
            sentence = first_sentence(plain(first.text))
            if _is_definition(sentence, identity, bool(number)):
                yield page, replace(first, text=first.text.strip())


def _is_definition(sentence: str, identity: Identity, introduced: bool) -> bool:
    """`X is a …` of the project; under a heading that announces it, a tagline too."""
    if not len(sentence.split()) >= MIN_WORDS or len(sentence) > MAX_LENGTH:
        return False
    if _OF_THE_WORK.search(sentence) and not identity.mentioned(sentence.partition(" is ")[0]):
        return False
    if match := _DEFINES.match(sentence):
        subject = match["subject"]
        return bool(_ITSELF.fullmatch(subject)) or identity.mentioned(subject)
    return introduced and is_tagline(sentence) and _names_no_other_subject(sentence)


def _names_no_other_subject(sentence: str) -> bool:
    """Whether a tagline is a noun phrase, `Exporter of x for y`, and no sentence of its own."""
    return not re.search(r"\b(?:is|are|has|have|uses?|we|you|this|it)\b", sentence, re.IGNORECASE)
