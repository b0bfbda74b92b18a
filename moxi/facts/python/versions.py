"""Version specifiers as a reader says them: `>=3.9,<4` → `3.9 or newer`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLAUSE = lazy_re(r"\s*(===|==|~=|!=|<=|>=|<|>|\^|~|=)?\s*v?([0-9][0-9.]*)(\.\*)?\s*$")
_SPACES = lazy_re(r"(?<=[0-9*])\s+(?=[<>=!~^])")


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.strip(".").split(".") if part.isdigit())


def _text(number: tuple[int, ...]) -> str:
    trimmed = list(number)
    while len(trimmed) > 2 and trimmed[-1] == 0:
        trimmed.pop()
    return ".".join(str(part) for part in trimmed)


def phrase_of(specifier: str) -> str:
    """A requirement on Python in words; empty where any version does or it is not understood."""
    text = _SPACES.sub(",", specifier.strip())
    if not text or text == "*":
        return ""
    if "||" in text:
        parts = [phrase_of(part) for part in text.split("||")]
        return " or ".join(parts) if all(parts) else ""
    lower: tuple[int, ...] = ()
    upper: tuple[int, ...] = ()
    inclusive = False
    excluded: list[tuple[int, ...]] = []
    for clause in text.split(","):
        if not clause.strip():
            continue
        match = _CLAUSE.match(clause)
        if match is None:
            return ""
        operator, number = match[1] or "==", _number(match[2])
        if operator in ("==", "===", "="):
            return _text(number)
        if operator == "!=":
            excluded.append(number)
        elif operator == ">=":
            lower = max(lower, number)
        elif operator == ">":
            # Newer than 3.6 is read as 3.6.1 and up by pip, and never meant so.
            return f"newer than {_text(number)}" if len(text.split(",")) == 1 else ""
        elif operator == "<":
            upper, inclusive = number, False
        elif operator == "<=":
            upper, inclusive = number, True
        elif operator in ("^", "~=", "~"):
            lower = max(lower, number)
            upper, inclusive = _compatible(operator, number), False
    return _range(lower, upper, inclusive, excluded)


def _compatible(operator: str, number: tuple[int, ...]) -> tuple[int, ...]:
    """The first version that `^` or `~=` leaves out."""
    if operator == "^":
        return (number[0] + 1,)
    if operator == "~" and len(number) >= 2:
        return (number[0], number[1] + 1)
    if operator == "~=" and len(number) >= 3:
        return (number[0], number[1] + 1)
    return (number[0] + 1,)


def _range(
    lower: tuple[int, ...],
    upper: tuple[int, ...],
    inclusive: bool,
    excluded: list[tuple[int, ...]],
) -> str:
    if not lower:
        if not upper:
            return ""
        return f"{_text(upper)} or older" if inclusive else f"older than {_text(upper)}"
    start = _text(lower)
    if lower[:2] == (2, 7) and excluded:
        highest = max(number[:2] for number in excluded)
        if highest[0] == 3 and len(highest) == 2:
            return f"2.7, or 3.{highest[1] + 1} or newer"
    if not upper or upper[:1] > lower[:1]:
        return f"{start} or newer"
    if inclusive or len(upper) < 2:
        return f"{start} to {_text(upper)}"
    last = (upper[0], upper[1] - 1)
    if len(upper) > 2 and any(upper[2:]):
        return f"{start} or newer, older than {_text(upper)}"
    return start if last <= lower[:2] else f"{start} to {_text(last)}"


def from_classifiers(classifiers: Iterable[str]) -> str:
    """The versions that trove classifiers name: `3.8 to 3.12`."""
    minors: list[int] = []
    for classifier in classifiers:
        parts = [part.strip() for part in classifier.split("::")]
        if parts[:2] == ["Programming Language", "Python"] and len(parts) == 3:
            number = parts[2].split(".")
            if len(number) == 2 and number[0] == "3" and number[1].isdigit():
                minors.append(int(number[1]))
    if not minors:
        return ""
    low, high = min(minors), max(minors)
    if low == high:
        return f"3.{low}"
    return f"3.{low} to 3.{high}"
