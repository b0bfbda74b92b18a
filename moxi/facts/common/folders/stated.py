"""What a folder or a module says of itself: docstring, crate or package comment, manifest,
its own README."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from moxi.facts.common.docs import markdown, rst
from moxi.facts.common.folders.phrases import role
from moxi.facts.model import Evidence
from moxi.facts.paths import is_own_source, is_vendored, join
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader

Said = tuple[str, Evidence] | None
_READMES = ("README.md", "readme.md", "Readme.md", "README.rst", "README.markdown")
_RUST_ROOTS = ("src/lib.rs", "lib.rs", "mod.rs", "src/main.rs", "main.rs")
_STARTS = lazy_re(r"(?:An?|The|It|This|These|In|For|See|Use|Each|All) [a-z]")
_FILE_OVERVIEW = lazy_re(r"@(?:fileoverview|file|module|packageDocumentation)\b[ \t]*(.*)")


def of_folder(reader: Reader, folder: str, packages: tuple[Fact[Package], ...]) -> Said:
    """The best statement of a folder about itself, None where there is none."""
    name = folder.rpartition("/")[2]
    for package in packages:
        if package.folder == folder and (text := role(package.value.description, name)):
            return text, reader.find(package.evidence[0].path, "description")
    for said in (
        _python(reader, join(folder, "__init__.py"), name),
        _rust(reader, folder, name),
        _go(reader, folder, name),
        of_readme(reader, folder, name),
    ):
        if said:
            return said
    return None


def of_file(reader: Reader, path: str) -> Said:
    """What a source file says of itself at its top."""
    name = path.rpartition("/")[2].rpartition(".")[0]
    if path.endswith(".py"):
        return _python(reader, path, name)
    if path.endswith(".rs"):
        return _inner_docs(reader, path, name)
    if path.endswith((".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".mts")):
        return _javascript(reader, path, name)
    return None


def _python(reader: Reader, path: str, name: str) -> Said:
    if path not in reader.tree or (
        '"""' not in reader.text(path)[:3000] and "'''" not in reader.text(path)[:3000]
    ):
        return None
    module = reader.python(path)
    if not module or not module.body or not isinstance(module.body[0], ast.Expr):
        return None
    node = module.body[0].value
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None
    text = ast.get_docstring(module) or ""
    page = rst.parse(path, text[:4000], lambda target: "")
    first = next((block for block in page.blocks if block.kind == "paragraph"), None)
    if first is None or not (said := role(first.text, name)):
        return None
    skipped = node.value[: len(node.value) - len(node.value.lstrip())].count("\n")
    line = node.lineno + skipped + first.line - 1
    return said, Evidence(path, line, line)


MAX_CLASSES = 4
NARROW = 50
_BEGINS = lazy_re(
    r".*(?<! of| to| in| by| or| on| as| an)(?<! the| and| for)(?<! a)(?<! with| from)"
    r"\n[A-Z][a-z]+s "
)


def by_classes(reader: Reader, path: str) -> Said:
    """The classes that a Python module defines, where they are few enough to be its content."""
    module = reader.python(path) if "class " in reader.text(path) else None
    nodes = [node for node in module.body if isinstance(node, ast.ClassDef)] if module else []
    nodes = [node for node in nodes if not node.name.startswith("_")]
    if not 1 <= len(nodes) <= MAX_CLASSES:
        return None
    names = listed([f"`{node.name}`" for node in nodes])
    return f"defines {names}", Evidence(path, nodes[0].lineno, nodes[0].lineno)


def _rust(reader: Reader, folder: str, name: str) -> Said:
    for root in _RUST_ROOTS:
        path = join(folder, root)
        if path in reader.tree and (said := _inner_docs(reader, path, name)):
            return said
    return _inner_docs(reader, f"{folder}.rs", name) if f"{folder}.rs" in reader.tree else None


def _inner_docs(reader: Reader, path: str, name: str) -> Said:
    """The first paragraph of the `//!` comment at the top of a Rust file."""
    text = reader.text(path)
    if "//!" not in text[:3000]:
        return None
    taken: list[str] = []
    start, fenced = 0, False
    for number, line in enumerate(text.split("\n")[:80], 1):
        stripped = line.strip()
        if stripped.startswith("//!"):
            content = stripped[3:].strip()
            if content.startswith("```"):
                fenced = not fenced
            if fenced and not taken:
                continue
            if content.startswith(("#", "[![", "<", "```")) or (not content and not taken):
                if taken:
                    break
                continue
            if not content:
                break
            if taken and len(taken[-1]) < NARROW and _BEGINS.match(f"{taken[-1]}\n{content}"):
                break  # a sentence of its own, though the one before it has no full stop
            start = start or number
            taken.append(content)
        elif taken or (stripped and not stripped.startswith(("//", "#!["))):
            break
    page = markdown.parse(path, "\n".join(taken), lambda target: "")
    first = next((block for block in page.blocks if block.kind == "paragraph"), None)
    said = role(first.text, name) if first else ""
    return (said, Evidence(path, start, start + len(taken) - 1)) if said else None


def _go(reader: Reader, folder: str, name: str) -> Said:
    """The package comment, in `doc.go` or in whichever file has it."""
    files = [p for p in reader.tree.files(folder) if p.endswith(".go") and is_own_source(p)]
    files.sort(
        key=lambda path: (
            not path.endswith("/doc.go"),
            path.rpartition("/")[2] != f"{name}.go",
            path,
        )
    )
    for path in files[:12]:
        lines = reader.lines(path)[:250]
        clause = next((n for n, line in enumerate(lines) if line.startswith("package ")), None)
        if not clause:
            continue
        if any(line.startswith("// Code generated") for line in lines[:clause]):
            continue  # its comment speaks of the generator
        comment, start = _comment_above(lines, clause)
        opening = ("Package ", "Command ", f"{name} ", f"{name.capitalize()} ")
        said = role(comment, name) if comment.startswith(opening) else ""
        if said:
            return said, Evidence(path, start, clause)
    return None


def _comment_above(lines: list[str], clause: int) -> tuple[str, int]:
    """The first paragraph of the comment that ends right above a line, and where it starts."""
    start = clause
    if lines[clause - 1].rstrip().endswith("*/"):
        while start > 0 and not lines[start].lstrip().startswith("/*"):
            start -= 1
    else:
        while start > 0 and lines[start - 1].startswith("//"):
            start -= 1
    text = [re.sub(r"^\s*(//+|/\*+|\*/|\*)\s?", "", line) for line in lines[start:clause]]
    text = [line.removesuffix("*/").rstrip() for line in text]
    while text and not text[0].strip():
        text.pop(0)
    stop = next((n for n, line in enumerate(text) if not line.strip()), len(text))
    for number in range(1, stop):  # a sentence that begins on a line of its own
        if _STARTS.match(text[number]) and not text[number - 1].rstrip().endswith((".", ",", ":")):
            return " ".join(text[:number]), start + 1
    return " ".join(text[:stop]), start + 1


def _javascript(reader: Reader, path: str, name: str) -> Said:
    """The `@file` comment at the top of a JavaScript or TypeScript file."""
    head = reader.text(path)[:2000]
    if "@" not in head or not (found := _FILE_OVERVIEW.search(head)):
        return None
    text = found[1].strip().removesuffix("*/").strip()
    said = role(text, name)
    line = head[: found.start()].count("\n") + 1
    return (said, Evidence(path, line, line)) if said else None


def of_readme(reader: Reader, folder: str, name: str) -> Said:
    """The first sentence of the README of a folder below the project, never of vendored code."""
    if not folder or is_vendored(f"{folder}/"):
        return None
    for file_name in _READMES:
        path = join(folder, file_name)
        entry = reader.tree.get(path)
        if entry is None or entry.size > 60_000:
            continue
        parse = rst.parse if path.endswith(".rst") else markdown.parse
        page = parse(path, reader.text(path), lambda target: "")
        for block in page.blocks[:6]:
            if block.kind == "heading" and block.level > 1:
                break
            if block.kind == "paragraph" and not block.aside:
                if _is_a_definition(block.text) and (said := role(block.text, name)):
                    return said, Evidence(path, block.line, block.end)
                break
    return None


def _is_a_definition(text: str) -> bool:
    """Whether a sentence tells what something is, and does not talk to its reader."""
    return not re.search(
        r"\b(you|your|we|our|please|welcome|to (run|install|build|use)|see|click|here'?s?|below|"
        r"this (readme|document|page|guide))\b",
        text.split(". ")[0],
        re.IGNORECASE,
    )
