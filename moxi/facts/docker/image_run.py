"""How an image is got and run: as it is published, as a page says, or built from a checkout."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.context import builds
from moxi.facts.docker.dockerfile import pairs
from moxi.facts.docker.documented import documented_run
from moxi.facts.docker.image_parts import (
    at,
    command_of,
    exposed,
    exposed_ranges,
    exposed_udp,
    volumes_of,
)
from moxi.facts.docker.published import built_for, published_images
from moxi.facts.docker.technologies import repository
from moxi.facts.model import Evidence, Fact, Install, Task
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from moxi.facts.docker.compose_file import ComposeFile
    from moxi.facts.docker.dockerfile import Dockerfile
    from moxi.facts.reader import Reader

_KEPT = lazy_re(r"^/(home|var)/|data$|db$|config$")
_TO_FILL = lazy_re(r"(?<!\$)\{[A-Za-z][\w -]*\}|<[A-Za-z][\w -]*>")
_COMMAND = lazy_re(r"^\$?\s*(docker (?:build|buildx build|run)\s.*)$")


def given_by_compose(reader: Reader, compose: ComposeFile) -> str | None:
    """The rights and devices that the compose file gives the image, as flags of `docker run`;
    None where it does not start alone."""
    name = reader.snapshot.metadata.name.lower()
    own = [c for c in compose if c.builds or repository(c.image).rpartition("/")[2].lower() == name]
    if any(c.software and c.software.purpose == "database" for c in compose):
        return None
    if len(list(compose)) > 1 and (not own or own[0].depends_on):
        return None
    table = own[0].table if own else next(iter(compose)).table
    flags = [f"--cap-add={name}" for name in _texts(table.get("cap_add"))]
    flags += [f"--device={name}" for name in _texts(table.get("devices"))]
    flags += [f"--sysctl {name}" for name in _texts(table.get("sysctls"))]
    if table.get("privileged") == "true":
        flags.append("--privileged")
    if table.get("network_mode") == "host":
        flags.append("--network=host")
    return "".join(f"{flag} " for flag in flags)


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def ways(
    reader: Reader, parsed: Dockerfile, folder: str, file: str = "", needed: Sequence[str] = (),
    given: str = "", *, got: bool = False,
) -> Iterator[Fact[Any]]:  # fmt: skip
    """The published image, else how it is built and run. `file` is the Dockerfile's path from
    the folder, where it stands elsewhere; without the variables in `needed` it does not start;
    `given` are flags that it needs; `got` says that the compose file tells how to get it."""
    given += "".join(f"-e {name} " for name in needed)
    published = [
        replace(way, value=replace(way.value, note=f"{_first(way.value, needed)}{way.value.note}"))
        for way in (() if got else published_ways(reader, parsed, folder, given))
    ]
    yield from published
    told = None if published or got else _commands_of_comments(parsed)
    if told:
        yield Fact(Install("image", told[0], "Docker"), told[1], folder)
        return
    name = image_name(reader, folder)
    if not name or not builds(reader, parsed, folder) or not _runs_something(parsed):
        return
    build = f"docker build -t {name} {f'-f {file} ' if file else ''}."
    evidence = tuple(
        at(parsed, i)
        for i in (*parsed.all("EXPOSE"), *parsed.all("ENTRYPOINT"), *parsed.all("CMD"))
    ) or (Evidence(parsed.path),)
    if published or got:
        task = Task("build", build, "build the image", "docker", directory=folder)
        yield Fact(task, (Evidence(parsed.path),), folder)
    else:
        commands = (build, f"docker run --rm {given}{_run_flags(parsed, name, given)}{name}")
        way = Install("image", commands, "Docker")
        yield Fact(replace(way, note=_first(way, needed).strip()), evidence, folder)


def _first(way: Install, needed: Sequence[str]) -> str:
    """What must be done before an image is run that takes variables over from its caller."""
    taken = [f"`{name}`" for name in needed if f" -e {name} " in way.commands[-1]]
    return f"Set {listed(taken)} in the environment first. " if taken else ""


def _runs_something(parsed: Dockerfile) -> bool:
    return bool(command_of(parsed) or parsed.all("EXPOSE") or parsed.all("VOLUME"))


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


def _run_flags(parsed: Dockerfile, name: str, given: str) -> str:
    flags: list[str] = []
    if "--network=host" not in given:  # where no port is published
        flags += [f"-p {number}:{number}" for number, _ in exposed(parsed)[:3]]
        flags += [f"-p {ports}:{ports}" for ports in exposed_ranges(parsed)[:1]]
        flags += [f"-p {number}:{number}/udp" for number in exposed_udp(parsed)[:2]]
    volumes = volumes_of(parsed)
    work = next((parsed.value(i.args) for i in parsed.all("WORKDIR")), None)
    for path, _ in volumes[:2]:
        if path == (work or "").rstrip("/") and not _KEPT.search(path):  # what it works on
            flags.append(f'-v "$PWD:{path}"')
            continue
        if path.endswith(".sock"):
            flags.append(f"-v {path}:{path}")
            continue
        leaves = [other.rpartition("/")[2] for other, _ in volumes[:2]]
        leaf = path.rpartition("/")[2]
        leaf = leaf if leaves.count(leaf) == 1 else path.strip("/").replace("/", "-")
        volume = f"{name}-data" if len(volumes) == 1 else f"{name}-{leaf}"
        flags.append(f"-v {volume}:{path}")
    told = [v for i in parsed.all("ENV") for _, v in pairs(i.args) if v.endswith("/docker.sock")]
    if told and not any(flag.endswith(".sock") for flag in flags):  # it speaks to the daemon
        flags.append("-v /var/run/docker.sock:/var/run/docker.sock")
    return "".join(f"{flag} " for flag in flags)


def published_ways(
    reader: Reader, parsed: Dockerfile | None, folder: str, given: str = ""
) -> Iterator[Fact[Install]]:
    """How the image that the repository publishes is run, or pulled where no more is known."""
    if folder:
        return
    found = published_images(reader)
    if not found:
        return
    (image, evidence), *others = found
    name = image.rpartition("/")[2].partition(":")[0]
    flags = given + _run_flags(parsed, name, given) if parsed else ""
    note = ""
    if others:
        note = "Also published as " + ", ".join(f"`{other}`" for other, _ in others[:3]) + "."
    if platforms := built_for(reader):
        note = f"{note} It is built for {listed([f'`{name}`' for name in platforms])}.".strip()
    told = documented_run(reader, [image, *(other for other, _ in others)])
    if told:
        page = f"[{told[1].path}]({told[1].path.replace(' ', '%20')})"
        own = [f"`{name}`" for name in dict.fromkeys(_TO_FILL.findall(told[0]))]
        fill = f"Put a value of your own in place of {listed(own)}. " if own else ""
        note = f"{fill}{note} More is in {page}.".strip()
        install = Install("image", (told[0],), "Docker", note)
        yield Fact(install, (told[1], evidence), folder)
        return
    alike = any(repository(other) == repository(image) for other, _ in others)
    runs = parsed and not alike  # of several kinds, which one the Dockerfile makes is open
    commands = (f"docker run --rm {flags}{image}",) if runs else (f"docker pull {image}",)
    install = Install("image", commands, "Docker", note)
    yield Fact(install, (evidence, *(at for _, at in others[:3])), folder)
