"""`.env.example` and its kin: the variables that it lists, each with its comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.envfile import EXAMPLES, copied_to, parse
from moxi.facts.javascript.env_variable import Variable
from moxi.facts.model import ConfigFile, Evidence, Fact
from moxi.facts.paths import join
from moxi.facts.prose import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest

_ACTIONS = ("action.yml", "action.yaml")


def _examples(manifest: Manifest) -> list[str]:
    if any(join(manifest.folder, name) in manifest.reader.tree for name in _ACTIONS):
        return []  # a workflow gives an action what it needs: the file is for trying it out
    paths = (join(manifest.folder, name) for name in EXAMPLES)
    return [path for path in paths if path in manifest.reader.tree]


def env_files(manifest: Manifest) -> Iterator[Fact[ConfigFile]]:
    """`.env`, where the repository holds an example of it."""
    for path in _examples(manifest)[:1]:
        value = ConfigFile(copied_to(path.rpartition("/")[2]), "environment variables", path)
        yield Fact(value, (Evidence(path),))


def documented(manifest: Manifest) -> dict[str, Variable]:
    """Variables of `.env.example`, with the comment above or behind each."""
    return {
        given.name: Variable(
            given.name, "", phrase(given.meaning), False, [Evidence(path, given.line, given.line)]
        )
        for path in _examples(manifest)[:1]
        for given in parse(manifest.reader.text(path))
        if given.name.isupper()
    }
