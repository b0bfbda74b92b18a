"""Which environment variables an image takes: its ENV, and what its start scripts read."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from moxi.facts.docker.dockerfile import pairs
from moxi.facts.docker.image_parts import at, command_of
from moxi.facts.docker.interpolation import reads, stated_meaning
from moxi.facts.docker.shell import bare_reads, demands, fallbacks, script_reads
from moxi.facts.envfile import shown
from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.dockerfile import Dockerfile, Instruction
    from moxi.facts.docker.interpolation import Read
    from moxi.facts.docker.settings import Variables
    from moxi.facts.reader import Reader

_FILLED = lazy_re(r"\benvsubst\b[^|;&\n]*<\s*([\w./-]+)")
MAX_SCRIPTS = 12
MAX_COPIED = 20_000
_SETTINGS = (".conf", ".cfg", ".ini", ".cnf", ".template", ".tmpl", ".toml", ".yaml", ".yml", ".sh")
_BUILD_NOISE = lazy_re(
    r"^(PATH|LANG|LANGUAGE|LC_.*|TERM|HOME|SHELL|PYTHON.*|PIP_.*|UV_.*|POETRY_.*|NODE_ENV|NPM_.*|"
    r"PNPM_.*|YARN_.*|GOPATH|GOPROXY|GO111MODULE|CGO_.*|GOOS|GOARCH|CARGO_.*|RUST.*|JAVA_HOME|"
    r"DEBIAN_FRONTEND|LD_.*|XDG_.*|TMPDIR|S6_.*|DOTNET_.*|COMPlus_.*|.*_VERSION|.*_SHA\d*|"
    r".*_CHECKSUM|.*_HOME|.*_COMMIT|BUILD_.*|IMAGE_.*|(?:GO|C|CXX)?FLAGS|VIRTUAL_ENV|DISPLAY)$"
)
_ABOUT_ALL = lazy_re(
    r"\b(env(ironment)?( vars?| variables?)?|defaults|variables)\W*$"
    r"|^(configure|default|system|configuration|user|runtime|set) (\w+ )?"
    r"(environment|settings|values|parameters|variables|options)\b|\b(these|following) \w+s\b",
    re.IGNORECASE,
)


_UNSET = lazy_re(r"\*\*\w+\*\*")
"""a value that the start script takes for none: `**Random**`"""
_OF_THE_BASE = lazy_re(r".*_(DIR|FILE|PATH|ROOT)$")


def add_variables(
    reader: Reader, parsed: Dockerfile, folder: str, variables: Variables, *, leading: bool
) -> None:
    """ENV that a comment explains, and what the script reads that starts the image; where the
    image leads, what its other scripts read too."""
    paths = scripts_of(reader, parsed, folder)
    started = {word.rpartition("/")[2] for word in command_of(parsed)}
    paths = [p for p in paths if leading or p.rpartition("/")[2] in started][:MAX_SCRIPTS]
    stands_for = {k: v for path in paths for k, v in fallbacks(reader.text(path)).items()}
    values: dict[str, tuple[str, Instruction]] = {}
    for instruction in parsed.all("ENV"):
        for name, value in pairs(instruction.args):
            known = parsed.value(value)
            if known and _UNSET.fullmatch(known):
                known = stands_for.get((name, known), ("",))[0]
            values[name] = (known if known is not None else "", instruction)
            if _BUILD_NOISE.match(name) or len(pairs(instruction.args)) > 1:
                continue
            comment = instruction.comment
            if "deprecated" in comment.lower():
                continue
            if len(comment.split()) > 2 and not _ABOUT_ALL.search(comment):
                variables.add(name, at(parsed, instruction), shown(name, known or ""), comment)
    _add_port(reader, parsed, folder, values, variables)
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
    for path in paths if leading else ():
        for name, number in bare_reads(reader.text(path)):
            noise = _BUILD_NOISE.match(name) or _OF_THE_BASE.match(name)
            if not noise and name not in values and path.rpartition("/")[2] in started:
                variables.add(name, Evidence(path, number, number))
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
