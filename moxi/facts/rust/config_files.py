"""Configuration files that a program opens, and what an example of one says of its keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.model import ConfigFile, Evidence, Fact
from moxi.facts.rust.config_home import IN_HOME, config_home, confy_files
from moxi.facts.rust.config_types import type_settings
from moxi.facts.rust.example_config import example_settings
from moxi.facts.rust.key_bindings import key_bindings
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources
    from moxi.facts.rust.values import Values

_CONFIG = lazy_re(r"\.?[\w.-]*(?:\.toml|\.ya?ml|\.json5?|\.ron|\.kdl|\.ini|\.conf|rc|ignore)")
_READERS = lazy_re(
    r"\b(?:join|new|from|load|open|read_to_string|with_name|add_source|find_config_file|place_config_file"
    r"|find_up|add_custom_ignore_filename|config_file|exists|is_file|push|get_config)\s*\(\s*&?\""
)
_HOME = lazy_re(
    r"\bconfig_(?:local_)?dir\b|\bconfig_home\b|XDG_CONFIG_HOME|\"[^\"\n]*\.config[/\"]"
)
_EXAMPLES = lazy_re(
    r"(^|/)(config|examples?|samples?|contrib|etc|assets|defaults?)/|example|sample"
)


def config_facts(crate: Crate, sources: Sources, values: Values) -> Iterator[Fact[Any]]:
    """The files and their keys, by a commented example and by the types they are read into."""
    files = list(_configuration_files(crate, sources, values))
    files += confy_files(sources, values)
    yield from files
    yield from example_settings(crate, files)
    yield from type_settings(crate, sources, values, files)
    yield from key_bindings(crate, sources)


def _configuration_files(
    crate: Crate, sources: Sources, values: Values
) -> Iterator[Fact[ConfigFile]]:
    """Files named after the program that its code opens: `.toolrc`, `tool.toml`, `.toolignore`,
    or `config.toml` in a folder of its name."""
    if not crate.binaries:
        return
    own = {binary.name.lower() for binary in crate.binaries} | {crate.name.lower()}
    names = {name.replace("-", sep) for name in own for sep in ("-", "_", "")}
    home = config_home(sources, values, own)
    certain = bool(home) and any(_HOME.search(sources.reader.text(path)) for path in sources.paths)
    seen: set[str] = set()
    called = "|".join(map(re.escape, sorted(names)))
    pattern = re.compile(
        rf'"[./]*(?:[^"\s/]*[^"\s/A-Za-z])?(?:{called})[^"\s/]*"'
        rf'|"(?:[^"\s/]*/)?(?:{called})/[^"\s/]+"|"(?:config|settings)\.\w+"',
        re.I,
    )
    inside = re.compile(rf'"(?:[^"\s]*/)?({called})"\s*\)\s*\.(?:join|push)\s*\(\s*$', re.I)
    for path in sources.paths:
        text = sources.reader.text(path)
        if not pattern.search(text):
            continue
        for node in sources.located(path, pattern, strings=True):
            whole = node_text(node).strip('"')
            folder, _, last = whole.rpartition("/")
            if not _CONFIG.fullmatch(last) or last == "Cargo.toml" or not _is_read(node, text):
                continue
            name, meaning = last, ""
            if folder or last.startswith(("config.", "settings.")):
                parent = inside.search(text[: _offset(text, node)][-120:])
                parent_name = folder.rpartition("/")[2] or (parent.group(1) if parent else home)
                if not parent_name or not (_HOME.search(text) or (certain and not parent)):
                    continue
                name, meaning = f"{parent_name}/{last}", IN_HOME
            if name not in seen:
                seen.add(name)
                evidence = Evidence(path, line_of(node), line_of(node))
                value = ConfigFile(name, meaning, _example_of(last, crate))
                yield Fact(value, (evidence,), crate.folder)


def _offset(text: str, node: Node) -> int:
    """Where a node starts in its text; the syntax tree counts bytes."""
    return len(text.encode()[: node.start_byte].decode(errors="ignore"))


def _is_read(node: Node, text: str) -> bool:
    """Whether a file name is given to a call that finds or reads files, or is a constant."""
    before = text[: _offset(text, node)][-60:]
    if re.search(r"\bjoin\s*\(\s*&?$", before):  # within a macro, where there are no calls
        return True
    current = node.parent
    for _ in range(4):
        if current is None:
            return False
        if current.type in ("const_item", "static_item"):
            return True
        if current.type == "let_declaration":  # one of the names that are tried in turn
            return "config_dir.join(" in text
        if current.type == "call_expression":
            function = node_text(current.child_by_field_name("function"))
            return bool(_READERS.search(f'{function}("'))
        current = current.parent
    return False


def _example_of(name: str, crate: Crate) -> str:
    """An example of a configuration file in the repository."""
    stem, dot, suffix = name.rpartition(".")
    tree = crate.reader.tree
    candidates = (f"{stem}.example{dot}{suffix}", f"{name}.example", f"{stem}.default{dot}{suffix}",
                  f"example{dot}{suffix}", name)  # fmt: skip
    common = stem in ("config", "settings")  # other tools call their files so, too
    for candidate in candidates:
        for path in tree.named(candidate.lstrip(".") if candidate not in tree else candidate):
            if re.search(r"(^|/)(test|themes?/)", path) or (common and not _EXAMPLES.search(path)):
                continue
            return path
    named = re.compile(
        rf"(^|/)(default|example|sample)[-_.]?(config\w*|{re.escape(stem.lstrip('.'))})?"
        rf"{re.escape(dot + suffix)}$|(^|/)(config\w*|{re.escape(stem.lstrip('.'))})"
        rf"[-_.](default|example|sample){re.escape(dot + suffix)}$"
    )
    found = [path for path in tree.under(crate.folder) if named.search(path)]
    found = [path for path in found if not re.search(r"(^|/)(test|themes?/)", path)]
    return min(found, key=lambda path: (path.count("/"), path), default="")
