"""Environment variables in struct tags: `Port int `env:"PORT" envDefault:"8080"``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.go import expressions, literals, tags
from moxi.facts.go.gomod import without_major
from moxi.facts.go.source import joined_comment
from moxi.facts.go.values import Object, Place, Scope, as_text
from moxi.facts.prose import first_sentence, phrase
from moxi.facts.syntax import node_text, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.module import GoPackage
    from moxi.facts.go.source import Source
    from moxi.facts.model import Evidence

MAX_DEPTH = 6
Variable = tuple[str, str, str, bool, "Evidence"]
"""name, default, meaning, required, where"""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one library writes its tags."""

    key: str
    default: str = ""
    prefix: str = ""
    """the tag of a nested struct that goes before the names of its fields"""
    calls: tuple[str, ...] = ()
    """functions whose first argument goes before all names"""
    option: str = ""
    """the field of an options literal that does"""
    joined: str = ""
    """what stands between such a prefix and a name"""
    untagged: bool = False
    """fields without a tag are read by their own name"""


_DIALECTS = {
    "github.com/caarlos0/env": Dialect("env", "envDefault", "envPrefix", option="Prefix"),
    "github.com/kelseyhightower/envconfig": Dialect(
        "envconfig", "default", calls=("Process", "MustProcess"), joined="_", untagged=True
    ),
    "github.com/sethvargo/go-envconfig": Dialect("env", calls=("PrefixLookuper",)),
    "github.com/ilyakaznacheev/cleanenv": Dialect("env", "env-default", "env-prefix"),
    "github.com/joeshaw/envdecode": Dialect("env"),
    "github.com/jinzhu/configor": Dialect("env", "default"),
}


def tagged_variables(interpreter: Interpreter, packages: list[GoPackage]) -> Iterator[Variable]:
    """The variables of all structs that such a library fills; none where a prefix is not known."""
    for library, dialect in _DIALECTS.items():
        using = [p for p in packages if any(without_major(i) == library for i in p.imports)]
        if not using:
            continue
        prefix = _common_prefix(interpreter, using, library, dialect)
        if prefix is None:
            continue
        candidates = packages if not dialect.untagged else using
        yield from Structs(interpreter, dialect, prefix).variables(candidates)
        return


def _common_prefix(
    interpreter: Interpreter, packages: list[GoPackage], library: str, dialect: Dialect
) -> str | None:
    """The one prefix that all calls give, None where they differ or it is not known."""
    found: set[str | None] = set()
    for package in packages:
        for source in package.sources:
            alias = next((a for a, p in source.imports.items() if without_major(p) == library), "")
            place = Place(source, package, Scope())
            for name in dialect.calls if alias else ():
                for call in source.calls(f"{alias}.{name}"):
                    arguments = call.child_by_field_name("arguments")
                    first = arguments.named_children[0] if arguments is not None else None
                    value = expressions.evaluate(interpreter, first, place) if first else None
                    found.add(value if isinstance(value, str) else None)
            if alias and dialect.option and f"{alias}.Options{{" in source.text:
                found.add(_option(interpreter, source, place, dialect.option))
    found = found or {""}
    if len(found) != 1 or None in found:
        return None
    prefix = as_text(found.pop())
    return f"{prefix.upper()}{dialect.joined}" if prefix and dialect.joined else prefix


def _option(interpreter: Interpreter, source: Source, place: Place, name: str) -> str | None:
    for element in walk(source.root, "keyed_element"):
        key, value = element.named_children[0], element.named_children[-1]
        if node_text(key) == name and value.named_children:
            text = expressions.evaluate(interpreter, value.named_children[0], place)
            return text if isinstance(text, str) else None
    return ""


class Structs:
    """A walk through struct types, the outer ones first."""

    def __init__(self, interpreter: Interpreter, dialect: Dialect, prefix: str) -> None:
        self.interpreter = interpreter
        self.dialect = dialect
        self.prefix = prefix

    def variables(self, packages: list[GoPackage]) -> Iterator[Variable]:
        """The variables of every struct that is no part of another one."""
        mark = f'{self.dialect.key}:"'
        roots: dict[int, tuple[Node, Place]] = {}
        inner: set[int] = set()
        for package in packages:
            for source in package.sources:
                if mark not in source.text and not self.dialect.untagged:
                    continue
                place = Place(source, package, Scope())
                for struct in walk(source.root, "struct_type"):
                    roots.setdefault(struct.id, (struct, place))
                    for item in tags.fields(struct, place):
                        if (nested := self._struct(item)) is not None:
                            inner.add(nested[0].id)
        for key, (struct, place) in roots.items():
            if key not in inner and (not self.dialect.untagged or mark in node_text(struct)):
                yield from self._fields(struct, place, self.prefix, 0)

    def _struct(self, item: tags.Field) -> tuple[Node, Place] | None:
        value = literals.zero(self.interpreter, item.kind, item.place)
        return value.struct if isinstance(value, Object) else None

    def _fields(self, struct: Node, place: Place, prefix: str, depth: int) -> Iterator[Variable]:
        comments = {node.start_point[0]: node for node in walk(struct, "comment")}
        lines = place.source.text.split("\n")
        for item in tags.fields(struct, place) if depth < MAX_DEPTH else ():
            words = item.get(self.dialect.key).split(",")
            nested = self._struct(item)
            if nested is not None and not words[0]:
                added = next((w[7:] for w in words if w.startswith("prefix=")), "")
                added = added or (item.get(self.dialect.prefix) if self.dialect.prefix else "")
                if self.dialect.untagged and item.name:
                    added = f"{item.name.upper()}_"
                yield from self._fields(*nested, prefix + added, depth + 1)
            elif name := self._name(item, words[0].strip()):
                told = _comment(comments, item, lines)
                yield self._variable(item, prefix + name, words[1:], told)

    def _name(self, item: tags.Field, tagged: str) -> str:
        if not self.dialect.untagged:
            return tagged if tagged != "-" else ""
        if item.get("ignored") == "true" or not item.name[:1].isupper():
            return ""
        if tagged:
            return tagged.upper()
        split = item.get("split_words") == "true"
        return tags.dashed(item.name).replace("-", "_").upper() if split else item.name.upper()

    def _variable(self, item: tags.Field, name: str, words: list[str], comment: str) -> Variable:
        extras = [word.strip() for word in words]
        default = item.get(self.dialect.default) if self.dialect.default else ""
        default = default or next((w[8:] for w in extras if w.startswith("default=")), "")
        required = (
            "required" in extras
            or "notEmpty" in extras
            or item.get("required") in ("true", "yes")
            or item.get("env-required") == "true"
        )
        told = item.get("desc") or item.get("env-description") or comment
        return name, default, phrase(told), required, item.evidence


def _comment(comments: dict[int, Node], item: tags.Field, lines: list[str]) -> str:
    row = item.evidence.line_start - 1
    if row in comments:
        return node_text(comments[row]).lstrip("/ ").strip()
    if row - 1 in comments:
        chosen = [
            comments[number]
            for number in sorted(comments)
            if number < row and lines[number].lstrip().startswith(("//", "/*"))
        ]
        sentence = first_sentence(joined_comment(chosen, row + 1)[0])
        lead = re.match(rf"^{re.escape(item.name)}\s+(?:is\s+)?", sentence)
        return sentence[lead.end() :] if lead else sentence
    return ""
