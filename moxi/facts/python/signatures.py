"""Signatures as a reader wants them: compact, without `self`, long annotations left out."""

from __future__ import annotations

import ast

MAX_ANNOTATED, MAX_SIGNATURE, MAX_PLAIN = 56, 110, 260
MAX_ANNOTATION, MAX_RETURNING = 24, 66


def signature(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, name: str) -> str:
    """`name(a, b=1, *, c)` of a function, or of what constructs a class."""
    if isinstance(node, ast.ClassDef):
        arguments = _constructor(node)
        return f"{name}({arguments})" if arguments is not None else name
    first = node.args.args[:1]
    bound = bool(first) and first[0].arg in ("self", "cls")
    text = f"{name}({_arguments(node.args, bound=bound)})"
    returns = _annotation(node.returns)
    if returns and returns != "None" and len(text) + len(returns) < MAX_RETURNING:
        text += f" -> {returns}"
    return text


def _constructor(node: ast.ClassDef) -> str | None:
    """The arguments of a class; None where they cannot be told."""
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            return _arguments(item.args, bound=True)
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    if any("dataclass" in text for text in decorators):
        return _fields(node)
    return None


def _fields(node: ast.ClassDef) -> str | None:
    if node.bases:
        return None
    parts: list[str] = []
    for item in node.body:
        if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
            continue
        if "ClassVar" in ast.unparse(item.annotation) or item.target.id.startswith("_"):
            continue
        default = "" if item.value is None else f"={_default(item.value)}"
        if isinstance(item.value, ast.Call):
            default = "=…"
        parts.append(f"{item.target.id}{default}")
    text = ", ".join(parts)
    return text if len(text) < MAX_SIGNATURE else f"{text[: text.rfind(',', 0, 90)]}, …"


def _arguments(arguments: ast.arguments, bound: bool) -> str:
    full = _render(arguments, bound, annotated=True)
    if len(full) <= MAX_ANNOTATED:
        return full
    plain = _render(arguments, bound, annotated=False)
    if len(plain) <= MAX_PLAIN:
        return plain
    cut = plain.rfind(", ", 0, MAX_SIGNATURE - 3)
    return f"{plain[:cut]}, …" if cut > 0 else "…"


def _render(arguments: ast.arguments, bound: bool, annotated: bool) -> str:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    defaults += arguments.defaults
    parts: list[str] = []
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        if bound and index == 0:
            continue
        parts.append(_one(argument, default, annotated))
        if arguments.posonlyargs and index == len(arguments.posonlyargs) - 1:
            parts.append("/")
    if arguments.vararg:
        parts.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        parts.append("*")
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parts.append(_one(argument, default, annotated))
    if arguments.kwarg:
        parts.append(f"**{arguments.kwarg.arg}")
    return ", ".join(parts)


def _one(argument: ast.arg, default: ast.expr | None, annotated: bool) -> str:
    note = _annotation(argument.annotation) if annotated else ""
    text = f"{argument.arg}: {note}" if note else argument.arg
    if default is None:
        return text
    return f"{text} = {_default(default)}" if note else f"{text}={_default(default)}"


def _default(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 24 else "…"


def _annotation(node: ast.expr | None) -> str:
    if node is None:
        return ""
    text = (
        node.value
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        else (ast.unparse(node))
    )
    text = text.replace("typing.", "").replace("builtins.", "")
    return text if len(text) <= MAX_ANNOTATION else ""
