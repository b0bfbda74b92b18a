"""Routes of a Go service whose full path the sources decide: net/http, chi, gin, echo, fiber."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.common.routes import endpoint, joined
from moxi.facts.go.expressions import string_of
from moxi.facts.go.route_syntax import (
    arguments_of,
    assigned_to,
    assignments,
    call_at,
    comment_on,
    function_of,
    is_conditional,
    parameter_type,
    position_of,
)
from moxi.facts.go.source import argument_of
from moxi.facts.model import Evidence
from moxi.facts.syntax import line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.module import GoPackage, Module
    from moxi.facts.go.source import Source
    from moxi.facts.model import Endpoint, Fact

_ANNOTATION = lazy_re(r"\s*\b[Ss]wagger:\w+.*$", re.DOTALL)
MAX_DEPTH = 8
_MADE = lazy_re(
    r"\b(?:gin\.(?:Default|New)|chi\.New(?:Router|Mux)|echo\.New|fiber\.New|mux\.NewRouter|"
    r"http\.NewServeMux|httprouter\.New)\("
)
_DEFAULT_MUX = lazy_re(r"\bhttp\.Handle(?:Func)?\(")
_ROUTED = lazy_re(
    r"\.(GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|HandleFunc|Handle|Method|MethodFunc)"
    r"\(\s*(?:\"|`|http\.Method|\w+[,+ ]|\w+\.\w+[,+ ])"
)
_VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_ROOT_TYPES = frozenset({
    "gin.Engine", "echo.Echo", "fiber.App", "http.ServeMux", "httprouter.Router", "mux.Router",
    "chi.Mux", "chi.Router",
})  # fmt: skip
_SHARED_TYPES = frozenset({"mux.Router", "chi.Mux", "chi.Router", "fiber.App"})
"""a part of the tree of routes is of these types as well as its root"""
_GROUP_TYPES = frozenset({
    "gin.RouterGroup", "gin.IRouter", "gin.IRoutes", "echo.Group", "fiber.Router", "fiber.Group",
})  # fmt: skip
_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")


def endpoint_facts(module: Module) -> Iterator[Fact[Endpoint]]:
    """Every route that the one router of the module's program answers."""
    if not module.programs:
        return
    yield from Search(module).facts()


class Search:
    """The packages that a program is made of, and the routers in them."""

    def __init__(self, module: Module) -> None:
        self.module = module
        found: dict[str, GoPackage] = {}
        for program in module.programs[:1]:
            found.update((package.folder, package) for package in module.reachable(program))
        self.packages = tuple(found.values())
        self._assignments: dict[tuple[str, int], list[tuple[str, Node, Node]]] = {}
        self._prefixes: dict[tuple[str, int], str | None] = {}

    @cached_property
    def made(self) -> list[tuple[Source, Node]]:
        """The calls that make a router, those that are hung up below another apart."""
        found: list[tuple[Source, Node]] = []
        for package in self.packages:
            for source in package.sources:
                for written in dict.fromkeys(m[0][:-1] for m in _MADE.finditer(source.text)):
                    found += [(source, call) for call in source.calls(written)]
        return found

    def facts(self) -> Iterator[Fact[Endpoint]]:
        """The routes; none where the program has several routers whose places are not plain."""
        plain = [s for p in self.packages for s in p.sources if _DEFAULT_MUX.search(s.text)]
        hung = [self._hung(source, call) for source, call in self.made]
        if hung.count(None) + bool(plain) != 1 or self._is_moved():
            return
        for package in self.packages:
            for source in package.sources:
                for match in _ROUTED.finditer(source.text):
                    call = call_at(source, match.start() + 1)
                    if call is not None:
                        yield from self._route(package, source, call)

    def _is_moved(self) -> bool:
        """Whether the whole router may answer below a prefix that its routes do not show."""
        return any(
            ("StripPrefix(" in source.text and "FileServer" not in source.text)
            or re.search(r"\.Host\(|\.Subdomain|SetBasePath|BasePath\s*\+", source.text)
            for package in self.packages
            for source in package.sources
            if _ROUTED.search(source.text)
        )

    def _route(self, package: GoPackage, source: Source, call: Node) -> Iterator[Fact[Endpoint]]:
        function = call.child_by_field_name("function")
        if function is None or function.type != "selector_expression":
            return
        name = node_text(function.child_by_field_name("field"))
        holder = function.child_by_field_name("operand")
        arguments = arguments_of(call)
        method = name.upper() if name.upper() in _VERBS else ""
        if name in ("Method", "MethodFunc") or (name == "Handle" and len(arguments) > 2):
            method = self._text(package, source, arguments[0]) or "" if arguments else ""
            arguments = arguments[1:]
            if method not in _VERBS:
                return
        if len(arguments) < 2 or holder is None:
            return
        path = self._text(package, source, arguments[0])
        prefix = self._prefix(package, source, holder, call, 0)
        if path is None or prefix is None or is_conditional(call):
            return
        is_mux = node_text(holder) == "http" or self._kind == "http.NewServeMux"
        if is_mux:
            if name not in ("Handle", "HandleFunc"):
                return
            stated, _, rest = path.rpartition(" ")
            method, path = stated.strip() or method, rest
            path = path.removesuffix("{$}") if path.endswith("{$}") else path
            if path.endswith("/") and not rest.endswith("{$}"):
                return  # it takes all that is below
        elif name in ("HandleFunc", "Handle"):
            method = self._restricted(package, source, call)
            if method == "?":
                return
        full = joined(prefix, path)
        if path.endswith("/") and path != "/" and not full.endswith("/"):
            full += "/"
        if path == "/" and prefix and self._kind in ("gin.Default", "gin.New", "echo.New"):
            full = prefix.rstrip("/") + "/"
        handler = arguments[1] if self._kind == "echo.New" else arguments[-1]
        meaning = self._meaning(package, source, handler)
        where = Evidence(source.path, line_of(call), line_of(call))
        yield from endpoint(method, full, meaning, where)

    @cached_property
    def _kind(self) -> str:
        """The function that makes the router."""
        made = self.made
        return node_text(made[0][1].child_by_field_name("function")) if made else "http"

    def _restricted(self, package: GoPackage, source: Source, call: Node) -> str:
        """The methods of gorilla's `.Methods("GET")` behind a route; `?` where they are open."""
        outer = call.parent.parent if call.parent is not None else None
        if outer is None or outer.type != "call_expression" or call.parent is None:
            return ""
        if node_text(call.parent.child_by_field_name("field")) != "Methods":
            return "?"
        told = [self._text(package, source, a) or "?" for a in arguments_of(outer)]
        told = [name for name in told if name not in ("OPTIONS", "HEAD")]
        return ", ".join(told) if told and "?" not in told else "?"

    def _prefix(
        self, package: GoPackage, source: Source, node: Node, at: Node, depth: int
    ) -> str | None:
        """The path below which a router answers; None where it is not certain."""
        if depth > MAX_DEPTH:
            return None
        if node.type == "parenthesized_expression":
            return self._prefix(package, source, node.named_children[0], at, depth + 1)
        if node.type == "identifier":
            return self._variable(package, source, node, at, depth + 1)
        if node.type == "selector_expression":
            return self._field(package, source, node, depth + 1)
        if node.type == "call_expression":
            return self._made_by(package, source, node, at, depth + 1)
        return None

    def _made_by(
        self, package: GoPackage, source: Source, call: Node, at: Node, depth: int
    ) -> str | None:
        function = call.child_by_field_name("function")
        text = node_text(function)
        if any(call == made for _, made in self.made):
            return self._placed(source, call, depth)
        if function is None:
            return None
        if function.type == "identifier":
            found = package.function(text)
            return "" if found is not None and self._makes(*found) else None
        if function.type != "selector_expression":
            return None
        name = node_text(function.child_by_field_name("field"))
        holder = function.child_by_field_name("operand")
        if holder is None:
            return None
        if name == "Subrouter" and holder.type == "call_expression":
            inner = holder.child_by_field_name("function")
            if inner is None or node_text(inner.child_by_field_name("field")) != "PathPrefix":
                return None
            operand = inner.child_by_field_name("operand")
            above = self._prefix(package, source, operand, at, depth) if operand else None
            path = self._text(package, source, argument_of(holder, 0))
            return None if above is None or path is None else joined(above, path)
        if name in ("Group", "With"):
            above = self._prefix(package, source, holder, at, depth)
            if above is None or name == "With":
                return above
            first = argument_of(call, 0)
            path = self._text(package, source, first) if first is not None else None
            return None if path is None else joined(above, path)
        other = self._package_of(source, node_text(holder))
        made = other.function(name) if other is not None else None
        return "" if made is not None and self._makes(*made) else None

    def _placed(self, source: Source, made: Node, depth: int) -> str | None:
        """Where the router that a call makes is hung up; `""` for the one at the top."""
        hung = self._hung(source, made)
        if hung is None:
            return ""
        package, where, mount = hung
        function = mount.child_by_field_name("function")
        holder = function.child_by_field_name("operand") if function is not None else None
        path = self._text(package, where, argument_of(mount, 0))
        if holder is None or path is None or is_conditional(mount):
            return None
        above = self._prefix(package, where, holder, mount, depth + 1)
        return None if above is None else joined(above, path)

    def _hung(self, source: Source, made: Node) -> tuple[GoPackage, Source, Node] | None:
        """The `Mount` that takes in a router, by its name or by the function that makes it."""
        function = function_of(made)
        if not self._mounts or function is None:
            return None
        assigned = made.parent.parent if made.parent is not None else None
        left = assigned.child_by_field_name("left") if assigned is not None else None
        name = node_text(function.child_by_field_name("name"))
        found = [
            mount
            for mount in self._mounts
            for last in arguments_of(mount[2])[-1:]
            if (
                last.type == "call_expression"
                and node_text(last.child_by_field_name("function")).rpartition(".")[2] == name
            )
            or (
                mount[1] is source
                and function_of(mount[2]) == function
                and node_text(last) in (node_text(left), node_text(made))
            )
        ]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _mounts(self) -> list[tuple[GoPackage, Source, Node]]:
        """Every `r.Mount(path, router)` of chi."""
        return [
            (package, source, call)
            for package in self.packages
            for source in package.sources
            for match in re.finditer(r"\.(Mount)\(", source.text)
            if (call := call_at(source, match.start(1))) is not None
        ]

    def _makes(self, source: Source, function: Node) -> bool:
        """Whether a function gives back the one router."""
        result = node_text(function.child_by_field_name("result")).lstrip("*(")
        is_router = result.split(",")[0].rstrip(")") in _ROOT_TYPES
        return is_router and any(
            where is source and function.start_byte <= call.start_byte < function.end_byte
            for where, call in self.made
        )

    def _variable(
        self, package: GoPackage, source: Source, node: Node, at: Node, depth: int
    ) -> str | None:
        name = node_text(node)
        if name == "http" and self._kind == "http":
            return ""
        around: Node | None = at
        while around is not None:
            if around.type in _FUNCTIONS:
                given = assigned_to(self._given_in(source, around), around, name, at)
                if given:
                    found = {self._prefix(package, source, v, v, depth) for v in given}
                    return found.pop() if len(found) == 1 else None
                kind = parameter_type(around, name)
                if kind is not None:
                    return self._parameter(package, source, around, name, kind, depth)
            around = around.parent
        value = package.value(name)
        if value is None:
            return None
        where, spec, number = value
        held = spec.child_by_field_name("value")
        if held is not None and number < len(held.named_children):
            inner = held.named_children[number]
            return self._prefix(package, where, inner, inner, depth)
        return self._of_type(node_text(spec.child_by_field_name("type")))

    def _given_in(self, source: Source, function: Node) -> list[tuple[str, Node, Node]]:
        key = (source.path, function.start_byte)
        if key not in self._assignments:
            self._assignments[key] = assignments(function)
        return self._assignments[key]

    def _of_type(self, kind: str) -> str | None:
        """A root's type says where it is, unless its parts are of the same type."""
        bare = kind.lstrip("*")
        return "" if bare in _ROOT_TYPES - _SHARED_TYPES else None

    def _field(self, package: GoPackage, source: Source, node: Node, depth: int) -> str | None:
        """`s.router`: by the field's type, or by the one value that it is ever given."""
        name = node_text(node.child_by_field_name("field"))
        kinds: set[str] = set()
        for each in package.sources:
            for spec in each.types.values() if f"{name} " in each.text else ():
                for declared in walk(spec, "field_declaration"):
                    names = [node_text(n) for n in declared.children_by_field_name("name")]
                    if name in names:
                        kinds.add(node_text(declared.child_by_field_name("type")).lstrip("*"))
        routers = {kind for kind in kinds if kind in _ROOT_TYPES}
        if len(routers) != 1 or kinds & _GROUP_TYPES:
            return None
        kind = routers.pop()
        if kind not in _SHARED_TYPES:
            return ""
        whole = "\n".join(each.text for each in package.sources)
        divided = re.search(r"Subrouter\(|\.Route\(|\.Group\(", whole)
        given_part = re.search(rf"\b{name}\s*[:=]+\s*\w+\.(?:Path|R|G)", whole)
        return None if divided and given_part else ""

    def _parameter(
        self, package: GoPackage, source: Source, function: Node, name: str, kind: str, depth: int
    ) -> str | None:
        """What a function is given as a router: a literal by the call around it, another by its
        type or by all its callers."""
        if function.type == "func_literal":
            call = function.parent.parent if function.parent is not None else None
            called = call.child_by_field_name("function") if call is not None else None
            if call is None or called is None or called.type != "selector_expression":
                return None
            holder = called.child_by_field_name("operand")
            above = self._prefix(package, source, holder, call, depth) if holder else None
            method = node_text(called.child_by_field_name("field"))
            if above is None or method not in ("Route", "Group"):
                return None
            if arguments_of(call)[0] == function:
                return above
            path = self._text(package, source, argument_of(call, 0))
            return None if path is None else joined(above, path)
        if (root := self._of_type(kind)) is not None:
            return root
        if kind.lstrip("*") not in (_SHARED_TYPES | _GROUP_TYPES):
            return None
        return self._given(package, function, name, depth)

    def _given(self, package: GoPackage, function: Node, name: str, depth: int) -> str | None:
        """The prefix of the router that every call of a function passes."""
        key = (package.folder, function.start_byte)
        if key in self._prefixes:
            return self._prefixes[key]
        self._prefixes[key] = None
        position = position_of(function, name)
        called = node_text(function.child_by_field_name("name"))
        found: set[str | None] = set()
        declared = sum(
            node_text(node.child_by_field_name("name")) == called
            for other in self.packages
            for each in other.sources
            if f" {called}(" in each.text
            for node in each.functions.values()
        )
        for other in self.packages:
            for each in other.sources:
                for match in re.finditer(rf"(?<![\w])(?:\w+\.)*{called}\(", each.text):
                    call = call_at(each, match.end() - 2)
                    if call is None:
                        continue
                    target = node_text(call.child_by_field_name("function")).rpartition(".")
                    owner = self._package_of(each, target[0]) if target[0] else other
                    if owner is not None and owner is not package:
                        continue
                    if owner is None and declared != 1:
                        found.add(None)
                    argument = argument_of(call, position)
                    value = self._prefix(other, each, argument, call, depth) if argument else None
                    found.add(None if is_conditional(call) else value)
        self._prefixes[key] = found.pop() if len(found) == 1 else None
        return self._prefixes[key]

    def _package_of(self, source: Source, name: str) -> GoPackage | None:
        """The package of this module that a file imports under a name."""
        path = source.imports.get(name)
        found = self.module.package_at(path) if path else None
        if found is None and path is None and name.isidentifier():
            for imported in source.imports.values():  # its package clause may say another name
                other = self.module.package_at(imported)
                if other is not None and other.name == name:
                    return other
        return found

    def _text(
        self, package: GoPackage, source: Source, node: Node | None, depth: int = 0
    ) -> str | None:
        """A text that literals and constants make up."""
        if node is None or depth > MAX_DEPTH:
            return None
        if node.type in ("interpreted_string_literal", "raw_string_literal"):
            return string_of(node)
        if (
            node.type == "binary_expression"
            and node_text(node.child_by_field_name("operator")) == "+"
        ):
            left = self._text(package, source, node.child_by_field_name("left"), depth + 1)
            right = self._text(package, source, node.child_by_field_name("right"), depth + 1)
            return None if left is None or right is None else left + right
        text = node_text(node)
        if text.startswith("http.Method"):
            return text.removeprefix("http.Method").upper()
        holder: GoPackage | None = package
        if node.type == "selector_expression":
            holder = self._package_of(source, text.partition(".")[0])
            text = text.rpartition(".")[2]
        elif node.type != "identifier":
            return None
        value = holder.value(text) if holder is not None else None
        if holder is None or value is None or value[1].type != "const_spec":
            return None
        held = value[1].child_by_field_name("value")
        if held is None or value[2] >= len(held.named_children):
            return None
        return self._text(holder, value[0], held.named_children[value[2]], depth + 1)

    def _meaning(self, package: GoPackage, source: Source, handler: Node) -> str:
        """The first sentence of the comment on the function that answers."""
        while handler.type == "call_expression":
            inner = arguments_of(handler)
            called = handler.child_by_field_name("function")
            own = called if called is not None and not inner else None
            if own is None and (not inner or len(inner) > 1):
                return ""
            handler = own if own is not None else inner[-1]
        name = node_text(handler).rpartition(".")[2]
        if handler.type not in ("identifier", "selector_expression") or not name:
            return ""
        told: list[str] = []
        owner = package if handler.type == "identifier" else None
        if handler.type == "selector_expression":
            owner = self._package_of(source, node_text(handler.child_by_field_name("operand")))
        for other in (owner,) if owner is not None else self.packages:
            for each in other.sources:
                if f"{name}(" not in each.text:
                    continue
                for key, node in each.functions.items():
                    if key == name or key.endswith(f".{name}"):
                        told.append(comment_on(each, node, name))
        text = _ANNOTATION.sub("", told[0]) if len(told) == 1 else ""
        return "" if text.strip(" .") == name else text.strip()
