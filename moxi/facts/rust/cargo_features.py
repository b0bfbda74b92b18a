"""Cargo features as extras, with the comments that stand above or beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Extra, Fact
from moxi.facts.prose import collapse, first_sentence, phrase
from moxi.facts.rust.package import roles
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.crate import Crate

MAX_COMMENT = 240
MAX_IMPLIED = 12
_INTERNAL = lazy_re(
    r"\b(internal|private|do not (use|specify|enable|depend)|don'?t (use|enable)"
    r"|not (part of the )?public|not intended|implementation detail"
    r"|used (only )?(for|in|by) (\w+ )?(tests?|ci|bench\w*)|for testing|testing only"
    r"|only for (tests?|docs)|docs\.rs|build\.rs|detected by"
    r"|deprecated|no effect|no longer|legacy|backwards? compat\w*)\b",
    re.IGNORECASE,
)
_HELPER = lazy_re(
    r"(test|bench|example|internal|doc)s?|(tests?|bench|docs?|examples?|internals?)[-_].*|docsrs"
    r"|.*[-_.+](tests?|testing|internals?|examples?|bench)|testing|benchmarks?|rustc-dep-of-std"
)
_PREFIX = lazy_re(r"^(option|feature)s?( \((?:enabled by )?default\))?:\s+", re.IGNORECASE)
_HEADING = lazy_re(r"([-=*~])\1+ .* \1+")
_RULER = lazy_re(r"^[\s#=\-_*~]*$")


def feature_facts(
    crate: Crate, described: dict[str, tuple[str, Evidence]], install: str
) -> Iterator[Fact[Extra]]:
    """The features a user may switch on; `install` is the command to which they are added."""
    comments = _comments(crate)
    chosen = crate.default_features
    hidden: set[str] = set()
    # Of a long list, the names of dependencies are no news.
    many = len(crate.features) > MAX_IMPLIED
    for name, parts in crate.features.items():
        if name == "default" or name.startswith("_") or _HELPER.fullmatch(name):
            continue
        comment, line, alone = comments.get(name, ("", 0, True))
        if _INTERNAL.search(comment) or (not comment and not alone and hidden):
            hidden.add(name)
            continue
        hidden.clear()
        evidence = [Evidence(crate.manifest, line, line)]
        text = _shortened(comment) if comment.lower().strip(".") != name else ""
        if not text and name in described:
            text, where = described[name]
            text = phrase(text)
            evidence.append(where)
        text = text or ("" if many else _implied(crate, name, parts))
        if not text and (name.startswith("_") or (many and "library" not in roles(crate))):
            continue
        added = ",".join(dict.fromkeys((*crate.needed_features, name)))
        command = f"{install} --features {added}" if install and name not in chosen else ""
        yield Fact(Extra(name, text, command, name in chosen), tuple(evidence), crate.folder)
    yield from _implicit(crate, described, install)


def _implicit(
    crate: Crate, described: dict[str, tuple[str, Evidence]], install: str
) -> Iterator[Fact[Extra]]:
    """Optional dependencies that are features by themselves."""
    stated = {part for parts in crate.features.values() for part in parts}
    for entry in crate.dependencies.values():
        name = str(entry["key"])
        if entry.get("optional") is not True or name in crate.features or name not in described:
            continue
        if f"dep:{name}" not in stated:
            text, where = described[name]
            command = f"{install} --features {name}" if install else ""
            yield Fact(Extra(name, text, command, name in stated & crate.default_features),
                       (where,), crate.folder)  # fmt: skip


def _implied(crate: Crate, name: str, parts: list[str]) -> str:
    """What the entry alone says: the features, or the dependencies, that it switches on."""
    if len(parts) > 1 and all(part in crate.features for part in parts):
        return f"switches on {_listing(parts)}"
    optional = {
        str(entry["key"]) for entry in crate.dependencies.values() if entry.get("optional") is True
    }
    named = [part.removeprefix("dep:") for part in parts]
    uses = named and all(part in optional for part in named) and len(named) <= 6
    return f"uses {_listing(named)}" if uses and named != [name] else ""


def _listing(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _shortened(comment: str) -> str:
    text = re.split(r"\s+See (?:also )?(?:<?https?:)", _PREFIX.sub("", collapse(comment)))[0]
    if len(text) > MAX_COMMENT or "#[" in text:
        text = first_sentence(text)
    return phrase(text) if len(text) <= MAX_COMMENT and "#[" not in text else ""


def _comments(crate: Crate) -> dict[str, tuple[str, int, bool]]:
    """For each feature: its comment, its line, and whether it opens a group of lines."""
    found: dict[str, tuple[str, int, bool]] = {}
    inside, alone, listing = False, True, False
    before = ""
    above: list[str] = []
    for number, line in enumerate(crate.reader.lines(crate.manifest), 1):
        bare = line.strip()
        if bare.startswith("["):
            inside = bare.replace(" ", "").startswith("[features]")
            above, alone, before = [], True, ""
        elif not inside:
            continue
        elif listing:  # the comments within an array of several lines are on its parts
            listing = not bare.startswith("]")
        elif not bare:
            above, alone, before = [], True, ""
        elif bare.startswith("#"):
            text = bare.lstrip("#!").strip()
            ruled = _RULER.fullmatch(bare) and len(bare) > 2
            above = [] if ruled or _HEADING.fullmatch(text) else [*above, text]
        elif match := re.match(r"""["']?([\w.+-]+)["']?\s*=\s*(.*)$""", bare):
            beside = re.search(r"\]\s*#+\s*(.+)$", match.group(2))
            text = " ".join(above[: above.index("")] if "" in above else above)
            is_heading = text.endswith(":")
            comment = beside.group(1) if beside else "" if is_heading else text
            if before and not comment:  # the comment before heads a group of features
                _, line_before, opens = found[before]
                found[before] = ("", line_before, opens)
            if match.group(1) in crate.features:
                found[match.group(1)] = (comment, number, alone or bool(above))
            listing = match.group(2).lstrip().startswith("[") and "]" not in match.group(2)
            heads = bool(text) and not beside and match.group(1) in found
            before = match.group(1) if heads and not _INTERNAL.search(text) else ""
            above, alone = [], False
    return found
