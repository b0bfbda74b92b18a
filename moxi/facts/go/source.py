"""One Go file: its package clause, imports and declarations, parsed only as far as asked."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.go.gomod import without_major
from moxi.facts.syntax import line_of, node_text, parse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_PACKAGE = lazy_re(r"^package[ \t]+\w", re.MULTILINE)
_DECLARATION = lazy_re(r"^(?:func|type|var|const)\b", re.MULTILINE)
_KNOWN_NAMES = {
    "github.com/alexflint/go-arg": "arg",
    "github.com/jessevdk/go-flags": "flags",
    "github.com/peterbourgon/ff/v3/ffcli": "ffcli",
    "github.com/jackc/pgx": "pgx",
}


class Source:
    """A Go source file."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.data = text.encode("utf-8", "replace")

    @cached_property
    def root(self) -> Node:
        """The syntax tree of the whole file."""
        return parse("go", self.text)

    @cached_property
    def _head(self) -> Node:
        """The syntax tree of what stands above the first declaration: cheap for a long file."""
        package = _PACKAGE.search(self.text)
        if not package:
            return self.root
        end = _DECLARATION.search(self.text, package.end())
        return parse("go", self.text[: end.start()] if end else self.text)

    @cached_property
    def package(self) -> str:
        """The name in the package clause, `""` where there is none."""
        for node in self._head.children:
            if node.type == "package_clause":
                return node_text(node.named_children[0]) if node.named_children else ""
        return ""

    @cached_property
    def constraint(self) -> str:
        """The expression of the `//go:build` line."""
        for node in self._head.children:
            if node.type == "package_clause":
                break
            text = node_text(node)
            if text.startswith("//go:build "):
                return text[11:].strip()
            if text.startswith("// +build "):
                return text[10:].strip()
        return ""

    @cached_property
    def doc(self) -> tuple[str, int]:
        """The comment right above the package clause without its markers, and its first line."""
        comments: list[Node] = []
        for node in self._head.children:
            if node.type == "comment":
                comments.append(node)
            elif node.type == "package_clause":
                if "// Code generated" in self.text[: node.start_byte]:
                    return "", 0  # it speaks of the generator
                return joined_comment(comments, line_of(node))
        return "", 0

    @cached_property
    def imports(self) -> dict[str, str]:
        """Import paths by the names they have in this file."""
        found: dict[str, str] = {}
        for declaration in self._head.children:
            if declaration.type != "import_declaration":
                continue
            for spec in _specs(declaration, "import_spec"):
                path = node_text(spec.child_by_field_name("path"))[1:-1]
                name = node_text(spec.child_by_field_name("name"))
                key = name if name not in ("", "_", ".") else import_name(path)
                found[path if key in found else key] = path
        return found

    @cached_property
    def aliases(self) -> frozenset[str]:
        """Names that imports are given in this file."""
        return frozenset(
            name
            for declaration in self._head.children
            if declaration.type == "import_declaration"
            for spec in _specs(declaration, "import_spec")
            if (name := node_text(spec.child_by_field_name("name")))
        )

    @cached_property
    def functions(self) -> dict[str, Node]:
        """Function declarations by name; methods as `Type.Method`."""
        found: dict[str, Node] = {}
        for node in self.root.children:
            if node.type == "function_declaration":
                found.setdefault(node_text(node.child_by_field_name("name")), node)
            elif node.type == "method_declaration":
                name = node_text(node.child_by_field_name("name"))
                found.setdefault(f"{receiver_type(node)}.{name}", node)
        return found

    @cached_property
    def init_functions(self) -> list[Node]:
        """Every `func init()`; a file may hold several."""
        return [
            node
            for node in self.root.children
            if node.type == "function_declaration"
            and node_text(node.child_by_field_name("name")) == "init"
        ]

    @cached_property
    def types(self) -> dict[str, Node]:
        """`type_spec` nodes by name."""
        found: dict[str, Node] = {}
        for node in self.root.children:
            if node.type == "type_declaration":
                for spec in node.named_children:
                    if name := node_text(spec.child_by_field_name("name")):
                        found.setdefault(name, spec)
        return found

    @cached_property
    def values(self) -> dict[str, tuple[Node, int]]:
        """`const_spec` and `var_spec` nodes by name, and which of the spec's names it is."""
        found: dict[str, tuple[Node, int]] = {}
        for node in self.root.children:
            if node.type in ("const_declaration", "var_declaration"):
                for spec in _specs(node, "const_spec", "var_spec"):
                    for number, name in enumerate(spec.children_by_field_name("name")):
                        if name.type == "identifier":
                            found.setdefault(node_text(name), (spec, number))
        return found

    def calls(self, name: str) -> Iterator[Node]:
        """Call expressions whose function is written `name`, such as `os.Getenv`."""
        needle = f"{name}(".encode()
        position = self.data.find(needle)
        while position >= 0:
            last = position + len(needle) - 2
            node: Node | None = self.root.named_descendant_for_byte_range(last, last + 1)
            while node is not None and node.start_byte > position:
                node = node.parent
            if node is not None and node_text(node) == name:
                call = node.parent
                if call is not None and call.type == "call_expression":
                    yield call
            position = self.data.find(needle, position + 1)


def _specs(declaration: Node, *types: str) -> Iterator[Node]:
    for child in declaration.named_children:
        if child.type in types:
            yield child
        elif child.type.endswith("_spec_list"):
            yield from (spec for spec in child.named_children if spec.type in types)


def receiver_type(method: Node) -> str:
    """The type whose method a declaration is, without pointer and type parameters."""
    receiver = method.child_by_field_name("receiver")
    for parameter in receiver.named_children if receiver is not None else []:
        kind = parameter.child_by_field_name("type")
        if kind is not None:
            return node_text(kind).lstrip("*").partition("[")[0]
    return ""


def argument_of(call: Node, number: int) -> Node | None:
    """The argument at that position of a call expression."""
    arguments = call.child_by_field_name("arguments")
    nodes = [c for c in (arguments.named_children if arguments else []) if c.type != "comment"]
    return nodes[number] if number < len(nodes) else None


def import_name(path: str) -> str:
    """The name that a package most probably gives itself."""
    bare = without_major(path)
    if known := _KNOWN_NAMES.get(bare):
        return known
    name = bare.rpartition("/")[2]
    return name.removeprefix("go-").removesuffix("-go").removesuffix(".go").replace("-", "_")


def joined_comment(comments: list[Node], before: int) -> tuple[str, int]:
    """The text of the comments that end right above line `before`, and their first line."""
    chosen: list[Node] = []
    for comment in reversed(comments):
        if comment.end_point[0] + 1 != before - 1:
            break
        before = line_of(comment)
        chosen.insert(0, comment)
    lines: list[str] = []
    for comment in chosen:
        text = node_text(comment)
        if text.startswith("//"):
            if not _is_directive(text):
                lines.append(text[2:].removeprefix(" "))
        else:
            body = text.removeprefix("/*").removesuffix("*/")
            lines += [line.rstrip() for line in body.strip("\n").split("\n")]
    return "\n".join(lines).strip("\n"), line_of(chosen[0]) if chosen else 0


def _is_directive(comment: str) -> bool:
    return bool(
        re.match(r"//(?:go:\w|nolint|line |export |\s*\+build |lint:|revive:|#nosec)", comment)
    )
