"""Badges whose subject is evident: the main workflow, the registry's page, the licence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from moxi.facts.common.ci.choose import rank
from moxi.facts.model import Badge, Evidence, Fact, Licence, Package
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.ci.pipeline import Pipeline
    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

_CI = lazy_re(r"^(ci|tests?|build|checks?|main)\b", re.IGNORECASE)
_SHIELDS = "https://img.shields.io"


def badges(reader: Reader, known: Facts, pipelines: list[Pipeline]) -> Iterator[Fact[Badge]]:
    """At most one of each kind."""
    yield from _workflow(reader, known, pipelines)
    yield from _registry(known)
    yield from _licence(known)


def _workflow(reader: Reader, known: Facts, pipelines: list[Pipeline]) -> Iterator[Fact[Badge]]:
    metadata = reader.snapshot.metadata
    if not metadata.url or metadata.host != "github.com":
        return
    ours = [
        p for p in pipelines if p.system == "GitHub Actions" and p.on_change and not _only_called(p)
    ]
    # What one runs can stand in a script or elsewhere; then its file says what it is for.
    tests = [p for p in ours if {"test", "build"} & set(p.purposes)] or [
        p for p in ours if not p.purposes and _CI.search(p.path.rpartition("/")[2])
    ]
    if not tests:
        return
    main = min(tests, key=rank)
    page = f"{metadata.url}/actions/workflows/{quote(main.path.rpartition('/')[2])}"
    badge = Badge(alt=main.name, image=f"{page}/badge.svg", link=page)
    yield Fact(badge, (Evidence(main.path),), folder=known.folder)


def _only_called(pipeline: Pipeline) -> bool:
    return not {"push", "pull_request", "merge_group"} & set(pipeline.events)


def _registry(known: Facts) -> Iterator[Fact[Badge]]:
    fact = known.package
    if fact is None or not fact.value.published or fact.value.private:
        return
    badge = _of_package(fact.value)
    if badge:
        yield Fact(badge, fact.evidence, folder=known.folder)


def _of_package(package: Package) -> Badge | None:
    name = quote(package.name, safe="@/")
    if package.ecosystem == "Python":
        return Badge("PyPI", f"{_SHIELDS}/pypi/v/{name}", f"https://pypi.org/project/{name}/")
    if package.ecosystem in ("JavaScript", "TypeScript"):
        return Badge("npm", f"{_SHIELDS}/npm/v/{name}", f"https://www.npmjs.com/package/{name}")
    if package.ecosystem == "Rust":
        return Badge("crates.io", f"{_SHIELDS}/crates/v/{name}", f"https://crates.io/crates/{name}")
    # Of a program, the page shows nothing that its users want.
    if package.ecosystem == "Go" and "library" in package.roles and "." in name.partition("/")[0]:
        page = f"pkg.go.dev/{name}"
        image = f"https://pkg.go.dev/badge/{name}.svg"
        return Badge("Go reference", image, f"https://{page}")
    return None


def _licence(known: Facts) -> Iterator[Fact[Badge]]:
    fact = known.first(Licence)
    if fact is None or fact.value.contradiction or not fact.value.files:
        return
    expression = fact.value.expression
    if "," in expression or "additional terms" in expression or "with" in expression.split():
        return
    label = expression.replace("-", "--").replace("_", "__").replace(" ", "_")
    image = f"{_SHIELDS}/badge/license-{quote(label)}-blue"
    yield Fact(
        Badge(f"License: {expression}", image, fact.value.files[0]),
        fact.evidence,
        folder=known.folder,
    )
