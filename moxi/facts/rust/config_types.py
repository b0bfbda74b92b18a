"""The keys of a configuration file, by the serde types that a program reads it into."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Fact, Setting
from moxi.facts.paths import join, normalise
from moxi.facts.rust.casing import renamed
from moxi.facts.rust.choices import bare_type, entries_of, unwrap_type
from moxi.facts.rust.commands import meaning
from moxi.facts.rust.functions import function_around, functions_in, owner_of
from moxi.facts.syntax import node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.model import ConfigFile
    from moxi.facts.rust.attributes import Entry
    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Item, Sources
    from moxi.facts.rust.values import Values

MAX_DEPTH, MAX_KEYS, MAX_MEANING, MAX_CHOICES = 4, 60, 200, 10
_LOADS = lazy_re(
    r"\b(?:toml|toml_edit::de|basic_toml|serde_ya?ml|serde_yml|serde_json|json5|serde_json5|ron|"
    r"ron::de|knuffel|serde_norway)::from_(?:str|slice|reader)\b"
    r"|\bconfy::load\w*|\.(?:try_deserialize|extract)\b"
)
_CALLED = lazy_re(r"config|settings|preferences|options|\bconf", re.IGNORECASE)
_CARRIED = lazy_re(r"include_str!\(\s*\"([^\"\n]*default[^\"\n]*\.toml)\"")
_DEFAULTS = lazy_re(r"\b(\w+)::default\(\)")
_SO_NAMED = lazy_re(r"(?:App|User|Raw)?(?:Config|Settings|Configuration)(?:Values|File|Toml)?")
_NAMES = lazy_re(r"\w+")
_TYPES = {
    "bool": "boolean", "String": "string", "str": "string", "PathBuf": "path",
    "Utf8PathBuf": "path", "char": "character", "f32": "number", "f64": "number", "Url": "URL",
    **dict.fromkeys(("u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize",
                     "NonZeroUsize", "NonZeroU32", "NonZeroU64", "u128", "i128"), "integer"),
}  # fmt: skip
_ZERO = {"boolean": "false", "integer": "0"}
_LISTS = ("Vec", "HashSet", "BTreeSet", "VecDeque", "IndexSet")
_TABLES = lazy_re(r"^(?:\w+::)*(?:HashMap|BTreeMap|IndexMap|FxHashMap)\s*<")


def type_settings(
    crate: Crate, sources: Sources, values: Values, files: list[Fact[ConfigFile]]
) -> Iterator[Fact[Setting]]:
    """The keys of the one type that holds a program's configuration."""
    if not crate.binaries:
        return
    reader = _Types(crate, sources, values)
    root = reader.root() or (reader.named_so() if files else None)
    if root is None:
        return
    names = list(dict.fromkeys(file.value.name for file in files))
    group = f"keys of `{names[0]}`" if len(names) == 1 else "configuration keys"
    found = list(reader.keys(root, "", 0))
    shipped = _shipped(sources)
    if len(found) >= 2:
        for name, kind, default, told, evidence in found[:MAX_KEYS]:
            given, where = shipped.get(name, ("", evidence))
            shown = default or given
            shown = shown if shown.isprintable() else ""  # a glyph of one font is no text
            value = Setting(name, kind, shown, told, group)
            yield Fact(value, tuple(dict.fromkeys((evidence, where))), crate.folder)


def _shipped(sources: Sources) -> dict[str, tuple[str, Evidence]]:
    """The values of the TOML file of defaults that the program carries in it."""
    reader = sources.reader
    for path in sources.containing("include_str!"):
        if match := _CARRIED.search(reader.text(path)):
            file = normalise(join(path.rpartition("/")[0], match[1])) or ""
            return {
                name: (text, reader.find(file, name.rpartition(".")[2]))
                for name, text in _scalars(reader.toml(file), "")
            }
    return {}


def _scalars(table: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _scalars(value, f"{prefix}{key}.")
        elif isinstance(value, bool):
            yield f"{prefix}{key}", str(value).lower()
        elif isinstance(value, (str, int, float)):
            yield f"{prefix}{key}", str(value)


_FOR_CALLERS = lazy_re(r"\b(?:getter|setter|accessor)s?\b|^Don't access\b", re.IGNORECASE)


class _Types:
    """The types of a crate that serde reads."""

    def __init__(self, crate: Crate, sources: Sources, values: Values) -> None:
        self.sources = sources
        self.values = values
        self.by_name: dict[str, Item] = {}
        self._twice: set[str] = set()
        for owner in (sources, *sources.neighbours.values()):
            for path in owner.containing("Deserialize"):
                for item in owner.items(path):
                    if "Deserialize" in item.derives():
                        self._twice |= {item.name} & self.by_name.keys()
                        self.by_name.setdefault(item.name, item)

    def root(self) -> Item | None:
        """The one type of a telling name that a reader of files makes."""
        found: dict[str, Item] = {}
        for owner in (self.sources, *self.sources.neighbours.values()):
            for path in owner.containing("::from_", "confy::load", "try_deserialize", "extract"):
                for node in owner.located(path, _LOADS):
                    for name in _made_by(node, function_around(owner.root(path), node)):
                        item = self._struct(name)
                        if item is not None and _CALLED.search(name):
                            found.setdefault(name, item)
                            break
        used = {
            name
            for item in found.values()
            for name in _NAMES.findall(node_text(item.node.child_by_field_name("body")))
            if name != item.name
        }
        left = [item for name, item in found.items() if name not in used]
        return left[0] if len(left) == 1 else None

    def named_so(self) -> Item | None:
        """The one type that is called the configuration and that no other one holds."""
        found = [item for name in self.by_name if _SO_NAMED.fullmatch(name)
                 and (item := self._struct(name)) is not None]  # fmt: skip
        return found[0] if len(found) == 1 else None

    def _struct(self, kind: str) -> Item | None:
        item = self.by_name.get(bare_type(kind)) if kind not in self._twice else None
        body = item.node.child_by_field_name("body") if item is not None else None
        if item is None or body is None or body.type != "field_declaration_list":
            return None
        names = {entry.name for entry in entries_of(item, ("serde",))}
        return None if names & {"from", "try_from", "transparent", "remote"} else item

    def keys(
        self, item: Item, prefix: str, depth: int
    ) -> Iterator[tuple[str, str, str, str, Evidence]]:
        """Name, type, default, meaning and place of every key below a type."""
        body = item.node.child_by_field_name("body")
        outer = list(entries_of(item, ("serde",)))
        casing = _casing(outer)
        whole = any(entry.name == "default" for entry in outer)
        given = self._default_fields(item) if whole else {}
        for member in self.sources.declared(body, item.path) if body is not None else ():
            if member.node.type != "field_declaration":
                continue
            entries = {entry.name: entry for entry in entries_of(member, ("serde",))}
            if (
                {
                    "skip",
                    "skip_deserializing",
                }
                & entries.keys()
                or member.name.startswith("_")
                or "deprecated" in member.doc.lower()
            ):
                continue
            kind = node_text(member.node.child_by_field_name("type"))
            wrappers, _ = unwrap_type(kind)
            below = self._struct(kind) if not set(wrappers) & set(_LISTS) else None
            name = prefix + (self._renamed(entries, member) or renamed(member.name, casing))
            if "flatten" in entries:
                if below is not None and depth < MAX_DEPTH:
                    yield from self.keys(below, prefix, depth + 1)
                continue
            if below is not None and "deserialize_with" not in entries and "with" not in entries:
                if depth < MAX_DEPTH:
                    yield from self.keys(below, f"{name}.", depth + 1)
                continue
            shown, told = self._shape(kind), meaning(_for_users(member.doc))
            if {"deserialize_with", "with"} & entries.keys():
                shown = ""
            default = given.get(member.name, "")
            if "default" in entries:
                default = self._default(entries["default"], shown, wrappers, item.path)
            elif whole and not given and "Option" not in wrappers and "Default" in item.derives():
                default = _ZERO.get(shown, "")
            told = told if len(told) <= MAX_MEANING else ""
            yield name, shown, default, self._with_choices(told, kind), member.evidence

    def _renamed(self, entries: dict[str, Entry], member: Item) -> str:
        entry = entries.get("rename")
        return self._text(entry, member.path) if entry else ""

    def _text(self, entry: Entry, path: str) -> str:
        source = entry.source
        if not source.startswith('"'):  # `rename(deserialize = "name")`
            inner = {part.name: part for part in entry.entries}.get("deserialize")
            source = inner.source if inner else ""
        return self.values.of_source(source, path) or "" if source else ""

    def _shape(self, kind: str) -> str:
        """A field's type as a user sees it, `""` where it is one of the program's own."""
        wrappers, inner = unwrap_type(kind)
        if set(wrappers) & set(_LISTS):
            return "list"
        return "table" if _TABLES.match(inner) else _TYPES.get(inner.rpartition("::")[2], "")

    def _with_choices(self, told: str, kind: str) -> str:
        """The meaning, with the values that a type of plain names admits."""
        enum = self.by_name.get(bare_type(kind))
        body = enum.node.child_by_field_name("body") if enum is not None else None
        if enum is None or body is None or enum.node.type != "enum_item":
            return told
        if bare_type(kind) in self._twice:
            return told
        outer = list(entries_of(enum, ("serde",)))
        if {entry.name for entry in outer} - {"rename_all"}:
            return told
        names: list[str] = []
        for member in self.sources.declared(body, enum.path):
            entries = {entry.name: entry for entry in entries_of(member, ("serde",))}
            if member.node.child_by_field_name("body") is not None or "other" in entries:
                return told
            if "skip" not in entries:
                own = self._renamed(entries, member)
                names.append(own or renamed(member.name, _casing(outer)))
        if not 2 <= len(names) <= MAX_CHOICES:
            return told
        said = f"one of {', '.join(f'`{name}`' for name in names)}"
        return f"{told}; {said}" if told else said

    def _default(self, entry: Entry, shown: str, wrappers: list[str], path: str) -> str:
        """What stands in for a key that is left out."""
        called = self._text(entry, path) if entry.source else ""
        if not called:
            return "" if "Option" in wrappers else _ZERO.get(shown, "")
        owner, _, name = called.rpartition("::")
        found = [
            (function, where)
            for where in self.sources.containing(f"fn {name}")
            for function in functions_in(self.sources.root(where))
            if node_text(function.child_by_field_name("name")) == name
            and (not owner[:1].isupper() or owner_of(function) == owner)
        ]
        near = [pair for pair in found if pair[1] == path] or found
        return self.values.of(_result(near[0][0]), near[0][1]) or "" if len(near) == 1 else ""

    def _default_fields(self, item: Item) -> dict[str, str]:
        """The values that `impl Default` gives the fields of a type."""
        for function in functions_in(self.sources.root(item.path)):
            if node_text(function.child_by_field_name("name")) != "default":
                continue
            made = _result(function)
            if owner_of(function) != item.name or made is None:
                continue
            fields = made.child_by_field_name("body") if made.type == "struct_expression" else None
            return {
                node_text(child.child_by_field_name("field")): text
                for child in (fields.children if fields is not None else ())
                if child.type == "field_initializer"
                and (text := self.values.of(child.child_by_field_name("value"), item.path))
            }
        return {}


def _made_by(node: Node, function: Node | None) -> Iterator[str]:
    """The types that a call in a function may make, the surest first: what it names, what its
    `let` is declared as, what its function returns."""
    current: Node | None = node
    for _ in range(12):
        if current is None or current == function:
            break
        if current.type == "generic_function":
            yield from _NAMES.findall(node_text(current.child_by_field_name("type_arguments")))
        if current.type == "let_declaration":
            yield from _NAMES.findall(node_text(current.child_by_field_name("type")))
            yield from _DEFAULTS.findall(node_text(current.child_by_field_name("value")))
        current = current.parent
    if function is not None:
        returned = node_text(function.child_by_field_name("return_type"))
        for name in _NAMES.findall(returned):
            yield owner_of(function) if name == "Self" else name


def _result(function: Node) -> Node | None:
    """The expression that ends a function which does nothing else."""
    body = function.child_by_field_name("body")
    inner = [
        child
        for child in (body.children if body is not None else ())
        if child.is_named and child.type not in ("line_comment", "block_comment")
    ]
    return inner[0] if len(inner) == 1 else None


def _casing(outer: list[Entry]) -> str:
    """How serde spells the names below a type; as they stand where nothing is said."""
    for entry in outer:
        if entry.name == "rename_all":
            text = entry.source.strip('"')
            return re.sub(r"[\s-]", "_", text) if text.isidentifier() or "-" in text else "verbatim"
    return "verbatim"


def _for_users(doc: str) -> str:
    """What a field's documentation says to who writes the file, not to who reads the field."""
    paragraphs = [one for one in doc.split("\n\n") if not _FOR_CALLERS.search(one)]
    return re.sub(r"\\$", "", "\n\n".join(paragraphs), flags=re.MULTILINE)  # a hard line break
