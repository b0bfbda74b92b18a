"""Snapshot → Facts: find the projects, decide which one leads, ask every extractor."""

from __future__ import annotations

import fnmatch
import logging
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from moxi.facts import registry
from moxi.facts.index import Facts
from moxi.facts.model import Endpoint, EnvVar, Runtime, Task, Technology
from moxi.facts.paths import is_own_source
from moxi.facts.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from moxi.facts.model import Fact, Package
    from moxi.facts.registry import Ecosystem
    from moxi.snapshot.model import Snapshot, Tree

log = logging.getLogger(__name__)

MAX_PACKAGES = 200
MAX_PARTS = 6
PART_FACTS = (Runtime, Technology, Task, EnvVar, Endpoint)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder that holds a manifest of one ecosystem, and what its manifest says it is."""

    ecosystem: Ecosystem
    folder: str
    package: Fact[Package] | None


def extract(snapshot: Snapshot, folder: str | None = None) -> Facts:
    """All facts about the project in `folder` (default: the snapshot's scope).

    Where that folder holds no project of its own, or only a workspace, and one package below it
    is plainly the main one, that package's facts are taken too; of an application made of parts
    (a server and a web page in folders of their own), what a developer needs of each. Never
    raises: an extractor that fails is a problem in the result, and the others still speak.
    """
    folder = snapshot.scope if folder is None else folder
    reader = Reader(snapshot)
    projects = find_projects(reader, folder)
    here = [project for project in projects if project.folder == folder]
    below = [project for project in projects if project.folder != folder]
    leading = sorted(here, key=lambda project: _rank(project, snapshot.tree))
    main = _main_package(here, below, snapshot)
    if main:
        leading = [main, *leading]

    facts: list[Fact[Any]] = []
    for project in leading:
        if project.package:
            facts.append(project.package)
        produce = partial(project.ecosystem.facts, reader, project.folder)
        facts += _collect(reader, project.ecosystem.name, produce)
    if not main and not any(_is_code(project) for project in here):
        for project in [p for p in below if _is_code(p)][:MAX_PARTS]:
            produce = partial(project.ecosystem.facts, reader, project.folder)
            found = _collect(reader, project.ecosystem.name, produce)
            kept = [fact for fact in found if isinstance(fact.value, PART_FACTS)]
            if any(isinstance(fact.value, Endpoint) for fact in facts):
                kept = [fact for fact in kept if not isinstance(fact.value, Endpoint)]
            facts += kept
    packages = [project.package for project in (*leading, *below) if project.package]
    packages = list(dict.fromkeys(packages))
    for extractor in registry.common():
        known = Facts(facts, folder=folder, packages=packages)
        facts += _collect(reader, extractor.name, partial(extractor.facts, reader, known, folder))
    return Facts(dict.fromkeys(facts), folder=folder, packages=packages, problems=reader.problems)


def find_projects(reader: Reader, folder: str = "") -> list[Project]:
    """The projects at and below a folder, shallow ones first, in the order of the registry."""
    ecosystems = registry.ecosystems()
    marked = _manifest_pattern(ecosystems)
    found: dict[tuple[str, str], tuple[Ecosystem, str]] = {}
    for path in reader.tree.under(folder):
        parent, _, name = path.rpartition("/")
        if not marked(name):
            continue
        inside = path[len(folder) :].lstrip("/") if folder else path
        if "/" in inside and not is_own_source(inside):
            continue
        for ecosystem in ecosystems:
            if ecosystem.marks(name):
                found.setdefault((ecosystem.name, parent), (ecosystem, parent))
    for ecosystem in ecosystems:
        bare = (ecosystem.name, folder) not in found
        if bare and _guarded(
            reader, ecosystem.name, partial(ecosystem.without_manifest, reader, folder)
        ):
            found[ecosystem.name, folder] = (ecosystem, folder)
    order = {ecosystem.name: number for number, ecosystem in enumerate(ecosystems)}
    chosen = sorted(
        found.values(),
        key=lambda item: (item[1].count("/") + bool(item[1]), item[1], order[item[0].name]),
    )[:MAX_PACKAGES]
    projects: list[Project] = []
    for ecosystem, where in chosen:
        package = _guarded(reader, ecosystem.name, partial(ecosystem.package, reader, where))
        if package:
            package = replace(package, folder=where, extractor=ecosystem.name)
        if package or where == folder:
            projects.append(Project(ecosystem, where, package))
    return projects


def _is_code(project: Project) -> bool:
    """A program or a library of its own, not a workspace, an image or a set of services."""
    package = project.package.value if project.package else None
    if package is None or package.workspace or not project.ecosystem.suffixes:
        return False
    return bool(package.roles or package.published)


def _manifest_pattern(ecosystems: tuple[Ecosystem, ...]) -> Callable[[str], object]:
    """Tells at once whether a file name is a manifest of any ecosystem."""
    patterns = (pattern for ecosystem in ecosystems for pattern in ecosystem.manifests)
    return re.compile("|".join(fnmatch.translate(pattern) for pattern in patterns)).match


def _rank(project: Project, tree: Tree) -> tuple[bool, bool, bool, bool, bool, int]:
    """Which of several projects in one folder leads: the one that a user would come for."""
    if project.package is None:
        return (True, True, True, True, True, 0)
    package = project.package.value
    amount = (
        sum(
            entry.size
            for path in tree.under(project.folder)
            if path.endswith(project.ecosystem.suffixes)
            and is_own_source(path)
            and (entry := tree.get(path))
        )
        if project.ecosystem.suffixes
        else 0
    )
    return (
        "action" not in package.roles,
        # The action's own metadata, before the package of the code that it runs.
        "action" in package.roles and package.roles != ("action",),
        package.workspace,
        package.private and not package.published,
        not package.roles,
        -amount,
    )


def _main_package(here: list[Project], below: list[Project], snapshot: Snapshot) -> Project | None:
    """The package that a repository is plainly about, where its root holds none."""
    own = [p.package.value for p in here if p.package and not p.package.value.workspace]
    if any(package.roles for package in own):
        return None
    candidates = [
        p for p in below if p.package and p.package.value.roles and not p.package.value.workspace
    ]
    public = [p for p in candidates if p.package and not p.package.value.private]
    # A workspace may name its main package (Cargo's is named after it), so that comes first.
    names = [p.package.value.name.lower() for p in here if p.package]
    for name in (*names, snapshot.metadata.name.lower()):
        for project in public:
            if project.package and name and _bare(project.package.value.name) == name:
                return project
    if any(package.published for package in own):
        return None  # what it holds beside, such as a benchmark, is not what it is about
    pool = public or candidates
    return pool[0] if len(pool) == 1 else None


def _bare(name: str) -> str:
    """`@scope/name` and `github.com/a/name` → `name`."""
    return name.lower().rpartition("/")[2]


def _collect(
    reader: Reader, name: str, produce: Callable[[], Iterator[Fact[Any]]]
) -> list[Fact[Any]]:
    """The facts of one extractor, up to where it fails, if it does."""
    facts: list[Fact[Any]] = []

    def run() -> None:
        for fact in produce():
            facts.append(replace(fact, extractor=name))

    _guarded(reader, name, run)
    return facts


def _guarded(reader: Reader, name: str, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        log.debug("extractor %s failed", name, exc_info=True)
        reader.problem(
            f"({name})",
            0,
            f"this extractor failed ({type(error).__name__}), please report it with --verbose",
        )
        return None
