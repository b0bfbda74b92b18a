"""Rust literals as texts: strings with their escapes, characters, numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = lazy_re(r"\\(?:\n\s*|u\{([0-9a-fA-F_]{1,8})\}|x([0-9a-fA-F]{2})|([nrt0\\'\"]))")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "\\": "\\", "'": "'", '"': '"'}
_SUFFIX = lazy_re(r"_?(?:[iu](?:8|16|32|64|128|size)|f32|f64)$")


def literal(node: Node | None) -> str | None:
    """The value of a literal as a user would type it; None for anything else."""
    if node is None:
        return None
    kind, text = node.type, node_text(node)
    if kind == "string_literal":
        start = text.find('"')
        return unescape(text[start + 1 : -1])
    if kind == "raw_string_literal":
        match = re.match(r'b?c?r(#*)"', text)
        return text[match.end() : len(text) - 1 - len(match.group(1))] if match else None
    if kind == "char_literal":
        return unescape(text[text.find("'") + 1 : -1])
    if kind in ("integer_literal", "float_literal"):
        hexadecimal = text.startswith("0x")
        number = text if hexadecimal else _SUFFIX.sub("", text)
        return number.replace("_", "").removesuffix(".")
    if kind == "boolean_literal":
        return text
    return None


def unescape(text: str) -> str:
    """The characters that a string literal's inside stands for."""
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        if code:
            number = int(code.replace("_", ""), 16)
            surrogate = 0xD800 <= number <= 0xDFFF
            return chr(number) if number <= 0x10FFFF and not surrogate else ""
        return _PLAIN.get(match.group(3) or "", "")

    return _ESCAPE.sub(one, text)
