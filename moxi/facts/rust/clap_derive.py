"""Command lines that a Rust program derives from its types: clap 3 and 4, and structopt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.rust.casing import renamed
from moxi.facts.rust.choices import Choices, bare_type, casing_of, entries_of, unwrap_type
from moxi.facts.rust.commands import Arg, Command, as_paragraphs
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.rust.attributes import Entry
    from moxi.facts.rust.clap_builder import Builder
    from moxi.facts.rust.source import Item, Sources
    from moxi.facts.rust.values import Values

MAX_DEPTH = 8
DERIVES = ("Parser", "Args", "Subcommand", "StructOpt", "Clap")
_CHOICES = ("ValueEnum", "ArgEnum", "EnumString", "EnumVariantNames", "VariantNames")
_ALIAS = lazy_re(r"\b(Parser|Args|Subcommand|ValueEnum|StructOpt) as (\w+)")
_OUTER = ("command", "clap", "structopt", "group")
_INNER = ("arg", "clap", "structopt", "command")
_SWITCHES = ("SetTrue", "SetFalse", "Count", "Help", "HelpShort", "HelpLong", "Version")
_VALUED = ("Set", "Append")
_RELAXED = ("required_unless_present", "required_unless_present_any", "required_if_eq",
            "required_unless_present_all", "required_unless", "required_if")  # fmt: skip


class Derived:
    """The derived types of a crate, by name, and the commands that they make."""

    def __init__(self, sources: list[Sources], values: Values, builder: Builder) -> None:
        self.values = values
        self.builder = builder
        self.types: dict[str, list[Item]] = {}
        self.choices = Choices(values)
        self._owners: dict[str, Sources] = {}
        """by the path of the file"""
        self._parsed: list[Item] = []
        for owner in sources:
            for path in owner.containing(*DERIVES, "ValueEnum", "ArgEnum", "VariantNames"):
                if "derive(" in owner.reader.text(path):
                    self._collect(owner, path)

    def _collect(self, owner: Sources, path: str) -> None:
        aliases = {own: name for name, own in _ALIAS.findall(owner.reader.text(path))}
        for item in owner.items(path):
            derives = [aliases.get(name, name) for name in item.derives()]
            if any(name in derives for name in DERIVES):
                self.types.setdefault(item.name, []).append(item)
                if any(name in derives for name in ("Parser", "StructOpt", "Clap")):
                    self._parsed.append(item)
                self._owners.setdefault(path, owner)
            if any(name in derives for name in _CHOICES):
                self.choices.add(item, owner)

    def roots(self) -> list[Item]:
        """The types that are parsed as a whole, those first that no other type uses."""
        used = {
            name
            for items in self.types.values()
            for item in items
            for name in re.findall(r"\w+", node_text(item.node.child_by_field_name("body")))
            if name != item.name
        }
        return sorted(self._parsed, key=lambda item: item.name in used)

    def find(self, kind: str, path: str) -> Item | None:
        """The derived type that a file means by a name: its own, its folder's, else any."""
        found = self.types.get(bare_type(kind), [])
        folder = path.rpartition("/")[0]
        return min(
            found,
            key=lambda item: (item.path != path, item.path.rpartition("/")[0] != folder),
            default=None,
        )

    def command(self, item: Item, name: str, depth: int = 0) -> Command:
        """The command that a derived struct or enum makes."""
        command = Command(name, about=item.doc, more=item.doc, evidence=item.evidence)
        for entry in entries_of(item, _OUTER):
            self._set_command(command, entry, item.path)
        self._fill(command, item, depth)
        return command

    def _set_command(self, command: Command, entry: Entry, path: str) -> None:
        if entry.name == "about" and not entry.source:
            command.about = (
                command.about or self.values.of_source("crate_description!()", path) or ""
            )
            return
        if entry.name in ("hide", "hidden", "setting"):
            command.hidden |= "false" not in entry.source and (
                entry.name != "setting" or "Hidden" in entry.source
            )
            return
        if entry.name in ("visible_alias", "visible_aliases", "visible_short_flag_alias"):
            command.aliases += self._texts(entry, path)
            return
        value = self.values.of_source(entry.source, path) if entry.source else None
        if value is None:
            return
        if entry.name == "about" or (entry.name == "long_about" and not command.about):
            command.about = value
        elif entry.name == "long_about":
            command.more = value
        elif entry.name in ("override_usage", "usage"):
            command.usage = value
        elif entry.name in ("after_help", "after_long_help", "before_help"):
            command.epilogues.append(value)

    def _fill(self, command: Command, item: Item, depth: int) -> None:
        """Take over the fields of a struct, or the variants of an enum as subcommands."""
        body = item.node.child_by_field_name("body")
        if body is None or depth > MAX_DEPTH:
            return
        owner = self._owners.get(item.path)
        if owner is None:
            return
        members = owner.declared(body, item.path)
        if item.node.type == "enum_item":
            for member in members:
                if member.node.type == "enum_variant":
                    self._variant(command, member, item, owner, depth)
        elif body.type == "field_declaration_list":
            for member in members:
                if member.node.type == "field_declaration":
                    self._field(command, member, casing_of(item, self.values), depth)

    def _variant(
        self, command: Command, member: Item, enum: Item, owner: Sources, depth: int
    ) -> None:
        entries = list(entries_of(member, _INNER))
        names = {entry.name for entry in entries}
        if names & {"skip", "external_subcommand"}:
            return
        body = member.node.child_by_field_name("body")
        inner = None
        if body is not None and body.type == "ordered_field_declaration_list":
            kind = body.child_by_field_name("type")
            inner = self.find(node_text(kind), member.path) if kind is not None else None
        if "flatten" in names:
            if inner is not None:
                self._fill(command, inner, depth + 1)
            return
        name = renamed(member.name, casing_of(enum, self.values))
        below = Command(name, evidence=member.evidence)
        if inner is not None and "subcommand" in names:
            below.about = inner.doc
            self._fill(below, inner, depth + 1)
        elif inner is not None:
            below = self.command(inner, name, depth + 1)
            below.evidence = member.evidence
        elif body is not None and body.type == "field_declaration_list":
            casing = casing_of(member, self.values)
            for part in owner.declared(body, member.path):
                if part.node.type == "field_declaration":
                    self._field(below, part, casing, depth)
        below.about = member.doc or below.about
        for entry in entries:
            self._set_command(below, entry, member.path)
            if entry.name == "name" and entry.source:
                below.name = self.values.of_source(entry.source, member.path) or ""
        command.subcommands.append(below)

    def _field(self, command: Command, member: Item, casing: str, depth: int) -> None:
        entries = list(entries_of(member, _INNER))
        names = {entry.name for entry in entries}
        kind = node_text(member.node.child_by_field_name("type"))
        if "skip" in names:
            return
        if names & {"flatten", "subcommand"}:
            inner = self.find(kind, member.path)
            if "subcommand" in names:
                command.may_stand_alone = "Option" in unwrap_type(kind)[0]
            if inner is not None:
                self._fill(command, inner, depth + 1)
            elif added := self.builder.augmented(bare_type(kind)):
                command.args += added.args
                command.subcommands += added.subcommands
            return
        if names & {"from_global"}:
            return
        arg = Arg(member.name, evidence=member.evidence, help=member.doc)
        self._shape(arg, kind)
        for entry in entries:
            if entry.name in ("name", "id") and entry.source:
                arg.name = self.values.of_source(entry.source, member.path) or arg.name
                casing = "verbatim"
        for entry in entries:
            self._set_arg(arg, entry, casing, kind, member.path)
        arg.placeholder = arg.placeholder or re.sub(r"[-\s]", "_", arg.name).upper()
        if arg.has_default:
            arg.required = False
        command.args.append(arg)

    def _shape(self, arg: Arg, kind: str) -> None:
        """What the field's type alone says."""
        wrappers, inner = unwrap_type(kind)
        arg.repeated = bool({"Vec", "HashSet", "BTreeSet", "VecDeque"} & set(wrappers))
        is_switch = not wrappers and inner in ("bool", "()")
        arg.takes_value = not is_switch
        arg.required = not is_switch and not wrappers
        choices = self.choices.types.get(bare_type(kind))
        if choices is not None:
            arg.choices = tuple(self.choices.of(choices))

    def _set_arg(self, arg: Arg, entry: Entry, casing: str, kind: str, path: str) -> None:
        name, source = entry.name, entry.source
        if name == "long":
            text = self.values.of_source(source, path) if source else renamed(arg.name, casing)
            arg.long[:0] = [text.lstrip("-")] if text else []
        elif name == "short":
            first = renamed(arg.name, casing)[:1]
            text = self.values.of_source(source, path) if source else first
            arg.short[:0] = [text.lstrip("-")] if text else []
        elif name in ("visible_alias", "visible_aliases"):
            arg.long += self._texts(entry, path)
        elif name in ("visible_short_alias", "visible_short_aliases"):
            arg.short += self._texts(entry, path)
        elif name in ("help", "about", "long_help"):
            text = self.values.of_source(source, path) if source else None
            if text and (name != "long_help" or not arg.help):
                arg.help = as_paragraphs(text)
        elif name in ("value_name", "value_names", "placeholder"):
            arg.placeholder = " ".join(self._texts(entry, path)) or arg.placeholder
        elif name.startswith("default_value") and "_if" not in name:
            arg.has_default = True
            arg.default = self._default(entry, kind, path)
        elif name == "env":
            stated = self.values.of_source(source, path) if source else None
            arg.env = stated or ("" if source else renamed(arg.name, "screaming_snake_case"))
        elif name in ("hide", "hidden"):
            arg.hidden = source.strip() != "false"
        elif name == "global":
            arg.shared = source.strip() != "false"
        elif name == "required":
            arg.required = source.strip() != "false"
        elif name in _RELAXED:
            arg.required = False
        else:
            self._set_values(arg, entry, path)

    def _set_values(self, arg: Arg, entry: Entry, path: str) -> None:
        """What says how many values there are, and which."""
        name, source = entry.name, entry.source
        if name == "action":
            action = source.rpartition("::")[2].strip(" )")
            if action in _SWITCHES:
                arg.takes_value = arg.required = False
            elif action in _VALUED:
                arg.takes_value = True
        elif name == "parse" and "from_occurrences" in source:
            arg.takes_value = arg.required = False
        elif name in ("num_args", "number_of_values", "min_values", "max_values"):
            arg.takes_value = source.strip() != "0"
            arg.required = arg.required and not source.strip().startswith("0")
        elif name == "takes_value":
            arg.takes_value = source.strip() != "false"
        elif name in ("possible_values", "value_parser"):
            found = self.values.parsed(source) if source.strip() else None
            choices = tuple(self.values.all_of(found, path))
            arg.choices = choices or arg.choices

    def _texts(self, entry: Entry, path: str) -> list[str]:
        node = self.values.parsed(entry.source) if entry.source.strip() else None
        single = self.values.of(node, path)
        return [single] if single is not None else self.values.all_of(node, path)

    def _default(self, entry: Entry, kind: str, path: str) -> str:
        source = entry.source.strip()
        if not source:
            return self.choices.default_of(kind)
        value = self.values.of_source(source, path)
        if value is not None:
            return value
        if listed := self._texts(entry, path):
            return " ".join(listed)
        variant = re.fullmatch(r"(?:\w+::)*(\w+)::(\w+)", source)
        enum = self.choices.types.get(variant.group(1)) if variant else None
        if variant and enum is not None:
            return self.choices.value_of(enum, variant.group(2))
        return ""
