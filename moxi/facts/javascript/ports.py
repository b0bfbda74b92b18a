"""The ports that a server listens on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.javascript.env_variable import CASTS
from moxi.facts.javascript.manifest import SUFFIXES, is_tooling
from moxi.facts.javascript.values import Scope, argument, fields, items, resolve
from moxi.facts.model import Fact, Port
from moxi.facts.paths import relative
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Sources


def ports(manifest: Manifest, sources: Sources) -> Iterator[Fact[Port]]:
    """The port of `app.listen(PORT)`: the number, or the default beside the variable."""
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
