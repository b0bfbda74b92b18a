"""A real package as a test sees it: its checkout, its facts and its draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from moxi.config import load
from moxi.draft import draft
from moxi.facts import Facts, extract
from moxi.facts.model import Cli, Option, Task, Value
from moxi.snapshot.local import LocalSnapshot

if TYPE_CHECKING:
    from pathlib import Path

    from moxi.draft import Draft

V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Drafted:
    """One package, drafted in this process as the command does it."""

    folder: Path
    facts: Facts
    draft: Draft

    @classmethod
    def at(cls, folder: Path) -> Drafted:
        snapshot = LocalSnapshot.open(folder)
        facts = extract(snapshot)
        return cls(folder, facts, draft(facts, snapshot, load(snapshot)))

    @property
    def markdown(self) -> str:
        return self.draft.markdown

    @property
    def description(self) -> str:
        """The first paragraph below the title and the badges."""
        return self.section("").split("\n\n")[0]

    @property
    def runtime(self) -> str:
        """The sentence on what must be there first, or ""."""
        lines = self.section("Install").splitlines()
        return next((line for line in lines if line.startswith("Requires ")), "")

    def section(self, heading: str) -> str:
        """The body below `## heading`; for "" what stands above the first one. "" if absent."""
        parts = f"\n{self.markdown}".split("\n## ")
        if not heading:
            blocks = parts[0].strip().split("\n\n")[1:]
            return "\n\n".join(block for block in blocks if not block.startswith("[!["))
        found = (part for part in parts[1:] if part.partition("\n")[0] == heading)
        return next(found, "").partition("\n")[2].strip()

    def commands(self, heading: str) -> list[str]:
        """The lines of a section's shell blocks, without the comment beside each."""
        found: list[str] = []
        for block in f"\n{self.section(heading)}".split("\n```sh\n")[1:]:
            for line in block.partition("\n```")[0].splitlines():
                found.append(line.partition("  # ")[0].strip())
        return found

    def values(self, value_type: type[V]) -> list[V]:
        return [fact.value for fact in self.facts.all(value_type)]

    def program(self, name: str) -> Cli:
        """The command line of one program."""
        return next(cli for cli in self.values(Cli) if cli.program == name)

    @property
    def tasks(self) -> dict[str, str]:
        """What its developers run, and for what."""
        return {task.command: task.purpose for task in self.values(Task)}


def flags(program: Cli, command: str = "") -> dict[str, Option]:
    """The options of a program, or of one of its commands, by their last flag."""
    options = program.options
    if command:
        options = next(sub.options for sub in program.subcommands if sub.name == command)
    return {option.flags[-1]: option for option in options}
