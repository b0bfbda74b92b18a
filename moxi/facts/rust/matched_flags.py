"""Flags of a program that takes its arguments apart by hand: the patterns that it matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import Cli, Evidence, Fact, Option
from moxi.facts.rust.literals import literal
from moxi.facts.rust.source import ancestors
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources

MIN_FLAGS = 2
_STRING = lazy_re(r"\"--?[A-Za-z][\w-]*\"")
_LEXOPT = lazy_re(r"\b(?:Long|Short)\s*\(")
_ARGUMENTS = ("env::args", "args_os(", "lexopt")
_FLAG = lazy_re(r"-[A-Za-z]|--[a-z][\w-]+")
_OF_ALL = {"-h", "--help", "-V", "--version"}


def matched_flags(crate: Crate, sources: Sources) -> Iterator[Fact[Cli]]:
    """The flags that the arms of a `match` over the arguments name; what they do is not told."""
    folder = crate.binaries[0].path.rpartition("/")[0]
    options: dict[tuple[str, ...], Option] = {}
    for path in sources.containing(*_ARGUMENTS):
        if not path.startswith(f"{folder}/"):
            continue
        root = sources.root(path)
        for pattern in (_STRING, _LEXOPT):
            for node in sources.located(path, pattern, strings=True):
                arm = next((n for n in ancestors(root, node) if n.type == "match_pattern"), None)
                flags = tuple(_flags(arm)) if arm is not None else ()
                if flags and not _OF_ALL & set(flags):
                    line = Evidence(path, line_of(node), line_of(node))
                    options.setdefault(flags, Option(flags, evidence=line))
    if len(options) >= MIN_FLAGS:
        places = tuple(o.evidence for o in options.values() if o.evidence is not None)
        value = Cli(crate.binaries[0].name, options=tuple(options.values()))
        yield Fact(value, places[:1], crate.folder)


def _flags(pattern: Node) -> Iterator[str]:
    """The flags that one pattern names: strings, or lexopt's `Short('x')` and `Long("y")`."""
    waiting = [pattern]
    while waiting:
        node = waiting.pop(0)
        if node.type == "tuple_struct_pattern":
            kind = node_text(node.child_by_field_name("type"))
            inner = next((literal(c) for c in node.children if literal(c)), "") or ""
            if kind.endswith(("Long", "Short")) and inner:
                yield f"--{inner}" if kind.endswith("Long") else f"-{inner}"
                continue
        text = literal(node) if node.type == "string_literal" else None
        if text and _FLAG.fullmatch(text):
            yield text
        waiting += node.children
