"""Routes of a NestJS service, whose decorators state them, and where it describes itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.routes import METHODS, endpoint, joined, meaning_of
from moxi.facts.javascript.endpoints import is_conditional, text_of
from moxi.facts.javascript.manifest import SUFFIXES
from moxi.facts.javascript.values import Scope, argument, arguments, fields, resolve, unwrap
from moxi.facts.model import Endpoint, Fact, Note
from moxi.facts.paths import is_test
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Source, Sources

MAX_FILES = 80
_SERVED = lazy_re(r"\bcontrollers\s*:\s*\[([^\]]*)\]")
_MADE = lazy_re(r"\bNestFactory\s*\.\s*create\b")
_OWN_GRAPH = ("GraphQLModule.forRoot", "GqlOptionsFactory")


def nest_endpoints(manifest: Manifest, sources: Sources) -> Iterator[Fact[Any]]:
    """The routes of the one application that a package makes with NestJS."""
    if "@nestjs/core" in manifest.dependencies():
        yield from Nest(manifest, sources).facts()


class Nest:
    """The controllers of an application, and the settings that decide where they answer."""

    def __init__(self, manifest: Manifest, sources: Sources) -> None:
        reader = manifest.reader
        self.sources = sources
        self.texts = {
            path: reader.text(path)
            for path in reader.sources(manifest.folder, SUFFIXES)
            if not is_test(path)
        }

    def facts(self) -> Iterator[Fact[Any]]:
        """The routes, `/graphql`, and the address of Swagger UI."""
        made = [text for text in self.texts.values() if ".listen(" in text and _MADE.search(text)]
        if len(made) != 1:
            return
        yield from self._swagger()
        yield from self._graph()
        if any("RouterModule.register" in text for text in self.texts.values()):
            return
        placed, version = self._prefix(), self._versioning()
        if placed is None or version is None:
            return
        prefix, bare = placed
        served = {
            name
            for text in self.texts.values()
            for inside in _SERVED.findall(text)
            for name in re.findall(r"\w+", inside)
        }
        for path in self._holding("@Controller("):
            source = self.sources.get(path)
            for node in source.root.named_children:
                for method, number, inner, meaning, call in self._controller(
                    source, node, served, version
                ):
                    above = "" if inner in bare else prefix
                    full = joined(f"{above}{number}", inner)
                    yield from endpoint(method, full, meaning, source.evidence(call))

    def _holding(self, word: str) -> list[str]:
        return [path for path, text in self.texts.items() if word in text][:MAX_FILES]

    def _calls(self, name: str) -> Iterator[tuple[Scope, Node]]:
        for path in self._holding(f"{name}("):
            source = self.sources.get(path)
            for _, call in source.calls((name,)):
                yield Scope(source, self.sources), call

    def _prefix(self) -> tuple[str, list[str]] | None:
        """What stands before every path but some; None where it cannot be told."""
        found = list(self._calls("setGlobalPrefix"))
        if not found:
            return "", []
        scope, call = found[0]
        told = self._configured(argument(call, 0), scope)
        said = fields(argument(call, 1), scope) if len(arguments(call)) > 1 else {}
        out = unwrap(said["exclude"][0]) if "exclude" in said else None
        bare = [_path_in(item, scope) for item in out.named_children] if out is not None else []
        if len(found) > 1 or told is None or is_conditional(call) or None in bare:
            return None
        return joined("/", told) if told else "", [joined("/", path) for path in bare if path]

    def _versioning(self) -> tuple[bool, str] | None:
        """Whether the version stands in the path, and the one without a word of its own."""
        found = list(self._calls("enableVersioning"))
        if not found:
            return False, ""
        scope, call = found[0]
        said = fields(argument(call, 0), scope) if arguments(call) else {}
        kind = node_text(said["type"][0]) if "type" in said else "VersioningType.URI"
        if len(found) > 1 or "prefix" in said or is_conditional(call):
            return None
        default = text_of(*said["defaultVersion"]) if "defaultVersion" in said else ""
        return None if default is None else (kind.endswith(".URI"), default)

    def _configured(self, node: Node | None, scope: Scope) -> str | None:
        """A text, also one that the settings hold under a name, or the environment by default."""
        known = text_of(node, scope)
        node = unwrap(node)
        if known is not None or node is None:
            return known
        if node.type == "binary_expression":
            left = node.child_by_field_name("left")
            stated = self._configured(left, scope)
            if stated is not None:
                return stated
            given = node_text(left).startswith(("process.env.", "Bun.env."))
            return text_of(node.child_by_field_name("right"), scope) if given else None
        if node.type == "call_expression" and arguments(node):
            named = text_of(argument(node, 0), scope)
            return self._setting(named.rpartition(".")[2]) if named else None
        if node.type == "member_expression":
            return self._setting(node_text(node.child_by_field_name("property")))
        return None

    def _setting(self, name: str) -> str | None:
        """The value of the one setting of a name in the files of settings."""
        found: list[str | None] = []
        for path in self._holding(f"{name}:"):
            if "config" not in path.lower():
                continue
            source = self.sources.get(path)
            for node in source.named((name,)):
                pair = node.parent
                if pair is not None and pair.type == "pair":
                    value = pair.child_by_field_name("value")
                    found.append(self._configured(value, Scope(source, self.sources)))
        return found[0] if len(set(found)) == 1 else None

    def _controller(
        self, source: Source, node: Node, served: set[str], version: tuple[bool, str]
    ) -> Iterator[tuple[str, str, str, str, Node]]:
        """Method, version as it stands in the path, path, meaning and call of each route."""
        declared = node.child_by_field_name("declaration") or node
        if declared.type not in ("class_declaration", "abstract_class_declaration"):
            return
        marks = _decorators([*node.named_children, *declared.named_children])
        name = node_text(declared.child_by_field_name("name"))
        body = declared.child_by_field_name("body")
        if "Controller" not in marks or name not in served or body is None:
            return
        scope = Scope(source, self.sources)
        paths, own = self._base(marks["Controller"], scope)
        in_path, default = version
        pending: list[Node] = []
        for member in body.named_children:
            if member.type == "decorator":
                pending.append(member)
                continue
            above, pending = _decorators([*pending, *member.named_children]), []
            if member.type != "method_definition":
                continue
            stated = text_of(argument(above["Version"], 0), scope) if "Version" in above else own
            if stated is None:
                continue
            number = f"/v{stated or default}" if in_path and (stated or default) else ""
            said = fields(argument(above["ApiOperation"], 0), scope) if "ApiOperation" in above \
                else {}  # fmt: skip
            meaning = text_of(*said["summary"]) if "summary" in said else ""
            for method in METHODS:
                if (call := above.get(method.capitalize())) is None:
                    continue
                for base in paths:
                    for inner in _paths(call, scope):
                        full = joined(joined("/", base), inner)
                        yield method, number, full, meaning_of(meaning or ""), call

    def _base(self, call: Node, scope: Scope) -> tuple[list[str], str | None]:
        """The paths of a controller, and its version (None: not one that can be told)."""
        first = unwrap(argument(call, 0))
        if first is None or first.type != "object":
            return _paths(call, scope), ""
        said = fields(first, scope)
        path = text_of(*said["path"]) if "path" in said else ""
        version = text_of(*said["version"]) if "version" in said else ""
        return ([] if path is None or "host" in said else [path]), version

    def _swagger(self) -> Iterator[Fact[Note]]:
        """Where Swagger UI answers."""
        for scope, call in self._calls("setup"):
            if not node_text(call).startswith("SwaggerModule.setup("):
                continue
            path = self._configured(argument(call, 0), scope)
            if path and "useGlobalPrefix" not in node_text(call):
                at = joined("/", path)
                when = ", where it is switched on" if self._depends(call) else ""
                text = f"Swagger UI describes the API at `{at}`{when}."
                yield Fact(Note("usage", text), (scope.source.evidence(call),))
                return

    def _depends(self, call: Node) -> bool:
        """Whether a condition decides on a call, or on that of the function around it."""
        around: Node | None = call
        while around is not None and around.type != "function_declaration":
            around = around.parent
        name = node_text(around.child_by_field_name("name")) if around is not None else ""
        outer = (other for _, other in self._calls(name)) if name else iter(())
        return is_conditional(call) or any(is_conditional(other) for other in outer)

    def _graph(self) -> Iterator[Fact[Endpoint]]:
        """The one address of a GraphQL module that is not given another."""
        held = [path for word in _OWN_GRAPH for path in self._holding(word)]
        if held and not any(re.search(r"\b(?:path|useGlobalPrefix)\s*:", self.texts[path])
                            for path in held):  # fmt: skip
            where = self.sources.reader.find(held[0], "GraphQLModule.forRoot")
            yield Fact(Endpoint("POST", "/graphql", "GraphQL"), (where,))


def _path_in(node: Node, scope: Scope) -> str | None:
    """The path of an exception: a text, or an object that holds one."""
    said = fields(node, scope) if node.type == "object" else {}
    return text_of(*said["path"]) if "path" in said else text_of(node, scope)


def _decorators(nodes: list[Node]) -> dict[str, Node]:
    """The calls of decorators by their names: `@Get(":id")`."""
    found: dict[str, Node] = {}
    for node in nodes:
        call = node.named_children[0] if node.type == "decorator" and node.named_children else None
        if call is not None and call.type == "call_expression":
            found.setdefault(node_text(call.child_by_field_name("function")), call)
    return found


def _paths(call: Node | None, scope: Scope) -> list[str]:
    """The paths that a decorator gives: none written is the empty one."""
    if call is None or not arguments(call):
        return [""]
    first, where = resolve(argument(call, 0), scope)
    given = first.named_children if first is not None and first.type == "array" else [first]
    return [path for item in given if (path := text_of(item, where)) is not None]
