"""What the tests of JavaScript share: its facts alone, of a fixture or of files in memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from moxi.facts.javascript import JavaScript
from moxi.facts.model import Value
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from moxi.facts.model import Fact, Package
    from moxi.snapshot.model import Snapshot

V = TypeVar("V", bound=Value)
FIXTURES = Path(__file__).parent.parent / "fixtures"
HOST = Metadata(host="github.com", owner="someone", name="thing")


class Found:
    """The package in a folder and its facts."""

    def __init__(self, snapshot: Snapshot, folder: str = "") -> None:
        self.reader = Reader(snapshot)
        ecosystem = JavaScript()
        self.package: Fact[Package] | None = ecosystem.package(self.reader, folder)
        self.facts: list[Fact[Any]] = list(ecosystem.facts(self.reader, folder))

    def all(self, kind: type[V]) -> list[V]:
        """The values of one kind."""
        return [fact.value for fact in self.facts if isinstance(fact.value, kind)]

    def fact(self, kind: type[V], **wanted: object) -> Fact[V]:
        """The one fact whose value has these fields."""
        found = [
            fact
            for fact in self.facts
            if isinstance(fact.value, kind)
            and all(getattr(fact.value, key) == value for key, value in wanted.items())
        ]
        assert len(found) == 1, (wanted, found)
        return found[0]

    def lines(self, kind: type[V], **wanted: object) -> list[str]:
        """Where that fact stands."""
        return [str(evidence) for evidence in self.fact(kind, **wanted).evidence]


def fixture(name: str, folder: str = "") -> Found:
    """A fixture repository, as if its folder were a repository of its own."""
    root = FIXTURES / name
    files = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    return Found(MemorySnapshot(files), folder)


def memory(files: dict[str, str], manifest: dict[str, Any] | None = None) -> Found:
    """Files in memory; `manifest` is the `package.json`, one field on each line."""
    held = dict(files)
    if manifest is not None:
        held["package.json"] = json.dumps(manifest, indent=2)
    return Found(MemorySnapshot(held, metadata=HOST))
