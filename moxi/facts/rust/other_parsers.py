"""Command lines derived by argh, gumdrop and bpaf, and those that getopts is told by calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.rust.casing import renamed
from moxi.facts.rust.choices import bare_type, unwrap_type
from moxi.facts.rust.commands import Arg, Command
from moxi.facts.rust.config_home import arguments
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from moxi.facts.rust.attributes import Entry
    from moxi.facts.rust.source import Item, Sources
    from moxi.facts.rust.values import Values

MAX_DEPTH = 8


def argh_commands(sources: Sources, values: Values) -> Iterator[Command]:
    """The commands that argh's `FromArgs` makes, those first that no other contains."""
    return _Reader(sources, values, "FromArgs", "argh").commands(_argh_field)


def gumdrop_commands(sources: Sources, values: Values) -> Iterator[Command]:
    """The commands that gumdrop's `Options` makes."""
    return _Reader(sources, values, "Options", "options").commands(_gumdrop_field)


def bpaf_commands(sources: Sources, values: Values) -> Iterator[Command]:
    """The commands that bpaf's `Bpaf` makes; parsers of functions of their own are left out."""
    return _Reader(sources, values, "Bpaf", "bpaf").commands(_bpaf_field)


_GETOPTS = lazy_re(r"\.(?:optflag|optflagmulti|optopt|optmulti|reqopt|optflagopt)\s*\(")
_GETOPTS_USAGE = lazy_re(r"\"Usage: \{\w*\} ([^\"{}\\\n]+)\"")
_NO_MEANING = lazy_re(r"^(?:alias of|does nothing)\b", re.IGNORECASE)


def getopts_commands(sources: Sources, values: Values) -> Iterator[Command]:
    """The options that the calls of each file give to getopts: short, long, help, placeholder."""
    for path in sources.containing(".optflag", ".optopt", ".optmulti", ".reqopt"):
        command = Command(sources.crate.name)
        for node in sources.located(path, _GETOPTS):
            arg = _getopts_option(node, path, values)
            if arg is not None and not _NO_MEANING.match(arg.help):
                command.evidence = command.evidence or arg.evidence
                command.args.append(arg)
        if written := _GETOPTS_USAGE.search(sources.reader.text(path)):
            command.usage = f"Usage: {command.name} {written[1]}"
        if command.args:
            yield command


def _getopts_option(field: Node, path: str, values: Values) -> Arg | None:
    function = field if field.type == "field_expression" else field.child_by_field_name("function")
    texts = [values.of(child, path) for child in arguments(field)]
    if function is None or len(texts) < 3 or texts[0] is None or texts[1] is None:
        return None
    method = node_text(function.child_by_field_name("field"))
    short, long, help_text = texts[0], texts[1], texts[2] or ""
    line = line_of(arguments(field)[0])
    arg = Arg(long or short, help=help_text, evidence=Evidence(path, line, line))
    arg.short, arg.long = [short] if short else [], [long] if long else []
    arg.takes_value = "flag" not in method
    arg.placeholder = (texts[3] or "").strip("<>") if len(texts) > 3 else ""
    arg.required, arg.repeated = method == "reqopt", "multi" in method
    return arg


class _Reader:
    """The derived types of one such library in a crate."""

    def __init__(self, sources: Sources, values: Values, derive: str, attribute: str) -> None:
        self.sources = sources
        self.values = values
        self.attribute = attribute
        self.types: dict[str, Item] = {}
        for path in sources.containing(derive):
            for item in sources.items(path):
                if derive in item.derives():
                    self.types.setdefault(item.name, item)

    def commands(self, read: FieldReader) -> Iterator[Command]:
        below: set[str] = set()
        made: dict[str, Command] = {}
        for name, item in self.types.items():
            if item.node.type == "struct_item" and not self.stated(item, "subcommand"):
                made[name] = self.command(item, read, below, 0)
        yield from (command for name, command in made.items() if name not in below)

    def command(self, item: Item, read: FieldReader, below: set[str], depth: int) -> Command:
        name = self.text(item, "name") or item.name
        about = self.text(item, "description") or self.text(item, "help") or item.doc
        command = Command(name, about, more=about, evidence=item.evidence)
        command.epilogues += [self.text(item, "example"), self.text(item, "note")]
        body = item.node.child_by_field_name("body")
        shorts: set[str] = set()
        for member in self.sources.declared(body, item.path) if body is not None else ():
            if member.node.type != "field_declaration":
                continue
            kind = node_text(member.node.child_by_field_name("type"))
            names = {entry.name for entry in self.entries(member)}
            inner = self.types.get(bare_type(kind))
            if inner is not None and (names & {"subcommand", "command", "external"} or not names):
                below.add(inner.name)
                if depth < MAX_DEPTH:
                    self.subcommands(command, inner, read, below, depth + 1)
                continue
            arg = Arg(member.name, help=member.doc, evidence=member.evidence)
            if read(self, arg, member, kind, shorts):
                command.args.append(arg)
        return command

    def subcommands(
        self, command: Command, enum: Item, read: FieldReader, below: set[str], depth: int
    ) -> None:
        body = enum.node.child_by_field_name("body")
        if body is None or enum.node.type != "enum_item":
            return
        for member in self.sources.declared(body, enum.path):
            inner_body = member.node.child_by_field_name("body")
            if member.node.type != "enum_variant" or inner_body is None:
                continue
            inner = self.types.get(bare_type(node_text(inner_body.child_by_field_name("type"))))
            if inner is None:
                continue
            below.add(inner.name)
            made = self.command(inner, read, below, depth)
            if not self.text(inner, "name"):
                made.name = renamed(member.name, "kebab_case")
            made.about = self.text(member, "help") or made.about or member.doc
            command.subcommands.append(made)

    def entries(self, item: Item) -> Iterator[Entry]:
        for attribute in item.attribute(self.attribute):
            yield from attribute.entries

    def stated(self, item: Item, name: str) -> Entry | None:
        return next((entry for entry in self.entries(item) if entry.name == name), None)

    def text(self, item: Item, name: str) -> str:
        entry = self.stated(item, name)
        value = self.values.of_source(entry.source, item.path) if entry and entry.source else None
        return value or ""


def _shape(arg: Arg, kind: str) -> None:
    wrappers, inner = unwrap_type(kind)
    arg.repeated = "Vec" in wrappers
    arg.takes_value = not (inner == "bool" and "Option" not in wrappers)
    arg.required = not wrappers and inner != "bool"


def _argh_field(reader: _Reader, arg: Arg, member: Item, kind: str, shorts: set[str]) -> bool:
    names = {entry.name for entry in reader.entries(member)}
    _shape(arg, kind)
    arg.help = reader.text(member, "description") or arg.help
    arg.hidden = "hidden_help" in names
    arg.placeholder = reader.text(member, "arg_name") or arg.name.replace("_", "-")
    default = reader.text(member, "default")
    if default:
        arg.has_default = True
        arg.default = reader.values.of_source(default, member.path) or ""
    if "positional" in names:
        return True
    if not names & {"option", "switch"}:
        return False
    arg.takes_value = "option" in names
    arg.required = arg.required and arg.takes_value
    arg.long = [reader.text(member, "long") or renamed(arg.name, "kebab_case")]
    short = reader.text(member, "short")
    arg.short = [short] if short else []
    return True


def _gumdrop_field(reader: _Reader, arg: Arg, member: Item, kind: str, shorts: set[str]) -> bool:
    names = {entry.name for entry in reader.entries(member)}
    _shape(arg, kind)
    arg.help = reader.text(member, "help") or arg.help
    arg.required = "required" in names
    arg.placeholder = reader.text(member, "meta") or arg.name.upper()
    default = reader.text(member, "default")
    arg.has_default, arg.default = bool(default), default
    if "count" in names:
        arg.takes_value = False
    if "free" in names:
        return True
    if "no_long" not in names:
        arg.long = [reader.text(member, "long") or renamed(arg.name, "kebab_case")]
    short = reader.text(member, "short") or arg.name[:1]
    if "no_short" not in names and short not in shorts:
        shorts.add(short)
        arg.short = [short]
    return True


def _bpaf_field(reader: _Reader, arg: Arg, member: Item, kind: str, shorts: set[str]) -> bool:
    entries = {entry.name: entry for entry in reader.entries(member)}
    if {"external", "pure", "any"} & entries.keys():
        return False
    _shape(arg, kind)
    arg.hidden = "hide" in entries
    for key in ("argument", "positional"):
        if key in entries and entries[key].source:
            arg.placeholder = reader.values.of_source(entries[key].source, member.path) or ""
    arg.placeholder = arg.placeholder or "ARG"
    if "fallback" in entries:
        arg.has_default = True
        arg.default = reader.values.of_source(entries["fallback"].source, member.path) or ""
        arg.required = False
    if "positional" in entries:
        return True
    name = renamed(arg.name, "kebab_case")
    if "long" in entries or not ({"short"} & entries.keys() or len(name) == 1):
        arg.long = [reader.text(member, "long") or name]
    if "short" in entries or len(name) == 1:
        arg.short = [reader.text(member, "short") or name[:1]]
    return True


if TYPE_CHECKING:
    FieldReader = Callable[[_Reader, Arg, Item, str, set[str]], bool]
