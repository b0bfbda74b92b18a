"""oclif: one class for each command, its name by the path of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.help_notes import read_notes
from moxi.facts.javascript.cli.command import Command, kebab
from moxi.facts.javascript.manifest import DECLARATIONS, SUFFIXES
from moxi.facts.javascript.texts import helping_text, is_true, plain_text, shown, texts
from moxi.facts.javascript.values import Scope, argument, fields, items, pairs, unwrap
from moxi.facts.model import Argument, Option
from moxi.facts.paths import is_test, join, normalise
from moxi.facts.prose import collapse
from moxi.facts.syntax import node_text, walk

if TYPE_CHECKING:
    from tree_sitter import Node

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Source, Sources

MAX_COMMANDS = 80


def oclif(manifest: Manifest, sources: Sources, program: str) -> Command | None:
    """All commands of the folder that the manifest's `oclif` key names."""
    settings = manifest.table("oclif")
    if not settings:
        return None
    separator = settings.get("topicSeparator")
    glue = separator if isinstance(separator, str) else ":"
    given = settings.get("commands")
    target = given.get("target") if isinstance(given, dict) else given
    built = normalise(target) if isinstance(target, str) else "lib/commands"
    root = Command()
    for folder in _folders(manifest, built or "lib/commands"):
        prefix = folder + "/"
        paths = [
            path
            for path in manifest.reader.tree.under(folder)
            if path.endswith(SUFFIXES) and not path.endswith(DECLARATIONS) and not is_test(path)
        ]
        for path in paths[:MAX_COMMANDS]:
            words = path.removeprefix(prefix).rsplit(".", 1)[0].split("/")
            if words[-1] == "index":
                words.pop()
            command = _command(sources.get(path), sources, program)
            if command is None or command.hidden:
                continue
            if not words:
                root.options, root.arguments = command.options, command.arguments
                root.summary = command.summary
            else:
                command.name = glue.join(words)
                root.children.append(command)
            root.examples += command.examples[:1]
        if not root.empty:
            return root
    return None


def _folders(manifest: Manifest, built: str) -> list[str]:
    tail = built.split("/", 1)[1] if "/" in built else built
    guesses = (f"src/{tail}", built, "src/commands", f"source/{tail}")
    found = [join(manifest.folder, guess) for guess in dict.fromkeys(guesses)]
    return [folder for folder in found if manifest.reader.tree.is_folder(folder)]


def _command(source: Source, sources: Sources, program: str) -> Command | None:
    scope = Scope(source, sources)
    for body in walk(source.root, "class_body"):
        said = _statics(body)
        if not {"description", "summary", "flags", "args", "examples"}.intersection(said):
            continue
        command = Command(evidence=source.evidence(body))
        for key in ("summary", "description"):
            if key in said and not command.summary:
                command.summary = helping_text(said[key], scope)
        command.hidden = "hidden" in said and is_true(said["hidden"])
        command.aliases = list(texts(said.get("aliases"), scope))
        for name, value, where in pairs(said.get("flags"), scope):
            if option := _flag(name, value, where):
                command.add_option(option)
        for name, value, where in pairs(said.get("args"), scope):
            command.arguments.append(_argument(name, value, where))
        for item, where in items(said.get("examples"), scope):
            text = plain_text(item, where) or plain_text(*fields(item, where).get(
                "command", (None, where)))  # fmt: skip
            line = text.strip().split("\n")[0].removeprefix("$ ")
            line = line.replace("<%= config.bin %>", program)
            if line.startswith(f"{program} ") and "<%" not in line:
                command.examples.append(line)
        return command
    return None


def _statics(body: Node) -> dict[str, Node]:
    """The static fields of a class."""
    found: dict[str, Node] = {}
    for member in body.named_children:
        if member.type not in ("public_field_definition", "field_definition"):
            continue
        if not any(child.type == "static" for child in member.children):
            continue
        name = member.child_by_field_name("name") or member.child_by_field_name("property")
        value = member.child_by_field_name("value")
        if name is not None and value is not None:
            found[node_text(name)] = value
    return found


def _flag(name: str, node: Node, scope: Scope) -> Option | None:
    call = unwrap(node)
    while call is not None and call.type == "call_expression":
        function = call.child_by_field_name("function")
        if function is not None and function.type == "call_expression":
            call = function  # Flags.custom<T>({…})({…})
            continue
        break
    if call is None or call.type != "call_expression":
        return None
    kind = node_text(call.child_by_field_name("function")).rpartition(".")[2]
    said = fields(argument(call, 0), scope)
    if kind in ("help", "version") and not said:
        return None
    if "hidden" in said and is_true(said["hidden"][0]):
        return None
    letter = plain_text(*said["char"]) if "char" in said else ""
    flags = ((f"-{letter}",) if letter else ()) + (f"--{name if '-' in name else kebab(name)}",)
    notes = read_notes(collapse(_say(said)))
    default = (shown(*said["default"]) or "") if "default" in said else ""
    help_value = plain_text(*said["helpValue"]).strip("<>") if "helpValue" in said else ""
    return Option(
        flags,
        "" if kind == "boolean" else help_value or "value",
        notes.text,
        "" if default == "false" else default,
        "required" in said and is_true(said["required"][0]),
        texts(*said["options"]) if "options" in said else (),
        plain_text(*said["env"]) if "env" in said else "",
        scope.source.evidence(node),
    )


def _argument(name: str, node: Node, scope: Scope) -> Argument:
    call = unwrap(node)
    said = fields(argument(call, 0), scope) if call is not None else {}
    required = "required" in said and is_true(said["required"][0])
    return Argument(name, collapse(_say(said)), required)


def _say(said: dict[str, tuple[Node, Scope]]) -> str:
    for key in ("summary", "description"):
        if key in said and (found := helping_text(*said[key])):
            return found
    return ""
