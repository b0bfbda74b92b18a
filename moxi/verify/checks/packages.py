"""The name of the package in an install command.

verified: it is a package of this repository. refuted: it is like one, or is the repository's own
name in a registry that none of its manifests serves, and nothing else knows it. Other packages are
another project's, and no claim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Install
from moxi.patterns import lazy_re
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.nearest import alike, nearest
from moxi.verify.repository import canonical
from moxi.verify.typed import typed_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Verdict
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

_VERSION = lazy_re(r"(?:[=<>~!^]=?|@(?=[\w^~*]))[^/]*$|\[.*?\]")
_VALUES = frozenset((
    "-i", "--index-url", "--extra-index-url", "-r", "-c", "-t", "--target", "--prefix", "--tag",
    "--git", "--branch", "--rev", "--features", "-F", "--version", "--vers", "--path", "--root",
    "--registry", "-f", "--find-links", "-e", "--editable", "--python", "--source", "-s",
    "--group", "-G", "-w", "--workspace", "-C", "--filter", "--bin", "--with", "-p", "-n",
    "--channel",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Registry:
    """A registry: what installs from it, and what a repository needs to serve it."""

    name: str
    ecosystems: tuple[str, ...]
    manifests: tuple[str, ...]


_PYPI = _Registry("PyPI", ("Python", "Rust"), ("pyproject.toml", "setup.py", "setup.cfg"))
_NPM = _Registry("npm", ("JavaScript", "TypeScript"), ("package.json", "deno.json", "jsr.json"))
_CRATES = _Registry("crates.io", ("Rust",), ("Cargo.toml",))
_GO = _Registry("Go", ("Go",), ("go.mod",))
_GEM = _Registry("RubyGems", ("Ruby",), (".gemspec",))
_COMMANDS: tuple[tuple[tuple[str, ...], _Registry], ...] = (
    (("pip", "install"), _PYPI), (("pip3", "install"), _PYPI), (("pipx", "install"), _PYPI),
    (("uv", "add"), _PYPI), (("uv", "pip", "install"), _PYPI), (("uv", "tool", "install"), _PYPI),
    (("poetry", "add"), _PYPI), (("pdm", "add"), _PYPI), (("rye", "add"), _PYPI),
    (("pipenv", "install"), _PYPI), (("pipx", "run"), _PYPI), (("uvx",), _PYPI),
    (("npm", "install"), _NPM), (("npm", "i"), _NPM), (("npm", "add"), _NPM), (("npx",), _NPM),
    (("yarn", "add"), _NPM), (("yarn", "global", "add"), _NPM), (("pnpm", "add"), _NPM),
    (("pnpm", "install"), _NPM), (("pnpm", "i"), _NPM), (("bun", "add"), _NPM),
    (("bun", "install"), _NPM), (("pnpm", "dlx"), _NPM), (("bunx",), _NPM),
    (("cargo", "install"), _CRATES), (("cargo", "add"), _CRATES), (("cargo", "binstall"), _CRATES),
    (("go", "install"), _GO), (("go", "get"), _GO),
    (("gem", "install"), _GEM),
)  # fmt: skip


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each package of this repository, or one like it, in an install command."""
    calls = list(_installs(page, repository))
    own = {id(registry) for name, _, registry in calls if _is_own(name, repository)}
    for name, typed, registry in calls:
        alone = id(registry) not in own
        verdict = _judged(name, registry, typed, repository, alone=alone)
        if verdict:
            yield Finding(Claim("package", name, typed.line), verdict)


def _installs(page: Page, repository: Repository) -> Iterator[tuple[str, Typed, _Registry]]:
    for typed in typed_commands(page, repository):
        words = tuple(word for word in typed.words if word != "sudo")
        if words[:2] and re.fullmatch(r"python[\d.]*|py", words[0]) and words[1:2] == ("-m",):
            words = words[2:]
        for prefix, registry in _COMMANDS:
            if words[: len(prefix)] == prefix:
                rest = words[len(prefix) :]
                first_only = prefix[-1] in ("npx", "dlx", "uvx", "run", "bunx")
                for name in _names(rest)[: 1 if first_only else None]:
                    yield name, typed, registry
                break


def _names(words: tuple[str, ...]) -> list[str]:
    names: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in _VALUES:
            skip = True
        elif not word.startswith(("-", ".", "/", "~", "git+", "http", "file:")) and not re.search(
            r"[$<>{}*|]|\.(whl|tgz|gz|zip)$|^git@", _VERSION.sub("", word)
        ):
            name = _VERSION.sub("", word)
            if name:
                names.append(name)
    return names


def _is_own(name: str, repository: Repository) -> bool:
    return canonical(name) in repository.package_names


def _judged(
    name: str, registry: _Registry, typed: Typed, repository: Repository, *, alone: bool
) -> Verdict | None:
    if registry is _GO:
        return go_path(name, repository)
    known = {
        key: fact
        for key, fact in repository.package_names.items()
        if fact.value.ecosystem in registry.ecosystems
    }
    found = known.get(canonical(name))
    if found:
        return verified(*found.evidence)
    stated = _stated(name, repository)
    if stated:
        return verified(stated)
    repo = repository.snapshot.metadata.name.lower()
    like = alike(canonical(name), known or {repo: None, **repository.package_names})
    spoken = repository.words.spells(name) or not repository.words.complete
    if known:
        names_it = canonical(name) == canonical(repo) or like
        if typed.words[0] in ("npx", "bunx", "uvx") or "dlx" in typed.words:
            alone = False  # what is run once is hardly what is installed
        first_of_page = alone and re.search(r"install|start|setup", typed.section, re.IGNORECASE)
        if spoken or not (names_it or (first_of_page and _lone(typed, name))):
            return unknown("another project's package") if names_it else None
        meant = known[like].value.name if like else next(iter(known.values())).value.name
        return refuted(
            f"the package is called {meant}",
            *next(iter(known.values())).evidence,
            suggestion=typed.text.replace(name, meant),
            fix=(name, meant) if like else None,
        )
    if like and like != canonical(name):
        if spoken or typed.inline or not _stated(like, repository):
            return unknown("another project's package") if spoken else None
        return refuted(f"the package is called {like}", fix=(name, like))
    if canonical(name) == canonical(repo) and not any(
        repository.any_of(file) or (file[0] == "." and repository.has_suffix(file))
        for file in registry.manifests
    ):
        return refuted(f"nothing in the repository is published on {registry.name}")
    return None


def _lone(typed: Typed, name: str) -> bool:
    """Whether a command installs just this."""
    return sum(word.removesuffix("@latest") == name for word in typed.words) <= 1 and not any(
        word in ("-D", "--save-dev", "--dev", "-g", "--upgrade") for word in typed.words
    )


def _stated(name: str, repository: Repository) -> Evidence | None:
    for fact in repository.every(Install):
        if isinstance(fact.value, Install) and any(
            name in command.split() for command in fact.value.commands
        ):
            return fact.evidence[0]
    return None


def go_path(name: str, repository: Repository) -> Verdict | None:
    """A Go import path below a module of the repository: its folder is to be there."""
    for path in repository.tree.named("go.mod"):
        found = re.search(r"^module\s+\"?([^\s\"]+)", repository.reader.text(path), re.MULTILINE)
        module = found.group(1) if found else ""
        if not module or not (name == module or name.startswith(module + "/")):
            continue
        folder = path.rpartition("/")[0]
        inside = name[len(module) :].strip("/").removesuffix("...").strip("/")
        where = f"{folder}/{inside}".strip("/")
        if not inside or repository.tree.is_folder(where):
            return verified(repository.reader.find(path, module))
        meant = nearest(where, repository.all_folders, 0.7)
        text = f"{module}/{meant}" if meant and not folder else ""
        return refuted(
            f"{module} has no package {inside}", suggestion=text, fix=(name, text) if text else None
        )
    slug = repository.slug
    host = repository.snapshot.metadata.host
    if slug and f"{name.lower()}/".startswith(f"{host}/{slug}/"):
        manifest = repository.any_of("go.mod")
        if not manifest and not repository.has_suffix(".go"):
            return refuted("the repository holds no Go code")
        return unknown("another version of the module, or its older name") if manifest else None
    modules = [
        found.group(1)
        for path in repository.tree.named("go.mod")
        if (found := re.search(r"^module\s+(\S+)", repository.reader.text(path), re.MULTILINE))
    ]
    like = nearest(name, modules, 0.85)
    if like and not repository.words.knows(name):
        return refuted(f"the module is called {like}", suggestion=like, fix=(name, like))
    return None
