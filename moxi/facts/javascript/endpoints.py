"""Routes of a JavaScript service whose full path is certain: express, fastify, koa, hono."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts.common.routes import METHODS, endpoint, joined, meaning_of
from moxi.facts.javascript.jsdoc import doc_of, read_doc
from moxi.facts.javascript.manifest import SUFFIXES, is_tooling
from moxi.facts.javascript.source import required_module, string_of
from moxi.facts.javascript.values import Scope, argument, arguments, fields, resolve, unwrap
from moxi.facts.paths import relative
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Source, Sources
    from moxi.facts.model import Endpoint, Evidence, Fact

MAX_FILES = 80
_FRAMEWORKS = {
    "express": "express", "fastify": "fastify", "koa": "koa", "hono": "hono", "@koa/router": "koa",
    "koa-router": "koa", "@hono/zod-openapi": "hono", "express-promise-router": "express",
    "polka": "express",
}  # fmt: skip
_FUNCTIONS = ("function_declaration", "arrow_function", "function_expression",
              "generator_function", "method_definition", "function")  # fmt: skip
_CONDITIONS = ("if_statement", "for_statement", "for_in_statement", "while_statement",
               "switch_statement", "ternary_expression")  # fmt: skip
_MADE = lazy_re(
    r"(?<![\w.@/\"'-])(?:(?:express|[fF]astify)(?:<[^>()]*>)?\s*\(|"
    r"new (?:\w*Hono|Koa)(?:<[^()]*>)?\s*\()"
)
_DESCRIBED = lazy_re(r"@desc(?:ription)?:?\s+(.+)")
Key = tuple[str, int]
"""the file in which a router is made, and where"""


@dataclass
class Router:
    """An application, a router, or the parameter that a function takes one by."""

    framework: str
    is_root: bool
    prefix: str | None = ""
    mounts: list[tuple[Key | None, str | None]] = field(default_factory=list)
    routes: list[tuple[str, str, Node, Source]] = field(default_factory=list)
    evidence: Evidence | None = None


def endpoints(manifest: Manifest, sources: Sources) -> Iterator[Fact[Endpoint]]:
    """The routes of the one application of a package."""
    held = manifest.dependencies()
    if any(name in held for name in _FRAMEWORKS):
        yield from Search(manifest, sources).facts()


class Search:
    """All applications and routers of a package, and how they hang together."""

    def __init__(self, manifest: Manifest, sources: Sources) -> None:
        self.manifest = manifest
        self.sources = sources
        self.routers: dict[Key, Router] = {}

    def facts(self) -> Iterator[Fact[Endpoint]]:
        """Every route whose path is certain."""
        reader, folder = self.manifest.reader, self.manifest.folder
        words = (*(f".{method}(" for method in METHODS), ".use(", ".register(", ".route(",
                 *(f".{method}<" for method in METHODS))  # fmt: skip
        paths = [
            path
            for path in reader.sources(folder, SUFFIXES)
            if not is_tooling(relative(path, folder))
            and any(word in reader.text(path) for word in words)
        ][:MAX_FILES]
        calls: list[tuple[Source, Node]] = []
        for path in paths:
            source = self.sources.get(path)
            found = source.calls((*METHODS, "use", "register", "route"))
            calls += [(source, call) for _, call in found]
        for source, call in calls:
            self._hang(source, call)
        for source, call in calls:
            self._route(source, call)
        made = [key for key, router in self.routers.items() if router.is_root]
        roots = [key for key in made if not self.routers[key].mounts]
        if len(roots) != 1 or self._applications() > len(made):
            return
        for key, router in list(self.routers.items()):
            for prefix in self._placed(key, roots[0], ()) or ():
                for method, path, call, source in router.routes:
                    full = joined(prefix, path)
                    where = source.evidence(call)
                    yield from endpoint(method, full, self._meaning(source, call), where)

    def _applications(self) -> int:
        """How many applications the sources make, also where no name holds them."""
        reader, folder = self.manifest.reader, self.manifest.folder
        return sum(
            len(_MADE.findall(reader.text(path)))
            for path in reader.sources(folder, SUFFIXES)
            if not is_tooling(relative(path, folder))
        )

    def _key(self, node: Node | None, scope: Scope, depth: int = 0) -> Key | None:
        """The router that an expression means, made known when first met."""
        node = unwrap(node)
        if node is None or depth > 6:
            return None
        if node.type == "identifier" and (found := self._parameter(node, scope.source)):
            return found
        node, scope = self._value(node, scope)
        if node is not None and node.type == "identifier":  # `const app = require("express")()`
            node = unwrap(scope.source.binding(node_text(node)))
        if node is None:
            return None
        key = (scope.source.path, node.start_byte)
        if key in self.routers:
            return key
        if node.type in _FUNCTIONS:
            if _first_parameter(node):
                self.routers[key] = Router("function", False)
                return key
            return None
        if node.type not in ("call_expression", "new_expression"):
            return None
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        member = function is not None and function.type == "member_expression"
        called = head = function
        if member and function is not None:
            called = function.child_by_field_name("property")
            head = function.child_by_field_name("object")
        name = node_text(called)
        module = self._module(head, scope)
        framework = _FRAMEWORKS.get(module, "")
        if member and name in ("basePath", "get", "post", "use", "route", "register", "decorate"):
            # `new Hono().basePath("/api")`, and routes that hang on one another
            inner = self._key(head, scope, depth + 1)
            if inner is None or self.routers[inner].framework not in ("hono", "express"):
                return None
            if name != "basePath":
                return inner
            self.routers[inner].prefix = text_of(argument(node, 0), scope)
            return inner
        if not framework:
            return None
        is_router = name in ("Router", "PromiseRouter") or "router" in module
        if member and not is_router:
            return None  # `express.static("public")`
        made = Router(framework, not is_router)
        if framework == "koa" and is_router and arguments(node):
            said = fields(argument(node, 0), scope)
            made.prefix = text_of(*said["prefix"]) if "prefix" in said else ""
        self.routers[key] = made
        return key

    def _value(self, node: Node, scope: Scope) -> tuple[Node | None, Scope]:
        """What a name or `require("./x")` stands for, across files."""
        if node.type == "call_expression" and (module := required_module(node)):
            function = node.child_by_field_name("function")
            if function is not None and node_text(function) == "require":
                return self._required(module, scope)
        if node.type == "member_expression":
            holder = node.child_by_field_name("object")
            module = required_module(holder) if holder is not None else ""
            name = node_text(node.child_by_field_name("property"))
            if module and name in ("default", "router"):
                return self._required(module, scope, name)
            imported = scope.source.imports.get(node_text(holder))
            if imported and imported.name == "*" and imported.module.startswith("."):
                return self._required(imported.module, scope, name)
        found, where = resolve(node, scope)
        if found is not None and found.type == "call_expression" and found != node:
            function = found.child_by_field_name("function")
            if node_text(function) == "require":
                return self._required(required_module(found), where)
        return found, where

    def _required(self, module: str, scope: Scope, name: str = "*") -> tuple[Node | None, Scope]:
        from moxi.facts.javascript.values import exported

        path = self.sources.resolve(scope.source, module)
        if not path or path.endswith(".json"):
            return None, scope
        return exported(name, Scope(self.sources.get(path), self.sources))

    def _module(self, node: Node | None, scope: Scope) -> str:
        """The package from which the function that makes a router comes."""
        node = unwrap(node)
        if node is None:
            return ""
        if node.type == "call_expression":
            return required_module(node)
        imported = scope.source.imports.get(node_text(node))
        return imported.module if imported else ""

    def _parameter(self, node: Node, source: Source) -> Key | None:
        """The function whose first parameter a name is."""
        name = node_text(node)
        around = node.parent
        while around is not None:
            if around.type in _FUNCTIONS and _first_parameter(around) == name:
                key = (source.path, around.start_byte)
                self.routers.setdefault(key, Router("function", False))
                return key
            around = around.parent
        return None

    def _hang(self, source: Source, call: Node) -> None:
        """`parent.use("/prefix", child)` and its like in other frameworks."""
        function = call.child_by_field_name("function")
        if function is None or function.type != "member_expression":
            return
        method = node_text(function.child_by_field_name("property"))
        given = arguments(call)
        scope = Scope(source, self.sources)
        if method not in ("use", "register", "route") or not given:
            return
        prefix: str | None = ""
        if method == "register":
            child = self._key(given[0], scope)
            said = fields(given[1], scope) if len(given) > 1 else {}
            prefix = text_of(*said["prefix"]) if "prefix" in said else ""
            if len(given) > 1 and unwrap(given[1]).type != "object":  # type: ignore[union-attr]
                prefix = None
        else:
            last = unwrap(given[-1])
            if last is not None and last.type == "call_expression":
                inner = last.child_by_field_name("function")
                called = inner.child_by_field_name("property") if inner is not None else None
                if inner is not None and node_text(called) == "routes":
                    last = inner.child_by_field_name("object")  # koa
            child = self._key(last, scope)
            if len(given) > 1:
                prefix = text_of(given[0], scope)
                first = unwrap(given[0])
                if prefix is None and first is not None and method == "use":
                    is_text = first.type in ("string", "template_string", "array", "regex")
                    known, _ = self._value(first, scope)
                    handler = known is not None and known.type in (*_FUNCTIONS, "call_expression")
                    prefix = "" if handler and not is_text else None
        if child is None:
            return
        if child is not None and self.routers[child].framework == "function" and method == "use":
            return  # middleware
        parent = self._key(function.child_by_field_name("object"), scope)
        if is_conditional(call):
            prefix = None
        self.routers[child].mounts.append((parent, prefix))

    def _route(self, source: Source, call: Node) -> None:
        function = call.child_by_field_name("function")
        if function is None or function.type != "member_expression":
            return
        method = node_text(function.child_by_field_name("property"))
        if method not in METHODS:
            return
        scope = Scope(source, self.sources)
        holder = function.child_by_field_name("object")
        given = arguments(call)
        stated = given[0] if given else None
        inner = holder
        while inner is not None and inner.type == "call_expression":  # router.route("/x").get(…)
            outer = inner.child_by_field_name("function")
            name = node_text(outer.child_by_field_name("property")) if outer is not None else ""
            if outer is None or outer.type != "member_expression":
                break
            if name == "route":
                holder, stated = outer.child_by_field_name("object"), argument(inner, 0)
                given = [inner, *given]
                break
            if name not in METHODS:
                break
            inner = outer.child_by_field_name("object")
        path = text_of(stated, scope)
        key = self._key(holder, scope) if path is not None and len(given) > 1 else None
        if key is None or path is None or is_conditional(call):
            return
        if path == "" or path.startswith("/"):
            self.routers[key].routes.append((method, path, call, source))

    def _placed(self, key: Key, root: Key, seen: tuple[Key, ...]) -> list[str] | None:
        """The prefixes below which a router answers; None where one is not certain."""
        router = self.routers[key]
        if key in seen or router.prefix is None:
            return None
        if key == root:
            return [router.prefix]
        mounts = router.mounts
        if router.framework == "function":
            mounts = [*mounts, *self._called(key)]
        found: list[str] = []
        for parent, prefix in mounts:
            if parent is None or prefix is None or parent not in self.routers:
                return None
            above = self._placed(parent, root, (*seen, key))
            if above is None:
                return None
            found += [joined(joined(outer, prefix), router.prefix) for outer in above]
        return ["" if prefix == "/" else prefix for prefix in dict.fromkeys(found)]

    def _called(self, key: Key) -> Iterator[tuple[Key | None, str | None]]:
        """Where a function is called with the router: `require("./routes")(app)`."""
        path, start = key
        for other in self.manifest.reader.sources(self.manifest.folder, SUFFIXES):
            text = self.manifest.reader.text(other)
            if "(app" not in text and "(router" not in text and "(server" not in text:
                continue
            source = self.sources.get(other)
            scope = Scope(source, self.sources)
            for node in source.named(("app", "router", "server", "fastify", "api")):
                call = node.parent.parent if node.parent is not None else None
                if call is None or call.type != "call_expression" or argument(call, 0) != node:
                    continue
                function = call.child_by_field_name("function")
                if function is None or (
                    function.type == "call_expression" and not required_module(function)
                ):
                    continue
                value, where = self._value(function, scope)
                if value is None or (where.source.path, value.start_byte) != (path, start):
                    continue
                yield self._key(node, scope), None if is_conditional(call) else ""

    def _meaning(self, source: Source, call: Node) -> str:
        """The comment above the route, or on the function that answers."""
        statement = call
        while statement.parent is not None and statement.type != "expression_statement":
            if statement.parent.type in ("arguments", *_FUNCTIONS):
                break
            statement = statement.parent
        function = call.child_by_field_name("function")
        property_ = function.child_by_field_name("property") if function is not None else None
        alone = property_ is not None and property_.start_point[0] == statement.start_point[0]
        before = statement.prev_named_sibling
        if (
            alone
            and before is not None
            and before.type == "comment"
            and before.end_point[0] + 1 == statement.start_point[0]
        ):
            after = statement.next_named_sibling
            one_of_many = (
                after is not None
                and after.type == statement.type
                and after.start_point[0] == statement.end_point[0] + 1
            )
            return "" if one_of_many else _comment(before)  # a heading over several routes
        given = arguments(call)
        handler, where = self._value(given[-1], Scope(source, self.sources))
        if handler is None or handler == unwrap(given[-1]):
            return ""
        if where.source.path == source.path and line_of(handler) == line_of(call):
            return ""
        doc = doc_of(handler)
        said = doc.all("desc", "description", "summary")
        return meaning_of(doc.summary or (said[0] if said else "") or _described(handler))


def _described(handler: Node) -> str:
    """The text of `// @desc` in the lines above a function."""
    statement = handler
    while statement.parent is not None and statement.parent.type != "program":
        statement = statement.parent
    before, below = statement.prev_named_sibling, statement.start_point[0]
    while before is not None and before.type == "comment" and before.end_point[0] + 1 == below:
        if match := _DESCRIBED.search(node_text(before)):
            return match[1]
        below = before.start_point[0]
        before = before.prev_named_sibling
    return ""


def _comment(node: Node) -> str:
    text = node_text(node)
    if text.startswith("/**"):
        doc = read_doc(text)
        said = doc.all("desc", "description", "summary")
        return meaning_of(doc.summary or (said[0] if said else ""))
    if not text.startswith("//") or node.start_point[1] > 8:
        return ""
    before = node.prev_named_sibling
    above = before is not None and before.type == "comment"
    if above and before is not None and before.end_point[0] + 1 >= node.start_point[0]:
        return ""  # a part of a longer one
    meaning = meaning_of(text.lstrip("/ "))
    return meaning if meaning[:1].isalpha() else ""


def text_of(node: Node | None, scope: Scope) -> str | None:
    """A text that literals and constants make up."""
    node, scope = resolve(node, scope)
    if node is None:
        return None
    if node.type == "string":
        return string_of(node)
    if node.type == "template_string":
        parts: list[str] = []
        for child in node.named_children:
            if child.type == "string_fragment":
                parts.append(node_text(child))
            elif child.type == "template_substitution" and child.named_children:
                inner = text_of(child.named_children[0], scope)
                if inner is None:
                    return None
                parts.append(inner)
            else:
                return None
        return "".join(parts)
    return None


def _first_parameter(function: Node) -> str:
    """The name of a function's first parameter, without its type."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return node_text(single)
    held = function.child_by_field_name("parameters")
    first = held.named_children[0] if held is not None and held.named_children else None
    if first is not None and first.type in ("required_parameter", "optional_parameter"):
        first = first.child_by_field_name("pattern")
    return node_text(first) if first is not None and first.type == "identifier" else ""


def is_conditional(node: Node) -> bool:
    """Whether only some runs reach a place."""
    current = node.parent
    while current is not None:
        if current.type in _CONDITIONS:
            return True
        current = current.parent
    return False
