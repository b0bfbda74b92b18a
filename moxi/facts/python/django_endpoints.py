"""Routes of a Django site, from the root URL configuration that its settings name."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.routes import endpoint, meaning_of
from moxi.facts.model import Fact, Note
from moxi.facts.python import docstrings
from moxi.facts.python.source import absolute, at
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Evidence
    from moxi.facts.python.project import Project
    from moxi.facts.python.source import Source
    from moxi.facts.python.web import Application

MAX_DEPTH = 5
_ROUTERS = ("DefaultRouter", "SimpleRouter")
_GROUP = lazy_re(r"\(\?P<(\w+)>(?:[^()]|\\[()])*\)")
_SETTINGS = lazy_re(r"[\"']DJANGO_SETTINGS_MODULE[\"']\s*,\s*[\"']([\w.]+)[\"']")


def facts(project: Project, app: Application) -> Iterator[Fact[Any]]:
    """What the site's URL patterns lead to; none where the root of them is not certain."""
    sources = project.sources
    folder = app.evidence.path.rpartition("/")[0]
    named = _SETTINGS.search(project.reader.text(app.evidence.path))
    if not named:
        return
    root = ""
    for path in sources.own("ROOT_URLCONF"):
        tree = project.reader.python(path)
        for node in tree.body if tree is not None else ():
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ROOT_URLCONF":
                value = node.value
                text = value.value if isinstance(value, ast.Constant) else None
                if not isinstance(text, str) or root not in ("", text):
                    return
                root = text
    found = _module(project, folder, root) if root else None
    if found is not None:
        yield from _patterns(project, folder, found, "/", ())


def _module(project: Project, folder: str, name: str) -> Source | None:
    """A module by the name that it has from the folder of `manage.py`."""
    sources = project.sources
    path = "/".join([*([folder] if folder else []), *name.split(".")])
    return sources.by_path.get(f"{path}.py") or sources.by_path.get(f"{path}/__init__.py")


def _patterns(
    project: Project, folder: str, source: Source, prefix: str, seen: tuple[str, ...],
    evidence: tuple[Evidence, ...] = (),
) -> Iterator[Fact[Any]]:  # fmt: skip
    tree = project.reader.python(source.path)
    if tree is None or source.path in seen or len(seen) > MAX_DEPTH:
        return
    for node in tree.body:  # what stands under a condition is not always there
        target: ast.AST | None = None
        if isinstance(node, ast.Assign):
            target = node.targets[0]
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            target = node.target
        if not isinstance(target, ast.Name) or target.id != "urlpatterns":
            continue
        value = getattr(node, "value", None)
        if isinstance(value, ast.Call) and value.args:  # `format_suffix_patterns([…])`
            value = value.args[0]
        parts = [value]
        while isinstance(parts[0], ast.BinOp):
            parts[:1] = [parts[0].left, parts[0].right]
        for part in parts:
            for item in part.elts if isinstance(part, (ast.List, ast.Tuple)) else ():
                if isinstance(item, ast.Call):
                    yield from _pattern(project, folder, source, tree, item, prefix,
                                        (*seen, source.path), evidence)  # fmt: skip


def _pattern(
    project: Project, folder: str, source: Source, tree: ast.Module, call: ast.Call, prefix: str,
    seen: tuple[str, ...], evidence: tuple[Evidence, ...],
) -> Iterator[Fact[Any]]:  # fmt: skip
    kind = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if kind not in ("path", "re_path", "url") or len(call.args) < 2:
        return
    stated, view = call.args[0], call.args[1]
    if not isinstance(stated, ast.Constant) or not isinstance(stated.value, str):
        return
    route = stated.value if kind == "path" else _plain(stated.value)
    if route is None:
        return
    full, where = prefix + route, at(source.path, call)
    if isinstance(view, ast.Call) and ast.unparse(view.func).endswith("include"):
        target = view.args[0] if view.args else None
        if isinstance(target, ast.Tuple) and target.elts:
            target = target.elts[0]
        if isinstance(target, ast.Constant) and isinstance(target.value, str):
            found = _module(project, folder, target.value)
            if found is not None:
                yield from _patterns(project, folder, found, full, seen, (*evidence, where))
        elif isinstance(target, ast.Attribute) and target.attr == "urls":
            yield from _registered(project, source, tree, target.value, full, (*evidence, where))
        return
    if ast.unparse(view).endswith(".urls"):
        if ast.unparse(view) == "admin.site.urls":
            text = f"Django's admin site is at `{full}`."
            yield Fact(Note("usage", text), (where, *evidence))
        return
    yield from endpoint("", full, _meaning(project, source, tree, view), where, *evidence)


def _plain(pattern: str) -> str | None:
    """A regular expression as the path that it stands for; None where it is more than one."""
    closed = pattern.endswith("$")
    text = pattern.removeprefix("^").removesuffix("$").removesuffix("/?")
    text = _GROUP.sub(r"<\1>", text).replace("\\.", ".").replace("\\-", "-")
    if re.search(r"[()\[\]*+?|^$\\{}]", text) or not (closed or pattern.endswith(("/", "^"))):
        return None
    return text


def _registered(
    project: Project, source: Source, tree: ast.Module, router: ast.expr, prefix: str,
    evidence: tuple[Evidence, ...],
) -> Iterator[Fact[Any]]:  # fmt: skip
    """The collections that a router of Django REST framework serves."""
    if not isinstance(router, ast.Name):
        return
    slash: bool | None = None
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made = ast.unparse(node.value.func).rpartition(".")[2]
            if ast.unparse(node.targets[0]) == router.id and made in _ROUTERS:
                off = any(k.arg == "trailing_slash" for k in node.value.keywords)
                slash = not off
        call = node.value if isinstance(node, ast.Expr) else None
        if (
            slash is None
            or not isinstance(call, ast.Call)
            or ast.unparse(call.func) != f"{router.id}.register"
            or len(call.args) < 2
            or not isinstance(call.args[0], ast.Constant)
            or not isinstance(call.args[0].value, str)
        ):
            continue
        path = _plain(call.args[0].value + "$")
        if path:
            said = _meaning(project, source, tree, call.args[1])
            full = prefix + path + ("/" if slash else "")
            yield from endpoint("", full, said, at(source.path, call), *evidence)


def _meaning(project: Project, source: Source, tree: ast.Module, view: ast.expr) -> str:
    """The first sentence of the view's docstring."""
    while isinstance(view, ast.Call):
        view = view.func if isinstance(view.func, ast.Attribute) or not view.args else view.args[0]
    if isinstance(view, ast.Attribute) and view.attr == "as_view":
        view = view.value
    names = ast.unparse(view).split(".")
    holder: Source | None = source
    for node in tree.body:
        if not isinstance(node, ast.ImportFrom):
            continue
        for alias in node.names:
            if (alias.asname or alias.name) != names[0]:
                continue
            module = absolute(source, node.module, node.level)
            if len(names) == 1:
                holder, names = project.sources.get(module), [alias.name]
            else:
                holder = project.sources.get(f"{module}.{alias.name}" if module else alias.name)
    inside = project.sources.tree(holder) if holder is not None else None
    for item in inside.body if inside is not None else ():
        if getattr(item, "name", "") == names[-1] and isinstance(
            item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        ):
            return meaning_of(docstrings.summary(ast.get_docstring(item) or ""))
    return ""
