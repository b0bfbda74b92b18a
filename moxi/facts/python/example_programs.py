"""Programs of an examples folder that import the project and stand alone, first steps first."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.prose import first_sentence
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

MAX_EXAMPLE_LINES = 40
MAX_PROGRAMS, MAX_SHOWN_PROGRAMS = 80, 6
MAX_TITLE = 100
_FOR_SYSTEMS = ("#!", "# -*-", "# coding", "# vim")
_EMPTY_DOCSTRING = lazy_re(r"\A(?:\"{3}\s*\"{3}|'{3}\s*'{3})\n+")
_FIRST_STEPS = lazy_re(
    r"(^|_|-)(basics?|simple|simplest|hello\w*|quick\w*|minimal|demo|getting|intro\w*|usage"
    r"|first)(_|-|\d|\.|started)|^example\.py$",
    re.IGNORECASE,
)
_LEGAL = lazy_re(
    r"copyright|\(c\) (19|20)\d\d|licen[sc]e|spdx-|all rights reserved|^authors?:|@author",
    re.IGNORECASE,
)


def example_programs(project: Project, folder: str) -> Iterator[Fact[Example]]:
    """Short programs of the examples folder that import the project, first steps first."""
    paths = [path for path in project.reader.tree.under(folder) if path.endswith(".py")]
    paths.sort(key=lambda path: (not _FIRST_STEPS.search(path.rpartition("/")[2]), path))
    found = [fact for path in paths[:MAX_PROGRAMS] for fact in _program(project, path, folder)]
    found.sort(key=lambda fact: fact.value.rank)
    yield from found[:MAX_SHOWN_PROGRAMS]


def _program(project: Project, path: str, folder: str) -> Iterator[Fact[Example]]:
    """One file as an example, where it stands alone."""
    text = project.reader.text(path)
    if not project.main or project.main not in text or path.endswith("__init__.py"):
        return
    code, said = _without_banner(text.strip("\n"))
    if code.count("\n") >= MAX_EXAMPLE_LINES:
        return
    tree = project.reader.python(path)
    if (
        tree is None
        or not _imports(tree, project.main)
        or _does_without(tree, project.main)
        or _needs_others(project, tree, path, folder)
    ):
        return
    name = path.rpartition("/")[2]
    title = (ast.get_docstring(tree) or said).strip().split("\n")[0].rstrip(".")
    if _FIRST_STEPS.search(name):
        aside = path.count("/") > folder.count("/") + 1
        rank = 18 + min(code.count("\n") // 8, 4) + 9 * aside
    else:  # a short one says first what it is about
        rank = 40 + min(code.count("\n") // 4, 9) + 5 * ("async" in name)
    start = text[: text.index(code)].count("\n") + 1
    yield Fact(
        Example(code, "python", title or f"`{path}`", "examples", rank),
        (Evidence(path, start, start + code.count("\n")),),
    )


def _without_banner(text: str) -> tuple[str, str]:
    """A program without what only a system or a lawyer reads at its top: the interpreter, the
    encoding, whose it is; and the sentence of that comment which says what the program does."""
    lines = text.split("\n")
    while len(lines) > 1 and lines[0].startswith(_FOR_SYSTEMS):
        lines.pop(0)
    code = _EMPTY_DOCSTRING.sub("", "\n".join(lines).strip("\n"))
    lines = code.split("\n")
    end = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    comment = "\n".join(line.strip("# ") for line in lines[:end])
    if not _LEGAL.search(comment):
        return code, ""
    paragraphs = [p for p in comment.split("\n\n") if p.strip() and not _LEGAL.search(p)]
    said = first_sentence(paragraphs[0]) if paragraphs else ""
    whole = said.endswith(".") and len(said) <= MAX_TITLE
    return "\n".join(lines[end:]).strip("\n"), said if whole else ""


def _needs_others(project: Project, tree: ast.Module, path: str, folder: str) -> bool:
    """Whether a program imports other files of the examples, and so does not stand alone."""
    above = folder.rpartition("/")[0]
    places = [f"{place}/" if place else "" for place in (folder, path.rpartition("/")[0], above)]
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            if node.level:
                return True
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            top = name.split(".")[0]
            tree_ = project.reader.tree
            if top != project.main and any(
                f"{place}{top}.py" in tree_ or tree_.is_folder(f"{place}{top}") for place in places
            ):
                return True
    return False


def _does_without(tree: ast.Module, main: str) -> bool:
    """Whether a program shows how to get along where the project is not installed."""
    tried = [node for node in tree.body if isinstance(node, ast.Try)]
    return any(
        _imports(ast.Module(body=node.body, type_ignores=[]), main)
        and any("ImportError" in ast.unparse(h.type) for h in node.handlers if h.type)
        for node in tried
    )


def _imports(tree: ast.Module, main: str) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        if any(name.split(".")[0] == main.split(".")[0] for name in names):
            return True
    return False
