"""Rules of single programs: what their arguments say about the purpose of a call."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from moxi.facts.common.names import purpose_of_name

if TYPE_CHECKING:
    from moxi.facts.model import Purpose

Arguments = tuple[str, ...]


def has(arguments: Arguments, *flags: str) -> bool:
    """Whether one of the flags is given, with or without `=value`."""
    return any(word.partition("=")[0] in flags for word in arguments)


def operands(arguments: Arguments) -> list[str]:
    """The arguments that are no flags."""
    return [word for word in arguments if not word.startswith("-")]


def checked_format(arguments: Arguments) -> Purpose:
    """A formatter: with a flag that only checks it is a lint."""
    checks = ("--check", "--check-only", "--diff", "-c", "--dry-run", "-check", "--list-different",
              "-l", "-d", "-l=true", "--dryrun", "-diff", "--set-exit-if-changed", "--fail",
              "--check-formatted", "--verify-no-changes", "-C")  # fmt: skip
    return "lint" if has(arguments, *checks) else "format"


def black_rule(arguments: Arguments) -> Purpose:
    """A formatter that rewrites unless told to check."""
    return "lint" if has(arguments, "--check", "--diff") else "format"


def prettier_rule(arguments: Arguments) -> Purpose:
    """Prettier only checks unless told to write."""
    return "format" if has(arguments, "--write", "-w") else "lint"


def fixing(arguments: Arguments) -> Purpose:
    """A linter; told to fix, it changes files."""
    return "format" if has(arguments, "--fix", "--write", "-a", "-A", "--autocorrect") else "lint"


def tsc_rule(arguments: Arguments) -> Purpose:
    """The TypeScript compiler builds unless told to emit nothing."""
    return "typecheck" if has(arguments, "--noEmit", "--noemit") else "build"


def pytest_rule(arguments: Arguments) -> Purpose:
    """pytest, or a benchmark by one of its plugins."""
    return "bench" if has(arguments, "--benchmark-only", "--codspeed") else "test"


def go_test(arguments: Arguments) -> Purpose:
    """`go test`, or a benchmark."""
    return "bench" if has(arguments, "-bench", "--bench") else "test"


def pip_rule(arguments: Arguments) -> Purpose | None:
    """Installing the project or its lists of requirements is setting up; a tool is not."""
    if "install" not in arguments[:1]:
        return None
    wanted = arguments[1:]
    for index, word in enumerate(wanted):
        if word in ("-r", "--requirement", "-e", "--editable", "--group") or word.startswith(
            ("-r", "--requirement=", "--editable=", "--group=")
        ):
            return "setup"
        if re.match(r"\.(\[|$)|\./", word) and wanted[index - 1] not in ("-t", "--target"):
            return "setup"
    return None


def install_without_names(arguments: Arguments) -> Purpose | None:
    """`npm install` sets up, `npm install -g tool` does not."""
    return None if operands(arguments) or has(arguments, "-g", "--global") else "setup"


def pre_commit(arguments: Arguments) -> Purpose | None:
    """Installing the hooks, or running them."""
    if arguments[:1] == ("install",):
        return "setup"
    return "lint" if arguments[:1] == ("run",) else None


def tox_rule(arguments: Arguments) -> Purpose | None:
    """By the environments that it is told to run."""
    words = [word for word in arguments if word not in ("run", "r", "run-parallel", "p")]
    if words[:1] in (["list"], ["l"], ["config"], ["devenv"], ["d"]):
        return None
    names: list[str] = []
    for index, word in enumerate(words):
        if word in ("-e", "-s", "-f", "-m", "--session", "--sessions", "--env") and word[1:] != "":
            names += words[index + 1 : index + 2]
        elif match := re.match(r"(?:-e|--sessions?=|-s)(.+)", word):
            names.append(match.group(1))
    if "--notest" in arguments or "--list" in arguments or "--install-only" in arguments:
        return None
    if not names:
        return "test"
    if any("$" in name for name in names):
        return "test"  # a matrix of interpreters
    found = [purpose_of_name(part) for name in names for part in re.split(r"[, ]", name) if part]
    told = [purpose for purpose in found if purpose]
    return "test" if "test" in told else told[0] if told else None


def targets(arguments: Arguments) -> Purpose | None:
    """`make`, `just`, `task`, `rake`, `mage`: by the names of the targets, a folder by its name."""
    folder = ""
    names: list[str] = []
    skip = False
    for index, word in enumerate(arguments):
        if skip:
            skip = False
        elif word in ("-C", "--directory", "-f", "--file", "--justfile", "-d", "-t", "--taskfile"):
            skip = True
            folder = arguments[index + 1] if word in ("-C", "--directory", "-d") else folder
            if index + 1 == len(arguments):
                return None
        elif word == "--":
            break
        elif not word.startswith("-") and "=" not in word:
            names.append(word)
    if re.search(r"(^|/)docs?/?$", folder):
        return "docs"
    if not names:
        return "build"
    told = [purpose for name in names if (purpose := purpose_of_name(name))]
    return "test" if "test" in told else told[0] if told else None


def just_rule(arguments: Arguments) -> Purpose | None:
    """A runner that needs the name of a task."""
    return targets(arguments) if operands(arguments) else None


def python_setup(arguments: Arguments) -> Purpose | None:
    """`setup.py COMMAND`."""
    first = next(iter(operands(arguments)), "")
    table: dict[str, Purpose] = {
        "test": "test", "pytest": "test", "build": "build", "build_ext": "build", "sdist": "build",
        "bdist_wheel": "build", "develop": "setup", "install": "setup", "build_sphinx": "docs",
    }  # fmt: skip
    return "release" if "upload" in arguments else table.get(first)


def by_file(arguments: Arguments) -> Purpose | None:
    """An interpreter with a script: by the name of the script and the folder it stands in."""
    if arguments[:1] == ("-c",):
        return None  # code, whatever words are in it
    first = next(iter(operands(arguments)), "")
    if first.endswith("setup.py"):
        return python_setup(arguments[arguments.index(first) + 1 :])
    if first.endswith("manage.py"):
        rest = arguments[arguments.index(first) + 1 :]
        table: dict[str, Purpose] = {"test": "test", "runserver": "run", "migrate": "setup"}
        return table.get(next(iter(rest), ""))
    name = re.sub(r"\.\w+$", "", first.rpartition("/")[2])
    if not name:
        return None
    return "test" if re.match(r"(\./)?tests?/", first) else purpose_of_name(name)


def node_rule(arguments: Arguments) -> Purpose | None:
    """Node's own test runner, or a script."""
    if any(word == "--test" or word.startswith("--test-") for word in arguments):
        return "test"
    return by_file(arguments)


def ruff_rule(arguments: Arguments) -> Purpose | None:
    """`ruff check`, `ruff format`."""
    first, rest = next(iter(operands(arguments)), ""), arguments
    if first == "format":
        return black_rule(rest)
    if first == "check":
        return (
            "format" if has(rest, "--fix") and not has(rest, "--exit-non-zero-on-fix") else "lint"
        )
    return "lint" if first else None


def cmake_rule(arguments: Arguments) -> Purpose | None:
    """Configuring, building, or a target of the build."""
    if "--build" in arguments:
        index = arguments.index("--target") if "--target" in arguments else -1
        target = arguments[index + 1 : index + 2] if index >= 0 else ()
        return (purpose_of_name(target[0]) if target else None) or "build"
    return None if "--install" in arguments or "-E" in arguments or "-P" in arguments else "setup"


def gradle_rule(arguments: Arguments) -> Purpose | None:
    """By the names of the tasks."""
    names = [word.rpartition(":")[2] for word in operands(arguments)]
    table: dict[str, Purpose] = {"check": "test", "assemble": "build", "bootRun": "run"}
    told = [p for name in names if (p := table.get(name) or purpose_of_name(name))]
    return "test" if "test" in told else told[0] if told else None


def maven_rule(arguments: Arguments) -> Purpose | None:
    """By the last phase."""
    table: dict[str, Purpose] = {
        "test": "test", "verify": "test", "package": "build", "compile": "build",
        "install": "build", "deploy": "release", "site": "docs", "checkstyle:check": "lint",
        "spotless:check": "lint", "spotless:apply": "format", "spring-boot:run": "run",
    }  # fmt: skip
    told = [table[word] for word in operands(arguments) if word in table]
    skipped = any(word.startswith(("-DskipTests", "-Dmaven.test.skip")) for word in arguments)
    if skipped:
        told = ["build" if purpose == "test" else purpose for purpose in told]
    return told[-1] if told else None


def docker_rule(arguments: Arguments) -> Purpose | None:
    """Building an image; publishing one is a release."""
    words = operands(arguments)
    if "--push" in arguments or words[:1] == ["push"]:
        return "release"
    if words[:1] == ["build"] or words[:2] == ["buildx", "build"]:
        stage = next((b for a, b in pairwise(arguments) if a == "--target"), "")
        if stage:  # its name says what for, or nothing does
            return purpose_of_name(stage)
        return "lint" if "--check" in arguments else "build"
    return compose_rule(tuple(arguments[1:])) if words[:1] == ["compose"] else None


def compose_rule(arguments: Arguments) -> Purpose | None:
    """Building or starting the services."""
    words = operands(arguments)
    for word in words:
        if word in ("build", "up"):
            return "build" if word == "build" else "run"
        if word in ("run", "exec"):
            return None
    return None


def xcode(arguments: Arguments) -> Purpose | None:
    """`xcodebuild test`, `xcodebuild build`."""
    return "test" if "test" in arguments else "build" if "build" in arguments else None


def runs_tasks(arguments: Arguments) -> Purpose | None:
    """`turbo run test lint`, `nx run-many -t test`, `lerna run build`."""
    words = [word.rpartition(":")[2] for word in arguments]
    words = [word for word in words if word not in ("run", "run-many", "affected", "exec")]
    names = [part for word in words if not word.startswith("--") for part in word.split(",")]
    told = [purpose for name in names if (purpose := purpose_of_name(name))]
    return "test" if "test" in told else told[0] if told else None


def pre_release(arguments: Arguments) -> Purpose:
    """goreleaser: a snapshot is only built."""
    return "build" if "--snapshot" in arguments else "release"
