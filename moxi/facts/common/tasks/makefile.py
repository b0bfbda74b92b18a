"""Makefiles: the targets that are meant for people, with what the file says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from moxi.facts.common.named import purpose_of_recipe
from moxi.facts.common.programs import RULES
from moxi.facts.common.tasks.found import recipe, task
from moxi.facts.model import Evidence
from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Purpose, Task
    from moxi.facts.reader import Reader

NAMES = ("GNUmakefile", "makefile", "Makefile")
MAX_INCLUDES = 8
MAX_UNDOCUMENTED_TOKENS = 2


@dataclass(slots=True)
class Target:
    """One target with its recipe."""

    name: str
    path: str
    line: int
    description: str = ""
    documented: bool = False
    """its description is meant as help, not as a comment on the recipe"""
    commands: list[str] = field(default_factory=list)
    depends: tuple[str, ...] = ()


@dataclass(slots=True)
class Makefile:
    """The targets of a Makefile and of what it includes, in order."""

    targets: dict[str, Target] = field(default_factory=dict)
    phony: set[str] = field(default_factory=set)
    variables: dict[str, str] = field(default_factory=dict)
    default: str = ""
    prefix: str = ""
    """`common-` where a rule `%: common-%` offers `common-test` as `test`"""


def tasks(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    """The targets of the project's Makefile; short, plain names first."""
    yield from _sphinx(reader, folder)
    path = _path(reader, folder)
    if not path:
        return
    makefile = read(reader, path)
    shown = [
        target for target in makefile.targets.values() if _for_people(reader, makefile, target)
    ]
    shown.sort(key=lambda target: len(_tokens(target.name)))
    for target in shown:
        fact = recipe(
            target.name,
            f"make {target.name}",
            "make",
            Evidence(target.path, target.line, target.line),
            commands=target.commands,
            depends=target.depends,
            description=target.description,
            directory=folder,
        )
        if fact and (target.documented or fact.value.purpose != "other"):
            yield fact


def purpose_of_target(reader: Reader, folder: str, name: str) -> Purpose | None:
    """What `make NAME` (or bare `make`) in a folder is for."""
    path = _path(reader, folder)
    if not path:
        return None
    makefile = read(reader, path)
    target = makefile.targets.get(name or makefile.default)
    if target is None:
        return None
    depends = target.depends
    if depends and not target.commands:
        inner = [makefile.targets[d] for d in depends if d in makefile.targets]
        commands = [command for item in inner for command in item.commands]
        return purpose_of_recipe(name or "all", commands, depends)
    return purpose_of_recipe(name or "all", target.commands, depends)


def _sphinx(reader: Reader, folder: str) -> Iterator[Fact[Task]]:
    for docs in ("docs", "doc"):
        path = join(folder, f"{docs}/Makefile")
        if path in reader.tree and "SPHINXBUILD" in reader.text(path):
            place = reader.find(path, "SPHINXBUILD")
            yield task(
                "docs", "make html", "make", place, "Build the documentation", join(folder, docs)
            )


def _path(reader: Reader, folder: str) -> str:
    here = set(reader.tree.files(folder))
    return next((join(folder, name) for name in NAMES if join(folder, name) in here), "")


def _tokens(name: str) -> list[str]:
    return [part for part in re.split(r"[^A-Za-z0-9]+", name) if part]


def _for_people(reader: Reader, makefile: Makefile, target: Target) -> bool:
    name = target.name
    if re.search(r"[$%(){}/*]", name) or re.search(r"\.\w{1,6}$", name):
        return False
    if name not in makefile.phony and name in reader.tree:
        return False  # it makes this file
    if target.description and target.documented:
        return True
    if name in ("all", "default"):
        return False  # its parts are told
    return len(_tokens(name)) <= MAX_UNDOCUMENTED_TOKENS and bool(target.commands or target.depends)


# Reading --------------------------------------------------------------------------------------

_RULE = lazy_re(r"([^:=#\s][^:=#]*?)\s*::?(?![:=])\s*(.*)$")
_VARIABLE = lazy_re(r"(?:export\s+|override\s+)?([\w.-]+)\s*(?:[:?+!]|::)?=\s*(.*)$")
_TARGET_VARIABLE = lazy_re(r"(?:export\s+|override\s+|private\s+)?[\w.-]+\s*[:?+!]?=")
_DIRECTIVE = lazy_re(r"(ifeq|ifneq|ifdef|ifndef|else|endif|export|unexport|vpath|undefine)\b")


def read(reader: Reader, path: str) -> Makefile:
    """A Makefile and what it includes by plain names."""
    makefile = Makefile()
    _read(reader, path, makefile, [])
    _help_texts(makefile)
    for name in [name for name in makefile.targets if makefile.prefix]:
        bare = name.removeprefix(makefile.prefix)
        if bare != name:
            target = makefile.targets.pop(name)
            target.name = bare
            makefile.targets.setdefault(bare, target)
    return makefile


def _read(reader: Reader, path: str, makefile: Makefile, seen: list[str]) -> None:
    if path in seen or len(seen) > MAX_INCLUDES:
        return
    seen.append(path)
    comments: list[str] = []
    current: list[Target] = []
    inside_define = False
    for number, line in _logical_lines(reader.lines(path)):
        if inside_define:
            inside_define = not line.strip().startswith("endef")
        elif line.startswith("\t"):
            for target in current:
                target.commands.append(_command(line))
        elif line.strip().startswith("define "):
            inside_define = True
        elif line.startswith("#"):
            comments.append(line)
        elif not line.strip():
            comments = []
        elif match := re.match(r"[-s]?include\s+(.*)", line):
            for included in _included(reader, path, match.group(1)):
                _read(reader, included, makefile, seen)
        elif _DIRECTIVE.match(line.strip()):
            comments = comments if line.startswith("export") else []
        elif _TARGET_VARIABLE.match(line):
            variable = _VARIABLE.match(line)
            if variable:
                makefile.variables.setdefault(variable.group(1), variable.group(2).strip())
            comments = []
        elif rule := _RULE.match(line):
            current = _rule(makefile, path, number, rule, comments) or current
            comments = comments if rule.group(1) == ".PHONY" else []


def _rule(
    makefile: Makefile, path: str, number: int, rule: re.Match[str], comments: list[str]
) -> list[Target]:
    rest, _, trailing = rule.group(2).partition("#")
    names = rule.group(1).split()
    if _TARGET_VARIABLE.match(rest):
        return []
    description = trailing.lstrip("# ").strip() if trailing.startswith("#") else ""
    if names == [".PHONY"]:
        makefile.phony.update(rest.split())
        if description and len(rest.split()) == 1:
            comments[:] = [f"## {description}"]
        return []
    if names == [".DEFAULT_GOAL"]:
        return []
    prerequisites, _, inline = rest.partition(";")
    found: list[Target] = []
    if names == ["%"] and re.fullmatch(r"[\w-]+-%", prerequisites.strip()):
        makefile.prefix = prerequisites.strip()[:-1]
    for name in names:
        target = makefile.targets.get(name)
        if target is None:
            target = Target(name, path, number)
            if not name.startswith("."):
                makefile.targets[name] = target
                makefile.default = makefile.default or name
        elif not target.commands and not target.depends:
            target.line = number
        if not target.description:
            known = [item for item in makefile.targets.values() if item.description]
            target.documented = bool(description) or any(c.startswith("##") for c in comments)
            above = _above(comments, name)
            target.description = description or above
            if any(other.description == description for other in known):  # copied, and forgotten
                target.description = above
        target.depends += tuple(p for p in prerequisites.split() if p != "|")
        target.commands += [inline.strip()] if inline.strip() else []
        found.append(target)
    return found


def _logical_lines(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines with continuations joined, each with the 1-based number of its first."""
    start = 0
    parts: list[str] = []
    for number, line in enumerate(lines, 1):
        if not parts:
            start = number
        if line.endswith("\\") and not line.startswith("#"):
            parts.append(line[:-1] + " ")
            continue
        yield start, "".join([*parts, line.lstrip() if parts else line])
        parts = []
    if parts:
        yield start, "".join(parts)


def _command(line: str) -> str:
    return line.strip().lstrip("@-+ ").replace("$$", "$")


def _included(reader: Reader, path: str, names: str) -> list[str]:
    folder = path.rpartition("/")[0]
    found: list[str] = []
    for name in names.partition("#")[0].split():
        target = normalise(join(folder, name.replace("$(CURDIR)/", "")))
        if target is None or "$" in name:
            continue
        if "*" in target:
            parent = target.rpartition("/")[0]
            found += [p for p in reader.tree.files(parent) if fnmatchcase(p, target)]
        elif target in reader.tree:
            found.append(target)
    return found


def _above(comments: list[str], name: str) -> str:
    """The comment right above a target as what it says about it; `""` for a ruler, a heading of
    one word or code that is commented out."""
    lines = [re.sub(r"^[#@?:!<>\s-]+", "", comment).strip() for comment in comments]
    marked = [
        line for line, raw in zip(lines, comments, strict=True) if raw.startswith("##") and line
    ]
    lines = marked or lines
    while lines and not re.search(r"[A-Za-z]{2}", lines[0]):
        lines.pop(0)
    if not lines:
        return ""
    text = lines[0] if marked else " ".join(lines)
    text = re.sub(rf"^(help:\s*)?(make\s+)?{re.escape(name)}\s*[:\u2013-]+\s*", "", text)
    first = text.split()[0] if text.split() else ""
    if first in RULES or first == "TODO:" or "=" in first or len(text.split()) < 2:
        return ""
    if not marked and (len(text.split()) > MAX_COMMENT_WORDS or _ASIDE.search(text)):
        return ""
    if not marked and _OF_A_GROUP.fullmatch(text):
        return ""
    return text


# A comment on how the recipe is written rather than on what it does.
_ASIDE = lazy_re(
    r"\b(target|otherwise|should|todo|fixme|xxx|note|backward|because|see|this|we|kept|ensure that|"
    r"needed|workaround|hack|don't|cannot|make sure|must|if|https?)\b",
    re.IGNORECASE,
)
# The heading of several targets, which the first of them stands right below.
_OF_A_GROUP = lazy_re(
    r"(?:[\w/&-]+ ){1,3}(?:tasks|targets|rules|commands|recipes|goals|stuff|helpers|utilities)\W*",
    re.IGNORECASE,
)
MAX_COMMENT_WORDS = 12
_HELP_LINE = lazy_re(
    r"(?:[-*]\s+)?(?:make\s+)?([\w.-]+)(?:\s{2,}|\s+[-\u2013:]+\s|:\s)\s*(?:[-\u2013]\s*)?(\w.*)$"
)


def _help_texts(makefile: Makefile) -> None:
    """A `help` target that prints one line per target describes those that nothing else does."""
    target = makefile.targets.get("help") or makefile.targets.get("usage")
    for command in target.commands if target else ():
        printed = re.match(r"(?:echo|printf|\$\(info)\s+(.*)$", command)
        text = printed.group(1).strip() if printed else ""
        if text[:1] in ("'", '"') and text[-1:] == text[:1]:
            text = text[1:-1]
        match = _HELP_LINE.match(text.strip())
        known = makefile.targets.get(match.group(1)) if match else None
        if known and match and not known.documented:
            known.description = match.group(2).replace("\\n", "")
            known.documented = True
