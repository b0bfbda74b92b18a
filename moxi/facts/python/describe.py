"""What the project is, in its own words: the manifest's sentence, the package's docstring."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Description, Evidence, Fact, Overview
from moxi.facts.prose import collapse
from moxi.facts.python import docstrings, package, web
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

_EMPTY = {"", "unknown", "add your description here", "none", "todo", "description", "my package"}
# A docstring that speaks of the module alone, as a template wrote it.
_PART = lazy_re(
    r"(?:the |an? |create (?:the |an? )?|creates (?:the |an? )?)?(?:main |flask |fastapi |web )*"
    r"(?:app(?:lication)?|entry ?point)(?: (?:package|module|instance|factory|entry ?point))?"
    r"(?: (?:file|module))?\.?\s*$",
    re.IGNORECASE,
)


def facts(project: Project) -> Iterator[Fact[Any]]:
    """Description and overview."""
    manifest, told = project.manifest, False
    text = collapse(manifest.description)
    if text.lower().rstrip(".") not in _EMPTY:
        told = True
        yield Fact(Description(text, "manifest"), (manifest.at("description"),))
    for path, docstring, where in documented(project):
        if _PART.match(docstring):
            continue
        sentence = docstrings.summary(docstring)
        if sentence and len(sentence.split()) >= 3 and not told:
            told = True
            yield Fact(Description(sentence, "docstring"), (where,))
        text = docstrings.overview(docstring)
        if text and (len(text) > len(sentence) + 20 or not manifest.description) and path:
            yield Fact(Overview(text, "docstring"), (where,))
            return


def documented(project: Project) -> Iterator[tuple[str, str, Evidence]]:
    """Docstrings that speak for the whole project: path, text, lines."""
    paths: list[str] = []
    for name in project.imports[:1]:
        source = project.sources.get(name)
        if source is not None:
            paths.append(source.path)
    scripts = [
        project.sources.get(program.module)
        for program in project.programs
        if program.module != "manage"
    ]
    if (not project.installable or not project.manifest.description) and len(scripts) == 1:
        paths += [source.path for source in scripts if source is not None]
    app = web.application(project) if "service" in package.roles_of(project) else None
    if app is not None and app.framework != "Django":  # `manage.py` speaks of itself
        paths.append(app.evidence.path)
    for path in dict.fromkeys(paths[:4]):
        tree = project.reader.python(path)
        found = docstring_of(tree) if tree is not None else None
        if found is not None:
            text, start, end = found
            yield path, text, Evidence(path, start, end)


def docstring_of(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
) -> tuple[str, int, int] | None:
    """A docstring and its first and last line."""
    text = ast.get_docstring(node, clean=True)
    if not text or not text.strip():
        return None
    first = node.body[0]
    return text, first.lineno, first.end_lineno or first.lineno
