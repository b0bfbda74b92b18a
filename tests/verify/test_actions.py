"""Inputs and outputs of the repository's own action, in examples and tables."""

from __future__ import annotations

from tests.verify.kit import judged, statuses

ACTION = """\
name: Otter
description: Dives.
inputs:
  max-depth:
    description: how far
  token:
    description: who
outputs:
  fish-count:
    description: how many
runs:
  using: composite
  steps: []
"""
FILES = {"action.yml": ACTION, "sub/action.yml": ACTION.replace("max-depth", "min-depth")}


def workflow(*lines: str) -> str:
    return "\n".join(("# otter", "", "```yaml", *lines, "```", ""))


def test_an_example() -> None:
    found = judged(
        workflow(
            "steps:",
            "  - uses: actions/checkout@v4",
            "    with:",
            "      fetch-depth: 0",
            "  - uses: octo-org/otter@v1",
            "    id: dive",
            "    with:",
            "      max-depth: 3",
            "      # a comment: yes",
            "      Token: ${{ secrets.GITHUB_TOKEN }}",
            "      max-dept: 4",
            "      many: |",
            "        lines: here",
            "  - run: echo ${{ steps.dive.outputs.fish-count }} ${{ steps.dive.outputs.fish-cnt }}",
        ),
        FILES,
        "action",
    )
    assert {name: item.status for name, item in found.items()} == {
        "octo-org/otter@v1": "verified",
        "max-depth": "verified",
        "Token": "verified",
        "max-dept": "refuted",
        "many": "refuted",
        "outputs.fish-count": "verified",
        "outputs.fish-cnt": "refuted",
    }
    assert str(found["max-depth"].verdict.evidence[0]) == "action.yml:4"
    wrong = found["max-dept"]
    assert (wrong.claim.line, wrong.verdict.fix) == (14, ("max-dept", "max-depth"))
    assert wrong.verdict.reason == "action.yml has no input max-dept"
    assert found["outputs.fish-cnt"].verdict.suggestion == "fish-count"


def test_an_action_in_a_folder() -> None:
    found = statuses(
        workflow(
            "- uses: octo-org/otter/sub@main",
            "  with:",
            "    min-depth: 1",
            "- uses: octo-org/otter/sup@main",
            "- uses: octo-org/otter/my-new-action@main",
        ),
        FILES,
        "action",
    )
    assert found == {
        "octo-org/otter/sub@main": "verified",
        "min-depth": "verified",
        "octo-org/otter/sup@main": "refuted",
        "octo-org/otter/my-new-action@main": "unknown",
    }


def test_a_docker_action() -> None:
    docker = ACTION.replace("using: composite\n  steps: []", "using: docker\n  image: Dockerfile")
    files = {"action.yml": docker, "Dockerfile": "FROM busybox\n"}
    lines = ("- uses: octo-org/otter@v1", "  with:", "    args: a", "    max-depth: 1")
    assert statuses(workflow(*lines), files, "action") == {
        "octo-org/otter@v1": "verified",
        "args": "verified",
        "max-depth": "verified",
    }
    bare = {**files, "action.yml": "name: o\ndescription: d\nruns:\n  using: docker\n  image: x\n"}
    lines = ("- uses: octo-org/otter@v1", "  with:", "    anything: 1")
    assert statuses(workflow(*lines), bare, "action")["anything"] == "unknown"


def test_outputs_that_a_program_sets() -> None:
    files = {"action.yml": ACTION.replace("using: composite\n  steps: []", "using: node20")}
    lines = ("- uses: octo-org/otter@v1", "  id: a", "- run: echo ${{ steps.a.outputs.whales }}")
    assert statuses(workflow(*lines), files, "action")["outputs.whales"] == "unknown"


def test_actions_of_others_are_no_claim() -> None:
    lines = ("- uses: sea/otter@v1", "  with:", "    nothing: 1", "- uses: docker://alpine")
    assert statuses(workflow(*lines), FILES, "action") == {}


def test_a_repository_without_an_action() -> None:
    lines = ("- uses: octo-org/otter@v1", "  with:", "    nothing: 1")
    assert statuses(workflow(*lines), {"a.py": ""}, "action") == {}


def test_a_table_of_inputs() -> None:
    table = (
        "# otter\n\n| Input | what |\n| --- | --- |\n| `max-depth` | far |\n| `token` | who |\n"
        "| `shore-line` | where |\n\n| Colour | what |\n| --- | --- |\n| `red` | warm |\n"
    )
    found = judged(table, FILES, "action")
    assert {name: item.status for name, item in found.items()} == {
        "max-depth": "verified", "token": "verified", "shore-line": "refuted",
    }  # fmt: skip
    assert found["shore-line"].claim.line == 7


def test_a_reusable_workflow() -> None:
    path = ".github/workflows/shared.yml"
    files = {
        **FILES,
        path: "on:\n  workflow_call:\n    inputs:\n      depth:\n        type: string\njobs: {}\n",
    }
    lines = (
        "jobs:",
        "  a:",
        f"    uses: octo-org/otter/{path}@main",
        "    with:",
        "      depth: 1",
        "  b:",
        "    uses: octo-org/otter/.github/workflows/gone.yml@main",
    )
    found = statuses(workflow(*lines), files, "action")
    assert found[f"octo-org/otter/{path}@main"] == "verified"
    assert found["octo-org/otter/.github/workflows/gone.yml@main"] == "refuted"
