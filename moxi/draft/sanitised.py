"""A model's answer made fit to publish: no HTML, pictures or mentions that it was not given, and no
chat around the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

TOP_LEVEL = 3
"""Headings of a section's own stand below its `##`."""
REPEATED = 3
"""So many times the same line or sentence is a loop."""
_LOOP_WORDS = 6
_MIN_VARIETY = 0.25
"""Different words among all, of a text long enough to tell."""
_LONG = 80

_CHAT = lazy_re(
    r"(?im)^(?:sure|certainly|of course|absolutely|great question|okay|here(?:'s| is| are)\b"
    r"[^.\n]*:|i (?:hope|can|will|have|am|cannot|can't)\b|i'(?:m|ll|ve)\b"
    r"|as an? (?:ai|language model)|let me know|please (?:let me know|note that i|provide)"
    r"|feel free to (?:ask|modify|adjust)"
    r"|is there anything|this (?:section|readme|response|answer) (?:is|was|should|provides)\b"
    r"|(?:below|above) is\b|note:? i\b|sorry|apologies|unfortunately, i"
    r"|natürlich|gerne|hier ist|bien sûr|voici|claro|aquí (?:está|tienes))[^\n]*$"
)
_PLACEHOLDER = lazy_re(
    r"(?i)\bINSERT[-_ ][A-Z-]+|\blorem ipsum\b|\bTODO\b|\bTBD\b|\bFIXME\b|\byour[-_](?:project|repo"
    r"|user(?:name)?|package|name|api)[-_\w]*\b|<(?:your|insert|project|package|repo|add|name)[^>\n]{0,60}>"
    r"|\[(?:your|insert|project|package|add|name|link|description)[^\]\n]{0,60}\](?!\()"
)
_MARKS = lazy_re(r"(?im)^\s*#{2,4}\s*(?:instruction|input|response)\s*:|<\|\w+\|>|^project type:")
_FACT_IDS = lazy_re(r"[ \t]*[\[(]F\d+(?:\s*,\s*F\d+)*[\])]")
_MENTION = lazy_re(r"(?<![\w/`.@])@(?=[A-Za-z0-9][\w-]*)")
_INVISIBLE = lazy_re(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_SENTENCE = lazy_re(r"[^.!?\n]+[.!?]")


@dataclass(frozen=True, slots=True)
class Sanitised:
    """A text that is safe to publish, and what was taken out of it."""

    text: str
    removed: tuple[str, ...] = ()


def refusal(text: str, given: str = "") -> str:
    """Why a whole answer is of no use; `""` where it may be looked at further. What stands in
    `given` is no placeholder."""
    body = _without_chat(text)
    if not body.strip():
        return "it says nothing" if not text.strip() else "it is chat"
    if _MARKS.search(text):
        return "it repeats the prompt"
    for match in _PLACEHOLDER.finditer(body):
        if match[0] not in given:
            return f"it holds a placeholder: {match[0]}"
    if _repeats(body):
        return "it repeats itself"
    return ""


def sanitised(text: str, given: str) -> Sanitised:
    """An answer without chat, invisible characters, fact ids, and HTML, remote pictures and
    mentions that `given` (what the model was shown) does not hold. Never raises."""
    removed: list[str] = []
    body = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    body = _FACT_IDS.sub("", _unwrapped(_without_chat(body)))
    for _ in range(4):  # what is taken out can let something else show
        markdown = _parser()
        before = body
        body = _without_foreign(markdown.parse(body), body, given, removed)
        if body == before:
            break
    else:
        return Sanitised("", (*removed, "a text that does not come clean"))
    body = _with_closed_fence(_parser().parse(body), body)
    return Sanitised(body.strip("\n"), tuple(removed))


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    options = {"html": True, "maxNesting": 40}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"])


def _without_chat(text: str) -> str:
    """The text without chatty lines at its start and its end."""
    lines = text.strip().split("\n")
    while lines and (_CHAT.match(lines[0].strip()) or not lines[0].strip()):
        lines.pop(0)
    while lines and (_CHAT.match(lines[-1].strip()) or not lines[-1].strip()):
        lines.pop()
    return "\n".join(lines)


def _unwrapped(text: str) -> str:
    """The text itself, where the model put all of it into one fence of Markdown."""
    match = re.fullmatch(r"\s*(`{3,})(?:markdown|md)\n(.*)\n\1\s*", text, re.DOTALL)
    return match[2] if match else text


def _repeats(text: str) -> bool:
    units = [" ".join(unit.split()).lower() for unit in _SENTENCE.findall(text)]
    units += [line.strip().lower() for line in text.split("\n")]
    long = [unit for unit in units if len(unit) > _LOOP_WORDS * 3]
    if any(long.count(unit) > REPEATED for unit in set(long)):
        return True
    words = re.findall(r"\w+", text.lower())
    return len(words) > _LONG and len(set(words)) < _MIN_VARIETY * min(len(words), 4 * _LONG)


def _without_foreign(tokens: list[Token], text: str, given: str, removed: list[str]) -> str:
    lines: list[str | None] = [*text.split("\n")]
    for token in tokens:
        if not token.map:
            continue
        first, last = token.map
        if token.type == "html_block" and token.content.strip() not in given:
            removed.append(token.content.strip())
            lines[first:last] = [None] * (last - first)
        elif token.type == "heading_open" and token.markup in ("#", "##"):
            if token.markup[0] == "#" and lines[first]:
                shown = f"{lines[first]}".lstrip("# ")
                lines[first] = f"{'#' * TOP_LEVEL} {shown}"
        elif token.type == "heading_open" and token.markup in ("=", "-") and last - first >= 2:
            lines[first:last] = [f"{'#' * TOP_LEVEL} {lines[first]}", *[None] * (last - first - 1)]
        elif token.type == "inline":
            source = [line for line in lines[first:last] if line is not None]
            if len(source) == last - first:
                mended = _inline("\n".join(source), token.children or [], given, removed)
                if mended != "\n".join(source):
                    kept = mended.split("\n")
                    kept += [None] * (last - first - len(kept))  # type: ignore[list-item]
                    lines[first:last] = kept[: last - first]
    return "\n".join(line for line in lines if line is not None)


def _inline(source: str, children: list[Token], given: str, removed: list[str]) -> str:
    """One block's text without foreign pictures, HTML and mentions."""
    for child in children:
        if child.type == "html_inline" and child.content not in given:
            removed.append(child.content)
            source = source.replace(child.content, "")
        elif child.type == "image":
            target = f"{child.attrGet('src')}"
            if target not in given:
                removed.append(target)
                shown = re.compile(r"!\[[^\]]*\]\([^()]*" + re.escape(target) + r"[^()]*\)")
                mended = shown.sub("", source)
                source = mended if mended != source else ""
        elif child.type == "text" and _MENTION.search(child.content):
            for match in re.finditer(r"(?<![\w/`.@])@[A-Za-z0-9][\w./-]*", child.content):
                if match[0].rstrip("./") not in given:
                    removed.append(match[0])
                    source = source.replace(match[0], match[0][1:])
    return source


def _with_closed_fence(tokens: list[Token], text: str) -> str:
    """The text with its last fence closed: what follows in the README is not code."""
    fences = [token for token in tokens if token.type == "fence" and token.map]
    lines = text.split("\n")
    if not fences or fences[-1].map is None:
        return text
    last = fences[-1]
    end = min(last.map[1] if last.map else 0, len(lines))
    closing = lines[end - 1].strip()
    alone = last.map is not None and end - 1 == last.map[0]
    if alone or not (closing.startswith(last.markup) and not closing.strip(last.markup[0])):
        return f"{text.rstrip()}\n{last.markup}"
    return text
