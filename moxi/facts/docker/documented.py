"""How the repository's own pages run its image: a whole `docker run`, as it stands there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.docker.technologies import repository
from moxi.facts.model import Evidence
from moxi.facts.paths import is_generated, is_test, is_vendored
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from moxi.facts.reader import Reader

MAX_PAGES, MAX_LINES = 40, 16
_FIRST = lazy_re(r"(quick|getting|install|usage|basic|docker|index|deploy|run)", re.IGNORECASE)
_NOT_NOW = lazy_re(
    r"(^|/)(changelog|changes|history|releases?|upgrad\w*|migrat\w*|contributing|develop\w*"
    r"|readme|troubleshoot\w*|faq|tls|ssl|https?|oidc|ldap|sso|saml|webhooks?|metrics)[^/]*$",
    re.IGNORECASE,
)
_START = lazy_re(r"^\s*(?:[$#>] ?)?(?:sudo )?(docker (?:container )?run\b.*)$")
_REMARK = lazy_re(r"[ \t]+#[ \t][^'\"\n]*$")
_OTHER_END = lazy_re(r"\s(sh|bash|/bin/\w+|--help|-h|--version|version)\s*$")


def documented_run(reader: Reader, images: Iterable[str]) -> tuple[str, Evidence] | None:
    """The command with which a page runs one of the images, and where it stands."""
    wanted = [repository(image) for image in images]
    if not wanted:
        return None
    for path in _pages(reader):
        text = reader.text(path)
        if "docker run" not in text and "docker container run" not in text:
            continue
        if not any(image in text for image in wanted):
            continue
        for command, first, last in _commands(reader.lines(path)):
            if any(_runs(command, image) for image in wanted):
                return command, Evidence(path, first, last)
    return None


def _pages(reader: Reader) -> list[str]:
    found = [
        path
        for path in reader.tree.paths
        if path.endswith((".md", ".mdx", ".rst"))
        and not _NOT_NOW.search(path)
        and not (is_vendored(path) or is_generated(path) or is_test(path))
    ]
    found.sort(
        key=lambda path: (
            not _FIRST.search(path.rpartition("/")[2]),
            "advanced" in path.lower(),
            path.count("/"),
            path,
        )
    )
    return found[:MAX_PAGES]


def _commands(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Whole `docker run` commands with their first and last line."""
    for number, line in enumerate(lines):
        start = _START.match(line)
        if not start:
            continue
        kept = [start[1].rstrip()]
        after = number + 1
        while kept[-1].endswith("\\") and after < len(lines) and len(kept) <= MAX_LINES:
            kept.append(lines[after].rstrip())
            after += 1
        if not kept[-1].endswith("\\") and len(kept) <= MAX_LINES:
            yield (
                _REMARK.sub("", "\n".join([kept[0], *(f"  {part.strip()}" for part in kept[1:])])),
                number + 1,
                after,
            )


def _runs(command: str, image: str) -> bool:
    found = re.search(rf"(?<![\w./-])(?:docker\.io/)?{re.escape(image)}(?![\w./-])", command)
    if found and _is_argument(command[: found.start()].split()):
        return False
    return bool(found) and not _OTHER_END.search(command) and "..." not in command


_SWITCHES = frozenset((
    "--rm", "-d", "-i", "-t", "-it", "-ti", "-dit", "-P", "--detach", "--init", "--interactive",
    "--tty", "--privileged", "--read-only", "--publish-all", "run",
))  # fmt: skip


def _is_argument(before: list[str]) -> bool:
    """Whether another image stands before: that one is run, and told the name of this one."""
    if len(before) < 2 or before[-1].startswith("-") or before[-1] in ("run", "\\"):
        return False
    return before[-2] in _SWITCHES or (before[-2].startswith("--") and "=" in before[-2])
