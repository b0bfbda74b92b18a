"""Small helpers for text lifted from a repository: sentences, paragraphs, one-liners."""

from __future__ import annotations

import re

from moxi.patterns import lazy_re

_SENTENCE_END = lazy_re(
    r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!\bie\.)(?<!\beg\.)(?<!etc\.)(?<!vs\.)(?<!cf\.)(?<!\b[A-Z]\.)[\"')\]]*\s+(?=[A-Z0-9`*_\"'(\[])"
)

_DOCTEST_OPTIONS = lazy_re(r"[ \t]*#[ \t]*doctest:[ \t]*[+-].*$", re.MULTILINE)


def without_options(code: str) -> str:
    """Code without what it tells doctest: `# doctest: +SKIP`."""
    return _DOCTEST_OPTIONS.sub("", code) if "doctest:" in code else code


def collapse(text: str) -> str:
    """White space folded to single spaces."""
    return " ".join(text.split())


def first_sentence(text: str) -> str:
    """The first sentence of a text, on one line, with its full stop if it has one."""
    paragraph = collapse(text.strip().split("\n\n")[0])
    return _SENTENCE_END.split(paragraph, maxsplit=1)[0]


def phrase(text: str) -> str:
    """A help text or comment as a table cell holds it: one line, no closing full stop."""
    line = collapse(text)
    # ` .` names a dot: "files that start with ."
    if line.endswith(".") and not line.endswith(("..", " .", "etc.", "e.g.", "i.e.")):
        line = line[:-1]
    return line


def listed(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
