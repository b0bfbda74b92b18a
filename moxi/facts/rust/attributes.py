"""Rust attributes as values: `#[name(key = value, nested(…))]`, and what `cfg` leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.rust.literals import literal
from moxi.facts.syntax import line_of, node_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

_CLOSING = (")", "]", "}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One part of an attribute's list: `key`, `key = value` or `key(…)`."""

    name: str
    tokens: tuple[Node, ...]
    """of the value behind `=`"""
    inner: Node | None
    """the bracketed part behind the name"""
    line: int

    @property
    def source(self) -> str:
        """The source text of the value: behind `=`, or inside the brackets."""
        if self.tokens:
            return source_of(self.tokens)
        return node_text(self.inner)[1:-1] if self.inner is not None else ""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The parts inside the brackets."""
        return read_entries(self.inner) if self.inner is not None else ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """`#[name]`, `#[name = "text"]` or `#[name(entries)]`."""

    name: str
    entries: tuple[Entry, ...]
    text: str | None
    included: str
    """what `#![doc = include_str!("…")]` names"""
    line: int


def read_attribute(item: Node) -> Attribute:
    """An `attribute_item` or `inner_attribute_item` as a value."""
    attribute = next((child for child in item.children if child.type == "attribute"), None)
    if attribute is None:
        return Attribute("", (), None, "", line_of(item))
    name = node_text(attribute.children[0])
    arguments = attribute.child_by_field_name("arguments")
    value = attribute.child_by_field_name("value")
    text = literal(value) if value is not None else None
    included = ""
    if value is not None and value.type == "macro_invocation":
        included = next(
            (
                literal(token) or ""
                for child in value.children
                if child.type == "token_tree"
                for token in child.children
                if token.type.endswith("string_literal")
            ),
            "",
        )
    entries = read_entries(arguments) if arguments is not None else ()
    return Attribute(name, entries, text, included, line_of(item))


def read_entries(tree: Node) -> tuple[Entry, ...]:
    """The comma separated parts of a bracketed token tree."""
    found: list[Entry] = []
    tokens: list[Node] = []
    for child in tree.children[1:]:
        if child.type == "," or (child.type in _CLOSING and child == tree.children[-1]):
            if tokens:
                found.append(_entry(tokens))
            tokens = []
        elif child.type not in ("line_comment", "block_comment"):
            tokens.append(child)
    return tuple(found)


def _entry(tokens: list[Node]) -> Entry:
    line = line_of(tokens[0])
    equals = next((i for i, token in enumerate(tokens) if token.type == "="), -1)
    if equals > 0:
        return Entry(
            source_of(tokens[:equals]).removeprefix("r#"), tuple(tokens[equals + 1 :]), None, line
        )
    inner = tokens[-1] if tokens[-1].type == "token_tree" and len(tokens) > 1 else None
    name = source_of(tokens[:-1] if inner is not None else tokens)
    return Entry(name.removeprefix("r#"), (), inner, line)


def source_of(tokens: Sequence[Node]) -> str:
    """The source text from the first token to the last."""
    if not tokens:
        return ""
    owner: Node | None = tokens[0].parent
    if owner is None or owner.text is None:
        return "".join(node_text(token) for token in tokens)
    start, end = tokens[0].start_byte - owner.start_byte, tokens[-1].end_byte - owner.start_byte
    return owner.text[start:end].decode("utf-8", "replace")


def is_enabled(attribute: Attribute, features: frozenset[str]) -> bool:
    """Whether `#[cfg(…)]` holds in a plain build on Linux; other attributes always do."""
    if attribute.name != "cfg":
        return True
    return all(_holds(entry, features) is not False for entry in attribute.entries)


def _holds(entry: Entry, features: frozenset[str]) -> bool | None:
    """True, False, or None where nothing tells."""
    inner = [_holds(part, features) for part in entry.entries]
    value = (literal(entry.tokens[0]) or "") if entry.tokens else ""
    if entry.name == "not":
        return None if not inner or inner[0] is None else not inner[0]
    if entry.name == "all":
        return False if False in inner else None if None in inner else True
    if entry.name == "any":
        return True if True in inner else None if None in inner else False
    if entry.name == "feature":
        return value in features
    if entry.name == "target_os":
        return None if value in ("linux", "macos") else False
    if entry.name == "target_family":
        return value == "unix"
    if entry.name == "unix":
        return True
    if entry.name in ("test", "windows", "debug_assertions", "doctest", "miri", "fuzzing"):
        return False
    return None
