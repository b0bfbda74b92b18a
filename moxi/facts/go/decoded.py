"""Settings that are fields of a struct: of the one that a configuration file is decoded into, and
of those by which the users of a library say what they want."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.go import literals
from moxi.facts.go.comments import described
from moxi.facts.go.gomod import without_major
from moxi.facts.go.source import argument_of, joined_comment
from moxi.facts.go.tags import fields
from moxi.facts.go.values import Object, Place, Scope
from moxi.facts.help_text import read_notes
from moxi.facts.model import Fact, Setting
from moxi.facts.prose import first_sentence, phrase
from moxi.facts.syntax import line_of, node_text, walk
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.environment import Environment
    from moxi.facts.go.module import GoPackage
    from moxi.facts.go.source import Source
    from moxi.facts.go.tags import Field

MAX_SETTINGS, MAX_DEPTH, MIN_SETTINGS = 60, 4, 2
_LIBRARIES = {
    "gopkg.in/yaml.v3": "yaml",
    "gopkg.in/yaml.v2": "yaml",
    "go.yaml.in/yaml": "yaml",
    "github.com/goccy/go-yaml": "yaml",
    "github.com/BurntSushi/toml": "toml",
    "github.com/pelletier/go-toml": "toml",
    "encoding/json": "json",
}
_DECODES = lazy_re(r"\.(?:Unmarshal(?:Strict)?|DecodeFile|Decode)\(")
_CONFIG = lazy_re(r"^\w*(?:[Cc]onf(?:ig(?:uration)?)?(?:File|YAML|TOML)?|[Ss]ettings)$")
_NAMED = lazy_re(r"[Cc]onf|[Ss]ettings")
_PLAIN = lazy_re(r"^\*?(?:string|bool|u?int(?:8|16|32|64)?|float(?:32|64)|time\.Duration)$")


def decoded_settings(
    search: Environment, packages: list[GoPackage], group: str
) -> Iterator[Fact[Setting]]:
    """The keys that the one struct holds into which the program decodes a configuration file."""
    roots: dict[tuple[str, str], tuple[str, Node, Place]] = {}
    json = group.endswith(".json")
    for package in packages:
        for source in package.sources:
            for key, kind in _targets(source, json) if _NAMED.search(source.text) else ():
                found = package.type(kind)
                struct = found[1].child_by_field_name("type") if found else None
                if found and struct is not None and struct.type == "struct_type":
                    place = Place(found[0], package, Scope())
                    roots[package.folder, kind] = (key, struct, place)
    if len(roots) != 1:
        return
    ((key, struct, place),) = roots.values()
    settings = list(_read(search, key, struct, place, "", group, 0))[:MAX_SETTINGS]
    if len(settings) >= MIN_SETTINGS:
        yield from settings


def _targets(source: Source, json: bool) -> Iterator[tuple[str, str]]:
    """The tag and the name of each type of a configuration that a file's code decodes into."""
    if not _DECODES.search(source.text):
        return
    known = {
        alias: _LIBRARIES[bare]
        for alias, path in source.imports.items()
        if (bare := path if path in _LIBRARIES else without_major(path)) in _LIBRARIES
        and (json or bare != "encoding/json")
    }
    for call in walk(source.root, "call_expression") if known else ():
        written = node_text(call.child_by_field_name("function"))
        if not _DECODES.search(f"{written}("):
            continue
        key = known.get(re.split(r"\W", written, maxsplit=1)[0])
        arguments = call.child_by_field_name("arguments")
        count = arguments.named_child_count if arguments is not None else 0
        target = argument_of(call, count - 1)
        if key is None and len(set(known.values())) == 1 and written.endswith(".Decode"):
            key = next(iter(known.values()))  # a decoder that was made of a reader
        if key and target is not None and (kind := _type_of(target)):
            yield key, kind


def _type_of(target: Node) -> str:
    """The type of the variable that a call decodes into, where its name is a configuration's."""
    name = re.escape(node_text(target).lstrip("&"))
    function = target
    while function.parent is not None and function.type not in _FUNCTIONS:
        function = function.parent
    made = re.search(
        rf"\bvar {name} \*?(\w+)\b|\b{name}(?:, \w+)? :?= (?:&|new\()?([A-Za-z]\w*)[{{)]"
        rf"|[(,]\s*{name} \*(\w+)\b",
        node_text(function),
    )
    kind = next(filter(None, made.groups()), "") if made else ""
    return kind if _CONFIG.match(kind) else ""


_FUNCTIONS = ("function_declaration", "method_declaration")


def _read(
    search: Environment,
    key: str,
    struct: Node,
    place: Place,
    prefix: str,
    group: str,
    depth: int,
) -> Iterator[Fact[Setting]]:
    comments = _comments(struct)
    for item in fields(struct, place) if depth < MAX_DEPTH else ():
        name, _, how = item.get(key).partition(",")
        inline = "inline" in how or "squash" in how or not item.name
        if name == "-" or (not name and not inline):
            continue
        kind, many = _element(item.kind, item.place)
        below = literals.zero(search.interpreter, kind, item.place)
        nested = below.struct if isinstance(below, Object) else None
        if nested is not None:
            inner = prefix if inline else f"{prefix}{name}{many}."
            yield from _read(search, key, *nested, inner, group, depth + 1)
        elif name:
            told = read_notes(_meaning(item, comments))
            plain = item.type.lstrip("*") if _PLAIN.match(item.type) else ""
            default = "" if " " in told.default else told.default
            value = Setting(
                f"{prefix}{name}",
                plain.rpartition(".")[2].lower(),
                default,
                phrase(told.text),
                group,
            )
            yield Fact(value, (item.evidence,))


def _element(kind: Node, place: Place) -> tuple[Node, str]:
    """The type of what a list or a table holds, and how its keys are written below it."""
    many = ""
    for _ in range(MAX_DEPTH):
        while kind.type == "pointer_type" and kind.named_children:
            kind = kind.named_children[0]
        found = place.package.type(node_text(kind)) if kind.type == "type_identifier" else None
        actual = (found[1].child_by_field_name("type") if found else None) or kind
        inner = actual.child_by_field_name("element")
        if actual.type == "map_type":
            inner, many = actual.child_by_field_name("value"), f"{many}.NAME"
        elif actual.type in ("slice_type", "array_type"):
            many += "[]"
        else:
            break
        kind = inner or kind
    return kind, many


def _comments(struct: Node) -> dict[int, str]:
    """The comment above or behind each line of a struct type."""
    found: dict[int, str] = {}
    nodes = [c for part in struct.named_children for c in part.named_children]
    lines = {line_of(node) for node in nodes if node.type == "field_declaration"}
    above: list[Node] = []
    for node in nodes:
        if node.type == "comment" and line_of(node) in lines:
            found[line_of(node)] = node_text(node).lstrip("/ ")
        elif node.type == "comment":
            above.append(node)
        elif text := joined_comment(above, line_of(node))[0]:
            found.setdefault(line_of(node), text)
    return found


def _meaning(item: Field, comments: dict[int, str]) -> str:
    text = first_sentence(comments.get(item.evidence.line_start, ""))
    if re.match(r"(?:todo|fixme|nolint|deprecated|json:|yaml:)", text, re.IGNORECASE):
        return ""
    return "" if text.endswith(":") else described(text, (item.name,))


# Options of a library -------------------------------------------------------------------------

MAX_STRUCTS, MAX_FIELDS, MAX_TYPE = 2, 16, 40
_OPTIONS = lazy_re(r"(?:[A-Z]\w*)?(?:Options?|Config|Settings)$")


def option_fields(package: GoPackage) -> Iterator[Fact[Setting]]:
    """The fields of the structs by which users of a library's package say what they want."""
    shown = 0
    for source in package.sources:
        for name, spec in source.types.items() if "struct {" in source.text else ():
            struct = spec.child_by_field_name("type")
            if struct is None or struct.type != "struct_type" or not _OPTIONS.match(name):
                continue
            place = Place(source, package, Scope())
            found = list(_fields_told(struct, place, name, _paragraphs(spec)))
            if len(found) >= MIN_SETTINGS and shown < MAX_STRUCTS:
                shown += 1
                yield from found[:MAX_FIELDS]


def _paragraphs(spec: Node) -> dict[str, str]:
    """What the comment on a type says of its fields, a paragraph each: `Size is the number …`."""
    above: list[Node] = []
    before = spec.parent.prev_named_sibling if spec.parent is not None else None
    while before is not None and before.type == "comment":
        above.insert(0, before)
        before = before.prev_named_sibling
    text, _ = joined_comment(above, line_of(spec))
    return {part.split(" ")[0]: part for part in text.split("\n\n") if " " in part}


def _fields_told(
    struct: Node, place: Place, name: str, paragraphs: dict[str, str]
) -> Iterator[Fact[Setting]]:
    comments = _comments(struct)
    for item in fields(struct, place):
        if item.name in paragraphs:
            comments.setdefault(item.evidence.line_start, paragraphs[item.name])
        meaning = phrase(_meaning(item, comments)) if item.name[:1].isupper() else ""
        kind = item.type if len(item.type) <= MAX_TYPE and "\n" not in item.type else ""
        if meaning:
            group = f"fields of `{place.package.name}.{name}`"
            yield Fact(Setting(item.name, kind, "", meaning, group), (item.evidence,))
