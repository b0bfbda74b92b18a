"""What a developer of a Cargo package runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Purpose, Task
from moxi.facts.paths import is_example, is_vendored, join
from moxi.facts.rust import crate as cargo
from moxi.facts.rust.package import roles
from moxi.facts.rust.workspace import default_members, members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader
    from moxi.facts.rust.crate import Crate

MAX_FILES = 600
_TEST_MARKS = ("#[test]", "#[tokio::test", "#[rstest", "#[cfg(test)]", "::test]", "#[test_case")
_ALIASES: tuple[tuple[str, Purpose], ...] = (
    ("test", "test"), ("nextest", "test"), ("lint", "lint"), ("clippy", "lint"),
    ("format", "format"), ("fmt", "format"), ("docs", "docs"), ("doc", "docs"),
    ("bench", "bench"), ("build", "build"), ("check", "typecheck"),
)  # fmt: skip


def task_facts(crate: Crate) -> Iterator[Fact[Task]]:
    """Build, test, benchmarks, and the aliases of the repository.

    A member leaves them to its workspace when that is what the README is about.
    """
    reader = crate.reader
    workspace = crate if crate.is_workspace else crate.root
    if workspace is not crate and workspace is not None and reader.snapshot.scope != crate.folder:
        return
    both = bool(crate.is_workspace and crate.package and members(crate))
    whole = " --workspace" if both and not default_members(crate) else ""
    if crate.package and crate.needed_features:
        whole += f" --features {','.join(crate.needed_features)}"
    where = reader.find(crate.manifest, "[package]" if crate.package else "[workspace")

    def task(purpose: Purpose, command: str, evidence: Evidence, about: str = "") -> Fact[Task]:
        value = Task(purpose, command, about, "cargo", False, crate.folder)
        return Fact(value, (evidence,), crate.folder)

    if not crate.package or roles(crate):  # an extension module is built by other means
        yield task("build", f"cargo build{whole}", where)
    if tests := _tests(crate):
        yield task("test", f"cargo test{whole}", tests)
    if benches := _benches(crate):
        yield task("bench", f"cargo bench{whole}", benches)
    for name in ("rustfmt.toml", ".rustfmt.toml"):
        if join(crate.folder, name) in reader.tree:
            yield task("format", "cargo fmt", Evidence(join(crate.folder, name)))
            break
    for name in ("clippy.toml", ".clippy.toml"):
        if join(crate.folder, name) in reader.tree:
            yield task("lint", f"cargo clippy{whole}", Evidence(join(crate.folder, name)))
            break
    yield from _aliases(crate)


def _tests(crate: Crate) -> Evidence | None:
    """A test of the package or, of a workspace, of any of its packages."""
    reader = crate.reader
    folder = join(crate.folder, "tests")
    for path in reader.tree.under(folder):
        if path.endswith(".rs"):
            return Evidence(path)
    sources = [
        path
        for path in reader.tree.under(crate.folder)
        if path.endswith(".rs") and not (is_example(path) or is_vendored(path))
    ]
    for path in sources[:MAX_FILES]:
        text = reader.text(path)
        for mark in _TEST_MARKS:
            if mark in text:
                return reader.find(path, mark)
    return None


def _benches(crate: Crate) -> Evidence | None:
    for path in crate.reader.tree.under(join(crate.folder, "benches")):
        if path.endswith(".rs"):
            return Evidence(path)
    if cargo.tables(crate.table.get("bench")):
        return crate.reader.find(crate.manifest, "[[bench]]")
    return None


def _aliases(crate: Crate) -> Iterator[Fact[Task]]:
    """The aliases of `.cargo/config.toml`."""
    reader = crate.reader
    for name in (".cargo/config.toml", ".cargo/config"):
        path = join(crate.folder, name)
        for alias, stated in cargo.table_of(reader.toml(path), "alias").items():
            command = stated if isinstance(stated, str) else " ".join(cargo.strings(stated))
            purpose = _purpose(alias, command)
            if purpose and command:
                where = reader.find(path, "[alias]", alias)
                value = Task(
                    purpose, f"cargo {alias}", f"`cargo {command}`", "cargo", False, crate.folder
                )
                yield Fact(value, (where,), crate.folder)
    if "xtask" in cargo.table_of(reader.toml(join(crate.folder, ".cargo/config.toml")), "alias"):
        yield from _xtask(reader, crate)


def _purpose(alias: str, command: str) -> Purpose | None:
    words = re.split(r"[\s-]+", f"{alias} {command}")
    if alias == "xtask" or "xtask" in command:
        return None
    return next((purpose for word, purpose in _ALIASES if word in words), None)


def _xtask(reader: Reader, crate: Crate) -> Iterator[Fact[Task]]:
    """The commands of an `xtask` package, as the arms of its `match` name them."""
    for path in (join(crate.folder, "xtask/src/main.rs"),):
        for number, line in enumerate(reader.lines(path), 1):
            match = re.match(r'\s*(?:Some\()?"((?:[a-z][a-z-]*))"\)?\s*=>', line)
            purpose = _purpose(match.group(1), "") if match else None
            if match and purpose:
                where = Evidence(path, number, number)
                value = Task(
                    purpose, f"cargo xtask {match.group(1)}", "", "cargo", False, crate.folder
                )
                yield Fact(value, (where,), crate.folder)
