"""What the routes of every web framework share: joined paths, and which are worth telling."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Endpoint, Fact
from moxi.facts.prose import first_sentence, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Evidence

METHODS = ("get", "post", "put", "patch", "delete")
MAX_MEANING = 160
# Files, what serves files, what a framework brings along, and what takes every path.
_NOISE = lazy_re(
    r"\*|\.(?:ico|txt|png|svg|css|js|map|xml|webmanifest|html)$"
    r"|^/(?:static|assets|public|media|debug|admin|swagger|docs|redoc|openapi|__\w+|"
    r"\.well-known)(?:/|$|\.)"
    r"|<path:|:path[}>]|\.\.[}>]|\(\.|\.\.\.|\s"
)
_NO_PROSE = lazy_re(
    r"^(?:TODO|FIXME|XXX|HACK|@|eslint|nolint|noqa|type:|ts-)|[{};=]\s*$|=>|\w\(\)?;"
)

_ADDRESS = lazy_re(r"^(?:@?route:?\s+)?(?i:GET|POST|PUT|PATCH|DELETE)\s+/\S*[\s:–—-]*")
_HEADING = lazy_re(r"\b(?:routes|endpoints|handlers)\W*$", re.IGNORECASE)


def joined(prefix: str, path: str) -> str:
    """A prefix and a path with one slash between them."""
    if not path or path == "/":
        return prefix or "/"
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"


def is_worth(path: str) -> bool:
    """Whether a path tells a reader something: no file, no catch-all, nothing of the framework."""
    return path.startswith("/") and len(path) <= 120 and not _NOISE.search(path)


def meaning_of(text: str) -> str:
    """The first sentence of a comment as a cell holds it; `""` where it is no prose."""
    text = _ADDRESS.sub("", text.strip())
    said = phrase(first_sentence(text)) if text else ""
    fits = " " in said and len(said) <= MAX_MEANING and any(letter.isalpha() for letter in said)
    told = fits and not _NO_PROSE.search(said) and not _HEADING.search(said)
    return said if told and not said.endswith(":") else ""


def endpoint(
    method: str, path: str, meaning: str, *evidence: Evidence
) -> tuple[Fact[Endpoint], ...]:
    """The fact, or none where the path is not worth telling."""
    if not is_worth(path):
        return ()
    return (Fact(Endpoint(method.upper(), path, meaning), tuple(dict.fromkeys(evidence))),)
