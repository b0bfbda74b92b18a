"""Badges: the workflow, package or licence that the image of a badge names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from moxi.facts.model import Evidence, Workflow
from moxi.patterns import lazy_re
from moxi.verify.checks.licence import judge as judge_licence
from moxi.verify.checks.licence import licences_in
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.nearest import nearest
from moxi.verify.repository import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Verdict
    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

_HOSTED = lazy_re(
    r"^/([^/]+/[^/]+)/(?:actions/workflows/([^/]+)/badge\.svg|workflows/(.+)/badge\.svg)"
)
_SHIELD_WORKFLOW = lazy_re(
    r"^/github/(?:actions/workflow/status|workflow/status|checks-status)/([^/]+/[^/]+)/(.+?)(?:\.svg)?$"
)
_REGISTRIES = {
    "pypi": "Python", "npm": "JavaScript", "crates": "Rust", "gem": "Ruby", "packagist": "PHP",
}  # fmt: skip
_SHIELD_PACKAGE = lazy_re(r"^/(pypi|npm|crates|gem)/[a-z]+/((?:@[^/]+/)?[^/]+?)(?:\.svg)?(?:/.*)?$")
_CI_FILES = {
    "travis-ci.org": (".travis.yml",), "travis-ci.com": (".travis.yml",),
    "api.travis-ci.org": (".travis.yml",), "api.travis-ci.com": (".travis.yml",),
    "app.travis-ci.com": (".travis.yml",), "circleci.com": (".circleci/config.yml",),
    "ci.appveyor.com": ("appveyor.yml", ".appveyor.yml"),
    "api.cirrus-ci.com": (".cirrus.yml", ".cirrus.star"),
}  # fmt: skip


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each badge that names something of the repository."""
    for link in page.links:
        if not link.image or not link.target.startswith(("http", "//")):
            continue
        try:
            parts = urlsplit(link.target)
            host = (parts.hostname or "").lower()
        except ValueError:
            continue
        verdict = _judged(host, unquote(parts.path), repository)
        if verdict:
            yield Finding(Claim("badge", link.target, link.line), verdict)


def _judged(host: str, path: str, repository: Repository) -> Verdict | None:
    if host == "github.com" and (found := _HOSTED.match(path)):
        if found.group(2):
            return _workflow_file(found.group(1), found.group(2), repository)
        return _workflow_name(found.group(1), found.group(3), repository)
    if host in ("img.shields.io", "shields.io", "flat.badgen.net", "badgen.net"):
        if found := _SHIELD_WORKFLOW.match(path):
            if found.group(2).endswith((".yml", ".yaml")):
                return _workflow_file(found.group(1), found.group(2), repository)
            return None
        if found := _SHIELD_PACKAGE.match(path):
            return _package(found.group(1), found.group(2), repository)
        if re.match(r"/badge/licen[sc]e[-:]", path, re.IGNORECASE):
            named = list(licences_in(path.replace("--", "-").replace("_", " ")[14:]))
            return judge_licence(named[0][0], repository) if named else None
        return None
    if host == "badge.fury.io" and (found := re.match(r"^/(py|js|rb)/(.+?)\.svg", path)):
        registry = {"py": "pypi", "js": "npm", "rb": "gem"}[found.group(1)]
        return _package(registry, found.group(2), repository)
    if host in _CI_FILES:
        return _service(host, path, repository)
    return None


def _own(slug: str, repository: Repository) -> bool:
    """Whether an address names this repository, under an earlier owner too."""
    name = repository.slug.rpartition("/")[2]
    return bool(name) and slug.lower().rpartition("/")[2] == name


def _workflow_file(slug: str, name: str, repository: Repository) -> Verdict:
    name = name.removeprefix(".github/workflows/")
    found = repository.at(f".github/workflows/{name}")
    if found:
        return verified(found)
    if repository.slug and not _own(slug, repository):
        return unknown("another repository's workflow")
    if not repository.slug and not repository.tree.is_folder(".github"):
        return unknown("an archive without its workflows")
    pool = [path.rpartition("/")[2] for path in repository.tree.files(".github/workflows")]
    meant = nearest(name, pool, 0.4) or (pool[0] if len(pool) == 1 else "")
    close = meant and nearest(name, pool, 0.75) == meant
    return refuted(
        f".github/workflows has no {name}", suggestion=meant, fix=(name, meant) if close else None
    )


def _workflow_name(slug: str, name: str, repository: Repository) -> Verdict:
    names = {
        fact.value.name: fact.evidence[0]
        for facts in repository.projects
        for fact in facts.all(Workflow)
    }
    for path in repository.tree.files(".github/workflows"):
        declared = repository.reader.yaml(path).get("name")
        names.setdefault(str(declared or path), Evidence(path))
    if name in names or (name.startswith(".github/workflows/") and repository.at(name)):
        return verified(names.get(name) or Evidence(name))
    if repository.slug and not _own(slug, repository):
        return unknown("another repository's workflow")
    if not repository.slug and not repository.tree.is_folder(".github"):
        return unknown("an archive without its workflows")
    same = next((known for known in names if known.lower() == name.lower()), "")
    if same:
        return verified(names[same])
    return refuted("no workflow has this name", suggestion=nearest(name, names, 0.5))


def _package(registry: str, name: str, repository: Repository) -> Verdict:
    known = repository.package_names
    found = known.get(canonical(name))
    if found:
        return verified(*found.evidence)
    ecosystem = _REGISTRIES[registry]
    own = [fact for fact in known.values() if _speaks(fact.value.ecosystem, ecosystem)]
    if not own or repository.words.anywhere(name) or repository.words.knows(name):
        return unknown("the repository has no manifest of this name")
    return refuted(
        f"the package is called {own[0].value.name}",
        *own[0].evidence,
        suggestion=own[0].value.name,
        fix=(name, own[0].value.name) if nearest(name, [own[0].value.name], 0.75) else None,
    )


def _speaks(ecosystem: str, registry: str) -> bool:
    return ecosystem == registry or (registry == "JavaScript" and ecosystem == "TypeScript")


def _service(host: str, path: str, repository: Repository) -> Verdict | None:
    if repository.slug and repository.slug.split("/")[1] not in path.lower():
        return None
    files = _CI_FILES[host]
    for name in files:
        if found := repository.named(name.rpartition("/")[2]):
            return verified(found)
    return refuted(f"the repository has no {files[0]}")
