"""When a paragraph of a page can be lifted into a README: it is prose and stands on its own."""

from __future__ import annotations

import re

from moxi.facts.common.docs.blocks import UNRESOLVED
from moxi.facts.common.docs.inline import plain
from moxi.facts.prose import first_sentence
from moxi.patterns import lazy_re

_ABOUT_THE_PAGE = lazy_re(
    r"\b(this|these|the|following|previous|next|other)\s+(\w+\s+)?(page|pages|guide|guides|document|"
    r"documents|docs|documentation|section|sections|chapter|chapters|article|tutorial|manual|book|"
    r"readme|website|site|faq|index|links?|list|table|example|examples|screenshot|diagram|video)\b"
    r"|\b(see|shown|described|listed|read|click|look|refer|mentioned|explained|noted)\s+"
    r"(\w+\s+)?(below|above|here|on)\b"
    r"|\b(below|above)\s*[.:,;)]|^(below|above)\b|\bas follows\b|\bthe following\b"
    r"|\bwelcome to\b|\btable of contents\b|\bhead over\b|\bdive in\b|\bread on\b"
    r"|\bnext,|\bclick here\b|\bthis (directory|folder)\b"
    r"|^this( is an?)? [\w. -]{0,40}\b(generated|bootstrapped|scaffolded|created) (with|by|using)\b"
    r"|\bwe'?ll\b|\bwe will\b|\blet's\b|(?-i:\bI\b(?!\.|/))|\bmy\b",
    re.IGNORECASE,
)
_ASKS = lazy_re(
    r"^(see|note|warning|tip|important|caution|get started|getting started"
    r"|interested|for (more|a|an|the|further)"
    r"|check|please|if you('re| are)? (want|need|find|are|have|would|like"
    r"|looking)|to (get|install|see|learn"
    r"|start|use|contribute|find|build|run|report)|install|download|follow|visit"
    r"|join|read|learn|try|want|looking for"
    r"|new to|questions|support|thanks?|many thanks|copyright|licen[sc]ed?\b"
    r"|release|version|status|last updated"
    r"|created by|made (with|by)|maintained by|author|translations?|languages?"
    r"|sponsor|become|star|follow us"
    r"|built (with|by)|we('re| are) (hiring|looking)|deprecated|available in"
    r"|english|explore|start|go to|watch|use the)\b",
    re.IGNORECASE,
)
_SELLS = lazy_re(
    r"\b(open ?collective|buy me|backers?|hiring|star us|contribut(e"
    r"|ing) to|pull requests?"
    r"|bug reports?|copyright|all rights reserved|work in progress|under construction|coming soon"
    r"|not maintained|no longer maintained|release notes|announc\w+|stay tuned"
    r"|currently in (alpha|beta)"
    r"|(alpha|beta) release|(the|this|our|full|complete|online|more) (documentation|docs)"
    r"|licensed? under)\b",
    re.IGNORECASE,
)
_PLACES_TO_MEET = lazy_re(
    r"\b(sponsor(s|ed|ship|ing)?|donat(e|ion|ions)|patreon|newsletter|mailing list|discord|slack"
    r"|gitter|twitter)\b",
    re.IGNORECASE,
)
# Headings under which an example warns or explains: they are no title of what it does.
_NO_USE = lazy_re(
    r"^(what|why|when|who|where|which|does|is|can|should)\b.*\?\s*$"
    r"|\b(pitfalls?|caveats?|gotchas?|limitations?|known issues|troubleshooting|faq)\b",
    re.IGNORECASE,
)
_DEFINES = lazy_re(r"^[\w.@/-]+( [\w-]+)? (is|are) (an?|the|one) ")
_LEANS_BACK = lazy_re(
    r"^(it|its|it's|they|these|those|that|this|he|she|here|there|then|now|however|but|and|or|so|also|"
    r"additionally|furthermore|moreover|therefore|thus|in addition|finally|instead|both|"
    r"as such|because of this|for example|for instance|in this|in other words|similarly|yet"
    r"|(while|although|though|since|as|because) (it|this|that|these|they)"
    r"|that (being )?said|still|of course|in short)\b",
    re.IGNORECASE,
)
_KIND_OF_THING = (
    r"(library|package|tool|framework|module|program|utility|command|project|app|application|"
    r"action|server|service|plugin|crate|client|extension|cli|toolkit|repository|site|api)"
)
_NAMES_ITSELF = lazy_re(rf"^(this|the) ([\w-]+,? ){{0,4}}?{_KIND_OF_THING}\b", re.IGNORECASE)


def names_no_use(heading: str) -> bool:
    """Whether a heading asks or warns: "What are profiles?", "Early drop pitfall"."""
    return bool(_NO_USE.search(heading))


def stands_alone(markdown: str) -> bool:
    """Whether a paragraph is prose about the project that needs nothing around it."""
    text = plain(markdown)
    words = text.split()
    if UNRESOLVED in markdown or len(words) < 5 or len(text) > 1200:
        return False
    if not text.endswith((".", "!", '."', ".)", "!)")) or text.endswith(("...", "…")):
        return False
    if _ABOUT_THE_PAGE.search(text) or _ASKS.match(text) or _sells(text):
        return False
    if _mostly_links(markdown, text):
        return False
    return "?" not in text and (text[0].isalnum() or text[0] in "\"'`.@")


def standing(markdown: str) -> str:
    """As much of a paragraph as stands alone: whole sentences from its start, maybe none."""
    rest, kept = markdown, ""
    while rest:
        sentence = first_sentence(rest)
        longer = f"{kept} {sentence}".strip()
        if not stands_alone(longer):
            break
        kept, rest = longer, rest[len(sentence) :].strip()
    return kept


def leans_back(markdown: str) -> bool:
    """Whether a paragraph takes up something said before it."""
    text = plain(markdown)
    return bool(_LEANS_BACK.match(text)) and not _NAMES_ITSELF.match(text)


def names_itself(markdown: str) -> bool:
    """Whether a paragraph speaks of itself as a thing: `this library …`, `the tool …`."""
    return bool(_NAMES_ITSELF.match(plain(markdown)))


def is_tagline(markdown: str) -> bool:
    """Whether a line is a short phrase that says what something is."""
    text = plain(markdown)
    return (
        UNRESOLVED not in markdown
        and 3 <= len(text.split()) <= 32
        and not text.endswith((":", "?", "...", "…"))
        and not _ABOUT_THE_PAGE.search(text)
        and not _ASKS.match(text)
        and not _sells(text)
        and not _mostly_links(markdown, text)
    )


def _sells(text: str) -> bool:
    """Whether a text asks for something; a client for Slack may name it in its definition."""
    return bool(_SELLS.search(text) or (_PLACES_TO_MEET.search(text) and not _DEFINES.match(text)))


def _mostly_links(markdown: str, text: str) -> bool:
    linked = sum(len(label) for label in re.findall(r"\[([^\]]*)\]\(", markdown))
    return linked * 2 > len(text)
