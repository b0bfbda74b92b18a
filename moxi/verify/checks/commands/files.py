"""Commands that take a file or folder of the checkout: cd, cp, source, bash, ./script, node."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import is_generated, is_vendored
from moxi.patterns import lazy_re
from moxi.verify.context import is_generic
from moxi.verify.model import refuted, unknown, verified

if TYPE_CHECKING:
    from moxi.verify.model import Verdict
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

_OUTSIDE = lazy_re(r"[~$/<{*]|https?:|.*[$<>{}*]|\.\.($|/)|[A-Za-z]:[/\\]")
_READS_FIRST = frozenset(("cp", "mv", "source", ".", "bash", "sh", "zsh", "node", "ts-node", "tsx",
                          "deno", "cat", "chmod", "ln", "install"))  # fmt: skip
_PATH = lazy_re(r"(?!-)(?=[\w./]*[./\w])[\w./@+-]+")
_EXAMPLE = lazy_re(r"\b(example|sample|template|dist|default)\b|\.(example|sample|dist)$")


def judge(typed: Typed, repository: Repository) -> Verdict | None:
    """The verdict on the first file that a command reads, and on the folder of a `cd`."""
    words = [word for word in typed.words if word != "sudo"]
    if not words:
        return None
    program = words[0]
    rest = [word for word in words[1:] if not word.startswith("-")]
    if program == "cd" and len(rest) == 1:
        return _cd(rest[0], typed, repository)
    if program.startswith("./") and len(program) > 2:
        return operand(program, typed, repository, "file")
    if program == "chmod":
        rest = rest[1:]
    if program == "deno":
        rest = rest[1:] if rest[:1] == ["run"] else []
    if program == "." and rest and "/" not in rest[0] and "." not in rest[0]:
        return None
    if program not in _READS_FIRST or not rest or not _PATH.fullmatch(rest[0]) or "-c" in words:
        return None
    if program in ("cat", "mv", "ln", "install") and not _EXAMPLE.search(rest[0]):
        return None
    if program == "chmod" and typed.inline:
        return None
    return operand(rest[0], typed, repository, "file")


def operand(path: str, typed: Typed, repository: Repository, what: str) -> Verdict | None:
    """The verdict on a path that a command reads; None where it names nothing of a repository."""
    if _OUTSIDE.match(path):
        return None
    if typed.directory is None:
        return unknown("it runs outside of the repository")
    body = path.removeprefix("./").rstrip("/")
    if not body or body == ".":
        return None
    for base in dict.fromkeys((typed.directory, repository.folder, "")):
        resolved = repository.resolve(body, base)
        found = repository.at(resolved) if resolved else None
        if found:
            return verified(found)
    elsewhere = repository.ending(body)
    if elsewhere:
        return verified(elsewhere)
    template = typed.words[0] == "cp" and re.search(r"\.(example|sample|template|dist)\b", body)
    if is_generic(body) and not template:
        return unknown("a name that stands for any")
    if re.search(r"(^|/)(\.?v?env\w*/bin/activate|\.?venv)(/|$)", body):
        return None  # a virtual environment of the reader's own
    if typed.foreign or is_generated(f"{body}/") or is_vendored(f"{body}/"):
        return unknown("it may be made before")
    if re.search(r"(^|/)(env|bin|build|target|out|dist|gradlew|mvnw)(/|$)", body):
        return unknown("it may be made before")
    name = body.rpartition("/")[2]
    if _is_made(name, typed, repository):
        return unknown("other files speak of it, or a command makes it")
    meant = repository.meant(body)
    if not ("." in name or "/" in body or meant):
        return unknown("it may be made before")
    return refuted(
        f"no such {what} in the repository",
        suggestion=typed.text.replace(path, _like(path, meant), 1) if meant else "",
    )


def _like(path: str, meant: str) -> str:
    return f"./{meant}" if path.startswith("./") else meant


def _is_made(name: str, typed: Typed, repository: Repository) -> bool:
    """Whether a file of this name may come from a build, a download or an editor."""
    if not repository.words.complete or repository.words.knows(name):
        return True
    program = name.rpartition(".")[0] or name
    if program in repository.programs or program == repository.snapshot.metadata.name:
        return True
    if is_generic(name):
        return True
    usual = re.fullmatch(
        r"(test|main|app|index|script|server|client|cli|start|run|input|output|data|program|manage)"
        r"(\.\w+)?",
        name,
    )
    return bool(usual) and not repository.named(name)


def _cd(path: str, typed: Typed, repository: Repository) -> Verdict | None:
    """A `cd` is a claim only where it leads to a folder of the repository, or hardly elsewhere."""
    if _OUTSIDE.match(path) or path == "-":
        return None
    body = path.removeprefix("./").rstrip("/")
    if typed.directory is None:
        return None
    for base in (typed.directory, repository.folder, ""):
        resolved = repository.resolve(body, base)
        if resolved and repository.tree.is_folder(resolved):
            return verified(Evidence(resolved))
    first = body.split("/")[0]
    if "/" in body and repository.tree.is_folder(first) and not typed.foreign:
        if repository.in_submodule(body) or is_generated(f"{body}/"):
            return unknown("it is generated, or another repository's")
        meant = repository.meant(body)
        return refuted(f"{first}/ holds no such folder", suggestion=f"cd {meant}" if meant else "")
    return None
