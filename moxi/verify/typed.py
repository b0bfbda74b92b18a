"""The commands that a README has its reader type, and where in the repository each would run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.common.shell import split_commands
from moxi.facts.common.wrappers import unwrap
from moxi.patterns import lazy_re
from moxi.verify.context import scaffolds
from moxi.verify.nearest import alike
from moxi.verify.page import typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.page import Block, Page
    from moxi.verify.repository import Repository

_ELSEWHERE = lazy_re(
    r"[~/]|[A-Za-z]:|\$|<|\.\./\.\.|path/to|your|my[-_]|example|\{|%", re.IGNORECASE
)
_CLONE = lazy_re(
    r"git clone\s+(?:-\S+\s+(?:\d+\s+)?)*\S*?([\w.-]+?)(?:\.git)?/?(?:\s+([\w.-]+))?\s*$"
)
_FILL_IN = lazy_re(r"<[A-Za-z][\w-]*(?: [\w-]+)+>")
_WORD = lazy_re(r"[\w@./+-]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """One command line of a README."""

    words: tuple[str, ...]
    """as typed, quotes removed"""
    program: str
    """what really runs, wrappers such as `sudo` and `npx` looked through"""
    arguments: tuple[str, ...]
    text: str
    assignments: tuple[str, ...]
    line: int
    """1-based, in the README"""
    directory: str | None
    """where it would run, as a folder of the repository; None where that is not in it"""
    section: str
    inline: bool = False
    """it stands in a sentence"""
    around: str = ""
    """the sentence"""
    foreign: bool = False
    """the page has its reader start a project of their own, which it may be meant for"""


def typed_commands(page: Page, repository: Repository) -> list[Typed]:
    """All commands of a page in the order of its lines; found once for all checks."""
    if page.typed is None:
        page.typed = _typed_commands(page, repository)
    return page.typed


def _typed_commands(page: Page, repository: Repository) -> list[Typed]:
    foreign = scaffolds(page)
    found: list[Typed] = []
    section, away = "", False
    clones = _clones(page)
    for block in page.blocks:
        if not block.is_shell and not _is_commands(block, repository):
            continue
        away = away and block.section == section  # a section goes on where it was left
        commands = list(_of_block(block, repository, foreign, clones, away=away))
        section = block.section
        *commands, end = commands
        away = end.directory is None
        found += commands
    for span in page.spans:
        text = span.text.removeprefix("$ ").strip()
        if span.linked or not _starts_command(text, repository):
            continue
        around = span.around.replace(f"`{span.text}`", "")
        for command in split_commands(text):
            program, arguments = unwrap(command.words)
            where = place(command.directory, repository)
            found.append(
                Typed(
                    command.words, program, arguments, command.text, command.assignments,
                    span.line, where, span.section, True, around, foreign,
                )
            )  # fmt: skip
    return sorted(found, key=lambda item: item.line)


def _of_block(
    block: Block, repository: Repository, foreign: bool, clones: frozenset[str], *, away: bool
) -> Iterator[Typed]:
    """Its commands, and one more that stands for where they lead."""
    code = _FILL_IN.sub(lambda found: found.group().replace(" ", "_"), typed(block.code))
    for command in split_commands(f"{code}\nend"):
        directory = None if away else place(command.directory, repository, clones)
        program, arguments = unwrap(command.words)
        yield Typed(
            command.words, program, arguments, command.text, command.assignments,
            block.line + command.line, directory, block.section, False, "", foreign,
        )  # fmt: skip


def _clones(page: Page) -> frozenset[str]:
    """The folders that the page's `git clone` commands make."""
    return frozenset(
        found.group(2) or found.group(1) for line in page.lines if (found := _CLONE.search(line))
    )


def place(
    directory: str | None, repository: Repository, clones: frozenset[str] = frozenset()
) -> str | None:
    """The folder of the repository that a `cd` led to; its clone's own folder is the root."""
    if directory is None:
        return None
    first, _, rest = directory.partition("/")
    if first in clones and first.lower() == repository.snapshot.metadata.name.lower():
        return rest if not rest or repository.tree.is_folder(rest) else None
    if not directory or repository.tree.is_folder(directory):
        return directory
    if _ELSEWHERE.match(directory):
        return None
    if repository.tree.is_folder(first):
        return None
    name = repository.snapshot.metadata.name
    if name and first.lower().removesuffix(".git") == name.lower():
        return rest if not rest or repository.tree.is_folder(rest) else None
    return None


def _is_commands(block: Block, repository: Repository) -> bool:
    """Whether a block without a language holds commands: its first line starts one."""
    if block.language not in ("", "text", "txt", "plaintext", "none"):
        return False
    lines = [line for line in block.code.split("\n") if line.strip()]
    lines = [line for line in lines if not line.lstrip().startswith("#")] or lines
    return bool(lines) and all(
        _starts_command(line.strip(), repository) or line[:1].isspace() for line in lines[:1]
    )


def is_usual(program: str) -> bool:
    """Whether a program is one that many projects have run, their own programs with it."""
    return program in _PROGRAMS


def _starts_command(text: str, repository: Repository) -> bool:
    from moxi.facts.common.programs import RULES

    first, space, rest = text.partition(" ")
    if not _WORD.fullmatch(first) or first.endswith((".", ",", ":")):
        return False
    if first.startswith("./") and not first.endswith("/"):
        return bool(space)
    if re.match(r"[a-z(]+ [a-z]+ (the|a|to|of|is|and|or|with)\b", text):
        return False  # a sentence
    own = first in repository.programs or (
        bool(space) and first not in _PROGRAMS and bool(alike(first, repository.programs))
    )
    if own and not space:
        return False
    return bool(space and rest.strip()) and (own or first in RULES or first in _PROGRAMS)


_PROGRAMS = frozenset((
    "npm", "pnpm", "yarn", "bun", "npx", "pip", "pip3", "pipx", "python", "python3", "py", "uv",
    "uvx", "poetry", "git", "cd", "cp", "mv", "cat", "source", "docker", "docker-compose", "curl",
    "wget", "node", "cargo", "go", "make", "brew", "apt", "apt-get", "sudo", "export", "bash", "sh",
    "kubectl", "helm", "conda", "gem", "mkdir", "chmod", "deno", "podman", "scoop", "choco",
    "winget", "snap", "pacman", "yay", "dnf", "yum", "apk", "nix", "nix-env", "port", "rustup",
    "terraform", "composer", "bundle", "rake", "rails", "mvn", "gradle", "dotnet", "mix", "dart",
    "flutter", "swift", "cmake", "meson", "ninja", "ctest", "pod", "psql", "createdb", "ln",
))  # fmt: skip
