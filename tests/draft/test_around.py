"""The parts all projects share: development commands, structure, packages, links, tagline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.config import Config
from moxi.draft import draft
from moxi.facts import Evidence, Fact, Facts
from moxi.facts.model import (
    Cli,
    Description,
    Document,
    Folder,
    Install,
    Link,
    ModuleEdge,
    Overview,
    Package,
    Task,
    Value,
    Workflow,
)
from moxi.snapshot import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

METADATA = Metadata("github.com", "octo-org", "tool", default_branch="main")


def fact(value: Value, folder: str = "", path: str = "x") -> Fact[Value]:
    return Fact(value, (Evidence(path, 1, 1),), folder)


def section(
    name: str,
    *values: Value,
    package: Package | None = None,
    packages: tuple[Fact[Package], ...] = (),
    files: Mapping[str, str] | None = None,
    folder: str = "",
) -> str:
    """One section for these values; `packages` are others of the repository."""
    lead = (Fact(package, (Evidence("x", 1, 1),), folder),) if package else ()
    facts = Facts(
        [*lead, *(fact(value, folder) for value in values)],
        folder=folder,
        packages=(*lead, *packages),
    )
    snapshot = MemorySnapshot(files or {}, metadata=METADATA)
    return draft(facts, snapshot, Config(), only=(name,)).markdown


def commands(*tasks: Task, package: Package | None = None, folder: str = "") -> list[str]:
    """The lines of the development block, from the first command on, comments aligned away."""
    text = section("development", *tasks, package=package, folder=folder)
    block = text.partition("```sh\n")[2].partition("\n```")[0]
    lines = [" ".join(line.split()) for line in block.split("\n") if line]
    return [line for line in lines if not line.startswith(("git clone", "cd "))]


PYTHON = Package("tool", "Python", ("library",))
GO = Package("tool", "Go", ("library",))
WEB = Package("tool", "TypeScript", ("library",))


# Development ----------------------------------------------------------------------------------


def test_pytest_and_tox_are_the_same_tests_and_ci_decides() -> None:
    tasks = (Task("test", "pytest", runner="pytest"), Task("test", "python -m tox", runner="tox"))
    in_ci = Task("test", "python -m tox", runner="tox", in_ci=True)
    assert commands(*tasks, in_ci, package=PYTHON) == ["python -m tox # run the tests"]
    # Nothing installs what pytest needs, and tox brings it along.
    assert commands(*tasks, package=PYTHON) == ["python -m tox # run the tests"]
    ready = Task("setup", "pip install -e '.[test]'", runner="pip")
    assert commands(ready, *tasks, package=PYTHON)[1] == "pytest # run the tests"


def test_a_runner_stands_beside_the_tool_and_says_so() -> None:
    lines = commands(
        Task("test", "go test ./...", runner="go", in_ci=True),
        Task("test", "make test", runner="make"),
        Task("test", "make test-db", runner="make"),
        Task("test", "make e2e", runner="make"),
        package=GO,
    )
    assert lines == [
        "go test ./... # run the tests",
        "make test # run the tests with make",
        "make e2e # run the end-to-end tests",
    ]


def test_a_recipe_that_is_named_for_ci_gives_way_to_the_plain_one() -> None:
    lines = commands(
        Task("test", "make test-in-ci", runner="make", in_ci=True),
        Task("test", "make test", runner="make"),
        Task("lint", "make lint-ci", runner="make", in_ci=True),
        package=PYTHON,
    )
    assert lines == ["make test # run the tests", "make lint-ci # lint"]


def test_the_plain_tests_come_before_the_part_that_ci_runs() -> None:
    lines = commands(
        Task("test", "npm run test:parts:one", runner="npm", in_ci=True),
        Task("test", "npm test", runner="npm"),
        package=WEB,
    )
    assert lines == ["npm test # run the tests"]


def test_the_database_is_made_ready_after_the_dependencies() -> None:
    lines = commands(
        Task("setup", "npm run migrate", "create the database tables", "npm"),
        Task("setup", "npm run seed", "seed the database", "npm"),
        Task("setup", "npm install", runner="npm"),
        Task("test", "npm test", runner="npm"),
        package=WEB,
    )
    assert [line.split(" #")[0] for line in lines[:3]] == [
        "npm install", "npm run migrate", "npm run seed",
    ]  # fmt: skip


def test_a_part_in_a_folder_of_its_own_is_set_up_there() -> None:
    lines = commands(
        Task("setup", "npm install", runner="npm"),
        Task("setup", "npm install", runner="npm", directory="web"),
        Task("test", "npm test", runner="npm", directory="web"),
        package=WEB,
    )
    assert lines[0].startswith("(cd web && npm install)")


def test_the_plain_form_stands_for_what_ci_runs_with_flags() -> None:
    lines = commands(
        Task("test", "yarn test --coverage", runner="yarn", in_ci=True),
        Task("test", "yarn test:other", runner="yarn", in_ci=True),
        Task("test", "yarn test", runner="yarn"),
        Task("lint", "make MODE= lint", runner="make", in_ci=True),
        Task("lint", "make lint", runner="make"),
        package=WEB,
    )
    assert lines == ["yarn test # run the tests", "make lint # lint"]


def test_parts_of_a_script_are_not_told_beside_it() -> None:
    lines = commands(
        Task("lint", "npm run lint", runner="npm", in_ci=True),
        Task("lint", "npm run lint:css", runner="npm", in_ci=True),
        Task("build", "npm run build", runner="npm"),
        Task("build", "npm run build:docs", runner="npm"),
        package=WEB,
    )
    assert lines == ["npm run build # build", "npm run lint # lint"]


def test_one_setup_for_each_package_manager_and_folder() -> None:
    lines = commands(
        Task("setup", "pip install -r requirements.txt", runner="pip"),
        Task("setup", "pip install -e .", runner="pip"),
        Task("setup", "npm ci", runner="npm"),
        Task("setup", "tox -e requirements", runner="tox"),
        Task("setup", "make install", runner="make"),
        Task("setup", "npm install", runner="npm", directory="web"),
        package=PYTHON,
    )
    assert lines == [
        "pip install -r requirements.txt # install the dependencies",
        "npm ci # install the JavaScript dependencies",
    ]


def test_commands_that_work_only_on_the_machine_of_ci_are_left_out() -> None:
    lines = commands(
        Task("setup", "cmake -B build -DX=/home/runner/x", in_ci=True),
        Task("build", "make -C docs/mixin", runner="make", in_ci=True),
        Task("build", "CFLAGS=--coverage python setup.py build", in_ci=True),
        Task("build", "cmake --build build"),
        package=PYTHON,
    )
    assert lines == ["cmake --build build # build"]


def test_cmake_builds_in_the_folder_that_it_made() -> None:
    setup = Task("setup", "cmake -B out")
    assert commands(setup, Task("build", "cmake --build other")) == [
        "cmake -B out # configure the build"
    ]
    assert len(commands(setup, Task("build", "cmake --build out"))) == 2


def test_other_folders_only_where_the_project_has_nothing_of_the_kind() -> None:
    lines = commands(
        Task("test", "go test ./...", runner="go"),
        Task("test", "go test ./...", runner="go", directory="plugin"),
        Task("test", "npm test", runner="npm", directory="frontend"),
        package=GO,
    )
    assert lines == ["go test ./... # run the tests", "(cd frontend && npm test) # run the tests"]


def test_unrelated_packages_do_not_stand_for_the_repository() -> None:
    others = tuple(
        Fact(Package(name, "JavaScript"), (Evidence("x"),), name) for name in ("a", "b", "c", "d")
    )
    task = Task("test", "npm test", runner="npm", directory="a")
    assert "npm" not in section("development", task, packages=others)


def test_formatting_the_pages_is_not_formatting_the_code() -> None:
    assert commands(Task("format", "make format-docs", runner="make"), package=GO) == []


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (("Python 3.12", "Python 3.13", "Python 3.14", "Python 3.15-dev"),
         "on Python 3.12 to 3.14 and 3.15-dev"),
        (("Python 3.13", "Python pypy-3.11", "Node.js 22"), "on Python 3.13 and PyPy 3.11"),
        (("Python 3.11", "Python 3.11", "ubuntu-latest"), "on Python 3.11, on Linux"),
        (("Python 3.11", "windows", "linux", "osx"), "on Python 3.11, on Windows, Linux and macOS"),
        (("Node.js 22",), ""),
    ],
)  # fmt: skip
def test_ci_tells_the_versions_of_the_projects_language(
    versions: tuple[str, ...], said: str
) -> None:
    flow = Workflow("ci.yml", "CI", purposes=("test",), versions=versions)
    told = f"runs the tests {said}." if said else "runs the tests."
    assert told in section("development", flow, package=PYTHON)


def test_node_versions_by_the_names_that_its_users_know() -> None:
    flow = Workflow("ci.yml", "CI", purposes=("test",), versions=("Node.js lts/*", "Node.js 18.x"))
    assert "on Node.js LTS and 18." in section("development", flow, package=WEB)


def test_other_tasks_are_those_of_everyday_work() -> None:
    def task(name: str, told: str) -> Task:
        return Task("other", f"just {name}", told, "just")

    text = section(
        "development",
        task("generate", "Write the code of the messages"), task("seed", "Fill the database"),
        task("sing", "Sing a song"), task("publish", "Put it on the registry"),
        task("test-a", "Test a"), task("test-b", "Test b"), task("test-c", "Test c"),
    )  # fmt: skip
    assert "| `just generate` | Write the code of the messages |" in text
    assert "sing" not in text
    assert "publish" not in text
    assert "`just test-b`" in text
    assert "`just test-c`" not in text


# Structure and packages -----------------------------------------------------------------------


def test_roles_begin_alike_and_trivial_ones_are_left_out() -> None:
    files = {"core/a": "", "img/a": "", "scripts/a": "", "tests/a": "", "rx/a": ""}
    roles = (
        Folder("core/", "the rules"), Folder("img/", "images"), Folder("scripts/", "scripts"),
        Folder("rx/", "tool with patterns"), Folder("tests/", "tests"),
    )  # fmt: skip
    text = section("structure", *roles, package=GO, files=files)
    assert "| The rules |" in text
    assert "| tool with patterns |" in text  # the project's name is written small
    assert "| Tests |" in text
    assert "img" not in text
    assert "scripts" not in text


def test_a_table_of_usual_folders_tells_nothing() -> None:
    files = {"docs/a": "", "tests/a": ""}
    folders = (Folder("docs/", "documentation"), Folder("tests/", "tests"))
    assert section("structure", *folders, files=files).strip() == ""


def test_the_diagram_says_what_it_is_of() -> None:
    edges = [ModuleEdge("a", "b"), ModuleEdge("b", "c"), ModuleEdge("a", "c")]
    modules = Facts([fact(edge, path=f"src/kit/{edge.source}.py") for edge in edges])
    text = draft(modules, MemorySnapshot({}), Config(), only=("structure",)).markdown
    assert "How the main parts of [`src/kit/`](src/kit/) build on each other" in text
    crates = Facts([fact(edge, path=f"{edge.source}/Cargo.toml") for edge in edges])
    text = draft(crates, MemorySnapshot({}), Config(), only=("structure",)).markdown
    assert "How the packages build on each other" in text


def below(*names: str, ecosystem: str = "JavaScript", **more: str) -> tuple[Fact[Package], ...]:
    return tuple(
        Fact(
            Package(name, ecosystem, ("library",), more.get("description", f"part {name}.")),
            (Evidence(f"{folder}/package.json"),),
            folder,
        )
        for name, folder in ((name, f"packages/{name}") for name in names)
    )


def test_packages_leave_samples_out_and_are_not_told_twice() -> None:
    parts = (*below("core", "net"), *below("js-example", "demo-app", "templates"))
    text = section("packages", packages=parts)
    assert "| [`core`](packages/core) | Part core |" in text
    assert "example" not in text
    assert "demo" not in text
    files = {f"packages/{name}/a": "" for name in ("core", "net")} | {"src/a": "", "lib/a": ""}
    rows = (Folder("packages/core/", "part core"), Folder("src/", "the code"),
            Folder("lib/", "the rest"))  # fmt: skip
    structure = section("structure", *rows, packages=parts, files=files)
    assert "packages/core" not in structure
    assert "`src/`" in structure


def test_packages_that_only_make_up_a_program_are_no_table() -> None:
    assert section("packages", package=GO, packages=below("a", "b", description="")).strip() == ""


def test_packages_tell_how_the_others_are_installed() -> None:
    parts = below("core", "net")
    install = Fact(Install("registry", ("npm install core",), "npm"), (Evidence("x"),))
    facts = Facts([parts[0], install], packages=parts)
    text = draft(facts, MemorySnapshot({}), Config(), only=("packages",)).markdown
    assert "such as `npm install net`." in text


# Links and people -----------------------------------------------------------------------------


def test_documents_are_called_what_they_are() -> None:
    files = {"docs/faq.md": "", "HISTORY.md": "", "docs/overview.md": "", "docs/migrate.md": ""}
    text = section(
        "documentation",
        Document("faq", "docs/faq.md", "Faq"), Document("changelog", "HISTORY.md", "History"),
        Document("docs", "docs/overview.md", "Overview"),
        Document("upgrading", "docs/migrate.md", "Migrate"),
        files=files,
    )  # fmt: skip
    for label in ("FAQ", "Changelog", "Documentation", "Upgrading"):
        assert f"- [{label}](" in text


def test_funding_is_one_line_that_names_the_places() -> None:
    text = section(
        "contact",
        Link("funding", "https://github.com/sponsors/ann"),
        Link("funding", "https://github.com/sponsors/bob"),
        Link("funding", "https://opencollective.com/tool"),
    )
    assert text.count("Support the project") == 1
    assert "[GitHub Sponsors (ann)](https://github.com/sponsors/ann)" in text
    assert "[Open Collective](https://opencollective.com/tool)" in text


# Tagline --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("Contains a library for clouds", "A library for clouds."),
        ("provides utilities for tests", "Utilities for tests."),
        ("Implements the Raft protocol", "An implementation of the Raft protocol."),
        ("Contains and prints", "Contains and prints."),
        ("A fast thing \N{ROCKET}", "A fast thing."),
    ],
)
def test_a_comment_is_turned_into_what_the_project_is(stated: str, said: str) -> None:
    assert section("about", Description(stated, "docstring")).strip() == said


def test_a_question_is_no_description() -> None:
    package = Package("tool", "Python", ("cli",), "What is that thing?")
    cli = Cli("tool", "Tells what a text may be")
    assert section("about", cli, package=package).strip() == "Tells what a text may be."
    asks = Package("tool", "Python", ("cli",), "Parcel tracking: where is my parcel?")
    assert section("about", cli, package=asks).strip() == asks.description


def test_an_overview_that_says_the_tagline_in_a_sentence_stands_for_it() -> None:
    package = Package("tool", "Python", ("cli",), "Modern, extensible project management")
    overview = Overview("Tool is a modern, extensible project manager.", "docs")
    assert section("about", overview, package=package).strip() == overview.markdown
    other = Overview("tool is a project manager (https://tool.dev) See https://x.dev for more.",
                     "help")  # fmt: skip
    assert section("about", other, package=package).strip() == (
        "Modern, extensible project management."
    )


def test_packages_of_a_workspace_that_none_of_them_leads() -> None:
    lead = Package("tools", "JavaScript", private=True, workspace=True)
    text = section("packages", package=lead, packages=below("@t/app", "@t/accepts"))
    assert "Each is installed by its name, such as `npm install @t/app`." in text
