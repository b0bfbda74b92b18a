"""Relative links of a text for a README in another folder, `.github/` or `docs/`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from moxi.merge.page import parser
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

_TARGET = lazy_re(r"(?<=\]\()(?:<(?P<angled>[^<>\n]+)>|(?P<bare>[^\s()<>]+(?:\([^\s()]*\))?))")
_ELSEWHERE = lazy_re(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#?]")


def moved(markdown: str, old: str, new: str) -> str:
    """Markdown written for a README in the folder `old`, as it has to be in the folder `new`."""
    if old == new or "](" not in markdown:
        return markdown
    code = {
        number
        for token in parser().parse(markdown)
        if token.type in ("fence", "code_block") and token.map
        for number in range(*token.map)
    }
    rewrite = _rewriter(old, new)
    lines = markdown.split("\n")
    return "\n".join(
        line if number in code else _TARGET.sub(rewrite, line) for number, line in enumerate(lines)
    )


def _rewriter(old: str, new: str) -> Callable[[re.Match[str]], str]:
    def rewrite(match: re.Match[str]) -> str:
        target = match["angled"] or match["bare"]
        if _ELSEWHERE.match(target):
            return match[0]
        path, mark, rest = target.partition("#")
        closing = "/" if path.endswith("/") else ""
        path = posixpath.relpath(posixpath.join("/", old, path), posixpath.join("/", new)) + closing
        return f"<{path}{mark}{rest}>" if match["angled"] else f"{path}{mark}{rest}"

    return rewrite
