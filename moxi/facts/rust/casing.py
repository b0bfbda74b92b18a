"""Names as derive macros spell them: kebab, snake, camel and the rest."""

from __future__ import annotations

from moxi.patterns import lazy_re

_BREAK = lazy_re(r"[_\-\s]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words(name: str) -> list[str]:
    """The words of a name, digits kept with the word before them (`Utf8Path` → `Utf8`, `Path`)."""
    return [word for word in _BREAK.split(name) if word]


def renamed(name: str, casing: str) -> str:
    """A field's or variant's name in a casing such as `kebab_case` or `screaming_snake_case`."""
    parts = words(name)
    style = casing.replace("-", "_").lower()
    if style in ("verbatim", "none"):
        return name
    if style in ("snake_case", "snake"):
        return "_".join(part.lower() for part in parts)
    if style in ("screaming_snake_case", "screaming_snake", "shouty_snake_case"):
        return "_".join(part.upper() for part in parts)
    if style in ("lowercase", "lower", "lower_case"):
        return "".join(part.lower() for part in parts)
    if style in ("uppercase", "upper", "upper_case"):
        return "".join(part.upper() for part in parts)
    if style in ("camelcase", "camel_case", "camel"):
        joined = "".join(part.capitalize() for part in parts)
        return joined[:1].lower() + joined[1:]
    if style in ("pascalcase", "pascal_case", "pascal", "uppercamelcase"):
        return "".join(part.capitalize() for part in parts)
    if style in ("train_case", "screaming_kebab_case"):
        return "-".join(part.upper() for part in parts)
    return "-".join(part.lower() for part in parts)
