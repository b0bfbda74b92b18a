"""GitHub Actions: a folder with an `action.yml`, its inputs, outputs and how it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.github_actions.code import api_rights, events, script_rights, with_outputs
from moxi.facts.github_actions.environment import env_vars
from moxi.facts.github_actions.examples import examples
from moxi.facts.github_actions.metadata import (
    MAX_SUB_ACTIONS,
    action_file,
    action_files,
    described,
    package_of,
    read_action,
)
from moxi.facts.github_actions.own_workflows import rights, tried_on
from moxi.facts.github_actions.reference import References, slug_of
from moxi.facts.github_actions.reusable import reusable
from moxi.facts.github_actions.role import is_internal, is_named_for_actions, is_side_offer
from moxi.facts.github_actions.running import how_it_runs, rebuilt
from moxi.facts.model import Description, Fact, Task
from moxi.facts.registry import Common, Ecosystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Package
    from moxi.facts.reader import Reader

_MANAGERS = ("npm", "yarn", "pnpm", "bun")


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
        paths = action_files(reader, folder)
        for path in paths:
            action = read_action(reader, path, refs, owner_evidence)
            if action is None:
                continue
            yield with_outputs(reader, action, folder) if len(paths) == 1 else action
            if action.value.path == folder and not is_side_offer(reader, folder, path):
                text, evidence = described(reader, path)
                if text:
                    yield Fact(Description(text, "manifest"), (evidence,), folder)
                yield from how_it_runs(reader, path, folder)
                if _is_node(reader, folder):
                    yield from events(reader, folder)
            yield from env_vars(reader, path, folder)
        if slug:
            yield from tried_on(reader, folder, slug)
            shown = list(examples(reader, folder, slug, refs.of(folder)))
            yield from shown
            if not any("permissions:" in fact.value.code for fact in shown):
                told = list(rights(reader, folder, slug))
                told = told or list(api_rights(reader, folder) if _is_node(reader, folder) else ())
                yield from told or script_rights(reader, folder, action_file(reader, folder))


def _is_node(reader: Reader, folder: str) -> bool:
    runs = reader.yaml(action_file(reader, folder)).get("runs")
    return isinstance(runs, dict) and str(runs.get("using")).startswith("node")


class ActionCollection(Common):
    """The actions of a repository that holds several, none at its root."""

    name = "github-actions"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        leading = known.package
        if leading and "action" in leading.value.roles and leading.folder == folder:
            builds = [fact.value for fact in known.all(Task) if fact.value.purpose == "build"]
            scripts = [t.command for t in builds if t.runner in _MANAGERS and t.directory == folder]
            build = scripts[0] if scripts else ""
            yield from rebuilt(reader, folder, action_file(reader, folder), build)
        folders = [p.folder for p in known.packages if "action" in p.value.roles]
        slug, owner_evidence = slug_of(reader)
        refs = References(reader, slug)
        only = all("action" in package.value.roles for package in known.packages)
        offers = only and bool(folders or "workflow" in slug.lower())
        called = [] if folder else list(reusable(reader, slug, refs, offers=offers))
        yield from called
        if action_file(reader, folder) or (
            leading and leading.value.roles and not is_named_for_actions(reader)
        ):
            return
        if len(folders) < (1 if called else 2):
            return
        for where in folders[:MAX_SUB_ACTIONS]:
            action = read_action(reader, action_file(reader, where), refs, owner_evidence)
            if action:
                yield action
        if slug:
            yield from examples(reader, folder, slug, refs.of(folder))
