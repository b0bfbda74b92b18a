"""What a file holds, in a few lines: its comment, what it defines, or its telling fields."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from moxi.facts.syntax import Language, node_text, parse, walk
from moxi.llm.model import Prompt
from moxi.redact import redacted
from moxi.snapshot.model import Text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.llm.model import Client
    from moxi.snapshot.model import Snapshot

MAX_CHARACTERS = 1_200
"""Of one summary."""
MAX_SOURCE = 12_000
"""Characters of a file that a model is asked to sum up."""
_ANSWER_TOKENS = 160
_LANGUAGES: dict[str, Language] = {
    ".go": "go", ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript",
    ".jsx": "javascript", ".ts": "typescript", ".mts": "typescript", ".cts": "typescript",
    ".tsx": "tsx", ".rs": "rust",
}  # fmt: skip
_DEFINITIONS = {
    "function_declaration", "method_declaration", "type_declaration", "class_declaration",
    "interface_declaration", "type_alias_declaration", "enum_declaration", "function_item",
    "struct_item", "enum_item", "trait_item", "lexical_declaration", "const_declaration",
    "export_statement",
}  # fmt: skip


def summary(path: str, snapshot: Snapshot) -> str:
    """What a file holds: of a source its comment and the heads of what it defines, else its first
    lines; `""` for a file that is no text. Secrets are taken out. The same file gives the same."""
    found = snapshot.read(path)
    if not isinstance(found, Text):
        return ""
    text = found.text
    suffix = path[path.rfind(".") :] if "." in path else ""
    told = _python(text) if suffix in (".py", ".pyi") else ""
    if not told and suffix in _LANGUAGES:
        told = _source(_LANGUAGES[suffix], text)
    return redacted(_cut(told or text))


def summary_by_model(path: str, snapshot: Snapshot, client: Client) -> str:
    """The same in a model's words; a cached client is asked once for each content of a file.

    Raises ModelError.
    """
    found = snapshot.read(path)
    if not isinstance(found, Text):
        return ""
    source = redacted(found.text[:MAX_SOURCE])
    answer = client.ask(
        Prompt("Say in three sentences what this file is for and what it offers.", source),
        max_tokens=_ANSWER_TOKENS,
    )
    return redacted(_cut(answer.text))


def _python(text: str) -> str:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    lines = [_first_paragraph(ast.get_docstring(tree))]
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if not node.name.startswith("_"):
                lines += _python_head(node, "")
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets
        ):
            lines.append(ast.unparse(node))
    return "\n".join(line for line in lines if line)


def _python_head(
    node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, indent: str
) -> list[str]:
    told = _first_paragraph(ast.get_docstring(node)).partition("\n")[0]
    comment = f"  # {told}" if told else ""
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(ast.unparse(base) for base in node.bases)
        lines = [f"{indent}class {node.name}{f'({bases})' if bases else ''}:{comment}"]
        for child in node.body:
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child.name[0] != "_":
                lines += _python_head(child, f"{indent}    ")
        return lines
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return [f"{indent}def {node.name}({ast.unparse(node.args)}){returns}{comment}"]


def _source(language: Language, text: str) -> str:
    root = parse(language, text)
    lines = [_opening_comment(root)]
    for node in walk(root, *_DEFINITIONS):
        if node.parent == root:
            head = node_text(node).partition("{")[0].strip()
            lines.append(" ".join(head.split())[:160])
    return "\n".join(line for line in lines if line)


def _opening_comment(root: Node) -> str:
    comments = []
    for child in root.children:
        if "comment" not in child.type:
            break
        comments.append(node_text(child).strip())
    return "\n".join(comments)[: MAX_CHARACTERS // 2]


def _first_paragraph(text: str | None) -> str:
    return (text or "").strip().partition("\n\n")[0]


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text.strip()
    return text[:MAX_CHARACTERS].rpartition("\n")[0].strip() + "\n…"
