"""YAML as data: no tags, no alias bombs, every scalar the text that was written."""

from __future__ import annotations

from typing import Any

import yaml

MAX_NODES = 200_000
MAX_DEPTH = 200
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# `on:` and `3.10` stay as written; only null is told apart. Merge keys are resolved below, since
# PyYAML's own way multiplies nodes without a bound.
_RESOLVERS = {
    first: [item for item in resolvers if item[0] == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


class _Loader(_Base):  # type: ignore[misc]
    """The safe loader, reading scalars as text and a node with a tag as what it stands on."""

    yaml_implicit_resolvers = _RESOLVERS


class _ReanchoringLoader(yaml.SafeLoader):
    """The same, slower, where an anchor is given twice: YAML allows it, libyaml does not."""

    yaml_implicit_resolvers = _RESOLVERS

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if not self.check_event(yaml.AliasEvent):
            event: Any = self.peek_event()  # type: ignore[no-untyped-call]
            self.anchors.pop(getattr(event, "anchor", None), None)
        return super().compose_node(parent, index)


def _untagged(loader: Any, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


def _as_text(loader: Any, node: yaml.Node) -> Any:
    return loader.construct_scalar(node)


for _loader in (_Loader, _ReanchoringLoader):
    _loader.add_multi_constructor("", _untagged)
    for _tag in ("bool", "int", "float", "timestamp", "binary", "merge", "value"):
        _loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _as_text)


def load(text: str) -> Any:
    """The first document of a YAML text as dicts, lists, strings and None.

    Raises yaml.YAMLError, also for what is nested too deep or grows too large by its aliases.
    """
    _bound_depth(text)
    try:
        value = _data(_Loader(text))
    except yaml.composer.ComposerError as error:
        if "duplicate anchor" not in str(error.context):
            raise
        value = _data(_ReanchoringLoader(text))
    except (ValueError, RecursionError, TypeError) as error:
        raise yaml.YAMLError(str(error) or "nested too deep") from error
    return _Plain().value(value, 0)


def _data(loader: Any) -> Any:
    try:
        return loader.get_data() if loader.check_data() else None
    finally:
        loader.dispose()


Location = tuple[str | int, ...]


def load_with_lines(text: str) -> tuple[Any, dict[Location, int], list[Location]]:
    """What `load` gives, the line (1-based) of each key and list item by its way from the top,
    and the keys that stand twice in one mapping. Raises yaml.YAMLError."""
    value = load(text)
    loader = _Loader(text)
    try:
        root = loader.get_node() if loader.check_node() else None
    finally:
        loader.dispose()
    lines: dict[Location, int] = {}
    repeated: list[Location] = []
    pending: list[tuple[yaml.Node, Location]] = [(root, ())] if root else []
    budget = MAX_NODES
    while pending:
        node, where = pending.pop()
        for key, below in _children(node):
            budget -= 1
            if budget < 0 or len(where) > MAX_DEPTH:
                raise yaml.YAMLError("too large once its aliases are resolved")
            at = (*where, key.value if isinstance(key, yaml.Node) else key)
            if at in lines:
                repeated.append(at)
            lines[at] = (key if isinstance(key, yaml.Node) else below).start_mark.line + 1
            pending.append((below, at))
    return value, lines, repeated


def _children(node: yaml.Node) -> list[tuple[Any, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        return [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]
    return list(enumerate(node.value)) if isinstance(node, yaml.SequenceNode) else []


def _bound_depth(text: str) -> None:
    """libyaml's composer recurses in C and overflows its stack; its event stream does not."""
    depth = 0
    for event in yaml.parse(text, Loader=_Base):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise yaml.YAMLError("nested too deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.DocumentEndEvent):
            return


class _Plain:
    """Copies a value with string keys and resolved merges, within a budget of nodes."""

    def __init__(self) -> None:
        self.nodes = 0

    def value(self, value: Any, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise yaml.YAMLError("too large once its aliases are resolved")
        if depth > MAX_DEPTH:
            raise yaml.YAMLError("nested too deep")
        if isinstance(value, dict):
            plain = {str(key): self.value(item, depth + 1) for key, item in value.items()}
            return _merged(plain) if "<<" in plain else plain
        if isinstance(value, (list, tuple, set)):
            return [self.value(item, depth + 1) for item in value]
        return None if value is None else str(value)


def _merged(table: dict[str, Any]) -> dict[str, Any]:
    parts = table.pop("<<")
    merged: dict[str, Any] = {}
    for part in reversed(parts if isinstance(parts, list) else [parts]):
        if isinstance(part, dict):
            merged.update(part)
    return {**merged, **table}
