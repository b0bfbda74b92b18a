"""What the final image of a Dockerfile starts, listens on and keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import Evidence

if TYPE_CHECKING:
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


def volumes_of(parsed: Dockerfile) -> list[tuple[str, Instruction]]:
    """The absolute paths that it declares as volumes, each with its instruction."""
    found: dict[str, Instruction] = {}
    for instruction in parsed.all("VOLUME"):
        for word in instruction.words():
            value = parsed.value(word)
            if value and value.startswith("/"):
                found.setdefault(value.rstrip("/") or "/", instruction)
    return list(found.items())
