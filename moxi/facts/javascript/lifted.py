"""A first example made of the lines with which a test begins: what stands before its first
assertion works by itself, where it uses nothing but the package and what it makes."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from moxi.facts.common.words import words
from moxi.facts.javascript.exports import is_function
from moxi.facts.javascript.source import string_of
from moxi.facts.javascript.values import argument
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.syntax import line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.source import Source

MAX_LINES, MAX_WIDTH, MAX_FILES, MAX_TESTS = 18, 100, 4, 40
MIN_CALLS = 2
RANK = 62
_PAIRED = ("is", "equal", "strictEqual", "deepEqual", "deepStrictEqual", "same", "equals")
_MATCHED = ("toBe", "toEqual", "toStrictEqual", "equal", "eql")
_LITERALS = frozenset({
    "string", "string_fragment", "number", "true", "false", "null", "array", "object", "pair",
    "property_identifier", "unary_expression", "arguments", "escape_sequence", "regex",
    "regex_pattern", "regex_flags", "call_expression", "member_expression", "await_expression",
})  # fmt: skip
_SHOULD = lazy_re(r"\.should(?:\.(?:be|deep))?$")
_GLOBALS = frozenset(
    words("""console Object Array JSON Math Promise Buffer Date Map Set RegExp Error Symbol Number
    String Boolean URL undefined NaN Infinity BigInt parseInt parseFloat TypeError Uint8Array""")
)
_UNFIT = lazy_re(
    r"throw|error|invalid|fail|reject|\bnot\b|n't\b|#\d|\bbug\b|\bissue|regress|deprecat|"
    r"undefined|\bnull\b|unknown|missing|without|ignore|wrong|crash|edge",
    re.IGNORECASE,
)
_STRANGE = lazy_re(
    r"\b(?:foo|fixture|mock|stub|spy|tmp|noop|plan)\w*\b|(?<!:)//|/\*", re.IGNORECASE
)


def lifted_example(
    tests: list[tuple[Source, dict[str, str]]],
    statement: str,
    language: str,
    taken: tuple[Evidence, ...],
) -> Fact[Example] | None:
    """The most telling beginning of a test. `tests` are files, each with the names that it gives to
    what the import `statement` takes."""
    found: list[tuple[int, int, str, Evidence]] = []
    for source, own in tests[:MAX_FILES]:
        if any(local != name for local, name in own.items()):
            continue
        for block in _blocks(source):
            if lifted := _beginning(source, block, set(own)):
                found.append((-lifted[0], len(found), *lifted[1:]))
    if not found:
        return None
    _, _, code, where = min(found)
    return Fact(Example(f"{statement}\n\n{code}", language, "", "tests", RANK), (where, *taken))


def _blocks(source: Source) -> list[Node]:
    """The bodies of the tests whose names promise plain use."""
    found: list[Node] = []
    for _, call in source.calls(("test", "it")):
        title = string_of(argument(call, 0))
        given = call.child_by_field_name("arguments")
        last = given.named_children[-1] if given is not None and given.named_children else None
        if not title or _UNFIT.search(title) or not is_function(last) or last is None:
            continue
        body = last.child_by_field_name("body")
        if body is not None and body.type == "statement_block":
            found.append(body)
    return found[:MAX_TESTS]


def _beginning(source: Source, body: Node, own: set[str]) -> tuple[int, str, Evidence] | None:
    """How many calls of the package or of what it made the lines hold, the lines, their place."""
    kept: list[Node] = []
    made, bound = set(own), set(own)
    calls = 0
    stopped: Node | None = None
    for node in body.named_children:
        if not kept and re.match(r"\w+\.plan\(", node_text(node)):
            continue
        here = _bound(node)
        names = {node_text(n) for n in walk(node) if n.type in _NAMES}
        if not names <= bound | here | _GLOBALS or node.type not in _STATEMENTS:
            stopped = node
            break
        kept.append(node)
        bound |= here
        if names & made:
            calls += sum(
                _root_of(call) in made for call in walk(node, "call_expression", "new_expression")
            )
            made |= here
        elif not here:
            return None  # it does something of its own
    if len({node_text(node) for node in kept}) < len(kept):
        return None  # what it repeats only a test asks for
    if not kept or calls < MIN_CALLS or not any(_tells(node) for node in kept):
        return None
    start, end = kept[0], kept[-1]
    lines = source.text.split("\n")[start.start_point[0] : end.end_point[0] + 1]
    code = textwrap.dedent("\n".join(lines)).strip("\n")
    if len(lines) > MAX_LINES or max(map(len, lines)) > MAX_WIDTH or _STRANGE.search(code):
        return None
    result = _result(source, kept[-1], stopped)
    return (
        min(calls, 3) + bool(result),
        code + result,
        Evidence(source.path, line_of(start), end.end_point[0] + 1),
    )


_NAMES = ("identifier", "shorthand_property_identifier", "type_identifier")
_STATEMENTS = ("lexical_declaration", "variable_declaration", "expression_statement",
               "for_in_statement")  # fmt: skip


def _bound(node: Node) -> set[str]:
    """The names that a statement declares, for itself or for those that follow."""
    found: set[str] = set()
    for inner in walk(node):
        holders = []
        if inner.type in ("variable_declarator", "function_declaration", "for_in_statement"):
            holders.append(inner.child_by_field_name("name") or inner.child_by_field_name("left"))
        elif inner.type == "formal_parameters":
            holders.append(inner)
        elif inner.type in ("arrow_function", "catch_clause"):
            holders.append(inner.child_by_field_name("parameter"))
        for holder in holders:
            for name in walk(holder) if holder is not None else ():
                if name.type in ("identifier", "shorthand_property_identifier_pattern"):
                    found.add(node_text(name))
    return found


def _root_of(call: Node) -> str:
    node: Node | None = call
    while node is not None and node.type != "identifier":
        node = (
            node.child_by_field_name("function")
            or node.child_by_field_name("constructor")
            or node.child_by_field_name("object")
        )
    return node_text(node)


def _tells(node: Node) -> bool:
    """Whether a statement gives something to what it calls."""
    return any(
        child.type in ("string", "template_string", "object", "array", "number", "arrow_function")
        for call in walk(node, "call_expression", "new_expression")
        if (given := call.child_by_field_name("arguments")) is not None
        for child in given.named_children
    )


def _result(source: Source, last: Node, stopped: Node | None) -> str:
    """`//=> value` of what the last line made, where the next one compares it with a literal."""
    names = _bound(last)
    if stopped is None or len(names) != 1:
        return ""
    for actual, expected in compared(source):
        if actual is None or expected is None or not (
            stopped.start_byte <= actual.start_byte < stopped.end_byte
        ):  # fmt: skip
            continue
        text = node_text(expected)
        if node_text(actual) in names and is_plain(expected) and "\n" not in text:
            return f"\n//=> {text}" if len(text) <= 70 else ""
    return ""


def compared(source: Source) -> Iterator[tuple[Node | None, Node | None]]:
    """What assertions hold against each other: the actual value and the expected one."""
    for method, call in source.calls((*_PAIRED, *_MATCHED)):
        function = call.child_by_field_name("function")
        holder = function.child_by_field_name("object") if function is not None else None
        text = node_text(holder)
        if ".not" in text:
            continue
        actual, expected = argument(call, 0), argument(call, 1)
        if text.startswith("expect(") or _SHOULD.search(text):
            subject = holder
            while subject is not None and subject.type == "member_expression":
                subject = subject.child_by_field_name("object")
            if _SHOULD.search(text):
                actual, expected = subject, actual
            elif method in _MATCHED and subject is not None:
                actual, expected = argument(subject, 0), actual
            else:
                continue
        elif method not in _PAIRED:
            continue
        yield actual, expected


def is_plain(node: Node) -> bool:
    """Whether an expression is made of literals alone."""
    return all(
        child.type in _LITERALS and child.type not in ("call_expression", "member_expression")
        for child in walk(node)
        if child.is_named
    )
