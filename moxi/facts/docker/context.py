"""Whether an image can be built from a fresh checkout: all that is copied in stands there."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from moxi.facts.docker.dockerfile import substitute
from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re
from moxi.snapshot.model import MODE_SUBMODULE

if TYPE_CHECKING:
    from moxi.facts.docker.dockerfile import Dockerfile, Instruction, Stage
    from moxi.facts.reader import Reader

_GIVEN = (
    "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "BUILDPLATFORM", "BUILDOS",
    "BUILDARCH", "BUILDVARIANT", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY",
)  # fmt: skip
_MOUNT_SOURCE = lazy_re(r"(?:^|,)(?:source|src)=([^,]+)")


def builds(reader: Reader, parsed: Dockerfile, context: str = "", target: str = "") -> bool:
    """Whether `docker build` works with the folder `context` and nothing else."""
    if not parsed.stages or not parsed.chain(target):
        return False
    for stage in _needed(parsed, target):
        if not stage.image or any(i.name == "ONBUILD" for i in stage.instructions):
            return False
        if not all(_is_there(reader, i, stage, context) for i in stage.instructions):
            return False
        if any(_needs_argument(stage, i) for i in stage.instructions if i.name == "ARG"):
            return False
    return True


def copied(parsed: Dockerfile) -> list[str]:
    """What all stages copy from the build context, as written."""
    return [
        source
        for instruction in parsed.instructions
        if instruction.name in ("COPY", "ADD") and instruction.flag("from") is None
        for source in instruction.words()[:-1]
        if "$" not in source and "://" not in source
    ]


def _needed(parsed: Dockerfile, target: str) -> list[Stage]:
    """The stages that building the target runs."""
    waiting = parsed.chain(target)
    needed: list[Stage] = []
    while waiting:
        stage = waiting.pop()
        if stage in needed:
            continue
        needed.append(stage)
        for instruction in stage.instructions:
            for name in _sources_of_stages(instruction):
                waiting += parsed.chain(name) if parsed.stage(name) else []
    return needed


def _sources_of_stages(instruction: Instruction) -> list[str]:
    names = [value for key, value in instruction.flags if key == "from"]
    for key, value in instruction.flags:
        if key == "mount":
            names += [part[5:] for part in value.split(",") if part.startswith("from=")]
    return names


def _is_there(reader: Reader, instruction: Instruction, stage: Stage, context: str) -> bool:
    """Whether what an instruction takes from the context is in the repository."""
    if instruction.name == "RUN":
        mounts = [value for key, value in instruction.flags if key == "mount"]
        return all(_can_mount(reader, context, mount) for mount in mounts)
    if instruction.name not in ("COPY", "ADD") or instruction.flag("from") is not None:
        return True
    sources = instruction.words()[:-1]
    found = False
    for written in sources:
        if "://" in written or written.startswith(("<<", "git@")):
            found = True
            continue
        path = substitute(written, stage.variables)
        if path is None:
            return False
        if "://" in path or _exists(reader, context, path):
            found = True
        elif not _is_pattern(path):
            return False
    return found or not sources


def _can_mount(reader: Reader, context: str, mount: str) -> bool:
    if "type=secret" in mount:
        return "required" not in mount
    source = _MOUNT_SOURCE.search(mount)
    if "type=bind" not in mount or "from=" in mount or not source:
        return True
    return _exists(reader, context, source[1])


def _is_pattern(source: str) -> bool:
    return any(char in source for char in "*?[")


def _exists(reader: Reader, context: str, source: str) -> bool:
    path = normalise(join(context, source.lstrip("/")))
    if path is None:
        return False
    if path in ("", context, join(context, ".git")):  # a clone has its history
        return True
    entry = reader.tree.get(path)
    if entry is not None:
        return entry.mode != MODE_SUBMODULE
    if reader.tree.is_folder(path):
        return True
    if not _is_pattern(path):
        return False
    depth = path.count("/")
    return any(
        fnmatchcase("/".join(candidate.split("/")[: depth + 1]), path)
        for candidate in reader.tree.under(context)
    )


def _needs_argument(stage: Stage, argument: Instruction) -> bool:
    """Whether a build argument without a default decides what is fetched.

    Most arguments without one are labels; one inside an address, a version pin or the name of a
    branch has to be given, unless the script looks whether it is.
    """
    name = argument.args.partition("=")[0].strip()
    if "=" in argument.args or name in _GIVEN or name in stage.variables:
        return False
    use = rf"\$(?:{re.escape(name)}\b|\{{{re.escape(name)}\}})"
    for instruction in stage.instructions:
        text = "\n".join((instruction.args, *instruction.heredocs))
        if instruction.name not in ("RUN", "ADD") or name not in text:
            continue
        if re.fullmatch(rf"\s*(?:test|\[)\s+-n\s+[\"']?{use}[\"']?\s*\]?\s*", text):
            return True  # the build stops without it
        if re.search(rf"\$\{{{re.escape(name)}:?[-+=]|-[zn]\s+[\"']?{use}", text):
            continue
        if re.search(rf"\S*(?:://|==|@|--branch[ =]|checkout )\S*{use}", text):
            return True
    return False
