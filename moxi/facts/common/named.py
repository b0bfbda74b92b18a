"""What a target, a recipe or a script of *this repository* is for: by its name, and where the name
leaves it open, by the commands that it runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.names import is_ambiguous, purpose_of_description, purpose_of_name
from moxi.facts.common.programs import RULES
from moxi.facts.common.purpose import base_name, purpose_of_words
from moxi.facts.common.shell import split_commands
from moxi.facts.common.wrappers import unwrap
from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import Purpose
    from moxi.facts.reader import Reader

_ORDER: tuple[Purpose, ...] = (
    "release", "test", "lint", "typecheck", "docs", "bench", "build", "format", "setup", "run",
)  # fmt: skip

_ASIDE = tuple(
    (word,)
    for word in ("echo", "cd", "export", "mkdir", "printf", "set", "@echo", "mv", "cp", "rm")
)
_RELEASING = lazy_re(r"(^|[-_:])(dist|release|publish|deploy|pr)([-_:]|$)")
_SIGNS = lazy_re(r"\bgpg2? (?:\S+ )*?--(?:detach-sign|sign|clearsign)\b|\btwine upload\b")
"""What only who publishes can do"""
# What runs the recipes of a file, and how that is called.
_RUNNERS = {"task": "taskfile", "go-task": "taskfile", "just": "justfile"}


def purpose_of_recipe(
    name: str, commands: list[str], depends: tuple[str, ...] = (), description: str = ""
) -> Purpose | None:
    """A named recipe: what its name says, unless its commands contradict that; where the name
    leaves it open, what its description, its commands or what it runs first (`depends`) say."""
    named = purpose_of_name(name)
    if named == "test" and _RELEASING.search(name):
        return "release"  # it tries out how a release is made
    told = _purposes(commands)
    if any(_SIGNS.search(line) for line in commands):
        return "release"
    if name == "ci" and "setup" in told and len(set(told)) > 2:
        return None  # it makes the machine of CI ready, and does all there is to do
    if named == "format" and told == ["lint"] and any("--check" in line for line in commands):
        return "lint"  # it only looks whether the code is formatted
    if named and not is_ambiguous(name):
        if not _contradicts(named, told):
            return named
        if named in ("test", "run") and _does_more(commands):  # in programs of its own
            return "run" if named == "run" else None
        return _leading(told)
    described = purpose_of_description(description)
    if described or not is_ambiguous(name):
        return described
    if name != "install":  # what is built first is then put into the system
        told = told or [purpose for one in depends if (purpose := purpose_of_name(one))]
    found = told
    if found:
        return _leading(found)
    return named if name.lower() in ("all", "qa", "style", "quality") else None


def purpose_in_repository(reader: Reader, words: tuple[str, ...], directory: str) -> Purpose | None:
    """What a command is for, with the scripts and targets that it names looked up."""
    program, arguments = unwrap(words)
    if program == "@test" and (tests := _test_script(reader, directory)) and only_lints(tests):
        # Where it only calls another script, that one is told.
        return None if unwrap(tuple(tests.split()))[0].startswith("@") else "lint"
    if program.startswith("@") and (
        is_ambiguous(program[1:]) or purpose_of_name(program[1:]) == "format"
    ):
        scripts = reader.json(join(directory, "package.json")).get("scripts")
        text = scripts.get(program[1:]) if isinstance(scripts, dict) else None
        if isinstance(text, str):
            told = _purposes([text])
            return told[0] if len(told) == 1 else purpose_of_recipe(program[1:], [text])
    if program == "make" and len(arguments) <= 1 and (not arguments or is_ambiguous(arguments[0])):
        from moxi.facts.common.tasks.makefile import purpose_of_target

        return purpose_of_target(reader, directory, arguments[0] if arguments else "")
    if program in _RUNNERS and not any(
        path.rpartition("/")[2].lower().lstrip(".").startswith(_RUNNERS[program])
        for path in (*reader.tree.files(directory), *reader.tree.files(""))
    ):
        return None  # another program of this name, or a runner of another repository
    if program == "cmake" and not any(
        join(where, "CMakeLists.txt") in reader.tree for where in (directory, "")
    ):
        return None  # it builds a part, such as a fixture of the tests
    path = normalise(join(directory, program)) if "/" in program else None
    if path and path in reader.tree and not purpose_of_words(words):
        return purpose_of_file(reader, path)
    if path and path in reader.tree and is_ambiguous(base_name(program)):
        return purpose_of_file(reader, path)
    return purpose_of_words(words)


def _test_script(reader: Reader, directory: str) -> str:
    scripts = reader.json(join(directory, "package.json")).get("scripts")
    text = scripts.get("test") if isinstance(scripts, dict) else None
    return text if isinstance(text, str) else ""


def only_lints(script: str) -> bool:
    """Whether a script lints, and does nothing of which the purpose is not known."""
    return _purposes([script]) == ["lint"] and not _does_more([script])


def purpose_of_file(reader: Reader, path: str) -> Purpose | None:
    """A shell script of the repository; its name decides unless it is ambiguous."""
    text = reader.text(path)
    name = base_name(path)
    if not re.match(r"#!.*\b(ba|z|da|k)?sh\b", text) and not path.endswith((".sh", ".bash")):
        return purpose_of_name(name)
    if name == "install" and "script" in path.rpartition("/")[0]:
        return "setup"  # a script of this name sets the checkout up
    return purpose_of_recipe(name, [text[:20_000]])


def _purposes(scripts: list[str]) -> list[Purpose]:
    found: dict[Purpose, None] = {}
    for script in scripts:
        for command in split_commands(_plain_variables(script)):
            if purpose := purpose_of_words(command.words):
                found[purpose] = None
    return list(found)


def _plain_variables(script: str) -> str:
    """`"$PIP" install`, `$(GO) test` and `${PREFIX}pytest` as the programs that they name."""

    def named(match: re.Match[str]) -> str:
        name = match.group(2).lower()
        return f"{match.group(1)}{name} " if name in RULES or name == "make" else match.group(0)

    script = re.sub(r"(?m)(^|[;&|]\s*|\s)[\"']?\$[({]?(\w+)[)}]?[\"']?(?:\s|$)", named, script)
    glued = r"(?m)^(\s*[@+-]*)(?:\$\{\w+\}/?|\$\(\w+\)/?|\$\w+/)(?=[a-z])"
    return re.sub(glued, r"\1", script)


def _contradicts(named: Purpose, told: list[Purpose]) -> bool:
    """`build: pip install -r requirements.txt` builds nothing, `dev: go build` starts nothing."""
    if named == "run":
        return bool(told) and set(told) <= {"build", "setup"}
    return bool(told) and named in ("build", "test", "lint", "docs") and set(told) <= {"setup"}


def _does_more(scripts: list[str]) -> bool:
    """Whether a recipe runs something of which nothing is known, beside what prepares it."""
    return any(
        not purpose_of_words(command.words) and command.words[:1] not in _ASIDE
        for script in scripts
        for command in split_commands(_plain_variables(script))
    )


def _leading(told: list[Purpose]) -> Purpose | None:
    return next((purpose for purpose in _ORDER if purpose in told), None)
