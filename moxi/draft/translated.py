"""Languages, and what a translation must not change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.errors import UsageError
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

SHORTEST, LONGEST = 0.4, 3.0
"""Of a translation, in lengths of its source."""
_MIN_LENGTH = 120
"""Characters from which a source that comes back unchanged counts as not translated."""
_TAG = lazy_re(
    r"""(?ix)
    (?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})
    (?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*
    (?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?
    """
)
_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_NUMBER = lazy_re(r"\d+(?:[.,]\d+)*")
_NAME = lazy_re(r"\b(?=\w*[a-z]\w*[A-Z]|\w*[A-Z]{2}|\w*\d)[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its BCP 47 tag, and its English name where it is a common one."""

    tag: str
    name: str


def language_of(tag: str) -> Language:
    """The language of a tag. Raises UsageError for one that is not formed as BCP 47 says."""
    if not _TAG.fullmatch(tag):
        raise UsageError(f"--language {tag}: is no language tag; try one such as de or pt-BR")
    return Language(tag, _NAMES.get(tag.partition("-")[0].lower(), f"the language {tag}"))


def check_translation(source: str, target: str, names: Sequence[str] = ()) -> str:
    """Why a translation is refused, `""` where only its words differ.

    The blocks are the same in kind and order; code, commands, links, pictures, HTML, numbers and
    names (`names`, and words that are written like one) are the same, letter by letter.
    """
    before, after = _parsed(source), _parsed(target)
    if _kinds(before) != _kinds(after):
        return "its blocks are not those of the English text"
    for what, kinds in (("code block", ("fence", "code_block")), ("HTML", ("html_block",))):
        if _contents(before, kinds) != _contents(after, kinds):
            return f"a {what} is changed"
    for what, found in (("code", _code), ("link", _targets)):
        if lost := _difference(found(before), found(after)):
            return f"{what} is changed: {lost}"
    prose, told = _prose(before), _prose(after)
    if lost := _difference(Counter(_NUMBER.findall(prose)), Counter(_NUMBER.findall(told))):
        return f"a number is changed: {lost}"
    kept = {*_NAME.findall(prose), *(name for name in names if name and name in prose)}
    if lost := next((name for name in sorted(kept) if name not in told), ""):
        return f"a name is changed: {lost}"
    if prose and not SHORTEST <= len(told) / len(prose) <= LONGEST:
        return "it is much shorter or longer than the English text"
    if len(prose) > _MIN_LENGTH and prose.split() == told.split():
        return "it is not translated"
    return ""


def _parsed(text: str) -> list[Token]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").parse(text)


def _kinds(tokens: list[Token]) -> list[str]:
    return [token.type + token.tag for token in tokens]


def _contents(tokens: list[Token], kinds: tuple[str, ...]) -> list[str]:
    return [token.info + token.content for token in tokens if token.type in kinds]


def _inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


def _code(tokens: list[Token]) -> Counter[str]:
    kinds = ("code_inline", "html_inline")
    return Counter(token.content for token in _inline(tokens) if token.type in kinds)


def _targets(tokens: list[Token]) -> Counter[str]:
    kinds = {"link_open": "href", "image": "src"}
    found = (token for token in _inline(tokens) if token.type in kinds)
    # A link to a heading follows the heading into the language.
    targets = (f"{token.attrGet(kinds[token.type])}" for token in found)
    return Counter(target for target in targets if not target.startswith("#"))


def _prose(tokens: list[Token]) -> str:
    return " ".join(token.content for token in _inline(tokens) if token.type == "text")


def _difference(before: Counter[str], after: Counter[str]) -> str:
    changed = (before - after) + (after - before)
    return min(changed, default="")
