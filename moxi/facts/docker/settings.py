"""Environment variables that a user sets: of env files, and those that a compose file reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts.docker import envfile
from moxi.facts.docker.interpolation import reads, stated_meaning
from moxi.facts.docker.technologies import repository
from moxi.facts.model import ConfigFile, EnvVar, Evidence, Fact
from moxi.facts.paths import join
from moxi.facts.prose import phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.compose_file import ComposeFile, Container
    from moxi.facts.reader import Reader

_NAME = lazy_re(r"^[A-Z][A-Z0-9_]*$")
_HELPER = lazy_re(r"(^|[-_])(tests?|lint|docs?|e2e|playwright|cypress|ci)([-_]|$)")
_COMMENT = lazy_re(r"(^|\s)#\s*(.*)$")
_AMBIENT = ("PWD", "HOME", "USER", "UID", "GID", "HOSTNAME", "PATH", "COMPOSE_PROJECT_NAME", "CI")


@dataclass(slots=True)
class _Known:
    """What several places say of one variable."""

    default: str = ""
    meaning: str = ""
    required: bool = False
    evidence: list[Evidence] = field(default_factory=list)


class Variables:
    """Collects variables; the first place that says something of one is believed."""

    def __init__(self) -> None:
        self.known: dict[str, _Known] = {}
        self.firsts: list[str] = []
        """of groups of which one has to be set, the variable that is named first"""

    def add(
        self, name: str, evidence: Evidence, default: str = "", meaning: str = "", *,
        required: bool = False,
    ) -> None:  # fmt: skip
        """Take in one statement. Names that the system itself sets are left out."""
        if name in _AMBIENT:
            return
        entry = self.known.setdefault(name, _Known())
        entry.default = entry.default or default
        entry.meaning = entry.meaning or phrase(meaning)
        entry.required = entry.required or required
        if len(entry.evidence) < 4:
            entry.evidence.append(evidence)

    def required(self) -> list[str]:
        """The variables that have to be set, of alternatives the first."""
        return [
            name
            for name, entry in self.known.items()
            if (entry.required or name in self.firsts) and not entry.default
        ]

    def facts(self, folder: str) -> Iterator[Fact[EnvVar]]:
        """One fact a variable, in the order in which they were found."""
        for name, entry in self.known.items():
            value = EnvVar(name, entry.default, entry.meaning, entry.required and not entry.default)
            yield Fact(value, tuple(entry.evidence), folder)


def example_of(reader: Reader, path: str) -> str:
    """The example file in the repository for an env file that is not in it, `""` without one."""
    folder, _, name = path.rpartition("/")
    wanted = [f"{name}{ending}" for ending in (".example", ".sample", ".dist", ".template")]
    wanted += [f"{name}-example", f"{name}_example", f"example{name}", f"sample{name}"]
    if name == ".env":
        wanted += envfile.EXAMPLES
    return next((at for n in wanted if (at := join(folder, n)) in reader.tree), "")


def env_examples(reader: Reader, folder: str) -> list[str]:
    """The example env files in a folder."""
    return [path for name in envfile.EXAMPLES if (path := join(folder, name)) in reader.tree]


def add_env_file(reader: Reader, path: str, variables: Variables) -> None:
    """Take in the variables of an env file."""
    for variable in envfile.parse(reader.text(path)):
        if not re.fullmatch(r"[A-Za-z_]\w*", variable.name):
            continue
        evidence = Evidence(path, variable.line, variable.line)
        to_fill = envfile.must_fill(variable.value) and not variable.off
        default = "" if to_fill else envfile.shown(variable.name, variable.value)
        if variable.off:
            default = ""  # what stands behind a comment mark is an example as often as a default
        variables.add(variable.name, evidence, default, variable.meaning, required=to_fill)


def _other_name(reader: Reader, folder: str) -> bool:
    """Whether a folder holds an env file that has a name of its own, and no `.env`."""
    names = [path.rpartition("/")[2] for path in reader.tree.files(folder)]
    return any(n.endswith(".env") and n != ".env" and n not in envfile.EXAMPLES for n in names)


def env_file_facts(reader: Reader, folder: str) -> Iterator[Fact[ConfigFile]]:
    """The file that an example is copied to."""
    for path in env_examples(reader, folder)[:1]:
        if not path.rpartition("/")[2].startswith((".", "env")) and _other_name(reader, folder):
            continue  # `example.env` is the example of `app.env`, which is there
        value = ConfigFile(".env", "environment variables", path)
        yield Fact(value, (Evidence(path),), folder)


def add_compose(
    reader: Reader, compose: ComposeFile, variables: Variables, *, leading: bool
) -> None:
    """Take in what a compose file reads from outside, and what it sets for the project's own
    services; where it leads, for all that are not well-known software."""
    for path in (compose.path, compose.override):
        for number, line in enumerate(reader.lines(path) if path else (), 1):
            bare = _COMMENT.sub("", line)
            for read in reads(bare) if "$" in bare else ():
                meaning = stated_meaning(read.message)
                variables.add(
                    read.name,
                    Evidence(path, number, number),
                    envfile.shown(read.name, read.default) if "$" not in read.default else "",
                    meaning or _beside(line),
                    required=read.required,
                )
    for container in compose:
        own = bool(container.builds) or _is_namesake(reader, container)
        _add_environment(
            reader,
            container,
            variables,
            literals=(own or leading)
            and container.evidence.path == compose.path
            and not _HELPER.match(container.name),
        )


def _is_namesake(reader: Reader, container: Container) -> bool:
    name = repository(container.image).rpartition("/")[2]
    return bool(name) and name == reader.snapshot.metadata.name.lower()


def _add_environment(
    reader: Reader, container: Container, variables: Variables, *, literals: bool
) -> None:
    if container.software:
        return
    path = container.evidence.path
    lines = reader.lines(path)
    for name, value in container.environment:
        if not _NAME.match(name) or (value is not None and (not literals or "$" in value)):
            continue
        evidence = reader.find(path, name, start=container.evidence.line_start or 1)
        line = lines[evidence.line_start - 1]
        if name not in line:
            continue  # merged in from elsewhere
        to_fill = envfile.must_fill(value or "")
        default = "" if value is None or to_fill else envfile.shown(name, value)
        variables.add(name, evidence, default, _beside(line), required=to_fill)


def _beside(line: str) -> str:
    """The comment at the end of a line."""
    found = _COMMENT.search(line)
    text = found[2].strip() if found and found.start() else ""
    return text if len(text.split()) > 1 else ""
