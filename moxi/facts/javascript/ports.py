"""The ports that a server listens on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.env_variable import CASTS
from moxi.facts.javascript.manifest import SUFFIXES, is_tooling
from moxi.facts.javascript.values import Scope, argument, fields, items, resolve
from moxi.facts.model import Fact, Port
from moxi.facts.paths import relative
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Sources


_SERVED = lazy_re(
    r"(?:^|[\s\"'])(?:npx )?"
    r"(next|nuxt|nuxi|react-scripts|gatsby|astro|ng|vue-cli-service|docusaurus|vite)"
    r"(?= (?:dev|start|develop|serve)\b|\s+-|[\"']|$)"
)
_PACKAGES = {
    "next": "next", "nuxt": "nuxt", "nuxi": "nuxt", "react-scripts": "react-scripts",
    "gatsby": "gatsby", "astro": "astro", "ng": "@angular/cli", "vite": "vite",
    "vue-cli-service": "@vue/cli-service", "docusaurus": "@docusaurus/core",
}  # fmt: skip
_USUAL = {
    "next": 3000, "nuxt": 3000, "nuxi": 3000, "react-scripts": 3000, "gatsby": 8000,
    "astro": 4321, "ng": 4200, "vue-cli-service": 8080, "docusaurus": 3000, "vite": 5173,
}  # fmt: skip
_SINCE = {"vite": 3, "astro": 3}
_SETTINGS_OF = {"ng": ("angular.json",), "vue-cli-service": ("vue.config.js",)}
_PORT_FLAG = lazy_re(r"(?:--port[= ]|-p[= ]?|\bPORT=)(\d{2,5})\b")
_PORT_KEY = lazy_re(r"(?:(?<![\w$.])port[\"']?\s*:\s*|^PORT=)(\d{2,5})\b", re.MULTILINE)
_PORT_WORD = lazy_re(r"\bport\b", re.IGNORECASE)
_MEANING = "the development server"


def ports(manifest: Manifest, sources: Sources) -> Iterator[Fact[Port]]:
    """The port of `app.listen(PORT)`: the number, or the default beside the variable; else that of
    the development server."""
    found = list(_listened(manifest, sources))
    yield from found or _of_a_script(manifest)


def _of_a_script(manifest: Manifest) -> Iterator[Fact[Port]]:
    """The port of the tool that the start script calls, as it or its settings say, or its usual
    one."""
    for name in ("dev", "start", "develop", "serve"):
        body = manifest.scripts.get(name, "")
        match = _SERVED.search(body)
        if not match:
            continue
        tool = match[1]
        line = manifest.line("scripts", name)
        if said := _PORT_FLAG.search(body):
            if 0 < int(said[1]) < 65536:
                yield Fact(Port(int(said[1]), _MEANING), (line,))
            return
        if "port" in body.lower():
            return  # a variable says it
        usual = _usual(manifest, tool)
        for path in manifest.reader.tree.files(manifest.folder):
            held = path.rpartition("/")[2]
            if not (".config." in held or held in ("angular.json", ".env", ".env.development")):
                continue
            text = manifest.reader.text(path)
            if told := _PORT_KEY.search(text):
                yield Fact(Port(int(told[1]), _MEANING), (manifest.reader.find(path, told[0]),))
                return
            if held in _SETTINGS_OF.get(tool, ()) or held.startswith(f"{tool}.config."):
                usual = 0 if _PORT_WORD.search(text) else usual
        if usual:
            yield Fact(Port(usual, _MEANING), (line, manifest.dependency_line(_PACKAGES[tool])))
        return


def _usual(manifest: Manifest, tool: str) -> int:
    """The port that a tool takes where nothing says another; 0 where its version decides."""
    wanted = manifest.dependencies().get(_PACKAGES[tool])
    if wanted is None:
        return 0
    since = _SINCE.get(tool)
    if since is None:
        return _USUAL[tool]
    major = re.search(r"\d+", wanted)
    return _USUAL[tool] if major and int(major[0]) >= since else 0


def _listened(manifest: Manifest, sources: Sources) -> Iterator[Fact[Port]]:
    seen: set[int] = set()
    for path in manifest.reader.sources(manifest.folder, SUFFIXES):
        if is_tooling(relative(path, manifest.folder)):
            continue
        text = manifest.reader.text(path)
        if "listen(" not in text:
            continue
        source = sources.get(path)
        scope = Scope(source, sources)
        for _, call in source.calls(("listen",)):
            number = _port_of(argument(call, 0), scope)
            if number and number not in seen:
                seen.add(number)
                yield Fact(Port(number), (source.evidence(call),))


def _port_of(node: Node | None, scope: Scope, depth: int = 0) -> int:
    node, scope = resolve(node, scope)
    if node is None or depth > 5:
        return 0
    if node.type in ("number", "string"):
        text = node_text(node).strip("'\"")
        return int(text) if text.isdigit() and 0 < int(text) < 65536 else 0
    if node.type == "object":
        said = fields(node, scope)
        return _port_of(*said["port"], depth + 1) if "port" in said else 0
    if node.type == "binary_expression" and node_text(node.child_by_field_name("operator")) in (
        "||",
        "??",
    ):
        return _port_of(node.child_by_field_name("right"), scope, depth + 1)
    if node.type == "call_expression":
        function = node.child_by_field_name("function")
        if node_text(function) in (*CASTS, "normalizePort"):
            return _port_of(argument(node, 0), scope, depth + 1)
        if function is not None and function.type == "member_expression":
            method = node_text(function.child_by_field_name("property"))
            if method in ("map", "find", "filter"):
                return _port_of(function.child_by_field_name("object"), scope, depth + 1)
    if node.type == "array":  # [argument, process.env.PORT, 3001].find(Boolean)
        last = [item for item, _ in items(node, scope)][-1:]
        return _port_of(last[0], scope, depth + 1) if last else 0
    return 0
