"""The facts of one project as the sections ask for them: its kind, its names, its paths."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from moxi.draft import markdown as md
from moxi.facts.model import (
    Action,
    Cli,
    Description,
    EntryPoint,
    Overview,
    Package,
    Service,
    Value,
)
from moxi.facts.paths import relative
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.config import Config
    from moxi.facts import Fact, Facts
    from moxi.snapshot.model import Snapshot

V = TypeVar("V", bound=Value)
_PART_NAMES = frozenset({
    "backend", "server", "api", "app", "web", "frontend", "client", "service", "src", "main",
})  # fmt: skip
_NO_PROSE = lazy_re(r"`[^`]*`|\]\([^)]*\)|https?://\S+")


class View:
    """Facts, snapshot and configuration, and what every section needs to know of them."""

    def __init__(self, facts: Facts, snapshot: Snapshot, config: Config) -> None:
        self.facts = facts
        self.snapshot = snapshot
        self.config = config

    def all(self, value_type: type[V]) -> tuple[Fact[V], ...]:
        """All facts of one type, the leading project's first."""
        return self.facts.all(value_type)

    @cached_property
    def package(self) -> Package | None:
        """The project that leads."""
        return self.facts.package.value if self.facts.package else None

    @cached_property
    def roles(self) -> tuple[str, ...]:
        """What the leading project is, most telling first."""
        return self.package.roles if self.package else ()

    @cached_property
    def is_action(self) -> bool:
        """It is a GitHub Action before anything else."""
        return "action" in self.roles

    @cached_property
    def is_containers(self) -> bool:
        """Images or services lead, whatever they are built from."""
        ecosystem = self.package.ecosystem if self.package else ""
        return ecosystem in ("Docker", "Docker Compose")

    @cached_property
    def is_cli(self) -> bool:
        """A person types its name."""
        return bool(self.all(Cli)) or "cli" in self.roles

    @cached_property
    def is_library(self) -> bool:
        """Other programs import it."""
        return "library" in self.roles or "plugin" in self.roles

    @cached_property
    def is_service(self) -> bool:
        """It is started and answers."""
        return "service" in self.roles or bool(self.all(Service))

    @cached_property
    def slug(self) -> str:
        """The name of the folder that a clone makes."""
        if self.facts.folder:
            return self.facts.folder.rpartition("/")[2]
        return self.snapshot.metadata.name

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the project and its programs are called, as they are typed."""
        programs = [fact.value.program for fact in self.all(Cli)]
        commands = [fact.value.name for fact in self.all(EntryPoint)]
        package = [self.package.name.rpartition("/")[2]] if self.package else []
        return tuple(dict.fromkeys([*package, self.slug, *programs, *commands]))

    @cached_property
    def title(self) -> str:
        """What the README is headed with."""
        if self.config.title:
            return self.config.title
        if self.is_action:
            for action in self.all(Action):
                if action.value.path == self.facts.folder and action.value.name:
                    return action.value.name
        if self.package and self.package.name and not self.package.workspace:
            name = self.package.name
            # `fd-find` on the registry, `fd` to everybody who types it.
            programs = {fact.value.name for fact in self.all(EntryPoint)}
            if self.slug in programs and not self.facts.folder:
                return self.slug
            if name.startswith("@"):
                return name
            unknown = self.roles[:1] in (("app",), ("service",)) and not self.package.published
            # The folder of a checkout may be called anything: its remote tells the name.
            unknown = unknown and bool(self.snapshot.metadata.owner)
            if unknown and self.slug and not self.facts.folder and not self._is_typed(name):
                return self._spelled(self.slug)  # of what nobody installs by its name
            bare = name.rpartition("/")[2]
            if bare[:1] == "v" and bare[1:].isdigit():  # a Go module's major version
                bare = name.split("/")[-2]
            below = self.facts.package is not None and self.facts.package.folder
            part = bare.lower().removeprefix(f"{self.slug.lower()}-")
            if part in _PART_NAMES and below and self.slug and not self.facts.folder:
                return self.slug  # a part of what the repository is
            return self._spelled(bare)
        return self.slug or (self.package.name if self.package else "") or "README"

    def _is_typed(self, name: str) -> bool:
        """Whether a command bears the name."""
        bare = name.rpartition("/")[2].lower()
        typed = {fact.value.program for fact in self.all(Cli)}
        typed |= {fact.value.name for fact in self.all(EntryPoint) if not fact.value.run}
        return bare in {word.lower() for word in typed}

    def _spelled(self, name: str) -> str:
        """The name with the capitals of the project's own prose, or of its repository: `PyJWT` for
        `pyjwt`. A command keeps the form in which it is typed."""
        typed = {fact.value.name for fact in self.all(EntryPoint)}
        typed |= {fact.value.program for fact in self.all(Cli)}
        if name in typed or not name.islower() or (self.is_cli and not self.is_library):
            return name
        described = [fact.value.text for fact in self.all(Description)]
        prose = " ".join([*described, *(fact.value.markdown for fact in self.all(Overview))])
        prose = _NO_PROSE.sub(" ", prose)
        word = re.compile(rf"(?<![\w./@-]){re.escape(name)}(?![\w/@-]|\.\w)", re.IGNORECASE)
        forms = set(word.findall(prose))
        if self.slug.lower() == name and not self.slug.isupper():
            forms.add(self.slug)
        # All in capitals it may well be the format that the project is named after.
        mixed = [form for form in forms if not form.isupper()]
        capitals = [form for form in mixed if any(letter.isupper() for letter in form[1:])]
        return capitals[0] if len(capitals) == 1 and name not in forms else name

    def path(self, path: str) -> str:
        """A path of the repository as the README's folder sees it."""
        closing = "/" if path.endswith("/") else ""
        return relative(path.rstrip("/"), self.facts.folder) + closing

    def link(self, text: str, path: str) -> str:
        """A link to an entry of the repository; `text` is inline Markdown."""
        return md.link(text, self.path(path).replace(" ", "%20"))

    def exists(self, path: str) -> bool:
        """Whether a file or folder stands in the repository."""
        bare = path.rstrip("/")
        return bare in self.snapshot.tree or self.snapshot.tree.is_folder(bare)
