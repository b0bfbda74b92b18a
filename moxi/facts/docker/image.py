"""What a Dockerfile states of the image that it makes, and how that image is got and run."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.context import builds
from moxi.facts.docker.dockerfile import Dockerfile, Instruction, pairs, parse
from moxi.facts.docker.envfile import shown
from moxi.facts.docker.interpolation import stated_meaning
from moxi.facts.docker.published import published_images
from moxi.facts.docker.shell import script_reads
from moxi.facts.docker.technologies import software
from moxi.facts.model import (
    Description,
    Evidence,
    Fact,
    Install,
    Link,
    Note,
    Port,
    Task,
    Technology,
)
from moxi.facts.paths import join, normalise
from moxi.facts.prose import collapse, listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from moxi.facts.docker.interpolation import Read
    from moxi.facts.docker.settings import Variables
    from moxi.facts.reader import Reader

MAX_SCRIPTS = 12
_OCI = "org.opencontainers.image."
_LABELS = {
    "description": (f"{_OCI}description", "org.label-schema.description", "description",
                    "io.k8s.description", "summary"),
    "url": (f"{_OCI}url", "org.label-schema.url"),
    "documentation": (f"{_OCI}documentation", "org.label-schema.usage"),
}  # fmt: skip
_SHELLS = ("bash", "sh", "/bin/bash", "/bin/sh", "/bin/ash", "zsh", "tail", "sleep", "true")
_TESTING = lazy_re(r"(^|[\s/._-])(tests?|pytest|tox|spec|jest|lint|rspec)([\s/._:-]|$)")
_BUILD_NOISE = lazy_re(
    r"^(PATH|LANG|LANGUAGE|LC_.*|TERM|HOME|SHELL|PYTHON.*|PIP_.*|UV_.*|POETRY_.*|NODE_ENV|NPM_.*|"
    r"PNPM_.*|YARN_.*|GOPATH|GOPROXY|GO111MODULE|CGO_.*|GOOS|GOARCH|CARGO_.*|RUST.*|JAVA_HOME|"
    r"DEBIAN_FRONTEND|LD_.*|XDG_.*|TMPDIR|S6_.*|DOTNET_.*|COMPlus_.*|.*_VERSION|.*_SHA\d*|"
    r".*_CHECKSUM|.*_HOME|VIRTUAL_ENV|DISPLAY)$"
)
_ABOUT_ALL = lazy_re(r"\b(env(ironment)?( vars?| variables?)?|defaults|variables)\W*$", re.I)
_COMMAND = lazy_re(r"^\$?\s*(docker (?:build|buildx build|run)\s.*)$")


def image_facts(
    reader: Reader, path: str, folder: str, variables: Variables, leading: bool
) -> Iterator[Fact[Any]]:
    """All facts of a folder's image; its variables are added to `variables`."""
    if path in reader.tree and not is_for_action(reader, path):
        parsed = parse(path, reader.text(path))
        if parsed.stages and not is_for_tests(parsed):
            yield from told_by_labels(parsed, folder)
            yield from _inside(reader, parsed, folder, leading=leading)
            _add_variables(reader, parsed, folder, variables, leading=leading)
            needed = variables.required() if leading else []
            yield from ways(reader, parsed, folder, needed=needed)


def is_for_action(reader: Reader, path: str) -> bool:
    """Whether GitHub builds the image, to run it as an action."""
    for metadata in (*reader.tree.named("action.yml"), *reader.tree.named("action.yaml")):
        runs = reader.yaml(metadata).get("runs")
        image = runs.get("image") if isinstance(runs, dict) else None
        where = metadata.rpartition("/")[0]
        if isinstance(image, str) and normalise(join(where, image)) == path:
            return True
    return False


def is_for_tests(parsed: Dockerfile) -> bool:
    """Whether running the image runs tests, or only opens a shell to work in."""
    command = _command(parsed)
    if _TESTING.search(" ".join(command)):
        return True
    return bool(command) and command[0] in _SHELLS and len(command) == 1


def _command(parsed: Dockerfile) -> list[str]:
    words: list[str] = []
    for instruction in (*parsed.all("ENTRYPOINT"), *parsed.all("CMD")):
        words += instruction.words()
    return words


def label(parsed: Dockerfile, what: str) -> tuple[str, Evidence] | None:
    """The value of a well-known label of the final image, and its line."""
    for wanted in _LABELS[what]:
        for instruction in parsed.all("LABEL"):
            for key, value in pairs(instruction.args):
                known = parsed.value(value) if key == wanted else None
                if known:
                    return collapse(known), _at(parsed, instruction)
    return None


def _at(parsed: Dockerfile, instruction: Instruction) -> Evidence:
    return Evidence(parsed.path, instruction.line, instruction.end)


def told_by_labels(parsed: Dockerfile, folder: str) -> Iterator[Fact[Any]]:
    """Description and links that the labels give."""
    if (stated := label(parsed, "description")) and len(stated[0].split()) > 1:
        yield Fact(Description(stated[0], "label"), (stated[1],), folder)
    for what, role in (("url", "homepage"), ("documentation", "documentation")):
        stated = label(parsed, what)
        if stated and stated[0].startswith("https://") and "github.com" not in stated[0]:
            yield Fact(
                Link("homepage" if role == "homepage" else "documentation", stated[0]),
                (stated[1],), folder,
            )  # fmt: skip


def _inside(
    reader: Reader, parsed: Dockerfile, folder: str, *, leading: bool
) -> Iterator[Fact[Any]]:
    for number, instruction in exposed(parsed):
        yield Fact(Port(number), (_at(parsed, instruction),), folder)
    base = parsed.base()
    held = software(base.image) if base and base.image else None
    if base and held and (leading or held.kind == "service"):
        where = Evidence(parsed.path, base.line, base.line)
        purpose = held.purpose or "base image"
        yield Fact(Technology(held.name, purpose), (where,), folder)
    volumes = [(path, i) for path, i in _volumes(parsed) if not path.endswith(".sock")]
    if volumes and leading:
        names = listed([f"`{path}`" for path, _ in volumes])
        noun = "volume" if len(volumes) == 1 else "volumes"
        where_all = tuple(_at(parsed, i) for _, i in volumes)
        yield Fact(Note("usage", f"The image keeps its data in the {noun} {names}."),
                   where_all, folder)  # fmt: skip


def exposed(parsed: Dockerfile) -> list[tuple[int, Instruction]]:
    """The TCP ports of the final image."""
    found: dict[int, Instruction] = {}
    for instruction in parsed.all("EXPOSE"):
        for word in instruction.words():
            value = parsed.value(word)
            number, _, protocol = (value or "").partition("/")
            if number.isdigit() and protocol.lower() in ("", "tcp") and 0 < int(number) < 65536:
                found.setdefault(int(number), instruction)
    return list(found.items())


def _volumes(parsed: Dockerfile) -> list[tuple[str, Instruction]]:
    found: dict[str, Instruction] = {}
    for instruction in parsed.all("VOLUME"):
        for word in instruction.words():
            value = parsed.value(word)
            if value and value.startswith("/"):
                found.setdefault(value.rstrip("/") or "/", instruction)
    return list(found.items())


def _add_variables(
    reader: Reader, parsed: Dockerfile, folder: str, variables: Variables, *, leading: bool
) -> None:
    """ENV that a comment explains; where the image leads, what its start script reads."""
    values: dict[str, tuple[str, Instruction]] = {}
    for instruction in parsed.all("ENV"):
        for name, value in pairs(instruction.args):
            known = parsed.value(value)
            values[name] = (known if known is not None else "", instruction)
            if _BUILD_NOISE.match(name) or len(pairs(instruction.args)) > 1:
                continue
            comment = instruction.comment
            if len(comment.split()) > 2 and not _ABOUT_ALL.search(comment):
                variables.add(name, _at(parsed, instruction), shown(name, known or ""), comment)
    if not leading:
        return
    for read, beside, evidence in _read_at_start(reader, parsed, folder):
        own = values.get(read.name)
        where = _at(parsed, own[1]) if own and own[0] else evidence
        default = (own[0] if own else "") or read.default
        variables.add(
            read.name,
            where,
            shown(read.name, default),
            beside or stated_meaning(read.message),
            required=read.required and not default,
        )
    for name in ("TZ",):
        if name in values:
            variables.add(name, _at(parsed, values[name][1]), values[name][0], "time zone")


def _read_at_start(
    reader: Reader, parsed: Dockerfile, folder: str
) -> Iterator[tuple[Read, str, Evidence]]:
    """What the image's shell scripts read from the environment, with what is said beside."""
    for path in _scripts(reader, parsed, folder)[:MAX_SCRIPTS]:
        for read, line, beside in script_reads(reader.text(path)):
            if not _BUILD_NOISE.match(read.name):
                yield read, beside, Evidence(path, line, line)


def _scripts(reader: Reader, parsed: Dockerfile, folder: str) -> list[str]:
    """The shell scripts that the final image holds, those that start it first."""
    started = [word.rpartition("/")[2] for word in _command(parsed)]
    found: dict[str, None] = {}
    for instruction in (*parsed.all("COPY"), *parsed.all("ADD")):
        if instruction.flag("from") is not None:
            continue
        for source in instruction.words()[:-1]:
            path = normalise(join(folder, source))
            inside = reader.tree.under(path) if path else ()
            for candidate in (*inside, *([path] if path in reader.tree else [])):
                if candidate and _is_shell_script(reader, candidate):
                    found[candidate] = None
    return sorted(found, key=lambda path: (path.rpartition("/")[2] not in started, path))


def _is_shell_script(reader: Reader, path: str) -> bool:
    name = path.rpartition("/")[2]
    if not name.endswith((".sh", ".bash")) and "." in name:
        return False
    first = reader.text(path)[:80].split("\n")[0]
    return first.startswith("#!") and "sh" in first


def ways(
    reader: Reader, parsed: Dockerfile, folder: str, file: str = "", needed: Sequence[str] = ()
) -> Iterator[Fact[Any]]:
    """The published image, else how it is built and run. `file` is the Dockerfile's path from
    the folder, where it stands elsewhere; without the variables in `needed` it does not start."""
    note = f"It starts only with {listed([f'`-e {name}=…`' for name in needed])}." if needed else ""
    published = [
        replace(way, value=replace(way.value, note=f"{note} {way.value.note}".strip()))
        for way in published_ways(reader, parsed, folder)
    ]
    yield from published
    told = None if published else _commands_of_comments(parsed)
    if told:
        yield Fact(Install("image", told[0], "Docker"), told[1], folder)
        return
    name = image_name(reader, folder)
    if not name or not builds(reader, parsed, folder) or not _runs_something(parsed):
        return
    build = f"docker build -t {name} {f'-f {file} ' if file else ''}."
    evidence = tuple(
        _at(parsed, i)
        for i in (*parsed.all("EXPOSE"), *parsed.all("ENTRYPOINT"), *parsed.all("CMD"))
    ) or (Evidence(parsed.path),)
    if published:
        task = Task("build", build, "build the image", "docker", directory=folder)
        yield Fact(task, (Evidence(parsed.path),), folder)
    else:
        commands = (build, f"docker run --rm {_run_flags(parsed, name)}{name}")
        yield Fact(Install("image", commands, "Docker", note), evidence, folder)


def _runs_something(parsed: Dockerfile) -> bool:
    return bool(_command(parsed) or parsed.all("EXPOSE") or parsed.all("VOLUME"))


def _commands_of_comments(
    parsed: Dockerfile,
) -> tuple[tuple[str, ...], tuple[Evidence, ...]] | None:
    """Commands that the Dockerfile's own comments give, where they start with a build."""
    found = [
        (match[1].strip(), line)
        for line, comment in parsed.comments
        if (match := _COMMAND.match(comment)) and not comment.rstrip().endswith("\\")
    ]
    if not found or not found[0][0].startswith(("docker build ", "docker buildx build ")):
        return None
    if not any(re.search(r"(^|\s)(\.|-f)(\s|$)", command) for command, _ in found[:1]):
        return None
    return tuple(c for c, _ in found[:3]), tuple(
        Evidence(parsed.path, line, line) for _, line in found[:3]
    )


def image_name(reader: Reader, folder: str) -> str:
    """A name for the image, in the letters that Docker allows."""
    name = folder.rpartition("/")[2] or reader.snapshot.metadata.name
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("._-")


def _run_flags(parsed: Dockerfile, name: str) -> str:
    flags = [f"-p {number}:{number}" for number, _ in exposed(parsed)[:3]]
    volumes = _volumes(parsed)
    work = next((parsed.value(i.args) for i in parsed.all("WORKDIR")), None)
    for path, _ in volumes[:2]:
        if path == (work or "").rstrip("/"):  # what it works on, not what it keeps
            flags.append(f'-v "$PWD:{path}"')
            continue
        if path.endswith(".sock"):
            flags.append(f"-v {path}:{path}")
            continue
        volume = f"{name}-data" if len(volumes) == 1 else f"{name}-{path.rpartition('/')[2]}"
        flags.append(f"-v {volume}:{path}")
    return "".join(f"{flag} " for flag in flags)


def published_ways(
    reader: Reader, parsed: Dockerfile | None, folder: str
) -> Iterator[Fact[Install]]:
    """How the image that the repository publishes is run, or pulled where no more is known."""
    if folder:
        return
    found = published_images(reader)
    if not found:
        return
    (image, evidence), *others = found
    name = image.rpartition("/")[2].partition(":")[0]
    flags = _run_flags(parsed, name) if parsed else ""
    note = ""
    if others:
        note = "Also published as " + ", ".join(f"`{other}`" for other, _ in others[:3]) + "."
    commands = (f"docker run --rm {flags}{image}",) if parsed else (f"docker pull {image}",)
    install = Install("image", commands, "Docker", note)
    yield Fact(install, (evidence, *(at for _, at in others[:3])), folder)
