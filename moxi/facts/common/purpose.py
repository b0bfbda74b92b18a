"""What a command line is for: `purpose_of("uv run pytest -q")` → `"test"`.

Wrappers (`sudo`, `uv run`, `npx`, `coverage run -m` …) are looked through, then the program's rule
in `programs` decides; what only has a name (a make target, an npm script) is judged by its name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common import programs
from moxi.facts.common.names import purpose_of_name
from moxi.facts.common.shell import words_of
from moxi.facts.common.words import words
from moxi.facts.common.wrappers import unwrap

if TYPE_CHECKING:
    from moxi.facts.model import Purpose

__all__ = ["essence", "program_of", "purpose_of", "purpose_of_name", "purpose_of_words"]


_BY_SUBCOMMAND = frozenset(
    ("make", "just", "task", "tox", "nox", "mise", "ruff", "docker", "cmake")
)


def purpose_of(command: str) -> Purpose | None:
    """What one simple command is for; None for what no newcomer runs or nothing recognises."""
    return purpose_of_words(words_of(command))


def purpose_of_words(typed: tuple[str, ...]) -> Purpose | None:
    """The same for a command that is split into words already."""
    program, arguments = unwrap(typed)
    if not program or {"--version", "--help"}.intersection(arguments):
        return None
    if arguments[:1] in (("version",), ("help",)):
        return None
    if program.startswith("@"):  # a script of a package manager
        named = purpose_of_name(program[1:])
        return "lint" if named == "format" and "--check" in arguments else named
    base = base_name(program)
    rule = programs.RULES.get(base)
    if rule is not None:
        return programs.apply(rule, arguments)
    if "/" in program or re.search(r"\.(sh|bash|py|js|mjs|ts|rb|pl)$", program):
        return purpose_of_name(base)
    return None


def program_of(typed: tuple[str, ...]) -> str:
    """What tells commands of one purpose apart: `pytest`, `cargo clippy`, `npm:lint`."""
    program, arguments = unwrap(typed)
    base = base_name(program)
    rule = programs.RULES.get(base)
    first = next((word for word in arguments if not word.startswith(("-", "+"))), "")
    if base in _BY_SUBCOMMAND or isinstance(rule, dict):
        return f"{base} {first}".strip()
    return base


_NO_MATTER = frozenset(
    words(
        """-e --editable --frozen-lockfile --immutable --ignore-scripts --frozen --locked --no-audit
        --no-fund -y --yes"""
    )
)


def essence(command: str) -> tuple[str, ...]:
    """What two spellings of one command share: `uv run tox run` and `tox`, `./x` and `x`, `npm ci`
    and `npm install`."""
    program, arguments = unwrap(words_of(command))
    program = program.removeprefix("./")
    if program in ("tox", "nox") and arguments[:1] in (("run",), ("r",)):
        arguments = arguments[1:]
    if program == "tox":  # `-elint` is `-e lint`
        arguments = tuple(re.sub(r"^-e(?=\w)", "", word) for word in arguments)
    if program in ("npm", "bun", "pnpm", "yarn") and arguments[:1] in (("ci",), ("i",)):
        arguments = ("install", *arguments[1:])
    return (program, *(word for word in arguments if word not in _NO_MATTER))


def base_name(program: str) -> str:
    """`./scripts/test.sh` → `test`, `/usr/bin/go` → `go`, `gradlew.bat` → `gradlew`."""
    name = program.rstrip("/").rpartition("/")[2]
    return re.sub(r"\.(sh|bash|py|js|mjs|cjs|ts|rb|pl|exe|bat|cmd)$", "", name) or name
