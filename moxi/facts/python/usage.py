"""How the project is imported, and short programs that show its use."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Example, Fact, Import
from moxi.facts.paths import is_docs, is_example, is_test, join
from moxi.facts.python.api import exported
from moxi.facts.python.assertions import asserted_example
from moxi.facts.python.doctests import docstring_examples
from moxi.facts.python.example_programs import example_programs
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project

_EMPTY_TITLES = {"example", "examples", "usage", "example usage", "for example", "e.g"}
MAX_FILES = 120
MAX_BYTES = 1_500_000
MAX_IMPORT_LINES = 60
_FROM = lazy_re(r"^\s*(?:>>> |\.\.\. |\$ )?from\s+([\w.]+)\s+import\s+(.+)$")
_IMPORT = lazy_re(r"^\s*(?:>>> |\$ )?import\s+([\w.]+)(?:\s+as\s+(\w+))?\s*(?:#.*)?$")


class Usage:
    """Import lines of docs, examples, docstrings and tests, counted."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.forms: Counter[tuple[str, str]] = Counter()
        """(`import x`, ``) and (`from x import`, name)"""
        self.first: dict[tuple[str, str], Evidence] = {}

    @cached_property
    def weights(self) -> dict[str, int]:
        """How often each name of the main package is used there."""
        main, counted = self.project.main, Counter[str]()
        if not main:
            return {}
        dotted = re.compile(rf"\b{re.escape(main)}\.(\w+)")
        for path, weight in self._chosen:
            text = self.project.reader.text(path)
            if main not in text:
                continue
            for name in set(dotted.findall(text)):
                counted[name] += weight
            self._count(path, text, weight)
        for (form, name), number in self.forms.items():
            if form == f"from {main} import":
                counted[name] += number
        return dict(counted)

    def texts(self) -> Iterator[tuple[str, int]]:
        """The texts of the files that use the project, each with its weight."""
        for path, weight in self._chosen:
            yield self.project.reader.text(path), weight

    @cached_property
    def _chosen(self) -> list[tuple[str, int]]:
        """Files that use the project as a user does, with their weight: docs count most."""
        found: list[tuple[int, str]] = []
        folder = self.project.folder
        for path in self.project.reader.tree.under(folder):
            inside = path[len(folder) + 1 if folder else 0 :]
            lower = inside.lower()
            if lower.endswith((".md", ".rst", ".txt", ".mdx")):
                if is_docs(inside) or "/" not in inside:
                    found.append((4 if "quick" in lower or "index" in lower else 3, path))
            elif lower.endswith(".py"):
                if is_example(inside):
                    found.append((3, path))
                elif is_test(inside):
                    found.append((1, path))
        found.sort(key=lambda item: (-item[0], item[1].count("/"), item[1]))
        total, chosen = 0, []
        for weight, path in found[:MAX_FILES]:
            entry = self.project.reader.tree.get(path)
            total += entry.size if entry else 0
            if total > MAX_BYTES:
                break
            chosen.append((path, weight))
        return chosen

    def _count(self, path: str, text: str, weight: int) -> None:
        main = self.project.main
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            if main not in line or "import" not in line:
                continue
            match = _FROM.match(line)
            if match and (match[1] == main or match[1].startswith(f"{main}.")):
                if any(part.startswith("_") for part in match[1].split(".")):
                    continue
                for item in _imported(match[2], lines[number:]):
                    name = item.split(" as ")[0].strip()
                    if name.isidentifier():
                        self._add((f"from {match[1]} import", name), path, number, weight)
                continue
            match = _IMPORT.match(line)
            if match and match[1] == main:
                alias = f" as {match[2]}" if match[2] else ""
                self._add((f"import {main}{alias}", ""), path, number, weight)

    def _add(self, key: tuple[str, str], path: str, number: int, weight: int) -> None:
        self.forms[key] += weight
        self.first.setdefault(key, Evidence(path, number, number))


def _imported(first: str, following: list[str]) -> list[str]:
    """The names of an import; one in parentheses goes on over the following lines."""
    names = first.split("#")[0]
    if names.lstrip().startswith("(") and ")" not in names:
        for line in following[:MAX_IMPORT_LINES]:
            names += line.split("#")[0]
            if ")" in line:
                break
        else:
            return []
    return names.partition(")")[0].strip(" ()\\,").split(",")


def facts(project: Project, usage: Usage) -> Iterator[Fact[Any]]:
    """The import statement and examples."""
    taken = list(_import(project, usage))
    yield from taken
    shown = list(_examples(project, usage))
    yield from shown
    if taken and not shown:
        yield from asserted_example(project, taken[0].value.statement)


def _import(project: Project, usage: Usage) -> Iterator[Fact[Import]]:
    """The form that docs, examples and tests use most."""
    main = project.main
    if not main or not project.installable:
        return
    usage.weights  # noqa: B018 - counts
    own = {export.name for export in exported(project)}
    if project.manifest.scripts and not own:
        return  # a command first of all: what pages import of it is its inside
    plain = sum(n for (form, name), n in usage.forms.items() if form == f"import {main}")
    named: Counter[tuple[str, str]] = Counter(
        {
            key: number
            for key, number in usage.forms.items()
            if key[1] and _is_shown(key, own, usage, main) and _exists(project, key)
        }
    )
    aliased = [key for key in usage.forms if key[0].startswith(f"import {main} as ")]
    best_alias = max(aliased, key=lambda key: usage.forms[key], default=None)
    top = named.most_common(1)
    if best_alias and usage.forms[best_alias] > max(plain, top[0][1] if top else 0):
        yield Fact(Import(best_alias[0], "python"), (usage.first[best_alias],))
        return
    if top and top[0][1] > plain:
        form = top[0][0][0]
        names = [key for key, number in named.most_common(12)
                 if key[0] == form and number * 2 >= top[0][1]]  # fmt: skip
        # What the package is named for comes first: `from schema import Schema`.
        leading = [key for key in named if key[0] == form and _plain(key[1]) == _plain(main)]
        names = list(dict.fromkeys([*leading, *names]))[:3]
        listed = ", ".join(key[1] for key in names)
        yield Fact(Import(f"{form} {listed}", "python"), tuple(usage.first[key] for key in names))
        return
    if plain:
        yield Fact(Import(f"import {main}", "python"), (usage.first[(f"import {main}", "")],))
        return
    source = project.sources.get(main)
    if source is not None and own:
        yield Fact(Import(f"import {main}", "python"), (Evidence(source.path),))


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def _is_shown(key: tuple[str, str], own: set[str], usage: Usage, main: str) -> bool:
    """Whether users are shown this import: tests also reach for inner parts."""
    if key[0] == f"from {main} import":
        return key[1] in own or not own
    return not own or not is_test(usage.first[key].path)


def _exists(project: Project, key: tuple[str, str]) -> bool:
    """Whether a name really is in the module that a page imports it from."""
    from moxi.facts.python.api import bindings, resolve

    module = key[0].split()[1]
    if project.sources.holds(f"{module}.{key[1]}"):
        return True
    source = project.sources.get(module)
    if source is None:
        return False
    tree = project.sources.tree(source)
    return tree is not None and (
        key[1] in bindings(tree) or resolve(project, source, key[1]) is not None
    )


def _examples(project: Project, usage: Usage) -> Iterator[Fact[Example]]:
    seen: set[str] = set()
    count = 0
    for title, code, rank, where in docstring_examples(project, usage.weights):
        if ">>> " not in code:
            continue  # `...` in a block of plain code
        if count < 12 and code not in seen and len(code.split("\n")) <= 30:
            seen.add(code)
            count += 1
            title = title.rstrip(":. ") if len(title) <= 80 else ""
            title = "" if title.lower() in _EMPTY_TITLES else title
            yield Fact(Example(code, "pycon", title, "docstring", rank), (where,))
    for folder in ("examples", "example", "samples"):
        yield from example_programs(project, join(project.folder, folder))
