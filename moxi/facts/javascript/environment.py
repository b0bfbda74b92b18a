"""Environment variables that the code reads, and the ports that it listens on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.env_schemas import declared
from moxi.facts.javascript.env_template import documented
from moxi.facts.javascript.env_variable import CASTS, SCREAMING, Variable
from moxi.facts.javascript.manifest import DECLARATIONS, SUFFIXES, is_tooling
from moxi.facts.javascript.texts import plain_text, shown
from moxi.facts.javascript.values import Scope, argument, unwrap
from moxi.facts.model import EnvVar, Fact
from moxi.facts.paths import relative
from moxi.facts.prose import collapse, phrase
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Source, Sources

MAX_VARIABLES = 60
_NAME = lazy_re(r"^[A-Za-z][A-Za-z0-9_]*$")
_GENERIC = frozenset({
    "NODE_ENV", "HOME", "PATH", "USER", "CI", "TERM", "NO_COLOR", "FORCE_COLOR", "SHELL",
    "PWD", "TMPDIR", "TEMP", "TMP", "EDITOR", "VISUAL", "COLUMNS", "LINES", "APPDATA",
    "LOCALAPPDATA", "USERPROFILE", "LANG", "LC_ALL", "WT_SESSION", "COLORTERM", "TERM_PROGRAM",
    "VITEST", "NODE_DEBUG", "NODE_OPTIONS", "NODE_PATH", "GITLAB_CI", "VOLTA_HOME",
    "BUN_INSTALL", "PREFIX", "DESTDIR", "JEST_WORKER_ID", "DEV", "PROD", "MODE", "SSR",
    "BASE_URL", "BROWSER", "PAGER", "OS", "PROGRAMFILES", "PATHEXT", "SYSTEMROOT", "COMSPEC",
    "DISPLAY", "WSL_DISTRO_NAME", "HOMEPATH", "HOMEDRIVE", "USERNAME", "LOGNAME", "HOSTNAME",
    "INIT_CWD", "VSCODE_PID", "NEXT_RUNTIME", "NODE_UNIQUE_ID", "NODE_V8_COVERAGE",
    "NYC_CONFIG", "LC_CTYPE", "CLICOLOR", "CLICOLOR_FORCE", "DEBUG", "OSTYPE", "MSYSTEM", "SHLVL",
    "WINDIR",
})  # fmt: skip
_GENERIC_PREFIXES = (
    "npm_", "XDG_", "JEST_", "VITEST_", "TERM_PROGRAM", "VSCODE_", "TURBO_", "SSH_",
    "ACTIONS_", "RUNNER_", "CIRCLE", "TRAVIS", "VERCEL", "NPM_CONFIG_", "TEST_",
)  # fmt: skip


def variables(manifest: Manifest, sources: Sources) -> Iterator[Fact[EnvVar]]:
    """Each variable once, with the default that stands beside its reading."""
    found: dict[str, Variable] = {}
    listed = documented(manifest)
    for source in _readers(manifest, sources):
        scope = Scope(source, sources)
        for variable in (*_read(source, scope), *declared(source, scope)):
            if variable.name not in listed and _is_generic(variable.name):
                continue
            known = found.setdefault(variable.name, Variable(variable.name))
            known.default = known.default or variable.default
            known.meaning = known.meaning or variable.meaning
            known.required = known.required or variable.required
            known.evidence += variable.evidence
    for name, template in listed.items():
        known = found.setdefault(name, Variable(name))
        known.meaning = known.meaning or template.meaning
        known.evidence += template.evidence
    ordered = sorted(found.values(), key=lambda one: one.name not in listed)
    for one in ordered[:MAX_VARIABLES]:
        value = EnvVar(one.name, one.default, one.meaning, one.required)
        yield Fact(value, tuple(dict.fromkeys(one.evidence))[:3])


def _is_generic(name: str) -> bool:
    if name.startswith("GITHUB_"):
        return name != "GITHUB_TOKEN"
    parts = name.split("_")
    return (
        name in _GENERIC
        or name.startswith(_GENERIC_PREFIXES)
        or parts[-1] in ("TEST", "TESTS")
        or "FAKE" in parts
        or "MOCK" in parts
    )


def _readers(manifest: Manifest, sources: Sources) -> Iterator[Source]:
    needles = ("process.env", "import.meta.env", "env.get(", "Bun.env", "createEnv", "cleanEnv",
               "ConfigService")  # fmt: skip
    paths = manifest.reader.sources(manifest.folder, SUFFIXES)
    programs = (path for path in manifest.bins.values() if path in manifest.reader.tree)
    entries = (sources.own_entry, *(p for p in manifest.bins.values() if p in manifest.reader.tree))
    shipped = bool(sources.own_entry) and sources.own_entry.endswith(SUFFIXES)
    shipped = shipped and not manifest.private and manifest.has_entry
    reached = {source.path for source in sources.reachable(entries)} if shipped else set()
    folders = {relative(path, manifest.folder).rpartition("/")[0] for path in reached}
    tops = {folder.partition("/")[0] for folder in folders if folder}
    for path in dict.fromkeys((*programs, *paths)):
        inside = relative(path, manifest.folder)
        if path.endswith(DECLARATIONS):
            continue
        if is_tooling(inside) and not _is_loaded(manifest, inside, paths):
            continue
        if (
            shipped
            and path not in reached
            and inside.rpartition("/")[0].partition("/")[0] not in tops
        ):
            continue  # beside `src/` stands what builds and tests it
        text = manifest.reader.text(path)
        if any(needle in text for needle in needles) and len(text) < 400_000:
            yield sources.get(path)


def _is_loaded(manifest: Manifest, inside: str, paths: tuple[str, ...]) -> bool:
    """Whether a file of `config/` is a part of the program: its own code takes it in."""
    folder, _, name = inside.partition("/")
    if folder != "config" or name.startswith(("webpack", "jest", "rollup", "vite")):
        return False
    module = inside.rpartition(".")[0].removesuffix("/index")
    needles = tuple(f"/{module}{end}" for end in ("'", '"', ".js'", '.js"'))
    return any(
        needle in manifest.reader.text(path)
        for path in paths
        if not is_tooling(relative(path, manifest.folder))
        for needle in needles
    )


# In the code ----------------------------------------------------------------------------------


def _read(source: Source, scope: Scope) -> Iterator[Variable]:
    for node in source.named(("env",)):
        holder = node.parent
        if holder is None or holder.type != "member_expression":
            continue
        text = node_text(holder)
        if text not in (
            "process.env",
            "import.meta.env",
            "Bun.env",
            "Deno.env",
            "globalThis.process.env",
        ):
            continue
        access = holder.parent
        if access is None:
            continue
        yield from _accessed(access, holder, scope)
    if "ConfigService" in source.text:
        for name, call in source.calls(("get", "getOrThrow")):
            key = plain_text(argument(call, 0), scope)
            if SCREAMING.match(key) and "_" in key:
                default = shown(argument(call, 1), scope) if argument(call, 1) is not None else ""
                yield Variable(key, default or "", "", name == "getOrThrow",
                                [source.evidence(call)])  # fmt: skip


def _accessed(access: Node, holder: Node, scope: Scope) -> Iterator[Variable]:
    source = scope.source
    name = ""
    if access.type == "member_expression" and access.child_by_field_name("object") == holder:
        name = node_text(access.child_by_field_name("property"))
        if node_text(holder) == "Deno.env":
            call = access.parent
            if name != "get" or call is None or call.type != "call_expression":
                return
            name, access = plain_text(argument(call, 0), scope), call
    elif access.type == "subscript_expression":
        name = plain_text(access.child_by_field_name("index"), scope)
    elif access.type == "variable_declarator":
        pattern = access.child_by_field_name("name")
        if pattern is not None and pattern.type == "object_pattern":
            yield from _destructured(pattern, scope)
        return
    if not _NAME.match(name) or not name.isupper() or _is_written(access):
        return
    yield Variable(name, _default(access, scope), _comment(access), False,
                    [source.evidence(access)])  # fmt: skip


def _destructured(pattern: Node, scope: Scope) -> Iterator[Variable]:
    for item in pattern.named_children:
        default = ""
        target = item
        if item.type == "object_assignment_pattern":
            default = shown(item.child_by_field_name("right"), scope) or ""
            target = item.child_by_field_name("left") or item
        elif item.type == "pair_pattern":
            value = item.child_by_field_name("value")
            if value is not None and value.type == "assignment_pattern":
                default = shown(value.child_by_field_name("right"), scope) or ""
            target = item.child_by_field_name("key") or item
        name = node_text(target)
        if SCREAMING.match(name):
            yield Variable(name, default, "", False, [scope.source.evidence(item)])


def _is_written(access: Node) -> bool:
    parent = access.parent
    if parent is None:
        return False
    if parent.type in ("assignment_expression", "augmented_assignment_expression"):
        return parent.child_by_field_name("left") == access
    return parent.type == "unary_expression" and node_text(parent).startswith("delete")


def _default(access: Node, scope: Scope) -> str:
    """`3000` of `Number(process.env.PORT) || 3000` and of `process.env.PORT ?? 3000`."""
    node = access
    for _ in range(5):
        parent = node.parent
        if parent is None:
            return ""
        if parent.type == "binary_expression":
            operator = node_text(parent.child_by_field_name("operator"))
            if operator in ("||", "??") and parent.child_by_field_name("left") == node:
                right = unwrap(parent.child_by_field_name("right"))
                value = shown(right, scope)
                if value is None and right is not None and right.type == "binary_expression":
                    value = shown(right.child_by_field_name("right"), scope)
                return "" if value in (None, "false", "undefined", "null") else value or ""
            return ""
        if parent.type == "arguments" and parent.parent is not None:
            function = node_text(parent.parent.child_by_field_name("function"))
            if function not in CASTS and not function.startswith("Number."):
                return ""
            node = parent.parent
        elif parent.type in ("parenthesized_expression", "as_expression", "non_null_expression",
                             "unary_expression"):  # fmt: skip
            if parent.type == "unary_expression" and not node_text(parent).startswith("+"):
                return ""
            node = parent
        else:
            return ""
    return ""


def _comment(access: Node) -> str:
    """The one-line comment on the line before, where it is about this variable alone."""
    node: Node | None = access
    while node is not None and node.type not in (
        "lexical_declaration", "expression_statement", "pair", "variable_declaration",
        "export_statement", "public_field_definition",
    ):  # fmt: skip
        if node.type == "arguments" and node.parent is not None:
            called = node_text(node.parent.child_by_field_name("function"))
            if called not in CASTS:
                return ""  # it speaks of the call: "verify the token"
        node = node.parent
    if node is None or node_text(node).count("process.env") != 1 or "\n" in node_text(node):
        return ""
    before = node.prev_named_sibling
    if before is None or before.type != "comment" or before.end_point[0] != node.start_point[0] - 1:
        return ""
    earlier = before.prev_named_sibling
    if (
        earlier is not None
        and earlier.type == "comment"
        and earlier.end_point[0] >= before.start_point[0] - 1
    ):
        return ""
    text = collapse(re.sub(r"^(//+|/\*+)|\*+/$|\n\s*\*(?!/)", " ", node_text(before)))
    telling = 8 < len(text) <= 120 and not re.search(
        r"eslint|prettier|TODO|FIXME|@ts-|istanbul|[{};=]"
        r"|^(?:get|fetch|load|read|check|set|create|make|init\w*|start|use|import|call)\b(?!s)",
        text,
        re.IGNORECASE,
    )
    return phrase(text) if telling else ""
