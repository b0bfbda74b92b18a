"""The sources of a crate as syntax trees: items with their documentation and attributes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise
from moxi.facts.rust.attributes import Attribute, is_enabled, read_attribute
from moxi.facts.syntax import line_of, node_text, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.reader import Reader
    from moxi.facts.rust.crate import Crate

MAX_DEPTH = 2
MAX_MATCHES = 500
MAX_NESTING = 2000
_ATTRIBUTED = ("_item", "_declaration", "_statement", "_variant", "_arm", "block")


@dataclass(frozen=True, slots=True)
class Item:
    """A declaration, field or variant with what stands above it."""

    node: Node
    path: str
    attributes: tuple[Attribute, ...]
    doc: str
    """its documentation as Markdown, `""` for none"""
    doc_line: int

    @property
    def name(self) -> str:
        """The declared name, `""` for none; `r#type` reads `type`."""
        return node_text(self.node.child_by_field_name("name")).removeprefix("r#")

    @property
    def evidence(self) -> Evidence:
        """The line of the declaration itself."""
        return Evidence(self.path, line_of(self.node), line_of(self.node))

    @property
    def public(self) -> bool:
        """Whether it is `pub` without a restriction."""
        return any(
            child.type == "visibility_modifier" and node_text(child) == "pub"
            for child in self.node.children
        )

    def attribute(self, *names: str) -> Iterator[Attribute]:
        """Its attributes of these names."""
        return (found for found in self.attributes if found.name in names)

    def derives(self) -> tuple[str, ...]:
        """The last part of every derived trait's path."""
        return tuple(
            entry.name.rpartition("::")[2].strip()
            for found in self.attribute("derive")
            for entry in found.entries
        )

    @property
    def doc_hidden(self) -> bool:
        """Whether it is kept out of the documentation."""
        return any(entry.name == "hidden" for a in self.attribute("doc") for entry in a.entries)


class Sources:
    """All Rust files of one crate (members and dependencies in the same repository apart), each
    parsed once and only when asked for."""

    def __init__(self, reader: Reader, crate: Crate, depth: int = 0) -> None:
        self.reader = reader
        self.crate = crate
        self.depth = depth
        """how many packages of the repository were gone through to come here"""
        self.features = crate.default_features
        self._roots: dict[str, Node] = {}
        self._constants: dict[str, tuple[str, Node] | None] = {}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The crate's own source files, shallow ones first."""
        folder = self.crate.folder
        nested = tuple(
            path.removesuffix("Cargo.toml")
            for path in self.reader.tree.named("Cargo.toml")
            if path != self.crate.manifest and path.startswith(f"{folder}/" if folder else "")
        )
        found = [
            path
            for path in self.reader.sources(folder, (".rs",))
            if not path.startswith(nested) and path != join(folder, "build.rs")
        ]
        found += [  # a module `test` may be a subcommand
            path
            for path in self.reader.tree.under(join(folder, "src"))
            if path.endswith("/test.rs") and "#[test]" not in self.reader.text(path)
        ]
        targets = [binary.path for binary in self.crate.binaries]
        targets += [self.crate.library.path] if self.crate.library else []
        return tuple(dict.fromkeys([*(p for p in targets if p not in found), *found]))

    @cached_property
    def neighbours(self) -> dict[str, Sources]:
        """The packages of this repository that the crate depends on by path, by the name that
        `use` takes."""
        found: dict[str, Sources] = {}
        if self.depth >= MAX_DEPTH:
            return found
        for entry in self.crate.dependencies.values():
            other = self.crate.neighbour(entry)
            if other is not None:
                found[str(entry["key"]).replace("-", "_")] = Sources(
                    self.reader, other, self.depth + 1
                )
        return found

    def containing(self, *needles: str) -> list[str]:
        """The files that hold any of some texts."""
        found: list[str] = []
        for path in self.paths:
            text = self.reader.text(path)
            if any(needle in text for needle in needles):
                found.append(path)
        return found

    def root(self, path: str) -> Node:
        """The syntax tree of a file."""
        if path not in self._roots:
            self._roots[path] = parse("rust", self.reader.text(path))
        return self._roots[path]

    def items(self, path: str) -> Iterator[Item]:
        """The declarations of a file and of the modules written in it; what this platform or the
        default features leave out, and tests, are left out."""
        waiting = [self.root(path)]
        while waiting:
            for item in self.declared(waiting.pop(0), path):
                yield item
                if item.node.type == "mod_item":
                    body = item.node.child_by_field_name("body")
                    if body is not None:
                        waiting.append(body)

    def declared(self, parent: Node, path: str) -> Iterator[Item]:
        """The declarations, fields or variants directly below a node."""
        return declared(parent, path, self.features)

    def located(
        self, path: str, pattern: re.Pattern[str], *, strings: bool = False
    ) -> Iterator[Node]:
        """The smallest nodes that stand where a pattern matches, tests and comments left out, and
        the insides of strings unless asked for.

        Finding the place in the text and asking the tree for it is many times faster than to walk
        the tree.
        """
        text = self.reader.text(path)
        root: Node | None = None
        offset = index = 0
        for match in islice(pattern.finditer(text), MAX_MATCHES):
            root = root or self.root(path)
            offset += len(text[index : match.start()].encode("utf-8", "replace"))
            index = match.start()
            length = len(match.group().encode("utf-8", "replace"))
            node = root.descendant_for_byte_range(offset, offset + length - 1)
            if node is not None and not self._is_outside(ancestors(root, node), strings):
                yield node

    def _is_outside(self, nodes: list[Node], strings: bool) -> bool:
        """Whether a node with these ancestors, itself the last, stands in a comment or string, or
        in what is not compiled by default."""
        for node in nodes:
            if node.type in ("line_comment", "block_comment"):
                return True
            if not strings and node.type in ("string_literal", "raw_string_literal"):
                return True
            if not node.type.endswith(_ATTRIBUTED):
                continue
            before = node.prev_sibling
            while before is not None and before.type in ("attribute_item", "line_comment"):
                if before.type == "attribute_item":
                    attribute = read_attribute(before)
                    if attribute.name == "test" or not is_enabled(attribute, self.features):
                        return True
                before = before.prev_sibling
        return len(nodes) >= MAX_NESTING

    def constant(self, name: str) -> tuple[str, Node] | None:
        """The file and the value of a `const` or `static` of this name, where there is one."""
        if name not in self._constants:
            self._constants[name] = self._find_constant(name)
        return self._constants[name]

    def _find_constant(self, name: str) -> tuple[str, Node] | None:
        if not re.fullmatch(r"\w+", name):
            return None
        pattern = re.compile(rf"\b(?:const|static)\s+(?:ref\s+)?{name}\s*:")
        found: list[tuple[str, Node]] = []
        for path in self.containing(f" {name}:", f" {name} :"):
            for node in self.located(path, pattern):
                current: Node | None = node
                while current is not None and current.type not in ("const_item", "static_item"):
                    current = current.parent
                value = current.child_by_field_name("value") if current is not None else None
                if value is not None:
                    found.append((path, value))
        texts = {node_text(value) for _, value in found}
        return found[0] if len(texts) == 1 else None

    def module_file(self, path: str, item: Item) -> str | None:
        """The file of a `mod name;` that stands in `path`."""
        folder, _, file_name = path.rpartition("/")
        if file_name not in ("mod.rs", "lib.rs", "main.rs"):
            folder = join(folder, file_name.removesuffix(".rs"))
        for stated in item.attribute("path"):
            if stated.text:
                return normalise(join(path.rpartition("/")[0], stated.text))
        for candidate in (f"{item.name}.rs", f"{item.name}/mod.rs"):
            where = join(folder, candidate)
            if where in self.reader.tree:
                return where
        return None

    def crate_doc(self, path: str) -> tuple[str, int]:
        """The `//!` text at the top of a file and the line on which it starts."""
        found: list[str] = []
        first = 0
        for child in self.root(path).children:
            if child.type in ("line_comment", "block_comment"):
                text = doc_text(child, "inner")
                if text is not None:
                    gap = child.start_point[0] - first - len("\n".join(found).split("\n")) + 1
                    found += [""] * (gap if first and gap > 0 and not found[-1] else 0)
                    found.append(text)
                    first = first or line_of(child)
            elif child.type == "inner_attribute_item":
                attribute = read_attribute(child)
                if attribute.name == "doc" and attribute.text is not None:
                    found.append(attribute.text)
                    first = first or line_of(child)
                elif attribute.name == "doc" and attribute.included:
                    found.append(self._included(path, attribute.included))
                    first = first or line_of(child)
            elif child.is_named and child.type != "shebang":
                break
        return tidy_doc(found), first

    def _included(self, path: str, name: str) -> str:
        where = normalise(join(path.rpartition("/")[0], name))
        if where is None or "readme" in where.lower():
            return ""  # what a README says is no evidence for a README
        return self.reader.text(where)


def declared(parent: Node, path: str, features: frozenset[str] = frozenset()) -> Iterator[Item]:
    """The declarations, fields or variants directly below a node, as far as a plain build with
    these features has them."""
    attributes: list[Attribute] = []
    doc: list[str] = []
    doc_line = 0
    for child in parent.children:
        kind = child.type
        if kind == "attribute_item":
            attribute = read_attribute(child)
            if attribute.name == "doc" and attribute.text is not None:
                doc.append(attribute.text)
                doc_line = doc_line or line_of(child)
            else:
                attributes.append(attribute)
        elif kind in ("line_comment", "block_comment"):
            text = doc_text(child, "outer")
            if text is not None:
                doc.append(text)
                doc_line = doc_line or line_of(child)
        elif child.is_named:
            if all(is_enabled(a, features) for a in attributes):
                yield Item(child, path, tuple(attributes), tidy_doc(doc), doc_line)
            attributes, doc, doc_line = [], [], 0


def doc_text(comment: Node, side: str) -> str | None:
    """The text of a documentation comment (`outer`: `///`; `inner`: `//!`), else None."""
    if comment.child_by_field_name(side) is None:
        return None
    text = node_text(comment.child_by_field_name("doc"))
    if comment.type == "line_comment":
        return text.rstrip("\n")
    lines = text.split("\n")
    return "\n".join(re.sub(r"^\s*\*(?= |$)", "", line) for line in lines)


def tidy_doc(parts: list[str]) -> str:
    """Documentation lines with the common indent taken off, as rustdoc does it."""
    lines = "\n".join(parts).split("\n")
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:].rstrip() for line in lines).strip("\n")


def ancestors(root: Node, node: Node) -> list[Node]:
    """The nodes from the root down to a node, up to a depth that no real source has.

    From the top, since every step upwards would search the tree from its root again.
    """
    cursor = root.walk()
    found = [root]
    while (
        len(found) < MAX_NESTING and cursor.goto_first_child_for_byte(node.start_byte) is not None
    ):
        current = cursor.node
        if current is None or current.end_byte < node.end_byte:
            break
        found.append(current)
        if current == node:
            break
    return found
