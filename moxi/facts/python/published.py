"""Evidence that a registry has the package: a workflow that uploads it, pages that install it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.facts.python.manifest import normal
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.python.project import Project
    from moxi.facts.reader import Reader

_UPLOADS = (
    "pypa/gh-action-pypi-publish", "twine upload", "uv publish", "poetry publish", "flit publish",
    "hatch publish", "pdm publish", "maturin upload", "maturin publish", "python-semantic-release",
    "semantic-release publish", "provider: pypi", "jrubics/poetry-publish", "setup.py upload",
    "maturin-action",
)  # fmt: skip
_PAGES = (".md", ".rst", ".txt", ".mdx", ".markdown")
MAX_PAGES = 60
_FIRST_VERSION = lazy_re(
    r"(0(\.0)+(\.\d+)?|0(\.\d)?|0\.1\.0|[01](\.[01])*[.+_-]?dev.*)$|v?dev|unknown"
)
_GENERIC = lazy_re(
    r"(my|example|demo|sample|test|simple)-.*|(a-|the-)?(app|application|api|backend|frontend|server"
    r"|service|client|web|website|site|blog|bot|cli|tool|tools|utils|helpers|common|core|main|lib"
    r"|library|package|project|module|demo|example|examples|sample|test|tests|template|scripts"
    r"|hello-world|hello|plugin|worker|pipeline|data|ml|model|models)"
)


def evidence_of(project: Project) -> Evidence | None:
    """Where it is stated that the project is on the registry; None where nothing says so."""
    manifest = project.manifest
    if not manifest.name or manifest.private or not manifest.installable:
        return None
    return _upload(project.reader, project.folder) or _page(project) or _complete_manifest(project)


def _upload(reader: Reader, folder: str) -> Evidence | None:
    for path in _automation(reader, folder):
        text = reader.text(path)
        if not any(word in text for word in _UPLOADS):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            code = line.split("#")[0] if not line.strip().startswith("#") else ""
            if not any(word in code for word in _UPLOADS):
                continue
            if "maturin-action" in code and "upload" not in text:
                continue
            # An upload to the test registry alone says nothing of the real one.
            rest = "\n".join(text.split("\n")[number - 1 : number + 8])
            if "test.pypi.org" in rest or "testpypi" in code.lower():
                continue
            return Evidence(path, number, number)
    return None


def _automation(reader: Reader, folder: str) -> Iterator[str]:
    for path in reader.tree.under(".github/workflows"):
        if path.endswith((".yml", ".yaml")):
            yield path
    for name in (
        ".travis.yml", ".gitlab-ci.yml", "azure-pipelines.yml", ".circleci/config.yml",
        "Makefile", "makefile", "justfile", "Justfile", "tox.ini", "noxfile.py", "tasks.py",
        "setup.py", "Taskfile.yml", "RELEASING.md", "RELEASE.md", "CONTRIBUTING.md",
        "docs/contributing.md", "docs/contributing.rst", "CONTRIBUTING.rst",
        "scripts/publish", "scripts/release", "publish.sh", "release.sh", "release.mk",
        "scripts/publish.sh", "scripts/release.sh", "release.py", "scripts/release.py",
        "publish.py",
    ):  # fmt: skip
        for where in dict.fromkeys([join(folder, name), name]):
            if where in reader.tree:
                yield where


def _page(project: Project) -> Evidence | None:
    """A page of the repository that installs the package by its name or links to it."""
    name = re.escape(project.manifest.name).replace("_", "[-_.]").replace(r"\-", "[-_.]")
    command = re.compile(
        rf"(?:pip3?|pipx|uv tool|uv|poetry|pdm|uv pip)\s+(?:install|add)\s+"
        rf"(?:-U\s+|--upgrade\s+|--user\s+|-q\s+)*[\"']?{name}(?![\w.-]*[\w/])"
        rf"|pypi\.(?:org|python\.org)/(?:project|pypi)/{name}(?![\w.-]*\w)",
        re.IGNORECASE,
    )
    reader = project.reader
    pages = [
        path
        for path in (
            *reader.tree.files(project.folder),
            *reader.tree.under(join(project.folder, "docs")),
        )
        if (path.lower().endswith(_PAGES) and "requirements" not in path)
        or path.endswith("Dockerfile")
    ]
    pages.sort(key=lambda path: ("install" not in path.lower(), path.count("/"), path))
    for path in pages[:MAX_PAGES]:
        text = reader.text(path)
        if "install" not in text and "pypi" not in text:
            continue
        match = command.search(text)
        if match:
            number = text.count("\n", 0, match.start()) + 1
            return Evidence(path, number, number)
    return None


def _complete_manifest(project: Project) -> Evidence | None:
    """Trove classifiers are written for the registry; with all that an upload wants, it is one."""
    manifest = project.manifest
    versioned = bool(manifest.version) or manifest.dynamic_version
    described = bool(manifest.description) or manifest.dynamic_description
    audience = [c for c in manifest.classifiers if not c.startswith("Private")]
    if versioned and described and manifest.authors and manifest.readme and len(audience) >= 3:
        from moxi.facts.python.package import version_of

        version, _ = version_of(project)
        if version and _FIRST_VERSION.match(version):
            return None  # a scaffold's first version: nothing says that it was ever uploaded
        if _GENERIC.fullmatch(normal(manifest.name)):
            return None  # another project has this name on the registry
        return manifest.at("classifiers")
    return None
