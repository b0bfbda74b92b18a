from textwrap import dedent
from typing import Any

import pytest

from moxi.facts.common.tasks import Tasks
from moxi.facts.common.tasks.makefile import purpose_of_target
from moxi.facts.index import Facts
from moxi.facts.model import Evidence, Fact, Task
from moxi.facts.reader import Reader
from moxi.snapshot.model import MODE_EXECUTABLE, Entry, Tree
from tests.helpers import MemorySnapshot

Row = tuple[str, str, str, str]


def reader_of(files: dict[str, str], executable: tuple[str, ...] = ()) -> Reader:
    texts = {path: dedent(text).lstrip("\n") for path, text in files.items()}
    snapshot = MemorySnapshot(texts)
    snapshot.tree = Tree(
        Entry(path, len(text), MODE_EXECUTABLE if path in executable else "100644")
        for path, text in texts.items()
    )
    return Reader(snapshot)


def tasks(files: dict[str, str], folder: str = "", executable: tuple[str, ...] = ()) -> list[Row]:
    facts: list[Fact[Any]] = list(Tasks().facts(reader_of(files, executable), Facts(), folder))
    return [
        (f.value.purpose, f.value.command, f.value.description, str(f.evidence[0])) for f in facts
    ]


# make -----------------------------------------------------------------------------------------

MAKEFILE = """
    # How the sources are laid out
    GO ?= go
    BIN := tool
    .PHONY: all build test test-integration lint help clean docs
    .DEFAULT_GOAL := help

    help: ## Show this help
    \t@grep -E '##' $(MAKEFILE_LIST)

    all: build test

    build: bin/$(BIN) ## Build the tool.

    bin/$(BIN): $(SRC)
    \t$(GO) build -o $@

    test-integration: export CI=1
    test-integration: build
    \t$(GO) test -tags integration ./...

    # Run the unit tests
    test:
    \t$(GO) test ./...

    # TODO: this should also run on Windows
    lint:
    \tgolangci-lint run

    ## Remove what was built
    clean:
    \trm -rf bin

    # internal
    tidy:
    \tgo mod tidy

    _hidden: ## Not for people
    \tgo test ./...

    %.o: %.c
    \tcc -c $<

    define SCRIPT
    test-fake:
    endef

    ifdef DOCS
    docs:
    \tmkdocs build
    endif

    LICENSE:
    \tcurl -o LICENSE x
    """


def test_the_targets_for_people() -> None:
    assert tasks({"Makefile": MAKEFILE, "LICENSE": "x"}) == [
        ("build", "make build", "Build the tool", "Makefile:12"),
        ("test", "make test", "Run the unit tests", "Makefile:22"),
        ("lint", "make lint", "", "Makefile:26"),
        ("other", "make clean", "Remove what was built", "Makefile:30"),
        ("docs", "make docs", "", "Makefile:48"),
        ("test", "make test-integration", "", "Makefile:18"),
    ]


def test_a_help_target_describes_the_others() -> None:
    makefile = """
        help:
        \t@echo "Targets:"
        \t@echo "  make check   - Run all tests (and linters)"
        \t@echo "  dist      Make the archives"
        \t@echo "  nothing   Not a target"
        check:
        \t./run
        dist:
        \ttar x
        """
    assert tasks({"Makefile": makefile}) == [
        ("test", "make check", "Run all tests (and linters)", "Makefile:6"),
        ("build", "make dist", "Make the archives", "Makefile:8"),
    ]


def test_includes_and_a_rule_that_gives_targets_a_second_name() -> None:
    files = {
        "Makefile": "include Makefile.common\ninclude $(X)\n-include mk/*.mk gone.mk\n",
        "Makefile.common": "%: common-% ;\n\ncommon-test:\n\tgo test ./...\n",
        "mk/a.mk": "lint:\n\truff check\n",
    }
    assert tasks(files) == [
        ("lint", "make lint", "", "mk/a.mk:1"),
        ("test", "make test", "", "Makefile.common:3"),
    ]


def test_a_target_is_judged_by_its_recipe_where_its_name_misleads() -> None:
    makefile = "build:\n\tpip install -r dev.txt\ncheck:\n\tpytest\n"
    assert [row[:2] for row in tasks({"Makefile": makefile})] == [
        ("setup", "make build"),
        ("test", "make check"),
    ]


def test_bare_make() -> None:
    reader = reader_of({"Makefile": "default: vet unit\nvet:\n\tgo vet\nunit:\n\tgo test ./...\n"})
    assert purpose_of_target(reader, "", "") == "test"
    assert purpose_of_target(reader, "", "vet") == "lint"
    assert purpose_of_target(reader, "gone", "") is None


def test_sphinx_and_the_makefile_that_make_reads_first() -> None:
    files = {
        "docs/Makefile": "SPHINXBUILD = sphinx-build\n",
        "GNUmakefile": "test:\n\tpytest\n",
        "Makefile": "lint:\n\truff check\n",
    }
    facts = list(Tasks().facts(reader_of(files), Facts(), ""))
    assert [(f.value.command, f.value.directory) for f in facts] == [
        ("make html", "docs"),
        ("make test", ""),
    ]


# just, task -----------------------------------------------------------------------------------


def test_just() -> None:
    justfile = """
        set shell := ["bash", "-c"]
        flags := "-q"
        alias t := test

        # List what there is
        default:
          just --list

        # Run the tests
        test *args: build
          pytest {{args}}

        # Build one thing
        build-one target:
          make {{target}}

        build mode="debug" dir=`pwd`:
          cargo build

        [private]
        lint-internal:
          ruff check

        [doc("Check the style")]
        [group("x")]
        @lint:
          ruff check

        [windows]
        fmt:
          x
        import? 'more.just'
        """
    files = {"justfile": justfile, "more.just": "docs:\n  mkdocs build\n"}
    assert [row for row in tasks(files) if row[1] != "just"] == [
        ("test", "just test", "Run the tests", "justfile:10"),
        ("build", "just build", "", "justfile:17"),
        ("lint", "just lint", "Check the style", "justfile:26"),
        ("docs", "just docs", "", "more.just:1"),
    ]


def test_taskfile() -> None:
    taskfile = """
        version: '3'
        includes:
          web: ./web
          hidden: {taskfile: ./web, internal: true}
        tasks:
          default: {deps: [lint, test]}
          lint:
            desc: Run the linters
            cmds: [{task: test}, golangci-lint run]
          test: go test ./...
          build-*: {desc: x, cmds: [x]}
          secret: {desc: x, internal: true, cmds: [x]}
          deploy: {desc: Put it there, requires: {vars: [WHERE]}, cmds: [x]}
        """
    files = {
        "Taskfile.yml": taskfile,
        "web/Taskfile.yml": "tasks:\n  build: {cmds: [vite build]}\n",
    }
    assert tasks(files) == [
        ("test", "task", "", "Taskfile.yml:6"),
        ("lint", "task lint", "Run the linters", "Taskfile.yml:7"),
        ("test", "task test", "", "Taskfile.yml:10"),
        ("build", "task web:build", "", "web/Taskfile.yml:2"),
    ]


# Python ---------------------------------------------------------------------------------------


def test_tox() -> None:
    ini = """
        [tox]
        envlist = lint, py{310,311}, docs

        [testenv]
        commands =
            {envpython} -m pytest {posargs:tests}

        [testenv:lint]
        description = Check the style
        commands = ruff check

        [testenv:py310-old]
        commands = pytest

        [testenv:coverage-report]
        commands = coverage report
        """
    assert tasks({"tox.ini": ini}) == [
        ("test", "tox", "", "tox.ini:1"),
        ("lint", "tox -e lint", "Check the style", "tox.ini:8"),
    ]


def test_tox_in_toml() -> None:
    toml = """
        env_list = ["3.12", "type"]
        [env_run_base]
        commands = [["pytest", { replace = "posargs", default = ["tests"] }]]
        [env.type]
        description = "check the types"
        commands = [["mypy", "src"]]
        """
    assert tasks({"tox.toml": toml}) == [
        ("test", "tox", "", "tox.toml:1"),
        ("typecheck", "tox -e type", "check the types", "tox.toml:4"),
    ]
    nested = (
        dedent(toml).replace("env_list", "[tool.tox]\nenv_list").replace("[env", "[tool.tox.env")
    )
    assert [row[1] for row in tasks({"pyproject.toml": nested})] == ["tox", "tox -e type"]


def test_nox() -> None:
    noxfile = '''
        import nox

        @nox.session(python=["3.11", "3.12"])
        def tests(session):
            """Run the test suite. With everything."""
            session.run("pytest", *session.posargs)

        @nox.session(name="check-types")
        def types(session: nox.Session) -> None:
            session.run("mypy", "src")

        def helper(session):
            session.run("pytest")
        '''
    assert tasks({"noxfile.py": noxfile}) == [
        ("test", "nox -s tests", "Run the test suite", "noxfile.py:4"),
        ("typecheck", "nox -s check-types", "", "noxfile.py:9"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("pyproject.toml", '[tool.poe.tasks]\ntest = "pytest"\n_x = "pytest"\n'
         '[tool.poe.tasks.lint]\nhelp = "Run the linters"\ncmd = "ruff check"\n',
         [("test", "poe test", "", "pyproject.toml:2"),
          ("lint", "poe lint", "Run the linters", "pyproject.toml:4")]),
        ("pyproject.toml", '[tool.pdm.scripts]\npre_test = "x"\ntest = {cmd = "pytest"}\n',
         [("test", "pdm run test", "", "pyproject.toml:3")]),
        ("pyproject.toml", '[tool.hatch.envs.default.scripts]\ntest = "pytest"\n'
         '[tool.hatch.envs.docs]\n[tool.hatch.envs.docs.scripts]\nbuild = ["mkdocs build"]\n',
         [("test", "hatch run test", "", "pyproject.toml:2"),
          ("docs", "hatch run docs:build", "", "pyproject.toml:5")]),
        ("pixi.toml", '[tasks]\ntest = {cmd = "pytest", description = "Run the tests"}\n',
         [("test", "pixi run test", "Run the tests", "pixi.toml:2")]),
        ("mise.toml", '[tasks.lint]\ndescription = "Look closely"\nrun = "ruff check"\n'
         '[tasks.quiet]\nhide = true\ndescription = "x y"\n',
         [("lint", "mise run lint", "Look closely", "mise.toml:1")]),
        ("deno.json", '{\n  "tasks": {\n    "test": "deno test"\n  }\n}\n',
         [("test", "deno task test", "", "deno.json:3")]),
    ],
)  # fmt: skip
def test_tables_of_tasks(path: str, text: str, expected: list[Row]) -> None:
    assert tasks({path: text}) == expected


# Scripts --------------------------------------------------------------------------------------


def test_scripts() -> None:
    files = {
        "scripts/test": "#!/bin/sh -e\npytest\n",
        "scripts/lint.sh": "#!/usr/bin/env bash\nruff check\n",
        "scripts/check": "#!/bin/sh\nexport PREFIX=venv/bin/\n${PREFIX}mypy src\n",
        "scripts/build": '#!/bin/sh\nmake "$1"\n',
        "scripts/format": "#!/usr/bin/env python\n",
        "scripts/frob.sh": "#!/bin/sh\npytest\n",
        "bin/tool": "#!/bin/sh\nexec x\n",
        "test.sh": "#!/bin/sh\ngo test ./...\n",
    }
    assert tasks(files, executable=("scripts/test", "scripts/lint.sh", "scripts/check")) == [
        ("typecheck", "scripts/check", "", "scripts/check"),
        ("lint", "./scripts/lint.sh", "", "scripts/lint.sh"),
        ("test", "scripts/test", "", "scripts/test"),
        ("test", "bash test.sh", "", "test.sh"),
    ]


def test_pre_commit() -> None:
    files = {".pre-commit-config.yaml": "default_stages: [x]\nrepos:\n- repo: local\n"}
    place = ".pre-commit-config.yaml:2"
    assert tasks(files) == [
        ("setup", "pre-commit install", "Install the Git hooks", place),
        ("lint", "pre-commit run --all-files", "", place),
    ]


def test_what_ci_runs_is_marked_and_a_folder_keeps_to_itself() -> None:
    known = Facts([Fact(Task("test", "make test", in_ci=True, directory="api"), (Evidence("x"),))])
    files = {"api/Makefile": "test:\n\tpytest\nlint:\n\truff check\n", "Makefile": "docs:\n\tx\n"}
    facts = list(Tasks().facts(reader_of(files), known, "api"))
    assert [(f.value.command, f.value.directory, f.value.in_ci, f.folder) for f in facts] == [
        ("make test", "api", True, "api"),
        ("make lint", "api", False, "api"),
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "tool = 3\n"),
        (
            "pyproject.toml",
            "[tool]\npoe = 1\nhatch = {envs = {a = 1, b = {scripts = 2}}}\ntox = []\n",
        ),
        ("pyproject.toml", "[tool.poe]\ntasks = {a = 1, b = [], c = {args = 3, cmd = 4}}\n"),
        ("tox.ini", "no section\n"),
        ("tox.ini", "[tox\nenvlist\n"),
        ("tox.toml", "env = 3\nenv_run_base = 4\nenv_list = 3\n"),
        ("Taskfile.yml", "tasks: [a]\nincludes: 3\n"),
        ("Taskfile.yml", "tasks: {a: 3, b: {cmds: 4, desc: [x]}, c: null}\nincludes: {a: [x]}\n"),
        ("noxfile.py", "def (:\n"),
        ("Makefile", "test\n:\n\t\n= x\n: :\ninclude Makefile\n\\"),
        ("justfile", "test :=\n[x\n: a\nimport 'justfile'\n"),
        (".pre-commit-config.yaml", "repos: 3\n"),
        ("mise.toml", "tasks = [1]\n"),
        ("deno.json", '{"tasks": [1]}'),
    ],
)
def test_malformed_files_give_nothing(path: str, text: str) -> None:
    assert tasks({path: text}) == []


def test_a_task_is_written_as_ci_writes_it() -> None:
    known = Facts([Fact(Task("test", "uv run tox run", in_ci=True), (Evidence("x"),))])
    ini = "[tox]\nenvlist = py\n[testenv]\ncommands = pytest\n"
    facts = list(Tasks().facts(reader_of({"tox.ini": ini}), known, ""))
    assert [(f.value.command, f.value.in_ci) for f in facts] == [("uv run tox run", True)]


def test_a_description_that_was_copied_to_another_target_is_not_its_own() -> None:
    makefile = """
        # Throw the boxes of the containers away.
        .PHONY: rm-boxes
        rm-boxes: ## Delete the boxes
        \tdocker compose down -v
        # Make the boxes of the containers.
        .PHONY: init-boxes
        init-boxes: ## Delete the boxes
        \tdocker compose run boxes init
    """
    found = {command: told for _, command, told, _ in tasks({"Makefile": makefile})}
    assert found["make init-boxes"] == "Make the boxes of the containers"


def test_quotes_around_a_description_of_an_ini_file_are_no_part_of_it() -> None:
    tox = """
        [tox]
        env_list = py312, typing
        [testenv:typing]
        description = "Check the types."
        commands = mypy kelp
    """
    assert ("typecheck", "tox -e typing", "Check the types", "tox.ini:3") in tasks({"tox.ini": tox})


def test_trying_out_a_release_is_no_test() -> None:
    from moxi.facts.common.named import purpose_of_recipe

    assert purpose_of_recipe("dist-test-pr", ["git push"]) == "release"
    assert purpose_of_recipe("test-unit", ["pytest"]) == "test"


def test_a_mark_and_a_name_before_a_description_and_the_heading_of_a_group() -> None:
    makefile = """
        # development tasks
        test:
        \tgo test ./...
        #> lint: Look for mistakes
        .PHONY: lint
        lint:
        \tgolangci-lint run
    """
    found = {command: told for _, command, told, _ in tasks({"Makefile": makefile})}
    assert found == {"make test": "", "make lint": "Look for mistakes"}


def test_how_to_call_a_recipe_is_not_what_it_does() -> None:
    text = "# Run the tests\n# Usage:\n#   just test -> all\ntest *args:\n  pytest\n"
    assert [row[2] for row in tasks({"justfile": text})] == ["Run the tests"]


def test_a_server_that_is_only_built_is_not_started() -> None:
    from moxi.facts.common.named import purpose_of_recipe

    build = ["mkdir -p build", "go build ./cmd/server", "mv server build/"]
    assert purpose_of_recipe("server", build) == "build"
    assert purpose_of_recipe("server", [*build, "./build/server"]) == "run"
