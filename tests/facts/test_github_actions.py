"""Actions: inputs and outputs as written, the ref to pin, the examples, what leads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts import extract
from moxi.facts.github_actions.metadata import clean
from moxi.facts.github_actions.reference import References, slug_of
from moxi.facts.model import (
    Action,
    ActionInput,
    ActionOutput,
    Description,
    EnvVar,
    Evidence,
    Example,
    Folder,
    Install,
    Note,
    Package,
    Task,
    Workflow,
)
from moxi.facts.reader import Reader
from moxi.facts.yaml_lines import Lines
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot, facts_of

if TYPE_CHECKING:
    from moxi.facts import Facts
    from moxi.facts.model import Fact

FIXTURES = Path(__file__).parent.parent / "fixtures"


def fixture(name: str, slug: str = "") -> Facts:
    """All facts of a fixture, hosted under a name where one is given."""
    root = FIXTURES / name
    files = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    return hosted(files, slug)


def hosted(files: dict[str, str], slug: str = "acme/thing", branch: str = "") -> Facts:
    owner, _, name = slug.partition("/")
    host = "github.com" if owner else ""
    metadata = Metadata(host=host, owner=owner, name=name, default_branch=branch)
    return extract(MemorySnapshot(files, metadata=metadata))


def the_action(facts: Facts, path: str = "") -> Fact[Action]:
    (found,) = [fact for fact in facts.all(Action) if fact.value.path == path]
    return found


def test_action_leads_its_javascript_package() -> None:
    facts = fixture("action_node", "acme/setup-kiln")
    assert facts.package is not None
    assert facts.package.value == Package(
        "Setup Kiln",
        "GitHub Actions",
        ("action",),
        "Installs the kiln CLI and puts it on the PATH.",
    )
    assert facts.package.evidence == (
        Evidence("action.yml", 1, 1),
        Evidence("action.yml", 2, 2),
    )


def test_inputs_and_outputs_as_written() -> None:
    action = the_action(fixture("action_node", "acme/setup-kiln"))
    assert action.value.runs == "node24"
    assert action.value.inputs == (
        ActionInput(
            "version",
            "The version to install, such as `2.1` or `latest`."
            " A range is resolved to its newest release.",
            "latest",
        ),
        ActionInput("token", "Token used to read the releases.", "${{ github.token }}"),
        ActionInput("target", "What to install for. One of `host`, `wasm`.", required=True),
        ActionInput("mirror-url", "Where to download from.", deprecated="Use `registry` instead."),
    )
    assert action.value.outputs == (
        ActionOutput("path", "The folder that was put on the PATH."),
        ActionOutput("cache-hit", "Whether the tool was found in the cache."),
    )
    assert action.evidence[1:5] == (
        Evidence("action.yml", 5, 9),
        Evidence("action.yml", 10, 12),
        Evidence("action.yml", 13, 17),
        Evidence("action.yml", 18, 20),
    )


def test_actions_below_the_root_are_told_with_it() -> None:
    facts = fixture("action_node", "acme/setup-kiln")
    assert the_action(facts, "save").value.name == "Save Kiln cache"
    assert "Save Kiln cache" not in [fact.value.name for fact in facts.packages]


def test_ref_of_the_pages_counts_and_old_examples_are_left_out() -> None:
    facts = fixture("action_node", "acme/setup-kiln")
    action = the_action(facts)
    assert action.value.ref == "v4"
    assert Evidence("docs/usage.md", 6, 6) in action.evidence
    own = [f for f in facts.all(Example) if f.extractor == "github-actions"]
    assert [(f.value.title, f.value.origin) for f in own] == [("Pin a version", "docs")]
    assert own[0].evidence == (Evidence("docs/usage.md", 6, 9),)
    assert own[0].value.code.startswith("- uses: acme/setup-kiln@v4\n  with:\n")


def test_own_name_comes_from_the_manifest_without_a_host() -> None:
    facts = fixture("action_node")
    assert Evidence("package.json", 6, 6) in the_action(facts).evidence


def test_composite_action_with_a_step_of_its_own_workflow() -> None:
    facts = fixture("action_composite", "acme/size-report")
    action = the_action(facts)
    assert (action.value.name, action.value.runs) == ("Size report", "composite")
    assert action.value.ref == "v2"
    assert Evidence("CHANGELOG.md", 7, 7) in action.evidence
    (example,) = [f for f in facts.all(Example) if f.extractor == "github-actions"]
    assert example.value.origin == "workflow"
    assert example.value.code == (
        "- name: With a limit\n"
        "  id: report\n"
        "  uses: acme/size-report@v2\n"
        "  with:\n"
        "    folder: scripts\n"
        '    limit: "500"'
    )
    assert example.evidence == (Evidence(".github/workflows/self-test.yml", 14, 19),)
    variables = [f for f in facts.all(EnvVar) if f.extractor == "github-actions"]
    assert [f.value for f in variables] == [
        EnvVar("GITHUB_TOKEN", meaning="Token that may write the comment.")
    ]


def test_docker_action_is_no_image_to_install() -> None:
    facts = fixture("action_docker", "acme/check-links")
    assert the_action(facts).value.runs == "docker"
    assert the_action(facts).value.ref == "v1"
    assert not [f for f in facts.all(Install) if f.extractor in ("docker", "containers")]
    (example,) = [f for f in facts.all(Example) if f.extractor == "github-actions"]
    # All that the workflow does is to run the action: it is shown whole, with when it runs.
    assert example.value.code.startswith("name: Links\non:\n  schedule:\n")
    assert "        uses: acme/check-links@v1\n" in example.value.code


def _workflow(*steps: str, above: str = "") -> str:
    jobs = "".join(steps)
    return f"on: push\n{above}jobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n{jobs}"


def _step(name: str, *inputs: str) -> str:
    given = "".join(f"          {line}\n" for line in inputs)
    return f"      - name: {name}\n        uses: ./\n        with:\n{given}"


def test_the_most_telling_steps_of_the_own_workflows() -> None:
    steps = (
        _step("Empty", "token: ''", "path: x", "files: y"),
        _step("Should fail", "path: src", "files: a", "mode: fast"),
        _step("One", "path: src"),
        _step("Two", "path: src", "files: '*.md'"),
        _step("Three", "path: docs", "files: '*.txt'"),
        _step("Four", "path: docs", "mode: slow"),
    )
    files = {"action.yml": ACTION, ".github/workflows/t.yml": _workflow(*steps)}
    shown = [f.value.code.split("\n")[0] for f in hosted(files, branch="main").all(Example)]
    assert shown == ["- name: Two", "- name: Four"]


@pytest.mark.parametrize(
    ("above", "more", "told"),
    [
        ("permissions:\n  issues: write\n  contents: read\n", "",
         "The project's own workflow runs it with the permissions `issues: write` and "
         "`contents: read`."),
        ("permissions:\n  contents: read\n", "", ""),
        ("permissions: write-all\n", "", ""),
        ("permissions:\n  contents: write\n", "      - run: git push\n", ""),
        ("permissions:\n  contents: write\n", "      - uses: other/action@v1\n", ""),
    ],
)  # fmt: skip
def test_rights_of_a_job_that_only_uses_the_action(above: str, more: str, told: str) -> None:
    workflow = _workflow(_step("Run", "path: src"), more, above=above)
    facts = hosted({"action.yml": ACTION, ".github/workflows/t.yml": workflow}, branch="main")
    notes = [fact for fact in facts.all(Note) if fact.extractor == "github-actions"]
    assert [fact.value.markdown for fact in notes] == ([told] if told else [])
    if told:
        assert notes[0].evidence == (Evidence(".github/workflows/t.yml", 2, 4),)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("First\n\nSecond line\ngoes on", "First. Second line goes on"),
        ("One of\n- a: first.\n- b: second\n\nSo a", "One of: a: first; b: second. So a"),
        ("The number (such as '3' for", "The number"),
        ("Whether to push (see the README)", "Whether to push"),
        ("Its key. See README.md for details.", "Its key."),
    ],
)  # fmt: skip
def test_descriptions_on_one_line(written: str, told: str) -> None:
    assert clean(written) == told


ACTION = "name: Thing\ndescription: Does it.\nruns:\n  using: composite\n  steps: []\n"


@pytest.mark.parametrize(
    ("files", "ref"),
    [
        ({"package.json": '{"version": "3.1.4"}'}, "v3"),
        ({"package.json": '{"version": "1.0.0"}'}, "main"),  # what `npm init` writes
        ({"package.json": '{"version": "0.4.0"}'}, "main"),
        ({"CHANGELOG.md": "# Changes\n\n## [Unreleased]\n\n## [5.0.1] - 2024-01-02\n"}, "v5"),
        ({"CHANGELOG.md": "## [v0.9.1] - 2024-01-02\n"}, "v0.9.1"),
        ({"CHANGELOG.md": "## 0.9.1\n"}, "main"),  # how its tag is written is not said
        ({"CHANGELOG.md": "## 26.1.0\n"}, "main"),  # a date, not a major version
        ({"docs/a.md": "uses: acme/thing@v2\n", "CHANGELOG.md": "## v3.0.0\n"}, "v3"),
        ({"docs/a.md": "uses: acme/thing@stable\n", "CHANGELOG.md": "## v3.0.0\n"}, "stable"),
        ({"docs/a.md": "uses: acme/thing@release/v1\n"}, "release/v1"),
        ({".github/workflows/r.yml": "jobs:\n  r:\n    run: git tag -fa v2 -m x\n"}, "v2"),
        ({"action.yml": f"{ACTION}# docker://ghcr.io/acme/thing:v2.3.0\n"}, "v2.3.0"),
        ({"docs/a.md": f"uses: acme/thing@{'a1' * 20} # v2.1.0\n"}, "v2.1.0"),
        ({"README.md": "uses: acme/thing@v9\n"}, "main"),  # the page that a draft replaces
        ({"docs/a.md": "uses: acme/thing-else@v9\n"}, "main"),
        ({}, "main"),
    ],
)
def test_ref(files: dict[str, str], ref: str) -> None:
    facts = hosted({"action.yml": ACTION, **files}, branch="main")
    assert the_action(facts).value.ref == ref


def test_ref_of_each_action_of_several() -> None:
    metadata = Metadata(host="github.com", owner="acme", name="actions")
    pages = {
        "lint/README.md": "uses: acme/actions/lint@lint/v1.2.0\n",
        "pack/README.md": "uses: acme/actions/pack@pack/v3.0.0\n",
    }
    reader = Reader(MemorySnapshot(pages, metadata=metadata))
    refs = References(reader, slug_of(reader)[0])
    assert refs.of("lint").ref == "lint/v1.2.0"
    assert refs.of("pack").ref == "pack/v3.0.0"
    assert refs.of("other").ref == ""


def test_collection_without_an_action_at_its_root() -> None:
    files = {"lint/action.yml": ACTION, "pack/action.yml": ACTION.replace("Thing", "Pack")}
    facts = hosted(files, "acme/actions")
    assert [fact.value.path for fact in facts.all(Action)] == ["lint", "pack"]
    assert facts.package is None
    assert not facts.all(Description)


def test_actions_of_the_own_workflows_are_no_offer() -> None:
    facts = hosted(
        {
            ".github/actions/setup/action.yml": ACTION,
            "main.py": "print(1)\n",
        }
    )
    assert not facts.all(Action)
    assert not [f for f in facts.packages if f.value.ecosystem == "GitHub Actions"]


def test_tool_with_an_action_beside_is_led_by_the_tool() -> None:
    facts = hosted(
        {
            "action.yml": ACTION,
            "go.mod": "module example.org/thing\n\ngo 1.22\n",
            "main.go": "package main\n\nfunc main() {}\n",
            ".goreleaser.yml": "version: 2\n",
        }
    )
    assert "action" not in [role for fact in facts.packages for role in fact.value.roles]
    assert the_action(facts).value.name == "Thing"


def test_workspace_with_an_action_beside_is_led_by_its_program() -> None:
    member = (
        '[package]\nname = "thing"\nversion = "1.2.0"\ndescription = "Does it."\n'
        'license = "MIT"\nkeywords = ["it"]\n'
    )
    files = {
        "action.yml": ACTION,
        "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n',
        "crates/thing/Cargo.toml": member,
        "crates/thing/src/main.rs": "fn main() {}\n",
    }
    facts = hosted(files)
    assert facts.package is not None
    assert facts.package.value.name == "thing"
    private = hosted({**files, "crates/thing/Cargo.toml": f"{member}publish = false\n"})
    assert private.package is not None
    assert "action" in private.package.value.roles


@pytest.mark.parametrize(
    "text",
    [
        "name: 3\nruns: []\n",
        "runs:\n  using: [a]\ninputs:\n  a: 1\n  b:\n    description: [x]\noutputs: text\n",
        "inputs:\n  - a\nruns: {}\nname: {a: b}\n",
        "[a, b]\n",
        "a: [\n",
        "",
    ],
)
def test_malformed_metadata_is_no_crash(text: str) -> None:
    facts = hosted(
        {"action.yml": text, ".github/workflows/a.yml": "jobs:\n  a: 3\n  b: {steps: x}"}
    )
    assert not [p for p in facts.problems if "extractor failed" in p.message]


def test_lines_of_yaml() -> None:
    text = (
        "a:\n"
        "  b: >\n"
        "    one\n"
        "    two\n"
        "\n"
        "  # about c\n"
        "  c: {x: 1,\n"
        "      y: 2}\n"
        "d:\n"
        "- e\n"
        "- f: 1\n"
        "  g: 2\n"
        "? [odd, key]\n"
        ": h\n"
        "i: 1\n"
    )
    lines = Lines(text)
    assert lines.span("a", "b") == (2, 4)
    assert lines.span("a", "c") == (7, 8)
    assert lines.span("a") == (1, 8)
    assert lines.span("d", "1") == (11, 12)
    assert lines.span("d", "1", "absent") == (11, 12)
    assert lines.span("i") == (15, 15)
    assert lines.span("absent") == (0, 0)


@given(st.text(alphabet="ab:- \n\t[]{}?&*!|>#'\"", max_size=60))
def test_lines_of_any_text_are_lines_of_it(text: str) -> None:
    count = text.count("\n") + 1
    for start, end in Lines(text).spans.values():
        assert 1 <= start <= end <= count


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("github.event_name == 'pull_request'", True),
        ("always()", True),
        ("github.repository == 'octo-org/tool'", False),
        ("steps.build.outcome == 'success'", False),
        ("failure()", False),
    ],
)
def test_a_step_with_a_condition_that_holds_for_others(condition: str, told: bool) -> None:
    step = f"{_step('One', 'path: src')}        if: ${{{{ {condition} }}}}\n"
    files = {"action.yml": ACTION, ".github/workflows/t.yml": _workflow(step)}
    shown = [f.value.code for f in hosted(files, branch="main").all(Example)]
    assert bool(shown) is told
    assert all(condition in code for code in shown)


def test_a_step_with_a_deprecated_input_is_no_example() -> None:
    steps = (
        _step("One", "path: src", "old: a"),
        _step("Two", "path: ${{ github.event.client_payload.path }}"),
        _step("Three", "path: docs"),
    )
    action = (
        "name: Do\ndescription: Does.\ninputs:\n  path:\n    description: Where.\n"
        "  old:\n    description: Deprecated in favour of `path`.\nruns:\n  using: node20\n"
        "  main: index.js\n"
    )
    files = {"action.yml": action, ".github/workflows/t.yml": _workflow(*steps)}
    shown = [f.value.code.split("\n")[0] for f in hosted(files, branch="main").all(Example)]
    assert shown == ["- name: Three"]


def test_a_stop_that_is_a_value_keeps_its_space() -> None:
    files = {
        "action.yml": "name: A\ndescription: Checks\ninputs:\n  dir:\n"
        "    description: Where to look. Defaults to .\n  mood:\n"
        "    description: Be happy \U0001f600 .\n"
        "runs:\n  using: composite\n  steps: []\n"
    }
    [action] = [fact.value for fact in facts_of(files).all(Action)]
    assert [item.description for item in action.inputs] == [
        "Where to look. Defaults to .",
        "Be happy.",
    ]


def test_the_digest_of_an_image_is_no_ref() -> None:
    page = "```yaml\nimage: docker://ghcr.io/acme/kiln@sha256:0a1b2c\nuses: acme/kiln@v3\n```\n"
    files = {
        "action.yml": "name: A\ndescription: Checks\nruns:\n  using: composite\n  steps: []\n",
        "docs/usage.md": page,
        "docs/a.md": page.partition("uses")[0],
    }
    snapshot = MemorySnapshot(files, metadata=Metadata("github.com", "acme", "kiln"))
    [action] = [fact.value for fact in extract(snapshot).all(Action)]
    assert action.ref == "v3"


def _runs(text: str, **more: str) -> list[str]:
    files = {"action.yml": f"name: Sweep\ndescription: Tidies up\nruns:\n{text}", **more}
    return [f.value.markdown for f in hosted(files, branch="main").all(Note)
            if f.extractor == "github-actions"]  # fmt: skip


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ("  using: node20\n  main: dist/a.js\n  post: dist/b.js\n",
         "The action runs on Node.js 20 (`dist/a.js`, and `dist/b.js` when the job ends)."),
        ("  using: docker\n  image: Dockerfile\n",
         "The action runs in a container built from `Dockerfile`, so it needs a Linux runner."),
        ("  using: docker\n  image: docker://ghcr.io/acme/thing:1\n",
         "The action runs in a container of the image `ghcr.io/acme/thing:1`, so it needs a Linux "
         "runner."),
        ("  using: composite\n  steps:\n    - run: pip install sweep\n      shell: bash\n"
         "    - uses: actions/cache@v4\n",
         "It is a composite action of these steps: `pip install sweep` and `actions/cache`."),
        ("  using: composite\n  steps:\n    - run: |\n        a\n        b\n      shell: bash\n",
         "It is a composite action."),
        ("  using: node20\n", "The action runs on Node.js 20."),
        ("  using: [docker]\n", ""),
    ],
)  # fmt: skip
def test_how_an_action_runs(runs: str, told: str) -> None:
    assert _runs(runs) == ([told] if told else [])


def test_code_that_a_build_makes_and_the_repository_holds() -> None:
    package = '{"name": "sweep", "scripts": {"bundle": "ncc build src/main.ts"}}'
    files = {"package.json": package, "src/main.ts": "go()\n", "src/other.ts": "x\n"}
    runs = "  using: node20\n  main: dist/index.js\n"
    told = "The action runs `dist/index.js` as it is committed: after a change of the sources, run "
    told += "`npm run bundle` and commit what it makes."
    assert told in _runs(runs, **files, **{"dist/index.js": "go()\n"})
    assert told not in _runs(runs, **files)
    for path, text in (
        (".releaserc", '{"assets": ["dist"]}'),
        ("CONTRIBUTING.md", "Please do not commit `dist`."),
        (".github/workflows/a.yml", "run: |\n  npm run bundle\n  git commit -m x\n"),
    ):
        elsewhere = {**files, "dist/index.js": "go()\n", path: text}
        assert told not in _runs(runs, **elsewhere)
    action = "name: Sweep\nruns:\n" + runs
    rows = [f.value.path for f in hosted({"action.yml": action, **files}).all(Folder)]
    assert "src/main.ts" in rows
    assert "action.yml" in rows


def test_what_a_container_action_demands_and_defaults_to() -> None:
    script = (
        '#!/bin/sh\nif [ -z "$SWEEP_KEY" ]; then\n  echo "SWEEP_KEY is not set. Quitting."\n'
        '  exit 1\nfi\nexport SWEEP_MODE="${SWEEP_MODE:-"fast"}"\n'
    )
    files = {
        "action.yml": "name: Sweep\nruns:\n  using: docker\n  image: Dockerfile\n",
        "Dockerfile": 'FROM alpine:3\nCOPY *.sh /\nENTRYPOINT ["/entrypoint.sh"]\n',
        "entrypoint.sh": script,
    }
    found = {f.value.name: f for f in hosted(files, branch="main").all(EnvVar)}
    assert found["SWEEP_KEY"].value.required
    assert found["SWEEP_KEY"].evidence == (Evidence("entrypoint.sh", 3, 3),)
    assert found["SWEEP_MODE"].value.default == "fast"


def test_a_step_on_what_only_the_own_tests_have_is_no_example() -> None:
    steps = (
        _step("Data", "path: ./tests/data.txt"),
        _step("Deep", "path: src/inner/thing.c"),
        _step("Folder", "path: tests"),
        _step("Flow", "path: t.yml"),
        _step("Two", "path: README.md,src/inner/thing.c"),
        "      - name: Env\n        uses: ./\n        env:\n          MODE: odd\n",
        _step("Stops", 'run: node -e "process.exit(1)"'),
        _step("Plain", "path: README.md"),
    )
    files = {"action.yml": ACTION, ".github/workflows/t.yml": _workflow(*steps),
             "src/inner/thing.c": "x", "tests/data.txt": "x"}  # fmt: skip
    shown = [f.value.code.split("\n")[0] for f in hosted(files, branch="main").all(Example)]
    assert shown == ["- name: Plain"]
    windows = _workflow(_step("Plain", "path: README.md")).replace("ubuntu", "windows")
    files = {"action.yml": ACTION, ".github/workflows/t.yml": windows}
    assert hosted(files, branch="main").all(Example) == ()


REUSABLE = """name: Publish
on:
  workflow_call:
    inputs:
      folder:
        description: What is published.
        required: true
        type: string
    secrets:
      KEY:
        required: true
    outputs:
      url:
        description: Where it is.
        value: ${{ jobs.p.outputs.url }}
jobs:
  p:
    runs-on: ubuntu-latest
    permissions:
      contents: write
    steps:
      - run: echo
"""


def test_workflows_that_others_call() -> None:
    path = ".github/workflows/publish.yml"
    page = "```yaml\njobs:\n  x:\n    uses: acme/thing/.github/workflows/publish.yml@v3\n```\n"
    files = {path: REUSABLE, "docs/use.md": page, "go.mod": "module x\n", "main.go": "package x\n"}
    action = the_action(hosted(files, branch="main"), path)
    assert (action.value.runs, action.value.ref) == ("workflow", "v3")
    assert action.value.inputs == (ActionInput("folder", "What is published.", required=True),)
    assert action.value.secrets == (ActionInput("KEY", required=True),)
    assert action.value.permissions == ("contents: write",)
    assert action.evidence[0] == Evidence(path, 3, 15)
    # In a repository of code, what only its own jobs call is no offer.
    del files["docs/use.md"]
    assert hosted(files, branch="main").all(Action) == ()
    offered = {path: REUSABLE, ".github/workflows/test-publish.yml": REUSABLE}
    found = hosted(offered, "acme/shared-workflows", "main").all(Action)
    assert [fact.value.path for fact in found] == [path]


def test_a_link_to_a_heading_of_the_readme_is_text() -> None:
    assert clean("How to sort. See [Order](#order) for more.") == "How to sort."
    assert clean("The [order](#order) of rows") == "The order of rows"


NODE = "name: Sweep\nruns:\n  using: node20\n  main: dist/index.js\n"


def _of_code(code: str, **more: str) -> Facts:
    return hosted({"action.yml": NODE, "src/main.ts": code, **more}, branch="main")


def test_outputs_that_only_the_code_names() -> None:
    action = the_action(_of_code("a()\nsetOutput('found', x)\ncore.setOutput(KEY, 1)\n"))
    assert action.value.outputs == (ActionOutput("found"),)
    assert action.evidence[-1] == Evidence("src/main.ts", 2, 2)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ('fail("No. This action must be run on the `pull_request` event.");\n',
         ["This action must be run on the `pull_request` event."]),
        ('fail("This action must be run on a `push` event or " +\n  "else");\n', []),
        ('log("This action handles every event.");\n', []),
        ("octokit.rest.pulls.createReview({});\n",
         ["Its calls of the GitHub API take the permission `pull-requests: write`."]),
        ("octokit.rest.issues.createComment({});\n",
         ["Its calls of the GitHub API take the permission `issues: write`, on pull requests "
          "`pull-requests: write`."]),
        ("octokit.rest.pulls.get({});\n", []),
    ],
)  # fmt: skip
def test_events_and_rights_that_the_code_tells(code: str, told: list[str]) -> None:
    notes = [f for f in _of_code(code).all(Note) if f.evidence[0].path == "src/main.ts"]
    assert [f.value.markdown for f in notes] == told


def test_rights_that_a_script_takes() -> None:
    action = (
        "name: A\nruns:\n  using: composite\n  steps:\n    - run: ${{ github.action_path }}/go.sh\n"
    )
    script = "#!/bin/sh\n# git push\necho 'git push'\n  gh release upload v1 x\n"
    own = {"release.sh": "git push\n"}  # which the action does not start
    facts = hosted({"action.yml": action, "go.sh": script, **own}, branch="main")
    assert not [f for f in facts.all(Note) if f.evidence[0].path == "release.sh"]
    (note,) = [f for f in facts.all(Note) if f.evidence[0].path == "go.sh"]
    assert note.value.markdown == (
        "It runs `gh release upload`, for which a token needs `contents: write`"
    )
    assert note.evidence == (Evidence("go.sh", 4, 4),)
    assert "go.sh" in [f.value.path for f in facts.all(Folder)]
    named = {"action.yml": action.replace("${{ github.action_path }}/", ""), "go.sh": script}
    assert "go.sh" in [f.value.path for f in hosted(named, branch="main").all(Folder)]


def test_the_systems_on_which_it_is_tried() -> None:
    step = "    steps:\n      - uses: ./\n"
    matrix = "    strategy:\n      matrix:\n        os: [ubuntu-latest, windows-2022]\n"
    for on, count in ((f"${{{{ matrix.os }}}}\n{matrix}", 1), (f"ubuntu-latest\n{matrix}", 0)):
        workflow = f"on: push\njobs:\n  t:\n    runs-on: {on}{step}"
        facts = hosted({"action.yml": ACTION, ".github/workflows/t.yml": workflow}, branch="main")
        told = [f.value.markdown for f in facts.all(Note) if f.value.section == "development"]
        assert (
            told
            == ["`.github/workflows/t.yml` runs the action itself on Linux and Windows"][:count]
        )


def test_what_a_script_sets_itself_reads_and_hands_on() -> None:
    script = (
        '#!/bin/sh\nif [ -z "$SWEEP_AREA" ]; then\n  SWEEP_AREA="north"\nfi\nSWEEP_OWN=1\n'
        '# SWEEP_HOST names the server.\nif [ -n "$SWEEP_HOST" ]; then echo; fi\n'
        'sweep "$SWEEP_OWN" "${SWEEP_TO}" \\$SWEEP_NOT $GITHUB_SHA $*\n'
    )
    files = {
        "action.yml": "name: Sweep\nruns:\n  using: docker\n  image: Dockerfile\n",
        "Dockerfile": 'FROM alpine:3\nCOPY go.sh /\nENTRYPOINT ["/go.sh"]\n',
        "go.sh": script,
    }
    facts = hosted(files, branch="main")
    found = {f.value.name: f.value for f in facts.all(EnvVar)}
    assert sorted(found) == ["SWEEP_AREA", "SWEEP_HOST", "SWEEP_TO"]
    assert found["SWEEP_AREA"].default == "north"
    assert found["SWEEP_HOST"].meaning == "SWEEP_HOST names the server"
    notes = [f.value.markdown for f in facts.all(Note) if f.evidence[0].path == "go.sh"]
    assert notes == ["What a step gives as `args`, under `with`, goes to `go.sh`"]


def test_what_it_is_tried_on_is_not_developed() -> None:
    runs = (
        "      - uses: ./\n      - run: cargo test --manifest-path tests/Cargo.toml\n"
        "      - run: cargo build\n        working-directory: tests\n"
    )
    files = {"action.yml": NODE, ".github/workflows/t.yml": _workflow(runs),
             "tests/Cargo.toml": '[package]\nname = "x"\n', "tests/src/lib.rs": ""}  # fmt: skip
    facts = hosted(files, branch="main")
    assert not [f for f in facts.all(Task) if f.extractor == "ci"]
    (workflow,) = facts.all(Workflow)
    assert "test" not in workflow.value.purposes


def test_a_test_script_that_is_not_there_is_no_test() -> None:
    package = '{"name": "sweep", "scripts": {"build": "ncc build src/main.ts"}}'
    workflow = _workflow("      - run: npm test --if-present\n")
    files = {"action.yml": NODE, "package.json": package, ".github/workflows/t.yml": workflow}
    facts = hosted(files, branch="main")
    assert not [f for f in facts.all(Task) if f.value.purpose == "test"]
    assert "test" not in facts.all(Workflow)[0].value.purposes
    files["package.json"] = package.replace('{"build', '{"test": "jest", "build')
    assert "test" in hosted(files, branch="main").all(Workflow)[0].value.purposes


def test_an_input_that_is_required_beside_an_empty_default() -> None:
    metadata = (
        "name: Star\ninputs:\n  user:\n    description: Whose\n    required: true\n"
        "    default: ''\nruns: {using: node20, main: index.js}\n"
    )
    (action,) = facts_of({"action.yml": metadata}).all(Action)
    assert [(item.name, item.required) for item in action.value.inputs] == [("user", True)]
