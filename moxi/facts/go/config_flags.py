"""The configuration file that a program reads unless a flag names another: `-config app.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import ConfigFile, Evidence, Fact
from moxi.facts.paths import is_test, is_vendored, join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import Module
    from moxi.facts.model import Cli

_FLAG = lazy_re(r"-+(?:c|cfg|conf|config)(?:[-.]?(?:file|path))?")
_FILE = lazy_re(r"[\w./~$-]*[\w-]\.(?:ya?ml|toml|json|cfg|conf|ini)")
_PLACES = ("", "config", "configs", "conf", "etc", "contrib", "examples", "example")
_WORDS = ("example", "sample", "default", "dist")


def config_files(module: Module, lines: list[Fact[Cli]]) -> Iterator[Fact[ConfigFile]]:
    """The default of such a flag, with the example that the repository holds."""
    for option in lines[0].value.options if lines else ():
        if not any(_FLAG.fullmatch(flag) for flag in option.flags) or option.evidence is None:
            continue
        if "config" not in f"{' '.join(option.flags)} {option.help}".lower():
            continue
        if _FILE.fullmatch(option.default):
            example = example_of(module, option.default)
            evidence = (option.evidence, *([Evidence(example)] if example else []))
            yield Fact(ConfigFile(option.default, "", example), evidence, module.folder)
            return


def example_of(module: Module, name: str) -> str:
    """A file of the same name, or one that calls itself an example of it."""
    base = name.rpartition("/")[2]
    stem, _, kind = base.rpartition(".")
    names = [f"{stem}{mark}{word}.{kind}" for word in _WORDS for mark in ".-_"]
    names += [f"{base}.{word}" for word in _WORDS] + [f"{word}.{base}" for word in _WORDS] + [base]
    tree = module.reader.tree
    for candidate in names:
        for place in _PLACES:
            path = join(join(module.folder, place).rstrip("/"), candidate)
            if path in tree and not is_test(path) and not is_vendored(path):
                return path
    return ""
