"""What the task runners' modules share: a named recipe as a fact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.named import purpose_of_recipe
from moxi.facts.model import Evidence, Fact, Task
from moxi.facts.prose import first_sentence, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Purpose

MAX_DESCRIPTION = 100
_SHELL_SAFE = lazy_re(r"[\w:.@/+-]+")


def recipe(
    name: str, command: str, runner: str, evidence: Evidence, *, commands: list[str] | None = None,
    depends: tuple[str, ...] = (), description: str = "", directory: str = "",
) -> Fact[Task] | None:  # fmt: skip
    """The task `name` as `command` runs it; None for one that is private, has a name that cannot
    be typed, or tells neither by its name nor by a description what it does."""
    if name.startswith(("_", ".")) or not _SHELL_SAFE.fullmatch(name) or name in ("help", "list"):
        return None
    description = clean(description)
    purpose = purpose_of_recipe(name, commands or [], depends, description)
    if purpose is None and not description:
        return None
    return task(purpose or "other", command, runner, evidence, description, directory)


def task(
    purpose: Purpose, command: str, runner: str, evidence: Evidence, description: str = "",
    directory: str = "",
) -> Fact[Task]:  # fmt: skip
    """A task as a fact."""
    value = Task(purpose, command, description=description, runner=runner, directory=directory)
    return Fact(value, (evidence,))


def clean(text: str) -> str:
    """A comment or help text as one short phrase, `""` where it is none."""
    text = text.strip()
    if text[:1] in ("'", '"') and text[-1:] == text[:1]:  # an INI file keeps the quotes
        text = text[1:-1]
    line = phrase(first_sentence(text)).strip("#-=*: ")
    if re.search(r"\\0?33|\\e\[|\$[({]|https?://\S+$", line) or len(line) > MAX_DESCRIPTION:
        return ""
    return line if re.search(r"[A-Za-z]{2}", line) else ""


def texts(value: object) -> list[str]:
    """The command texts of a value that may be one, a list of them, or tables that hold them."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        keys = (
            "cmd",
            "shell",
            "run",
            "command",
            "composite",
            "sequence",
            "cmds",
            "script",
            "chain",
        )
        return [text for key in keys for text in texts(value.get(key))]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return []
