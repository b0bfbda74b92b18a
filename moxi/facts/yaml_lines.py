"""On which lines the parts of a YAML file stand: evidence that a value by itself cannot give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_EVENTS, MAX_DEPTH = 400_000, 100

Path = tuple[str, ...]
"""the keys, and the positions in lists as digits, from the top of the file"""


class Lines:
    """The first and last line (1-based) of every entry of a mapping and every item of a list."""

    def __init__(self, text: str) -> None:
        self.spans: dict[Path, tuple[int, int]] = {}
        self._lines = text.split("\n")
        self._stack: list[_Open] = []
        try:
            for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
                if count > MAX_EVENTS or isinstance(event, yaml.DocumentEndEvent):
                    break
                if len(self._stack) > MAX_DEPTH:  # deeper than anything that people write
                    break
                self._step(event)
        except (yaml.YAMLError, ValueError):
            pass  # what stands before the error has its lines

    def span(self, *path: str) -> tuple[int, int]:
        """The lines of an entry, or of the nearest one around it that is known; else (0, 0)."""
        while path:
            if path in self.spans:
                return self.spans[path]
            path = path[:-1]
        return (0, 0)

    def _step(self, event: Any) -> None:
        line = min(event.start_mark.line + 1, len(self._lines))
        end = min(event.end_mark.line + 1, len(self._lines))
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            path = self._begin(line)
            is_map = isinstance(event, yaml.MappingStartEvent)
            self._stack.append(_Open(path, is_map, bool(event.flow_style)))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            closed = self._stack.pop()
            # A block has no end of its own: it ends with what stands last in it.
            self._finish(end if closed.flow else closed.last)
        elif isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent)) and self._stack:
            top = self._stack[-1]
            if top.is_map and top.key is None:
                top.key = str(getattr(event, "value", "?"))
                top.line = line
            else:
                self._begin(line)
                self._finish(self._scalar_end(event))

    def _begin(self, line: int) -> Path:
        """The path of a value that starts on a line."""
        if not self._stack:
            return ()
        top = self._stack[-1]
        if not top.is_map:
            top.line = line
            return (*top.path, str(top.index))
        if top.key is None:  # a mapping or a list as a key: nothing to name
            top.key, top.line, top.odd_key = "?", line, True
        return (*top.path, top.key)

    def _finish(self, end: int) -> None:
        """Note the lines of the entry whose value ended."""
        if not self._stack:
            return
        top = self._stack[-1]
        if top.odd_key:
            top.odd_key = False
            return
        name = top.key if top.is_map else str(top.index)
        top.key = None
        top.index += 1
        top.last = max(end, top.line)
        self.spans[*top.path, name or "?"] = (top.line, top.last)

    def _scalar_end(self, event: Any) -> int:
        end: int = min(event.end_mark.line + 1, len(self._lines))
        if event.end_mark.column == 0 and end > event.start_mark.line + 1:
            end -= 1  # a block scalar's mark stands at the line behind it
        while end > event.start_mark.line + 1 and not self._lines[end - 1].strip():
            end -= 1
        return end


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is being read."""

    path: Path
    is_map: bool
    flow: bool
    key: str | None = None
    odd_key: bool = False
    """what is being read is itself a key"""
    line: int = 0
    index: int = 0
    last: int = 0
