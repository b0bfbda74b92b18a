"""A Cargo package as its manifest states it: inheritance, targets, features, dependencies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise
from moxi.facts.rust.targets import Binary, Library
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MANIFEST = "Cargo.toml"
_UNLESS = lazy_re(
    r"#\[cfg\(\s*not\s*\(\s*(?:any\s*\()?((?:\s*feature\s*=\s*\"[^\"]+\"\s*,?)+)\s*\)?\s*\)\s*\)\]"
    r"\s*compile_error!\s*[({]\s*(?:\"([^\"]*)\")?"
)
_DEPENDENCY_TABLES = ("dependencies", "build-dependencies", "dev-dependencies")


@dataclass(frozen=True, eq=False)
class Crate:
    """One Cargo.toml. A virtual manifest (a workspace without a package) has no `package`."""

    reader: Reader
    folder: str
    table: dict[str, Any]

    @cached_property
    def manifest(self) -> str:
        """The path of the manifest."""
        return join(self.folder, MANIFEST)

    @cached_property
    def package(self) -> dict[str, Any]:
        """The `[package]` table, or `[project]` as it was once called."""
        found = table_of(self.table, "package") or table_of(self.table, "project")
        return found if isinstance(found.get("name"), str) and found["name"].strip() else {}

    @cached_property
    def is_workspace(self) -> bool:
        """Whether the manifest is the root of a workspace."""
        return isinstance(self.table.get("workspace"), dict)

    @cached_property
    def root(self) -> Crate | None:
        """The workspace that this package is a member of, if it is not its own root."""
        if self.is_workspace or not self.folder:
            return None
        named = self.package.get("workspace")
        if isinstance(named, str):
            folder = normalise(join(self.folder, named))
            return load(self.reader, folder) if folder is not None else None
        folder = self.folder
        while folder:
            folder = folder.rpartition("/")[0]
            above = load(self.reader, folder)
            if above and above.is_workspace:
                return above if above.has_member(self.folder) else None
        return None

    def has_member(self, folder: str) -> bool:
        """Whether this workspace does not exclude the package in `folder`."""
        inside = folder[len(self.folder) :].lstrip("/") if self.folder else folder
        excluded = strings(table_of(self.table, "workspace").get("exclude"))
        return not any(
            inside == pattern.rstrip("/") or inside.startswith(pattern.rstrip("/") + "/")
            for pattern in excluded
        )

    def value(self, key: str) -> Any:
        """A field of `[package]`, inherited from the workspace where it says so."""
        found = self.package.get(key)
        if isinstance(found, dict) and found.get("workspace") is True:
            above = self if self.is_workspace else self.root
            if above is None:
                return None
            return table_of(table_of(above.table, "workspace"), "package").get(key)
        return found

    def text(self, key: str) -> str:
        """A text field of `[package]`, `""` where it is absent or of another type."""
        found = self.value(key)
        return found.strip() if isinstance(found, str) else ""

    def evidence(self, key: str) -> tuple[Evidence, ...]:
        """Where a field of `[package]` stands; for an inherited one, both lines."""
        here = self.reader.find(self.manifest, "[package]", key)
        if isinstance(self.package.get(key), dict):
            above = self if self.is_workspace else self.root
            if above is not None:
                there = self.reader.find(above.manifest, "[workspace.package]", key)
                return (there, here)
        return (here,)

    @cached_property
    def name(self) -> str:
        """The package's name, `""` for a virtual manifest."""
        return str(self.package.get("name", "")).strip()

    @cached_property
    def private(self) -> bool:
        """Whether the manifest keeps it off crates.io."""
        publish = self.value("publish")
        if isinstance(publish, list):
            return "crates-io" not in publish
        return publish is False

    @cached_property
    def library(self) -> Library | None:
        """The library target."""
        stated = table_of(self.table, "lib")
        path = stated.get("path")
        own = path if isinstance(path, str) else "src/lib.rs"
        where = normalise(join(self.folder, own))
        if not self.package or where is None or where not in self.reader.tree:
            return None
        name = stated.get("name")
        kinds = strings(stated.get("crate-type") or stated.get("crate_type"))
        macros = True in (stated.get("proc-macro"), stated.get("proc_macro"))
        return Library(
            name if isinstance(name, str) else self.name.replace("-", "_"),
            where,
            tuple(kinds),
            macros or "proc-macro" in kinds,
        )

    @cached_property
    def binaries(self) -> tuple[Binary, ...]:
        """The programs, the main one first."""
        if not self.package:
            return ()
        found: dict[str, Binary] = {}
        for stated in tables(self.table.get("bin")):
            binary = self._stated_binary(stated)
            if binary:
                found.setdefault(binary.name, binary)
        if self.package.get("autobins") is not False:
            taken = {binary.path for binary in found.values()}
            for name, path in self._conventional_binaries():
                if path not in taken:
                    found.setdefault(name, Binary(name, path, (), Evidence(path)))
        main = self.text("default-run")
        order = sorted(
            found.values(),
            key=lambda binary: (
                binary.name != main,
                binary.name != self.name,
                bool(set(binary.features) - self.default_features),
                not binary.path.endswith("main.rs"),
            ),
        )
        return tuple(order)

    def _stated_binary(self, stated: dict[str, Any]) -> Binary | None:
        name = stated.get("name")
        if not isinstance(name, str):
            return None
        path = stated.get("path")
        candidates = (
            [path]
            if isinstance(path, str)
            else [f"src/bin/{name}.rs", f"src/bin/{name}/main.rs", "src/main.rs"]
        )
        for candidate in candidates:
            where = normalise(join(self.folder, candidate))
            if where is not None and where in self.reader.tree:
                needed = tuple(strings(stated.get("required-features")))
                evidence = self.reader.find(self.manifest, "[[bin]]", f'"{name}"')
                return Binary(name, where, needed, evidence)
        return None

    def _conventional_binaries(self) -> Iterator[tuple[str, str]]:
        tree = self.reader.tree
        main = join(self.folder, "src/main.rs")
        if main in tree:
            yield self.name, main
        folder = join(self.folder, "src/bin")
        for path in tree.files(folder):
            if path.endswith(".rs"):
                yield path.rpartition("/")[2][:-3], path
        for below in tree.folders(folder):
            if f"{below}/main.rs" in tree:
                yield below.rpartition("/")[2], f"{below}/main.rs"

    @cached_property
    def dependencies(self) -> dict[str, dict[str, Any]]:
        """Normal dependencies by the registry's name, as tables; those of targets included."""
        return dict(self._dependencies(_DEPENDENCY_TABLES[:1]))

    @cached_property
    def all_dependencies(self) -> dict[str, dict[str, Any]]:
        """Dependencies of every kind by the registry's name."""
        return dict(self._dependencies(_DEPENDENCY_TABLES))

    def _dependencies(self, kinds: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any]]]:
        targets = self.table.get("target")
        owners = [self.table]
        if isinstance(targets, dict):
            owners += [target for target in targets.values() if isinstance(target, dict)]
        above = self if self.is_workspace else self.root
        shared = (
            table_of(table_of(above.table, "workspace"), "dependencies")
            if above is not None
            else {}
        )
        for kind in kinds:
            for owner in owners:
                for key, stated in table_of(owner, kind).items():
                    entry = as_dependency(stated)
                    if entry.get("workspace") is True:
                        entry = {**as_dependency(shared.get(key)), **entry}
                    package = entry.get("package")
                    yield (package if isinstance(package, str) else key), {**entry, "key": key}

    @cached_property
    def features(self) -> dict[str, list[str]]:
        """The `[features]` table."""
        stated = table_of(self.table, "features")
        return {name: strings(parts) for name, parts in stated.items()}

    @cached_property
    def default_features(self) -> frozenset[str]:
        """The features that are on unless switched off, through all levels."""
        found: set[str] = set()
        waiting = ["default"]
        while waiting:
            for part in self.features.get(waiting.pop(), []):
                if part not in found:
                    found.add(part)
                    waiting.append(part)
        return frozenset(found)

    @cached_property
    def needed_features(self) -> tuple[str, ...]:
        """What must be switched on for it to compile: `compile_error!` says so otherwise."""
        found: list[str] = []
        for name in ("build.rs", "src/main.rs", "src/lib.rs"):
            text = self.reader.text(join(self.folder, name))
            for match in _UNLESS.finditer(text) if "compile_error!" in text else ():
                offered = re.findall(r'"([^"]+)"', match.group(1))
                if any(part not in self.features for part in offered):
                    continue
                told = re.search(r"--features[= ]([\w-]+)", match.group(2) or "")
                chosen = told.group(1) if told and told.group(1) in self.features else offered[0]
                if not set(offered) & self.default_features and chosen not in found:
                    found.append(chosen)
        return tuple(found)

    @cached_property
    def repository(self) -> str:
        """The address to clone from: the host's, else the manifest's."""
        url = self.reader.snapshot.metadata.url
        if url:
            return url
        stated = self.text("repository").rstrip("/")
        for marker in ("/tree/", "/blob/", "/-/tree/"):
            stated = stated.partition(marker)[0]
        return stated if stated.startswith(("https://", "http://")) else ""

    @cached_property
    def unpublishable(self) -> bool:
        """A dependency has no version, which the registry refuses, or cannot be there itself."""
        seen = {self.folder}
        waiting: list[Crate] = [self]
        while waiting:
            crate = waiting.pop()
            for entry in crate.dependencies.values():
                if ("path" in entry or "git" in entry) and "version" not in entry:
                    return True
                other = crate.neighbour(entry)
                if other is not None and other.private:
                    return True
                if other is not None and other.folder not in seen:
                    seen.add(other.folder)
                    waiting.append(other)
        return False

    def neighbour(self, entry: dict[str, Any]) -> Crate | None:
        """The package of this repository that a dependency names by its path."""
        path = entry.get("path")
        if not isinstance(path, str):
            return None
        above = self if self.is_workspace else self.root
        shared = above is not None and entry.get("workspace") is True
        base = above.folder if above is not None and shared else self.folder
        folder = normalise(join(base, path))
        other = load(self.reader, folder) if folder is not None else None
        return other if other and other.package and other.folder != self.folder else None


def load(reader: Reader, folder: str) -> Crate | None:
    """The manifest of a folder; None where there is none or it holds neither a package nor a
    workspace."""
    table = reader.toml(join(folder, MANIFEST))
    crate = Crate(reader, folder, table)
    return crate if crate.package or crate.is_workspace else None


def table_of(owner: Any, key: str) -> dict[str, Any]:
    """A table below another, `{}` where there is none."""
    found = owner.get(key) if isinstance(owner, dict) else None
    return found if isinstance(found, dict) else {}


def tables(value: Any) -> list[dict[str, Any]]:
    """The tables of an array of tables."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def strings(value: Any) -> list[str]:
    """The strings of a list, `[]` for anything else."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def as_dependency(stated: Any) -> dict[str, Any]:
    """`"1"` and `{ version = "1" }` alike as a table."""
    if isinstance(stated, str):
        return {"version": stated}
    return stated if isinstance(stated, dict) else {}
