"""Enums that a derived command line takes as values, and the spelling that it gives names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.rust.casing import renamed
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.rust.attributes import Entry
    from moxi.facts.rust.source import Item, Sources
    from moxi.facts.rust.values import Values

_WRAPPER = lazy_re(
    r"^(?:[\w:]*::)?(Option|Vec|Box|Arc|Rc|HashSet|BTreeSet|VecDeque)\s*<(.*)>$", re.S
)


class Choices:
    """The enums of a crate whose variants are values, by name."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.types: dict[str, Item] = {}
        self.owners: dict[str, Sources] = {}

    def add(self, item: Item, owner: Sources) -> None:
        """Make an enum known; the first of a name stays."""
        self.types.setdefault(item.name, item)
        self.owners.setdefault(item.name, owner)

    def of(self, enum: Item) -> Iterator[str]:
        """The values that a derived enum accepts."""
        body = enum.node.child_by_field_name("body")
        owner = self.owners.get(enum.name)
        if body is None or owner is None:
            return
        plain = "kebab_case" if {"ValueEnum", "ArgEnum"} & set(enum.derives()) else "verbatim"
        casing = casing_of(enum, self.values, plain)
        for member in owner.declared(body, enum.path):
            if member.node.type != "enum_variant":
                continue
            entries = list(entries_of(member, ("value", "clap", "arg", "strum")))
            if any(entry.name in ("skip", "hide") for entry in entries):
                continue
            stated = next(
                (e for e in entries if e.name in ("name", "serialize") and e.source), None
            )
            name = self.values.of_source(stated.source, enum.path) if stated else None
            yield name or renamed(member.name, casing)

    def default_of(self, kind: str) -> str:
        """The value of the variant that is marked `#[default]`."""
        enum = self.types.get(bare_type(kind))
        owner = self.owners.get(enum.name) if enum is not None else None
        body = enum.node.child_by_field_name("body") if enum is not None else None
        if enum is None or owner is None or body is None:
            return ""
        for member in owner.declared(body, enum.path):
            if any(True for _ in member.attribute("default")):
                return self.value_of(enum, member.name)
        return ""

    def value_of(self, enum: Item, variant: str) -> str:
        """What a user types for a variant; `""` where some variants cannot be typed."""
        names = _variant_names(enum.node.child_by_field_name("body"))
        choices = list(self.of(enum))
        if variant in names and len(names) == len(choices):
            return choices[names.index(variant)]
        return ""


def _variant_names(body: Node | None) -> list[str]:
    if body is None:
        return []
    return [
        node_text(child.child_by_field_name("name"))
        for child in body.children
        if child.type == "enum_variant"
    ]


def entries_of(item: Item, names: tuple[str, ...]) -> Iterator[Entry]:
    """The parts of all attributes of some names."""
    for attribute in item.attribute(*names):
        yield from attribute.entries


def casing_of(item: Item, values: Values, plain: str = "kebab_case") -> str:
    """How the names below a type are spelled."""
    for entry in entries_of(item, ("command", "clap", "structopt", "value", "strum")):
        if entry.name in ("rename_all", "serialize_all") and entry.source:
            stated = values.of_source(entry.source, item.path) or ""
            return re.sub(r"[\s-]", "_", stated.lower())
    return plain


def unwrap_type(kind: str) -> tuple[list[str], str]:
    """`Option<Vec<T>>` → `["Option", "Vec"]` and `T`."""
    wrappers: list[str] = []
    inner = " ".join(kind.split())
    while match := _WRAPPER.match(inner):
        if match.group(1) not in ("Box", "Arc", "Rc"):
            wrappers.append(match.group(1))
        inner = match.group(2).strip()
    return wrappers, inner


def bare_type(kind: str) -> str:
    """`Option<cli::Color>` → `Color`."""
    return unwrap_type(kind)[1].partition("<")[0].rpartition("::")[2].strip()
