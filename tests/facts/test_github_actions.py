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
    Install,
    Note,
    Package,
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
        ({"CHANGELOG.md": "## 26.1.0\n"}, "main"),  # a date, not a major version
        ({"docs/a.md": "uses: acme/thing@v2\n", "CHANGELOG.md": "## v3.0.0\n"}, "v3"),
        ({"docs/a.md": "uses: acme/thing@stable\n", "CHANGELOG.md": "## v3.0.0\n"}, "stable"),
        ({"docs/a.md": "uses: acme/thing@release/v1\n"}, "release/v1"),
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
