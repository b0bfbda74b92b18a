"""Modules of other projects that lie beside the project's own: `bottle.py` inside a package.

Such a module names another author than the project's manifests do, and keeps a version of its
own. Its variables, names and programs are not the project's.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.python.project import Project

_VERSION = "__version__"
_COPYRIGHT = lazy_re(
    r"(?i:copyright|\(c\))[\s\d,(c)©-]*(?:by\s+)?([A-Z][\w.'-]+(?: [A-Z][\w.'-]+)+)"
)
_MANIFESTS = ("pyproject.toml", "setup.cfg", "setup.py", "AUTHORS", "AUTHORS.md", "AUTHORS.rst",
              "AUTHORS.txt", "CONTRIBUTORS.md", "MAINTAINERS.md")  # fmt: skip
_known: WeakKeyDictionary[Project, dict[str, bool]] = WeakKeyDictionary()


def is_vendored_module(project: Project, path: str) -> bool:
    """Whether a module says of itself that it is another project."""
    known = _known.setdefault(project, {})
    if path not in known:
        known[path] = _is_other(project, path)
    return known[path]


def _is_other(project: Project, path: str) -> bool:
    text = project.reader.text(path)
    name = path.rpartition("/")[2].removesuffix(".py")
    if _VERSION not in text or name.startswith("_") or name in ("setup", project.main):
        return False
    tree = project.reader.python(path)
    if tree is None:
        return False
    own = _literals(tree)
    if _VERSION not in own or re.match(r"\$|0$", own[_VERSION]):  # a keyword of the version control
        return False
    persons = [own["__author__"]] if "__author__" in own else []
    persons += [match[1] for match in _COPYRIGHT.finditer(text[:3000])]
    persons = [name for person in persons if (name := _plain(person))]
    ours = _plain(" ".join(_ours(project)))
    return bool(persons) and not any(person in ours for person in persons)


def _literals(tree: ast.Module) -> dict[str, str]:
    """The texts that a module binds to names such as `__author__`."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            for target in node.targets:
                if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                    found[target.id] = node.value.value
    return found


def _ours(project: Project) -> list[str]:
    """The texts in which a project names its authors."""
    reader = project.reader
    paths = [join(project.folder, name) for name in _MANIFESTS]
    main = project.sources.get(project.main)
    paths += [main.path] if main is not None else []
    return [reader.text(path)[:60_000] for path in paths if path in reader.tree]


def _plain(text: str) -> str:
    """The words of a person's name without what stands around them."""
    bare = re.sub(r"<[^<>]*>|\S+@\S+", " ", text)
    return " ".join(re.findall(r"[^\W\d_]+", bare.lower()))
