"""Under which names a project goes, to tell whether a page or a command is about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from moxi.facts.model import Action, Cli, EntryPoint, Import, Package
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

_QUOTED = lazy_re(r"[\"']([^\"']+)[\"']")
_IMPORTED = lazy_re(r"\b(?:import|from|use|crate)\s+(?:\w+\s+as\s+)?([A-Za-z_]\w*)")


@dataclass(frozen=True)
class Identity:
    """The names of one project, each tuple in a fixed order."""

    packages: tuple[str, ...]
    """as registries and the host know it"""
    programs: tuple[str, ...]
    """as its commands are typed"""
    modules: tuple[str, ...]
    """as code imports it"""
    owner: str = ""
    repository: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """All names, normalised."""
        return frozenset(
            name
            for given in (*self.packages, *self.programs, *self.modules, self.repository)
            if (name := normal(given))
        )

    def is_me(self, name: str) -> bool:
        """Whether a package's or image's name is this project's."""
        return normal(name) in self.names

    @cached_property
    def _words(self) -> re.Pattern[str]:
        spellings: dict[str, None] = {}
        for name in (*self.packages, *self.programs, *self.modules, self.repository):
            for spelling in (name, bare(name)):
                if len(spelling) > 1:
                    spellings[spelling] = None
        words = "|".join(re.escape(word) for word in spellings) or r"(?!)"
        return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)

    def mentioned(self, text: str) -> bool:
        """Whether a text names the project."""
        return bool(self._words.search(text)) or any(
            len(name) > 4 and name in normal(text) for name in self.names
        )


def bare(name: str) -> str:
    """`@scope/name`, `github.com/owner/name/v2` → `name`."""
    parts = [part for part in name.split("/") if part]
    if len(parts) > 2 and re.fullmatch(r"v\d+", parts[-1]):
        parts.pop()
    return re.sub(r"\.v\d+$", "", parts[-1]) if parts else ""


def normal(name: str) -> str:
    """A name as registries compare it: lower case, `-` for `_` and spaces, no scope."""
    return re.sub(r"[\s_.]+", "-", bare(name.strip()).lower()).strip("-")


def identify(reader: Reader, known: Facts) -> Identity:
    """The names that the facts found so far give a project."""
    packages: dict[str, None] = {}
    programs: dict[str, None] = {}
    modules: dict[str, None] = {}
    for package in known.all(Package):
        if not package.value.workspace and package.value.name:
            packages[package.value.name] = None
    for action in known.all(Action):
        packages[action.value.name] = None
    for entry in known.all(EntryPoint):
        programs[entry.value.name] = None
    for cli in known.all(Cli):
        programs[cli.value.program.split(" ")[-1]] = None
    for taken in known.all(Import):
        statement = taken.value.statement
        for name in (*_IMPORTED.findall(statement), *_QUOTED.findall(statement)):
            modules[name] = None
    metadata = reader.snapshot.metadata
    return Identity(tuple(packages), tuple(programs), tuple(modules), metadata.owner, metadata.name)
