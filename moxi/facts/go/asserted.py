"""Examples from tests: what a test does with its package, with its checks as what comes out.

A statement is shown only where everything it names is exported, of the standard library, or made
by the lines above it; the first other statement ends the example.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts.go.cases import (
    LITERALS,
    Row,
    compared,
    edited,
    is_key,
    own_names,
    printed,
    rows_of,
    statements,
)
from moxi.facts.go.source import Source
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.syntax import end_line_of, line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from moxi.facts.go.module import GoPackage, Module

MAX_FILES, MAX_TESTS, MAX_STATEMENTS, MAX_WIDTH = 8, 40, 7, 100
MAX_SHOWN = 2
_SPECIAL = lazy_re(
    r"error|invalid|bug|issue|regress|deprecat|panic|race|concurr|leak|corner|edge|empty|nil|fail"
    r"|bad|wrong|bench|fuzz|internal|timeout|big|large|stress|parallel|\d{2,}",
    re.IGNORECASE,
)
_BUILT_IN = frozenset((
    "true", "false", "nil", "iota", "append", "cap", "close", "copy", "delete", "len", "make",
    "max", "min", "new", "string", "int", "int8", "int16", "int32", "int64", "uint", "uint8",
    "uint16", "uint32", "uint64", "float32", "float64", "bool", "byte", "rune", "error", "any", "_",
))  # fmt: skip
_PLAIN = frozenset((
    "string", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32",
    "uint64", "float64", "bool",
))  # fmt: skip
_SIMPLE = frozenset((
    "short_var_declaration", "expression_statement", "assignment_statement", "var_declaration",
    "inc_statement", "defer_statement",
))  # fmt: skip
_FAILS = lazy_re(r"^t\.(?:Error|Fatal|Errorf|Fatalf|Fail|FailNow)\(")
_TELLS = lazy_re(r"fmt\.Println\(|if err != nil")
_IMPURE = frozenset(("os", "exec", "net", "http", "httptest", "syscall", "unsafe", "runtime"))


def asserted_examples(module: Module, package: GoPackage) -> Iterator[Fact[Example]]:
    """The tests of a library's package that show its use best."""
    found: list[tuple[int, int, Fact[Example]]] = []
    paths = sorted(module.test_files(package.folder), key=lambda path: _file_rank(package, path))
    for path in paths[:MAX_FILES]:
        source = Source(path, module.reader.text(path))
        tests = [(n, f) for n, f in source.functions.items() if re.match(r"Test[A-Z]\w*$", n)]
        for name, node in tests[:MAX_TESTS]:
            body = node.child_by_field_name("body")
            shown = Reading(module, package, source).of(body) if body is not None else None
            if shown is None or body is None:
                continue
            code, known = shown
            weight = 10 * bool(_SPECIAL.search(name)) - 2 * min(known, 2) + len(name) // 12
            evidence = Evidence(path, line_of(node), end_line_of(node))
            example = Example(code, "go", "", "tests", 20 + 10 * bool(package.folder))
            found.append((weight, len(found), Fact(example, (evidence,))))
    found.sort(key=lambda item: item[:2])
    yield from (fact for _, _, fact in found[:MAX_SHOWN])


def _file_rank(package: GoPackage, path: str) -> tuple[bool, bool, str]:
    stem = path.rpartition("/")[2].removesuffix("_test.go")
    return stem != package.name, bool(_SPECIAL.search(stem)), path


@dataclass
class Reading:
    """Reads the statements of one test as far as they stand alone."""

    module: Module
    package: GoPackage
    source: Source
    lines: list[str] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)
    """each variable with the number of the line that makes it"""
    given: dict[str, Node] = field(default_factory=dict)
    """each variable with the one expression that it is made of"""
    results: int = 0
    setup: int = 0
    """how many lines stand above a loop over cases: those that no case needs are left out"""

    def of(self, body: Node) -> tuple[str, int] | None:
        """The example and how many results it tells; None where it shows nothing."""
        self._read(statements(body), Row({}))
        text = self._without_idle()
        uses = f"{self.package.name}." in text and (self.results or "if err != nil" in text)
        if not uses or text.count("\n") > 25 or max(map(len, text.split("\n"))) > MAX_WIDTH:
            return None
        return text, self.results

    def _read(self, block: list[Node], row: Row) -> None:
        taken = 0
        for number, node in enumerate(block):
            if node.type == "for_statement" and (found := rows_of(node, block[:number])):
                self.setup = len(self.lines)
                for one, loop in found:
                    self._read(statements(loop), one)
                return
            if any(rows_of(later, [node]) for later in block[number + 1 :]):
                continue  # a table, which is not shown itself
            if taken == MAX_STATEMENTS or not self._statement(node, row):
                return
            taken += 1

    def _statement(self, node: Node, row: Row) -> bool:
        if node.type == "comment":
            return True
        if node.type in _SIMPLE:
            call = node_text(node)
            if match := re.match(r"(?:assert|require)\.(\w+)\(t, ", call):
                return self._testified(match[1], node.named_children[0], row)
            if re.match(r"t\.(?:Parallel|Helper|Log|Logf)\(", call):
                return True
            return self._code(node, row)
        return node.type == "if_statement" and self._check(node, row)

    def _code(self, node: Node, row: Row) -> bool:
        """Takes a statement as it stands."""
        text = self._text(node, row)
        if text is None or text.count("\n") > 7:
            return False
        left = node.child_by_field_name("left")
        if node.type == "short_var_declaration" and left is not None:
            names = [node_text(child) for child in left.named_children]
            if self.package.name in names:
                return False  # from here on the package cannot be named
            if self.lines and all(name in self.made or name == "_" for name in names):
                return False
            right = node.child_by_field_name("right")
            if len(names) == 1 and right is not None and right.named_child_count == 1:
                self.given[names[0]] = right.named_children[0]
            self.made.update({name: len(self.lines) for name in names if name != "_"})
        elif node.type == "var_declaration":
            for spec in node.named_children:
                for name in spec.children_by_field_name("name"):
                    self.made[node_text(name)] = len(self.lines)
        self.lines.append(text)
        return True

    def _check(self, node: Node, row: Row) -> bool:
        """What `if … { t.Fatal() }` states; False where it is no check."""
        body, condition = node.child_by_field_name("consequence"), None
        condition = node.child_by_field_name("condition")
        fails = [one for one in statements(body) if _FAILS.match(node_text(one))] if body else []
        if not fails or condition is None:
            return False
        before = node.child_by_field_name("initializer")
        text = node_text(condition)
        if text == "err != nil":
            if before is not None and not self._code(before, row):
                return False
            self._fails_on_error()
            return "err" in self.made
        if before is not None:
            return self._told(before, condition, row)
        got, want = compared(condition, row)
        self._print(got, want, row)
        return True

    def _told(self, before: Node, condition: Node, row: Row) -> bool:
        """`if got := call(); got != want`."""
        got, want = compared(condition, row)
        left, right = before.child_by_field_name("left"), before.child_by_field_name("right")
        same = got is not None and left is not None and node_text(left) == node_text(got)
        if right is None or not same or right.named_child_count != 1:
            return False
        return self._print(right.named_children[0], want, row)

    def _testified(self, name: str, call: Node, row: Row) -> bool:
        """`assert.Equal(t, want, got)` and its like."""
        arguments = call.child_by_field_name("arguments")
        given = arguments.named_children[1:] if arguments is not None else []
        if name in ("NoError", "Nil") and given and node_text(given[0]) == "err":
            self._fails_on_error()
            return "err" in self.made
        if name == "Equal" and len(given) > 1:
            want = row.value(given[0])
            return self._print(given[1], node_text(want) if want.type in LITERALS else "", row)
        if name in ("True", "False") and given:
            return self._print(given[0], name.lower(), row)
        return name in ("NotNil", "NotEmpty", "Len", "Contains")

    def _fails_on_error(self) -> None:
        if "err" in self.made:
            self.lines.append("if err != nil {\n\tlog.Fatal(err)\n}")

    def _print(self, got: Node | None, want: str, row: Row) -> bool:
        """Tells what comes out; a check that cannot be told is no reason to stop."""
        if got is not None and node_text(got) == "(err != nil)":
            self._fails_on_error()
            return want == "false"
        text = self._text(got, row) if got is not None and want else None
        if text is None or "\n" in text or got is None or row.value(got).type in LITERALS:
            return True
        self.results += 1
        last = self.lines[-1] if self.lines else ""
        if row.values and last.startswith(f"{text} := ") and "\n" not in last:
            del self.made[text]
            text = self.lines.pop().partition(" := ")[2]
        if want in ("true", "false", "nil") or self._is_plain(got):
            self.lines.append(f"fmt.Println({text}) // {printed(want)}")
        else:  # its type may print itself otherwise
            self.lines.append(f"fmt.Println({text} == {want}) // true")
        return True

    def _is_plain(self, got: Node) -> bool:
        """Whether an expression is known to print as its literals are written."""
        got = self.given.get(node_text(got), got)
        if got.type == "type_assertion_expression":
            return node_text(got.child_by_field_name("type")) in _PLAIN
        function = got.child_by_field_name("function") if got.type == "call_expression" else None
        name = node_text(function).rpartition(".")[2] if function is not None else ""
        if name == "len":
            return True
        results = [
            node_text(node.child_by_field_name("result"))
            for source in self.package.sources
            for declared, node in (source.functions.items() if name and name in source.text else ())
            if declared.rpartition(".")[2] == name
        ]
        return bool(results) and all(result in _PLAIN for result in results)

    def _text(self, node: Node, row: Row) -> str | None:
        """The code of a node as others write it; None where they cannot."""
        own = not self.source.package.endswith("_test")
        edits: list[tuple[int, int, str]] = []
        for place, value in row.places(node):
            text = self._text(value, Row({})) if value.type != "literal_value" else None
            if text is None:
                return None
            edits.append((place.start_byte, place.end_byte, text))
        inside = set(own_names(node))
        for one in walk(node, "identifier", "type_identifier", "field_identifier", "func_literal"):
            if one.type == "func_literal":
                return None
            if any(start <= one.start_byte < end for start, end, _ in edits):
                continue
            name = node_text(one)
            if is_key(one):
                if name[:1].islower():
                    return None  # a field that only the package itself can set
                continue
            if one.type == "field_identifier":
                if name[:1].islower():
                    return None
            elif name in self.made or name in _BUILT_IN or name in inside:
                continue
            elif own and name[:1].isupper() and self._is_exported(name):
                edits.append((one.start_byte, one.start_byte, f"{self.package.name}."))
            elif not self._is_imported(name):
                return None
        return edited(self.source, node, edits)

    def _is_exported(self, name: str) -> bool:
        package = self.package
        return bool(package.function(name) or package.type(name) or package.value(name))

    def _is_imported(self, name: str) -> bool:
        path = self.source.imports.get(name, "")
        own = path == self.module.import_path(self.package)
        return bool(path) and (own or ("." not in path.partition("/")[0] and name not in _IMPURE))

    def _without_idle(self) -> str:
        """The lines, where nothing is declared that nothing uses: Go does not compile that."""
        text = list(self.lines)
        while len(text) > 1 and self.results and not _TELLS.match(text[-1]):
            text.pop()  # what comes of it is not told
        for name, number in sorted(self.made.items(), key=lambda item: -item[1]):
            word = re.compile(rf"(?<![.\w\"]){re.escape(name)}(?!\w)")
            if number >= len(text) or any(word.search(line) for line in text[number + 1 :]):
                continue
            left, sign, right = text[number].partition(" := ")
            kept = [part if part != name else "_" for part in left.split(", ")]
            if sign and set(kept) != {"_"}:
                text[number] = f"{', '.join(kept)}{sign}{right}"
            elif number < self.setup:
                text[number] = ""
            else:
                return ""
        return "\n".join(_declared_once(line for line in text if line))


def _declared_once(lines: Iterable[str]) -> Iterator[str]:
    """The lines, where `:=` stands only where it makes a variable: else Go does not compile it."""
    known = {"_"}
    for line in lines:
        left, sign, right = line.partition(" := ")
        names = set(left.split(", "))
        if sign and all(name.isidentifier() for name in names):
            yield f"{left} = {right}" if names <= known else line
            known |= names
        else:
            yield line
