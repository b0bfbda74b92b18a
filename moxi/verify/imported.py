"""What a code block imports: Python by `ast`, the others by tree-sitter or their fixed form."""

from __future__ import annotations

import ast
import re
import textwrap
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.page import Block

_PYTHON = frozenset(("python", "py", "python3", "pycon", "pytb", "ipython", "py3"))
_JS = frozenset((
    "js", "javascript", "jsx", "ts", "typescript", "tsx", "mjs", "cjs", "mts", "vue", "svelte",
))  # fmt: skip
_JS_FROM = lazy_re(
    r"^\s*(?:import|export)\s+(?:type\s+)?(?P<what>[^'\";]*?)\s*from\s*['\"](?P<module>[^'\"]+)['\"]",
    re.MULTILINE,
)
_JS_REQUIRE = lazy_re(
    r"(?:(?:const|let|var)\s+(?P<what>\{[^}]*\}|\w+)\s*=\s*)?(?:await\s+import|require)"
    r"\(\s*['\"](?P<module>[^'\"]+)['\"]\s*\)(?:\.(?P<member>\w+))?"
)
_JS_BARE = lazy_re(r"^\s*import\s+['\"](?P<module>[^'\"]+)['\"]", re.MULTILINE)
_RUST_USE = lazy_re(
    r"^\s*(?:pub\s+)?use\s+(?:::)?(?P<path>[\w:]+?)(?:::(?P<what>\{[^;]*\}|\*|\w+))?(?:\s+as\s+\w+)?;",
    re.MULTILINE,
)
_GO_IMPORT = lazy_re(
    r"^\s*(?:import\s+)?(?:(?P<alias>[\w.]+)\s+)?\"(?P<module>[\w.-]+\.[a-z]+/[^\"\s]+)\"",
    re.MULTILINE,
)
_GO_USE = lazy_re(r"(?<![\w.])(\w+)\.([A-Z]\w*)")
_NAME = lazy_re(r"[A-Za-z_$][\w$]*")


@dataclass(frozen=True, slots=True)
class Imported:
    """One import; `line` and those of the names count from 0 in the block."""

    language: str
    module: str
    text: str
    line: int
    names: tuple[tuple[str, int], ...] = ()
    joint: str = "."
    """what stands between module and name when they are written together"""


def imports_of(block: Block) -> Iterator[Imported]:
    """The imports of a block, in its order; a block that does not parse is read line by line."""
    if block.language in _PYTHON or (not block.language and ">>>" in block.code):
        yield from _python(block.code)
    elif block.language in _JS:
        yield from _js(block.code)
    elif block.language in ("rust", "rs"):
        yield from _rust(block.code)
    elif block.language in ("go", "golang"):
        yield from _go(block.code)


def _python(code: str) -> Iterator[Imported]:
    if ">>>" in code:
        lines = [
            line.lstrip()[4:] if re.match(r"\s*(>>>|\.\.\.)( |$)", line) else ""
            for line in code.split("\n")
        ]
        code = "\n".join(lines)
    code = textwrap.dedent(code)
    tree = _tree(code)
    if tree is None:
        for number, line in enumerate(code.split("\n")):
            part = _tree(line.strip()) if re.match(r"\s*(from|import)\b", line) else None
            if part:
                yield from _statements(part, number)
        return
    yield from _statements(tree, 0)


def _tree(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _statements(tree: ast.Module, offset: int) -> Iterator[Imported]:
    aliases: dict[str, str] = {}
    used: dict[str, dict[str, int]] = {}
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                aliases[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
    stored = {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in nodes:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = node.value.id
            if name in aliases and name not in stored:
                used.setdefault(name, {}).setdefault(node.attr, node.lineno - 1 + offset)
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.split(".")[0]
                names: tuple[tuple[str, int], ...] = ()
                if alias.asname or "." not in alias.name:
                    names = tuple(used.get(bound, {}).items())
                line = node.lineno - 1 + offset
                yield Imported("python", alias.name, f"import {alias.name}", line, names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            line = node.lineno - 1 + offset
            names = tuple((alias.name, line) for alias in node.names if alias.name != "*")
            yield Imported("python", node.module, f"from {node.module}", line, names)


def _js(code: str) -> Iterator[Imported]:
    for pattern in (_JS_FROM, _JS_REQUIRE, _JS_BARE):
        for found in pattern.finditer(code):
            groups = found.groupdict()
            line = code.count("\n", 0, found.start("module"))
            names = [(name, line) for name in _taken(groups.get("what") or "")]
            if groups.get("member"):
                names.append((groups["member"], line))
            yield Imported("js", groups["module"], groups["module"], line, tuple(names), "#")


def _taken(what: str) -> Iterator[str]:
    """`React, { a, b as c, type D }` → a, b, D; a default import has the importer's own name."""
    braces = re.search(r"\{(.*)\}", what, re.DOTALL)
    for part in braces.group(1).split(",") if braces else ():
        name = re.split(r"\s+as\s+|:", part.strip().removeprefix("type "))[0].strip()
        if _NAME.fullmatch(name) and name != "default":
            yield name


def _rust(code: str) -> Iterator[Imported]:
    for found in _RUST_USE.finditer(code):
        line = code.count("\n", 0, found.start("path"))
        path = found.group("path")
        what = found.group("what") or ""
        names = [
            (part, line)
            for part in re.findall(r"[A-Za-z_]\w*", re.sub(r"\bas\s+\w+", "", what))
            if part not in ("self", "super", "crate", "as")
        ]
        names = [(part, line) for part in path.split("::")[1:]] + names
        yield Imported("rust", path.split("::")[0], found.group().strip(), line, tuple(names), "::")


def _go(code: str) -> Iterator[Imported]:
    used: dict[str, dict[str, int]] = {}
    for place in _GO_USE.finditer(code):
        line = code.count("\n", 0, place.start())
        used.setdefault(place.group(1), {}).setdefault(place.group(2), line)
    for found in _GO_IMPORT.finditer(code):
        module = found.group("module")
        line = code.count("\n", 0, found.start("module"))
        package = re.sub(r"^v\d+$", "", module.rpartition("/")[2]) or module.split("/")[-2]
        package = re.sub(r"^go-|-go$|\.v\d+$", "", package)
        package = found.group("alias") or package
        yield Imported("go", module, module, line, tuple(used.get(package, {}).items()))
