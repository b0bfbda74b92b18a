"""How lines of reStructuredText belong together: bodies, indentation, options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

BULLET = lazy_re(r"^([-*+•‣]|\(?(?:\d+|#|[a-zA-Z])[.)])\s+(?=\S)")
"""what a list item starts with"""
FIELD = lazy_re(r"^:([^:`]+):(\s|$)")
"""a field or an option of a directive"""


def body_end(lines: Sequence[str], index: int, indent: int, *, lists: bool = False) -> int:
    """Where the block ends whose first line is `index` and whose body is indented further."""
    end = last = index + 1
    while end < len(lines):
        line = lines[end]
        if line.strip():
            if len(line) - len(line.lstrip()) <= indent:
                if lists and end == last and not BULLET.match(line) and lines[end - 1].strip():
                    last = end = end + 1  # a lazy continuation line
                    continue
                break
            last = end + 1
        end += 1
    return max(last, index + 1)


def dedented(lines: Sequence[str]) -> tuple[list[str], int]:
    """Lines without their common indentation, and how many blank ones they start with."""
    margins = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    margin = min(margins, default=0)
    skipped = next((n for n, line in enumerate(lines) if line.strip()), 0)
    return [line[margin:] for line in lines], skipped


def split_directive(lines: Sequence[str], start: int) -> tuple[dict[str, str], list[str], int]:
    """A directive's options, its dedented body, and where that starts."""
    body, _ = dedented(lines)
    options: dict[str, str] = {}
    taken = 0
    while taken < len(body) and (found := FIELD.match(body[taken])):
        options[found[1]] = body[taken][found.end() :].strip()
        taken += 1
    return options, body[taken:], start + taken


def first_paragraph(lines: Sequence[str]) -> str:
    """The first paragraph of a body on one line, its fields left out."""
    taken: list[str] = []
    for line in lines:
        if FIELD.match(line.strip()):
            continue
        if line.strip():
            taken.append(line.strip())
        elif taken:
            break
    return " ".join(taken).removesuffix("::")
