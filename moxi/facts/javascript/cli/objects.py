"""Command lines that are one object: citty, meow, `util.parseArgs`, arg, mri and minimist."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.help_notes import read_notes
from moxi.facts.javascript.cli.command import Command, flag, kebab
from moxi.facts.javascript.texts import helping_text, is_true, plain_text, shown, texts
from moxi.facts.javascript.values import (
    Scope,
    argument,
    arguments,
    exported,
    fields,
    pairs,
    resolve,
    unwrap,
)
from moxi.facts.model import Argument, Option
from moxi.facts.prose import collapse
from moxi.facts.syntax import node_text, walk

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.javascript.source import Source, Sources

_ARG_TYPES = {"String": "string", "Number": "number", "Path": "path"}


def citty(files: list[Source], sources: Sources) -> Command | None:
    """`defineCommand({meta, args, subCommands})`: the one that is run, and those below it."""
    nested: set[tuple[str, int]] = set()
    found: list[tuple[Source, Node]] = []
    for source in files:
        if "defineCommand" in source.text:
            found += [(source, call) for _, call in source.calls(("defineCommand",))]
    for source, call in found:
        for child in _subcommand_nodes(call, Scope(source, sources)):
            nested.add((child[1].source.path, child[2].start_byte))
    for source, call in found:
        if (source.path, call.start_byte) not in nested:
            root = Command()
            _citty_into(root, call, Scope(source, sources), 0)
            if not root.empty:
                return root
    return None


def _citty_into(command: Command, call: Node, scope: Scope, depth: int) -> None:
    said = fields(argument(call, 0), scope)
    meta = fields(*said["meta"]) if "meta" in said else {}
    command.summary = helping_text(*meta["description"]) if "description" in meta else ""
    command.hidden = "hidden" in meta and is_true(meta["hidden"][0])
    for key, value, where in pairs(*said["args"]) if "args" in said else ():
        _citty_argument(command, key, value, where)
    if depth > 4:
        return
    for name, where, node in _subcommand_nodes(call, scope):
        child = Command(name, evidence=where.source.evidence(node))
        _citty_into(child, node, where, depth + 1)
        command.children.append(child)


def _citty_argument(command: Command, name: str, value: Node, scope: Scope) -> None:
    said = fields(value, scope)
    kind = plain_text(*said["type"]) if "type" in said else "string"
    notes = read_notes(collapse(_say(said)), braces=True)
    default = (shown(*said["default"]) or "") if "default" in said else ""
    if kind == "positional":
        optional = "required" in said and not is_true(said["required"][0])
        required = not (optional or default)
        command.arguments.append(Argument(name, notes.text, required))
        return
    aliases = texts(*said["alias"]) if "alias" in said else ()
    flags = sorted((flag(kebab(one)) for one in (*aliases, name)), key=lambda one: len(one) > 2)
    if kind == "boolean" and default == "true":
        flags, default = [*flags, f"--no-{kebab(name)}"], ""
    hint = plain_text(*said["valueHint"]) if "valueHint" in said else ""
    shown_value = hint or ("" if kind in ("boolean", "enum") else "value")
    command.add_option(
        Option(
            tuple(dict.fromkeys(flags)), shown_value, notes.text,
            "" if default == "false" else default or notes.default,
            "required" in said and is_true(said["required"][0]),
            texts(*said["options"]) if "options" in said else notes.choices,
            notes.env, scope.source.evidence(value),
        )
    )  # fmt: skip


def _subcommand_nodes(call: Node, scope: Scope) -> list[tuple[str, Scope, Node]]:
    said = fields(argument(call, 0), scope)
    found: list[tuple[str, Scope, Node]] = []
    for name, value, where in pairs(*said["subCommands"]) if "subCommands" in said else ():
        node, inner = resolve(value, where)
        if node is not None and node.type in ("arrow_function", "method_definition"):
            node, inner = _lazy(node, inner)
        if node is not None and node_text(node.child_by_field_name("function")) == "defineCommand":
            found.append((name, inner, node))
    return found


def _lazy(function: Node, scope: Scope) -> tuple[Node | None, Scope]:
    """`() => import("./build").then((m) => m.default)`."""
    for call in walk(function, "call_expression"):
        if node_text(call.child_by_field_name("function")) == "import":
            path = scope.sources.resolve(scope.source, plain_text(argument(call, 0), scope))
            if path:
                member = re.search(r"=>\s*\w+\.(\w+)", node_text(function))
                name = member[1] if member else "default"
                return exported(name, Scope(scope.sources.get(path), scope.sources))
    return None, scope


def flag_objects(files: list[Source], sources: Sources) -> list[Option]:
    """Options that a parser is told of without any help text: types, short forms, defaults."""
    found: list[Option] = []
    for source in files:
        scope = Scope(source, sources)
        imports = source.imports
        for name, call in source.calls(_parser_names(source)):
            module = imports[name].module if name in imports else ""
            if name == "parseArgs" and module in ("node:util", "util", "@pkgjs/parseargs", ""):
                config = fields(argument(call, 0), scope)
                if "options" in config:
                    found += _typed(*config["options"], short="short")
            elif module == "meow":
                config = fields(argument(call, 1) or argument(call, 0), scope)
                if "flags" in config:
                    found += _typed(*config["flags"], short="shortFlag")
            elif module == "arg":
                found += _arg(call, scope)
            elif module in ("command-line-args",):
                found += _definitions(argument(call, 0), scope)
    return found


def _parser_names(source: Source) -> tuple[str, ...]:
    modules = ("node:util", "util", "@pkgjs/parseargs", "meow", "arg", "command-line-args")
    named = [
        local
        for local, imported in source.imports.items()
        if imported.module in modules and imported.name in ("default", "*", "parseArgs", "arg")
    ]
    return tuple(dict.fromkeys((*named, *(("parseArgs",) if "parseArgs(" in source.text else ()))))


def _typed(node: Node, scope: Scope, *, short: str) -> list[Option]:
    found: list[Option] = []
    for name, value, where in pairs(node, scope):
        said = fields(value, where)
        kind = plain_text(*said["type"]) if "type" in said else ""
        letters = [
            letter
            for key in (short, "alias")
            for letter in (texts(*said[key]) if key in said else ())
        ]
        typed = kebab(name) if short == "shortFlag" else name
        flags = tuple(flag(one) for one in dict.fromkeys((*letters, typed)))
        default = (shown(*said["default"]) or "") if "default" in said else ""
        if "default" in said and not default:
            default = _fallback(*said["default"])
        required = any(key in said and is_true(said[key][0]) for key in ("isRequired", "required"))
        help_text = _say(said)
        found.append(
            Option(
                flags, "" if kind == "boolean" else "value", help_text,
                "" if default == "false" else default, required,
                texts(*said["choices"]) if "choices" in said else (),
                _environment(*said["default"]) if "default" in said else "",
                where.source.evidence(value),
            )
        )  # fmt: skip
    return found


def _fallback(node: Node, scope: Scope) -> str:
    """`"3000"` of `process.env.PORT ?? "3000"`."""
    node = unwrap(node) or node
    operator = node_text(node.child_by_field_name("operator"))
    if node.type == "binary_expression" and operator in ("??", "||"):
        return shown(node.child_by_field_name("right"), scope) or ""
    return ""


def _environment(node: Node, scope: Scope) -> str:
    match = re.search(r"process\.env(?:\.|\[[\"'])([A-Z][A-Z0-9_]+)", node_text(node))
    return match[1] if match else ""


def _arg(call: Node, scope: Scope) -> list[Option]:
    """`arg({"--port": Number, "-p": "--port"})`."""
    kinds: dict[str, tuple[str, Node, Scope]] = {}
    short: dict[str, list[str]] = {}
    for name, value, where in pairs(argument(call, 0), scope):
        if target := plain_text(value, where):
            short.setdefault(target, []).append(name)
        elif name.startswith("-"):
            kinds[name] = (node_text(value), value, where)
    found: list[Option] = []
    for name, (kind, value, where) in kinds.items():
        inner = kind.strip("[]")
        shown_value = _ARG_TYPES.get(inner, "")
        flags = (*short.get(name, ()), name)
        found.append(Option(flags, shown_value, evidence=where.source.evidence(value)))
    return found


def _definitions(node: Node | None, scope: Scope) -> list[Option]:
    """`[{name: "port", alias: "p", type: Number, description: "…"}]`."""
    from moxi.facts.javascript.values import items

    found: list[Option] = []
    for item, where in items(node, scope):
        said = fields(item, where)
        name = plain_text(*said["name"]) if "name" in said else ""
        if not name:
            continue
        alias = texts(*said["alias"]) if "alias" in said else ()
        kind = node_text(said["type"][0]) if "type" in said else "String"
        default = (shown(*said["defaultValue"]) or "") if "defaultValue" in said else ""
        found.append(
            Option(
                tuple(flag(one) for one in (*alias, name)), _ARG_TYPES.get(kind, ""), _say(said),
                default, evidence=where.source.evidence(item),
            )
        )  # fmt: skip
    return found


def option_tables(files: list[Source], sources: Sources) -> list[Option]:
    """Arrays of option objects that a program loops over:
    `[{long: "port", short: "p", arg: "n", description: "…"}, …]`."""
    for source in files:
        if not re.search(r"\b(long|flags?)['\"]?:\s*['\"`]", source.text):
            continue
        scope = Scope(source, sources)
        tables: dict[int, Node] = {}
        for node in source.named(("long", "flags", "flag")):
            holder = node.parent.parent.parent if node.parent and node.parent.parent else None
            if holder is not None and holder.type == "array":
                tables.setdefault(holder.start_byte, holder)
        for table in tables.values():
            found = [
                option
                for item in table.named_children
                if (option := _table_row(item, scope)) is not None
            ]
            if len(found) > 2:
                return found
    return []


def _table_row(node: Node, scope: Scope) -> Option | None:
    from moxi.facts.javascript.cli.command import option_of

    said = fields(node, scope)
    hidden = "hidden" in said and is_true(said["hidden"][0])
    no_cli = "cli" in said and not is_true(said["cli"][0])
    help_text = _say(said)
    if hidden or no_cli or not help_text:
        return None
    default = (shown(*said["default"]) or "") if "default" in said else ""
    choices = texts(*said["choices"]) if "choices" in said else ()
    for key in ("flags", "flag"):
        if key in said and (flags := plain_text(*said[key])).startswith("-"):
            line = scope.source.evidence(node)
            return option_of(flags, help_text, default, evidence=line, choices=choices)
    name = next((plain_text(*said[key]) for key in ("long", "flag") if key in said), "")
    if not re.fullmatch(r"-{0,2}[A-Za-z][\w-]*", name) or name in ("help", "version"):
        return None
    letters = texts(*said["short"]) if "short" in said else ()
    value = next((plain_text(*said[key]) for key in ("arg", "positional") if key in said), "")
    value = value.strip("<>[]")
    flags_tuple = tuple(flag(one.lstrip("-")) for one in (*letters, name.lstrip("-")))
    notes = read_notes(collapse(help_text), braces=True)
    if "negative" in said and is_true(said["negative"][0]):  # only what switches it off is told
        flags_tuple, default = (f"--no-{name.lstrip('-')}",), ""
        notes = replace(notes, text=f"do not {notes.text[:1].lower()}{notes.text[1:]}", default="")
    return Option(
        flags_tuple, value, notes.text, "" if default == "false" else default or notes.default,
        choices=choices or notes.choices, env=notes.env, evidence=scope.source.evidence(node),
    )  # fmt: skip


def _say(said: dict[str, tuple[Node, Scope]]) -> str:
    for key in ("description", "describe", "desc", "help", "summary"):
        if key in said and (found := helping_text(*said[key])):
            return collapse(found)
    return ""


__all__ = ["arguments", "citty", "flag_objects", "option_tables"]
