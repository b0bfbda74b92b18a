"""Inline Markdown of a page as clean inline Markdown: no images, HTML, roles or dead links."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from moxi.facts.common.docs.blocks import MAX_INLINE, UNRESOLVED
from moxi.facts.prose import collapse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from moxi.facts.common.docs.blocks import Resolve

_ROLE = lazy_re(r"\{([A-Za-z][\w:+-]*)\}$")
_ROLE_TARGET = lazy_re(r"^(?P<text>.*\S)\s*<(?P<target>[^<>]+)>$", re.DOTALL)
_ATTRIBUTES = lazy_re(r"\{:?\s*[.#][^{}]*\}|\{:[^{}]*\}")
_FOOTNOTE = lazy_re(r"\[\^[^\]]+\]")
_SHORTCODE = lazy_re(r":[a-z0-9_+-]*[a-z][a-z0-9_+-]*:(?!\w)")
_TEMPLATE = lazy_re(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_PICTURES = (
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2049\u203c\ufe0f\u200d\u20e3"
    "\U000e0020-\U000e007f]+"
)
_EMOJI = lazy_re(_PICTURES)
_EMOJI_BEFORE_STOP = lazy_re(rf"\s*{_PICTURES}\s*(?=[.,!](?:\s|$))")
_ESCAPE = lazy_re(r"([\\`*<])|(?<!\w)(_)|(_)(?!\w)")
_PLAIN = lazy_re(r"\[([^\]]*)\]\([^)]*\)|(?<!\\)(\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`)")


def escape(text: str) -> str:
    """Plain text as Markdown that shows it."""
    return _ESCAPE.sub(r"\\\g<0>", text)


def without_emoji(text: str) -> str:
    """A text without pictographs."""
    return collapse(_EMOJI.sub(" ", _EMOJI_BEFORE_STOP.sub("", text)))


def plain(markdown: str) -> str:
    """Inline Markdown without its markup."""
    text = _PLAIN.sub(lambda match: match[1] or "", markdown)
    return collapse(re.sub(r"\\([\\`*<_\[\]])", r"\1", text))


def code_span(code: str) -> str:
    """Code between backticks that it does not hold itself."""
    fence = "`"
    while fence in code:
        fence += "`"
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def link(text: str, target: str, resolve: Resolve) -> str:
    """A link whose target leads somewhere, else its text."""
    href = resolve(target)
    if not text or not href or "](" in text:
        return text
    return f"[{text}]({href})"


def render(tokens: Sequence[Token], resolve: Resolve) -> str:
    """The children of an inline token as clean Markdown on one line."""
    out: list[str] = []
    links: list[tuple[str, int]] = []
    in_code = 0
    for number, token in enumerate(tokens):
        kind = token.type
        if kind == "text":
            following = tokens[number + 1] if number + 1 < len(tokens) else None
            text = token.content
            if following is not None and following.type == "code_inline":
                text = _ROLE.sub("", text)
            out.append(text if in_code else _text(text))
        elif kind == "code_inline":
            role = _ROLE.search(tokens[number - 1].content) if number else None
            out.append(_role(role[1], token.content, resolve) if role else code_span(token.content))
        elif kind in ("softbreak", "hardbreak"):
            out.append(" ")
        elif kind in ("strong_open", "strong_close", "em_open", "em_close"):
            out.append("**" if kind.startswith("strong") else "*")
        elif kind == "link_open":
            links.append((str(token.attrs.get("href", "")), len(out)))
        elif kind == "link_close" and links:
            target, start = links.pop()
            text = collapse("".join(out[start:]))
            out[start:] = [link(text, target, resolve)]
        elif kind == "html_inline" and token.content.lower() in ("<code>", "</code>"):
            in_code = 0 if "/" in token.content else 1
            out.append("`")
        elif kind == "html_inline" and token.content.lower().startswith("<br"):
            out.append(" ")
        elif kind == "text_special":
            out.append(escape(token.content))
    return tidy("".join(out))


def tidy(text: str) -> str:
    """One line without emoji and without the holes that dropped parts leave."""
    text = without_emoji(text)
    text = re.sub(r"\*\*\s*\*\*|\(\s*\)", "", text)
    text = re.sub(r"\(\s+(?=\S)", "(", text)
    return collapse(re.sub(r"\s+([,.;:!?])(?=\s|$)", r"\1", text))


def role_text(role: str, content: str, resolve: Resolve) -> str:
    """What a role of Sphinx or MyST shows, as Markdown."""
    name = role.rpartition(":")[2].lower()
    titled = _ROLE_TARGET.match(content)
    if name == "doc":
        if titled:
            return link(escape(titled["text"]), titled["target"], resolve)
        return UNRESOLVED
    if name in ("ref", "any", "numref"):
        return escape(titled["text"]) if titled else UNRESOLVED
    if name in ("pep", "rfc"):
        return f"{name.upper()} {titled['text'] if titled else content}"
    if name in ("term", "abbr", "sub", "sup", "dfn", "guilabel", "menuselection", "emphasis"):
        return escape(re.sub(r"\s*[<(][^<>()]*[>)]$", "", content))
    if name in ("issue", "pr", "user", "cve", "gh"):
        return UNRESOLVED
    shown = titled["text"] if titled else content.lstrip("!")
    if shown.startswith("~"):
        shown = shown.rpartition(".")[2] or shown[1:]
    return code_span(shown)


def _role(role: str, content: str, resolve: Resolve) -> str:
    return role_text(role, content, resolve)


def _text(text: str) -> str:
    text = _ATTRIBUTES.sub("", _FOOTNOTE.sub("", text))
    text = _TEMPLATE.sub(UNRESOLVED, text)
    return escape(_SHORTCODE.sub("", text))


class _Prose(HTMLParser):
    """Collects the text of HTML that is set as a line of prose."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.linked = 0
        self.foreign = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.linked += 1
        elif tag in ("script", "style", "svg", "table", "details", "iframe", "form", "h1"):
            self.foreign = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.linked = max(0, self.linked - 1)

    def handle_data(self, data: str) -> None:
        if self.linked and data.strip():
            self.foreign = True  # a sentence without its links would have holes
        self.parts.append(data)


def html_prose(html: str) -> str:
    """The running text of an HTML block as Markdown, `""` where it is no prose."""
    if "<!--" in html or "{" in html or len(html) > MAX_INLINE:
        return ""
    parser = _Prose()
    parser.feed(html)
    parser.close()
    return "" if parser.foreign else tidy(escape("".join(parser.parts)))
