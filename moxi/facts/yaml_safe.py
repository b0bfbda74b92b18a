"""YAML as data: no tags, no alias bombs, every scalar the text that was written."""

from __future__ import annotations

from typing import Any

import yaml

MAX_NODES = 200_000
MAX_DEPTH = 200
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """The safe loader, reading scalars as text and a node with a tag as what it stands on."""

    # `on:` and `3.10` stay as written; only null is told apart. Merge keys are resolved below,
    # since PyYAML's own way multiplies nodes without a bound.
    yaml_implicit_resolvers = {  # noqa: RUF012  (PyYAML reads it from the class)
        first: [item for item in resolvers if item[0] == "tag:yaml.org,2002:null"]
        for first, resolvers in _Base.yaml_implicit_resolvers.items()
    }


def _untagged(loader: Any, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


def _as_text(loader: Any, node: yaml.Node) -> Any:
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("", _untagged)
for _tag in ("bool", "int", "float", "timestamp", "binary", "merge", "value"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _as_text)


def load(text: str) -> Any:
    """The first document of a YAML text as dicts, lists, strings and None.

    Raises yaml.YAMLError, also for what is nested too deep or grows too large by its aliases.
    """
    _bound_depth(text)
    loader = _Loader(text)
    try:
        value = loader.get_data() if loader.check_data() else None
    except (ValueError, RecursionError, TypeError) as error:
        raise yaml.YAMLError(str(error) or "nested too deep") from error
    finally:
        loader.dispose()
    return _Plain().value(value, 0)


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
