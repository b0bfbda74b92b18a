"""What contributors are held to, and what makes a release."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from moxi.facts import Facts
from moxi.facts.common.ci.releases import releases
from moxi.facts.common.conventions import Conventions
from moxi.facts.common.named import purpose_of_recipe
from moxi.facts.reader import Reader
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

PIPELINE = ".github/workflows/ship.yml"


def told(files: Mapping[str, str]) -> list[tuple[str, str]]:
    facts = Conventions().facts(Reader(MemorySnapshot(files)), Facts(), "")
    return [(fact.value.markdown, str(fact.evidence[0])) for fact in facts]


def released(workflow: str) -> list[str]:
    facts = releases(Reader(MemorySnapshot({PIPELINE: workflow})), "")
    return [fact.value.markdown.partition(" ([")[0] for fact in facts]


def test_a_changeset_is_written_with_the_manager_of_the_project() -> None:
    manifest = json.dumps({"devDependencies": {"@changesets/cli": "2"}})
    files = {".changeset/config.json": "{}", "package.json": manifest, "pnpm-lock.yaml": ""}
    ((text, where),) = told(files)
    assert text.endswith(": `pnpm changeset` writes it")
    assert where == ".changeset/config.json"
    assert told({".changeset/config.json": "{}"}) == []


def test_news_fragments_stand_where_the_configuration_says() -> None:
    manifest = "[project]\nname = 'kelp'\n[tool.towncrier]\ndirectory = 'news/'\n"
    ((text, where),) = told({"pyproject.toml": manifest, "news/1.feature": "x"})
    assert text.startswith("News entries are files in [`news/`](news)")
    assert where == "pyproject.toml:4"


def test_the_form_of_commit_messages_is_told_where_a_tool_checks_it() -> None:
    config = "extends:\n  - '@commitlint/config-conventional'\n"
    ((text, where),) = told({".commitlintrc.yml": config})
    assert "commitlint checks them" in text
    assert where == ".commitlintrc.yml:2"
    only_a_dependency = json.dumps({"devDependencies": {"@commitlint/config-conventional": "1"}})
    assert told({"package.json": only_a_dependency}) == []


def test_what_a_git_hook_runs() -> None:
    files = {
        ".husky/pre-commit": "#!/bin/sh\n\nnpx lint-staged\n",
        "package.json": '{"scripts": {"prepare": "husky"}}',
    }
    told_of = ("A Git hook runs `npx lint-staged` before each commit", ".husky/pre-commit:3")
    assert told(files) == [told_of]
    assert told({**files, "package.json": "{}"}) == []


JOB = "jobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n"


@pytest.mark.parametrize(
    ("on", "steps", "said"),
    [
        ("push:\n    tags: ['v*']", "- uses: pypa/gh-action-pypi-publish@release/v1",
         ["Pushing a tag such as `v1.2.3` publishes to PyPI"]),
        ("push:\n    tags:\n      - '*'", "- run: cargo publish",
         ["Pushing a tag publishes to crates.io"]),
        ("push:\n    tags: ['core-*']", "- run: npm publish --access public",
         ["Pushing a tag that matches `core-*` publishes to npm"]),
        ("release:\n    types: [published]", "- run: npm ci && npm publish",
         ["Publishing a release on GitHub publishes to npm"]),
        ("push:\n    tags: ['v*']\n    branches: [main]", "- run: npm publish", []),
        ("push:\n    tags: ['v*']", "- run: npm publish --dry-run", []),
        ("push:\n    tags: ['v*']",
         "- uses: pypa/gh-action-pypi-publish@v1\n        with:\n          "
         "repository-url: https://test.pypi.org/legacy/", []),
        ("push:\n    tags: ['v*']", "- run: npm publish\n        if: inputs.really", []),
        ("push:\n    branches: [main]", "- run: npm publish", []),
    ],
)  # fmt: skip
def test_what_a_tag_or_a_release_starts(on: str, steps: str, said: list[str]) -> None:
    assert released(f"on:\n  {on}\n{JOB}      {steps}\n") == said


@pytest.mark.parametrize(
    ("name", "commands", "depends", "purpose"),
    [
        ("test_sites", ["go mod download", "cat sites.txt | xargs kelp"], (), None),
        ("run-server", ["go build -o bin/kelp ./cmd/kelp", "PORT=3000 kelp"], (), "run"),
        ("dev", ["go build ./..."], (), "build"),
        ("install", ["install -Dp kelp /usr/bin"], ("all",), None),
    ],
)
def test_a_recipe_that_does_more_than_is_known(
    name: str, commands: list[str], depends: tuple[str, ...], purpose: str | None
) -> None:
    assert purpose_of_recipe(name, commands, depends) == purpose
