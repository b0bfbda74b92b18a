"""How the services of a compose file are started, and what has to be done before."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

from moxi.facts import envfile
from moxi.facts.docker import compose_variants
from moxi.facts.docker.compose_build import can_build
from moxi.facts.docker.compose_file import NAMES, OVERRIDES, ComposeFile
from moxi.facts.docker.compose_notes import addresses, main_profile
from moxi.facts.docker.compose_select import is_for_developers
from moxi.facts.docker.dockerfile import is_run_in_image
from moxi.facts.docker.interpolation import reads, resolve
from moxi.facts.docker.settings import example_of
from moxi.facts.docker.technologies import repository
from moxi.facts.model import Evidence, Fact, Install, Task
from moxi.facts.prose import listed
from moxi.patterns import lazy_re
from moxi.snapshot.model import MODE_EXECUTABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.container import Container
    from moxi.facts.reader import Reader

_SOME_PATH = lazy_re(r"/?(?:path/to|your)/|<", re.IGNORECASE)
_REPLACED = lazy_re(r"#.*\b(?:replace|change|adjust) (?:the )?[`'\"]?(/[\w./-]+)", re.IGNORECASE)
_SCRIPT = lazy_re(r"(install|setup|generate[-_]config|configure|bootstrap|init([-_]\w+)*)\.sh")
MAX_NAMED = 6
_PLAIN_KEYS = ("image", "ports", "volumes", "restart", "container_name", "environment")
MAX_GIVEN = 4
"""variables that still fit the command which starts one image"""


def start(
    reader: Reader, compose: ComposeFile, folder: str, *, leading: bool
) -> Iterator[Fact[Any]]:
    """How the services are started: by a user, or by a developer who needs a database."""
    name = compose.path.rpartition("/")[2]
    is_default = name in NAMES
    usual, copied = re.subn(r"[.\-_](example|sample|template|dist)(?=\.ya?ml$)", "", name)
    file = "" if is_default or copied else f" -f {name}"
    on = set(compose.profiles)
    built = [c for c in compose if c.builds and (not c.profiles or on.intersection(c.profiles))]
    builds = bool(built)
    evidence = (Evidence(compose.path, *_span(compose)),)
    project = reader.snapshot.metadata.name.lower()
    own = [c for c in compose if c.builds or not c.software or _named(c) == project]
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
    if not all(can_build(reader, compose, container) for container in built):
        return
    before, note, more = _preparation(reader, compose)
    example = _override_example(reader, compose, "ports")
    if example and not any(c.ports for c in compose) and not compose.override:
        # The main file alone would answer nowhere.
        before = [f"cp {example.rpartition('/')[2]} {_without_end(example)}", *before]
        more = (*more, Evidence(example))
        yield from addresses(ComposeFile(reader, compose.path, example), folder)
    if _lacks_secrets(compose):
        example = _override_example(reader, compose, "secrets")
        if not example:
            return  # Compose refuses it: another file has to define them
        usual_one = _without_end(example)
        before = [f"cp {example.rpartition('/')[2]} {usual_one}", *before]
        note = f"Set the secrets in `{usual_one}` first. {note}".strip()
        more = (*more, Evidence(example))
    if copied:
        before = [f"cp {name} {usual}", *before]
    profile = main_profile(compose)
    flag = f" --profile {profile}" if profile else ""
    command = f"docker compose{file}{flag} up"
    command += " --build" if builds and not _prepares(before) else " -d"
    over = compose_variants.overlays(reader, compose) if leading else []
    if over and over[0].publishes:
        command = over[0].command  # the main file alone would answer nowhere
    commands = [*before, command]
    url = reader.snapshot.metadata.url
    if url and not folder:
        commands = [f"git clone {url}.git", f"cd {reader.snapshot.metadata.name}", *commands]
    install = Install("image", tuple(commands), "Docker Compose", note)
    yield Fact(install, (*evidence, *more), folder)
    yield from alone(reader, compose, folder)


def _without_end(path: str) -> str:
    return path.rpartition(".")[0].rpartition("/")[2]


def _named(container: Container) -> str:
    return repository(container.image).rpartition("/")[2].lower()


def alone(reader: Reader, compose: ComposeFile, folder: str) -> Iterator[Fact[Install]]:
    """The project's own image, where it is the only service, run without Compose."""
    containers = list(compose)
    container = containers[0]
    metadata = reader.snapshot.metadata
    names = [metadata.name, folder.rpartition("/")[2]]
    *_, owner, image = ("", *repository(container.image).split("/"))
    if owner and owner.lower() == metadata.owner.lower():
        names.append(metadata.name.removeprefix("docker-").removesuffix("-docker"))
    if (
        len(containers) > 1
        or image not in names
        or any(key not in _PLAIN_KEYS for key in container.table)
        or any("$" in text for text in (container.image, *(m.written for m in container.ports)))
    ):
        return
    flags = [f"-p {mapping.written}" for mapping in container.ports]
    flags += [f"-v {source}:{target}" for source, target in container.mounts]
    given = [f"{name}={value}" for name, value in container.environment if value is not None]
    if len(given) < len(container.environment) or len(given) > MAX_GIVEN or "$" in str(given):
        return
    flags += [f"-e {shlex.quote(item)}" for item in given]
    command = " ".join(("docker run -d", *flags, container.image))
    poor = [f"`{name}`" for name in dict(_placeholders(reader, compose))]
    note = f"Put values of your own in place of {listed(poor)}." if poor else ""
    yield Fact(Install("image", (command,), "Docker", note), (container.evidence,), folder)


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
                given.update(
                    v.name for v in envfile.parse(reader.text(source)) if v.value and not v.off
                )
    found: dict[str, Evidence] = {}
    for number, line in enumerate(reader.lines(compose.path), 1):
        for read in reads(line) if not line.lstrip().startswith("#") else ():
            if read.name not in given and (read.required or read.bare):
                found.setdefault(read.name, Evidence(compose.path, number, number))
    return [f"`{name}`" for name in found], list(found.values())[:MAX_NAMED]


def _secrets(compose: ComposeFile) -> Iterator[tuple[str, str]]:
    """The secrets that Compose takes from variables of its own environment."""
    given = compose.table.get("secrets")
    for key, spec in given.items() if isinstance(given, dict) else ():
        name = spec.get("environment") if isinstance(spec, dict) else None
        if isinstance(name, str) and name:
            yield key, name


def _lacks_secrets(compose: ComposeFile) -> bool:
    """Whether a service takes a secret that the file does not define."""
    given, services = compose.table.get("secrets"), compose.table.get("services")
    known = given if isinstance(given, dict) else {}
    for service in services.values() if isinstance(services, dict) else ():
        taken = service.get("secrets") if isinstance(service, dict) else None
        for secret in taken if isinstance(taken, list) else ():
            name = secret.get("source") if isinstance(secret, dict) else secret
            if isinstance(name, str) and name not in known:
                return True
    return False


def _override_example(reader: Reader, compose: ComposeFile, key: str) -> str:
    """A sample of the file that Compose reads beside the main one, which has the key."""
    for path in reader.tree.files(compose.folder):
        stem, _, suffix = path.rpartition("/")[2].rpartition(".")
        if stem in OVERRIDES and suffix in ("example", "sample", "template", "dist"):
            lines = (line.strip() for line in reader.lines(path))
            return path if f"{key}:" in lines else ""
    return ""


def _placeholders(reader: Reader, compose: ComposeFile) -> Iterator[tuple[str, Evidence]]:
    """The variables and the mounted folders that the compose file itself says are to be changed."""
    for container in compose:
        path, start = container.evidence.path, container.evidence.line_start or 1
        for name, value in container.environment if path == compose.path else ():
            if value and (envfile.must_change(value) or envfile.must_fill(value)):
                yield name, reader.find(path, name, start=start)
        block = reader.lines(path)[start - 1 : container.evidence.line_end]
        said = tuple(found[1] for line in block if (found := _REPLACED.search(line)))
        for source, _ in container.mounts if path == compose.path else ():
            if _SOME_PATH.match(source) or source.startswith(said):
                yield source, reader.find(path, source, start=start)


def _takes_env(reader: Reader, compose: ComposeFile) -> bool:
    """Whether an `.env` beside the file reaches Compose, or a service that it starts."""
    lines = reader.lines(compose.path)
    if any("$" in line and list(reads(line)) for line in lines if line.lstrip()[:1] != "#"):
        return True
    mounted = {source.rstrip("/") for c in compose for source, _ in c.mounts}
    return (
        any(c.builds or any(".env" in written for written, _ in c.env_files) for c in compose)
        or not mounted.isdisjoint((".", "./.env", "$PWD", "${PWD}"))
    )  # fmt: skip


def _prepares(commands: list[str]) -> bool:
    return any(command.startswith("./") for command in commands)


def _span(compose: ComposeFile) -> tuple[int, int]:
    spans = [c.evidence for c in compose if c.evidence.path == compose.path]
    lines = [e.line_start for e in spans if e.line_start]
    return (min(lines), max(e.line_end for e in spans)) if lines else (0, 0)


def _is_preparing(reader: Reader, path: str) -> bool:
    entry = reader.tree.get(path)
    executable = entry is not None and entry.mode == MODE_EXECUTABLE
    named = bool(_SCRIPT.fullmatch(path.rpartition("/")[2]))
    return executable and named and not is_run_in_image(reader, path)


def _outside(reader: Reader, compose: ComposeFile, kind: str) -> Iterator[tuple[str, Evidence]]:
    """The networks or volumes that have to be there before Compose starts anything."""
    given = compose.table.get(kind)
    for key, spec in given.items() if isinstance(given, dict) else ():
        external = spec.get("external") if isinstance(spec, dict) else None
        if external not in (None, "false") and isinstance(spec, dict):
            stated = external.get("name") if isinstance(external, dict) else spec.get("name")
            name = resolve(stated, compose.values) if isinstance(stated, str) else key
            if name:
                yield name, reader.find(compose.path, f"{kind}:", f"{key}:")


def _preparation(
    reader: Reader, compose: ComposeFile
) -> tuple[list[str], str, tuple[Evidence, ...]]:
    """What to do before the first start: copy an example, fill in what is asked for."""
    commands: list[str] = []
    notes: list[str] = []
    evidence: list[Evidence] = []
    needed = [p for c in compose if not c.profiles for p, must in c.env_files if must]
    wanted = dict.fromkeys([".env", *needed])
    for written in wanted:
        path = compose.inside(written)
        if path is None:
            continue
        if path not in reader.tree:
            example = example_of(reader, path)
            if example and written == ".env" and not _takes_env(reader, compose):
                continue
            if example:
                shown = example[len(compose.folder) :].lstrip("/")
                commands.append(f"cp {shown} {written}")
                evidence.append(Evidence(example))
            elif written != ".env" or any((".env", True) in c.env_files for c in compose):
                notes.append(f"Write `{written}` first: it is not in the repository.")
                continue
            path = example
        if path:
            given = [v for v in envfile.parse(reader.text(path)) if not v.off]
            empty = [v for v in given if v.required or envfile.must_fill(v.value)]
            poor = [v for v in given if envfile.must_change(v.value)]
            for verb, found in (("Set", empty), ("Change", poor)):
                if found:
                    names = listed([f"`{v.name}`" for v in found])
                    notes.append(f"{verb} {names} in `{written}` first.")
                    evidence += [Evidence(path, v.line, v.line) for v in found]
    if poor_here := dict(_placeholders(reader, compose)):
        names = listed([f"`{name}`" for name in poor_here])
        notes.append(f"Change {names} in `{compose.path.rpartition('/')[2]}` first.")
        evidence += poor_here.values()
    open_ends, read_at = _without_value(reader, compose, list(wanted))
    if open_ends:
        names = listed(open_ends) if len(open_ends) <= MAX_NAMED else "its variables"
        notes.append(f"Compose takes {names} from the environment or from `.env`.")
        evidence += read_at
    if secrets := dict(_secrets(compose)):  # without them Compose stops
        names = listed([f"`{name}`" for name in dict.fromkeys(secrets.values())])
        notes.insert(0, f"Set {names} in the environment or in `.env` first.")
        evidence += [reader.find(compose.path, "secrets:", f"{key}:", name)
                     for key, name in secrets.items()]  # fmt: skip
    scripts = [path for path in reader.tree.files(compose.folder) if _is_preparing(reader, path)]
    for kind in ("network", "volume") if not scripts else ():  # a script makes what it needs
        for name, where in _outside(reader, compose, f"{kind}s"):
            commands.append(f"docker {kind} create {name}")
            evidence.append(where)
    for path in scripts[:1]:
        commands.append(f"./{path.rpartition('/')[2]}")
        evidence.append(Evidence(path))
    return commands, " ".join(notes), tuple(evidence)
