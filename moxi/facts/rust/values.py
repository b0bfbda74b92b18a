"""Expressions that are known without running anything: literals, constants, simple macros."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.paths import join, normalise
from moxi.facts.rust.crate import strings
from moxi.facts.rust.literals import literal
from moxi.facts.rust.package import description
from moxi.facts.syntax import node_text, parse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.rust.source import Sources

MAX_DEPTH = 12
_SAME = ("to_string", "to_owned", "into", "as_str", "as_ref", "clone", "unwrap", "into_owned",
         "as_bytes", "expect")  # fmt: skip
_WRAPPERS = ("String::from", "Some", "OsStr::new", "OsString::from", "PathBuf::from", "Path::new",
             "Cow::Borrowed", "Cow::from", "StyledStr::from", "Str::from")  # fmt: skip
_TAG = lazy_re(r"</?[a-z!#/][^<>\n]{0,30}>|</>")
_CARGO = {
    "CARGO_PKG_NAME": "name", "CARGO_PKG_VERSION": "version", "CARGO_PKG_HOMEPAGE": "homepage",
    "CARGO_PKG_REPOSITORY": "repository", "CARGO_BIN_NAME": "name", "CARGO_CRATE_NAME": "name",
}  # fmt: skip
_CRATE_MACROS = {"crate_name": "CARGO_PKG_NAME", "crate_version": "CARGO_PKG_VERSION",
                 "crate_description": "CARGO_PKG_DESCRIPTION"}  # fmt: skip


class Values:
    """Evaluates expressions of one crate; None means that the text does not tell."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.bound: dict[str, str] = {}
        """the texts that the parameters and variables of the function in hand hold"""

    def parsed(self, source: str) -> Node | None:
        """A piece of source text as an expression."""
        root = parse("rust", f"const _: () = {source};")
        item = root.children[0] if root.children else None
        return item.child_by_field_name("value") if item is not None else None

    def of_source(self, source: str, path: str) -> str | None:
        """The value of an expression given as text."""
        node = self.parsed(source) if source.strip() else None
        return self.of(node, path) if node is not None else None

    def of(self, node: Node | None, path: str, depth: int = 0) -> str | None:
        """The value of an expression as a text."""
        if node is None or depth > MAX_DEPTH:
            return None
        known = literal(node)
        if known is not None:
            return known
        kind = node.type
        if kind in ("reference_expression", "parenthesized_expression", "unary_expression"):
            inner = next((child for child in reversed(node.children) if child.is_named), None)
            value = self.of(inner, path, depth + 1)
            return f"-{value}" if value is not None and node_text(node).startswith("-") else value
        if kind in ("identifier", "scoped_identifier"):
            name = node_text(node)
            if name in self.bound:
                return self.bound[name]
            found = self.sources.constant(name.rpartition("::")[2])
            return self.of(found[1], found[0], depth + 1) if found else None
        if kind == "call_expression":
            return self._call(node, path, depth)
        if kind == "macro_invocation":
            return self._macro(node, path, depth)
        if kind == "binary_expression":
            return self._product(node, path, depth)
        if kind == "type_cast_expression":
            return self.of(node.child_by_field_name("value"), path, depth + 1)
        return None

    def all_of(self, node: Node | None, path: str, depth: int = 0) -> list[str]:
        """The values of a list of literals: `["a", "b"]`, `&[…]`, `vec![…]`, `Parser::new([…])`."""
        if node is None or depth > MAX_DEPTH:
            return []
        if node.type == "macro_invocation":
            return self.all_of(self.parsed(f"[{_inside(node)}]"), path, depth + 1)
        if node.type == "array_expression":
            found = [self.of(c, path) for c in node.children if c.is_named]
            return [text for text in found if text is not None] if None not in found else []
        if node.type in ("reference_expression", "call_expression", "arguments"):
            inner = [
                child
                for child in (node.child_by_field_name("arguments") or node).children
                if child.is_named
            ]
            return self.all_of(inner[-1], path, depth + 1) if inner else []
        if node.type in ("identifier", "scoped_identifier"):
            constant = self.sources.constant(node_text(node).rpartition("::")[2])
            return self.all_of(constant[1], constant[0], depth + 1) if constant else []
        return []

    def _call(self, node: Node, path: str, depth: int) -> str | None:
        function = node.child_by_field_name("function")
        arguments = node.child_by_field_name("arguments")
        if function is None or arguments is None:
            return None
        given = [child for child in arguments.children if child.is_named]
        if function.type == "field_expression":
            method = node_text(function.child_by_field_name("field"))
            if method in _SAME:
                return self.of(function.child_by_field_name("value"), path, depth + 1)
            if method == "trim":
                value = self.of(function.child_by_field_name("value"), path, depth + 1)
                return value.strip() if value is not None else None
            if method == "next":  # `name.chars().next()`
                return self._first_letter(function.child_by_field_name("value"), path, depth)
            return None
        name = node_text(function)
        if any(name == known or name.endswith(f"::{known}") for known in _WRAPPERS):
            return self.of(given[0], path, depth + 1) if len(given) == 1 else None
        return None

    def _first_letter(self, node: Node | None, path: str, depth: int) -> str | None:
        """The first letter of the text whose `chars()` are taken."""
        function = node.child_by_field_name("function") if node is not None else None
        if function is None or node_text(function.child_by_field_name("field")) != "chars":
            return None
        text = self.of(function.child_by_field_name("value"), path, depth + 1)
        return text[:1] or None if text else None

    def _macro(self, node: Node, path: str, depth: int) -> str | None:
        name = node_text(node.child_by_field_name("macro")).rpartition("::")[2]
        if name in _CRATE_MACROS:
            return self._cargo(_CRATE_MACROS[name])
        array = self.parsed(f"[{_inside(node)}]")
        if array is None or array.type != "array_expression":
            return None
        given = [child for child in array.children if child.is_named]
        given = [child for child in given if not child.type.endswith("_comment")]
        values = [self.of(child, path, depth + 1) for child in given]
        if name == "concat":
            return "".join(v for v in values if v is not None) if None not in values else None
        first = values[0] if values else None
        if first is None:
            return None
        if name in ("env", "option_env"):
            return self._cargo(first)
        if name == "include_str":
            where = normalise(join(path.rpartition("/")[0], first))
            return self.sources.reader.text(where) or None if where is not None else None
        if name in ("indoc", "dedent"):
            return _dedent(first)
        if name in ("cstr", "cformat", "color_print"):
            return _TAG.sub("", first)
        if name in ("tr", "gettext") and len(given) == 1:  # the text in the source's own language
            return first
        if name in ("format", "formatcp", "concatcp"):
            return _formatted(first, values[1:])
        return None

    def _cargo(self, variable: str) -> str | None:
        crate = self.sources.crate
        if variable == "CARGO_PKG_DESCRIPTION":
            return description(crate)
        if variable == "CARGO_PKG_AUTHORS":
            return ":".join(strings(crate.value("authors"))) or None
        return crate.text(_CARGO[variable]) or None if variable in _CARGO else None

    def _product(self, node: Node, path: str, depth: int) -> str | None:
        """`60 * 60` as `3600`; other arithmetic is left alone."""
        left = self.of(node.child_by_field_name("left"), path, depth + 1)
        right = self.of(node.child_by_field_name("right"), path, depth + 1)
        operator = node_text(node.child_by_field_name("operator"))
        if operator != "*" or not left or not right:
            return None
        small = left.isascii() and left.isdigit() and right.isascii() and right.isdigit()
        return str(int(left) * int(right)) if small and len(left) + len(right) < 30 else None


def _inside(macro: Node) -> str:
    tree = next((child for child in macro.children if child.type == "token_tree"), None)
    return node_text(tree)[1:-1] if tree is not None else ""


def _dedent(text: str) -> str:
    import textwrap

    return textwrap.dedent(text).strip("\n")


def _formatted(template: str, values: list[str | None]) -> str | None:
    """`format!` where every placeholder is a plain `{}`."""
    parts = template.replace("{{", "\1").replace("}}", "\2").split("{}")
    known = [value for value in values if value is not None]
    if len(known) != len(values) or len(parts) != len(values) + 1:
        return None
    text = "".join(part + value for part, value in zip(parts, [*known, ""], strict=True))
    if re.search(r"\{\w*[:}]", text):
        return None
    return text.replace("\1", "{").replace("\2", "}")
