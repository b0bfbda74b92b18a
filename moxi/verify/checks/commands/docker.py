"""Docker and Compose: the files that a build or a start needs, the services that it names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.patterns import lazy_re
from moxi.verify.checks.commands.files import operand
from moxi.verify.checks.commands.names import Table, judge_name
from moxi.verify.model import refuted, unknown, verified

if TYPE_CHECKING:
    from moxi.verify.model import Verdict
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

_COMPOSE = lazy_re(r"(^|/)(docker-)?compose[\w.-]*\.ya?ml$")
_DOCKERFILE = lazy_re(r"(^|/)(Dockerfile|Containerfile)[\w.-]*$|\.[Dd]ockerfile$")
_VALUES = frozenset(
    ("-f", "--file", "-p", "--project-name", "--profile", "--env-file", "-e", "--project-directory",
     "--scale", "--env", "-u", "--user", "-w", "--workdir", "-v", "--volume", "--name",
     "--entrypoint", "-l", "--label", "--tail", "-n", "--timeout", "-t")
)  # fmt: skip
_ON_SERVICES = frozenset(("up", "start", "restart", "stop", "logs", "exec", "run", "build", "pull"))


def judge(typed: Typed, repository: Repository) -> Verdict | None:
    """The verdict on `docker compose …` and `docker build …`."""
    words = [word for word in typed.words if word != "sudo"]
    if words[:1] in (["docker-compose"], ["podman-compose"]):
        return _compose(words[1:], typed, repository)
    if words[:2] in (["docker", "compose"], ["podman", "compose"]):
        return _compose(words[2:], typed, repository)
    if words[:2] in (["docker", "build"], ["podman", "build"]):
        return _build(words[2:], typed, repository)
    if words[:3] == ["docker", "buildx", "build"]:
        return _build(words[3:], typed, repository)
    return None


def _compose(words: list[str], typed: Typed, repository: Repository) -> Verdict | None:
    files, operands = _split(words)
    for file in files:
        verdict = operand(file, typed, repository, "file")
        if verdict is None or verdict.status != "verified":
            return verdict
    known = [path for path in repository.tree.paths if _COMPOSE.search(path)]
    if not known:
        if typed.inline or typed.foreign or typed.directory is None or not operands:
            return unknown("the repository has no compose file")
        if any("compose" in block for block in (typed.section.lower(),)):
            return unknown("the page may show the file")
        return refuted("the repository has no compose file")
    if len(operands) > 1 and operands[0] in _ON_SERVICES:
        service = operands[1]
        if re.fullmatch(r"[\w.-]+", service):
            tables = [_services(repository, path) for path in known]
            return judge_name(service, "service", typed, tables)
    return verified(Evidence(known[0]))


def _split(words: list[str]) -> tuple[list[str], list[str]]:
    """The files of `-f`, and the words that are neither options nor their values."""
    files: list[str] = []
    operands: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        if word in _VALUES:
            if word in ("-f", "--file") and index + 1 < len(words) and not operands:
                files.append(words[index + 1])
            # `logs -f`, `up -t 5`: a value only where the option stands before the command
            index += 1 if word == "-f" and operands else 2
            continue
        if word.startswith("--file="):
            files.append(word.partition("=")[2])
        elif not word.startswith("-"):
            operands.append(word)
        index += 1
    return files, operands


def _services(repository: Repository, path: str) -> Table:
    document = repository.reader.yaml(path)
    declared = document.get("services")
    if not isinstance(declared, dict):  # the first version of the format had no `services`
        declared = {k: v for k, v in document.items() if isinstance(v, dict)}
    table = Table(path, path.rpartition("/")[0], complete="include" not in document)
    for name in declared:
        table.names[str(name)] = repository.reader.find(path, f"{name}:")
    return table


def _build(words: list[str], typed: Typed, repository: Repository) -> Verdict | None:
    for number, word in enumerate(words[:-1]):
        if word in ("-f", "--file"):
            return operand(words[number + 1], typed, repository, "file")
    if any(word.startswith(("http", "git@", "github.com")) or word == "-" for word in words):
        return None
    found = [path for path in repository.tree.paths if _DOCKERFILE.search(path)]
    if found:
        return verified(Evidence(min(found, key=lambda path: (path.count("/"), path))))
    if typed.foreign or typed.directory is None or typed.inline:
        return unknown("the repository has no Dockerfile")
    return refuted("the repository has no Dockerfile")
