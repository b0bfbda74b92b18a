"""Schemas that `process.env` is held against (zod, Joi, envalid, t3-env) as variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.javascript.env_variable import SCREAMING, Variable
from moxi.facts.javascript.texts import plain_text, shown
from moxi.facts.javascript.values import Scope, argument, fields, pairs, resolve
from moxi.facts.prose import phrase
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.javascript.source import Source


def declared(source: Source, scope: Scope) -> Iterator[Variable]:
    """Variables of a schema that is held against `process.env` (zod, Joi, envalid, t3-env)."""
    for name, call in source.calls(("parse", "safeParse", "validate", "cleanEnv", "createEnv")):
        given = node_text(argument(call, 0))
        if name in ("parse", "safeParse", "validate") and given == "process.env":
            function = call.child_by_field_name("function")
            holder = function.child_by_field_name("object") if function else None
            yield from _schema(holder, scope)
        elif name == "cleanEnv" and given == "process.env":
            yield from _schema_fields(argument(call, 1), scope)
        elif name == "createEnv":
            said = fields(argument(call, 0), scope)
            for part in ("server", "client", "shared"):
                if part in said:
                    yield from _schema_fields(*said[part])


def _schema(node: Node | None, scope: Scope) -> Iterator[Variable]:
    """The fields of `z.object({…}).strict()`, found down the chain of calls."""
    for _ in range(12):
        node, scope = resolve(node, scope)
        if node is None or node.type != "call_expression":
            return
        if _is_object_schema(node) and argument(node, 0) is not None:
            yield from _schema_fields(argument(node, 0), scope)
            return
        function = node.child_by_field_name("function")
        node = function.child_by_field_name("object") if function else None


def _is_object_schema(call: Node) -> bool:
    return node_text(call.child_by_field_name("function")).endswith(
        (".object", ".strictObject", ".keys")
    )


def _schema_fields(node: Node | None, scope: Scope) -> Iterator[Variable]:
    for name, value, where in pairs(node, scope):
        if not SCREAMING.match(name):
            continue
        text = node_text(value)
        default, meaning, required = "", "", "optional(" not in text and "default" not in text
        if text.startswith(("Joi.", "joi.", "yup.")):
            required = ".required()" in text
        chain: Node | None = value
        while chain is not None and chain.type == "call_expression":
            function = chain.child_by_field_name("function")
            if function is None:
                break
            method = node_text(function.child_by_field_name("property"))
            if method == "default":
                default = shown(argument(chain, 0), where) or ""
            elif method in ("describe", "description"):
                meaning = plain_text(argument(chain, 0), where)
            elif function.type == "identifier":  # envalid: str({default, desc})
                said = fields(argument(chain, 0), where)
                default = (shown(*said["default"]) or "") if "default" in said else default
                meaning = plain_text(*said["desc"]) if "desc" in said else meaning
            chain = function.child_by_field_name("object")
        yield Variable(name, default, phrase(meaning), required, [where.source.evidence(value)])
