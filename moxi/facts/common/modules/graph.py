"""Which edges between modules are worth a picture: few, and telling something."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from moxi.facts.model import Evidence

MIN_NODES, MAX_NODES = 3, 12
MIN_EDGES, MAX_EDGES = 3, 14
MAX_SHARE = 0.7
"""of the edges that may start or end at one node: past that a list says it better"""


@dataclass(slots=True)
class Graph:
    """Edges in the order in which they were found, each with the first import that makes it."""

    edges: dict[tuple[str, str], Evidence] = field(default_factory=dict)

    def add(self, source: str, target: str, evidence: Evidence) -> None:
        """Note that `source` imports `target`; the first place counts."""
        if source != target and source and target:
            self.edges.setdefault((source, target), evidence)

    @property
    def nodes(self) -> list[str]:
        """All that imports or is imported."""
        return list(dict.fromkeys(name for edge in self.edges for name in edge))

    def only(self, names: Iterable[str]) -> Graph:
        """The edges between some of the nodes."""
        wanted = set(names)
        return Graph(
            {e: line for e, line in self.edges.items() if e[0] in wanted and e[1] in wanted}
        )

    def without_hubs(self) -> Graph:
        """Without the modules that most others import: their edges tell nothing."""
        nodes = self.nodes
        imported = Counter(target for _, target in self.edges)
        importing = {source for source, _ in self.edges}
        hubs = {n for n in nodes if imported[n] * 2 > len(nodes) and n not in importing}
        return self.only(name for name in nodes if name not in hubs)

    def reduced(self) -> Graph:
        """Without an edge between two nodes that others connect already; `self` with a cycle."""
        if self.in_cycles():
            return self
        return Graph(
            {
                (source, target): line
                for (source, target), line in self.edges.items()
                if not any(
                    target in self._reached(middle)
                    for start, middle in self.edges
                    if start == source and middle != target
                )
            }
        )

    def in_cycles(self) -> list[str]:
        """The nodes that import themselves by way of others."""
        return [node for node in self.nodes if node in self._reached(node)]

    def _reached(self, start: str) -> set[str]:
        found: set[str] = set()
        waiting = [start]
        while waiting:
            node = waiting.pop()
            for source, target in self.edges:
                if source == node and target not in found:
                    found.add(target)
                    waiting.append(target)
        return found

    def tells(self) -> bool:
        """Whether a picture of it says more than a list: neither tiny, nor a star, nor a knot."""
        nodes = self.nodes
        if not MIN_NODES <= len(nodes) <= MAX_NODES:
            return False
        if not MIN_EDGES <= len(self.edges) <= min(MAX_EDGES, 2 * len(nodes)):
            return False
        if 2 * len(self.in_cycles()) > len(nodes):
            return False
        sources = Counter(source for source, _ in self.edges)
        targets = Counter(target for _, target in self.edges)
        most = max(*sources.values(), *targets.values())
        return len(sources) > 1 and len(targets) > 1 and most <= MAX_SHARE * len(self.edges)


def telling(graph: Graph) -> Graph | None:
    """The graph, or as much of it as tells something; None where nothing does."""
    if len(graph.nodes) > 3 * MAX_NODES:
        return None
    for tried in (graph, graph.reduced(), graph.without_hubs()):
        if tried.tells():
            return tried
    return None
