"""Command lines built by calls: `Command::new("x").arg(Arg::new("y").long("y"))`, clap 2 to 4.

The functions that build them are followed through their `let`s, assignments and calls of other
functions of the crate. What stands behind a condition that only a run can decide is left out.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.rust.attributes import is_enabled, read_attribute
from moxi.facts.rust.clap_arg import set_arg
from moxi.facts.rust.clap_text import arg_from_macro, arg_from_usage
from moxi.facts.rust.commands import Arg, Command
from moxi.facts.rust.functions import Functions, function_around, owner_of, takes_self
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.rust.choices import Choices
    from moxi.facts.rust.source import Sources
    from moxi.facts.rust.values import Values

    Built = Command | Arg | list[Arg] | list[Command] | None
    Scope = dict[str, Built]

MAX_DEPTH = 10
STARTS = lazy_re(r"\b\w*(?:Command|App)::(?:new|with_name)\b|\b(?:command|app_from_crate)!\s*\(")
_COMMANDS = ("Command", "App", "SubCommand")
_MARKS = ("clap",)


class Builder:
    """Evaluates builder calls of one crate."""

    def __init__(self, sources: Sources, values: Values, major: int) -> None:
        self.sources = sources
        self.values = values
        self.modern = major >= 4
        """an argument with a flag takes a value unless its action says otherwise"""
        self.functions = Functions(sources)
        self._running: set[str] = set()
        self._memo: dict[str, Built] = {}
        self.choices: Choices | None = None
        """the enums of the crate, where they are known"""
        self.made: list[Command] = []
        self._below: set[int] = set()

    def commands(self) -> list[Command]:
        """The commands that are built and not put below another, the largest first."""
        for path in self.sources.containing("Command::new", "App::new", "command!(", "app_from_"):
            text = self.sources.reader.text(path)
            if not any(mark in text for mark in _MARKS):
                continue
            seen: set[int] = set()
            for node in self.sources.located(path, STARTS):
                function = function_around(self.sources.root(path), node)
                if function is not None and function.id not in seen:
                    seen.add(function.id)
                    self._function(function, path)
        found = [command for command in self.made if id(command) not in self._below]
        below = {inner.name for command in found for inner in _all_below(command)}
        found = [command for command in found if command.size and command.name not in below]
        found.sort(key=lambda command: -command.size)
        return list({command.name: command for command in reversed(found)}.values())[::-1]

    def _function(self, function: Node, path: str, texts: tuple[str | None, ...] = ()) -> Built:
        """What a function makes when its parameters hold `texts`."""
        place = f"{path}:{function.start_byte}"
        key = f"{place}{texts}"
        if key in self._memo:
            return deepcopy(self._memo[key])
        body = function.child_by_field_name("body")
        if place in self._running or len(self._running) > MAX_DEPTH or body is None:
            return None
        outer, self.values.bound = self.values.bound, _bound(function, texts)
        self._running.add(place)
        try:
            result = self._block(body, path, {})
        finally:
            self._running.discard(place)
            self.values.bound = outer
        self._memo[key] = result
        copy = deepcopy(result)  # the caller may build on it, another caller must not see that
        return self._made(copy) if isinstance(copy, Command) else copy

    def _block(self, block: Node, path: str, scope: Scope) -> Built:
        """Run the statements of a block; its value is that of its last expression."""
        result: Built = None
        enabled = True
        for child in block.children:
            if child.type == "attribute_item":
                enabled &= is_enabled(read_attribute(child), self.sources.features)
                continue
            if not child.is_named or child.type in ("line_comment", "block_comment"):
                continue
            if enabled:
                result = self._statement(child, path, scope)
            enabled = True
        return result

    def _statement(self, node: Node, path: str, scope: Scope) -> Built:
        if node.type == "let_declaration":
            pattern = node.child_by_field_name("pattern")
            value = self.build(node.child_by_field_name("value"), path, scope)
            if pattern is not None and value is not None:
                scope[node_text(pattern).removeprefix("mut ").strip()] = value
            elif pattern is not None and pattern.type == "identifier":
                text = self.values.of(node.child_by_field_name("value"), path)
                if text is not None:
                    self.values.bound[node_text(pattern)] = text
            return None
        if node.type == "expression_statement":
            inner = next((child for child in node.children if child.is_named), None)
            value = self._statement(inner, path, scope) if inner is not None else None
            is_value = inner is not None and inner.type in ("return_expression", "match_expression")
            return value if is_value else None
        if node.type == "assignment_expression":
            left = node_text(node.child_by_field_name("left"))
            value = self.build(node.child_by_field_name("right"), path, scope)
            if value is not None:
                scope[left] = value
            return None
        if node.type == "block":
            return self._block(node, path, scope)
        if node.type == "function_item":
            return None
        return self.build(node, path, scope)

    def build(self, node: Node | None, path: str, scope: Scope) -> Built:
        """The command or argument that an expression makes; None for anything else."""
        if node is None:
            return None
        calls: list[tuple[str, Node]] = []
        while True:
            kind = node.type
            inner: Node | None = None
            if kind == "call_expression":
                function = node.child_by_field_name("function")
                arguments = node.child_by_field_name("arguments")
                if function is not None and arguments is not None:
                    if function.type == "field_expression":
                        calls.append((node_text(function.child_by_field_name("field")), arguments))
                        inner = function.child_by_field_name("value")
                    else:
                        base = self._call(function, arguments, path, scope)
                        break
            elif kind in ("parenthesized_expression", "reference_expression", "try_expression",
                          "return_expression"):  # fmt: skip
                inner = next((child for child in node.children if child.is_named
                              and child.type != "mutable_specifier"), None)  # fmt: skip
            elif kind == "match_expression":
                inner = node.child_by_field_name("value")
            if inner is None:
                base = self._base(node, path, scope)
                break
            node = inner
        for method, arguments in reversed(calls):
            given = [child for child in arguments.children if child.is_named
                     and not child.type.endswith("comment")]  # fmt: skip
            if method == "clone":
                base = deepcopy(base)
            elif isinstance(base, Command):
                self._command_call(base, method, given, path, scope)
            elif isinstance(base, Arg):
                set_arg(base, method, given, path, self.values)
        return base

    def _base(self, node: Node, path: str, scope: Scope) -> Built:
        kind = node.type
        if kind in ("identifier", "self"):
            return scope.get(node_text(node))
        if kind == "array_expression":
            return self._listed(node, path, scope)
        if kind == "block":
            return self._block(node, path, dict(scope))
        if kind == "macro_invocation":
            return self._macro(node, path, scope)
        return None

    def _listed(self, node: Node, path: str, scope: Scope) -> Built:
        found = [self.build(c, path, scope) for c in node.children if c.is_named]
        commands = [item for item in found if isinstance(item, Command)]
        return commands or [item for item in found if isinstance(item, Arg)]

    def _macro(self, node: Node, path: str, scope: Scope) -> Built:
        name = node_text(node.child_by_field_name("macro")).rpartition("::")[2]
        tree = next((child for child in node.children if child.type == "token_tree"), None)
        inside = node_text(tree)[1:-1] if tree is not None else ""
        evidence = Evidence(path, line_of(node), line_of(node))
        if name == "arg":
            return arg_from_macro(inside, evidence)
        if name in ("command", "app_from_crate"):
            about = self.values.of_source("crate_description!()", path) or ""
            name = self.sources.crate.name
            return self._made(Command(name, about, may_stand_alone=True, evidence=evidence))
        if name == "vec":
            array = self.values.parsed(f"[{inside}]")
            return self._listed(array, path, scope) if array is not None else None
        return None

    def _made(self, command: Command) -> Command:
        self.made.append(command)
        return command

    def _call(self, function: Node, arguments: Node, path: str, scope: Scope) -> Built:
        name = node_text(function)
        owner, _, method = name.rpartition("::")
        given = [child for child in arguments.children if child.is_named]
        evidence = Evidence(path, line_of(function), line_of(function))
        kind = self._imported(owner.rpartition("::")[2], path)
        if kind in _COMMANDS and method in ("new", "with_name"):
            text = self.values.of(given[0], path) if given else None
            return self._made(Command(text or "", may_stand_alone=True, evidence=evidence))
        if kind == "Arg" and method in ("new", "with_name"):
            text = self.values.of(given[0], path) if given else None
            return Arg(text or "", evidence=evidence)
        if kind == "Arg" and method == "from_usage":
            text = self.values.of(given[0], path) if given else None
            return arg_from_usage(text, evidence) if text else None
        for candidate, body_path in self.functions.named(method, owner, path):
            inner = [self.build(node, path, scope) for node in given]
            if any(isinstance(item, Command) for item in inner):  # it adds to what it is given
                built: Built = self._applied(candidate, body_path, inner)
            else:
                texts = tuple(self.values.of(node, path) for node in given)
                built = self._function(candidate, body_path, texts)
            if built is not None:
                return built
        return None

    def _imported(self, name: str, path: str) -> str:
        """The name by which clap knows a type that a file imports as `name`."""
        if name in ("Command", "App", "SubCommand", "Arg", ""):
            return name
        match = re.search(rf"\b(Command|App|SubCommand|Arg) as {re.escape(name)}\b",
                          self.sources.reader.text(path))  # fmt: skip
        return match.group(1) if match else name

    def augmented(self, type_name: str) -> Command | None:
        """What a hand-written `impl Args for Type` adds to a command."""
        for path, function in self.functions.called("augment_args"):
            if owner_of(function) == type_name:
                return self._applied(function, path, [Command("")])
        return None

    def _applied(self, function: Node, path: str, given: list[Built]) -> Command | None:
        """The command that a function makes of what it is given, the command first."""
        parameters = function.child_by_field_name("parameters")
        body = function.child_by_field_name("body")
        key = f"{path}:{function.start_byte}"
        if parameters is None or body is None or key in self._running:
            return None
        if len(self._running) > MAX_DEPTH:
            return None
        stated = [child for child in parameters.children if child.is_named]
        names = [node_text(child.child_by_field_name("pattern")) or "self" for child in stated]
        scope = dict(zip([name.removeprefix("mut ") for name in names], given, strict=False))
        self._running.add(key)
        try:
            result = self._block(body, path, scope)
        finally:
            self._running.discard(key)
        return result if isinstance(result, Command) else None

    def _command_call(
        self, command: Command, method: str, given: list[Node], path: str, scope: Scope
    ) -> None:
        if method in ("arg", "args", "subcommand", "subcommands") and given:
            built = self.build(given[0], path, scope)
            items = built if isinstance(built, list) else [built]
            for item in items:
                if isinstance(item, Arg):
                    if item.readable:
                        command.args.append(self._finished(item))
                elif isinstance(item, Command):
                    self._below.add(id(item))
                    command.subcommands.append(item)
            return
        own = [(file, f) for file, f in self.functions.called(method) if takes_self(f)]
        if len(own) == 1:  # an extension trait of the crate
            inner: list[Built] = [self.build(node, path, scope) for node in given]
            self._applied(own[0][1], own[0][0], [command, *inner])
            return
        value = self.values.of(given[0], path) if len(given) == 1 else None
        if method in ("subcommand_required", "arg_required_else_help"):
            command.may_stand_alone &= bool(given) and node_text(given[0]) == "false"
        elif method in ("hide", "setting", "global_setting"):
            text = node_text(given[0]) if given else ""
            command.may_stand_alone &= "Required" not in text
            command.hidden |= text == "true" if method == "hide" else text.endswith("::Hidden")
        elif method in ("visible_alias", "visible_aliases") and given:
            command.aliases += [value] if value else self.values.all_of(given[0], path)
        elif value is None:
            return
        elif method == "name":
            command.name = value
        elif method == "about" or (method == "long_about" and not command.about):
            command.about = value
        elif method == "long_about":
            command.more = value
        elif method in ("override_usage", "usage"):
            command.usage = value
        elif method in ("after_help", "after_long_help", "before_help"):
            command.epilogues.append(value)

    def _finished(self, arg: Arg) -> Arg:
        enum = self.choices.types.get(arg.kind) if self.choices and arg.kind else None
        if enum is not None and self.choices and not arg.choices:
            arg.choices = tuple(self.choices.of(enum))
        if arg.takes_value is None:
            arg.takes_value = self.modern or arg.positional
        arg.placeholder = arg.placeholder or arg.name.upper().replace(" ", "_")
        if arg.has_default:
            arg.required = False
        return arg


def _bound(function: Node, texts: tuple[str | None, ...]) -> dict[str, str]:
    """The parameters of a function whose texts a call tells."""
    parameters = function.child_by_field_name("parameters") if texts else None
    stated = [c for c in parameters.children if c.type == "parameter"] if parameters else []
    names = [node_text(child.child_by_field_name("pattern")) for child in stated]
    return {name: text for name, text in zip(names, texts, strict=False) if text is not None}


def _all_below(command: Command) -> list[Command]:
    found = list(command.subcommands)
    for below in command.subcommands:
        found += _all_below(below)
    return found
