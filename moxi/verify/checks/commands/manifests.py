"""Build tools that need their manifest, and what of it they name: cargo, go, Maven, Gradle …"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.verify.checks.commands.files import operand
from moxi.verify.model import refuted, unknown, verified
from moxi.verify.nearest import nearest

if TYPE_CHECKING:
    from moxi.verify.model import Verdict
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

# Program → its commands that work on a checkout (none: all), and the manifests; it needs one.
_NEEDS: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {
    "cargo": (
        frozenset(("build", "test", "run", "clippy", "fmt", "bench", "doc", "check", "nextest")),
        ("Cargo.toml",),
    ),
    "go": (frozenset(("build", "test", "vet", "mod", "generate")), ("go.mod", "GOPATH")),
    "mvn": (frozenset(), ("pom.xml",)),
    "./mvnw": (frozenset(), ("pom.xml",)),
    "gradle": (frozenset(), ("build.gradle", "build.gradle.kts", "settings.gradle")),
    "./gradlew": (frozenset(), ("build.gradle", "build.gradle.kts", "settings.gradle")),
    "bundle": (frozenset(("install", "exec")), ("Gemfile", "gems.rb")),
    "composer": (frozenset(("install", "test", "run")), ("composer.json",)),
    "poetry": (frozenset(("install", "run", "build", "shell")), ("pyproject.toml",)),
    "pipenv": (frozenset(("sync", "run", "shell")), ("Pipfile",)),
    "cmake": (frozenset(), ("CMakeLists.txt",)),
    "meson": (frozenset(("setup",)), ("meson.build",)),
    "mix": (frozenset(("deps.get", "test", "compile")), ("mix.exs",)),
    "stack": (frozenset(("build", "test", "install")), ("stack.yaml", "package.yaml")),
    "cabal": (frozenset(("build", "test", "run")), (".cabal",)),
    "dotnet": (frozenset(("build", "test", "run")), (".csproj", ".sln", ".fsproj", ".slnx")),
    "swift": (frozenset(("build", "test", "run")), ("Package.swift",)),
    "terraform": (frozenset(("init", "plan", "apply")), (".tf",)),
    "vagrant": (frozenset(("up",)), ("Vagrantfile",)),
    "pre-commit": (frozenset(("install", "run")), (".pre-commit-config.yaml",)),
}


def judge(typed: Typed, repository: Repository) -> Verdict | None:
    """The verdict on a build tool's call."""
    program = typed.words[0] if typed.words[0] != "sudo" else typed.program
    rule = _NEEDS.get(program)
    if rule is None:
        return _go_run(typed, repository) if program == "go" else None
    commands, manifests = rule
    rest = [word for word in typed.words[1:] if not word.startswith(("-", "+"))]
    if program == "go" and rest[:1] == ["run"]:
        return _go_run(typed, repository)
    if commands and (not rest or rest[0] not in commands):
        return None
    found = _manifest(repository, manifests)
    if found:
        named = _cargo_target(typed, repository) if program == "cargo" else None
        return named or verified(Evidence(found))
    if typed.inline or typed.foreign or typed.directory is None:
        return unknown(f"the repository has no {manifests[0]}")
    return refuted(f"the repository has no {manifests[0]}")


def _manifest(repository: Repository, names: tuple[str, ...]) -> str:
    for name in names:
        if name.startswith("."):
            suffixed = [path for path in repository.tree.paths if path.endswith(name)]
            if suffixed:
                return min(suffixed, key=lambda path: (path.count("/"), path))
        elif found := repository.any_of(name):
            return found
        elif name == "GOPATH":
            return next((path for path in repository.tree.paths if path.endswith(".go")), "")
    return ""


def _cargo_target(typed: Typed, repository: Repository) -> Verdict | None:
    """`--bin`, `--example` and `-p` name what a workspace declares or holds."""
    words = list(typed.words)
    for option, what in (("--example", "example"), ("--bin", "binary"), ("-p", "package")):
        if option not in words[:-1]:
            continue
        name = words[words.index(option) + 1]
        if re.search(r"[<>{}$]", name):
            return None
        known = _declared(repository, what)
        if name in known:
            return verified(known[name])
        if repository.words.knows(name) or not repository.words.complete:
            return unknown(f"the {what} {name} may be declared in another way")
        meant = nearest(name, known, 0.6)
        return refuted(
            f"the repository has no {what} {name}",
            suggestion=typed.text.replace(name, meant) if meant else "",
        )
    return None


def _declared(repository: Repository, what: str) -> dict[str, Evidence]:
    known: dict[str, Evidence] = {}
    folder = {"example": "examples", "binary": "src/bin"}.get(what, "")
    for path in repository.tree.paths:
        found = re.search(rf"(?:^|/){folder}/([^/]+?)(?:\.rs|/main\.rs)$", path) if folder else None
        if found:
            known.setdefault(found.group(1), Evidence(path))
    for path in repository.tree.named("Cargo.toml"):
        manifest = repository.reader.toml(path)
        tables = [manifest.get("package")]
        if what in ("example", "binary"):
            declared = manifest.get("bin" if what == "binary" else "example")
            tables = [*(declared if isinstance(declared, list) else ())]
            tables += [manifest.get("package")] if what == "binary" else []
        for table in tables:
            if isinstance(table, dict) and isinstance(table.get("name"), str):
                name = table["name"]
                known.setdefault(name, repository.reader.find(path, f'"{name}"'))
    return known


def _go_run(typed: Typed, repository: Repository) -> Verdict | None:
    rest = [word for word in typed.words[2:] if not word.startswith("-")]
    if not rest or "@" in rest[0] or typed.words[1:2] != ("run",):
        return None
    if rest[0] in (".", "./..."):
        found = next((path for path in repository.tree.paths if path.endswith(".go")), "")
        return verified(Evidence(found)) if found else refuted("the repository has no Go code")
    if rest[0].startswith("./") or rest[0].endswith(".go"):
        return operand(rest[0], typed, repository, "file")
    return None
