"""Which configuration files a program reads: by its code, by what it embeds, by a flag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.go import viper
from moxi.facts.go.locations import config_locations
from moxi.facts.model import ConfigFile, Evidence, Fact, Setting
from moxi.facts.paths import is_test, is_vendored, join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.environment import Environment
    from moxi.facts.go.module import GoPackage, Module
    from moxi.facts.model import Cli, Option

_FLAG = lazy_re(r"-+(?:c|cfg|conf|config)(?:[-.]?(?:file|path))?")
_FILE = lazy_re(r"[\w./~$-]*[\w-]\.(?:ya?ml|toml|json|cfg|conf|ini)")
_PLACES = ("", "config", "configs", "conf", "etc", "contrib", "examples", "example")
_EMBEDDED = lazy_re(r"^//go:embed[ \t]+(?P<path>[\w./-]+\.(?:ya?ml|toml|ini))[ \t]*$", re.MULTILINE)
_ANY_FILE = lazy_re(r"[\w./~-]*[\w-]\.[a-z]\w{1,6}")
_SAID = lazy_re(r"\b(?:path|name|location) (?:to|of) (?:[a-z]+ ){0,3}config(?:uration)?[- ]?file\b")
_SHOWING = lazy_re(r"(?:examples?|samples?)[-_]\w+$|\w+[-_](?:examples?|samples?)$")
MAX_FILES = 4
_WORDS = ("example", "sample", "default", "dist")


def of_code(
    search: Environment, packages: list[GoPackage], lines: list[Fact[Cli]]
) -> Iterator[Fact[ConfigFile | Setting]]:
    """The files that viper looks for, and those that bear the program's name."""
    found = list(viper.config_files(search, packages))
    yield from found
    if found:
        yield from viper.settings(search, packages, lines, found[0].value.name)
        return
    module = search.module
    names = {module.name: None} | {module.program_name(p): None for p in module.programs[:3]}
    places = config_locations(search.interpreter, packages, tuple(names))
    for path, (file, line) in list(places.items())[:MAX_FILES]:
        example = example_of(module, path)
        evidence = (Evidence(file, line, line), *([Evidence(example)] if example else []))
        yield Fact(ConfigFile(path, "", example), evidence)
    if not places:
        yield from _built_in(search, packages, tuple(names))


def _built_in(
    search: Environment, packages: list[GoPackage], names: tuple[str, ...]
) -> Iterator[Fact[ConfigFile]]:
    """A configuration file that is embedded: what holds where the user gives none."""
    for package in packages:
        for source in package.sources:
            for match in _EMBEDDED.finditer(source.text):
                path = join(source.path.rpartition("/")[0], match["path"])
                stem = match["path"].rpartition("/")[2].lstrip(".").partition(".")[0].lower()
                known = (*names, "config", "default", "defaults", "settings")
                if path in search.module.reader.tree and stem in {n.lower() for n in known}:
                    line = source.text.count("\n", 0, match.start()) + 1
                    name = match["path"].rpartition("/")[2]
                    found = ConfigFile(name, "the defaults that are built in", path)
                    yield Fact(found, (Evidence(source.path, line, line), Evidence(path)))
                    return


def config_files(module: Module, lines: list[Fact[Cli]]) -> Iterator[Fact[ConfigFile]]:
    """The default of such a flag, with the example that the repository holds."""
    for option in lines[0].value.options if lines else ():
        if not _names_file(option) or option.evidence is None:
            continue
        if _is_file(option):
            example = example_of(module, option.default)
            evidence = (option.evidence, *([Evidence(example)] if example else []))
            yield Fact(ConfigFile(option.default, "", example), evidence, module.folder)
            return
        named = next((n for n in ("config.yaml", "config.yml", "config.toml")
                      if example_of(module, n) not in ("", n)), "")  # fmt: skip
        if named and not option.default:
            example, flag = example_of(module, named), option.flags[-1]
            evidence = (option.evidence, Evidence(example))
            yield Fact(ConfigFile(named, f"`{flag}` names it", example), evidence, module.folder)
            return


def _names_file(option: Option) -> bool:
    """Whether a flag is there to name the configuration file."""
    said = f"{' '.join(option.flags)} {option.help}".lower()
    named = any(_FLAG.fullmatch(flag) for flag in option.flags) and "config" in said
    return named or (bool(_SAID.search(said)) and bool(_ANY_FILE.fullmatch(option.default)))


def _is_file(option: Option) -> bool:
    """Whether the default of such a flag is a file."""
    form = _ANY_FILE if _SAID.search(option.help.lower()) else _FILE
    return bool(form.fullmatch(option.default))


def example_use(module: Module, cli: Cli) -> tuple[str, str]:
    """The program run on the example of its configuration, and that file; `""` where it needs
    more than that."""
    if cli.subcommands or any(argument.required for argument in cli.arguments):
        return "", ""
    for option in cli.options:
        if not _names_file(option) or not option.value:
            if option.required and not option.default:
                return "", ""
            continue
        names = [option.default] if _is_file(option) else []
        for name in (*names, "config.yaml", "config.yml", "config.toml", "config.json"):
            if path := example_of(module, name):
                return f"{cli.program} {option.flags[-1]} {path}", path
    return "", ""


def example_of(module: Module, name: str) -> str:
    """A file of the same name, or one that calls itself an example of it."""
    base = name.rpartition("/")[2]
    stem, _, kind = base.rpartition(".")
    names = [f"{stem}{mark}{word}.{kind}" for word in _WORDS for mark in ".-_"]
    names += [f"{base}.{word}" for word in _WORDS] + [f"{word}.{base}" for word in _WORDS] + [base]
    tree = module.reader.tree
    folders = (folder[len(module.folder) :].strip("/") for folder in tree.folders(module.folder))
    places = (*_PLACES, *(folder for folder in folders if _SHOWING.match(folder)))
    for candidate in names:
        for place in places:
            path = join(join(module.folder, place).rstrip("/"), candidate)
            if path in tree and not is_test(path) and not is_vendored(path):
                return path
    alike = [path for path in tree.named(base) if path.count("/") == 1 + bool(module.folder)]
    alike = [path for path in alike if not is_test(path) and not is_vendored(path)]
    return alike[0] if len(alike) == 1 and not base.startswith("config.") else ""
