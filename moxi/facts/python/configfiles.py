"""Files that the program reads at run time, where the code plainly names them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from moxi.facts.model import ConfigFile, Fact
from moxi.facts.python.manifest import normal
from moxi.facts.python.source import at
from moxi.facts.python.walk import hits, near
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

MAX_FILES = 8
_ENDINGS = (".toml", ".yaml", ".yml", ".ini", ".cfg", ".json", ".conf")
_HOME = lazy_re(r"^~/[\w./-]+$")


def facts(project: Project) -> Iterator[Fact[ConfigFile]]:
    """`.namerc`, `name.toml`, `[tool.name]` of `pyproject.toml`, files below the home folder."""
    names = {project.main, normal(project.name), normal(project.name).replace("-", "_")} - {""}
    names |= {name.split(".")[0] for name in project.manifest.scripts}
    if not names:
        return
    seen: set[str] = set()
    forms = "|".join(re.escape(name) for name in sorted(names))
    endings = "|".join(re.escape(ending) for ending in _ENDINGS)
    literal = re.compile(
        rf"""["'](?:[~\w./-]*/)?\.?(?:{forms})(?:rc)?(?:{endings}|rc)?["']"""
        rf"""|["']~/[\w./-]+["']|["']pyproject\.toml["']""",
        re.IGNORECASE,
    )
    for path in project.own_files(*sorted(names), "~/", "pyproject.toml"):
        lines = hits(project.reader.text(path), literal)
        tree = project.reader.python(path) if lines else None
        if tree is None:
            continue
        in_pyproject = _table_read(tree, names, project.reader.text(path))
        for node, _ in near(tree, lines):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            name = _config_name(node.value.removeprefix("./"), names)
            table = ""
            if node.value == "pyproject.toml":
                table = in_pyproject
                name = node.value if table else ""
            if not name or name in seen or len(seen) >= MAX_FILES:
                continue
            if _is_left_over(project, tree, node):
                continue
            seen.add(name)
            meaning = f"table `[tool.{table}]`" if table else ""
            yield Fact(ConfigFile(name, meaning), (at(path, node),))


def _is_left_over(project: Project, tree: ast.Module, node: ast.Constant) -> bool:
    """Whether a text is the value of a constant that nothing uses."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and statement.value is node:
            target = statement.targets[0]
            if not isinstance(target, ast.Name):
                return False
            word = re.compile(rf"\b{target.id}\b")
            texts = map(project.reader.text, project.own_files(target.id))
            return sum(len(word.findall(text)) for text in texts) < 2
    return False


def _config_name(text: str, names: set[str]) -> str:
    """The text itself where it is the name of a configuration file of the program."""
    if not text or len(text) > 60 or any(c in text for c in " \n{}%*:"):
        return ""
    base = text.rpartition("/")[2]
    lower = base.lower()
    for name in sorted(names):
        n = name.lower()
        # `~/.name` alone is as often a folder or a cache.
        if lower in (f".{n}rc", f"{n}rc"):
            return text
        if any(lower in (f"{n}{ending}", f".{n}{ending}") for ending in _ENDINGS):
            return text if not text.startswith("/") or text.startswith("/etc/") else ""
        if any(lower == f".{n}rc{ending}" for ending in _ENDINGS):
            return text
    if text.startswith("~/") and _HOME.match(text) and lower.endswith((*_ENDINGS, "rc", "config")):
        return text if any(name.lower() in text.lower() for name in names) else ""
    return ""


def _table_read(tree: ast.Module, names: set[str], text: str) -> str:
    """The first of the names whose table code reads, as `data["tool"]["name"]`,
    `.get("tool", {}).get("name")` or "tool.name"; `""` for none."""
    if "pyproject.toml" not in text or "tool" not in text:
        return ""
    read: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and node.value.startswith("tool."):
                read.add(node.value[5:])
        elif (key := _key(node)) and _key(_owner(node)) == "tool":
            read.add(key)
    return min(names & read, default="")


def _key(node: ast.AST | None) -> str:
    """The key of `x["key"]` and of `x.get("key")`."""
    key: ast.AST | None = None
    if isinstance(node, ast.Subscript):
        key = node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        key = node.args[0] if node.func.attr == "get" and node.args else None
    value = key.value if isinstance(key, ast.Constant) else None
    return value if isinstance(value, str) else ""


def _owner(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.Subscript):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value
    return None
