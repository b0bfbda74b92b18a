"""What one CI configuration runs, whatever its system: the form that all of them are read into."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from moxi.facts.common.named import purpose_in_repository
from moxi.facts.common.purpose import program_of
from moxi.facts.common.shell import Command, split_commands
from moxi.facts.common.wrappers import unwrap
from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moxi.facts.model import Purpose
    from moxi.facts.reader import Reader

MAX_COMMAND = 140


@dataclass(frozen=True, slots=True)
class Run:
    """A command that CI runs and that a developer can run as well."""

    purpose: Purpose
    command: str
    directory: str
    line: int
    """1-based, in the configuration; 0 where it is not found"""
    job: str
    tool: str
    doubtful: bool = False
    """only under a condition"""


@dataclass(slots=True)
class Pipeline:
    """One configuration file."""

    path: str
    name: str
    system: str
    events: tuple[str, ...] = ()
    on_change: bool = True
    """it runs on a push to a branch or on a pull request, not only on tags or a schedule"""
    versions: tuple[str, ...] = ()
    purposes: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def serves(self, purpose: str) -> None:
        """Note what it does, once."""
        if purpose not in self.purposes:
            self.purposes.append(purpose)


class Lines:
    """Finds the lines of a configuration on which its parts stand, reading downwards."""

    def __init__(self, reader: Reader, path: str) -> None:
        self.lines = reader.lines(path)
        self.at = 0

    def key(self, name: str) -> int:
        """Move to the line of a mapping's key below the current one; its 1-based number or 0."""
        pattern = re.compile(rf"\s*-?\s*[\"']?{re.escape(name)}[\"']?\s*:")
        for number in range(self.at, len(self.lines)):
            if pattern.match(self.lines[number]):
                self.at = number
                return number + 1
        return 0

    def text(self, *needles: str) -> int:
        """The 1-based number of the next line that holds one of the needles, the first best."""
        for needle in needles:
            if needle.strip():
                for number in range(self.at, len(self.lines)):
                    if needle.strip() in self.lines[number]:
                        self.at = number
                        return number + 1
        return self.at + 1 if self.lines else 0


@dataclass(slots=True)
class Script:
    """Where and under what conditions a script of a job runs."""

    text: str
    directory: str = ""
    job: str = ""
    env: Mapping[str, Any] = field(default_factory=dict)
    doubtful: bool = False


def add_script(reader: Reader, pipeline: Pipeline, lines: Lines, script: Script) -> None:
    """Add what a newcomer can run of a script, and note what the rest of it is for."""
    text = _resolve(script.text, script.env)
    raw_lines = script.text.split("\n")
    for command in split_commands(text, script.directory):
        purpose = purpose_in_repository(reader, command.words, command.directory or "")
        if purpose is None:
            continue
        pipeline.serves(purpose)
        shown = presentable(reader, command)
        if shown is None or purpose in ("release", "run") or _CROSS & script.env.keys():
            continue
        raw = raw_lines[command.line].strip() if command.line < len(raw_lines) else ""
        line = lines.text(raw.removesuffix("\\"), " ".join(command.words[:2]), command.words[0])
        pipeline.runs.append(
            Run(
                purpose=purpose,
                command=shown,
                directory=command.directory or "",
                line=line,
                job=script.job,
                tool=program_of(command.words),
                doubtful=script.doubtful,
            )
        )


_ENV_EXPRESSION = lazy_re(r"\$\{\{\s*env\.(\w+)\s*\}\}")
# `${{ matrix.slow && '--slow' || '' }}`: without it, it is what runs on the other machines.
_OPTIONAL = lazy_re(r"\$\{\{[^}]*&&\s*'[^'}]*'\s*\|\|\s*''\s*\}\}")
_PLAIN_VALUE = lazy_re(r"[\w./ =:,@+-]*")


def _resolve(text: str, env: Mapping[str, Any]) -> str:
    """`${{ env.X }}` and `$X` replaced where the configuration gives X a plain value."""
    plain = {
        name: value or ""
        for name, value in env.items()
        if value is None or (isinstance(value, str) and _PLAIN_VALUE.fullmatch(value))
    }

    def literal(match: re.Match[str]) -> str:
        return plain.get(match.group(1), match.group(0))

    text = _OPTIONAL.sub("", _ENV_EXPRESSION.sub(literal, text))
    return re.sub(r"\$\{?(\w+)\b\}?", literal, text) if plain else text


# What of a command is shown -------------------------------------------------------------------

# They shape what CI prints or keeps, not what is run.
_REPORTING = lazy_re(
    r"--color[= ]?(always|yes)|--colou?rs?|--show-diff-on-failure|--no-color|--no-progress(bar)?"
    r"|--cov-report[= ]\S*(xml|lcov|json)\S*|--cov-append|--junit-?xml[= ]\S+|--durations[= ]\d+"
    r"|--output-format[= ](github|full|concise)|--(message-)?format[= ]github|--show-capture=\w+"
    r"|-coverprofile[= ]\S+|-covermode[= ]\w+|-coverpkg[= ]\S+|--non-interactive"
    r"|--reporters?[= ]\S*(junit|github)\S*"
)
# `python -W error -X dev -m ...`, `python -m coverage run -p -m ...`: the tests are what follows.
_WARNED = lazy_re(r"\b(python3?)(?:\s+-[WX]\s*\S+)+\s+(?=-m\s)")
_COVERAGE = lazy_re(
    r"\b(?:python3?\s+-m\s+)?coverage\s+run(?:\s+-\S+)*?\s+-m\s+(?=(pytest|unittest)\b)"
)
_EXPANSION = lazy_re(r"\$(?!\(go list)[\w{(@*#?!]|`")
_CROSS = frozenset(("GOOS", "GOARCH", "CC", "CXX", "CARGO_BUILD_TARGET", "TARGET", "GOARM"))
_CI_ONLY = lazy_re(
    r"^(apt|apt-get|brew|choco|scoop|dnf|yum|apk|pacman|curl|wget|gh|codecov|coveralls|goveralls)$"
)
# What an earlier job has built: `dist/*.whl`.
_BUILT = lazy_re(r"(?:\./)?dist/.*\.(?:whl|tar\.gz|tgz)$")
# What they run is the same as a plain command runs, in a way that needs another tool.
_CARGO_EXTRAS = frozenset(("miri", "careful", "hack", "tarpaulin", "llvm-cov", "docs-rs", "udeps"))


def presentable(reader: Reader, command: Command) -> str | None:
    """The command as a newcomer would type it; None where it serves CI only or cannot be told."""
    if not command.certain or not command.plain or command.directory is None:
        return None
    if command.directory and not reader.tree.is_folder(command.directory):
        return None
    text = command.text
    while text != (shorter := _drop_reporting(text)):
        text = shorter
    text = _COVERAGE.sub("python -m ", _WARNED.sub(r"\1 ", text))
    if "\n" in text or len(text) > MAX_COMMAND or _EXPANSION.search(_without_single_quotes(text)):
        return None
    program, arguments = unwrap(command.words)
    if _CI_ONLY.match(program) or any(a.split("=")[0] in _CROSS for a in command.assignments):
        return None
    if any(".github/" in word or word == "/dev/null" for word in command.words):
        return None
    if program == "cargo" and arguments[:1] and arguments[0] in _CARGO_EXTRAS:
        return None
    if any(_BUILT.match(word) for word in arguments):
        return None
    if _is_cross(program, arguments) or not _files_exist(reader, command, program, arguments):
        return None
    return text


def _drop_reporting(text: str) -> str:
    return re.sub(rf"\s+(?:{_REPORTING.pattern})(?=\s|$)", "", text, count=1)


def _without_single_quotes(text: str) -> str:
    return re.sub(r"'[^']*'", "", text)


def _is_cross(program: str, arguments: tuple[str, ...]) -> bool:
    flags = {word.partition("=")[0] for word in arguments}
    if program in ("cargo", "cross", "maturin", "rustup"):
        if any(re.match(r"\+\d", word) for word in arguments):
            return True  # the oldest compiler, not the one that a developer has
        return program == "cross" or "--target" in flags or "build-std" in flags
    if program in ("docker", "podman"):
        return bool(
            flags & {"--push", "--platform", "--cache-from", "--cache-to", "--output", "-o"}
        )
    return program == "zig" and "-Dtarget" in flags


def _files_exist(
    reader: Reader, command: Command, program: str, arguments: tuple[str, ...]
) -> bool:
    """Whether the scripts and lists of requirements that it names stand in the repository."""
    named = [program] if "/" in program and not program.startswith(("@", "/", "~")) else []
    for index, word in enumerate(arguments):
        if word in ("-r", "--requirement", "-c", "--constraint") and program.startswith("pip"):
            named += arguments[index + 1 : index + 2]
        elif re.match(r"(-r|-c|--requirement=|--constraint=)[^-]", word) and program[:3] == "pip":
            named.append(re.sub(r"^(-r|-c|--requirement=|--constraint=)", "", word))
        elif index == 0 and re.search(r"\.(py|sh|js|mjs|cjs|ts|rb)$", word):
            named.append(word)
    if program.startswith(("/", "~")):
        return False
    if program in ("docker", "podman") and "build" in arguments[:2]:
        for written in _build_context(arguments):
            context = normalise(join(command.directory or "", written))
            if context is None or not (context == "" or reader.tree.is_folder(context)):
                return False
    for name in named:
        path = normalise(join(command.directory or "", name))
        if path is None or (path not in reader.tree and not _is_wrapper(path)):
            return False
    return True


def _build_context(arguments: tuple[str, ...]) -> list[str]:
    """The folder that an image is built from, where it stands last and is no address."""
    last, before = arguments[-1], arguments[-2]
    is_value = before.startswith("-") and "=" not in before
    return [] if is_value or last.startswith("-") or ":" in last or last == "build" else [last]


def _is_wrapper(path: str) -> bool:
    """A program that setting the project up puts there."""
    return bool(re.search(r"(^|/)(node_modules/\.bin|vendor/bin|\.?venv/bin)/", path))
