"""What the documentation's first page says the project is: description, overview, features."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs.blocks import UNRESOLVED
from moxi.facts.common.docs.inline import escape, plain, tidy
from moxi.facts.common.docs.prose_rules import (
    is_tagline,
    leans_back,
    names_itself,
    standing,
    stands_alone,
)
from moxi.facts.model import Evidence, Fact, Feature, Overview
from moxi.facts.prose import first_sentence
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.blocks import Block, Page
    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.common.docs.pages import Pages

MAX_PARAGRAPHS = 3
MAX_OVERVIEW = 1100
MIN_WORDS = 9
MIN_FEATURES, MAX_FEATURES = 3, 12
MAX_FEATURE = 220
_BOX = lazy_re(r"^\[(?P<done>[ xX])\]\s+")
_INTRODUCES = lazy_re(
    r"^(introduction|intro|about( \S+)?|(project )?(overview|summary|description)|what is .*"
    r"|what's .*|what this( \w+)? is"
    r"|what does .* do"
    r"|motivation|background|what it (is|does)|in a nutshell|purpose|at a glance)\W*$",
    re.IGNORECASE,
)
_FEATURES = lazy_re(
    r"^(((key|main|core|beloved|notable|major|basic|primary|some|top|important|the|current) )*"
    r"(features?|highlights|capabilities|benefits|advantages)( (overview|list|include|of .*))?"
    r"|why( \S+){0,3}|what (can )?(does )?.{1,30} (does|do|offers?|provides?))\W*$",
    re.IGNORECASE,
)
_LISTS_FEATURES = lazy_re(
    r"\b(features?( (are|include|of .*))?|gives you|provides|highlights( are"
    r"| include)?|in \w+ points"
    r"|offers|benefits|advantages|capabilities( are| include)?|including)( the following)?"
    r"( features)?\W*:$|\bfollowing (\w+ )?features\W*:$",
    re.IGNORECASE,
)
_POOR_ITEM = lazy_re(
    r"\bTODO\b|\bWIP\b|coming soon|not yet|planned"
    r"|^(documentation|docs|examples?|changelog|download|contributing|license"
    r"|many more.*|and .*more)$",
    re.IGNORECASE,
)


def overview(pages: Pages, identity: Identity, already: str) -> Iterator[Fact[Overview]]:
    """One to three paragraphs that introduce the project, from its first page that has them."""
    for page in pages.index:
        blocks = _introducing(page, identity)
        if not blocks:
            continue
        text = "\n\n".join(block.text for block in blocks)
        if _same(text, already):
            return
        evidence = Evidence(page.path, blocks[0].line, blocks[-1].end)
        yield Fact(Overview(text, "docs"), (evidence,), pages.folder)
        return


def description(pages: Pages, identity: Identity) -> tuple[str, Evidence] | None:
    """One sentence on what the project is, from the documentation's first page."""
    for page in pages.index:
        if blocks := _introducing(page, identity):
            sentence = first_sentence(plain(blocks[0].text))
            return sentence, Evidence(page.path, blocks[0].line, blocks[0].end)
        if tagline := _hero(pages, page):
            return tagline
        for block in page.blocks[:6]:
            if block.kind == "paragraph" and is_tagline(block.text) and _near_title(page, block):
                return plain(block.text), Evidence(page.path, block.line, block.end)
    return None


def features(pages: Pages) -> Iterator[Fact[Feature]]:
    """The items of the list that the documentation gives of what the project can do."""
    for page in pages.index:
        found = _hero_features(pages, page) or _listed(page)
        if len(found) >= MIN_FEATURES:
            for text, line in found[:MAX_FEATURES]:
                evidence = Evidence(page.path, line, line)
                yield Fact(Feature(_on_one_line(text)), (evidence,), pages.folder)
            return


def _on_one_line(text: str) -> str:
    """An item with a list of its own below it as one sentence: `Formats: - A - B`."""
    head, mark, rest = text.partition(": - ")
    return f"{head}: {'; '.join(rest.split(' - '))}" if mark else text


def _introducing(page: Page, identity: Identity) -> list[Block]:
    """The paragraphs that open a page, or its section of introduction, if they are about the
    project itself; a mere tagline only where nothing else does."""
    shortest: list[Block] = []
    for section in opening_sections(page):
        chosen = _paragraphs(section, identity)
        if sum(len(block.text.split()) for block in chosen) >= MIN_WORDS:
            return chosen
        shortest = shortest or chosen
    return shortest


def _paragraphs(section: list[Block], identity: Identity) -> list[Block]:
    """The first paragraphs of a section that stand on their own."""
    chosen: list[Block] = []
    total, gap = 0, True
    for block in section:
        text = "" if block.kind != "paragraph" or block.aside else standing(block.text)
        if not text:
            gap = gap or block.kind != "paragraph" or bool(chosen)
            continue
        if (gap or not chosen) and leans_back(text):
            continue
        if not chosen and not _says_what(text, identity):
            continue
        total += len(text)
        if chosen and total > MAX_OVERVIEW:
            break
        chosen.append(replace(block, text=text))
        gap = text != block.text
        if len(chosen) == MAX_PARAGRAPHS:
            break
    return chosen


def _says_what(text: str, identity: Identity) -> bool:
    """Whether a paragraph opens by naming the project, not by leading up to it."""
    opening = " ".join(plain(text).split()[:8])
    return identity.mentioned(opening) or names_itself(text)


def opening_sections(page: Page) -> Iterator[list[Block]]:
    """What stands before the first section, then the sections that introduce."""
    opening: list[Block] = []
    blocks = iter(page.blocks)
    for block in blocks:
        if block.kind == "heading" and opening:
            break
        if block.kind != "heading":
            opening.append(block)
        elif not opening and block.level > 1 and not _introduces(block.text):
            break
    yield opening
    inside: list[Block] | None = None
    for block in page.blocks:
        if block.kind == "heading":
            if inside:
                yield inside
            inside = [] if _introduces(block.text) else None
        elif inside is not None:
            inside.append(block)
    if inside:
        yield inside


def _introduces(heading: str) -> bool:
    """Whether a heading, perhaps with its number, announces what the project is."""
    return bool(_INTRODUCES.match(re.sub(r"^[\d.)]+\s+", "", plain(heading))))


def _near_title(page: Page, block: Block) -> bool:
    """Whether nothing but the title stands before a line."""
    before = page.blocks[: page.blocks.index(block)]
    return all(b.kind == "heading" and b.level == 1 for b in before)


def _hero(pages: Pages, page: Page) -> tuple[str, Evidence] | None:
    """The tagline in the front matter of a landing page."""
    hero = page.front.get("hero")
    for table in (hero if isinstance(hero, dict) else {}, page.front):
        for key in ("tagline", "description", "text"):
            text = table.get(key)
            if isinstance(text, str) and is_tagline(text):
                first = text.strip().split("\n")[0]
                return tidy(text), pages.reader.find(page.path, f"{key}:", first[:60])
    return None


def _hero_features(pages: Pages, page: Page) -> list[tuple[str, int]]:
    """The features in the front matter of a landing page."""
    found: list[tuple[str, int]] = []
    stated: Any = page.front.get("features")
    for item in stated if isinstance(stated, list) else []:
        if not isinstance(item, dict) or not isinstance(item.get("title"), str):
            continue
        title = tidy(escape(item["title"]))
        details = item.get("details") or item.get("description") or ""
        text = f"**{title}**: {tidy(str(details))}" if details else title
        line = pages.reader.find(page.path, "features", item["title"]).line_start
        if "<" not in text and "{{" not in text and len(text) <= MAX_FEATURE:
            found.append((text, line))
    return found


def _listed(page: Page) -> list[tuple[str, int]]:
    """The first list under a heading, or behind a lead-in, that speaks of features."""
    heading, under, lead = 0, False, ""
    level_one_only = True
    for block in page.blocks:
        if block.aside:
            continue
        if block.kind == "heading":
            under = bool(_FEATURES.match(plain(block.text)))
            heading, lead = block.level, ""
            level_one_only = level_one_only and block.level == 1
        elif block.kind == "paragraph":
            lead = block.text
        elif block.kind == "list":
            opens = heading <= 1 and _LISTS_FEATURES.search(plain(lead))
            opening = level_one_only and len(block.items) <= MAX_FEATURES and stands_alone(lead)
            if under or opens or opening:
                items = [(t, i.line) for i in block.items if (t := _feature(i.text))]
                if len(items) >= MIN_FEATURES and len(items) * 3 >= len(block.items) * 2:
                    return items
            lead = ""
    return []


def _feature(markdown: str) -> str:
    """One item as a feature, `""` where it does not stand on its own or is still to be done."""
    box = _BOX.match(markdown)
    if box and box["done"] == " ":
        return ""
    markdown = markdown[box.end() :] if box else markdown
    text = markdown if len(markdown) <= MAX_FEATURE else first_sentence(markdown)
    text = text.strip().rstrip(";,")
    if text.endswith(".") and text.count(". ") == 0:
        text = text[:-1]
    shown = plain(text)
    if (
        len(text) > MAX_FEATURE
        or UNRESOLVED in text
        or not len(shown.split()) >= 1
        or shown.endswith((":", "...", "…", "?"))
        or _POOR_ITEM.search(shown)
        or text.count("**") % 2
        or re.fullmatch(r"\[[^\]]*\]\([^)]*\)", text)
    ):
        return ""
    return text


def _same(text: str, other: str) -> bool:
    """Whether two introductions open with the same words."""
    one, two = (re.sub(r"\W+", " ", plain(each)).lower().split()[:12] for each in (text, other))
    return bool(one) and one == two
