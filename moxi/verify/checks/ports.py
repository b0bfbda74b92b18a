"""Ports: of addresses on this machine, of `docker run -p`, and in sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from moxi.facts.model import Port, Service
from moxi.patterns import lazy_re
from moxi.verify.context import is_example, is_past
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.typed import typed_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Evidence
    from moxi.verify.model import Verdict
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

_ADDRESS = lazy_re(r"(?<!@)(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]):(\d{2,5})(?!\d)")
_SPOKEN = lazy_re(r"\bports? (?:number )?[`\"(]?(\d{2,5})\b(?!\.\d)", re.IGNORECASE)
_NUMBER = lazy_re(r"(?<![\d.])\d{2,5}(?![\d.])")
_USUAL = frozenset((
    "1313", "1337", "3000", "3001", "4000", "4200", "4321", "5000", "5001", "5173", "5432", "6379",
    "7000", "7860", "8000", "8001", "8008", "8080", "8081", "8443", "8501", "8787", "8888", "9000",
    "9090", "9200", "9229", "3306", "27017", "12345", "1234", "2222", "6006", "8983", "9999",
))  # fmt: skip
"""What a framework or a server listens on without being told, and what examples choose."""
_CLIENTS = frozenset((
    "curl", "wget", "http", "https", "open", "xdg-open", "start", "grpcurl", "nc", "telnet", "ab",
    "hey", "wrk", "websocat", "docker", "podman",
))  # fmt: skip
"""Programs that ask what runs at an address; others are given one of the reader's choice."""
_SETTINGS = frozenset(
    ("yaml", "yml", "json", "jsonc", "json5", "toml", "ini", "env", "conf", "xml")
)
_OTHER = lazy_re(r"(?<!http://)(?<!https://)(?<!ws://)(?:localhost|127\.0\.0\.1|\[::1\]):(\d{2,5})")
_PUBLISHED = lazy_re(r"(?:[\d.]+:)?(\d{2,5}):(\d{2,5})(?:/(?:tcp|udp))?")


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each port; the outside of a mapping is the reader's choice, and given too."""
    chosen = _chosen(page, repository)
    own = {
        (typed.line, port)
        for typed in typed_commands(page, repository)
        if typed.program.rpartition("/")[2] in repository.programs
        for word in typed.words
        if not _PUBLISHED.fullmatch(word)
        for port in _NUMBER.findall(word)
    }
    blocks = [block for block in page.blocks if not block.is_shell]
    held = {
        line
        for block in blocks
        for line in range(block.line, block.line + block.code.count("\n") + 1)
    }
    plain = set(range(1, len(page.lines) + 1)) - held
    seen: set[tuple[int, str]] = set()
    for line, port in _named(page, repository):
        if (line, port) not in seen:
            seen.add((line, port))
            elsewhere = bool(chosen.get(port, set()) - {line})
            given = (line, port) in own
            verdict = _judged(port, repository, chosen=elsewhere or given, plain=line in plain)
            if verdict.status == "refuted" and is_example(page.lines[line - 1]):
                verdict = unknown("only an example")
            if verdict.status == "refuted" and is_past(page.lines[line - 1]):
                verdict = unknown("the sentence speaks of what was")
            yield Finding(Claim("port", port, line), verdict)


def _named(page: Page, repository: Repository) -> Iterator[tuple[int, str]]:
    for number, text in enumerate(page.lines, 1):
        for found in _ADDRESS.finditer(text):
            yield number, found.group(1)
        for found in _SPOKEN.finditer(text):
            yield number, found.group(1)
    for typed in typed_commands(page, repository):
        for inside, _ in _mappings(typed.words):
            yield typed.line, inside


def _mappings(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The inner and outer port of each `-p` of a `docker run`."""
    if not ("docker" in words or "podman" in words) or "run" not in words:
        return
    for number, word in enumerate(words[:-1]):
        if word in ("-p", "--publish"):
            found = _PUBLISHED.fullmatch(words[number + 1])
            if found:
                yield found.group(2), found.group(1)


def _chosen(page: Page, repository: Repository) -> dict[str, set[int]]:
    """Ports that the page chooses, and the lines on which it does: the outside of a mapping, what
    a command is given, what a settings block holds."""
    ports: dict[str, set[int]] = defaultdict(set)
    for typed in typed_commands(page, repository):
        for _, outside in _mappings(typed.words):
            ports[outside].add(0)
        asks = typed.program.rpartition("/")[2] in _CLIENTS
        for word in (*typed.words, *typed.assignments):
            for port in _NUMBER.findall(word):
                ports[port].add(typed.line if ":" in word and asks else 0)
    for block in page.blocks:
        if not block.is_shell:
            for found in _NUMBER.finditer(block.code):
                line = block.line + block.code.count("\n", 0, found.start())
                ports[found.group()].add(line)
            if block.language in _SETTINGS:  # where to look for other services
                for found in _OTHER.finditer(block.code):
                    ports[found.group(1)].add(0)
    return ports


def _judged(port: str, repository: Repository, *, chosen: bool, plain: bool) -> Verdict:
    place = stated(port, repository) or repository.words.in_code(port)
    if place:
        return verified(place)
    if chosen:
        return unknown("the page chooses this port itself")
    if not repository.words.complete or repository.words.anywhere(port):
        return unknown("other pages speak of it")
    known = [
        (str(fact.value.number), fact.evidence[0])
        for fact in repository.every(Port)
        if isinstance(fact.value, Port)
    ]
    numbers = list(dict.fromkeys(number for number, _ in known))
    if known:
        meant = numbers[0] if len(numbers) == 1 else ""
        fix = (port, meant) if meant else None
        told = ", ".join(numbers[:3])
        return refuted(f"the repository listens on {told}", known[0][1], suggestion=meant, fix=fix)
    usual = port in _USUAL or len(port) < 4 or int(port) >= 40_000
    if usual or not plain or not repository.facts.package:
        return unknown("nothing in the repository names this port")
    return refuted("nothing in the repository names this port")


def stated(port: str, repository: Repository) -> Evidence | None:
    """Where the repository says that it listens on a port, or maps it."""
    for facts in repository.projects:
        for listens in facts.all(Port):
            if str(listens.value.number) == port:
                return listens.evidence[0]
        for service in facts.all(Service):
            if any(port in re.split(r"[:/]", mapping) for mapping in service.value.ports):
                return service.evidence[0]
    return None
