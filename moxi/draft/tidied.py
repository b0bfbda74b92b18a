"""Markdown after lines were taken out of it."""

from __future__ import annotations

import re


def tidied(body: str) -> str:
    """Without tables that have no row left, and lead-ins (`…:`) to nothing."""
    body = re.sub(r"(?m)^\|.*\|\n\|(?: ?-+ ?\|)+(?:\n(?!\|)|\Z)", "", body)
    body = re.sub(r"(?m)^(`{3,})\w*\n\1$", "", body)
    body = re.sub(r"\n{3,}", "\n\n", body)
    nothing = r"(?m)^[^\n|#`-][^\n]*:(?:\n\n(?=[^\n`|>*<-])(?!\d+[.)] )|\s*\Z)"
    return re.sub(nothing, "", body).strip("\n")
