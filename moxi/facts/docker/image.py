"""What a Dockerfile states of the image that it makes, and how that image is got and run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_start import alone
from moxi.facts.docker.dockerfile import Dockerfile, pairs, parse, substitute
from moxi.facts.docker.image_parts import at, command_of, exposed, how_it_runs, volumes_of
from moxi.facts.docker.image_run import given_by_compose, ways
from moxi.facts.docker.image_variables import add_variables, scripts_of
from moxi.facts.docker.published import described, stated_images
from moxi.facts.docker.shell import sourced_files, stops_without_input
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
    from collections.abc import Iterator

    from moxi.facts.docker.compose_file import ComposeFile
    from moxi.facts.docker.settings import Variables
    from moxi.facts.reader import Reader

_OCI = "org.opencontainers.image."
_LABELS = {
    "description": (f"{_OCI}description", "org.label-schema.description", "description",
                    "io.k8s.description", "summary"),
    "url": (f"{_OCI}url", "org.label-schema.url"),
    "documentation": (f"{_OCI}documentation", "org.label-schema.usage"),
}  # fmt: skip
_SHELLS = ("bash", "sh", "/bin/bash", "/bin/sh", "/bin/ash", "zsh", "tail", "sleep", "true")
_TESTING = lazy_re(r"(^|[\s/._-])(tests?|pytest|tox|spec|jest|lint|rspec)([\s/._:-]|$)")


def image_facts(
    reader: Reader, path: str, folder: str, variables: Variables, compose: ComposeFile | None, *,
    leading: bool,
) -> Iterator[Fact[Any]]:  # fmt: skip
    """All facts of a folder's image; its variables are added to `variables`. `compose` is what
    starts it with others, where that is how it is meant to run."""
    if path in reader.tree and not is_for_action(reader, path):
        parsed = parse(path, reader.text(path))
        if parsed.stages and not is_for_tests(parsed):
            yield from told_by_labels(reader, parsed, folder)
            yield from _inside(reader, parsed, folder, compose, leading=leading)
            add_variables(reader, parsed, folder, variables, leading=leading)
            needed = variables.required() if leading else []
            name = path.rpartition("/")[2]
            file = "" if name == "Dockerfile" else name
            given = given_by_compose(reader, compose) if compose else ""
            got = compose is not None and any(alone(reader, compose, folder))
            found = ways(reader, parsed, folder, file, needed, given or "", got=got)
            starts = given is not None and not _wants_input(reader, parsed, folder)
            told = list(found if starts else _without_start(found))
            yield from told
            if not (folder or got or compose or any(isinstance(f.value, Install) for f in told)):
                for image, where in stated_images(reader)[:1]:
                    yield Fact(Install("image", (f"docker pull {image}",), "Docker"), (where,))


def _wants_input(reader: Reader, parsed: Dockerfile, folder: str) -> bool:
    """Whether what the image starts with ends at once where nothing is given to it, or takes
    over a file of a volume that is empty at first."""
    started = {word.rpartition("/")[2] for word in command_of(parsed)}
    env = {name: value for stage in parsed.chain() for name, value in stage.variables.items()}
    volumes = [path for path, _ in volumes_of(parsed)]
    for path in scripts_of(reader, parsed, folder):
        text = reader.text(path)
        sourced = [substitute(name, env) or "" for name in sourced_files(text)]
        empty = any(name.startswith(f"{volume}/") for name in sourced for volume in volumes)
        if path.rpartition("/")[2] in started and (empty or stops_without_input(text)):
            return True
    return False


def _without_start(found: Iterator[Fact[Any]]) -> Iterator[Fact[Any]]:
    """The ways to get an image that does not start alone: a published one is pulled."""
    for fact in found:
        command = fact.value.commands[0] if isinstance(fact.value, Install) else ""
        if not command or "\\\n" in command or command.startswith("docker pull "):
            yield fact
        elif fact.value.commands[0].startswith("docker run ") and "/" in (
            name := fact.value.commands[0].split()[-1]
        ):
            pull = replace(fact.value, commands=(f"docker pull {name}",))
            yield replace(fact, value=pull)
        elif fact.value.commands[0].startswith("docker build "):
            task = Task("build", fact.value.commands[0], "build the image", "docker",
                        directory=fact.folder)  # fmt: skip
            yield replace(fact, value=task)


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
    command = command_of(parsed)
    if _TESTING.search(" ".join(command)):
        return True
    return bool(command) and command[0] in _SHELLS and len(command) == 1


def label(parsed: Dockerfile, what: str) -> tuple[str, Evidence] | None:
    """The value of a well-known label of the final image, and its line."""
    for wanted in _LABELS[what]:
        for instruction in parsed.all("LABEL"):
            for key, value in pairs(instruction.args):
                known = parsed.value(value) if key.lower() == wanted else None
                if known:
                    return collapse(known), at(parsed, instruction)
    return None


def told_by_labels(reader: Reader, parsed: Dockerfile, folder: str) -> Iterator[Fact[Any]]:
    """Description and links that the labels give."""
    stated = label(parsed, "description") or (None if folder else described(reader))
    if stated and len(stated[0].split()) > 1:
        yield Fact(Description(stated[0], "label"), (stated[1],), folder)
    for what, role in (("url", "homepage"), ("documentation", "documentation")):
        stated = label(parsed, what)
        if stated and stated[0].startswith("https://") and "github.com" not in stated[0]:
            yield Fact(
                Link("homepage" if role == "homepage" else "documentation", stated[0]),
                (stated[1],), folder,
            )  # fmt: skip


def _inside(
    reader: Reader, parsed: Dockerfile, folder: str, compose: ComposeFile | None, *, leading: bool
) -> Iterator[Fact[Any]]:
    for number, instruction in exposed(parsed):
        yield Fact(Port(number), (at(parsed, instruction),), folder)
    base = parsed.base()
    held = software(base.image) if base and base.image else None
    if base and held and (leading or held.kind == "service"):
        where = Evidence(parsed.path, base.line, base.line)
        purpose = held.purpose or "base image"
        yield Fact(Technology(held.name, purpose), (where,), folder)
    yield from how_it_runs(parsed, folder)
    mounted = {target.partition(":")[0] for c in compose or () for _, target in c.mounts}
    volumes = [(path, i) for path, i in volumes_of(parsed)
               if not path.endswith(".sock") and path not in mounted]  # fmt: skip
    if volumes and leading:
        names = listed([f"`{path}`" for path, _ in volumes])
        noun = "volume" if len(volumes) == 1 else "volumes"
        where_all = tuple(at(parsed, i) for _, i in volumes)
        yield Fact(Note("usage", f"The image keeps its data in the {noun} {names}."),
                   where_all, folder)  # fmt: skip
