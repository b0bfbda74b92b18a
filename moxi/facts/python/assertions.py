"""A first example made of what tests assert: a call and its result, where both stand alone."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.paths import is_test
from moxi.facts.python.asserted import MAX_WIDTH, Line, Reading, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from moxi.facts.python.project import Project

MAX_FILES, MAX_BYTES = 12, 250_000
MAX_SHOWN = 4
ENOUGH = 36
"""of `_worth`: four results that show much; no other file is read then"""
RANK = 60
HARMLESS = frozenset(("datetime", "decimal", "fractions", "re", "uuid", "ipaddress", "pathlib"))
"""modules of the standard library that an example may use"""


def asserted_example(project: Project, statement: str) -> Iterator[Fact[Example]]:
    """One example of up to four results; `statement` is the import line that users are shown."""
    leading = statement.replace(",", " ").split()
    best: tuple[int, list[Shown], str, dict[str, str]] = (0, [], "", {})
    for path in _tests(project):
        text = project.reader.text(path)
        tree = project.reader.python(path) if project.main in text and "assert" in text else None
        if tree is None:
            continue
        taken = _taken(tree, project.main)
        own = {name for name, line in taken.items() if project.main in line.split()[1]}
        found = _chosen(_file(tree, text, taken, own), own & set(leading))
        if _worth(found) > best[0]:
            best = (_worth(found), found, path, taken)
        if best[0] >= ENOUGH:
            break
    _, shown, path, taken = best
    if len(shown) < 2:
        return
    used = frozenset[str]().union(*(one.used for one in shown))
    lines = [*_import_lines(taken, used), ""]
    done = 0
    for one in shown:
        lines += [*(code for _, code in one.setup[done:]), _line(one)]
        done = len(one.setup)
    where = Evidence(path, min(one.line for one in shown), max(one.line for one in shown))
    yield Fact(Example("\n".join(lines).strip(), "python", "", "tests", RANK), (where,))


def _line(one: Shown) -> str:
    joined = f"{one.code}  # {one.result}"
    return joined if len(joined) <= MAX_WIDTH + 12 else f"{one.code}\n# {one.result}"


def _import_lines(taken: dict[str, str], used: frozenset[str]) -> list[str]:
    """The imports of a test without what the example does not use, the standard library first."""
    plain = sorted({taken[n] for n in used if taken[n].startswith("import")})
    forms: dict[str, list[str]] = {}
    for name in sorted(used):
        if taken[name].startswith("from"):
            module = taken[name].split()[1]
            forms.setdefault(module, []).append(taken[name].partition(" import ")[2])
    lines = [*plain, *(f"from {module} import {', '.join(n)}" for module, n in forms.items())]
    return sorted(lines, key=lambda line: line.split()[1].split(".")[0] not in HARMLESS)


def _tests(project: Project) -> list[str]:
    """Test files, those named for the package before others; none where something that is not
    seen in them prepares every test."""
    tree, folder = project.reader.tree, project.folder
    found = []
    for path in tree.under(folder):
        inside = path[len(folder) + 1 if folder else 0 :]
        entry = tree.get(path)
        if not path.endswith(".py") or not is_test(inside) or entry is None:
            continue
        if inside.endswith("conftest.py") and "autouse" in project.reader.text(path):
            return []
        if "fixture" not in inside and 0 < entry.size <= MAX_BYTES:
            found.append(path)
    names = (f"test_{project.main}", f"{project.main}_test", "test_basic", "test", "tests")
    found.sort(key=lambda path: (path.rpartition("/")[2][:-3] not in names, path.count("/"), path))
    return found[:MAX_FILES]


def _taken(tree: ast.Module, main: str) -> dict[str, str]:
    """The names that a test takes from the project and from harmless modules, and how."""
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                known = alias.name == main or alias.name in HARMLESS
                if (known and "." not in alias.name) or (alias.asname and top == main):
                    suffix = f" as {alias.asname}" if alias.asname else ""
                    found[alias.asname or top] = f"import {alias.name}{suffix}"
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            module = node.module
            inner = module == main or module.startswith(f"{main}.")
            if not (inner or module in HARMLESS) or any(
                part.startswith("_") for part in module.split(".")
            ):
                continue
            for alias in node.names:
                if alias.name != "*" and not alias.name.startswith("_"):
                    suffix = f" as {alias.asname}" if alias.asname else ""
                    found[alias.asname or alias.name] = f"from {module} import {alias.name}{suffix}"
    return found


def _file(
    tree: ast.Module, text: str, taken: dict[str, str], own: set[str]
) -> Iterator[list[Shown]]:
    """What each test of a file shows."""
    if not own or any(word in text for word in ("setUpModule", "setup_module", "autouse")):
        return
    lines = text.split("\n")
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield Reading(lines, taken, own).test(node)
        elif isinstance(node, ast.ClassDef) and not node.decorator_list:
            tests = [item for item in node.body if isinstance(item, ast.FunctionDef)]
            if not any(test.name.lower().startswith(("setup", "set_up")) for test in tests):
                for test in tests:
                    if test.name.startswith("test"):
                        yield Reading(lines, taken, own).test(test)


def _chosen(tests: Iterable[list[Shown]], leading: set[str]) -> list[Shown]:
    """A few that differ: of what the package is known for, with results that differ; either calls
    that need nothing, or what one test does in turn to one thing that it makes."""
    alone: list[Shown] = []
    in_turn: list[Shown] = []
    for test in tests:
        shown = [one for one in test if leading & one.used]
        alone += [one for one in shown if not one.setup]
        for steps in _runs(shown):
            if _worth(steps) > _worth(in_turn):
                in_turn = steps
    several: list[tuple[int, int, Shown]] = []
    results: set[str] = set()
    for one in alone:
        several.append((one.weight + 3 * (one.result in results), one.line, one))
        results.add(one.result)
    several.sort(key=lambda item: item[:2])
    picked = list({one.code: one for *_, one in several}.values())[:MAX_SHOWN]
    picked.sort(key=lambda one: one.line)
    return picked if _worth(picked) >= _worth(in_turn) else in_turn


def _runs(shown: list[Shown]) -> Iterator[list[Shown]]:
    """What a test shows of one thing, each time after the same lines or a few more."""
    steps: list[Shown] = []
    begun: set[Line] = set()
    for one in [*(one for one in shown if one.setup), None]:
        if one is None or not steps or one.setup[: len(steps[-1].setup)] != steps[-1].setup:
            # What was looked at before may have changed by that.
            if steps and steps[0].setup[0] not in begun:
                begun.add(steps[0].setup[0])
                yield steps[:MAX_SHOWN]
            steps = []
        if one is not None:
            steps.append(one)


def _worth(shown: Iterable[Shown]) -> int:
    """How much a few results tell."""
    return sum(10 - min(one.weight, 8) for one in shown)
