"""yargs: options by calls and objects, commands by calls and by modules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.cli.command import (
    Command,
    arguments_of,
    with_program,
)  # fmt: skip
from moxi.facts.javascript.cli.yargs_options import (
    FUNCTIONS,
    amend,
    called_with_parameter,
    is_main,
    nearest_function,
    option_from,
    say,
)  # fmt: skip
from moxi.facts.javascript.texts import helping_text, plain_text, shown, text_value, texts
from moxi.facts.javascript.values import (
    Scope,
    argument,
    arguments,
    exported,
    fields,
    items,
    pairs,
    resolve,
    unwrap,
)
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.javascript.source import Source, Sources

_METHODS = (
    "option", "options", "positional", "command", "usage", "example", "alias", "describe",
    "demandOption", "boolean", "string", "number", "array", "choices", "default", "commandDir",
    "epilogue", "scriptName", "count",
)  # fmt: skip


class Yargs:
    """Reads the yargs calls of all files of one program."""

    def __init__(self, files: list[Source], sources: Sources, program: str) -> None:
        self.files, self.sources, self.program = files, sources, program
        self.root = Command()
        self._inlining: set[tuple[str, int]] = set()

    def read(self) -> Command | None:
        """The program with all that was found; None where nothing was."""
        for source in self.files:
            if not any(f".{method}" in source.text for method in _METHODS):
                continue
            scope = Scope(source, self.sources)
            for method, call in source.calls(_METHODS):
                if self._is_top(call, source) and self._is_yargs(call, scope):
                    self._apply(method, call, self.root, scope)
        return None if self.root.empty else self.root

    def _is_top(self, call: Node, source: Source) -> bool:
        """Whether a call is about the program: not inside a builder, nor in a function that some
        builder may call (those are read where they are used)."""
        node: Node | None = call.parent
        while node is not None:
            if node.type in FUNCTIONS and not is_main(node, source):
                return False
            node = node.parent
        return True

    def _is_yargs(self, call: Node, scope: Scope) -> bool:
        """Whether the chain begins at yargs itself."""
        node: Node | None = call
        for _ in range(400):
            node = unwrap(node)
            if node is None:
                return False
            if node.type == "call_expression":
                node = node.child_by_field_name("function")
            elif node.type == "member_expression":
                node = node.child_by_field_name("object")
            else:
                break
        if node is None or node.type != "identifier":
            return False
        name = node_text(node)
        imported = scope.source.imports.get(name)
        if imported:
            return imported.module.startswith("yargs")
        if name == "require":
            return "yargs" in node_text(call)[:400]
        bound = unwrap(scope.source.binding(name))
        return (
            bound is not None and bound.type == "call_expression" and self._is_yargs(bound, scope)
        )

    # What a call says ---------------------------------------------------------------------------

    def _apply(self, method: str, call: Node, command: Command, scope: Scope) -> None:
        first, second = argument(call, 0), argument(call, 1)
        if method in ("option", "options"):
            self._options(call, command, scope)
        elif method == "positional":
            self._positional(call, command, scope)
        elif method == "command":
            self._command(call, command, scope)
        elif method == "usage" and command is self.root:
            self._usage(call, scope)
        elif method == "example":
            self._example(call, command, scope)
        elif method == "alias":
            amend(command, plain_text(first, scope), aliases=texts(second, scope))
        elif method == "describe":
            name = plain_text(first, scope)
            amend(command, name, text=helping_text(second, scope), make=scope.source.evidence(call))
        elif method == "default":
            amend(command, plain_text(first, scope), default=shown(second, scope) or "")
        elif method == "choices":
            amend(command, plain_text(first, scope), choices=texts(second, scope))
        elif method == "demandOption":
            for name in texts(first, scope):
                amend(command, name, required=True)

    def _options(self, call: Node, command: Command, scope: Scope) -> None:
        first, second = argument(call, 0), argument(call, 1)
        name = plain_text(first, scope)
        if name:
            if option := option_from(name, second, scope, scope.source.evidence(first or call)):
                command.add_option(option)
            return
        for key, value, where in pairs(first, scope):
            if option := option_from(key, value, where, where.source.evidence(value)):
                command.add_option(option)

    def _positional(self, call: Node, command: Command, scope: Scope) -> None:
        name = plain_text(argument(call, 0), scope)
        said = fields(argument(call, 1), scope)
        text = say(said, "describe", "description", "desc")
        command.arguments = [
            type(one)(one.name, text or one.help, one.required, one.repeated)
            if one.name == name else one
            for one in command.arguments
        ]  # fmt: skip

    def _command(self, call: Node, owner: Command, scope: Scope) -> None:
        given = arguments(call)
        if not given:
            return
        first, where = resolve(given[0], scope)
        if first is None:  # `import * as build from "./build.js"`
            self._namespace(given[0], scope, owner)
        elif first.type == "object":
            self._module(first, where, owner)
        elif len(given) == 1 and first.type != "string":
            self._namespace(given[0], scope, owner)
            for item, inner in items(given[0], scope):
                value, value_scope = resolve(item, inner)
                if value is not None and value.type == "object":
                    self._module(value, value_scope, owner)
        else:
            names = texts(given[0], scope)
            summary = text_value(argument(call, 1), scope)
            if not names:
                return
            second = unwrap(argument(call, 1))
            hidden = second is not None and second.type == "false"
            child = self._child(names, helping_text(argument(call, 1), scope), owner,
                                 hidden=hidden)  # fmt: skip
            child.evidence = child.evidence or scope.source.evidence(given[0])
            builder = argument(call, 2) if summary is not None or hidden else argument(call, 1)
            if summary is None and builder is not None and _is_object(builder, scope):
                self._module(*resolve(builder, scope), owner, child)
            else:
                self._builder(builder, scope, child)

    def _namespace(self, node: Node, scope: Scope, owner: Command) -> None:
        """`.command(require("./x"))` or `import * as x`: a file that exports the parts."""
        imported = scope.source.imports.get(node_text(node))
        module = imported.module if imported and imported.name in ("*", "default") else ""
        if not module:
            from moxi.facts.javascript.source import required_module

            module = required_module(node) or required_module(resolve(node, scope)[0])
        path = self.sources.resolve(scope.source, module) if module else ""
        if path and not path.endswith(".json"):
            self._file(path, owner)

    def _file(self, path: str, owner: Command) -> None:
        where = Scope(self.sources.get(path), self.sources)
        whole, whole_scope = exported("*", where)
        if whole is not None and whole.type == "object":
            self._module(whole, whole_scope, owner)
            return
        parts: dict[str, tuple[Node, Scope]] = {}
        for key in ("command", "describe", "desc", "description", "builder", "aliases"):
            value, value_scope = exported(key, where)
            if value is not None:
                parts[key] = (value, value_scope)
        if "command" in parts:
            self._parts(parts, owner, path)

    def _module(
        self, node: Node | None, scope: Scope, owner: Command, child: Command | None = None
    ) -> None:
        self._parts(fields(node, scope), owner, scope.source.path, child)

    def _parts(
        self, parts: dict[str, tuple[Node, Scope]], owner: Command, path: str,
        child: Command | None = None,
    ) -> None:  # fmt: skip
        hidden = any(
            key in parts and (value := unwrap(parts[key][0])) is not None and value.type == "false"
            for key in ("describe", "desc", "description")
        )
        text = say(parts, "describe", "desc", "description")
        if child is None:
            if "command" not in parts or not (names := texts(*parts["command"])):
                return
            child = self._child(names, text, owner, hidden=hidden)
            node, where = parts["command"]
            child.evidence = where.source.evidence(node)
        child.summary = child.summary or text
        if "aliases" in parts:
            child.aliases += [
                name for name in texts(*parts["aliases"]) if name not in child.aliases
            ]
        if "builder" in parts:
            self._builder(*parts["builder"], child)

    def _child(
        self, names: tuple[str, ...], summary: str, owner: Command, *, hidden: bool
    ) -> Command:
        words = names[0].split()
        rest = " ".join(word for word in words if word[0] in "<[")
        name = " ".join(word for word in words if word[0] not in "<[")
        if name in ("*", "$0", "") or "$0" in names:
            owner.arguments = owner.arguments or arguments_of(rest)
            if name in ("*", "$0", ""):
                owner.summary = owner.summary or summary
                return owner
        same = next((one for one in owner.children if one.name == name), None)
        if same is not None:  # told where it is only named, and where it is defined
            same.summary = same.summary or summary
            same.arguments = same.arguments or arguments_of(rest)
            return same
        child = Command(name, summary, hidden=hidden)
        child.arguments = arguments_of(rest)
        child.aliases = [alias.split()[0] for alias in names[1:] if alias.split()[0] not in "*$0"]
        owner.children.append(child)
        return child

    def _builder(self, node: Node | None, scope: Scope, command: Command) -> None:
        """An object of options, or a function whose calls say them."""
        if node is None:
            return
        value, where = resolve(node, scope)
        if value is None:
            return
        if value.type == "object":
            for key, option_node, option_scope in pairs(value, where):
                line = option_scope.source.evidence(option_node)
                if option := option_from(key, option_node, option_scope, line):
                    command.add_option(option)
        elif value.type in FUNCTIONS:
            self._inline(value, where, command)

    def _inline(self, function: Node, scope: Scope, command: Command) -> None:
        key = (scope.source.path, function.start_byte)
        body = function.child_by_field_name("body")
        if key in self._inlining or body is None:
            return
        self._inlining.add(key)
        for method, call in scope.source.calls(_METHODS):
            inside = body.start_byte <= call.start_byte and call.end_byte <= body.end_byte
            if inside and nearest_function(call) == function:
                self._apply(method, call, command, scope)
        for call in called_with_parameter(function, body):
            value, where = resolve(call.child_by_field_name("function"), scope)
            if value is not None and value.type in FUNCTIONS:
                self._inline(value, where, command)
        self._inlining.discard(key)

    def _usage(self, call: Node, scope: Scope) -> None:
        given = arguments(call)
        text = plain_text(given[0], scope) if given else ""
        usage = re.sub(r"^\s*usage:?\s*", "", text, flags=re.IGNORECASE).strip().split("\n")[0]
        if len(given) > 1 and text:  # the default command
            self._command(call, self.root, scope)
        if usage.startswith(("$0", self.program)):
            usage = re.split(r"\s{2,}", usage)[0]
            self.root.usage = self.root.usage or with_program(usage, self.program)

    def _example(self, call: Node, command: Command, scope: Scope) -> None:
        found = [plain_text(argument(call, 0), scope)]
        if not found[0]:
            found = [
                plain_text(next(items(item, where), (None, where))[0], where)
                for item, where in items(argument(call, 0), scope)
            ]
        for text in found:
            line = text.replace("$0", self.program).strip().removeprefix("$ ")
            if line.split(" ")[0] == self.program and "\n" not in line:
                self.root.examples.append(line)


def _is_object(node: Node, scope: Scope) -> bool:
    value, _ = resolve(node, scope)
    return value is not None and value.type == "object" and "builder" in fields(value, scope)
