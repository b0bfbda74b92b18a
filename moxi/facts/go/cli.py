"""The command line of each program of a module, whichever library defines it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.go import cobra, kingpin, libraries, tags, urfave, usage
from moxi.facts.go.flags import FlagSet
from moxi.facts.go.goreleaser import NAMES
from moxi.facts.go.interpreter import Interpreter
from moxi.facts.go.tag_libraries import READERS, own_options
from moxi.facts.go.values import Function, Object, Place, Scope
from moxi.facts.model import Cli, Evidence, Fact
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import GoPackage, Module
    from moxi.facts.model import Option

_DEPRECATED = lazy_re(r"[\[(]?deprecated\b", re.IGNORECASE)
MAX_PROGRAMS = 4
MAX_PACKAGES = 150
LIBRARIES = {
    *libraries.FLAG_LIBRARIES,
    *libraries.STRUCT_PARSERS,
    *kingpin.LIBRARIES,
    cobra.LIBRARY,
    *cobra.FORKS,
    urfave.LIBRARY,
}


def command_lines(module: Module) -> Iterator[Fact[Cli]]:
    """The command lines of the module's programs, the main one first."""
    for package in module.programs[:MAX_PROGRAMS]:
        if not _is_released(module, package):
            continue
        if (found := command_line(module, package)) is not None:
            cli, evidence = _current(found[0]), found[1]
            if cli.options or cli.subcommands or cli.usage:
                yield Fact(cli, (evidence,))


def _is_released(module: Module, package: GoPackage) -> bool:
    """Whether users get a program: the main one, and what a release names beside it."""
    main = module.programs[0]
    if package is main or module.program_name(main) != module.name:
        return True
    texts = [module.reader.text(join(module.folder, name)) for name in NAMES]
    return not any(texts) or any(package.folder in text for text in texts)


def _current(cli: Cli) -> Cli:
    """A command line without the options that are only there for those who still type them."""
    commands = tuple(
        replace(command, options=_kept(command.options)) for command in cli.subcommands
    )
    return replace(cli, options=_kept(cli.options), subcommands=commands)


def _kept(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple(option for option in options if not _DEPRECATED.match(option.help))


def uses_flags(package: GoPackage) -> bool:
    """Whether a package imports a library of command lines."""
    return any(libraries.canonical(path) in LIBRARIES for path in package.imports)


def command_line(module: Module, package: GoPackage) -> tuple[Cli, Evidence] | None:
    """What a program's command line is, where it can be read."""
    program = module.program_name(package)
    reachable = module.reachable(package)
    involved = [p for p in reachable if p is package or uses_flags(p)][:MAX_PACKAGES]
    interpreter = Interpreter(module, program, libraries.call)
    interpreter.packages = {p.folder for p in involved}
    for one in reversed(involved):  # what is imported is there first
        interpreter.run_package(one)
    if main := package.function("main"):
        source, node = main
        interpreter.call(Function(node, Place(source, package, Scope())), [])
    found = _built(interpreter, program, package, reachable)
    known = {flag for option in (found[0].options if found else ()) for flag in option.flags}
    own = [o for o in own_options(interpreter, reachable) if not known.intersection(o.flags)]
    if not own or own[0].evidence is None:
        return found
    cli, evidence = found or (Cli(program), own[0].evidence)
    return replace(cli, options=(*cli.options, *own)), evidence


def _built(
    interpreter: Interpreter,
    program: str,
    package: GoPackage,
    reachable: tuple[GoPackage, ...],
) -> tuple[Cli, Evidence] | None:
    state = interpreter.state
    if roots := state.get("cobra"):
        root = _root(roots)
        if package is interpreter.module.programs[0]:
            interpreter.module.long_help = cobra.long_help(root)
        return cobra.build(root, program)
    if apps := state.get("urfave"):
        return urfave.build(apps[0], program)
    for library in ("kong", "go-flags", "go-arg"):
        for parser in state.get(library, []):
            if found := tags.build(interpreter, library, parser, READERS):
                return found
    app = state.get("kingpin")
    if isinstance(app, kingpin.Builder) and app.below:
        found = kingpin.build(app, program)
    else:
        made = usage.build(interpreter, program, package, reachable, _sets(state))
        if made is None:
            return None
        found = made
    return _main_first(found[0], package), found[1]


def _main_first(cli: Cli, package: GoPackage) -> Cli:
    """Flags that the main package defines before those of packages that it takes in."""
    own = {source.path for source in package.sources}
    options = sorted(
        cli.options, key=lambda o: o.evidence is not None and o.evidence.path not in own
    )
    return replace(cli, options=tuple(options))


def _root(roots: list[Object]) -> Object:
    """The command that is executed; of several, the one with most below it."""
    return max(roots, key=lambda root: len(root.extra.get("children", [])))


def _sets(state: dict[str, Any]) -> list[FlagSet]:
    own = [state.get(f"flags:{path}") for path in libraries.FLAG_LIBRARIES]
    return [flags for flags in (*own, *state.get("flag sets", [])) if isinstance(flags, FlagSet)]
