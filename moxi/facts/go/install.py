"""How a user gets a Go module: `go install`, `go get`, or from source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.go.project import is_public, shown_packages
from moxi.facts.model import EntryPoint, Evidence, Fact, Import, Install
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import GoPackage, Module
    from moxi.facts.model import Role

MAX_PROGRAMS = 8
MAX_IMPORTS = 4
_GENERIC = ("app", "server", "api", "main", "web", "service", "cmd", "src", "backend", "http")
_HELPER = lazy_re(r"(?:^|[-_])(?:test|gen|bench|debug|example)(?:$|[-_])")
_EMBED = lazy_re(r"^//go:embed[ \t]+(.+)$", re.MULTILINE)


def install_facts(module: Module, kinds: tuple[Role, ...]) -> Iterator[Fact[Any]]:
    """Ways to get the programs, then the library, each with what states it."""
    programs = [program for program in user_programs(module) if is_installable(module, program)]
    library = "library" in kinds
    by_library = library and kinds[0] == "library"
    if by_library:
        yield from _library(module, "Go")
    if programs:
        commands = tuple(f"go install {module.import_path(program)}@latest" for program in programs)
        evidence = (module.evidence, *(main_evidence(p) for p in programs[:2]))
        label = _command_label(module, programs) if by_library else "Go"
        yield Fact(Install("registry", commands, label), evidence)
    if library and not by_library:
        yield from _library(module, "as a library" if programs else "Go")
    if module.programs:
        yield from _from_source(module)


def user_programs(module: Module) -> list[GoPackage]:
    """The programs that a user installs: the main one, and its companions beside it."""
    if not module.programs:
        return []
    main = module.programs[0]
    stem = re.split(r"[-_]", module.program_name(main))[0]
    beside = main.folder.rpartition("/")[0]
    chosen = [main]
    for program in module.programs[1:MAX_PROGRAMS]:
        name = module.program_name(program)
        near = main.folder and program.folder.rpartition("/")[0] == beside
        if near and name.startswith(stem) and not _HELPER.search(name):
            chosen.append(program)
    return chosen


def is_installable(module: Module, program: GoPackage) -> bool:
    """Whether `go install …@latest` can build it from what the repository holds.

    It refuses a module with `replace` directives, and cannot make files that a build step makes.
    """
    if not is_public(module) or module.mod.replaces or not is_complete(module, program):
        return False
    # Nobody installs a program called `cmd` or `server`.
    if not module.is_named(program) or module.program_name(program) in _GENERIC:
        return False
    return module.has_manifest or not _foreign_imports(module, program)


def _foreign_imports(module: Module, program: GoPackage) -> bool:
    """Whether a program needs other modules, whose versions nothing states without a go.mod."""
    return any(
        "." in path.partition("/")[0] and not (path + "/").startswith(module.path + "/")
        for package in module.reachable(program)
        for path in package.imports
    )


def is_complete(module: Module, program: GoPackage) -> bool:
    """Whether all packages and embedded files that a program is made of are in the tree."""
    tree = module.reader.tree
    for package in module.reachable(program):
        for path in package.imports:
            if path == module.path or path.startswith(module.path + "/"):
                folder = join(module.folder, path[len(module.path) :].lstrip("/"))
                if not tree.is_folder(folder.rstrip("/")):
                    return False
        for source in package.sources:
            if "//go:embed" in source.text:
                folder = source.path.rpartition("/")[0]
                for match in _EMBED.finditer(source.text):
                    if not all(_embedded(tree, folder, word) for word in match[1].split()):
                        return False
    return True


def _embedded(tree: Any, folder: str, pattern: str) -> bool:
    pattern = pattern.strip('"`').removeprefix("all:")
    fixed = pattern.split("*")[0]
    if fixed != pattern:
        fixed = fixed.rpartition("/")[0]
    path = join(folder, fixed).rstrip("/")
    # A folder of which only the place is kept is filled by a step of the build.
    return path in tree or any(
        file.rpartition("/")[2] not in (".gitkeep", ".keep", ".gitignore")
        for file in tree.under(path)
    )


def main_evidence(package: GoPackage) -> Evidence:
    """Where a program's `main` function stands."""
    for source in package.sources:
        position = source.text.find("func main()")
        if position >= 0:
            line = source.text.count("\n", 0, position) + 1
            return Evidence(source.path, line, line)
    return Evidence(package.sources[0].path)


def _command_label(module: Module, programs: list[GoPackage]) -> str:
    """What sets the way to get the programs of a library apart from the way to get the library."""
    if len(programs) > 1:
        return "for the commands"
    return f"for the {module.program_name(programs[0])} command"


def _library(module: Module, label: str) -> Iterator[Fact[Any]]:
    if not is_public(module):
        return
    if module.path:
        yield Fact(Install("registry", (f"go get {module.path}",), label), (module.evidence,))
    root = module.packages.get("")
    if root is not None and root.name != "main":
        yield Fact(Import(f'import "{module.path}"', "go"), (module.evidence,))
    elif shown := shown_packages(module)[:MAX_IMPORTS]:
        lines = [f'"{module.import_path(package)}"' for package in shown]
        statement = f"import {lines[0]}"
        if len(lines) > 1:
            statement = "import (\n" + "".join(f"\t{line}\n" for line in lines) + ")"
        evidence = tuple(Evidence(package.sources[0].path) for package in shown)
        yield Fact(Import(statement, "go"), evidence)


def _from_source(module: Module) -> Iterator[Fact[Install]]:
    """Clone and build, where the repository's address is known."""
    metadata = module.reader.snapshot.metadata
    main = module.programs[0]
    if not metadata.url:
        return
    enter = join(metadata.name, module.folder).rstrip("/")
    build = build_command(module, main)
    if not build:
        return
    evidence = (main_evidence(main), module.evidence)
    commands = (f"git clone {metadata.url}.git", f"cd {enter}", build)
    yield Fact(Install("source", commands, "from source"), evidence)


def build_command(module: Module, program: GoPackage) -> str:
    """`go build` for a program; empty where plain `go build` cannot do it."""
    if not module.has_manifest or not is_complete(module, program):
        return ""
    named = "" if module.is_named(program) else f" -o {module.program_name(program)}"
    return f"go build{named} ./{program.folder}" if program.folder else "go build"


def entry_facts(module: Module) -> Iterator[Fact[EntryPoint]]:
    """The programs of the module."""
    for program in module.programs[:MAX_PROGRAMS]:
        target = f"./{program.folder}" if program.folder else "."
        found = EntryPoint(
            module.program_name(program),
            join(module.folder, program.folder).rstrip("/") or ".",
            f"go run {target}" if module.has_manifest and is_complete(module, program) else "",
        )
        yield Fact(found, (main_evidence(program),))
