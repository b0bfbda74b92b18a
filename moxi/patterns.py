"""Regular expressions that are compiled when they are first used.

There are hundreds of them, a draft uses some, and compiling all costs it a fifth of its time.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")


class _LazyPattern:
    """Stands for a `re.Pattern` until somebody asks it for something."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy_re(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, only later; for constants of a module.

    Use its methods (`PATTERN.sub(…)`): the functions of `re` do not take it.
    """
    return cast("re.Pattern[str]", _LazyPattern(source, flags))
