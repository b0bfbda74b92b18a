"""The folder of a program in the user's configuration directory."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import ConfigFile, Evidence, Fact
from moxi.facts.syntax import line_of, node_text
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from moxi.facts.rust.source import Sources
    from moxi.facts.rust.values import Values

IN_HOME = "in the user's configuration directory, such as `~/.config`"
_MADE = lazy_re(r"\b(?:ProjectDirs::from|BaseDirectories::with_prefix|AppDirs::new)\s*\(")
_APP = lazy_re(r"\bapp_name\s*:")
_BELOW = lazy_re(r"\.(?:join|push)\s*\(\s*\"")
_CONFY = lazy_re(r"\bconfy::(?:load|store)\b")


def config_home(sources: Sources, values: Values, own: set[str]) -> str:
    """The folder's name on Linux; `""` where the code names none, or several."""
    found: set[str] = set()
    for path in sources.containing(
        "ProjectDirs::from", "::with_prefix(", "config_dir()", "app_name:", "AppDirs::new"
    ):
        for node in sources.located(path, _MADE):
            given = arguments(node)
            place = 0 if node_text(node).startswith("AppDirs") else -1
            name = values.of(given[place], path) if given else None
            found |= {re.sub(r"\s+", "", name.lower())} if name else set()
        for node in sources.located(path, _APP):
            initializer: Node | None = node
            while initializer is not None and initializer.type != "field_initializer":
                initializer = initializer.parent
            stated = initializer.child_by_field_name("value") if initializer is not None else None
            name = values.of(stated, path)
            found |= {name.lower().replace(" ", "-")} if name else set()
        if "config_dir()" in sources.reader.text(path):
            for node in sources.located(path, _BELOW):
                given = arguments(node)
                name = values.of(given[0], path) if len(given) == 1 else None
                found |= {name} & own if name else set()
    return found.pop() if len(found) == 1 else ""


def confy_files(sources: Sources, values: Values) -> Iterator[Fact[ConfigFile]]:
    """The file that confy keeps for the program: `tool/default-config.toml`."""
    entry = sources.crate.all_dependencies.get("confy")
    features = entry.get("features") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or features:
        return  # another format than TOML may be chosen
    for path in sources.containing("confy::"):
        for node in sources.located(path, _CONFY):
            given = arguments(node)
            folder = values.of(given[0], path) if len(given) >= 2 else None
            if not folder:
                continue
            stated = node_text(given[1])
            name = "default-config" if stated == "None" else values.of(given[1], path)
            if name:
                line = line_of(node)
                value = ConfigFile(f"{folder.lower()}/{name}.toml", IN_HOME)
                yield Fact(value, (Evidence(path, line, line),), sources.crate.folder)
                return


def arguments(node: Node) -> list[Node]:
    """What the call that a node stands in is given."""
    current: Node | None = node
    while current is not None and current.type != "call_expression":
        current = current.parent
    given = current.child_by_field_name("arguments") if current is not None else None
    inside = given.children if given is not None else []
    return [child for child in inside if child.is_named and not child.type.endswith("_comment")]
