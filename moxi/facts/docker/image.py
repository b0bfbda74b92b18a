"""What a Dockerfile states of the image that it makes, and how that image is got and run."""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.compose_start import alone
from moxi.facts.docker.dockerfile import Dockerfile, Instruction, pairs, parse
from moxi.facts.docker.image_parts import at, command_of, exposed, how_it_runs, volumes_of
from moxi.facts.docker.image_run import given_by_compose, ways
from moxi.facts.docker.interpolation import reads, stated_meaning
from moxi.facts.docker.published import described
from moxi.facts.docker.shell import demands, script_reads
from moxi.facts.docker.technologies import software
from moxi.facts.envfile import shown
from moxi.facts.model import (
    Description,
    Evidence,
    Fact,
    Install,
    Link,
    Note,
    Port,
    Technology,
)
from moxi.facts.paths import join, normalise
from moxi.facts.prose import collapse, listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.compose_file import ComposeFile
    from moxi.facts.docker.interpolation import Read
    from moxi.facts.docker.settings import Variables
    from moxi.facts.reader import Reader

_FILLED = lazy_re(r"\benvsubst\b[^|;&\n]*<\s*([\w./-]+)")
MAX_SCRIPTS = 12
MAX_COPIED = 20_000
_SETTINGS = (".conf", ".cfg", ".ini", ".cnf", ".template", ".tmpl", ".toml", ".yaml", ".yml", ".sh")
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
    r".*_CHECKSUM|.*_HOME|.*_COMMIT|BUILD_.*|(?:GO|C|CXX)?FLAGS|VIRTUAL_ENV|DISPLAY)$"
)
_ABOUT_ALL = lazy_re(
    r"\b(env(ironment)?( vars?| variables?)?|defaults|variables)\W*$"
    r"|^(configure|default|system|configuration|user|runtime|set) (\w+ )?"
    r"(environment|settings|values|parameters|variables|options)\b|\b(these|following) \w+s\b",
    re.IGNORECASE,
)


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
            _add_variables(reader, parsed, folder, variables, leading=leading)
            needed = variables.required() if leading else []
            name = path.rpartition("/")[2]
            file = "" if name == "Dockerfile" else name
            given = given_by_compose(reader, compose) if compose else ""
            got = compose is not None and any(alone(reader, compose, folder))
            found = ways(reader, parsed, folder, file, needed, given or "", got=got)
            yield from found if given is not None else _without_start(found)


def _without_start(found: Iterator[Fact[Any]]) -> Iterator[Fact[Any]]:
    """The ways to get an image that does not start alone: a published one is pulled."""
    for fact in found:
        if not isinstance(fact.value, Install) or "\\\n" in fact.value.commands[0]:
            yield fact
        elif fact.value.commands[0].startswith("docker run ") and "/" in (
            name := fact.value.commands[0].split()[-1]
        ):
            pull = replace(fact.value, commands=(f"docker pull {name}",))
            yield replace(fact, value=pull)


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
                known = parsed.value(value) if key == wanted else None
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


def _add_variables(
    reader: Reader, parsed: Dockerfile, folder: str, variables: Variables, *, leading: bool
) -> None:
    """ENV that a comment explains, and what the script reads that starts the image; where the
    image leads, what its other scripts read too."""
    values: dict[str, tuple[str, Instruction]] = {}
    for instruction in parsed.all("ENV"):
        for name, value in pairs(instruction.args):
            known = parsed.value(value)
            values[name] = (known if known is not None else "", instruction)
            if _BUILD_NOISE.match(name) or len(pairs(instruction.args)) > 1:
                continue
            comment = instruction.comment
            if "deprecated" in comment.lower():
                continue
            if len(comment.split()) > 2 and not _ABOUT_ALL.search(comment):
                variables.add(name, at(parsed, instruction), shown(name, known or ""), comment)
    _add_port(reader, parsed, folder, values, variables)
    paths = scripts_of(reader, parsed, folder)
    started = {word.rpartition("/")[2] for word in command_of(parsed)}
    paths = [p for p in paths if leading or p.rpartition("/")[2] in started][:MAX_SCRIPTS]
    for read, beside, evidence in _read_at_start(reader, paths):
        own = values.get(read.name)
        where = at(parsed, own[1]) if own and own[0] else evidence
        default = (own[0] if own else "") or read.default
        variables.add(
            read.name,
            where,
            shown(read.name, default),
            beside or stated_meaning(read.message),
            required=read.required and not default,
        )
    scripts = [reader.text(path) for path in (*paths, *_copied_settings(reader, parsed, folder))]
    final = parsed.stages[-1].instructions
    for name, (value, instruction) in values.items():
        used = rf"(?:\$\{{?|\benv[.(]){re.escape(name)}\b"
        told_at_build = f"{name}=$" in instruction.args.replace('"', "").replace("{", "")
        if _BUILD_NOISE.match(name) or told_at_build:
            continue
        # Without a script of its own, what the image sets is for the program that it starts.
        alone = leading and not paths and instruction in final
        if alone or any(re.search(used, text) for text in scripts):
            variables.add(name, at(parsed, instruction), shown(name, value))
    for path in paths:
        for demanded in demands(reader.text(path)):
            held = values.get(demanded.name, ("",))[0]
            if not shown(demanded.name, held):
                if demanded.first:
                    variables.firsts.append(demanded.name)
                variables.add(demanded.name, Evidence(path, demanded.line, demanded.line), "",
                              demanded.meaning, required=demanded.alone)  # fmt: skip
    for name in ("TZ",) if leading else ():
        if name in values:
            variables.add(name, at(parsed, values[name][1]), values[name][0], "time zone")


def _copied_settings(reader: Reader, parsed: Dockerfile, folder: str) -> Iterator[str]:
    """The small files that are copied one by one into the final image, such as the settings of a
    web server that reads the environment."""
    for instruction in parsed.all("COPY"):
        if instruction.flag("from") is None:
            for source in instruction.words()[:-1]:
                path = normalise(join(folder, source)) or ""
                entry = reader.tree.get(path)
                if entry is not None and entry.size < MAX_COPIED and path.endswith(_SETTINGS):
                    yield path


def _add_port(
    reader: Reader, parsed: Dockerfile, folder: str, values: dict[str, tuple[str, Instruction]],
    variables: Variables,
) -> None:  # fmt: skip
    """The variable that holds the one exposed port, where what starts the image reads it."""
    exposed_as = [word for instruction in parsed.all("EXPOSE") for word in instruction.words()]
    name = exposed_as[0].partition("/")[0].strip("${}") if len(exposed_as) == 1 else ""
    if name not in values or not values[name][0].isdigit():
        return
    starts = [instruction.args for instruction in (*parsed.all("ENTRYPOINT"), *parsed.all("CMD"))]
    starts += [reader.text(path) for path in scripts_of(reader, parsed, folder)[:MAX_SCRIPTS]]
    if any(re.search(rf"\$\{{?{re.escape(name)}\b", text) for text in starts):
        value, instruction = values[name]
        variables.add(name, at(parsed, instruction), value, "port on which the container listens")


def _templates(reader: Reader, paths: list[str]) -> list[str]:
    """The files that start scripts fill in from the environment: `envsubst < /etc/app.tmpl`."""
    named = [name for path in paths for name in _FILLED.findall(reader.text(path))]
    return [
        path
        for path in reader.tree.paths
        if any(f"/{path}".endswith(name if name.startswith("/") else f"/{name}") for name in named)
    ][:MAX_SCRIPTS]


def _read_at_start(reader: Reader, paths: list[str]) -> Iterator[tuple[Read, str, Evidence]]:
    """What the image's shell scripts read from the environment, with what is said beside."""
    for path in paths:
        for read, line, beside in script_reads(reader.text(path)):
            if not _BUILD_NOISE.match(read.name):
                yield read, beside, Evidence(path, line, line)
    for path in _templates(reader, paths):
        for number, text in enumerate(reader.lines(path), 1):
            for read in reads(text) if "${" in text else ():
                if not _BUILD_NOISE.match(read.name) and read.name.isupper():
                    yield read, "", Evidence(path, number, number)


def scripts_of(reader: Reader, parsed: Dockerfile, folder: str) -> list[str]:
    """The shell scripts that the final image holds, those that start it first."""
    started = [word.rpartition("/")[2] for word in command_of(parsed)]
    found: dict[str, None] = {}
    for instruction in (*parsed.all("COPY"), *parsed.all("ADD")):
        if instruction.flag("from") is not None:
            continue
        for source in instruction.words()[:-1]:
            path = normalise(join(folder, source))
            inside = reader.tree.under(path) if path else ()
            if path and "*" in path:
                held = reader.tree.files(folder)
                inside = tuple(name for name in held if fnmatchcase(name, path))
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
