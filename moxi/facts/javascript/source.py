"""Source files as syntax trees: what they bind, import and call, found without a full walk."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.javascript.entry import source_of
from moxi.facts.javascript.manifest import DECLARATIONS, SUFFIXES
from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise, relative
from moxi.facts.syntax import line_of, node_text, parse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tree_sitter import Node

    from moxi.facts.reader import Reader
    from moxi.facts.syntax import Language

MAX_REACHABLE = 150
MAX_OCCURRENCES = 4_000
_IMPORTED = lazy_re(
    r"""(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*|\bimport\s+)(["'])([.@~\w][^"'\n]*)\1"""
)
_RESOLVED = ("", *(s for s in (".ts", ".tsx", ".js", ".mjs", ".cjs", ".mts", ".cts", ".jsx")),
             ".d.ts", "/index.ts", "/index.tsx", "/index.js", "/index.mjs", "/index.cjs",
             "/index.mts", "/index.jsx")  # fmt: skip
_BUILT_TO_TYPED = {".js": (".ts", ".tsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that a file takes in: `name` of the module, `*` for all of it, or `default`."""

    module: str
    name: str


@dataclass
class Source:
    """One file of JavaScript or TypeScript."""

    path: str
    text: str
    _data: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._data = self.text.encode("utf-8", "replace")

    @cached_property
    def root(self) -> Node:
        """Its syntax tree."""
        return parse(self.language, self.text)

    @property
    def language(self) -> Language:
        """The grammar for it, by its suffix."""
        if self.path.endswith((".ts", ".mts", ".cts")):
            return "typescript"
        return "tsx" if self.path.endswith(".tsx") else "javascript"

    @property
    def fence(self) -> str:
        """The language of a code fence."""
        names = {"typescript": "ts", "tsx": "tsx", "javascript": "js"}
        return "jsx" if self.path.endswith(".jsx") else names[self.language]

    def evidence(self, node: Node) -> Evidence:
        """The line on which a node starts."""
        return Evidence(self.path, line_of(node), line_of(node))

    def lines(self, node: Node) -> Evidence:
        """All lines of a node."""
        return Evidence(self.path, line_of(node), node.end_point[0] + 1)

    def named(self, names: Iterable[str]) -> Iterator[Node]:
        """The identifiers of these names, in source order; comments and strings are left out."""
        pattern = "|".join(re.escape(name) for name in names)
        # A plain text search finds the places, the tree says what stands there.
        found = re.finditer(rf"(?<![\w$])(?:{pattern})(?![\w$])".encode(), self._data)
        for count, match in enumerate(found):
            if count >= MAX_OCCURRENCES:
                return
            node = self.root.descendant_for_byte_range(match.start(), match.end())
            if node and node.end_byte == match.end() and node.type.endswith("identifier"):
                yield node

    def calls(self, names: Iterable[str]) -> Iterator[tuple[str, Node]]:
        """Calls `name(…)` and `x.name(…)` of these names, each with the name, in source order."""
        for node in self.named(names):
            parent = node.parent
            if parent and parent.type == "member_expression":
                if parent.child_by_field_name("property") != node:
                    continue
                node, parent = parent, parent.parent
            if (
                parent
                and parent.type in ("call_expression", "new_expression")
                and node in (parent.child_by_field_name("function"),
                             parent.child_by_field_name("constructor"))
            ):  # fmt: skip
                name = node if node.type != "member_expression" else None
                member = node.child_by_field_name("property") if name is None else name
                yield node_text(member), parent

    @cached_property
    def imports(self) -> dict[str, Imported]:
        """Local name → what it is, for `import` and for `require` at the top of the file."""
        found: dict[str, Imported] = {}
        for node in self.root.children:
            if node.type == "import_statement":
                found.update(_es_imports(node))
            elif node.type in ("lexical_declaration", "variable_declaration"):
                for declarator in node.named_children:
                    found.update(_required(declarator))
        return found

    @cached_property
    def _bindings(self) -> dict[str, Node | None]:
        return {}

    def binding(self, name: str) -> Node | None:
        """What `const name = …` (or a function or class of that name) holds; top level first."""
        if name not in self._bindings:
            self._bindings[name] = self._find_binding(name)
        return self._bindings[name]

    def _find_binding(self, name: str) -> Node | None:
        best: Node | None = None
        for node in self.named((name,)):
            parent = node.parent
            if parent is None or parent.child_by_field_name("name") != node:
                continue
            value: Node | None = None
            if parent.type == "variable_declarator":
                value = parent.child_by_field_name("value")
            elif parent.type in _DECLARED:
                value = parent
            if value is None:
                continue
            if _is_top(parent):
                return value
            best = best or value
        return best


_DECLARED = (
    "function_declaration", "class_declaration", "generator_function_declaration",
    "function_signature", "interface_declaration", "type_alias_declaration", "enum_declaration",
    "abstract_class_declaration",
)  # fmt: skip


def _is_top(node: Node) -> bool:
    parent = node.parent
    while parent and parent.type in (
        "lexical_declaration", "variable_declaration", "export_statement", "ambient_declaration",
    ):  # fmt: skip
        parent = parent.parent
    return parent is None or parent.type == "program"


def _es_imports(statement: Node) -> Iterator[tuple[str, Imported]]:
    module = string_of(statement.child_by_field_name("source"))
    clause = next((c for c in statement.named_children if c.type == "import_clause"), None)
    for node in clause.named_children if clause else ():
        if node.type == "identifier":
            yield node_text(node), Imported(module, "default")
        elif node.type == "namespace_import" and node.named_children:
            yield node_text(node.named_children[0]), Imported(module, "*")
        elif node.type == "named_imports":
            for item in node.named_children:
                name = node_text(item.child_by_field_name("name"))
                alias = node_text(item.child_by_field_name("alias")) or name
                yield alias, Imported(module, name)


def _required(declarator: Node) -> Iterator[tuple[str, Imported]]:
    value, target = declarator.child_by_field_name("value"), declarator.child_by_field_name("name")
    member = ""
    if value and value.type == "member_expression":
        member = node_text(value.child_by_field_name("property"))
        value = value.child_by_field_name("object")
    module = required_module(value)
    if not module or target is None:
        return
    if target.type == "identifier":
        yield node_text(target), Imported(module, member or "*")
    elif target.type == "object_pattern":
        for item in target.named_children:
            if item.type == "shorthand_property_identifier_pattern":
                yield node_text(item), Imported(module, node_text(item))
            elif item.type == "pair_pattern":
                local = node_text(item.child_by_field_name("value"))
                yield local, Imported(module, node_text(item.child_by_field_name("key")))


def required_module(node: Node | None) -> str:
    """`x` of `require("x")`, also where it is called at once: `require("x")(…)`."""
    while node and node.type in ("call_expression", "await_expression"):
        function = node.child_by_field_name("function")
        if function and function.type == "identifier" and node_text(function) == "require":
            arguments = node.child_by_field_name("arguments")
            first = arguments.named_children[0] if arguments and arguments.named_children else None
            return string_of(first)
        node = function
    return ""


def string_of(node: Node | None) -> str:
    """The content of a plain string node, `""` for anything else."""
    if node is None or node.type != "string":
        return ""
    return node_text(node)[1:-1]


class Sources:
    """The files of a package, each parsed at most once, and how they import one another."""

    def __init__(self, reader: Reader, folder: str, name: str = "", entry: str = "") -> None:
        self.reader = reader
        self.folder = folder
        self.own_name = name or "."
        self.own_entry = entry
        self._known: dict[str, Source] = {}

    def get(self, path: str) -> Source:
        """A file; an absent one has no text."""
        if path not in self._known:
            self._known[path] = Source(path, self.reader.text(path))
        return self._known[path]

    def resolve(self, source: Source, module: str) -> str:
        """The path of a relative import; `""` where it is another package or not there."""
        if module.startswith(("@/", "~/")):
            base = f"{self.folder}/src/{module[2:]}".lstrip("/")
            if found := self.locate(normalise(base)):
                return found
            base = f"{self.folder}/{module[2:]}"
        elif module.startswith("."):
            base = source.path.rpartition("/")[0] + "/" + module
        elif module == self.own_name:
            return self.own_entry
        elif module == f"{self.own_name}/package.json":
            base = f"{self.folder}/package.json"
        else:
            return ""
        return self.locate(normalise(base.lstrip("/")))

    def is_own(self, path: str, module: str) -> bool:
        """Whether a relative import in a file leads to the package's main entry or its folder."""
        base = normalise(join(path.rpartition("/")[0], module))
        if base is None:
            return False
        if base == self.folder or not self.own_entry:
            return base == self.folder
        # `../lib` is the folder whose `index.js` the build makes
        return self.own_entry in (self.locate(base), self._built(base))

    def _built(self, base: str) -> str:
        if "/" in relative(base, self.folder) or base in self.reader.tree:
            return ""
        return source_of(self.reader, self.folder, f"{base}/index.js")

    def locate(self, base: str | None) -> str:
        """The file that Node.js or TypeScript would take for a path without its suffix."""
        if base is None:
            return ""
        tree = self.reader.tree
        for built, typed in _BUILT_TO_TYPED.items():
            if base.endswith(built) and base not in tree:
                for suffix in (*typed, ".d" + typed[0]):
                    if (other := base.removesuffix(built) + suffix) in tree:
                        return other
        for suffix in _RESOLVED:
            path = base.rstrip("/") + suffix if base else suffix.lstrip("/")
            entry = tree.get(path)
            if entry and (path.endswith((*SUFFIXES, ".json")) or not suffix):
                return path
        # A thin `bin/cli.js` takes in the built `../dist/cli.js`.
        return source_of(self.reader, self.folder, base) if base.endswith(SUFFIXES) else ""

    def reachable(self, entries: Iterable[str]) -> list[Source]:
        """The files that the entries import, directly or not, in the order of discovery."""
        found: dict[str, None] = {}
        queue = [path for path in entries if path]
        while queue and len(found) < MAX_REACHABLE:
            path = queue.pop(0)
            if path in found or path.endswith((".json", *DECLARATIONS)):
                continue
            found[path] = None
            source = self.get(path)
            for match in _IMPORTED.finditer(source.text):
                target = self.resolve(source, match[2])
                if target and target not in found:
                    queue.append(target)
        return [self.get(path) for path in found]
