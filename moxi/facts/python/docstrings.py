"""Docstrings as Markdown: roles, double backticks and directives of reStructuredText undone."""

from __future__ import annotations

import inspect
import re

from moxi.facts.prose import collapse, first_sentence, without_options
from moxi.patterns import lazy_re

_ROLE = lazy_re(r":(?:[a-z]+:)?[a-z]+:`(~?)([^`<]+?)(?:\s*<([^`>]*)>)?`")
_LINK = lazy_re(r"`([^`<]+?)\s*<(https?://[^`>]+)>`__?")
_TARGET = lazy_re(r"(?<!`)`([^`<>]+)`__?(?!\w)")
_CROSS_REFERENCE = lazy_re(r"\[(`[^`\]]+`)\]\[[\w.-]*\]")
_LITERAL = lazy_re(r"``(.+?)``")
_EMPHASIS = lazy_re(r"(?<![\w*\\`(.,])\*([A-Za-z][\w.-]*(?: [\w.-]+){0,4})\*(?![\w*`])")
_STRONG = lazy_re(r"(?<![\w*\\`(.,])\*\*([A-Za-z][^*`\n]*)(?<! )\*\*(?![\w*`])")
_VERSIONED = lazy_re(
    r"^\s*(?:\.\. version(?:added|changed)::"
    r"|\*{0,2}(?:new|added|changed) in (?:version |\w+ )?v?\d)",
    re.IGNORECASE,
)
_FIELD = lazy_re(r"^\s*(:\w[^:`]*:(\s|$)|\.\. |@\w+)")
_UNDERLINE = lazy_re(r"^([=\-~^\"'#*+.`])\1{2,}$")
_SECTION = lazy_re(
    r"^(args|arguments|attributes|example|examples|keyword args|keyword arguments|note|notes|"
    r"other parameters|parameters|params|raises|returns|return|references|see also|todo|usage|"
    r"warning|warnings|yields|license|copyright|author|authors|version)s?:?$",
    re.IGNORECASE,
)
_CALLED = lazy_re(
    r"(?:usage|syntax|synopsis|(?:positional |optional )?arguments|options|actions):\s",
    re.IGNORECASE,
)
"""How a program is called, as its help text has it"""
_PARTS = lazy_re(
    r"(args|arguments|attributes|parameters|params|raises|returns|yields|examples?):[ \t]*\n",
    re.IGNORECASE,
)
_METADATA = lazy_re(
    r"^\s*(copyright\b|\(c\)|©|licen[sc]e\b|author\b|authors\b|version\b|created\b|:?copyright|"
    r"-\*-|spdx-|this file is part of|this module is part of|__\w+__\s*=)",
    re.IGNORECASE,
)
_REFERENCE = lazy_re(
    r"\b(?:see|as|described|listed|shown|example|code) (?:above|below)\b|\bthe following\b",
    re.IGNORECASE,
)
_CODE = lazy_re(r"[\w.]+(\s*=\s|\()")
_SUBSTITUTION = lazy_re(r"\|[\w-]+\|")


def inline(text: str) -> str:
    """Inline markup of reStructuredText as inline Markdown."""

    def role(match: re.Match[str]) -> str:
        name = match[2].strip()
        if match[1]:
            name = name.rpartition(".")[2]
        return f"`{name}`"

    text = _ROLE.sub(role, text)
    text = _CROSS_REFERENCE.sub(r"\1", text)
    text = _LINK.sub(r"[\1](\2)", text)
    text = _TARGET.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text))
    return _LITERAL.sub(r"`\1`", text).replace("\\ ", "")


def summary(docstring: str) -> str:
    """The first sentence of a docstring, as inline Markdown; `""` where it is none."""
    told = [part for part in _paragraphs(docstring) if not _VERSIONED.match(part)]
    for paragraph in told[:1]:
        if _PARTS.match(paragraph):
            return ""
        text = inline(collapse(paragraph))
        if _FIELD.match(text) or _METADATA.match(text) or text.startswith((">>>", "http")):
            return ""
        sentence = first_sentence(text)
        if _CODE.match(sentence) or sentence.endswith(":"):
            return ""
        return sentence if any(letter.isalpha() for letter in sentence) else ""
    return ""


def _paragraphs(docstring: str) -> list[str]:
    """Blocks between empty lines, without a heading over the first."""
    text = inspect.cleandoc(docstring)
    lines = text.split("\n")
    out: list[str] = []
    for number, line in enumerate(lines):
        if _UNDERLINE.match(line.strip()):
            continue
        following = lines[number + 1].strip() if number + 1 < len(lines) else ""
        before = lines[number - 1].strip() if number else ""
        if _UNDERLINE.match(following) and (len(following) >= len(line.strip()) - 2):
            out.append("\0")  # a heading
            continue
        if _UNDERLINE.match(before) and _UNDERLINE.match(following):
            out.append("\0")
            continue
        out.append(line)
    blocks = re.split(r"\n[ \t]*\n", "\n".join(out))
    return [block.strip("\n") for block in blocks if block.strip() and block.strip() != "\0"]


def overview(docstring: str, limit: int = 3) -> str:
    """The first paragraphs of prose of a module's docstring, as Markdown.

    It ends where something else begins: a heading, a doctest, a list of fields, a code block.
    """
    kept: list[str] = []
    for position, paragraph in enumerate(_paragraphs(docstring)):
        headed = "\0" in paragraph
        if headed and kept:
            break
        paragraph = paragraph.replace("\0", "").strip("\n")
        if not _is_prose(paragraph):
            if position == 0 and not paragraph.strip():
                continue
            break
        leads_on = paragraph.rstrip().endswith(":")
        if leads_on:
            break
        kept.append(inline(collapse(paragraph)))
        if len(kept) == limit:
            break
    text = "\n\n".join(kept)
    return text if len(text) <= 2_000 else "\n\n".join(kept[:1])


def _is_prose(paragraph: str) -> bool:
    lines = paragraph.split("\n")
    first = lines[0]
    stripped = paragraph.strip()
    return not (
        not stripped
        or first.startswith((" ", "\t"))
        or stripped.startswith((">>>", "...", "- ", "* ", "+ ", "#", "|", "```", "~~~", "<", "$ "))
        or any(_FIELD.match(line) for line in lines)
        or _SECTION.match(first.strip())
        or _CALLED.match(stripped)
        or any(_METADATA.match(line) for line in lines)
        or "::" in stripped
        or _SUBSTITUTION.search(stripped)
        or _REFERENCE.search(stripped)
        or len(stripped.split()) < 4
    )


def doctests(docstring: str) -> list[tuple[str, str]]:
    """The `>>>` blocks of a docstring, each with the paragraph that leads to it."""
    found: list[tuple[str, str]] = []
    title = before = ""
    block: list[str] = []
    for line in [*inspect.cleandoc(docstring).split("\n"), ""]:
        text = line.strip()
        if text.startswith(("```", "~~~")):
            text = ""
        if text.startswith((">>>", "...")) or (block and text):
            block.append(line)
            continue
        if block:
            code = without_options(inspect.cleandoc("\n".join(block)))
            # Blocks that only a blank line parts belong together.
            if found and not title and code.startswith(">>>"):
                found[-1] = (found[-1][0], found[-1][1] + "\n" + code)
            else:
                lead = "" if title.lower().startswith(("see ", "note")) else inline(title)
                found.append((lead, code))
            title, block = "", []
        elif text:
            title = f"{title} {text}" if title and before else text
        before = text
    return found
