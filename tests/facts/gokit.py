"""What the tests of Go share: fixtures and repositories in memory, facts by type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from moxi.facts.go import Go
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from moxi.facts.model import Cli, Fact, Option

FIXTURES = Path(__file__).parent.parent / "fixtures"
ORIGIN = Metadata(host="github.com", owner="octo-org", name="tool")


def fixture(name: str) -> list[Fact[Any]]:
    """All Go facts of a fixture, its package first."""
    root = FIXTURES / name
    files = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    metadata = Metadata(host="github.com", owner="octo-org", name=name.replace("_", "-"))
    return facts(files, metadata=metadata)


def facts(
    files: dict[str, str], folder: str = "", *, metadata: Metadata = ORIGIN
) -> list[Fact[Any]]:
    """All Go facts of a repository in memory, its package first."""
    reader = Reader(MemorySnapshot(files, metadata=metadata))
    go = Go()
    package = go.package(reader, folder)
    return [*([package] if package else []), *go.facts(reader, folder)]


def program(main: str, files: dict[str, str] | None = None) -> list[Fact[Any]]:
    """All Go facts of `github.com/octo-org/tool` with this main.go."""
    manifest = "module github.com/octo-org/tool\n\ngo 1.22\n"
    return facts({"go.mod": manifest, "main.go": main, **(files or {})})


def of(found: list[Fact[Any]], kind: type) -> list[Any]:
    """The values of one type."""
    return [fact.value for fact in found if isinstance(fact.value, kind)]


def lines(found: list[Fact[Any]], value: Any) -> list[str]:
    """The evidence of one value, as text."""
    return [str(e) for fact in found if fact.value == value for e in fact.evidence]


def flags(options: tuple[Option, ...]) -> dict[str, Option]:
    """Options by their last, longest spelling."""
    return {option.flags[-1]: option for option in options}


def command(cli: Cli, name: str) -> Any:
    """A subcommand by its full name."""
    return next(one for one in cli.subcommands if one.name == name)
