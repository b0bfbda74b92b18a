"""npm, pnpm, Yarn, Bun and Node: scripts of `package.json`, and files that Node runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.paths import is_vendored
from moxi.verify.checks.commands.names import Table, judge_name
from moxi.verify.model import refuted, unknown, verified

if TYPE_CHECKING:
    from moxi.verify.model import Verdict
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

MANAGERS = frozenset(("npm", "pnpm", "yarn", "bun"))
_IMPLIED = {"start": "server.js"}  # `npm start` without a script runs this file
_FOLDER_OPTIONS = ("--prefix", "-C", "--cwd", "--dir")


def judge(typed: Typed, repository: Repository) -> Verdict | None:
    """The verdict on a call of a script, or on an install that needs a manifest."""
    manager = next((word for word in typed.words[:2] if word in MANAGERS), "")
    if not manager or typed.words[0] not in (*MANAGERS, "sudo", "corepack"):
        return None
    if typed.program.startswith("@"):
        return _script(typed.program[1:], typed, repository)
    rest = [word for word in typed.words[1:] if not word.startswith("-")]
    if (manager == "yarn" and not rest) or rest in (["install"], ["ci"], ["i"]):
        if typed.inline or typed.foreign or typed.directory is None:
            return None
        return _needs_manifest(typed, repository)
    return None


def _needs_manifest(typed: Typed, repository: Repository) -> Verdict | None:
    path = f"{typed.directory}/package.json".lstrip("/")
    found = repository.at(path)
    if found:
        return verified(found)
    manifest = repository.any_of("package.json")
    if manifest:
        return unknown(f"it belongs beside {manifest}")
    return refuted("the repository has no package.json")


def _script(name: str, typed: Typed, repository: Repository) -> Verdict | None:
    tables = scripts(repository)
    if re.search(r"[<>{}$*]", name):
        return None
    if not tables:
        if typed.foreign or typed.inline or typed.directory is None:
            return unknown("the repository has no package.json")
        return refuted("the repository has no package.json")
    if not any(name in table.names for table in tables):
        implied = _IMPLIED.get(name)
        if implied and (found := repository.named(implied)):
            return verified(found)
        bare = typed.words[0] in ("yarn", "pnpm", "bun") and typed.words[1:2] != ("run",)
        if bare and ("@" in name or repository.words.anywhere(name)):
            return unknown("a dependency may bring this command")  # it is called in the same way
    return judge_name(name, "script", typed, tables)


def scripts(repository: Repository) -> list[Table]:
    """The scripts of every `package.json` that is not somebody else's."""
    tables: list[Table] = []
    for path in repository.tree.named("package.json"):
        if is_vendored(path):
            continue
        data = repository.reader.json(path)
        declared = data.get("scripts")
        names = declared if isinstance(declared, dict) else {}
        table = Table(path, path.rpartition("/")[0], complete=bool(data))
        for name in names:
            table.names[name] = repository.reader.find(path, '"scripts"', f'"{name}"')
        tables.append(table)
    return tables
