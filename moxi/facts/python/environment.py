"""Environment variables that the project's own code reads."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moxi.facts.envfile import EXAMPLES, parse
from moxi.facts.model import EnvVar, Evidence, Fact
from moxi.facts.paths import join
from moxi.facts.prose import phrase
from moxi.facts.python.cli.record import shown
from moxi.facts.python.env_helpers import Helper, helpers
from moxi.facts.python.env_tables import of_tables
from moxi.facts.python.source import at
from moxi.facts.python.walk import hits, near
from moxi.facts.python.words import GENERIC_VARIABLES
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project
    from moxi.facts.reader import Reader

_HIT = lazy_re(r"environ|getenv|\bEnv\b|\benv\b|decouple|\bconfig\(|\bConfig\(")
_ALIAS = lazy_re(r"\b(?:environ|getenv|config|env|Env)\s+as\s+(\w+)")
_WORDS = ("environ", "getenv", "environs", "decouple", "env(", "env.", "config(")
MAX_VARIABLES = 80
_SKIP_FILES = ("setup.py", "noxfile.py", "conftest.py", "tasks.py", "docs/conf.py", "fabfile.py")


@dataclass(frozen=True, slots=True)
class _Names:
    """What a module calls the environment and the functions that read it."""

    environ: frozenset[str]
    getenv: frozenset[str]
    readers: dict[str, str]
    """objects or functions of environs, django-environ, decouple: name → kind"""
    own: dict[str, Helper]
    """functions of the project that read a variable for their caller"""


def facts(project: Project) -> Iterator[Fact[EnvVar]]:
    """Variables of the code (and of settings classes), then of an example file."""
    from moxi.facts.python.settings import settings_variables

    found: dict[str, Fact[EnvVar]] = {}
    unclear: set[str] = set()
    for fact in (*settings_variables(project), *_example_file(project), *_in_code(project)):
        known = found.get(fact.value.name)
        if known is None:
            found[fact.value.name] = fact
            continue
        value = known.value
        if value.default and fact.value.default not in ("", value.default):
            unclear.add(value.name)  # each place falls back to something else
        merged = replace(
            value,
            default="" if value.name in unclear else value.default or fact.value.default,
            meaning=value.meaning or fact.value.meaning,
            required=value.required,
        )
        evidence = tuple(dict.fromkeys((*known.evidence, *fact.evidence)))[:3]
        found[fact.value.name] = Fact(merged, evidence)
    yield from list(found.values())[:MAX_VARIABLES]


def _in_code(project: Project) -> Iterator[Fact[EnvVar]]:
    for path in project.own_files(*_WORDS, *(f"{name}(" for name in helpers(project))):
        inside = path[len(project.folder) + 1 if project.folder else 0 :]
        if inside in _SKIP_FILES:
            continue
        text = project.reader.text(path)
        own = tuple(f"{name}(" for name in helpers(project))
        if not any(word in text for word in ("environ", "getenv", "decouple", *own)):
            continue
        tree = project.reader.python(path)
        if tree is not None:
            yield from _in_module(project, path, tree)
            if ".items()" in text:
                yield from of_tables(tree, path)


def _in_module(project: Project, path: str, tree: ast.Module) -> Iterator[Fact[EnvVar]]:
    text = project.reader.text(path)
    aliases = [*(match[1] for match in _ALIAS.finditer(text)), *helpers(project)]
    pattern = re.compile("|".join([_HIT.pattern, *(rf"\b{name}\b" for name in aliases)]))
    lines = hits(text, pattern)
    nodes = list(near(tree, lines))
    names = _names([node for node, _ in nodes], helpers(project))
    constants = _constants(tree)
    guarded = _guards([node for node, _ in nodes])
    targets = {
        node.lineno: node.targets[0].id
        for node, _ in nodes
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    for node, deferred in nodes:
        read = _read(node, names, constants)
        if read is None:
            continue
        name, default, required = read
        if not _is_name(name) or name in GENERIC_VARIABLES:
            continue
        # A comment above a line of a function speaks of what the code does there; and what a
        # function reads is not known to be read each time the program runs.
        target = targets.get(getattr(node, "lineno", 0), "").lower()
        named = bool(target) and (target in name.lower() or name.lower() in target)
        own_comment = named and not deferred and not _is_headed(project.reader, path, node, lines)
        meaning = comment_of(project.reader, path, node, above=own_comment)
        required = required and name not in guarded and not deferred
        yield Fact(EnvVar(name, default, meaning, required), (at(path, node),))


def _is_name(name: str) -> bool:
    plain = name.replace("_", "")
    return (
        bool(plain)
        and name[0] != "_"
        and plain.isalnum()
        and not name[0].isdigit()
        and (name.isupper() or "_" in name)
    )


def _names(nodes: list[ast.AST], own: dict[str, Helper]) -> _Names:
    environ, getenv = {"os.environ"}, {"os.getenv"}
    readers: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                bound = alias.asname or alias.name
                if node.module == "os" and alias.name == "environ":
                    environ.add(bound)
                elif node.module == "os" and alias.name == "getenv":
                    getenv.add(bound)
                elif node.module == "decouple" and alias.name == "config":
                    readers[bound] = "decouple"
                elif node.module == "environs" and alias.name == "env":
                    readers[bound] = "env"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "os" and alias.asname:
                    environ.add(f"{alias.asname}.environ")
                    getenv.add(f"{alias.asname}.getenv")
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called = _dotted(node.value.func)
            target = node.targets[0]
            if called in ("Env", "environs.Env", "environ.Env", "environ.FileAwareEnv") and (
                isinstance(target, ast.Name)
            ):
                readers[target.id] = "env"
            if called in ("Config", "starlette.config.Config") and isinstance(target, ast.Name):
                readers[target.id] = "decouple"
    return _Names(frozenset(environ), frozenset(getenv), readers, own)


def _constants(tree: ast.Module) -> dict[str, str]:
    """Texts that names hold: `ROOT` of the module, `self.ROOT` and `Names.ROOT` of a class."""
    found = dict(_texts_of(tree.body))
    held: dict[str, set[str]] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            for name, text in _texts_of(node.body):
                found[f"{node.name}.{name}"] = text
                for own in (f"self.{name}", f"cls.{name}"):
                    held.setdefault(own, set()).add(text)
    # Where two classes hold one name, it is not known which is meant.
    found |= {name: texts.pop() for name, texts in held.items() if len(texts) == 1}
    return found


def _texts_of(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for node in body:
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]  # type: ignore[attr-defined]
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id, value.value


def _guards(nodes: list[ast.AST]) -> set[str]:
    """Variables that are asked for with `in` before they are read: they need not be set. The
    same holds inside `try` with a handler."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Constant):
            if any(isinstance(op, (ast.In, ast.NotIn)) for op in node.ops):
                found.add(str(node.left.value))
        elif isinstance(node, ast.Try) and node.handlers:
            for inner in node.body:
                for part in ast.walk(inner):
                    if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant):
                        found.add(str(part.slice.value))
    return found


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return ""


def _text(node: ast.AST | None, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, (ast.Name, ast.Attribute)):
        return constants.get(_dotted(node), "")
    return ""


def _read(node: ast.AST, names: _Names, constants: dict[str, str]) -> tuple[str, str, bool] | None:
    """Name, default and whether it must be set, where a node reads a variable."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        if _dotted(node.value) in names.environ:
            name = _text(node.slice, constants)
            return (name, "", True) if name else None
        return None
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        if isinstance(node.ops[0], (ast.In, ast.NotIn)) and (
            _dotted(node.comparators[0]) in names.environ
        ):
            name = _text(node.left, constants)
            return (name, "", False) if name else None
        return None
    if not isinstance(node, ast.Call) or not node.args:
        return None
    called = _dotted(node.func)
    owner, _, method = called.rpartition(".")
    if called in names.own and called not in names.readers:
        return _through_helper(node, names.own[called], constants)
    name = _text(node.args[0], constants)
    if not name:
        return None
    plain = called in names.getenv or (
        owner in names.environ and method in ("get", "setdefault", "pop")
    )
    if plain:
        if method == "setdefault":
            return None
        second = node.args[1] if len(node.args) > 1 else _keyword(node, "default")
        return name, _default(second, constants), False
    kind = names.readers.get(called) or names.readers.get(owner)
    if kind is None or method in ("read_env", "prefixed", "seal", "read_envfile"):
        return None
    positional = node.args[1] if len(node.args) > 1 else None
    given = _keyword(node, "default")
    if given is None and positional is not None:
        given = positional
    return name, _default(given, constants), given is None


def _through_helper(
    node: ast.Call, helper: Helper, constants: dict[str, str]
) -> tuple[str, str, bool] | None:
    """`env_bool("DEBUG", True)`, where the project defines `env_bool`."""
    given = node.args[helper.name] if helper.name < len(node.args) else None
    name = _text(given, constants)
    if not name or not name.isupper():
        return None
    fits = 0 <= helper.default < len(node.args)
    default = node.args[helper.default] if fits else _keyword(node, helper.default_name)
    return name, _default(default, constants), False


def _keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in node.keywords if k.arg == name), None)


def _is_key(text: str) -> bool:
    """Whether a default is a key for trying things out rather than a value to tell."""
    return len(text) >= 32 and not any(mark in text for mark in ("/", " ", ".", ","))


def _default(node: ast.AST | None, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            return str(node.value)
        text = shown(node.value)
        return "" if _is_key(text) else text
    return _text(node, constants)


def comment_of(reader: Reader, path: str, node: ast.AST, above: bool = True) -> str:
    """The comment behind a line, or the one right above it, where it reads as a meaning."""
    lines = reader.lines(path)
    start, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) or 0
    if not start or end > len(lines):
        return ""
    code, mark, behind = lines[end - 1].rpartition("  # ")
    if mark and code.strip() and _is_meaning(behind):
        return phrase(behind)
    block: list[str] = []
    number = start - 2
    while above and number >= 0 and (text := lines[number].strip()).startswith("#"):
        block.insert(0, text.lstrip("#").strip())
        number -= 1
    joined = " ".join(block)
    return phrase(joined) if block and _is_meaning(joined) else ""


def _is_headed(reader: Reader, path: str, node: ast.AST, reads: list[int]) -> bool:
    """Whether the comment above a line opens a block of several variables: their heading."""
    lines = reader.lines(path)
    number = getattr(node, "lineno", 0) - 2
    while number >= 0 and lines[number].strip().startswith("#"):
        number -= 1
    opens = number < 0 or not lines[number].strip()
    return opens and (getattr(node, "end_lineno", 0) or 0) + 1 in reads


def _is_meaning(text: str) -> bool:
    lower = text.lower()
    return (
        3 <= len(text.split()) <= 30
        and not lower.startswith(
            ("type:", "noqa", "todo", "fixme", "pragma", "pylint", "xxx", "see ", "nosec", "hack")
        )
        and not any(
            mark in text
            for mark in (" = ", "WARNING", "----", "====", "####", "http://", "https://")
        )
        and text[0].isalpha()
        and "(" not in text[:1]
        and not text.rstrip().endswith((",", "(", ":", "="))
    )


def _example_file(project: Project) -> Iterator[Fact[EnvVar]]:
    """`.env.example`: variables with the comments above them."""
    paths = (join(project.folder, name) for name in EXAMPLES)
    for path in [path for path in paths if path in project.reader.tree][:1]:
        for given in parse(project.reader.text(path)):
            # The value there is a sample, not what the program falls back to.
            if not given.off:
                value = EnvVar(given.name, "", phrase(given.meaning))
                yield Fact(value, (Evidence(path, given.line, given.line),))
