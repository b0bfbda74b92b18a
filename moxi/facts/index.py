"""`Facts`: an index over all facts of one project, and what could not be read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from moxi.facts.model import Package, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from moxi.facts.model import Fact, Problem

V = TypeVar("V", bound=Value)


class Facts:
    """All facts about the project in `folder`, in a fixed order: the leading ecosystem first."""

    def __init__(
        self,
        facts: Iterable[Fact[Any]] = (),
        *,
        folder: str = "",
        packages: Iterable[Fact[Package]] = (),
        problems: Iterable[Problem] = (),
    ) -> None:
        self.folder = folder
        self.packages = tuple(packages)
        """every project of the repository, this one's first"""
        self.problems = tuple(problems)
        self._facts: list[Fact[Any]] = []
        self._by_type: defaultdict[type[Value], list[Fact[Any]]] = defaultdict(list)
        for fact in facts:
            self._facts.append(fact)
            self._by_type[type(fact.value)].append(fact)

    def __iter__(self) -> Iterator[Fact[Any]]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def all(self, value_type: type[V]) -> tuple[Fact[V], ...]:
        """All facts of one type."""
        return tuple(self._by_type[value_type])

    def first(self, value_type: type[V]) -> Fact[V] | None:
        """The leading fact of one type."""
        found = self._by_type[value_type]
        return found[0] if found else None

    @property
    def package(self) -> Fact[Package] | None:
        """The project that leads."""
        return self.first(Package)
