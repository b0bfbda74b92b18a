"""Commander, cac and sade: commands built by chains of calls such as `.option("-p, --port")`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moxi.facts.javascript.cli.command import Command, arguments_of, option_of
from moxi.facts.javascript.source import required_module
from moxi.facts.javascript.texts import helping_text, is_true, plain_text, shown, texts
from moxi.facts.javascript.values import Scope, argument, arguments, fields, resolve, unwrap
from moxi.facts.model import Argument
from moxi.facts.syntax import node_text

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.javascript.source import Source, Sources
    from moxi.facts.model import Option

LIBRARIES = ("commander", "cac", "sade", "@commander-js/extra-typings", "caporal", "vorpal")
_METHODS = (
    "option", "requiredOption", "addOption", "argument", "arguments", "addArgument", "command",
    "addCommand", "description", "describe", "summary", "alias", "aliases", "usage", "name",
    "example", "hideHelp", "version",
)  # fmt: skip
_ROOT_NAMES = ("program", "cli", "prog", "app", "commander")
_STATEMENTS = ("variable_declarator", "program", "statement_block", "export_statement")
_FUNCTIONS = ("arrow_function", "function_expression", "function_declaration", "method_definition")


@dataclass(frozen=True, slots=True)
class _Key:
    """Which command a chain is about: the call that made it."""

    path: str
    start: int


ROOT = _Key("", -1)


class Chained:
    """Reads the chains of all files of one program."""

    def __init__(self, files: list[Source], sources: Sources, program: str) -> None:
        self.files, self.sources, self.program = files, sources, program
        self.commands: dict[_Key, Command] = {ROOT: Command()}
        self.parents: dict[_Key, _Key] = {}

    def read(self) -> Command | None:
        """The program with all that was found; None where nothing was."""
        for source in self.files:
            if not any(f".{method}" in source.text for method in _METHODS):
                continue
            scope = Scope(source, self.sources)
            for method, call in source.calls(_METHODS):
                function = call.child_by_field_name("function")
                if function is None or function.type != "member_expression":
                    continue
                subject = self._subject(function.child_by_field_name("object"), scope)
                if subject is not None:
                    self._apply(method, call, subject, scope)
        for key, command in self.commands.items():
            if key != ROOT and (parent := self.commands.get(self.parents.get(key, ROOT))):
                if command.name in ("", "*"):
                    _merge(parent, command)
                elif parent is not command:
                    parent.children.append(command)
        root = self.commands[ROOT]
        return None if root.empty and not root.usage else root

    # Which command ------------------------------------------------------------------------------

    def _subject(self, node: Node | None, scope: Scope, depth: int = 0) -> _Key | None:
        """The command that the receiver of a call stands for; None where it is not a command."""
        node = unwrap(node)
        if node is None or depth > 60:
            return None
        if node.type == "call_expression":
            return self._called(node, scope, depth)
        if node.type == "new_expression":
            made = node_text(node.child_by_field_name("constructor")).rpartition(".")[2]
            return self._made(node, scope) if made == "Command" else None
        if node.type in ("identifier", "member_expression"):
            return self._named(node, scope, depth)
        return None

    def _called(self, node: Node, scope: Scope, depth: int) -> _Key | None:
        function = node.child_by_field_name("function")
        if function is None:
            return None
        if function.type == "identifier":
            imported = scope.source.imports.get(node_text(function))
            made = imported and imported.module in LIBRARIES
            if made and imported and imported.module in ("cac", "sade"):
                return self._root(node, scope)
            return self._made(node, scope) if node_text(function) == "createCommand" else None
        if required_module(node) in LIBRARIES:
            return ROOT
        if function.type != "member_expression":
            return None
        owner = self._subject(function.child_by_field_name("object"), scope, depth + 1)
        if owner is None:
            return None
        method = node_text(function.child_by_field_name("property"))
        if method == "command" and not _is_external(node):
            return self._subcommand(node, owner, scope)
        return owner

    def _root(self, node: Node, scope: Scope) -> _Key:
        """`sade("name [dir]")`, `cac("name")`."""
        words = plain_text(argument(node, 0), scope).split(" ", 1)
        root = self.commands[ROOT]
        if len(words) == 2 and not root.arguments:
            root.arguments = arguments_of(words[1])
        return ROOT

    def _made(self, node: Node, scope: Scope) -> _Key:
        """`new Command("build")`: a command of its own where it has a name or is added later."""
        key = _Key(scope.source.path, node.start_byte)
        name = plain_text(argument(node, 0), scope)
        if key in self.commands:
            return key
        if not name and not self._is_added(node, scope):
            return ROOT
        if name and not self._is_added(node, scope):
            return ROOT
        self.commands[key] = Command(name.split(" ")[0], evidence=scope.source.evidence(node))
        self.commands[key].arguments = arguments_of(name.partition(" ")[2])
        return key

    def _is_added(self, node: Node, scope: Scope) -> bool:
        """Whether a command is handed to `addCommand`, directly or by its variable."""
        holder = node.parent
        while holder is not None and holder.type not in _STATEMENTS:
            if holder.type == "arguments":
                return "addCommand" in node_text(holder.parent)[: node.start_byte]
            if holder.type == "return_statement":
                break
            holder = holder.parent
        if holder is not None and holder.type == "variable_declarator":
            name = node_text(holder.child_by_field_name("name"))
            if self._is_exported(node, name, scope):
                return True
            return any(
                name in node_text(given)
                for source in self.files
                for _, call in source.calls(("addCommand",))
                for given in arguments(call)
            )
        return any("addCommand(" in source.text for source in self.files)

    def _is_exported(self, node: Node, variable: str, scope: Scope) -> bool:
        """Whether a command with a name of its own is what its file gives away to be added
        elsewhere: `program.addCommand(require("./start").default)`."""
        name = plain_text(argument(node, 0), scope).partition(" ")[0]
        if not name or name == self.program:
            return False
        text = scope.source.text
        given = any(
            re.search(rf"{way}\s*{re.escape(variable)}\s*;?\s*$", text, re.MULTILINE)
            for way in (r"^export default", r"^module\.exports\s*=", r"^export\s*=")
        )
        return given and any(
            "addCommand(" in source.text
            for source in self.files
            if source.path != scope.source.path
        )

    def _subcommand(self, node: Node, owner: _Key, scope: Scope) -> _Key:
        key = _Key(scope.source.path, node.end_byte)
        if key not in self.commands:
            words = plain_text(argument(node, 0), scope)
            name, _, rest = words.partition(" ")
            if name[:1] in ("[", "<"):
                name, rest = "", words
            command = Command(name, evidence=scope.source.evidence(node))
            command.arguments = arguments_of(rest)
            second = argument(node, 1)
            command.summary = helping_text(second, scope)
            options = fields(argument(node, 2) or second, scope)
            hidden = options.get("hidden") or options.get("noHelp")
            command.hidden = bool(hidden and is_true(hidden[0])) or not (words or name)
            if "alias" in options:
                command.aliases += texts(*options["alias"])
            self.commands[key], self.parents[key] = command, owner
        return key

    def _named(self, node: Node, scope: Scope, depth: int) -> _Key | None:
        name = node_text(node)
        base = name.partition(".")[0]
        imported = scope.source.imports.get(base)
        if imported and imported.module in LIBRARIES:
            last = name.rpartition(".")[2]
            return ROOT if last in ("program", base) or imported.name == "program" else None
        bound = scope.source.binding(name) if name == base else None
        if bound is not None and bound.type not in _FUNCTIONS:
            if required_module(bound) in LIBRARIES and bound.type == "call_expression":
                return ROOT
            return self._subject(bound, scope, depth + 1)
        value, where = resolve(node, scope)
        if value is not None and value != node:
            return self._subject(value, where, depth + 1)
        # `export function register(program) { program.command(…) }`
        return ROOT if name in _ROOT_NAMES else None

    # What is said of it -------------------------------------------------------------------------

    def _apply(self, method: str, call: Node, subject: _Key, scope: Scope) -> None:
        command = self.commands[subject]
        first, given = argument(call, 0), arguments(call)
        if method in ("option", "requiredOption"):
            self._option(command, call, scope, required=method == "requiredOption")
        elif method == "addOption":
            if option := self._option_object(first, scope):
                command.add_option(option)
        elif method == "command":
            if _is_external(call):
                words = plain_text(first, scope)
                child = Command(words.split(" ")[0], helping_text(argument(call, 1), scope))
                child.evidence = scope.source.evidence(call)
                child.arguments = arguments_of(words.partition(" ")[2])
                command.children.append(child)
            else:
                self._subcommand(call, subject, scope)
        elif method == "addCommand":
            child_key = self._subject(first, scope)
            if child_key and child_key not in (ROOT, subject):
                self.parents[child_key] = subject
        elif method in ("description", "describe", "summary") and given:
            command.summary = command.summary or helping_text(first, scope)
        elif method in ("alias", "aliases") and given:
            command.aliases += [
                alias
                for alias in texts(first, scope)
                if alias not in command.aliases and alias[0].isalnum()
            ]
        elif method == "usage" and subject == ROOT and given:
            command.usage = command.usage or plain_text(first, scope)
        elif method == "name" and given and subject != ROOT:
            command.name = plain_text(first, scope) or command.name
        elif method in ("argument", "arguments", "addArgument"):
            self._argument(command, method, call, scope)
        elif method == "example":
            sade = any(one.module == "sade" for one in scope.source.imports.values())
            self._example(plain_text(first, scope), prefix=sade)
        elif method == "version" and subject == ROOT:
            self._version(command, call, scope)

    def _option(self, command: Command, call: Node, scope: Scope, *, required: bool) -> None:
        flags = plain_text(argument(call, 0), scope)
        if not flags.startswith("-"):
            return
        given = arguments(call)
        default, where = given[-1] if len(given) > 2 else None, scope
        options = fields(default, scope)
        if "default" in options:  # cac: {default: …}
            default, where = options["default"]
        value = (
            shown(default, where)
            if default is not None and not options.keys() - {"default"}
            else ""
        )
        if default is not None and default.type in (
            "identifier",
            "arrow_function",
            "member_expression",
        ):
            resolved, _ = resolve(default, where)
            value = "" if resolved is not None and resolved.type in _FUNCTIONS else value
            value = "" if resolved == default else value
        option = option_of(
            flags,
            helping_text(argument(call, 1), scope),
            value or "",
            evidence=scope.source.evidence(call.child_by_field_name("arguments") or call),
            required=required,
        )
        command.add_option(option)

    def _option_object(self, node: Node | None, scope: Scope) -> Option | None:
        """`new Option("-s, --size <n>", "size").default(1).choices(["a"]).env("SIZE")`."""
        node, scope = resolve(node, scope)
        notes: dict[str, Node] = {}
        while node is not None and node.type == "call_expression":
            function = node.child_by_field_name("function")
            if function is None or function.type != "member_expression":
                break
            notes[node_text(function.child_by_field_name("property"))] = node
            node = unwrap(function.child_by_field_name("object"))
        if node is None or "hideHelp" in notes:
            return None
        if node.type not in ("new_expression", "call_expression"):
            return None
        flags = plain_text(argument(node, 0), scope)
        if not flags.startswith("-"):
            return None
        default = argument(notes["default"], 0) if "default" in notes else None
        return option_of(
            flags,
            helping_text(argument(node, 1), scope),
            shown(default, scope) or "",
            evidence=scope.source.evidence(node),
            required="makeOptionMandatory" in notes,
            choices=texts(argument(notes["choices"], 0), scope) if "choices" in notes else (),
            env=plain_text(argument(notes["env"], 0), scope) if "env" in notes else "",
        )

    def _argument(self, command: Command, method: str, call: Node, scope: Scope) -> None:
        first = argument(call, 0)
        if method == "addArgument":
            made, scope = resolve(first, scope)
            while made is not None and made.type == "call_expression":
                function = made.child_by_field_name("function")
                made = function.child_by_field_name("object") if function else None
            if made is None or made.type != "new_expression":
                return
            call, first = made, argument(made, 0)
        words = plain_text(first, scope)
        text = helping_text(argument(call, 1), scope) if method != "arguments" else ""
        found = arguments_of(words) or (
            [Argument(words)] if words and " " not in words and method != "arguments" else []
        )
        command.arguments += [replace(one, help=text) for one in found]

    def _example(self, text: str, *, prefix: bool) -> None:
        """sade puts the program's name before an example, the others show it as it is."""
        line = re.split(r"\s+#\s", text.strip().removeprefix("$ "))[0]
        line = line.removeprefix(f"{self.program} ")
        if line and "\n" not in line and (prefix or line != text.strip().removeprefix("$ ")):
            self.commands[ROOT].examples.append(f"{self.program} {line}")

    def _version(self, command: Command, call: Node, scope: Scope) -> None:
        flags = plain_text(argument(call, 1), scope)
        if flags.startswith("-"):
            text = helping_text(argument(call, 2), scope) or "output the version number"
            evidence = scope.source.evidence(call.child_by_field_name("arguments") or call)
            command.add_option(option_of(flags, text, evidence=evidence))


def _is_external(call: Node) -> bool:
    """`.command("name", "what it does")` of Commander names a program of its own and returns the
    parent; in a longer chain (`.command("name", "text").option(…)`) it is the command itself."""
    if len(arguments(call)) < 2:
        return False
    parent = call.parent
    if parent is not None and parent.type == "member_expression":
        return node_text(parent.child_by_field_name("property")) in ("command", "parse", "version")
    return parent is not None and parent.type == "expression_statement"


def _merge(parent: Command, command: Command) -> None:
    """The default command is the program itself."""
    for option in command.options:
        parent.add_option(option)
    parent.arguments = parent.arguments or command.arguments
    parent.summary = parent.summary or command.summary
