"""Patterns as `.gitignore` has them, by `pathspec`, made fast enough for 100,000 files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pathspec import GitIgnoreSpec

MAX_PATTERNS = 2_000
# A regular expression made of many stars takes for ever on a name made for it.
MAX_STARS = 3
MAX_DEEP_STARS = 2
_ANY_FOLDER = "^(?:.+/)?"  # how pathspec begins a pattern that holds at every depth


@dataclass(frozen=True, slots=True)
class Ignore:
    """The patterns of one file, and the folder (`""` or ending in `/`) it stands in."""

    prefix: str
    spec: GitIgnoreSpec
    any_match: re.Pattern[str]
    """matches what any pattern matches: one look instead of one for each"""

    @classmethod
    def of(cls, lines: Iterable[str], prefix: str = "") -> Self | None:
        """None where no line is a pattern; what is not valid or too costly is passed over."""
        from pathspec import GitIgnoreSpec

        valid: list[str] = []
        for line in lines:
            if not line.strip() or line.startswith("#") or not _is_cheap(line):
                continue
            if len(valid) == MAX_PATTERNS:
                break
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError:
                continue
            valid.append(line)
        if not valid:
            return None
        spec = GitIgnoreSpec.from_lines(valid)
        return cls(prefix, spec, _any_match(spec))

    def verdict(self, path: str) -> bool | None:
        """Whether a path (a folder's ends in `/`) is ignored; None where no pattern speaks."""
        inside = path[len(self.prefix) :]
        if not self.any_match.search(inside):  # as pathspec does
            return None
        return self.spec.check_file(inside).include


def is_ignored(path: str, ignores: tuple[Ignore, ...]) -> bool:
    """The deepest file that speaks about a path decides, as in git."""
    for ignore in reversed(ignores):
        verdict = ignore.verdict(path)
        if verdict is not None:
            return verdict
    return False


def _is_cheap(line: str) -> bool:
    parts = line.split("/")
    return parts.count("**") <= MAX_DEEP_STARS and all(
        len(re.findall(r"\*+", part)) <= MAX_STARS for part in parts
    )


def _any_match(spec: GitIgnoreSpec) -> re.Pattern[str]:
    """One expression for all patterns, what they share at their beginning tried once."""
    found = [pattern.regex.pattern for pattern in spec.patterns if pattern.regex]
    sources = [re.sub(r"\?P<\w+>", "?:", source) for source in found]
    deep = [s.removeprefix(_ANY_FOLDER) for s in sources if s.startswith(_ANY_FOLDER)]
    fixed = [s[1:] for s in sources if s.startswith("^") and not s.startswith(_ANY_FOLDER)]
    if deep:
        fixed.append(f"{_ANY_FOLDER[1:]}(?:{'|'.join(deep)})")
    anywhere = [s for s in sources if not s.startswith("^")]
    if fixed:
        anywhere.append(f"^(?:{'|'.join(fixed)})")
    return re.compile("|".join(anywhere) if anywhere else "(?!)")
