"""What a folder's own documentation says of it, as the phrase of a table cell."""

from __future__ import annotations

import itertools
import re

from moxi.facts.common.docs.blocks import UNRESOLVED
from moxi.facts.common.docs.inline import plain, without_emoji
from moxi.facts.prose import collapse, first_sentence, phrase
from moxi.patterns import lazy_re

MAX_ROLE = 130
_OPENING = lazy_re(
    r"^(?:(?:this|the)\s+(?:\w+\s+)?(?:module|package|crate|folder|directory|file|sub-?package|program|script|command)"
    r"|(?:package|command|module)\s+[`\w./-]+|[`\w./-]+\s*(?:package|module))\s+"
    r"(?:(?:is|are)\s+(?:(?:a|an|the)\b)?\s*(?:(?:package|module|file|place)\s+(?:that|which|for)\s+)?"
    r"|(?:provides|contains|implements|defines|holds|has|includes|houses|offers|exposes|hosts)\s+(?!and\b|or\b))",
    re.IGNORECASE,
)
_VERB = lazy_re(
    r"^(provides|contains|implements|defines|holds|has|includes|offers|exposes)\s+(?!and\b|or\b)"
)
_FINITE = {
    "is", "are", "was", "has", "have", "can", "will", "should", "must", "may", "involves", "brings",
    "builds", "acts", "allows", "lets", "helps", "makes", "gives", "does", "do", "provides",
    "contains", "introduced", "introduces", "includes", "offers", "grows", "works", "uses",
    "supports",
    "takes", "comes", "requires", "needs", "exists", "returns", "runs", "wants", "came", "were",
}  # fmt: skip
_GO_OPENING = lazy_re(r"^(?:Package|Command)\s+[\w./-]+\s*[,:]?\s+")
_NAMED = lazy_re(r"^[`*]*([\w./-]+)[`*]*\s*(?:[:–—]|\s-{1,2}\s)\s*")
_POOR = lazy_re(
    r"copyright|licen[cs]e|\btodo\b|\bfixme\b|\bnot (yet )?implemented\b|\bwork in progress\b"
    r"|\bplaceholder\b|auto-?generated|do not edit|-\*-"
    r"|^#!|^init(iali[sz]e)?s?\b|eslint|@ts-|pylint"
    r"|deprecated|see (the )?\w+|https?://|^(the )?(main|init|index|package"
    r"|module|tests?)$|coding:",
    re.IGNORECASE,
)


def role(text: str, name: str = "") -> str:
    """The first sentence of a documentation as a phrase, `""` where it says nothing."""
    text = re.sub(r"\[([^\[\]]+)\](?![(\[])", r"\1", text)  # a reference the docs tool resolves
    sentence = collapse(plain(phrase(first_sentence(without_emoji(text)))))
    sentence = _without_subject(sentence, name)
    if not re.search(r"[^\W\d_]{3,}", sentence):  # a banner of characters
        return ""
    if len(sentence) > MAX_ROLE or len(sentence.split()) < 2 or UNRESOLVED in sentence:
        return ""
    if _POOR.search(sentence) or sentence.endswith((":", ",", "...", "?")) or "``" in sentence:
        return ""
    if _is_a_clause(sentence) or (name and _letters(sentence) == _letters(name)):
        return ""
    if sentence.lower().strip(" .") in (f"{name} package", f"{name} module", f"the {name} package"):
        return ""
    return _lower_article(sentence)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.lower())


def _without_subject(sentence: str, name: str) -> str:
    """`Package x provides y`, `x: y`, `This module contains y`, `X holds y` → `y`."""
    if named := _NAMED.match(sentence):
        last = re.split(r"[./]", named[1].lower())[-1]
        if last == name.lower() or "." in named[1]:
            sentence = sentence[named.end() :]
    shorter = _OPENING.sub("", sentence)
    if shorter == sentence:
        shorter = _GO_OPENING.sub("", sentence)
    if shorter == sentence and name:
        subject = (
            rf"^(?i:the )?`?(?i:{re.escape(name)})`?(?: action| package| module)? (?=[a-z]+s )"
        )
        shorter = re.sub(subject, "", sentence)
        shorter = _VERB.sub("", shorter) if shorter != sentence else sentence
    shorter = re.sub(r"^(?:Provides|Contains) (?!for\b)", "", shorter)
    return shorter.strip(" -–—:")


def _is_a_clause(sentence: str) -> bool:
    """Whether a text speaks of something else in a whole sentence, and is no phrase."""
    if re.match(
        r"(this|it|these|there|here|they|at its|so|one of|in|is|are|then|first|next|now|when|if)\b",
        sentence,
        re.IGNORECASE,
    ):
        return True
    words = sentence.split()
    for before, word in itertools.pairwise(words):
        if word.lower() in _FINITE and before.lower() not in (
            "that",
            "which",
            "who",
            "what",
            "how",
            "to",
        ):
            return True
    return False


def _lower_article(sentence: str) -> str:
    """A cell starts in lower case where that changes no name."""
    word = sentence.split(" ")[0]
    usual = {
        "A", "An", "The", "Utilities", "Utility", "Helper", "Helpers", "Provides", "Contains",
        "Implements", "Defines", "Common", "Main", "Internal", "Tools", "Functions", "Classes",
        "Tests", "Types", "Support", "Shared", "Core", "Base", "All", "Code", "Various",
        "Functionality",
        "Exceptions", "Errors", "Configuration", "Command", "Commands", "Handles", "Parses",
        "Reads",
        "Writes", "Abstractions", "Extra", "Generic", "Low-level", "High-level", "Data", "Logic",
        "Methods",
        "Used", "Parsing", "Definitions", "Definition", "Implementation", "Implementations",
    }  # fmt: skip
    return word.lower() + sentence[len(word) :] if word in usual else sentence
