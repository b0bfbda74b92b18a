"""How the services of a compose file are started, and what has to be done before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.docker import envfile
from moxi.facts.docker.compose_file import NAMES, ComposeFile, Container
from moxi.facts.docker.compose_select import is_for_developers
from moxi.facts.docker.context import builds as can_build
from moxi.facts.docker.dockerfile import parse
from moxi.facts.docker.interpolation import reads
from moxi.facts.docker.settings import example_of
from moxi.facts.docker.technologies import repository
from moxi.facts.model import Evidence, Fact, Install, Task
from moxi.facts.paths import join
from moxi.facts.prose import listed
from moxi.snapshot.model import MODE_EXECUTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

_SCRIPTS = ("install.sh", "setup.sh", "generate_config.sh", "configure.sh", "bootstrap.sh")
MAX_NAMED = 6
_PLAIN_KEYS = ("image", "ports", "volumes", "restart", "container_name")


def start(
    reader: Reader, compose: ComposeFile, folder: str, *, leading: bool
) -> Iterator[Fact[Any]]:
    """How the services are started: by a user, or by a developer who needs a database."""
    name = compose.path.rpartition("/")[2]
    is_default = name in NAMES
    usual, copied = re.subn(r"[.\-_](example|sample|template|dist)(?=\.ya?ml$)", "", name)
    file = "" if is_default or copied else f" -f {name}"
    built = [c for c in compose if c.builds and not c.profiles]
    builds = bool(built)
    evidence = (Evidence(compose.path, *_span(compose)),)
    own = [c for c in compose if c.builds or not c.software]
    if not leading and not own:
        what = ", ".join(dict.fromkeys(c.software.name for c in compose if c.software))
        task = Task("setup", f"docker compose{file} up -d", f"start {what}", "docker",
                    directory=folder)  # fmt: skip
        yield Fact(task, evidence, folder)
        return
    if is_for_developers(compose):
        flags = " --build" if builds else ""
        task = Task("run", f"docker compose{file} up{flags}", "start the services for development",
                    "docker", directory=folder)  # fmt: skip
        yield Fact(task, evidence, folder)
        return
    if not all(_can_build(reader, compose, container) for container in built):
        return
    before, note, more = _preparation(reader, compose)
    if copied:
        before = [f"cp {name} {usual}", *before]
    commands = [
        *before,
        f"docker compose{file} up" + (" --build" if builds and not _prepares(before) else " -d"),
    ]
    url = reader.snapshot.metadata.url
    if leading and url and not folder:
        commands = [f"git clone {url}.git", f"cd {reader.snapshot.metadata.name}", *commands]
    install = Install("image", tuple(commands), "Docker Compose", note)
    yield Fact(install, (*evidence, *more), folder)
    yield from _alone(reader, compose, folder)


def _alone(reader: Reader, compose: ComposeFile, folder: str) -> Iterator[Fact[Install]]:
    """The project's own image, where it is the only service, run without Compose."""
    containers = list(compose)
    container = containers[0]
    names = (reader.snapshot.metadata.name, folder.rpartition("/")[2])
    if (
        len(containers) > 1
        or repository(container.image).rpartition("/")[2] not in names
        or any(key not in _PLAIN_KEYS for key in container.table)
        or any("$" in text for text in (container.image, *(m.written for m in container.ports)))
    ):
        return
    flags = [f"-p {mapping.written}" for mapping in container.ports]
    flags += [f"-v {source}:{target}" for source, target in container.mounts]
    command = " ".join(("docker run -d", *flags, container.image))
    yield Fact(Install("image", (command,), "Docker"), (container.evidence,), folder)


def _without_value(
    reader: Reader, compose: ComposeFile, env_files: list[str]
) -> tuple[list[str], list[Evidence]]:
    """Variables of the file that neither a default nor an env file gives a value, with the lines
    that read the first few."""
    given: set[str] = set()
    for written in env_files:
        path = compose.inside(written)
        for source in (path, example_of(reader, path) if path else ""):
            if source and source in reader.tree:
                given.update(v.name for v in envfile.parse(reader.text(source)) if not v.off)
    found: dict[str, Evidence] = {}
    for number, line in enumerate(reader.lines(compose.path), 1):
        for read in reads(line) if not line.lstrip().startswith("#") else ():
            if read.name not in given and (read.required or read.bare):
                found.setdefault(read.name, Evidence(compose.path, number, number))
    return [f"`{name}`" for name in found], list(found.values())[:MAX_NAMED]


def _prepares(commands: list[str]) -> bool:
    return any(command.startswith("./") for command in commands)


def _can_build(reader: Reader, compose: ComposeFile, container: Container) -> bool:
    """Whether a service's image builds from a fresh checkout."""
    path = dockerfile_of(compose, container)
    if not path or path not in reader.tree or not container.builds:
        return "dockerfile_inline" in str(container.table.get("build"))
    parsed = parse(path, reader.text(path))
    context = compose.inside(container.builds[0]) or ""
    arguments = container.table.get("build")
    given = arguments.get("args") if isinstance(arguments, dict) else None
    return bool(given) or can_build(reader, parsed, context, container.builds[2])


def _span(compose: ComposeFile) -> tuple[int, int]:
    spans = [c.evidence for c in compose if c.evidence.path == compose.path]
    lines = [e.line_start for e in spans if e.line_start]
    return (min(lines), max(e.line_end for e in spans)) if lines else (0, 0)


def _preparation(
    reader: Reader, compose: ComposeFile
) -> tuple[list[str], str, tuple[Evidence, ...]]:
    """What to do before the first start: copy an example, fill in what is asked for."""
    commands: list[str] = []
    notes: list[str] = []
    evidence: list[Evidence] = []
    wanted = dict.fromkeys([".env", *(p for c in compose for p, must in c.env_files if must)])
    for written in wanted:
        path = compose.inside(written)
        if path is None:
            continue
        if path not in reader.tree:
            example = example_of(reader, path)
            if example:
                shown = example[len(compose.folder) :].lstrip("/")
                commands.append(f"cp {shown} {written}")
                evidence.append(Evidence(example))
            elif written != ".env" or any((".env", True) in c.env_files for c in compose):
                notes.append(f"Write `{written}` first: it is not in the repository.")
                continue
            path = example
        if path:
            empty = [v for v in envfile.parse(reader.text(path)) if envfile.must_fill(v.value)]
            to_set = [f"`{v.name}`" for v in empty if not v.off]
            if to_set:
                notes.append(f"Set {listed(to_set)} in `{written}` first.")
                evidence += [Evidence(path, v.line, v.line) for v in empty if not v.off]
    open_ends, read_at = _without_value(reader, compose, list(wanted))
    if open_ends:
        names = listed(open_ends) if len(open_ends) <= MAX_NAMED else "its variables"
        notes.append(f"Compose takes {names} from the environment or from `.env`.")
        evidence += read_at
    for name in _SCRIPTS:
        script = reader.tree.get(join(compose.folder, name))
        if script and script.mode == MODE_EXECUTABLE:
            commands.append(f"./{name}")
            evidence.append(Evidence(script.path))
            break
    return commands, " ".join(notes), tuple(evidence)


def dockerfile_of(compose: ComposeFile, container: Container) -> str:
    """The path of the Dockerfile that a service is built from, `""` where it is outside."""
    if not container.builds:
        return ""
    context, name, _ = container.builds
    inside = compose.inside(context)
    return join(inside, name or "Dockerfile") if inside is not None else ""
