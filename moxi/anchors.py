"""The anchors that GitHub gives to headings."""

from __future__ import annotations

from unicodedata import category


def slug(heading: str) -> str:
    """The anchor of a heading's text, without the number of a repeated one."""
    kept = (
        char
        for char in heading.lower()
        if char in "-_ " or char.isalnum() or category(char)[0] == "M"
    )
    return "".join(kept).replace(" ", "-")
