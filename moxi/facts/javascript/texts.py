"""The text of an expression, where the sources alone decide it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.source import required_module
from moxi.facts.javascript.values import MAX_DEPTH, Scope, argument, items, resolve, unwrap
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

HOLE = "${…}"
_UNKNOWN_BRACKET = lazy_re(r"\s*(?:\[[^\[\]]*\$\{…\}[^\[\]]*\]|\([^()]*\$\{…\}[^()]*\))")

_STYLES = frozenset({
    "bold", "dim", "italic", "underline", "inverse", "hidden", "strikethrough", "visible",
    "red", "green", "yellow", "blue", "magenta", "cyan", "white", "gray", "grey", "black",
    "reset", "redBright", "greenBright", "yellowBright", "blueBright", "magentaBright",
    "cyanBright", "whiteBright", "blackBright", "bgRed", "bgGreen", "bgYellow", "bgBlue",
    "bgMagenta", "bgCyan", "bgWhite", "bgBlack", "dedent", "outdent", "stripIndent", "heading",
    "code", "highlight",
})  # fmt: skip
_CHALK_PART = lazy_re(r"\{#?[a-zA-Z][\w.,()#]* ([^{}]*)\}")
_ESCAPES = {"n": "\n", "t": "\t", "r": "", "0": "", "b": "", "v": "", "f": "", "\n": ""}


def text_value(node: Node | None, scope: Scope, depth: int = 0) -> str | None:
    """A text, with `HOLE` for the parts that are not known; None where it is no text."""
    node = unwrap(node)
    if node is None or depth > MAX_DEPTH:
        return None
    if node.type == "string":
        return _unescape(node_text(node)[1:-1])
    if node.type == "template_string":
        return _template(node, scope, depth)
    if node.type == "binary_expression" and node_text(node.child_by_field_name("operator")) == "+":
        left = text_value(node.child_by_field_name("left"), scope, depth + 1)
        right = text_value(node.child_by_field_name("right"), scope, depth + 1)
        if left is None and right is None:
            return None
        return (HOLE if left is None else left) + (HOLE if right is None else right)
    if node.type == "number":
        return node_text(node) if depth else None
    if node.type == "call_expression":
        return _called_text(node, scope, depth)
    if node.type == "member_expression" and (known := _manifest_field(node, scope)):
        return known
    value, where = resolve(node, scope, depth)
    if value is not None and value != node:
        return text_value(value, where, depth + 1)
    return None


def plain_text(node: Node | None, scope: Scope) -> str:
    """A text that is known to its end, else `""`."""
    found = text_value(node, scope)
    return "" if found is None or HOLE in found else found


def helping_text(node: Node | None, scope: Scope) -> str:
    """A help text as far as it is known: sentences with unknown parts are left out."""
    found = text_value(node, scope)
    if not found or HOLE not in found:
        return found or ""
    found = _UNKNOWN_BRACKET.sub("", found)  # `the platform [${names.join(", ")}]`
    return " ".join(part for part in re.split(r"(?<=[.;])\s+", found) if HOLE not in part)


def shown(node: Node | None, scope: Scope) -> str | None:
    """A literal as a user would type it (`8080`, `true`, `a, b`); None where it is not known."""
    node, scope = resolve(node, scope)
    if node is None:
        return None
    if node.type in ("number", "true", "false"):
        return node_text(node)
    if node.type == "unary_expression" and re.fullmatch(r"-\d[\d.]*", node_text(node)):
        return node_text(node)
    if node.type in ("null", "undefined") or node_text(node) == "undefined":
        return ""
    if node.type == "array":
        parts = [shown(item, where) for item, where in items(node, scope)]
        return None if None in parts else ", ".join(part for part in parts if part)
    found = text_value(node, scope)
    return None if found is None or HOLE in found else found


def texts(node: Node | None, scope: Scope) -> tuple[str, ...]:
    """The elements of an array of plain texts (or one text); empty where any is not known."""
    value, where = resolve(node, scope)
    if value is not None and value.type == "array":
        found = [shown(item, inner) for item, inner in items(value, where)]
        return () if None in found else tuple(part for part in found if part)
    single = plain_text(node, scope)
    return (single,) if single else ()


def is_true(node: Node | None) -> bool:
    """Whether an expression is the literal `true`."""
    node = unwrap(node)
    return node is not None and node.type == "true"


def text_lines(node: Node | None, scope: Scope) -> tuple[int, ...]:
    """The source line of each line of a text built of an array or of pieces added up."""
    node, scope = resolve(node, scope)
    if node is None:
        return ()
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        if function is not None and function.type == "member_expression":
            return text_lines(function.child_by_field_name("object"), scope)
        return ()
    if node.type == "array":
        found: list[int] = []
        for item, where in items(node, scope):
            text = text_value(item, where) or ""
            found += [line_of(item)] * (text.count("\n") + 1)
        return tuple(found)
    return ()


def _template(node: Node, scope: Scope, depth: int) -> str:
    out: list[str] = []
    position = node.start_byte + 1
    raw = node.text or b""
    for child in node.named_children:
        if child.type != "template_substitution":
            continue
        before = raw[position - node.start_byte : child.start_byte - node.start_byte]
        out.append(_unescape(before.decode("utf-8", "replace")))
        inner = child.named_children[0] if child.named_children else None
        value = text_value(inner, scope, depth + 1)
        out.append(HOLE if value is None else value)
        position = child.end_byte
    rest = raw[position - node.start_byte : -1]
    out.append(_unescape(rest.decode("utf-8", "replace")))
    return "".join(out)


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "ux" and len(code) > 1:
            digits = code[1:].strip("{}")
            value = int(digits, 16) if digits else 0
            return (
                "" if value == 0x1B or value > 0x10FFFF or 0xD800 <= value < 0xE000 else chr(value)
            )
        return _ESCAPES.get(code, code)

    text = re.sub(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])", one, text)
    return re.sub(r"\[\d+(?:;\d+)*m", "", text) if "[" in text and "m" in text else text


def _called_text(node: Node, scope: Scope, depth: int) -> str | None:
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or given is None:
        return None
    if given.type == "template_string":
        text = _template(given, scope, depth)
        return _styled(text) if "chalk" in node_text(function).lower() else text
    name = function
    if function.type == "member_expression":
        name = function.child_by_field_name("property") or function
        holder = function.child_by_field_name("object")
        method = node_text(name)
        if method in ("trim", "trimStart", "trimEnd", "toString", "slice", "replace"):
            inner = text_value(holder, scope, depth + 1)
            stripped = (
                inner.strip("\n") if inner is not None and method.startswith("trim") else inner
            )
            return None if inner is None or method in ("slice", "replace") else stripped
        if method == "join":
            return _joined(holder, argument(node, 0), scope, depth)
    if node_text(name) in _STYLES or _is_colour(function, scope):
        first = argument(node, 0)
        return text_value(first, scope, depth + 1) if first is not None else None
    return None


_COLOURS = frozenset({
    "chalk", "picocolors", "kleur", "kleur/colors", "colors", "colorette", "ansi-colors",
    "nanocolors", "yoctocolors", "ansis", "dedent", "outdent", "common-tags", "consola/utils",
})  # fmt: skip


def _is_colour(function: Node, scope: Scope) -> bool:
    while function.type == "member_expression":
        holder = function.child_by_field_name("object")
        if holder is None:
            return False
        function = holder
    imported = scope.source.imports.get(node_text(function))
    made = scope.source.binding(node_text(function)) if function.type == "identifier" else None
    if made is not None and made.type == "call_expression":  # const y = colour("yellow")
        return node_text(argument(made, 0)).strip("\"'`") in _STYLES
    return bool(imported and imported.module in _COLOURS)


def _joined(holder: Node | None, separator: Node | None, scope: Scope, depth: int) -> str | None:
    value, where = resolve(holder, scope, depth)
    if value is None or value.type != "array":
        return None
    glue = text_value(separator, scope, depth + 1) if separator is not None else ","
    parts = [text_value(item, inner, depth + 1) for item, inner in items(value, where)]
    return (glue or "").join(HOLE if part is None else part for part in parts)


def _styled(text: str) -> str:
    """`{bold.cyan serve}` → `serve`."""
    for _ in range(5):
        replaced = _CHALK_PART.sub(r"\1", text)
        if replaced == text:
            break
        text = replaced
    return text


def _manifest_field(node: Node, scope: Scope) -> str:
    """`pkg.name` where `pkg` is the package's own manifest."""
    holder = node_text(node.child_by_field_name("object"))
    key = node_text(node.child_by_field_name("property"))
    imported = scope.source.imports.get(holder)
    module = imported.module if imported else ""
    if not module:
        module = required_module(scope.source.binding(holder)) if holder.isidentifier() else ""
    if not module.endswith("package.json") or key not in ("name", "description", "version"):
        return ""
    path = scope.sources.resolve(scope.source, module)
    value = scope.sources.reader.json(path).get(key) if path else ""
    return value if isinstance(value, str) else ""
