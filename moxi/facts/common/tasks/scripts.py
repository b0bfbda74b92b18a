"""Scripts for developers (`scripts/test`, `script/lint.sh`) and the hooks of pre-commit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.named import purpose_of_file
from moxi.facts.common.purpose import base_name
from moxi.facts.common.tasks.found import task
from moxi.facts.docker.dockerfile import is_run_in_image
from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.patterns import lazy_re
from moxi.snapshot.model import MODE_EXECUTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Task
    from moxi.facts.reader import Reader

_FOLDERS = ("script", "scripts", "bin", "hack", "dev", "tools", "")
_NAME = lazy_re(
    r"(run[-_]?)?(tests?|lint|format|fmt|check|checks|build|docs?|typecheck|bench|benchmark"
    r"|bootstrap|setup|install|server|coverage)([-_](all|local|dev|unit|tests?))?",
)


def tasks(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    """Well-named shell scripts that need no argument, then pre-commit."""
    for name in _FOLDERS:
        for path in reader.tree.files(join(folder, name) if name else folder):
            fact = _script(reader, path, folder, name)
            if fact:
                yield fact
    yield from _pre_commit(reader, folder)


def _script(reader: Reader, path: str, folder: str, parent: str) -> Fact[Task] | None:
    file_name = path.rpartition("/")[2]
    if not _NAME.fullmatch(base_name(path)) or file_name.endswith((".py", ".js", ".ts", ".bat")):
        return None
    if parent in ("bin", "") and not file_name.endswith(".sh") and parent != "bin":
        return None
    text = reader.text(path)
    if not re.match(r"#!.*\b(ba|z|da)?sh\b", text) or re.search(r"\$(1|\{1\})(?!\d)", text):
        return None
    purpose = purpose_of_file(reader, path)
    if purpose is None or purpose == "release" or is_run_in_image(reader, path):
        return None
    entry = reader.tree.get(path)
    inside = path[len(folder) :].lstrip("/")
    executable = entry is not None and entry.mode == MODE_EXECUTABLE
    shown = f"./{inside}" if inside.endswith(".sh") or not parent else inside
    command = shown if executable else f"bash {inside}"
    return task(purpose, command, "script", Evidence(path), directory=folder)


def _pre_commit(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    for name in (".pre-commit-config.yaml", ".pre-commit-config.yml"):
        path = join(folder, name)
        if path in reader.tree and isinstance(reader.yaml(path).get("repos"), list):
            place = reader.find(path, "repos:")
            hooks = "Install the Git hooks"
            yield task("setup", "pre-commit install", "pre-commit", place, hooks, folder)
            yield task("lint", "pre-commit run --all-files", "pre-commit", place, directory=folder)
            return
