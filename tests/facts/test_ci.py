import json
from textwrap import dedent
from typing import Any

import pytest

from moxi.facts.common.ci import ContinuousIntegration
from moxi.facts.index import Facts
from moxi.facts.model import Badge, Evidence, Fact, Licence, Package, Task, Workflow
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

GITHUB = Metadata(host="github.com", owner="acme", name="tool")
CI = ".github/workflows/ci.yml"


def found(files: dict[str, str], known: Facts | None = None, folder: str = "") -> list[Fact[Any]]:
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    reader = Reader(MemorySnapshot(texts, metadata=GITHUB))
    return list(ContinuousIntegration().facts(reader, known or Facts(), folder))


def tasks(files: dict[str, str], folder: str = "") -> list[tuple[str, str, str, str]]:
    return [
        (f.value.purpose, f.value.command, f.value.directory, str(f.evidence[0]))
        for f in found(files, folder=folder)
        if isinstance(f.value, Task)
    ]


def commands(run: str, files: dict[str, str] | None = None) -> list[str]:
    """The tasks that come of one step's script."""
    body = "\n".join(f"          {line}" for line in run.split("\n"))
    text = f"on: push\njobs:\n  t:\n    steps:\n      - run: |\n{body}\n"
    return [command for _, command, _, _ in tasks({CI: text, **(files or {})})]


PYTHON = """
    name: Tests
    on:
      push: {branches: [main]}
      pull_request:
    jobs:
      test:
        runs-on: ${{ matrix.os }}
        strategy:
          matrix:
            os: [ubuntu-latest, windows-latest]
            python: ["3.12", "3.9", "3.10"]
        steps:
          - uses: actions/checkout@v4
          - uses: actions/setup-python@v5
            with: {python-version: "${{ matrix.python }}"}
          - run: pip install --upgrade pip
          - run: pip install -e .[dev]
          - name: all of them
            run: |
              mkdir -p out
              pytest --color=yes --cov-report=xml \\
                --cov
          - if: failure()
            run: pytest --lf
      lint:
        runs-on: ubuntu-latest
        steps:
          - run: ruff check .
          - run: ruff format --check .
    """


def test_what_a_workflow_runs_with_its_lines() -> None:
    assert tasks({CI: PYTHON}) == [
        ("setup", "pip install -e .[dev]", "", f"{CI}:17"),
        ("test", "pytest --cov", "", f"{CI}:21"),
        ("lint", "ruff check .", "", f"{CI}:28"),
        ("lint", "ruff format --check .", "", f"{CI}:29"),
    ]
    facts = [f.value for f in found({CI: PYTHON}) if isinstance(f.value, Task)]
    assert all(task.in_ci for task in facts)
    assert facts[-1].description == "Check the formatting"
    assert [task.runner for task in facts] == ["pip", "pytest", "ruff", "ruff"]


def test_the_workflow_itself() -> None:
    workflow = next(f for f in found({CI: PYTHON}) if isinstance(f.value, Workflow))
    assert workflow.value == Workflow(
        path=CI,
        name="Tests",
        purposes=("setup", "test", "lint"),
        events=("push", "pull_request"),
        versions=("Python 3.9", "Python 3.10", "Python 3.12", "ubuntu-latest", "windows-latest"),
    )
    assert workflow.evidence == (Evidence(CI),)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("cargo test && cargo clippy", ["cargo test", "cargo clippy"]),
        ("go test -race -coverprofile=c.out -covermode=atomic ./...", ["go test -race ./..."]),
        ("xvfb-run -a npm test", ["xvfb-run -a npm test"]),
        ('cargo test "--all-features"', ["cargo test --all-features"]),
        ("pytest -q\npytest -q --maxfail=1 -x -n auto", ["pytest -q"]),
        ('pytest -m "not slow"\npytest -m slow', ['pytest -m "not slow"', "pytest -m slow"]),
        ("go test ./...\ngo test ./sub/pkg", ["go test ./..."]),
        # What serves CI only, or cannot be told.
        ("pytest --target ${{ matrix.x }}", []),
        ("pytest $FLAGS", []),
        ("cargo build --target x86_64-unknown-linux-musl", []),
        ("GOOS=windows go build ./...", []),
        ("cargo +1.70 test", []),
        ("cargo +nightly miri test", []),
        ("cargo test -p one", []),
        ("cargo test --workspace --no-run", []),
        ("task rc.confirmation=off build", []),  # no Taskfile: another program of this name
        ("just test", []),
        ("cmake -B out -S tests/part\ncmake --build out", []),  # no CMakeLists.txt of its own
        ("cargo build --config /home/runner/x.toml", []),
        ("go test ./one", []),
        ("pytest | grep x", []),
        ("if [ -f x ]; then pytest; fi", []),
        ("npm publish", []),
        ("docker build --push -t x .", []),
        ("python app.py", []),
        ("npm run build > log", []),
        ("codecov", []),
        ("sudo apt-get install -y make", []),
    ],
)
def test_what_of_a_script_is_shown(run: str, expected: list[str]) -> None:
    assert commands(run) == expected


def test_scripts_and_lists_must_be_there() -> None:
    assert commands("./scripts/test.sh") == []
    assert commands("./scripts/test.sh", {"scripts/test.sh": "x"}) == ["./scripts/test.sh"]
    assert commands("pip install -r dev.txt\npytest") == ["pytest"]
    assert commands("pip install -r dev.txt\npytest", {"dev.txt": ""})[0] == (
        "pip install -r dev.txt"
    )


def test_a_script_of_an_open_name_is_judged_by_what_it_runs() -> None:
    workflow = "on: push\njobs:\n  t:\n    steps:\n      - run: scripts/check\n      - run: make\n"
    files = {
        CI: workflow,
        "scripts/check": "#!/bin/sh -e\nexport P=venv/bin/\n${P}mypy src\n",
        "Makefile": "all: unit lint\nunit:\n\tgo test ./...\nlint:\n\tgo vet ./...\n",
    }
    assert [(purpose, command) for purpose, command, *_ in tasks(files)] == [
        ("typecheck", "scripts/check"),
        ("test", "make"),
    ]


def test_environment_and_directories() -> None:
    text = """
        on: push
        env: {CARGO: cargo, FLAGS: , DYNAMIC: "${{ github.sha }}"}
        defaults: {run: {working-directory: web}}
        jobs:
          a:
            steps:
              - run: ${{ env.CARGO }} test --workspace ${{ env.FLAGS }}
                working-directory: .
              - run: npm test
              - run: cd sub && npm run lint
              - run: npm run build
                working-directory: gone
              - run: pytest ${{ env.DYNAMIC }}
                working-directory: .
        """
    assert tasks({CI: text, "web/sub/x": ""}) == [
        ("test", "cargo test --workspace", "", f"{CI}:7"),
        ("test", "npm test", "web", f"{CI}:9"),
        ("lint", "npm run lint", "web/sub", f"{CI}:10"),
    ]


def test_jobs_that_are_not_for_people() -> None:
    text = """
        on: [push]
        jobs:
          windows: {runs-on: windows-latest, steps: [{run: pytest}]}
          shell: {steps: [{run: pytest, shell: pwsh}]}
          tags: {if: "startsWith(github.ref, 'refs/tags/')", steps: [{run: pytest}]}
          other:
            steps:
              - {uses: actions/checkout@v4, with: {repository: acme/other}}
              - {run: pytest}
          guarded: {steps: [{if: "matrix.os == 'windows-latest'", run: pytest}]}
        """
    assert tasks({CI: text}) == []


def test_a_project_that_is_checked_out_below_a_folder() -> None:
    text = """
        on: push
        jobs:
          a:
            steps:
              - {uses: actions/checkout@v4, with: {path: src/tool}}
              - {run: go test ./..., working-directory: src/tool/lib}
              - {run: go vet ./..., working-directory: elsewhere}
        """
    assert tasks({CI: text, "lib/a.go": ""}) == [("test", "go test ./...", "lib", f"{CI}:6")]
    computed = text.replace("src/tool/lib", "'${{ env.HOME }}/x'").replace(
        "path: src/tool", "path: '${{ env.HOME }}/x'"
    )
    assert tasks({CI: computed, "a.go": ""}) == [("test", "go test ./...", "", f"{CI}:6")]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("uses: golangci/golangci-lint-action@v6", ["golangci-lint run"]),
        ("uses: golangci/golangci-lint-action@v6\n        with: {install-only: true}", []),
        ("uses: pre-commit/action@v3", ["pre-commit run --all-files"]),
        ("uses: astral-sh/ruff-action@v3", ["ruff check"]),
        ("uses: astral-sh/ruff-action@v3\n        with: {args: format --check}",
         ["ruff format --check"]),
        ("uses: psf/black@stable", ["black --check ."]),
        ("uses: actions-rs/cargo@v1\n        with: {command: test, args: --all}",
         ["cargo test --all"]),
        ("uses: actions-rs/cargo@v1\n        with: {command: test, use-cross: true}", []),
        ("uses: acme/unknown@v1", []),
    ],
)  # fmt: skip
def test_actions_that_stand_for_a_command(step: str, expected: list[str]) -> None:
    text = f"on: push\njobs:\n  t:\n    steps:\n      - {step}\n"
    assert [command for _, command, *_ in tasks({CI: text})] == expected


def test_release_and_scheduled_workflows_give_no_tasks() -> None:
    job = "jobs:\n  t:\n    steps:\n      - run: pytest -x\n"
    files = {
        ".github/workflows/release.yml": f"on: push\n{job}",
        ".github/workflows/tagged.yml": f"on:\n  push:\n    tags: ['v*']\n{job}",
        ".github/workflows/weekly.yml": f"on: schedule\n{job}",
    }
    assert tasks(files) == []
    purposes = [f.value.purposes for f in found(files) if isinstance(f.value, Workflow)]
    assert purposes == [("test",)] * 3


def test_a_workflow_that_another_one_calls_counts_as_its_caller() -> None:
    files = {
        CI: "on: push\njobs:\n  a:\n    uses: ./.github/workflows/_unit.yml\n",
        ".github/workflows/_unit.yml": (
            "on: workflow_call\njobs:\n  a:\n    steps:\n      - run: go test ./...\n"
        ),
    }
    assert [command for _, command, *_ in tasks(files)] == ["go test ./..."]


def test_the_main_workflow_speaks_before_a_side_one() -> None:
    job = "on: push\njobs:\n  t:\n    steps:\n      - run: "
    files = {
        ".github/workflows/coverage.yml": f"{job}make test-cover\n",
        ".github/workflows/tests.yml": f"{job}make test\n",
    }
    assert [command for _, command, *_ in tasks(files)] == ["make test"]


def test_one_package_of_a_repository() -> None:
    text = """
        on: push
        jobs:
          a: {steps: [{run: npm test}]}
          b: {steps: [{run: go test ./..., working-directory: api}]}
        """
    files = {CI: text, "api/a.go": "", "web/a.js": ""}
    assert [c for _, c, *_ in tasks(files, folder="api")] == ["go test ./..."]
    assert [c for _, c, *_ in tasks(files, folder="web")] == ["npm test"]


# Other systems --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({".travis.yml": "language: go\n", "a_test.go": ""},
         [("test", "go test -v ./...", "", ".travis.yml:1")]),
        ({".travis.yml": "language: go\n"}, []),
        ({".travis.yml": "os: linux\nlanguage: rust\n", "Cargo.toml": ""},
         [("build", "cargo build --verbose", "", ".travis.yml:2"),
          ("test", "cargo test --verbose", "", ".travis.yml:2")]),
        ({".travis.yml": "language: python\ninstall: pip install -e .\nscript:\n  - pytest\n"},
         [("setup", "pip install -e .", "", ".travis.yml:2"),
          ("test", "pytest", "", ".travis.yml:4")]),
        ({".gitlab-ci.yml": "unit:\n  script:\n    - tox\ndeploy:\n  script: [make test]\n"},
         [("test", "tox", "", ".gitlab-ci.yml:3")]),
        ({".circleci/config.yml":
          "jobs:\n  t:\n    steps:\n      - run: mix test\n      - run: {command: mix credo}\n"},
         [("test", "mix test", "", ".circleci/config.yml:4"),
          ("lint", "mix credo", "", ".circleci/config.yml:5")]),
        ({"azure-pipelines.yml": "jobs:\n- job: a\n  steps:\n  - script: pytest\n"},
         [("test", "pytest", "", "azure-pipelines.yml:4")]),
        ({".cirrus.yml": "unit_task:\n  test_script: make test\n"},
         [("test", "make test", "", ".cirrus.yml:2")]),
        ({"bitbucket-pipelines.yml": "pipelines:\n  default:\n    - step:\n        script: tox\n"},
         [("test", "tox", "", "bitbucket-pipelines.yml:4")]),
        ({".drone.yml": "steps:\n- name: t\n  commands: [go test ./...]\n"},
         [("test", "go test ./...", "", ".drone.yml:3")]),
    ],
)  # fmt: skip
def test_other_systems(files: dict[str, str], expected: list[tuple[str, str, str, str]]) -> None:
    assert tasks(files) == expected


def test_a_left_over_travis_file_says_nothing() -> None:
    files = {CI: PYTHON, ".travis.yml": "language: python\npython: ['2.7']\nscript: nosetests\n"}
    systems = [f.value.system for f in found(files) if isinstance(f.value, Workflow)]
    assert systems == ["GitHub Actions"]
    assert "nosetests" not in [command for _, command, *_ in tasks(files)]


@pytest.mark.parametrize(
    "text",
    [
        "- a\n",
        "on: 3\njobs: [1]\n",
        "on: push\njobs:\n  a: 3\n  b: {steps: 4}\n  c: {steps: [1, {run: [x]}, {uses: {}}]}\n",
        "on: push\njobs:\n  a: {strategy: 3, defaults: x, env: [], steps: [{run: pytest}]}\n",
        "jobs:\n  a: {uses: 3, if: {}, steps: [{run: '', with: 3}]}\n",
        "on: [push\n",
    ],
)
def test_broken_configurations_do_not_break_it(text: str) -> None:
    others = (".gitlab-ci.yml", ".travis.yml", ".circleci/config.yml", "azure-pipelines.yml",
              "appveyor.yml", ".cirrus.yml", "bitbucket-pipelines.yml", ".drone.yml")  # fmt: skip
    for path in (CI, *others):
        found({path: text})


# Badges ---------------------------------------------------------------------------------------


def badges(files: dict[str, str], *facts: Fact[Any]) -> list[tuple[str, str, str]]:
    known = Facts(facts)
    return [
        (f.value.alt, f.value.image, f.value.link)
        for f in found(files, known)
        if isinstance(f.value, Badge)
    ]


def test_the_badge_of_the_main_workflow() -> None:
    page = "https://github.com/acme/tool/actions/workflows/ci.yml"
    assert badges({CI: PYTHON}) == [("Tests", f"{page}/badge.svg", page)]
    assert badges({CI: PYTHON.replace("push: {branches: [main]}", "push: {tags: [v1]}").replace(
        "pull_request:", "schedule:")}) == []  # fmt: skip


def test_the_badge_of_a_workflow_whose_commands_stand_elsewhere() -> None:
    steps = "jobs:\n  all:\n    steps: [{run: ./internal/hens.sh}]\n"
    text = f"name: Hens\non: [push, pull_request]\n{steps}"
    page = "https://github.com/acme/tool/actions/workflows/tests.yml"
    files = {".github/workflows/tests.yml": text, ".github/workflows/labels.yml": text}
    assert badges(files) == [("Hens", f"{page}/badge.svg", page)]
    assert badges({".github/workflows/labels.yml": text}) == []


@pytest.mark.parametrize(
    ("name", "ecosystem", "image", "link"),
    [
        ("a-b", "Python", "https://img.shields.io/pypi/v/a-b", "https://pypi.org/project/a-b/"),
        ("@a/b", "TypeScript", "https://img.shields.io/npm/v/@a/b",
         "https://www.npmjs.com/package/@a/b"),
        ("ab", "Rust", "https://img.shields.io/crates/v/ab", "https://crates.io/crates/ab"),
        ("x.org/a", "Go", "https://pkg.go.dev/badge/x.org/a.svg", "https://pkg.go.dev/x.org/a"),
    ],
)  # fmt: skip
def test_the_badge_of_a_registry(name: str, ecosystem: str, image: str, link: str) -> None:
    package = Package(name, ecosystem, ("library",), published=True)
    assert [b[1:] for b in badges({}, Fact(package, (Evidence("m"),)))] == [(image, link)]
    unpublished = Package(name, ecosystem, ("library",))
    assert badges({}, Fact(unpublished, (Evidence("m"),))) == []


def test_a_go_program_has_no_badge_of_its_reference() -> None:
    package = Package("x.org/a", "Go", ("cli",), published=True)
    assert badges({}, Fact(package, (Evidence("m"),))) == []


def test_the_badge_of_a_licence() -> None:
    licence = Licence("Apache-2.0", ("LICENSE",))
    assert badges({}, Fact(licence, (Evidence("LICENSE"),))) == [
        ("License: Apache-2.0", "https://img.shields.io/badge/license-Apache--2.0-blue", "LICENSE")
    ]
    for doubtful in (
        Licence("MIT", ("LICENSE",), contradiction="x says y"),
        Licence("MIT"),
        Licence("Apache-2.0, MIT", ("a", "b")),
        Licence("MIT with additional terms", ("LICENSE",)),
    ):
        assert badges({}, Fact(doubtful, (Evidence("LICENSE"),))) == []


def test_setting_up_is_not_told_twice() -> None:
    known = Facts([Fact(Task("setup", "npm install"), (Evidence("package.json"),))])
    text = "on: push\njobs:\n  t:\n    steps:\n      - run: npm ci\n      - run: npm test\n"
    found_tasks = [f.value.command for f in found({CI: text}, known) if isinstance(f.value, Task)]
    assert found_tasks == ["npm test"]


def test_versions_that_a_reference_or_a_part_of_a_name_states() -> None:
    text = """
        on: push
        jobs:
          test:
            runs-on: ${{ matrix.os }}-latest
            strategy:
              matrix:
                os: [ubuntu, macos]
            steps:
              - uses: dtolnay/rust-toolchain@stable
              - run: cargo test
          old:
            runs-on: ubuntu-latest
            steps:
              - uses: dtolnay/rust-toolchain@1.63
              - run: cargo test
          pinned:
            runs-on: ubuntu-latest
            steps:
              - uses: dtolnay/rust-toolchain@stable
                with: {toolchain: beta}
              - run: cargo test
    """
    workflow = next(f.value for f in found({CI: text}) if isinstance(f.value, Workflow))
    assert workflow.versions == (
        "Rust 1.63", "Rust stable", "Rust beta", "ubuntu-latest", "macos-latest",
    )  # fmt: skip


def test_runners_with_their_files() -> None:
    assert commands("just test", {"justfile": "test:\n  cargo test\n"}) == ["just test"]
    assert commands("cmake --build out", {"CMakeLists.txt": ""}) == ["cmake --build out"]


def test_a_script_that_runs_others_says_which() -> None:
    scripts = {"all": "npm run build && npm run lint && npm test", "lint": "eslint .",
               "build": "tsc", "test": "mocha"}  # fmt: skip
    workflow = "on: push\njobs:\n  t:\n    steps:\n    - run: npm run all\n"
    files = {"package.json": json.dumps({"scripts": scripts}), ".github/workflows/ci.yml": workflow}
    (task,) = [fact.value for fact in found(files) if isinstance(fact.value, Task)]
    assert (task.command, task.description) == ("npm run all", "build, lint and test")


def test_the_names_of_node_versions_that_move() -> None:
    text = """
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            strategy:
              matrix:
                node: [18.x, lts/*, current, canary]
            steps:
              - uses: actions/setup-node@v4
                with: {node-version: "${{ matrix.node }}"}
              - run: npm test
    """
    workflow = next(f.value for f in found({CI: text}) if isinstance(f.value, Workflow))
    assert workflow.versions == (
        "Node.js 18.x", "Node.js lts/*", "Node.js current", "ubuntu-latest",
    )  # fmt: skip


def versions(text: str) -> tuple[str, ...]:
    (flow,) = [f.value for f in found({CI: text}) if isinstance(f.value, Workflow)]
    return flow.versions


def test_a_job_for_windows_tests_too() -> None:
    text = """
    on: push
    jobs:
      linux:
        runs-on: ubuntu-latest
        steps:
          - run: pytest
      windows:
        runs-on: windows-latest
        steps:
          - run: pip install . && pytest
      pack:
        runs-on: windows-2022
        steps:
          - run: python -m build
    """
    assert versions(text) == ("ubuntu-latest", "windows-latest")
    assert [command for _, command, _, _ in tasks({CI: text})] == ["pytest"]


def test_versions_that_are_only_set_up_are_not_tested_on() -> None:
    text = """
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/setup-python@v5
            with:
              python-version: |
                3.12
                pypy3.10
          - run: nox -s tests
    """
    assert versions(text) == ("ubuntu-latest",)


def test_a_bare_major_version_beside_exact_ones_is_dropped() -> None:
    text = """
    on: push
    jobs:
      test:
        strategy:
          matrix: {python: ["3", "3.x", "3.9", "3.12"], node: ["20", "22"]}
        runs-on: ubuntu-latest
        steps:
          - uses: actions/setup-python@v5
            with: {python-version: "${{ matrix.python }}"}
          - uses: actions/setup-node@v4
            with: {node-version: "${{ matrix.node }}"}
          - run: pytest
    """
    assert versions(text) == (
        "Python 3.9", "Python 3.12", "Node.js 20", "Node.js 22", "ubuntu-latest",
    )  # fmt: skip


def test_what_only_the_runner_of_node_has_is_no_task() -> None:
    manifest = {"scripts": {"lint": "x"}, "devDependencies": {"@biomejs/biome": "1", "mocha": "1"}}
    files = {"package.json": json.dumps(manifest)}
    run = "npm run build --if-present\nnpm run lint\nbiome ci .\nnpx mocha"
    assert commands(run, files) == ["npm run lint", "npx mocha"]


@pytest.mark.parametrize(
    ("run", "command"),
    [
        ("python -X dev -W error -m unittest", "python -m unittest"),
        ("python -m coverage run -p -m unittest discover", "python -m unittest discover"),
        ("uv run coverage run -m pytest -q", "uv run python -m pytest -q"),
        ("pytest ${{ matrix.slow && matrix.os == 'x' && '--slow' || '' }}", "pytest"),
    ],
)
def test_the_tests_are_what_measures_and_conditions_wrap(run: str, command: str) -> None:
    assert commands(run) == [command]


def test_the_tests_of_the_documentation_are_not_all_of_them() -> None:
    assert commands("pytest docs/docs_tests.py") == []
