"""Routes of Python services whose full path the sources decide: applications and their routers."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts.common.routes import METHODS, endpoint, joined, meaning_of
from moxi.facts.python import docstrings, web
from moxi.facts.python.source import absolute, at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Endpoint, Evidence, Fact
    from moxi.facts.python.project import Project
    from moxi.facts.python.source import Source

MAX_FILES = 60
_APPLICATIONS = {"FastAPI", "Flask", "Quart", "Sanic", "APIFlask", "Bottle"}
_ROUTERS = {"APIRouter": "prefix", "Blueprint": "url_prefix", "APIBlueprint": "url_prefix"}
_MOUNTS = {
    "include_router": "prefix", "register_blueprint": "url_prefix", "blueprint": "url_prefix",
}  # fmt: skip
_MARKS = (*(f"{name}(" for name in (*_APPLICATIONS, *_ROUTERS)), ".route(", ".include_router(",
          ".register_blueprint(", "add_url_rule(", "add_api_route(", "add_resource(",
          *(f".{method}(" for method in METHODS))  # fmt: skip
Key = tuple[str, str]
"""the file in which an object is made, and its name there"""


@dataclass
class Route:
    """One route as its decorator or call states it, on a router that is yet to be placed."""

    methods: tuple[str, ...]
    path: str
    handler: ast.AST | None
    evidence: Evidence


@dataclass
class Router:
    """An application or a router: its own prefix, where it is hung up, what it answers."""

    framework: str
    prefix: str | None
    is_root: bool
    evidence: Evidence
    mounts: list[tuple[Key, str | None, bool, Evidence]] = field(default_factory=list)
    """parent, prefix (None: unknown; ""), whether the prefix replaces the own one, where"""
    routes: list[Route] = field(default_factory=list)


def facts(project: Project) -> Iterator[Fact[Endpoint]]:
    """The routes of the project's application."""
    app = web.application(project)
    if app is None:
        return
    if app.framework == "Django":
        from moxi.facts.python import django_endpoints

        yield from django_endpoints.facts(project, app)
        return
    if app.framework not in _APPLICATIONS:
        return
    yield from Search(project).facts()


class Search:
    """All applications and routers of a project, and how they hang together."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.routers: dict[Key, Router] = {}
        self.root: Key | None = None
        self._apis: list[tuple[Source, Router, ast.expr]] = []
        """those of Flask-RESTful, each with the expression that it is hung on"""

    def facts(self) -> Iterator[Fact[Endpoint]]:
        """Every route whose path is certain."""
        files = self.project.sources.own(*_MARKS)[:MAX_FILES]
        trees: list[tuple[Source, ast.Module]] = []
        for path in files:
            source, tree = self.project.sources.by_path.get(path), self.project.reader.python(path)
            if source is not None and tree is not None:
                trees.append((source, tree))
                self._made(source, tree)
        roots = [key for key, router in self.routers.items() if router.is_root]
        if len(roots) != 1:
            return
        self.root = roots[0]
        for source, api, holder in self._apis:
            parent = self._key(source, holder, frozenset(("app",)))
            known = parent or ("", "")
            api.mounts.append((known, "" if parent else None, False, api.evidence))
        for source, tree in trees:
            self._used(source, tree.body, frozenset(), certain=True)
        for key, router in self.routers.items():
            placed = self._placed(key, ())
            for prefix, evidence in placed or ():
                for route in router.routes:
                    yield from endpoint(
                        ", ".join(route.methods).upper(), _path(router, prefix, route.path),
                        _meaning(route.handler), route.evidence, *evidence,
                    )  # fmt: skip

    def _made(self, source: Source, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            call = node.value
            name = _called(call)
            if not isinstance(call, ast.Call) or not isinstance(target, ast.Name):
                continue
            key = (source.path, target.id)
            if name in _APPLICATIONS:
                made = Router(name, "", True, at(source.path, node))
            elif name in _ROUTERS:
                made = Router(name, self._keyword(source, call, _ROUTERS[name]), False,
                              at(source.path, node))  # fmt: skip
            elif name == "Api" and call.args:
                prefix = self._keyword(source, call, "prefix")
                made = Router(name, prefix, False, at(source.path, node))
                self._apis.append((source, made, call.args[0]))
            else:
                continue
            if key in self.routers:  # made twice under one name: which one is meant is open
                made.prefix = None
            self.routers[key] = made

    def _used(
        self, source: Source, body: list[ast.stmt], parameters: frozenset[str], *, certain: bool
    ) -> None:
        """Routes and mounts of a block; what stands under a condition is not certain."""
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                for decorator in node.decorator_list:
                    self._route(source, decorator, node, parameters, certain)
                if not isinstance(node, ast.ClassDef):
                    held = node.args
                    names = {a.arg for a in (*held.posonlyargs, *held.args, *held.kwonlyargs)}
                    self._used(source, node.body, parameters | names, certain=certain)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                self._call(source, node.value, parameters, certain)
            elif isinstance(node, (ast.With, ast.AsyncWith)):
                self._used(source, node.body, parameters, certain=certain)
            elif isinstance(node, (ast.If, ast.For, ast.While, ast.Try)):
                inner = [*node.body, *node.orelse]
                self._used(source, inner, parameters, certain=False)

    def _route(
        self, source: Source, call: ast.AST, handler: ast.AST, parameters: frozenset[str],
        certain: bool,
    ) -> None:  # fmt: skip
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return
        name = call.func.attr
        if name not in (*METHODS, "route", "api_route") or not certain:
            return
        router = self._router(source, call.func.value, parameters)
        path = self._text(source, _given(call, 0, "path", "rule"))
        if router is None or path is None or _is_hidden(call):
            return
        methods = (name,) if name in METHODS else _methods(call)
        if methods:
            told = _told(call) or handler
            router.routes.append(Route(methods, path, told, at(source.path, call)))

    def _call(
        self, source: Source, call: ast.Call, parameters: frozenset[str], certain: bool
    ) -> None:
        if not isinstance(call.func, ast.Attribute):
            return
        name = call.func.attr
        where = at(source.path, call)
        if name in _MOUNTS and call.args:
            child = self._router(source, call.args[0], frozenset())
            parent = self._key(source, call.func.value, parameters)
            if child is None:
                return
            stated = any(keyword.arg == _MOUNTS[name] for keyword in call.keywords)
            prefix = self._keyword(source, call, _MOUNTS[name])
            if parent is None or not certain or None in [k.arg for k in call.keywords]:
                prefix = None
            replaces = stated and name != "include_router"
            child.mounts.append((parent or self.root or ("", ""), prefix, replaces, where))
        elif name in ("add_url_rule", "add_api_route") and certain:
            router = self._router(source, call.func.value, parameters)
            path = self._text(source, _given(call, 0, "rule", "path"))
            handler = _given(call, 1 if name == "add_api_route" else 2, "view_func", "endpoint")
            methods = _methods(call)
            if router is not None and path is not None and methods:
                view = self._function(source, handler)
                router.routes.append(Route(methods, path, view, where))

        elif name == "add_resource" and certain and len(call.args) > 1:
            router = self._router(source, call.func.value, parameters)
            view = self._function(source, call.args[0])
            if router is not None and isinstance(view, ast.ClassDef):
                defined = tuple(n for n in METHODS if any(getattr(i, "name", "") == n
                                                          for i in view.body))  # fmt: skip
                for argument in call.args[1:]:
                    path = self._text(source, argument)
                    if path is not None and defined:
                        router.routes.append(Route(defined, path, view, where))

    def _function(self, source: Source, node: ast.AST | None) -> ast.AST | None:
        """The view that a name means."""
        found = self._resolved(source, node) if node is not None else None
        if found is None:
            return None
        module, name = found
        tree = self.project.sources.tree(module)
        for item in tree.body if tree is not None else ():
            if getattr(item, "name", "") == name:
                return item
        return None

    def _router(self, source: Source, node: ast.AST, parameters: frozenset[str]) -> Router | None:
        key = self._key(source, node, parameters)
        return self.routers.get(key) if key is not None else None

    def _key(self, source: Source, node: ast.AST, parameters: frozenset[str]) -> Key | None:
        """The object that an expression means: its own, an imported one, or `app` as a
        parameter, which can only be the one application."""
        if isinstance(node, ast.Name) and (source.path, node.id) in self.routers:
            return (source.path, node.id)
        if isinstance(node, ast.Name) and node.id in parameters:
            return self.root if node.id in ("app", "application") else None
        found = self._resolved(source, node)
        key = (found[0].path, found[1]) if found else None
        return key if key in self.routers else None

    def _resolved(self, source: Source, node: ast.AST, depth: int = 0) -> tuple[Source, str] | None:
        """The module and the name of what an expression refers to."""
        sources = self.project.sources
        if isinstance(node, ast.Name):
            module, name = self._imported(source, node.id)
            if not name and not module:
                return (source, node.id)
            found = sources.get(module)
            if found is None or depth > 4:
                return None
            if (found.path, name) in self.routers or not found.is_package:
                return (found, name)
            return self._resolved(found, ast.Name(name), depth + 1)
        if isinstance(node, ast.Attribute) and isinstance(node.value, (ast.Name, ast.Attribute)):
            parts = ast.unparse(node.value).split(".")
            module, name = self._imported(source, parts[0])
            base = f"{module}.{name}" if name else module
            dotted = ".".join([base, *parts[1:]]) if base else ""
            found = sources.get(dotted) or (sources.get(".".join(parts)) if not name else None)
            if found is not None and depth <= 4:
                if (found.path, node.attr) in self.routers or not found.is_package:
                    return (found, node.attr)
                return self._resolved(found, ast.Name(node.attr), depth + 1)
        return None

    def _imported(self, source: Source, name: str) -> tuple[str, str]:
        """The module and the name that an import in a file binds to a name."""
        tree = self.project.sources.tree(source)
        for node in ast.walk(tree) if tree is not None else ():
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if (alias.asname or alias.name) == name:
                        return absolute(source, node.module, node.level), alias.name
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    if (alias.asname or alias.name.split(".")[0]) == name:
                        return alias.name if alias.asname else name, ""
        return "", ""

    def _keyword(self, source: Source, call: ast.Call, name: str) -> str | None:
        """The text of a keyword; `""` without it, None where it is not certain."""
        for keyword in call.keywords:
            if keyword.arg == name:
                none = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
                return "" if none else self._text(source, keyword.value)
        return ""

    def _text(self, source: Source, node: ast.AST | None, depth: int = 0) -> str | None:
        """The text that an expression holds, where its modules decide it."""
        if node is None or depth > 5:
            return None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.JoinedStr):
            parts = [
                self._text(source, part.value if isinstance(part, ast.FormattedValue) else part,
                           depth + 1)
                for part in node.values
            ]  # fmt: skip
            return None if None in parts else "".join(part or "" for part in parts)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left = self._text(source, node.left, depth + 1)
            right = self._text(source, node.right, depth + 1)
            return None if left is None or right is None else left + right
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._named_text(source, node, depth + 1)
        return None

    def _named_text(self, source: Source, node: ast.Name | ast.Attribute, depth: int) -> str | None:
        found = self._resolved(source, node)
        if found is not None:
            module, name = found
            value = _assigned(self.project.sources.tree(module), name)
            return self._text(module, value, depth)
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return None
        held = self._resolved(source, node.value)  # `settings.API_PREFIX`: a field's default
        if held is None:
            return None
        module, name = held
        tree = self.project.sources.tree(module)
        made = _assigned(tree, name)
        owner = _called(made) if made is not None else name
        for item in tree.body if tree is not None else ():
            if isinstance(item, ast.ClassDef) and item.name == owner:
                return self._text(module, _assigned(item, node.attr), depth)
        return None

    def _placed(
        self, key: Key, seen: tuple[Key, ...]
    ) -> list[tuple[str, tuple[Evidence, ...]]] | None:
        """The prefixes under which an object answers; None where one of them is not certain."""
        router = self.routers.get(key)
        if router is None or router.prefix is None or key in seen:
            return None
        if key == self.root:
            return [("", ())]
        found: list[tuple[str, tuple[Evidence, ...]]] = []
        for parent, prefix, replaces, where in router.mounts:
            above = self._placed(parent, (*seen, key))
            if above is None or prefix is None:
                return None
            for outer, evidence in above:
                own = prefix if replaces else _joined(router, prefix, router.prefix)
                found.append((_joined(router, outer, own), (*evidence, where)))
        return found


def _joined(router: Router, prefix: str, path: str) -> str:
    if router.framework in ("APIRouter", "FastAPI"):
        return prefix + path
    return joined(prefix, path) if path else prefix


def _path(router: Router, prefix: str, path: str) -> str:
    if router.framework in ("APIRouter", "FastAPI"):
        return prefix + path or "/"
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}" if path else prefix


def _called(node: ast.AST | None) -> str:
    """The last name of what a call calls."""
    function = node.func if isinstance(node, ast.Call) else None
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _given(call: ast.Call, position: int, *names: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg in names:
            return keyword.value
    return call.args[position] if position < len(call.args) else None


def _methods(call: ast.Call) -> tuple[str, ...]:
    """The methods of `route(…, methods=[…])`; `GET` without them, none where they are not known."""
    stated = next((k.value for k in call.keywords if k.arg in ("methods", "method")), None)
    if stated is None:
        return ("get",)
    items = stated.elts if isinstance(stated, (ast.List, ast.Tuple, ast.Set)) else [stated]
    names = [item.value for item in items if isinstance(item, ast.Constant)]
    if len(names) != len(items):
        return ()
    return tuple(n for n in names if isinstance(n, str) and n.upper() not in ("OPTIONS", "HEAD"))


def _is_hidden(call: ast.Call) -> bool:
    return any(
        keyword.arg in ("include_in_schema", "deprecated")
        and isinstance(keyword.value, ast.Constant)
        and keyword.value.value is (keyword.arg == "deprecated")
        for keyword in call.keywords
    )


def _told(call: ast.Call) -> ast.AST | None:
    """The text that FastAPI's own `summary=` gives."""
    value = next((k.value for k in call.keywords if k.arg == "summary"), None)
    return value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


def _meaning(handler: ast.AST | None) -> str:
    if isinstance(handler, ast.Constant):
        return meaning_of(str(handler.value))
    if isinstance(handler, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return meaning_of(docstrings.summary(ast.get_docstring(handler) or ""))
    return ""


def _assigned(holder: ast.Module | ast.ClassDef | None, name: str) -> ast.expr | None:
    """What a module or a class binds to a name; None where it does so twice."""
    found: list[ast.expr | None] = []
    for node in holder.body if holder is not None else ():
        target: ast.AST | None = None
        if isinstance(node, ast.Assign):
            target = node.targets[0]
        elif isinstance(node, ast.AnnAssign):
            target = node.target
        if isinstance(target, ast.Name) and target.id == name:
            found.append(getattr(node, "value", None))
    return found[0] if len(found) == 1 else None
