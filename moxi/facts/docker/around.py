"""Containers beside a project: an image built from another folder, a dev container."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_build import can_build
from moxi.facts.docker.compose_file import NAMES, ComposeFile
from moxi.facts.docker.compose_notes import addresses
from moxi.facts.docker.compose_select import is_for_developers, main_file, open_compose, variants
from moxi.facts.docker.compose_start import alone
from moxi.facts.docker.context import builds, copied
from moxi.facts.docker.dockerfile import Dockerfile, parse, usual_dockerfile
from moxi.facts.docker.image import is_for_action, is_for_tests, told_by_labels
from moxi.facts.docker.image_parts import exposed
from moxi.facts.docker.image_run import published_ways, ways
from moxi.facts.docker.interpolation import reads
from moxi.facts.docker.settings import Variables, add_compose
from moxi.facts.model import Evidence, Fact, Install, Note, Port
from moxi.facts.paths import is_example, is_test, is_vendored, join
from moxi.facts.prose import listed
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

_FOLDERS = ("docker", ".docker", "packaging", "build", "deploy", "deployments", "deployment",
            "package", "container", "containers", "images", "image", "contrib", "etc")  # fmt: skip
_NOT_FOR_USERS = (
    "dev",
    "devel",
    "development",
    "ci",
    "devcontainer",
    "deb",
    "debian",
    "rpm",
    "builder",
    "base",
    "docs",
)
MAX_FILES = 3
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
        if not folder and not usual_dockerfile(reader, ""):
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
    started = started or list(_services_elsewhere(reader, path.rpartition("/")[0]))
    yield from started
    if _is_built_from_the_root(reader, parsed):
        yield from ways(reader, parsed, "", path, got=bool(started))
    else:
        yield from published_ways(reader, parsed, "")


def _services_elsewhere(reader: Reader, folder: str) -> Iterator[Fact[Any]]:
    """How the compose files beside the image start it, where the root has none: the smallest."""
    if main_file(reader, ""):
        return
    names = [join(folder, name) for name in NAMES]
    paths = [path for path in (*names, *variants(reader, folder)) if path in reader.tree]
    files = [compose for path in paths if _starts(reader, compose := ComposeFile(reader, path))]
    files.sort(key=lambda compose: len(compose.containers))
    metadata = reader.snapshot.metadata
    for number, compose in enumerate(files[:MAX_FILES]):
        command = f"docker compose -f {compose.path} up -d"
        where = (Evidence(compose.path),)
        if number:
            services = listed([f"`{name}`" for name in compose.containers])
            yield Fact(Note("usage", f"`{command}` starts {services} instead."), where, "")
            continue
        clone = [f"git clone {metadata.url}.git", f"cd {metadata.name}"] if metadata.url else []
        yield Fact(Install("image", (*clone, command), "Docker Compose"), where, "")
        yield from addresses(compose, "")
        variables = Variables()
        add_compose(reader, compose, variables, leading=True)
        yield from variables.facts("")


def _starts(reader: Reader, compose: ComposeFile) -> bool:
    """Whether a compose file starts from a fresh checkout with nothing to set."""
    lines = reader.lines(compose.path)
    return (
        bool(compose.containers)
        and not is_for_developers(compose)
        and all(c.image or (c.builds and can_build(reader, compose, c)) for c in compose)
        and not any(must for c in compose for _, must in c.env_files)
        and not any(read.bare or read.required for line in lines for read in reads(line))
    )


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
