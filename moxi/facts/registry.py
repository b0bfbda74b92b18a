"""Where every extractor is registered; adding an ecosystem is one file and one line here."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader


class Ecosystem(ABC):
    """One language or platform. A project of it is a folder that holds one of its manifests."""

    name: ClassVar[str]
    """in lower case; it stands in every fact as its extractor"""
    manifests: ClassVar[tuple[str, ...]]
    """file names, or patterns such as `*.gemspec`, that mark a project's folder"""
    suffixes: ClassVar[tuple[str, ...]] = ()
    """of its source files; how much of them there is decides which ecosystem leads"""

    def marks(self, file_name: str) -> bool:
        """Whether a file of this name marks a project."""
        return any(fnmatchcase(file_name, pattern) for pattern in self.manifests)

    def without_manifest(self, reader: Reader, folder: str) -> bool:
        """Whether the folder that was asked for is a project although it holds no manifest."""
        return False

    @abstractmethod
    def package(self, reader: Reader, folder: str) -> Fact[Package] | None:
        """What the project in `folder` is, cheaply: it is asked of every package of a monorepo.

        None where the manifest holds no project (a file of settings for a tool).
        """

    @abstractmethod
    def facts(self, reader: Reader, folder: str) -> Iterator[Fact[Any]]:
        """All that the project in `folder` states, without its `Package`."""


class Common(ABC):
    """Facts that every repository may hold, whatever the ecosystem: licence, CI, docs …"""

    name: ClassVar[str]

    @abstractmethod
    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """What is stated for the project in `folder`; `known` holds what was found before."""


def ecosystems() -> tuple[Ecosystem, ...]:
    """All ecosystems, in the order in which equals lead a draft."""
    from moxi.facts.docker import Docker
    from moxi.facts.github_actions import GitHubActions
    from moxi.facts.go import Go
    from moxi.facts.javascript import JavaScript
    from moxi.facts.python import Python
    from moxi.facts.rust import Rust

    return (GitHubActions(), Rust(), Go(), Python(), JavaScript(), Docker())


def common() -> tuple[Common, ...]:
    """All common extractors, in the order in which they run; a later one may use an earlier."""
    from moxi.facts.common.bare_listing import BareListing
    from moxi.facts.common.ci import ContinuousIntegration
    from moxi.facts.common.config_examples import ConfigExamples
    from moxi.facts.common.conventions import Conventions
    from moxi.facts.common.docs import Documents
    from moxi.facts.common.folders import Folders
    from moxi.facts.common.hooks import Hooks
    from moxi.facts.common.licence import Licences
    from moxi.facts.common.links import Links
    from moxi.facts.common.metadata import HostMetadata
    from moxi.facts.common.modules import Modules
    from moxi.facts.common.openapi import OpenApi
    from moxi.facts.common.tasks import Tasks
    from moxi.facts.common.unit_files import UnitFiles
    from moxi.facts.docker.around import Containers
    from moxi.facts.github_actions import ActionCollection

    return (
        BareListing(),
        HostMetadata(),
        UnitFiles(),
        Licences(),
        Containers(),
        ConfigExamples(),
        ActionCollection(),
        ContinuousIntegration(),
        Tasks(),
        Conventions(),
        OpenApi(),
        Documents(),
        Hooks(),
        Links(),
        Folders(),
        Modules(),
    )
