"""How the database of a JavaScript service is set up: its scripts, and its tools' own commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Task
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.managers import Manager
    from moxi.facts.javascript.manifest import Manifest

_STEPS = (  # in the order in which they are run
    (lazy_re(r"create"), "create the database"),
    (lazy_re(r"migrat|push|deploy"), "create the database tables"),
    (lazy_re(r"setup"), "set up the database"),
    (lazy_re(r"seed"), "seed the database"),
)
_STARTS = lazy_re(r"\b(?:node|nodemon|tsx|nest|next|nuxt|remix-serve)\s+(?!--version)\S")
_WRITES_ONLY = lazy_re(
    r"--create-only\b|\bmigrat(?:e|ion)s?[: ](?:make|generate|create|new|rollback|down|reset)\b"
)


def step(name: str) -> int:
    """Which step of setting a database up a script is."""
    return next((n for n, (word, _) in enumerate(_STEPS) if word.search(name)), 9)


def sets_up(body: str) -> bool:
    """Whether a script leaves the database as the program expects it: `prisma migrate dev
    --create-only` writes a migration and runs none, others make a new one."""
    return not _WRITES_ONLY.search(body)


def step_meaning(name: str) -> str:
    """What a script of this name does with the database."""
    return next((text for word, text in _STEPS if word.search(name)), "")


def migrations(manifest: Manifest, manager: Manager) -> Iterator[Fact[Task]]:
    """The commands of tools whose migrations the repository holds, where no script runs them."""
    bodies = "\n".join(body for body in manifest.scripts.values() if not _STARTS.search(body))
    if not re.search(r"\bprisma (?:migrate|db push)", bodies):
        yield from _prisma(manifest, manager)
    if not re.search(r"\bdrizzle-kit (?:migrate|push)", bodies):
        yield from _drizzle(manifest, manager)


def _prisma(manifest: Manifest, manager: Manager) -> Iterator[Fact[Task]]:
    """Prisma's own command, where the repository holds migrations for it."""
    schema = f"{manifest.folder}/prisma/schema.prisma".lstrip("/")
    reader = manifest.reader
    held = reader.tree.under(schema.rpartition("/")[0] + "/migrations")
    migrations = [path for path in held if path.endswith("/migration.sql")]
    if schema not in reader.tree or not migrations or "prisma" not in manifest.dependencies():
        return
    before = {"npm": "npx", "bun": "bunx"}.get(manager.name, manager.name)
    task = Task("setup", f"{before} prisma migrate deploy", "create the database tables",
                manager.name, directory=manifest.folder)  # fmt: skip
    yield Fact(task, (Evidence(schema), Evidence(migrations[0])))


def _drizzle(manifest: Manifest, manager: Manager) -> Iterator[Fact[Task]]:
    """Drizzle's own command, where the repository holds migrations and the settings for it."""
    reader, folder = manifest.reader, manifest.folder
    journals = [path for path in reader.tree.under(folder) if path.endswith("/meta/_journal.json")]
    settings = [
        path
        for path in reader.tree.files(folder)
        if path.rpartition("/")[2].startswith("drizzle.config.")
    ]
    if journals and settings and "drizzle-kit" in manifest.dependencies():
        before = {"npm": "npx", "bun": "bunx"}.get(manager.name, manager.name)
        task = Task("setup", f"{before} drizzle-kit migrate", "create the database tables",
                    manager.name, directory=folder)  # fmt: skip
        yield Fact(task, (Evidence(settings[0]), Evidence(journals[0])))
