"""Python and pip: scripts, modules, requirement files, extras."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Extra
from moxi.patterns import lazy_re
from moxi.verify.checks.commands.files import operand
from moxi.verify.model import refuted, unknown, verified
from moxi.verify.nearest import nearest

if TYPE_CHECKING:
    from moxi.verify.model import Verdict
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

_PYTHON = lazy_re(r"(.*/)?(python[\d.]*w?|pypy\d*|py)")
_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")


def judge(typed: Typed, repository: Repository) -> Verdict | None:
    """The verdict on a script, a module, or an install from the checkout."""
    words = [word for word in typed.words if word != "sudo"]
    while words and words[0] in ("uv", "poetry", "pipenv", "pdm", "run", "hatch"):
        words = words[1:]
    if not words:
        return None
    if _PYTHON.fullmatch(words[0]):
        if "-m" in words:
            rest = words[words.index("-m") + 1 :]
            if not rest or rest[0] not in ("pip", "pytest"):
                return _module(rest[0], typed, repository) if rest else None
            words = rest
        else:
            scripts = [word for word in words[1:] if not word.startswith("-")]
            if "-c" in words or not scripts or not scripts[0].endswith((".py", ".pyw")):
                return None
            return operand(scripts[0], typed, repository, "file")
    if words[0] in ("pip", "pip3") and words[1:2] == ["install"]:
        return _pip(words[2:], typed, repository)
    if words[0] in ("pytest", "py.test"):
        return _pytest(words[1:], typed, repository)
    return None


def _module(name: str, typed: Typed, repository: Repository) -> Verdict | None:
    if not re.fullmatch(r"[\w.]+", name):
        return None
    path = name.replace(".", "/")
    for suffix in ("/__main__.py", ".py", "/__init__.py"):
        found = repository.ending(path + suffix)
        if found:
            return verified(found)
    first = name.split(".")[0]
    own = any(
        repository.ending(f"{first}{suffix}") for suffix in ("/__init__.py", "/__main__.py", ".py")
    )
    if own and "." in name and typed.directory is not None:
        return refuted(f"{first} has no module {name.partition('.')[2]}")
    return None


def _pip(words: list[str], typed: Typed, repository: Repository) -> Verdict | None:
    verdict: Verdict | None = None
    for number, word in enumerate(words):
        if word in ("-r", "--requirement", "-c") and number + 1 < len(words):
            return operand(words[number + 1], typed, repository, "file")
        if word.startswith("-r") and len(word) > 2 and not word.startswith("--"):
            return operand(word[2:], typed, repository, "file")
        found = re.fullmatch(r"(\.[\w./-]*)(?:\[([\w,. -]+)\])?", word)
        if found and typed.directory is not None:
            verdict = _checkout(found.group(1), found.group(2) or "", typed, repository)
    return verdict


def _checkout(path: str, extras: str, typed: Typed, repository: Repository) -> Verdict:
    folder = repository.resolve(path, typed.directory or "") or ""
    base = f"{folder}/" if folder.strip(".") else ""
    manifest = next((base + name for name in _PROJECT if base + name in repository.tree), "")
    if not manifest:
        elsewhere = repository.any_of(*_PROJECT)
        if elsewhere or typed.foreign:
            return unknown(f"it belongs beside {elsewhere}")
        return refuted("the repository has no pyproject.toml or setup.py")
    known = {fact.value.name.lower(): fact for fact in repository.facts.all(Extra)}
    for extra in filter(None, (part.strip().lower() for part in extras.split(","))):
        if extra in known or any(
            re.search(
                rf"(?<![\w-]){re.escape(extra)}\s*[\]\"'=]", repository.reader.text(base + name)
            )
            for name in _PROJECT
        ):
            continue
        if repository.words.knows(extra) or not repository.words.complete:
            return unknown(f"the extra {extra} may be declared in another way")
        meant = nearest(extra, known, 0.6)
        command = typed.text.replace(f"[{extra}]", f"[{meant}]") if meant else ""
        return refuted(f"{manifest} has no extra {extra}", suggestion=command)
    return verified(Evidence(manifest))


def _pytest(words: list[str], typed: Typed, repository: Repository) -> Verdict | None:
    for word in words:
        path = word.split("::")[0]
        if not word.startswith("-") and (path.endswith(".py") or "/" in path):
            return operand(path, typed, repository, "file")
    return None
