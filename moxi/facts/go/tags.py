"""Command lines that are struct types with tags: kong, go-flags and go-arg."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from moxi.facts.go import expressions, literals
from moxi.facts.go.text import one_line
from moxi.facts.go.values import HOLE, Object, as_items, as_text
from moxi.facts.model import Argument, Cli, Evidence, Option, Subcommand
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.values import Place

_PAIR = lazy_re(r'\s*([^\s":]+):"((?:[^"\\]|\\.)*)"')
_WORDS = lazy_re(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
MAX_DEPTH = 6


def parse_tag(text: str) -> dict[str, list[str]]:
    """The keys and values of a struct tag; a key may stand several times."""
    found: dict[str, list[str]] = {}
    for key, value in _PAIR.findall(text):
        found.setdefault(key, []).append(re.sub(r"\\(.)", r"\1", value.replace("\\n", "\n")))
    return found


def dashed(name: str) -> str:
    """`HTTPPort` → `http-port`."""
    return "-".join(_WORDS.findall(name)).lower()


@dataclass(slots=True)
class Field:
    """A struct's field with its tag."""

    name: str
    """empty for an embedded type"""
    kind: Node
    tag: dict[str, list[str]]
    doc: str
    place: Place
    evidence: Evidence

    def get(self, key: str) -> str:
        """A tag's value."""
        return self.tag[key][0] if key in self.tag else ""

    @property
    def type(self) -> str:
        """The type as written."""
        return node_text(self.kind)


def fields(struct: Node, place: Place) -> Iterator[Field]:
    """The fields of a struct type, with their tags."""
    for declaration in literals.fields_of(struct):
        kind = declaration.child_by_field_name("type")
        if kind is None:
            continue
        tag_node = declaration.child_by_field_name("tag")
        tag = expressions.string_of(tag_node) if tag_node is not None else ""
        line = line_of(declaration)
        names = declaration.children_by_field_name("name")
        for name in [node_text(node) for node in names] or [""]:
            evidence = Evidence(place.source.path, line, line)
            yield Field(name, kind, parse_tag(tag or ""), "", place, evidence)


class Collected:
    """What the fields of one command's struct say."""

    def __init__(self) -> None:
        self.options: list[Option] = []
        self.arguments: list[Argument] = []
        self.subcommands: list[Subcommand] = []


def build(
    interpreter: Interpreter, library: str, parser: Object, readers: dict[str, type[Reader]]
) -> tuple[Cli, Evidence] | None:
    """The command line of a struct that was given to a parser."""
    found = Collected()
    value = parser.extra.get("struct") or parser.fields.get("struct")
    evidence = Evidence(parser.place.source.path, line_of(parser.node), line_of(parser.node))
    reader = readers[library](interpreter)
    name = summary = ""
    if isinstance(value, Object) and value.struct is not None:
        reader.read(*value.struct, found, "", "", 0)
        summary = _method_text(interpreter, value, "Description")
        evidence = Evidence(
            value.struct[1].source.path, line_of(value.struct[0]), line_of(value.struct[0])
        )
    for option in as_items(parser.fields.get("options")):
        if isinstance(option, Object) and option.type == "kong.Name":
            name = as_text(option.fields["value"])
        elif isinstance(option, Object) and option.type == "kong.Description":
            summary = as_text(option.fields["value"])
    for values in parser.extra.get("AddCommand", []):
        _added(reader, values, found)
    if not (found.options or found.subcommands):
        return None
    usage = as_text(parser.fields.get("Usage")) if library == "go-flags" else ""
    usage = usage.strip().partition("\n")[0].rstrip()  # `[type...] [name]` is no end of a sentence
    cli = Cli(
        program=name if re.fullmatch(r"[\w.+-]+", name) else interpreter.program,
        summary=one_line(summary),
        usage=f"{interpreter.program} {usage}" if usage and HOLE not in usage else "",
        options=tuple(found.options),
        arguments=tuple(found.arguments),
        subcommands=tuple(found.subcommands),
    )
    return cli, evidence


def _method_text(interpreter: Interpreter, value: Object, name: str) -> str:
    method = literals.method_of(interpreter, value, name)
    return as_text(interpreter.call(method, [])) if method is not None else ""


def _added(reader: Reader, values: list[Any], found: Collected) -> None:
    """go-flags' `parser.AddCommand("name", "short", "long", &command)`."""
    name = as_text(values[0]) if values else ""
    target = values[3] if len(values) > 3 else None
    if not name:
        return
    below = Collected()
    evidence = None
    if isinstance(target, Object) and target.struct is not None:
        reader.read(*target.struct, below, "", "", 0)
        line = line_of(target.struct[0])
        evidence = Evidence(target.struct[1].source.path, line, line)
    found.subcommands.append(
        Subcommand(
            name,
            one_line(as_text(values[1]) if len(values) > 1 else ""),
            (),
            tuple(below.options),
            tuple(below.arguments),
            evidence,
        )
    )
    found.subcommands += [replace(s, name=f"{name} {s.name}") for s in below.subcommands]


class Reader:
    """How one library reads a struct; see its subclasses."""

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter

    def struct(self, item: Field) -> tuple[Node, Place] | None:
        """The struct type of a field, where this module declares it."""
        value = literals.zero(self.interpreter, item.kind, item.place)
        return value.struct if isinstance(value, Object) else None

    def read(
        self, struct: Node, place: Place, found: Collected, path: str, prefix: str, depth: int
    ) -> None:
        """Collect a struct's fields; `path` is the command's, `prefix` that of its flags."""
        for item in fields(struct, place) if depth < MAX_DEPTH else ():
            if item.name and not item.name[:1].isupper():
                continue
            self.field(item, found, path, prefix, depth)

    def field(self, item: Field, found: Collected, path: str, prefix: str, depth: int) -> None:
        """Collect one field."""
        raise NotImplementedError

    def command(
        self, item: Field, found: Collected, name: str, text: str, aliases: list[str], depth: int
    ) -> None:
        """Collect a field that is a subcommand."""
        below = Collected()
        if (struct := self.struct(item)) is not None:
            self.read(*struct, below, "", "", depth + 1)
        found.subcommands.append(
            Subcommand(
                name,
                one_line(text),
                tuple(alias for alias in aliases if alias),
                tuple(below.options),
                tuple(below.arguments),
                item.evidence,
            )
        )
        found.subcommands += [replace(s, name=f"{name} {s.name}") for s in below.subcommands]
