"""What a Markdown text says, apart from how it is laid out: the form in which edits are seen.

A formatter changes line breaks, bullets, emphasis characters, table padding, fences and escapes;
all of these are gone once the text is parsed, so that only a change of what it says is an edit.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from moxi.merge.page import parser
from moxi.patterns import lazy_re
from moxi.snapshot.model import newlines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

_REFORMATTED = lazy_re(r"(js|jsx|mjs|cjs|javascript|ts|tsx|typescript|json|json5|jsonc)\b")


def digest(markdown: str) -> str:
    """The hash of the normal form, as it stands in a marker."""
    form = json.dumps(normal_form(markdown), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()[:12]


def normal_form(markdown: str) -> list[Any]:
    """The blocks of a text as nested lists of strings."""
    tokens = parser().parse(newlines(markdown))
    return [form for token in tokens if (form := _block(token)) is not None]


def _block(token: Token) -> Any:
    if token.type == "inline":
        return ["inline", *_inline(token.children or ())]
    if token.type in ("fence", "code_block"):
        return ["code", " ".join(token.info.split()), _code(token.info, token.content)]
    if token.type == "html_block":
        return ["html", _words(token.content)]
    if token.type.startswith("paragraph_"):  # a list that is tight or loose says the same
        return None
    return [token.type, token.tag, *_attributes(token)]


def _inline(tokens: Iterable[Token]) -> list[Any]:
    out: list[Any] = []
    for token in tokens:
        if token.type in ("text", "text_special", "softbreak"):
            text = " " if token.type == "softbreak" else token.content
            if out and isinstance(out[-1], str):
                out[-1] += text
            else:
                out.append(text)
        elif token.type == "image":
            out.append(["image", *_attributes(token), *_inline(token.children or ())])
        else:
            out.append([token.type, _words(token.content), *_attributes(token)])
    return [_words(item) if isinstance(item, str) else item for item in out]


def _code(info: str, code: str) -> str:
    """A block of code as it stands, but for what prettier changes inside of a fence."""
    if _REFORMATTED.match(info.strip().lower()):
        code = re.sub(r"[\s;,]+", "", code).replace("'", '"')
        return re.sub(r"\((\w+)\)=>", r"\1=>", code)
    return "\n".join(line.rstrip() for line in code.rstrip().split("\n"))


def _attributes(token: Token) -> list[str]:
    return [f"{key}={value}" for key, value in sorted(token.attrs.items()) if key != "alt"]


def _words(text: str) -> str:
    """Runs of white space as one space; a no-break space is a character like any other."""
    return re.sub(r"[ \t\r\n]+", " ", text)
