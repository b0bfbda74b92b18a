"""Examples of YAML and INI files that a program reads by the name without the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.common.ini_settings import SUFFIXES, ini_settings
from moxi.facts.common.yaml_settings import yaml_settings
from moxi.facts.model import ConfigFile, Evidence, Fact
from moxi.facts.paths import is_test
from moxi.facts.registry import Common
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

_EXAMPLE = lazy_re(
    r"(?:(?:example|sample)[._-](?P<behind>[\w-]+)"
    r"|(?P<before>[\w-]+)[._-](?:example|sample|template|dist))(?P<end>\.(?:ya?ml|ini|cfg|conf))"
    r"|(?P<whole>[\w-]+\.(?:ini|cfg|conf))\.(?:example|sample|template|dist)"
)
_COMPOSE = lazy_re(r"compose|workflow|pre-commit|values")
_SOURCES = (".ts", ".js", ".mjs", ".py", ".go", ".rs", ".rb", ".php", ".java", ".cs")
MAX_SOURCES = 400


class ConfigExamples(Common):
    """`config.example.yaml` at the top of a project whose source names `config.yaml`."""

    name = "config examples"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        told = {fact.value.example for fact in known.all(ConfigFile)}
        for path in reader.tree.files(folder):
            found = _EXAMPLE.fullmatch(path.rpartition("/")[2])
            if not found or path in told or _COMPOSE.search(path):
                continue
            name = found["whole"] or (found["behind"] or found["before"]) + found["end"]
            if where := _named_at(reader, folder, name):
                evidence = (Evidence(path), where)
                yield Fact(ConfigFile(name, example=path), evidence, folder)
                form = ini_settings if name.endswith(SUFFIXES) else yaml_settings
                yield from form(reader, path, name, folder)


def _named_at(reader: Reader, folder: str, name: str) -> Evidence | None:
    """Where the source spells the name of the file out."""
    for path in reader.sources(folder, _SOURCES)[:MAX_SOURCES]:
        if not is_test(path) and name in reader.text(path):
            return reader.find(path, name)
    return None
