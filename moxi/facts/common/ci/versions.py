"""On which versions and systems the test jobs of a workflow run: `Python 3.12`, `ubuntu-latest`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from packaging.version import InvalidVersion, Version

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_VALUES = 24
# The action that sets a tool up, its input, and the tool's name.
_SETUPS: tuple[tuple[str, str, str], ...] = (
    (r"setup-python|setup-uv|setup-pdm|python-poetry", "python-version", "Python"),
    (r"setup-node", "node-version", "Node.js"),
    (r"setup-go\b", "go-version", "Go"),
    (r"rust-toolchain|actions-rs/toolchain|setup-rust", "toolchain", "Rust"),
    (r"setup-java", "java-version", "Java"),
    (r"setup-ruby", "ruby-version", "Ruby"),
    (r"setup-php", "php-version", "PHP"),
    (r"setup-dotnet", "dotnet-version", ".NET"),
    (r"setup-deno", "deno-version", "Deno"),
    (r"setup-bun", "bun-version", "Bun"),
)
_MATRIX = lazy_re(r"\$\{\{\s*matrix\.([\w.-]+)\s*\}\}([\w.-]*)")
_PINNED = lazy_re(r"^dtolnay/rust-toolchain@(stable|beta|nightly|\d+\.\d+(?:\.\d+)?)$")
_TELLING = lazy_re(r"[\w.*-]*\d[\w.*-]*|stable|oldstable|beta|nightly|latest|lts/\*|current")
_MAJOR = lazy_re(r"(\d+)(?:\.x|\.\*)?")
_SYSTEM = lazy_re(r"(ubuntu|macos|windows)-[\w.]+", re.IGNORECASE)


def versions_of(jobs: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The versions of tools, each tool's in ascending order, then the systems."""
    tools: dict[str, dict[str, None]] = {}
    varied: set[str] = set()
    systems: dict[str, None] = {}
    for job in jobs:
        matrix = _matrix(job)
        for name, value in (*_tool_inputs(job), *_tool_variables(job)):
            for version in _values(value, matrix):
                if _TELLING.fullmatch(version) and not _is_only_there(value):
                    tools.setdefault(name, {})[version] = None
                    if _MATRIX.search(str(value)):
                        varied.add(name)
        for system in _values(job.get("runs-on"), matrix):
            if _SYSTEM.fullmatch(system):
                systems[system.lower()] = None
    # Beside what a matrix tests on, a tool at one fixed version is a helper of the job.
    kept = {name: found for name, found in tools.items() if not varied or name in varied}
    told = [f"{name} {one}" for name, found in kept.items() for one in _ordered(_exact(found))]
    return (*told, *systems)


def _is_only_there(value: Any) -> bool:
    """Whether a job sets several versions up at once: on which of them it tests is not said."""
    lines = value.split("\n") if isinstance(value, str) else []
    return sum(bool(line.strip()) for line in lines) > 1


def _exact(versions: Iterable[str]) -> list[str]:
    """Without a bare `3` beside `3.12`: the newest, whichever that is."""
    known = list(versions)
    return [
        version
        for version in known
        if not (bare := _MAJOR.fullmatch(version))
        or not any(other.startswith(f"{bare[1]}.") and other != version for other in known)
    ]


def _tool_inputs(job: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    steps = job.get("steps")
    for step in steps if isinstance(steps, list) else ():
        if not isinstance(step, dict) or step.get("if"):
            continue
        stated = step.get("with")
        inputs = stated if isinstance(stated, dict) else {}
        uses = str(step.get("uses", ""))
        for pattern, key, name in _SETUPS:
            if re.search(pattern, uses) and key in inputs:
                yield name, inputs[key]
        if "toolchain" not in inputs and (pinned := _PINNED.search(uses)):
            yield "Rust", pinned.group(1)


def _tool_variables(job: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A version that a tool takes from its variable, where a matrix gives it."""
    env = job.get("env")
    value = env.get("UV_PYTHON") if isinstance(env, dict) else None
    if isinstance(value, str) and _MATRIX.search(value):
        yield "Python", value


def _matrix(job: dict[str, Any]) -> dict[str, list[str]]:
    """The literal values of each key of a matrix, `include` taken in, dotted for tables."""
    strategy = job.get("strategy")
    matrix = strategy.get("matrix") if isinstance(strategy, dict) else None
    values: dict[str, list[str]] = {}
    if not isinstance(matrix, dict):
        return values

    def add(key: str, value: Any) -> None:
        if isinstance(value, str):
            values.setdefault(key, []).append(value)
        elif isinstance(value, dict):
            for inner, item in value.items():
                add(f"{key}.{inner}", item)

    for key, value in matrix.items():
        for item in value if isinstance(value, list) else [value]:
            if key == "include" and isinstance(item, dict):
                for inner, part in item.items():
                    add(str(inner), part)
            elif key != "exclude":
                add(str(key), item)
    return values


def _values(value: Any, matrix: dict[str, list[str]]) -> list[str]:
    """A literal, each of its lines, or what the matrix gives for it."""
    if isinstance(value, list):
        return [item for part in value for item in _values(part, matrix)]
    if not isinstance(value, str):
        return []
    if match := _MATRIX.fullmatch(value.strip()):
        given = matrix.get(match.group(1), [])[:MAX_VALUES]
        if any("${{" in version for version in given):
            return []  # computed in part: those that are written are not all
        return [version + match.group(2) for version in given]
    return [] if "${{" in value else [line.strip() for line in value.split("\n") if line.strip()]


def _ordered(versions: Iterable[str]) -> list[str]:
    """Ascending where all are numbers, the rest behind them as written."""
    numbers: list[tuple[Version, str]] = []
    others: list[str] = []
    for version in versions:
        try:
            numbers.append((Version(re.sub(r"\.?x$", "", version)), version))
        except InvalidVersion:
            others.append(version)
    return [version for _, version in sorted(numbers)] + others
