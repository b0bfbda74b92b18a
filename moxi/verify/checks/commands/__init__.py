"""Commands: what a reader types from a checkout, family by family.

verified: the script, target, task, file, module, service or program that a command names is
declared or there. refuted: it is not, in any place of the repository where it could be. unknown:
another project's command, a folder that is not here, what the repository builds when it runs.
A command that names nothing of the repository is no claim.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.verify.model import Claim, Finding, unknown
from moxi.verify.typed import typed_commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from moxi.verify.model import Verdict
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

    Family = Callable[[Typed, Repository], Verdict | None]

_SHOWN = {
    "go": {"go", "golang"}, "py": {"python", "py"}, "js": {"javascript", "js"},
    "ts": {"typescript", "ts"}, "rb": {"ruby", "rb"}, "mjs": {"javascript", "js"},
    "php": {"php"}, "lua": {"lua"},
}  # fmt: skip
NEAR = 20_000
"""Characters before a command in which the page may have made its file."""


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each command that names something of the repository."""
    told = families()
    for typed in typed_commands(page, repository):
        for family in told:
            verdict = family(typed, repository)
            if verdict is not None:
                if verdict.status == "refuted" and _made_before(typed, verdict, page):
                    verdict = unknown("the page has it made before")
                yield Finding(Claim("command", typed.text, typed.line), verdict)
                break


def _made_before(typed: Typed, verdict: Verdict, page: Page) -> bool:
    """Whether the page speaks of a missing file before a command uses it: it may be made there."""
    if not verdict.reason.startswith("no such file"):
        return False
    before = "\n".join(page.lines[max(0, typed.line - 60) : typed.line - 1])[-NEAR:]
    names = [word.rpartition("/")[2] for word in typed.words if "." in word.strip(".")]
    shown = {block.language for block in page.blocks if block.line < typed.line}
    if not verdict.suggestion and any(
        name in typed.words and shown & _SHOWN.get(name.rpartition(".")[2], set()) for name in names
    ):
        return True  # the code above, saved under this name
    return any(
        re.search(rf"(>|-o|-O|--output|touch|tee|[`\"'/ ]){re.escape(name)}\b", before)
        for name in names
        if len(name) > 3
    )


def families() -> tuple[Family, ...]:
    """All families; the first that has something to say does."""
    from moxi.verify.checks.commands import (
        docker,
        files,
        manifests,
        node,
        own,
        python,
        runners,
    )

    return (
        own.judge,
        node.judge,
        runners.judge,
        python.judge,
        docker.judge,
        files.judge,
        manifests.judge,
    )
