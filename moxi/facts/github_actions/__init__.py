"""GitHub Actions: a folder with an `action.yml`, its inputs, outputs and how it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.github_actions.examples import examples
from moxi.facts.github_actions.metadata import (
    MAX_SUB_ACTIONS,
    action_file,
    action_files,
    described,
    env_vars,
    package_of,
    read_action,
)
from moxi.facts.github_actions.own_workflows import rights
from moxi.facts.github_actions.reference import References, slug_of
from moxi.facts.github_actions.role import is_internal, is_side_offer
from moxi.facts.model import Description, Fact
from moxi.facts.registry import Common, Ecosystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Package
    from moxi.facts.reader import Reader


class GitHubActions(Ecosystem):
    """Actions that the repository offers to other repositories' workflows."""

    name = "github-actions"
    manifests = ("action.yml", "action.yaml")

    def marks(self, file_name: str) -> bool:
        """See `Ecosystem.marks`."""
        return file_name in self.manifests

    def package(self, reader: Reader, folder: str) -> Fact[Package] | None:
        """See `Ecosystem.package`. None for actions that only this repository uses."""
        path = action_file(reader, folder)
        if not path or is_internal(reader, folder) or is_side_offer(reader, folder, path):
            return None
        return package_of(reader, folder, path)

    def facts(self, reader: Reader, folder: str) -> Iterator[Fact[Any]]:
        """See `Ecosystem.facts`."""
        slug, owner_evidence = slug_of(reader)
        refs = References(reader, slug)
        for path in action_files(reader, folder):
            action = read_action(reader, path, refs, owner_evidence)
            if action is None:
                continue
            yield action
            if action.value.path == folder and not is_side_offer(reader, folder, path):
                text, evidence = described(reader, path)
                if text:
                    yield Fact(Description(text, "manifest"), (evidence,), folder)
            yield from env_vars(reader, path, folder)
        if slug:
            shown = list(examples(reader, folder, slug, refs.of(folder)))
            yield from shown
            if not any("permissions:" in fact.value.code for fact in shown):
                yield from rights(reader, folder, slug)


class ActionCollection(Common):
    """The actions of a repository that holds several, none at its root."""

    name = "github-actions"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        leading = known.package
        if (leading and leading.value.roles) or action_file(reader, folder):
            return
        folders = [p.folder for p in known.packages if "action" in p.value.roles]
        if len(folders) < 2:
            return
        slug, owner_evidence = slug_of(reader)
        refs = References(reader, slug)
        for where in folders[:MAX_SUB_ACTIONS]:
            action = read_action(reader, action_file(reader, where), refs, owner_evidence)
            if action:
                yield action
        if slug:
            yield from examples(reader, folder, slug, refs.of(folder))
