"""The parts of a Go test: its statements, its checks, and the rows of a table of cases."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.syntax import node_text, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.source import Source

MAX_ROWS, MAX_VALUE = 3, 60
LITERALS = frozenset((
    "int_literal", "float_literal", "interpreted_string_literal", "true", "false", "nil",
    "raw_string_literal",
))  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One case: the code of each of its values by how a line writes it, such as `tt.want`."""

    values: dict[str, Node]

    def places(self, node: Node) -> Iterator[tuple[Node, Node]]:
        """The parts of a node's code that stand for a value of the case, and that value."""
        done = -1
        for one in walk(node, "selector_expression", "identifier") if self.values else ():
            value = self.values.get(node_text(one))
            if value is not None and one.start_byte >= done:
                done = one.end_byte
                yield one, value

    def value(self, node: Node) -> Node:
        """An expression, or the case's value that it stands for."""
        return self.values.get(node_text(node), node)


def rows_of(loop: Node, before: list[Node]) -> list[tuple[Row, Node]]:
    """The first cases that a loop goes over with the body for each, `[]` where it is none."""
    clause = next((c for c in loop.named_children if c.type == "range_clause"), None)
    body = loop.child_by_field_name("body")
    left = clause.child_by_field_name("left") if clause is not None else None
    right = clause.child_by_field_name("right") if clause is not None else None
    if clause is None or body is None or left is None or right is None:
        return []
    names = [node_text(name) for name in left.named_children]
    table = right if right.type == "composite_literal" else _declared(node_text(right), before)
    if table is None or not names:
        return []
    found: list[tuple[Row, Node]] = []
    for key, value in _cases(table):
        values = _fields(table, value, names[-1]) if value is not None else {}
        if key is not None:
            values[names[0]] = key
        if any(len(node_text(node)) > MAX_VALUE for node in values.values()):
            continue
        found.append((Row(values), _inner(body)))
        if len(found) == MAX_ROWS:
            break
    return found


def _declared(name: str, before: list[Node]) -> Node | None:
    """The composite literal that a statement above gives a variable."""
    for node in before:
        left = node.child_by_field_name("left")
        for found in walk(node, "composite_literal") if node.type != "for_statement" else ():
            if node_text(left) == name or node_text(node).startswith(
                (f"var {name} ", f"var {name}=")
            ):
                return found
            break
    return None


def _cases(table: Node) -> Iterator[tuple[Node | None, Node | None]]:
    """Key and value of each element; a list has values alone."""
    body = table.child_by_field_name("body")
    for child in body.named_children if body is not None else []:
        parts = [_bare(part) for part in child.named_children if part.type != "comment"]
        if child.type == "keyed_element" and len(parts) == 2:
            yield parts[0], parts[1]
        elif child.type == "literal_element" and parts:
            yield None, parts[0]


def _bare(node: Node) -> Node:
    inner = node.named_children
    return inner[0] if node.type == "literal_element" and inner else node


def _fields(table: Node, value: Node, name: str) -> dict[str, Node]:
    """The values of one case by `name.field`; of a plain value by `name`."""
    if value.type != "literal_value":
        return {name: value}
    given = [_bare(c) for c in value.named_children if c.type != "comment"]
    found: dict[str, Node] = {}
    declared = [node_text(n) for d in walk(table, "field_declaration")
                for n in d.children_by_field_name("name")]  # fmt: skip
    for number, one in enumerate(given):
        parts = [_bare(part) for part in one.named_children]
        if one.type == "keyed_element" and len(parts) == 2:
            found[f"{name}.{node_text(parts[0])}"] = parts[1]
        elif number < len(declared):
            found[f"{name}.{declared[number]}"] = one
    return found


def _inner(body: Node) -> Node:
    """The body of the `t.Run(name, func(t *testing.T) { … })` that a loop's body is made of."""
    for literal in walk(body, "func_literal"):
        around = literal.parent.parent if literal.parent is not None else None
        if around is not None and node_text(around).startswith("t.Run("):
            return literal.child_by_field_name("body") or body
    return body


def statements(body: Node) -> list[Node]:
    """The statements of a block."""
    lists = [child for child in body.named_children if child.type == "statement_list"]
    return (lists[0] if lists else body).named_children


def compared(condition: Node, row: Row) -> tuple[Node | None, str]:
    """What a check that fails looks at, and what it should have been."""
    if condition.type == "unary_expression" and node_text(condition).startswith("!"):
        operand = condition.child_by_field_name("operand")
        return (
            operand,
            "true" if operand is not None and operand.type != "binary_expression" else "",
        )
    if condition.type == "call_expression":
        return condition, "false"
    left, right = condition.child_by_field_name("left"), condition.child_by_field_name("right")
    if condition.type != "binary_expression" or left is None or right is None:
        return None, ""
    if node_text(condition.child_by_field_name("operator")) != "!=":
        return None, ""
    if row.value(left).type in LITERALS:
        left, right = right, left
    want = row.value(right)
    return (left, node_text(want)) if want.type in LITERALS else (None, "")


def printed(want: str) -> str:
    """A literal as `fmt.Println` shows it."""
    plain = re.fullmatch(r'"([^"\\]*)"|`([^`\n]*)`', want)
    shown = (plain[1] or plain[2] or "") if plain else want
    return "<nil>" if shown == "nil" else shown


def own_names(node: Node) -> Iterator[str]:
    """The names that a statement declares."""
    if node.type == "short_var_declaration" and (left := node.child_by_field_name("left")):
        yield from (node_text(child) for child in left.named_children)
    for spec in walk(node, "var_spec"):
        yield from (node_text(name) for name in spec.children_by_field_name("name"))


def is_key(node: Node) -> bool:
    """Whether a name is a field in `Type{Name: value}`."""
    around = node.parent
    if around is not None and around.type == "literal_element":
        node, around = around, around.parent
    keyed = around is not None and around.type == "keyed_element"
    return keyed and around is not None and around.named_children[0].id == node.id


def edited(source: Source, node: Node, edits: list[tuple[int, int, str]]) -> str:
    """A node's code with other text between the given bytes of its file, without its indent."""
    data = source.data[node.start_byte : node.end_byte]
    for start, end, text in sorted(edits, reverse=True):
        at = start - node.start_byte
        data = data[:at] + text.encode() + data[end - node.start_byte :]
    indent = re.compile(rf"(?m)^\t{{1,{node.start_point[1] or 1}}}")
    return indent.sub("", data.decode("utf-8", "replace"))
