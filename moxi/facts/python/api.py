"""The public API: what the main package offers by name, how it is imported, examples of it."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Symbol
from moxi.facts.python import docstrings, methods
from moxi.facts.python.signatures import signature
from moxi.facts.python.source import absolute, at
from moxi.facts.python.vendored import is_vendored_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import SymbolKind
    from moxi.facts.python.project import Project
    from moxi.facts.python.source import Source
    from moxi.facts.python.usage import Usage

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
MAX_SYMBOLS = 40
MAX_HOPS = 6


@dataclass(frozen=True, slots=True)
class Export:
    """A name that the main package offers, and where it is defined."""

    name: str
    source: Source
    node: Definition | None
    line: Evidence


def exported(project: Project) -> list[Export]:
    """The names of the main package: `__all__`, else what its `__init__` re-exports or defines."""
    if not hasattr(project, "_exported"):
        project._exported = list(_exported(project))  # type: ignore[attr-defined]
    found: list[Export] = project._exported  # type: ignore[attr-defined]
    return found


def _exported(project: Project) -> Iterator[Export]:
    source = project.sources.get(project.main)
    tree = project.sources.tree(source) if source is not None else None
    if source is None or tree is None:
        return
    names = declared_all(tree)
    bound = bindings(tree)
    if names is None:
        names = [name for name, node in bound.items() if _is_offered(project, source, name, node)]
        names += _starred(project, source, tree)
    for name in dict.fromkeys(names):
        if name.startswith("_") or not name.isidentifier():
            continue
        found = resolve(project, source, name)
        if found is None:
            continue
        home, node = found
        if home.path != source.path and is_vendored_module(project, home.path):
            continue
        if isinstance(node, Definition):
            yield Export(name, home, node, at(home.path, node))
        elif name in bound and name not in ("logger", "log", "LOGGER"):
            yield Export(name, source, None, at(source.path, bound[name]))


def declared_all(tree: ast.Module) -> list[str] | None:
    """The names of `__all__`; None where there is none that can be read."""
    names: list[str] | None = None
    for node in tree.body:
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else (node.target if isinstance(node, (ast.AnnAssign, ast.AugAssign)) else None)
        )
        if not isinstance(target, ast.Name) or target.id != "__all__":
            continue
        value = getattr(node, "value", None)
        items = value.elts if isinstance(value, (ast.List, ast.Tuple)) else []
        found = [name for item in items if (name := _listed(item))]
        names = [*(names or []), *found] if found else names
    return names


def _listed(item: ast.expr) -> str:
    """An item of `__all__`: `"name"`, `name.__name__`."""
    if isinstance(item, ast.Attribute) and item.attr == "__name__":
        return item.value.id if isinstance(item.value, ast.Name) else ""
    return item.value if isinstance(item, ast.Constant) and isinstance(item.value, str) else ""


def bindings(tree: ast.Module) -> dict[str, ast.stmt]:
    """The top-level names of a module and the statement that binds each."""
    found: dict[str, ast.stmt] = {}

    def walk(body: list[ast.stmt]) -> None:
        for node in body:
            if isinstance(node, Definition):
                found[node.name] = node
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                for alias in node.names:
                    found[(alias.asname or alias.name).partition(".")[0]] = node
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found[target.id] = node
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found[node.target.id] = node
            elif isinstance(node, ast.If):
                walk(node.body)
                walk(node.orelse)
            elif isinstance(node, ast.Try):
                for handler in node.handlers:
                    walk(handler.body)
                walk(node.body)

    walk(tree.body)
    return found


def _starred(
    project: Project, source: Source, tree: ast.Module, hops: int = MAX_HOPS
) -> Iterator[str]:
    """What `from .module import *` brings: the module's `__all__`, else what it defines."""
    for node in tree.body if hops > 0 else ():
        if not isinstance(node, ast.ImportFrom) or all(a.name != "*" for a in node.names):
            continue
        home = project.sources.get(absolute(source, node.module, node.level))
        inner = project.sources.tree(home) if home is not None else None
        if home is None or inner is None or home.path == source.path:
            continue
        declared = declared_all(inner)
        if declared is not None:
            yield from declared
            continue
        yield from (
            name
            for name, bound in bindings(inner).items()
            if isinstance(bound, Definition) and (doc_of(bound) or name == project.main)
        )
        yield from _starred(project, home, inner, hops - 1)


def _is_offered(project: Project, source: Source, name: str, node: ast.stmt) -> bool:
    """Without `__all__`: own definitions, and names taken from own modules on purpose."""
    if name.startswith("_"):
        return False
    if isinstance(node, Definition):
        return True
    if isinstance(node, ast.ImportFrom):
        base = absolute(source, node.module, node.level)
        own = project.sources.holds(base) and (node.level > 0 or base.startswith(project.main))
        inner = f"{base}.{name}"
        return own and not project.sources.holds(inner)
    return False


def resolve(
    project: Project, source: Source, name: str, hops: int = MAX_HOPS
) -> tuple[Source, ast.stmt] | None:
    """Where a name of a module is defined, re-exports followed."""
    tree = project.sources.tree(source)
    if tree is None or hops <= 0:
        return None
    node = bindings(tree).get(name)
    if node is None:
        return _through_star(project, source, tree, name, hops)
    if isinstance(node, ast.ImportFrom):
        base = absolute(source, node.module, node.level)
        original = next((a.name for a in node.names if (a.asname or a.name) == name), name)
        home = project.sources.get(base)
        if home is not None and home.path != source.path:
            return resolve(project, home, original, hops - 1)
        return None
    if isinstance(node, ast.Import):
        return None
    method = _method(project, source, node, hops)
    return method or (source, node)


def _method(
    project: Project, source: Source, node: ast.stmt, hops: int
) -> tuple[Source, ast.stmt] | None:
    """`encode = _instance.encode`: the method behind a name that is bound to one."""
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    if not isinstance(value, ast.Attribute) or not isinstance(value.value, ast.Name):
        return None
    made = resolve(project, source, value.value.id, hops - 1)
    call = made[1].value if made and isinstance(made[1], (ast.Assign, ast.AnnAssign)) else None
    if made is None or not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return None
    found = resolve(project, made[0], call.func.id, hops - 1)
    if found is None or not isinstance(found[1], ast.ClassDef):
        return None
    for item in found[1].body:
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and item.name == value.attr:
            return found[0], item
    return None


def _through_star(
    project: Project, source: Source, tree: ast.Module, name: str, hops: int
) -> tuple[Source, ast.stmt] | None:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names):
            home = project.sources.get(absolute(source, node.module, node.level))
            found = resolve(project, home, name, hops - 1) if home is not None else None
            if found is not None:
                return found
    return None


def symbols(project: Project, usage: Usage, library: bool = True) -> Iterator[Fact[Symbol]]:
    """The public API, the main entry first; what docs and tests use most comes early."""
    weights = usage.weights
    exports = exported(project)
    source = project.sources.get(project.main)
    if not exports or source is None:
        return
    tree = project.sources.tree(source)
    # The stub of a compiled module holds what is for others.
    declared = source.path.endswith(".pyi")
    declared = declared or (tree is not None and declared_all(tree) is not None)
    commands = {target.rpartition(":")[2] for target in project.manifest.scripts.values()}
    exports = [export for export in exports if export.name not in commands]
    own = {project.main.lower().replace("_", ""), project.name.lower().replace("-", "")}
    ranked: list[tuple[int, int, int, Export]] = []
    for position, export in enumerate(exports):
        group = 1
        if export.name.lower().replace("_", "") in own:
            group = 0
        elif _is_exception(export):
            group = 3
        elif export.node is None:
            group = 2
        ranked.append((group, -weights.get(export.name, 0), position, export))
    ranked.sort(key=lambda item: item[:3])
    if not declared and (not source.is_package or not library):
        # Nothing says what of a plain module is meant for others, but its use in docs and tests.
        ranked = [item for item in ranked if item[0] == 0 or item[1]]
    classes = [item[3] for item in ranked if item[0] < 2 and isinstance(item[3].node, ast.ClassDef)]
    defined = [item for item in ranked if item[3].node is not None]
    if library and len(defined) > methods.MAX_NAMES:  # the one that it is named for, at least
        classes = [item[3] for item in ranked if item[0] == 0 and item[3] in classes]
    opened = classes[: methods.MAX_CLASSES] if library else []
    calls = methods.called(usage) if opened else Counter[str]()
    for rank, (group, weight, _, export) in enumerate(ranked[:MAX_SYMBOLS]):
        if export.node is None and not weight:
            continue
        doc = doc_of(export.node)
        value = Symbol(
            name=export.name,
            kind=_kind(export),
            signature=signature(export.node, export.name) if export.node is not None else "",
            summary=docstrings.summary(doc) if doc else "",
            rank=rank if group < 2 else 60 + rank // 2,
        )
        yield Fact(value, (export.line,))
        if export in opened:
            yield from methods.of_class(export, value.rank, calls)


def public_modules(project: Project) -> list[tuple[str, Source]]:
    """The modules of the main package that are for others to import, by dotted name."""
    prefix = f"{project.main}."
    return [
        (name, source)
        for name, source in sorted(project.sources.by_name.items())
        if name.startswith(prefix)
        and "." not in name[len(prefix) :]
        and not name[len(prefix) :].startswith(("_", "test"))
        and project.sources.is_own(source.path)
    ]


def module_symbols(project: Project) -> Iterator[Fact[Symbol]]:
    """The modules of a package that offers nothing at its top, each with what it is for."""
    if exported(project) or not project.main:
        return
    told = 0
    for name, source in public_modules(project):
        tree = project.sources.tree(source)
        text = (ast.get_docstring(tree) or "") if tree is not None else ""
        summary = docstrings.summary(text)
        named = summary.rstrip(".") == source.path.rpartition("/")[2]  # it says only its name
        if tree is None or not summary or named or told >= MAX_SYMBOLS:
            continue
        yield Fact(
            Symbol(name, "module", "", summary, 10 + min(told, 80)),
            (at(source.path, tree.body[0]),),
        )
        told += 1


def doc_of(node: Definition | None) -> str:
    """The docstring of a definition, `""` where there is none."""
    if node is None:
        return ""
    text = ast.get_docstring(node) or ""
    if not text and isinstance(node, ast.ClassDef):
        for item in node.body:
            if isinstance(item, ast.FunctionDef) and item.name == "__init__":
                return ast.get_docstring(item) or ""
    return text


def _kind(export: Export) -> SymbolKind:
    if isinstance(export.node, ast.ClassDef):
        return "class"
    return "function" if export.node is not None else "constant"


def _is_exception(export: Export) -> bool:
    if not isinstance(export.node, ast.ClassDef):
        return False
    bases = [ast.unparse(base) for base in export.node.bases]
    named = export.name.endswith(("Error", "Exception", "Warning"))
    return named or any(base.endswith(("Error", "Exception", "Warning")) for base in bases)
