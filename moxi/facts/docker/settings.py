"""Environment variables that a user sets: of env files, and those that a compose file reads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts import envfile
from moxi.facts.docker.interpolation import reads, stated_meaning
from moxi.facts.docker.technologies import repository
from moxi.facts.envfile import EXAMPLES, copied_to, is_example
from moxi.facts.model import ConfigFile, EnvVar, Evidence, Fact
from moxi.facts.paths import is_test, is_vendored, join
from moxi.facts.prose import phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.docker.compose_file import ComposeFile
    from moxi.facts.docker.container import Container
    from moxi.facts.reader import Reader

_NAME = lazy_re(r"^[A-Z][A-Z0-9_]*$")
_HELPER = lazy_re(r"(^|[-_])(tests?|lint|docs?|e2e|playwright|cypress|ci)([-_]|$)")
_DEFAULTS = lazy_re(r"comment(?:ed)?[- ]out\b(?:[^#.]|\n#)*\bdefaults?\b", re.IGNORECASE)
MAX_HEADER = 2_000
_COPIED = lazy_re(r"\bcp (?:-\w+ )?([\w./-]+) (?:\./)?\.env(?![\w./-])")
_SET_ASIDE = lazy_re(r"^\s*#\s*-\s*([A-Z][A-Z0-9_]*)=.*?\s#\s+(\S.*)$")
"""`# - NAME=value # what it does`, which a user may switch on"""
_KEY = lazy_re(r"^\s*#?\s*environment:\s*$")
_OFF_LISTED = lazy_re(r"^\s*#\s*-\s*([A-Z][A-Z0-9_]*)=(\S*)(?: +[^#\n]*)?")
_OFF_MAPPED = lazy_re(r"^\s*#\s*([A-Z][A-Z0-9_]*): +(\S+)\s*$")
_LISTED = lazy_re(r"^\s*(?:-\s*['\"]?)?([A-Z][A-Z0-9_]*)['\"]?\s*[:=]")
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
        if name in _AMBIENT and not default:
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
    wanted += [f"{name}{mark}{word}" for word in ("example", "sample") for mark in "-_"]
    wanted += [f"example{name}", f"sample{name}"]
    if name == ".env":
        wanted += [n for n in EXAMPLES if copied_to(n) == name]
    usual = next((at for n in wanted if (at := join(folder, n)) in reader.tree), "")
    return usual or (_copied_example(reader) if path == ".env" else "")


def _copied_example(reader: Reader) -> str:
    """The file of the repository that its pages or its Dockerfile copy to `.env`."""
    places = [
        path
        for path in reader.tree.paths
        if path.endswith((".md", "ockerfile", "Makefile")) and path.count("/") < 3
        if not (is_vendored(path) or is_test(path))
    ]
    for path in sorted(places, key=lambda path: (path.endswith(".md"), path.count("/"), path)):
        for found in _COPIED.finditer(reader.text(path)) if "cp " in reader.text(path) else ():
            if (source := found[1].removeprefix("./")) in reader.tree and "env" in source:
                return source
    return ""


def env_examples(reader: Reader, folder: str) -> list[str]:
    """The example env files in a folder."""
    found = [path for name in EXAMPLES if (path := join(folder, name)) in reader.tree]
    named = ((path, path.rpartition("/")[2]) for path in reader.tree.files(folder))
    found += [path for path, name in named if is_example(name) and path not in found]
    other = "" if found or folder else example_of(reader, ".env")
    return [*found, *([other] if other else [])]


def add_env_file(reader: Reader, path: str, variables: Variables) -> None:
    """Take in the variables of an env file."""
    text = reader.text(path)
    says_defaults = bool(_DEFAULTS.search(text[:MAX_HEADER]))
    for variable in envfile.parse(text):
        if not re.fullmatch(r"[A-Za-z_]\w*", variable.name):
            continue
        evidence = Evidence(path, variable.line, variable.line)
        to_fill = envfile.must_fill(variable.value) and not variable.off
        meaning = variable.meaning
        if not meaning and envfile.must_change(variable.value):
            meaning = "to be changed before use"
        default = "" if to_fill else envfile.shown(variable.name, variable.value)
        if variable.off and not says_defaults:
            default = ""  # what stands behind a comment mark is an example as often as a default
        must = to_fill or variable.required
        variables.add(variable.name, evidence, default, meaning, required=must)


def _other_name(reader: Reader, folder: str) -> bool:
    """Whether a folder holds an env file that has a name of its own, and no `.env`."""
    names = [path.rpartition("/")[2] for path in reader.tree.files(folder)]
    return any(n.endswith(".env") and n != ".env" and n not in EXAMPLES for n in names)


def env_file_facts(reader: Reader, folder: str) -> Iterator[Fact[ConfigFile]]:
    """The file that an example is copied to."""
    for path in env_examples(reader, folder)[:1]:
        if not path.rpartition("/")[2].startswith((".", "env")) and _other_name(reader, folder):
            continue  # `example.env` is the example of `app.env`, which is there
        name = path.rpartition("/")[2]
        name = copied_to(name) if is_example(name) else ".env"
        value = ConfigFile(name, "environment variables", path)
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
    path, start = container.evidence.path, container.evidence.line_start
    lines = reader.lines(path)
    lines = ["#" if _KEY.match(line) else line for line in lines]
    end = container.evidence.line_end
    while start and end < len(lines) and lines[end].lstrip().startswith("#"):
        end += 1  # what is set aside at the end of a service
    block = lines[start - 1 : end] if start else []
    block = [_OFF_MAPPED.sub(r"# - \1=\2", line) for line in block]
    listed = "\n".join(_OFF_LISTED.sub(r"# \1=\2", _LISTED.sub(r"\1=", line)) for line in block)
    above = {variable.name: variable.meaning for variable in envfile.parse(listed)}
    for number, line in enumerate(block, start):
        if literals and (off := _SET_ASIDE.match(line)):
            variables.add(off[1], Evidence(path, number, number), "", off[2])
        elif literals and (off := _OFF_LISTED.match(line)) and above.get(off[1]):
            variables.add(off[1], Evidence(path, number, number), "", above[off[1]])
    for name, value in container.environment:
        if not _NAME.match(name) or (value is not None and (not literals or "$" in value)):
            continue
        evidence = reader.find(path, name, start=container.evidence.line_start or 1)
        line = lines[evidence.line_start - 1]
        if name not in line:
            continue  # merged in from elsewhere
        to_fill = envfile.must_fill(value or "")
        default = "" if value is None or to_fill else envfile.shown(name, value)
        meaning = _beside(line) or above.get(name, "")
        variables.add(name, evidence, default, meaning, required=to_fill)


def _beside(line: str) -> str:
    """The comment at the end of a line."""
    found = _COMMENT.search(line)
    text = found[2].strip() if found and found.start() else ""
    return text if len(text.split()) > 1 else ""
