"""A Dockerfile as instructions and stages: continuations, heredocs, directives, variables.

Follows the Dockerfile reference: parser directives at the top, comments and empty lines inside a
continued instruction dropped, heredocs for RUN, COPY and ADD, `$var` replaced by ARG and ENV.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Mapping

    from moxi.facts.reader import Reader

_DIRECTIVE = lazy_re(r"^#\s*([a-zA-Z][\w-]*)\s*=\s*(.*?)\s*$")
_INSTRUCTION = lazy_re(r"^\s*([A-Za-z]+)(?:\s+(.*))?$", re.DOTALL)
_FLAG = lazy_re(r"--([a-z-]+)(?:=(\S*))?(?:\s+|$)")
_HEREDOC = lazy_re(r"<<(-?)(['\"]?)([A-Za-z_][\w.-]*)\2")
_VARIABLE = lazy_re(
    r"\\(?P<escaped>.)|\$(?:(?P<bare>\w+)|\{(?P<name>\w+)(?P<op>:?[-+?]|##?|%%?|//?)?(?P<word>[^{}]*)\})"
)
_NAMES_ONCE = ("ENTRYPOINT", "CMD", "HEALTHCHECK", "USER", "WORKDIR", "STOPSIGNAL")
USUAL_NAMES = ("Dockerfile", "Containerfile")
MAX_LINES = 20_000
_OTHER_NAME = lazy_re(
    r"(?:(?P<head>[\w-]+)\.(?:[Dd]ocker|[Cc]ontainer)file|(?:Docker|Container)file[.-](?P<tail>[\w-]+))$"
)
_NOT_MAIN = lazy_re(
    r"(dev|devel|development|local|debug|tests?|ci|e2e|lint|docs?|base|builder"
    r"|template|tmpl|tpl|j2|jinja2?|in|erb|mustache|ejs|m4|example|sample|orig|bak|old|md|txt"
    r"|dockerignore)$"
)
_SMALLER = ("alpine", "slim", "rootless", "distroless", "scratch", "arm64", "armv7", "arm", "gpu",
            "cuda", "windows")  # fmt: skip


def is_dockerfile(name: str) -> bool:
    """Whether a file of this name holds the instructions for an image that users get."""
    match = _OTHER_NAME.fullmatch(name)
    kind = (match["head"] or match["tail"]).lower() if match else ""
    return name in USUAL_NAMES or bool(kind and not _NOT_MAIN.search(kind))


def is_run_in_image(reader: Reader, path: str) -> bool:
    """Whether a script is what a container starts with, and nothing to run on a host."""
    name = path.rpartition("/")[2]
    started = re.compile(rf"^\s*(?:CMD|ENTRYPOINT)\b.*(?<![\w.-]){re.escape(name)}", re.MULTILINE)
    return any(
        started.search(reader.text(other))
        for other in reader.tree.paths
        if "ockerfile" in other.rpartition("/")[2]
    )


def usual_dockerfile(reader: Reader, folder: str) -> str:
    """The Dockerfile that a folder has by one of the two usual names, `""` where it has none."""
    paths = (join(folder, name) for name in USUAL_NAMES)
    return next((path for path in paths if path in reader.tree), "")


def dockerfile_in(reader: Reader, folder: str) -> str:
    """The Dockerfile of a folder: by its usual name, else the plainest by another one."""
    if usual := usual_dockerfile(reader, folder):
        return usual
    found: list[tuple[bool, str]] = []
    for path in reader.tree.files(folder):
        name = path.rpartition("/")[2]
        if name[0] != "." and is_dockerfile(name):
            found.append((any(word in name.lower() for word in _SMALLER), path))
    return min(found)[1] if found else ""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, its continuation lines joined. Lines are 1-based."""

    name: str
    """in capitals"""
    args: str
    line: int
    end: int
    flags: tuple[tuple[str, str], ...] = ()
    """`--from=build` as `("from", "build")`"""
    heredocs: tuple[str, ...] = ()
    comment: str = ""
    """the comment lines right above"""

    def flag(self, name: str) -> str | None:
        """A flag's value, None where it is not given."""
        return next((value for key, value in self.flags if key == name), None)

    def words(self) -> list[str]:
        """The arguments as a list: of the JSON form, else split at white space, quotes off."""
        listed = exec_form(self.args)
        return split_words(self.args) if listed is None else listed


@dataclass(slots=True)
class Stage:
    """What one FROM begins."""

    image: str
    """with variables replaced; empty where one has no value"""
    name: str = ""
    line: int = 0
    instructions: list[Instruction] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    """ARG and ENV with a known value, as they stand at the end of the stage"""


@dataclass(slots=True)
class Dockerfile:
    """A parsed Dockerfile."""

    path: str
    comments: list[tuple[int, str]] = field(default_factory=list)
    instructions: list[Instruction] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)

    def stage(self, name: str) -> Stage | None:
        """A stage by its name or number."""
        for number, stage in enumerate(self.stages):
            if name and (stage.name.lower() == name.lower() or str(number) == name):
                return stage
        return None

    def chain(self, target: str = "") -> list[Stage]:
        """The stages that the image of `target` (default: the last) is made of, oldest first."""
        stage = self.stage(target) if target else (self.stages[-1] if self.stages else None)
        found: list[Stage] = []
        while stage is not None and stage not in found:
            found.insert(0, stage)
            index = self.stages.index(stage)
            stage = next(
                (s for s in reversed(self.stages[:index]) if s.name and s.name == stage.image), None
            )
        return found

    def base(self, target: str = "") -> Stage | None:
        """The stage of the chain that starts from an image of somebody else."""
        chain = self.chain(target)
        return chain[0] if chain else None

    def all(self, name: str, target: str = "") -> list[Instruction]:
        """Instructions of the final image by name; of those that count once the last."""
        found = [i for stage in self.chain(target) for i in stage.instructions if i.name == name]
        return found[-1:] if name in _NAMES_ONCE else found

    def value(self, text: str, target: str = "") -> str | None:
        """A text with the final image's variables; None where one has no value."""
        variables: dict[str, str] = {}
        for stage in self.chain(target):
            variables.update(stage.variables)
        return substitute(text, variables)


def parse(path: str, text: str) -> Dockerfile:
    """A Dockerfile. Never raises; what is no instruction is passed over."""
    found = Dockerfile(path)
    lines = text.split("\n")[:MAX_LINES]
    escape, index = _directives(lines)
    above: list[str] = []
    while index < len(lines):
        line = lines[index]
        stripped = line.strip()
        if stripped.startswith("#"):
            above.append(stripped.lstrip("#").strip())
            found.comments.append((index + 1, above[-1]))
            index += 1
        elif not stripped:
            above = []
            index += 1
        else:
            index, instruction = _instruction(lines, index, escape, " ".join(above))
            above = []
            if instruction:
                found.instructions.append(instruction)
    _stages(found)
    return found


def _directives(lines: list[str]) -> tuple[str, int]:
    """The escape character, and the first line behind the parser directives."""
    escape, index = "\\", 0
    while index < len(lines) and (match := _DIRECTIVE.match(lines[index])):
        if match[1].lower() not in ("syntax", "escape", "check"):
            break
        if match[1].lower() == "escape" and match[2] in ("`", "\\"):
            escape = match[2]
        index += 1
    return escape, index


def _instruction(
    lines: list[str], index: int, escape: str, comment: str
) -> tuple[int, Instruction | None]:
    """The instruction that starts on a line, and the line behind it."""
    start = index
    parts: list[str] = []
    while index < len(lines):
        line = lines[index]
        index += 1
        if parts and (not line.strip() or line.lstrip().startswith("#")):
            continue
        bare = line.rstrip(" \t")
        if bare.endswith(escape):
            parts.append(bare[:-1])
            continue
        parts.append(line)
        break
    match = _INSTRUCTION.match("".join(parts))
    if not match:
        return index, None
    name, rest = match[1].upper(), (match[2] or "").strip()
    heredocs: list[str] = []
    if name in ("RUN", "COPY", "ADD"):
        for marker in _HEREDOC.finditer(rest):
            index, body = _heredoc(lines, index, marker[3], dedent=bool(marker[1]))
            heredocs.append(body)
    flags: list[tuple[str, str]] = []
    while flag := _FLAG.match(rest):
        flags.append((flag[1], flag[2] or ""))
        rest = rest[flag.end() :]
    end = index
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return index, Instruction(name, rest, start + 1, end, tuple(flags), tuple(heredocs), comment)


def _heredoc(lines: list[str], index: int, word: str, *, dedent: bool) -> tuple[int, str]:
    body: list[str] = []
    for number in range(index, len(lines)):
        line = lines[number].lstrip("\t") if dedent else lines[number]
        if line.rstrip() == word:
            return number + 1, "\n".join(body)
        body.append(line)
    return index, ""  # not closed: no heredoc


def _stages(found: Dockerfile) -> None:
    top: dict[str, str] = {}
    for instruction in found.instructions:
        if instruction.name == "FROM":
            words = instruction.args.split()
            image = substitute(words[0], top) if words else None
            alias = words[2] if len(words) > 2 and words[1].lower() == "as" else ""
            stage = Stage((image or "").strip("\"'"), alias, instruction.line)
            earlier = next((s for s in reversed(found.stages) if s.name == stage.image), None)
            if earlier and stage.image:
                stage.variables.update(earlier.variables)
            found.stages.append(stage)
        elif not found.stages:
            if instruction.name == "ARG":
                _declare(top, instruction, top)
        else:
            stage = found.stages[-1]
            stage.instructions.append(instruction)
            if instruction.name == "ARG":
                _declare(stage.variables, instruction, top)
            elif instruction.name == "ENV":
                for key, value in pairs(instruction.args):
                    known = substitute(value, stage.variables)
                    if known is not None:
                        stage.variables[key] = known


def _declare(into: dict[str, str], instruction: Instruction, top: Mapping[str, str]) -> None:
    for word in split_words(instruction.args):
        name, given, default = word.partition("=")
        value = substitute(default, {**top, **into}) if given else top.get(name)
        if value is not None:
            into.setdefault(name, value)


def substitute(text: str, variables: Mapping[str, str]) -> str | None:
    """A text with `$var`, `${var}`, `${var:-x}` and `${var:+x}`; None where one has no value."""
    unknown = False

    def replace(match: re.Match[str]) -> str:
        nonlocal unknown
        if match["escaped"] is not None:
            return match["escaped"] if match["escaped"] == "$" else match[0]
        name, op, word = match["bare"] or match["name"], match["op"] or "", match["word"] or ""
        value = variables.get(name)
        if op.endswith("-"):
            return value if value or (value == "" and op == "-") else word
        if op.endswith("+"):
            return word if value else ""
        if value is None or op.strip(":?") or (word and not op):
            unknown = True
            return ""
        return value

    result = _VARIABLE.sub(replace, text)
    return None if unknown else result


def exec_form(args: str) -> list[str] | None:
    """The words of the JSON form `["a", "b"]`, None where it is the other form."""
    if not args.startswith("["):
        return None
    try:
        value = json.loads(args)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [str(item) for item in value]
    return None


def split_words(text: str) -> list[str]:
    """Words separated by white space; quotes group and are taken off, `\\` keeps what follows."""
    words: list[str] = []
    current: list[str] = []
    quote, started, index = "", False, 0
    while index < len(text):
        char = text[index]
        if char == "\\" and quote != "'" and index + 1 < len(text):
            following = text[index + 1]
            current.append(following if following in "\"' \t\\" else char + following)
            started = True
            index += 1
        elif quote:
            if char == quote:
                quote = ""
            else:
                current.append(char)
        elif char in "\"'":
            quote, started = char, True
        elif char in " \t":
            if started:
                words.append("".join(current))
            current, started = [], False
        else:
            current.append(char)
            started = True
        index += 1
    if started:
        words.append("".join(current))
    return words


def pairs(args: str) -> list[tuple[str, str]]:
    """What ENV and LABEL hold: `key=value …`, or the old form `key value`."""
    words = split_words(args)
    if words and "=" not in words[0]:
        key, _, value = args.strip().partition(" ")
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1] if value[0] not in value[1:-1] else value
        return [(key, value)] if value else []
    found: list[tuple[str, str]] = []
    for word in words:
        key, given, value = word.partition("=")
        if given and key:
            found.append((key, value))
    return found
