"""What the final image of a Dockerfile starts, listens on and keeps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Note
from moxi.facts.prose import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.dockerfile import Dockerfile, Instruction


def command_of(parsed: Dockerfile) -> list[str]:
    """The words of its ENTRYPOINT and CMD."""
    words: list[str] = []
    for instruction in (*parsed.all("ENTRYPOINT"), *parsed.all("CMD")):
        words += instruction.words()
    return words


def at(parsed: Dockerfile, instruction: Instruction) -> Evidence:
    """The lines of an instruction as evidence."""
    return Evidence(parsed.path, instruction.line, instruction.end)


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


def exposed_udp(parsed: Dockerfile) -> list[int]:
    """The UDP ports of the final image."""
    words = [parsed.value(word) or "" for i in parsed.all("EXPOSE") for word in i.words()]
    numbers = [w.lower().removesuffix("/udp") for w in words if w.lower().endswith("/udp")]
    return [int(number) for number in dict.fromkeys(numbers) if number.isdigit()]


def exposed_ranges(parsed: Dockerfile) -> list[str]:
    """The ranges of TCP ports of the final image: `30000-30009`."""
    words = [parsed.value(word) or "" for i in parsed.all("EXPOSE") for word in i.words()]
    return [word for word in dict.fromkeys(words) if re.fullmatch(r"\d+-\d+", word)]


def volumes_of(parsed: Dockerfile) -> list[tuple[str, Instruction]]:
    """The absolute paths that it declares as volumes, each with its instruction."""
    found: dict[str, Instruction] = {}
    for instruction in parsed.all("VOLUME"):
        for word in instruction.words():
            value = parsed.value(word)
            if value and value.startswith("/"):
                found.setdefault(value.rstrip("/") or "/", instruction)
    return list(found.items())


def how_it_runs(parsed: Dockerfile, folder: str) -> Iterator[Fact[Note]]:
    """The user under whom it runs, and whether it looks after its own health."""
    said: list[str] = []
    where: list[Evidence] = []
    for instruction in parsed.all("USER")[-1:]:
        user = (parsed.value(instruction.args.strip()) or "").partition(":")[0]
        if user and user not in ("root", "0") and re.fullmatch(r"[\w.-]+", user):
            said.append(f"runs as the user `{user}`")
            where.append(at(parsed, instruction))
    for instruction in parsed.all("HEALTHCHECK")[-1:]:
        if instruction.args.strip().upper() != "NONE":
            said.append("has a health check")
            where.append(at(parsed, instruction))
    if said:
        yield Fact(Note("usage", f"The image {listed(said)}."), tuple(where), folder)
