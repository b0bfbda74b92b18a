"""What the checks ask a repository: what stands where, which words it knows, which programs."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from moxi.facts import extract
from moxi.facts.model import Cli, EntryPoint, Evidence, Package, Value
from moxi.facts.paths import normalise
from moxi.facts.reader import Reader
from moxi.snapshot.model import MODE_SUBMODULE, MODE_SYMLINK
from moxi.verify.nearest import nearest_path
from moxi.verify.words import Words, is_readme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts import Facts
    from moxi.facts.model import Fact
    from moxi.snapshot.model import Snapshot

V = TypeVar("V", bound=Value)

MAX_SUGGESTIONS = 200
"""A search over all paths takes milliseconds; a README of dead links has thousands."""
MAX_PROJECTS = 12
"""Packages of a monorepo whose command lines are read for a check."""


class Repository:
    """A snapshot with its facts, as the checks of one README see it. Never raises."""

    def __init__(self, snapshot: Snapshot, facts: Facts, readme: str = "README.md") -> None:
        self.snapshot = snapshot
        self.facts = facts
        self.tree = snapshot.tree
        self.reader = Reader(snapshot)
        self.readme = readme
        """the README's path in the repository"""
        self.folder = readme.rpartition("/")[0]
        self._meant: dict[str, str] = {}
        self._projects: dict[str, Facts] = {facts.folder: facts}

    # What stands where

    def resolve(self, target: str, base: str | None = None) -> str | None:
        """A relative path from the README's folder (or `base`) as a path of the repository; a
        leading slash means its root. None where it leaves the repository."""
        base = self.folder if base is None else base
        if target.startswith("/"):
            return normalise(target.lstrip("/"))
        return normalise(f"{base}/{target}" if base else target)

    def at(self, path: str) -> Evidence | None:
        """The file or folder at a path, links to folders followed; None where there is none."""
        path = path.rstrip("/")
        if not path or path in self.tree or self.tree.is_folder(path):
            return Evidence(path or ".")
        parts = path.split("/")
        for count in range(1, len(parts)):
            entry = self.tree.get("/".join(parts[:count]))
            if entry is not None and entry.mode == MODE_SUBMODULE:
                return None
            if entry is not None and entry.mode == MODE_SYMLINK:
                return Evidence(path) if self.reader.text(path) else None
        return None

    def in_submodule(self, path: str) -> bool:
        """Whether a path lies in another repository, whose files are not known here."""
        parts = path.split("/")
        return any(
            (entry := self.tree.get("/".join(parts[:count]))) is not None
            and entry.mode in (MODE_SUBMODULE, MODE_SYMLINK)
            for count in range(1, len(parts) + 1)
        )

    def named(self, name: str) -> Evidence | None:
        """A file or folder of this name anywhere, shallow ones first."""
        found = [path for path in self.tree.named(name) if path.endswith(name)]
        return Evidence(found[0]) if found else None

    def ending(self, path: str) -> Evidence | None:
        """A file or folder whose path ends in these whole parts."""
        path = path.strip("/")
        name = path.rpartition("/")[2]
        for found in self.tree.named(name):
            if f"/{found}".endswith(f"/{path}"):
                return Evidence(found)
        return Evidence(self._folders[path]) if path in self._folders else None

    @cached_property
    def _folders(self) -> dict[str, str]:
        """Every tail of a folder's path → that folder."""
        tails: dict[str, str] = {}
        for folder in self.all_folders:
            parts = folder.split("/")
            for start in range(len(parts)):
                tails.setdefault("/".join(parts[start:]), folder)
        return tails

    @cached_property
    def all_folders(self) -> tuple[str, ...]:
        """Every folder, sorted."""
        found: dict[str, None] = {}
        for path in self.tree.paths:
            parent = path.rpartition("/")[0]
            while parent and parent not in found:
                found[parent] = None
                parent = parent.rpartition("/")[0]
        return tuple(sorted(found))

    def meant(self, path: str) -> str:
        """The path of the repository that was probably meant, `""` where none is like it or the
        README has had its share of such searches."""
        if path not in self._meant:
            spent = len(self._meant) >= MAX_SUGGESTIONS
            pool = (*self.tree.paths, *self.all_folders)
            self._meant[path] = "" if spent else nearest_path(path, pool)
        return self._meant[path]

    def any_of(self, *names: str) -> str:
        """The first file of one of these names, anywhere; `""` where there is none."""
        return next((found[0] for name in names if (found := self.tree.named(name))), "")

    def has_suffix(self, *suffixes: str) -> bool:
        """Whether any file ends so."""
        return any(path.endswith(suffixes) for path in self.tree.paths)

    # What it says

    @cached_property
    def words(self) -> Words:
        """Every word of the repository's texts, without the README under check."""
        return Words(self.reader, {self.readme})

    @property
    def projects(self) -> Iterator[Facts]:
        """The facts of the project under check, then of the other packages of the repository,
        each read when it is first asked for."""
        yield self.facts
        folders = dict.fromkeys(fact.folder for fact in self.facts.packages)
        if self.snapshot.scope:
            folders.setdefault("")
        others = [folder for folder in folders if folder != self.facts.folder]
        for folder in others[: MAX_PROJECTS - 1]:
            yield self.project(folder)

    def project(self, folder: str) -> Facts:
        """The facts of the project in one folder."""
        if folder not in self._projects:
            scoped = copy.copy(self.snapshot)
            scoped.scope = folder
            self._projects[folder] = extract(scoped)
        return self._projects[folder]

    def every(self, value_type: type[V]) -> Iterator[Fact[V]]:
        """The facts of one type of all projects, the one under check first."""
        for facts in self.projects:
            yield from facts.all(value_type)

    @cached_property
    def package_names(self) -> dict[str, Fact[Package]]:
        """The names of the repository's own packages, in lower case with `_` and `.` as `-`."""
        return {canonical(fact.value.name): fact for fact in self.facts.packages if fact.value.name}

    @cached_property
    def programs(self) -> dict[str, Evidence]:
        """The repository's own programs by name → where each is stated."""
        found: dict[str, Evidence] = {}
        for entry in self.facts.all(EntryPoint):
            found.setdefault(entry.value.name, entry.evidence[0])
        for cli in self.facts.all(Cli):
            words = cli.value.program.split()
            found.setdefault(
                words[-1] if words[0].startswith("python") else words[0], cli.evidence[0]
            )
        for package in self.facts.packages:  # of the others only what their manifests say
            if "cli" in package.value.roles:
                name = package.value.name.rpartition("/")[2]
                found.setdefault(name, package.evidence[0])
        return found

    def clis(self, name: str = "") -> list[Fact[Cli]]:
        """The command lines of one own program, or of all of the project under check."""
        known = list(self.facts.all(Cli))
        if not name:
            return known
        own = [fact for fact in known if fact.value.program.split()[0] == name]
        own = own or [fact for fact in known if fact.value.program.split()[-1] == name]
        if own:
            return own
        for package in self.facts.packages:
            if package.value.name.rpartition("/")[2] == name and package.folder != self.folder:
                return list(self.project(package.folder).all(Cli))
        return []

    @property
    def slug(self) -> str:
        """`owner/name` in lower case, or empty."""
        data = self.snapshot.metadata
        return f"{data.owner}/{data.name}".lower() if data.owner and data.name else ""

    def is_own_readme(self, path: str) -> bool:
        """Whether a path is the README under check, or a translation of it."""
        return path == self.readme or (is_readme(path) and path.rpartition("/")[0] == self.folder)


def canonical(name: str) -> str:
    """A package name in the form in which registries compare it."""
    return name.lower().replace("_", "-").replace(".", "-")
