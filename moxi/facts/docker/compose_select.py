"""Which compose file of a folder counts, and whom it is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_file import NAMES, OVERRIDES, ComposeFile
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

_VARIANT = lazy_re(
    r"^(?:example\.(?:[\w-]+\.)*)?(?:docker-)?compose(?P<kind>[.\-_][\w.-]+)?\.ya?ml$"
)
_FOR_TESTS = lazy_re(r"[.\-_](tests?|ci|e2e|integration|testing|lint|bench\w*)([.\-_]|$)")
_FOR_DEVELOPERS = lazy_re(r"[.\-_](dev|devel|development|local|debug)([.\-_]|$)")
_SAID_TO_BE = lazy_re(
    r"\b(for|in)\b.{0,20}\b(development|dev|testing|tests|ci)\b"
    r"|\bdevelopment (only|environment|setup)\b",
    re.IGNORECASE,
)
_HELPERS = lazy_re(r"^(tests?|lint|dev|docs?|shell|ci|e2e|build|pytest|tox)([-_]\w+)?$")


def main_file(reader: Reader, folder: str) -> str:
    """The compose file that starts what the repository is about, `""` where there is none."""
    for name in NAMES:
        if (path := join(folder, name)) in reader.tree:
            return path
    others = variants(reader, folder)
    return others[0] if len(others) == 1 else ""


def variants(reader: Reader, folder: str) -> list[str]:
    """Compose files by another name than the default, those for tests left out."""
    found = []
    for path in reader.tree.files(folder):
        name = path.rpartition("/")[2]
        match = _VARIANT.match(name)
        if match and name not in NAMES and name not in OVERRIDES and not _FOR_TESTS.search(name):
            found.append(path)
    return found


def open_compose(reader: Reader, folder: str) -> ComposeFile | None:
    """The main compose file with its override; None where it holds no services."""
    path = main_file(reader, folder)
    if not path:
        return None
    override = ""
    if path.rpartition("/")[2] in NAMES:
        override = next((at for n in OVERRIDES if (at := join(folder, n)) in reader.tree), "")
    compose = ComposeFile(reader, path, override)
    return compose if compose.containers else None


MANY_SERVICES = 2
"""more than these, and a compose file outweighs an action beside it"""


def services_of(reader: Reader, path: str) -> dict[str, dict[str, Any]]:
    """The services of a compose file as written, `{}` where there is none."""
    services = reader.yaml(path).get("services") if path else None
    if not isinstance(services, dict):
        return {}
    return {name: table for name, table in services.items() if isinstance(table, dict)}


def is_variant_for_developers(path: str) -> bool:
    """Whether the file's name says so."""
    return bool(_FOR_DEVELOPERS.search(path.rpartition("/")[2]))


def is_for_developers(compose: ComposeFile) -> bool:
    """Whether the file's name, its heading or its services say that only developers start it."""
    if is_variant_for_developers(compose.path) or only_helpers(list(compose.containers)):
        return True
    return bool(_SAID_TO_BE.search(compose.heading))


def only_helpers(services: list[str]) -> bool:
    """Whether services by these names only test, lint or build."""
    return all(_HELPERS.match(name) for name in services)
