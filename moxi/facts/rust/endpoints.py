"""Routes of a Rust service whose full path the sources decide: axum, actix-web, rocket."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.common.routes import endpoint
from moxi.facts.model import Evidence
from moxi.facts.rust.functions import function_around, functions_in, owner_of
from moxi.facts.rust.literals import literal
from moxi.facts.rust.route_syntax import (
    ATTRIBUTE,
    ROUTE_MACRO,
    arguments_of,
    call_of,
    doc_of,
    is_conditional,
    is_routed,
    is_taken,
    joined_below,
    let_of,
    method_of,
    name_in,
    outermost,
    verbs_of,
)
from moxi.facts.rust.source import ancestors
from moxi.facts.syntax import line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.model import Endpoint, Fact
    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources

MAX_DEPTH = 12
_MARKS = ("Router::new(", "App::new(", "rocket::build(", "Rocket::build(", "ServiceConfig",
          "web::scope(", "Router<", "-> Router")  # fmt: skip
_MADE = lazy_re(r"\b(?:(?:OpenApi)?Router|App)::(?:<[^>]*>::)?new\b|\b[rR]ocket::build\b")
Found = tuple[str, str, str, str, int]
"""method, path, meaning, file, line"""


def endpoint_facts(crate: Crate, sources: Sources) -> Iterator[Fact[Endpoint]]:
    """The routes of the one application of a crate."""
    if {"axum", "actix-web", "rocket"}.intersection(crate.dependencies):
        yield from Search(sources).facts()


class Search:
    """The functions of a crate that make routes, and what they make of one another."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.files = sources.containing(*_MARKS)

    def facts(self) -> Iterator[Fact[Endpoint]]:
        """Every route whose path is certain, from the one application that nothing takes in."""
        roots: list[tuple[str, Node]] = []
        for path in self.files:
            for node in self.sources.located(path, _MADE):
                call = call_of(node)
                root = self._root(path, call, 0) if call is not None else None
                if root is not None and root not in roots:
                    roots.append(root)
        outcomes: list[list[Found]] = []
        for path, call in roots:
            found = self._chain(path, outermost(call), "", 0)
            if found and found not in outcomes:
                outcomes.append(found)
        if len(outcomes) != 1:
            return
        for method, address, meaning, path, line in outcomes[0]:
            yield from endpoint(method, address, meaning, Evidence(path, line, line))

    @cached_property
    def _functions(self) -> dict[str, list[tuple[str, Node]]]:
        found: dict[str, list[tuple[str, Node]]] = {}
        for path in self.sources.containing("fn "):
            for node in functions_in(self.sources.root(path)):
                name = node_text(node.child_by_field_name("name"))
                found.setdefault(name, []).append((path, node))
        return found

    def _function(self, path: str, named: str) -> tuple[str, Node] | None:
        """The function that a call or a path means; None where several may be meant."""
        parts = [part for part in named.split("::") if part]
        candidates = self._functions.get(parts[-1], []) if parts else []
        if len(candidates) > 1 and len(parts) > 1:
            owner = parts[-2]
            ends = (f"/{owner}.rs", f"/{owner}/mod.rs")
            typed = [c for c in candidates if owner_of(c[1]) == owner]
            candidates = typed or [c for c in candidates if c[0].endswith(ends)]
            if len(candidates) > 1:
                folder = path.rpartition("/")[0]
                stem = path.removesuffix(".rs").removesuffix("/mod")
                near = {f"{where}{end}" for where in (folder, stem) for end in ends}
                candidates = [c for c in candidates if c[0] in near]
        elif len(candidates) > 1:
            here = [c for c in candidates if c[0] == path]
            candidates = here or self._used(path, parts[-1], candidates)
        return candidates[0] if len(candidates) == 1 else None

    def _used(
        self, path: str, name: str, candidates: list[tuple[str, Node]]
    ) -> list[tuple[str, Node]]:
        """Of several functions of a name, the one that a file's `use` names the module of."""
        text = self.sources.reader.text(path)
        named = re.findall(rf"\b(\w+)::(?:\{{[^}}]*\b{name}\b[^}}]*\}}|{name}\b)", text)
        return [c for c in candidates for module in dict.fromkeys(named)
                if c[0].endswith((f"/{module}.rs", f"/{module}/mod.rs"))]  # fmt: skip

    def _root(self, path: str, call: Node, depth: int) -> tuple[str, Node] | None:
        """The call with which the whole application begins that a router leads to; None where
        another router takes it in, or nothing is plain about it."""
        tree = self.sources.root(path)
        if depth > MAX_DEPTH or is_taken(ancestors(tree, call), call):
            return None
        function = function_around(tree, call)
        if function is None:
            return (path, call)
        let = let_of(call, function)
        body = node_text(function)
        if let and re.search(rf"\.(?:nest|merge|nest_service)\([^;]*?\b{let}\b", body):
            return None
        name = node_text(function.child_by_field_name("name"))
        if "Router" not in node_text(function.child_by_field_name("return_type")):
            return (path, call)
        users: list[tuple[str, Node]] = []
        pattern = re.compile(rf"\b{name}\b\s*\(")
        for file in self.sources.containing(f"{name}("):
            for node in self.sources.located(file, pattern):
                used = call_of(name_in(node))
                if used is None or method_of(used):
                    continue
                target = self._function(file, node_text(used.child_by_field_name("function")))
                if target is not None and target[1] == function:
                    users.append((file, used))
        if not users:
            return (path, call)
        above = [self._root(file, used, depth + 1) for file, used in users]
        return above[0] if len(above) == 1 else None

    def _chain(self, path: str, node: Node, prefix: str, depth: int) -> list[Found]:
        """The routes of an expression of chained calls, in the order of the calls."""
        if depth > MAX_DEPTH:
            return []
        if node.type in ("identifier", "scoped_identifier"):
            return self._variable(path, node, prefix, depth + 1)
        if node.type == "try_expression" and node.named_children:
            return self._chain(path, node.named_children[0], prefix, depth + 1)
        if node.type != "call_expression":
            return []
        method = method_of(node)
        function = node.child_by_field_name("function")
        if not method:
            named = node_text(function).partition("::<")[0]
            if named.endswith(("Router::new", "App::new", "scope", "rocket::build")):
                return []
            target = self._function(path, named)
            return self._returned(*target, prefix, depth + 1) if target else []
        holder = function.child_by_field_name("value") if function is not None else None
        found = self._chain(path, holder, prefix, depth) if holder is not None else []
        return found + self._step(path, node, method, prefix, depth + 1)

    def _returned(self, path: str, function: Node, prefix: str, depth: int) -> list[Found]:
        """The routes of the router that a function gives back."""
        body = function.child_by_field_name("body")
        last = [c for c in body.named_children if c.type != "line_comment"][-1:] if body else []
        if not last or "return" in [c.type for c in last]:
            return []
        return self._chain(path, last[0], prefix, depth)

    def _variable(self, path: str, node: Node, prefix: str, depth: int) -> list[Found]:
        """The routes of what a `let` above binds, where it is the only one."""
        function = function_around(self.sources.root(path), node)
        name = node_text(node)
        if function is None:
            return []
        bound = [
            let
            for let in walk(function, "let_declaration", "assignment_expression")
            if let.start_byte < node.start_byte
            and node_text(let.child_by_field_name("pattern") or let.child_by_field_name("left"))
            .removeprefix("mut ")
            .strip()
            == name
        ]
        found: list[Found] = []
        if not bound or (len(bound) > 1 and depth > MAX_DEPTH - 2):
            return []
        value = bound[-1].child_by_field_name("value") or bound[-1].child_by_field_name("right")
        if bound[-1].type == "assignment_expression" and is_conditional(bound[-1], function):
            value = bound[0].child_by_field_name("value") if len(bound) == 2 else None
        if value is not None and value.end_byte < node.start_byte:
            found = self._chain(path, value, prefix, depth)
        return found

    def _step(self, path: str, call: Node, method: str, prefix: str, depth: int) -> list[Found]:
        """What one call of a chain adds."""
        given = arguments_of(call)
        if method == "route" and len(given) == 2:
            address = self._text(given[0])
            if address is None:
                return []
            line = line_of(given[0])
            return [
                (verb, joined_below(prefix, address), self._meaning(path, handler), path, line)
                for verb, handler in verbs_of(given[1])
            ]
        if method in ("nest", "scope") and len(given) == 2:
            address = self._text(given[0])
            if address is None:
                return []
            return self._chain(path, given[1], joined_below(prefix, address), depth)
        if method == "merge" and given:
            return self._chain(path, given[0], prefix, depth)
        if method == "service" and given:
            return self._service(path, given[0], prefix, depth)
        if method == "configure" and given:
            return self._configured(path, given[0], prefix, depth)
        if method == "mount" and len(given) == 2:
            address = self._text(given[0])
            names = re.findall(r"[\w:]+", node_text(given[1]).partition("![")[2])
            listed = node_text(given[1]).startswith(("routes![", "rocket::routes!["))
            if address is None or not listed:
                return []
            return [
                r for name in names for r in self._macro(path, name, joined_below(prefix, address))
            ]
        return []

    def _service(self, path: str, node: Node, prefix: str, depth: int) -> list[Found]:
        """`service(handler)` of a function with a route macro, or of `web::scope("/x")…`."""
        if node.type in ("identifier", "scoped_identifier"):
            return self._macro(path, node_text(node), prefix)
        inner = node
        steps: list[Node] = []
        while inner.type == "call_expression" and method_of(inner):
            steps.insert(0, inner)
            function = inner.child_by_field_name("function")
            holder = function.child_by_field_name("value") if function is not None else None
            if holder is None:
                return []
            inner = holder
        named = node_text(inner.child_by_field_name("function")) if inner else ""
        given = arguments_of(inner) if inner.type == "call_expression" else []
        address = self._text(given[0]) if given else None
        if address is None or named not in ("web::scope", "web::resource", "scope", "resource",
                                            "actix_web::web::scope"):  # fmt: skip
            return []
        below = joined_below(prefix, address)
        found: list[Found] = []
        for step in steps:
            if named.endswith("scope"):
                found += self._step(path, step, method_of(step), below, depth + 1)
            elif method_of(step) == "route" and len(arguments_of(step)) == 1:
                found += [
                    (verb, below, self._meaning(path, handler), path, line_of(step))
                    for verb, handler in verbs_of(arguments_of(step)[0])
                ]
        return found

    def _configured(self, path: str, node: Node, prefix: str, depth: int) -> list[Found]:
        """What `configure(routes)` adds: the calls on the parameter of that function."""
        target = self._function(path, node_text(node))
        body = target[1].child_by_field_name("body") if target else None
        if target is None or body is None or depth > MAX_DEPTH:
            return []
        found: list[Found] = []
        for statement in body.named_children:
            inner = statement.named_children[0] if statement.named_children else None
            if statement.type == "expression_statement" and inner is not None:
                found += self._chain(target[0], inner, prefix, depth + 1)
            elif statement.type == "call_expression":
                found += self._chain(target[0], statement, prefix, depth + 1)
        return found

    def _macro(self, path: str, name: str, prefix: str) -> list[Found]:
        """The routes that the attributes of a function state."""
        candidates = self._functions.get(name.rpartition("::")[2], [])
        routed = [c for c in candidates if is_routed(c[1])]
        target = routed[0] if len(routed) == 1 else self._function(path, name)
        found: list[Found] = []
        before = target[1].prev_sibling if target else None
        while target and before is not None and before.type in ("attribute_item", "line_comment"):
            match = ATTRIBUTE.match(node_text(before))
            if match and ROUTE_MACRO.match(match[1]):
                address = joined_below(prefix, match[2].partition("?")[0])
                said = doc_of(target[1])
                found.append((match[1], address, said, target[0], line_of(before)))
            before = before.prev_sibling
        return found

    def _meaning(self, path: str, handler: Node | None) -> str:
        if handler is None or handler.type not in ("identifier", "scoped_identifier"):
            return ""
        target = self._function(path, node_text(handler))
        return doc_of(target[1]) if target else ""

    def _text(self, node: Node) -> str | None:
        """A text that a literal or a constant of the crate holds."""
        text = literal(node)
        if text is None and node.type in ("identifier", "scoped_identifier"):
            found = self.sources.constant(node_text(node).rpartition("::")[2])
            text = literal(found[1]) if found else None
        return text
