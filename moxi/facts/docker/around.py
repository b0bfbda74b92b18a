"""Containers beside a project: an image built from another folder, a dev container."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_select import main_file, open_compose
from moxi.facts.docker.compose_start import alone
from moxi.facts.docker.context import builds, copied
from moxi.facts.docker.dockerfile import Dockerfile, parse
from moxi.facts.docker.image import is_for_action, is_for_tests, told_by_labels
from moxi.facts.docker.image_parts import exposed
from moxi.facts.docker.image_run import published_ways, ways
from moxi.facts.model import Evidence, Fact, Note, Port
from moxi.facts.paths import is_example, is_test, is_vendored, join
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

_FOLDERS = ("docker", ".docker", "packaging", "build", "deploy", "deployments", "deployment",
            "package", "container", "containers", "images", "image", "contrib", "etc")  # fmt: skip
_NOT_FOR_USERS = ("dev", "ci", "devcontainer", "deb", "debian", "rpm", "builder", "base", "docs")
_DEV_CONTAINERS = (".devcontainer/devcontainer.json", ".devcontainer.json")


class Containers(Common):
    """What containers have to do with a project whose folder holds no Dockerfile, and where a
    developer can work in one."""

    name = "containers"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        for path in _DEV_CONTAINERS:
            if path in reader.tree and not folder:
                text = f"The repository opens in a [dev container]({path})."
                yield Fact(Note("development", text), (Evidence(path),), folder)
                break
        if not folder and "Dockerfile" not in reader.tree:
            yield from _image_elsewhere(reader)


def _image_elsewhere(reader: Reader) -> Iterator[Fact[Any]]:
    path = _dockerfile(reader)
    if not path and main_file(reader, ""):
        return
    if not path:
        yield from published_ways(reader, None, "")
        return
    parsed = parse(path, reader.text(path))
    yield from told_by_labels(reader, parsed, "")
    for number, instruction in exposed(parsed):
        where = Evidence(path, instruction.line, instruction.end)
        yield Fact(Port(number), (where,), "")
    compose = open_compose(reader, path.rpartition("/")[0])
    started = list(alone(reader, compose, "")) if compose and not main_file(reader, "") else []
    yield from started
    if _is_built_from_the_root(reader, parsed):
        yield from ways(reader, parsed, "", path, got=bool(started))
    else:
        yield from published_ways(reader, parsed, "")


def _dockerfile(reader: Reader) -> str:
    """The Dockerfile of the project's image in a folder of its own, `""` where none is plain."""
    for path in reader.tree.named("Dockerfile"):
        *folders, _ = path.split("/")
        if not folders or len(folders) > 3 or folders[0] not in _FOLDERS:
            continue
        if is_test(path) or is_vendored(path) or is_example(path):
            continue
        if any(part.lower() in _NOT_FOR_USERS for part in folders):
            continue
        parsed = parse(path, reader.text(path))
        if parsed.stages and not is_for_tests(parsed) and not is_for_action(reader, path):
            return path
    return ""


def _holds(reader: Reader, folder: str, name: str) -> bool:
    """Whether a folder has what a COPY names, perhaps by a pattern: `package*.json`."""
    path = join(folder, name)
    if path in reader.tree or reader.tree.is_folder(path):
        return True
    names = (held.rpartition("/")[2] for held in reader.tree.files(folder))
    return "*" in name and "/" not in name and any(fnmatchcase(held, name) for held in names)


def _is_built_from_the_root(reader: Reader, parsed: Dockerfile) -> bool:
    """Whether the root is plainly the build context: something is copied that only it has."""
    own = parsed.path.rpartition("/")[0]
    names = [name for name in copied(parsed) if name.strip("./")]
    only_at_root = [
        name
        for name in names
        if _holds(reader, "", name.strip("./")) and not _holds(reader, own, name.strip("./"))
    ]
    return bool(only_at_root) and builds(reader, parsed)
