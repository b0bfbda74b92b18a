"""The four Python fixtures, fact by fact."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from moxi.facts.model import (
    Cli,
    ConfigFile,
    Description,
    EntryPoint,
    EnvVar,
    Evidence,
    Example,
    Extra,
    Import,
    Install,
    Overview,
    Package,
    Runtime,
    Symbol,
    Task,
    Technology,
)
from moxi.facts.python import Python
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from moxi.facts.model import Fact

FIXTURES = Path(__file__).parents[1] / "fixtures"


def snapshot_of(name: str, metadata: Metadata | None = None) -> MemorySnapshot:
    """A fixture folder in memory, so that this repository's own git plays no part."""
    root = FIXTURES / name
    files = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    return MemorySnapshot(files, metadata=metadata)


def python_facts(snapshot: MemorySnapshot, folder: str = "") -> list[Fact[Any]]:
    reader = Reader(snapshot)
    package = Python().package(reader, folder)
    found = list(Python().facts(reader, folder))
    assert not reader.problems
    return [*([package] if package else []), *found]


def of(facts: list[Fact[Any]], kind: type[Any]) -> list[Any]:
    return [fact.value for fact in facts if isinstance(fact.value, kind)]


def where(facts: list[Fact[Any]], value: Any) -> list[str]:
    return [str(e) for fact in facts if fact.value == value for e in fact.evidence]


def read_files(files: dict[str, str], metadata: Metadata | None = None) -> list[Fact[Any]]:
    return python_facts(MemorySnapshot(files, metadata=metadata))


# A library -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def library() -> list[Fact[Any]]:
    return python_facts(snapshot_of("python_library"))


def test_library_package(library: list[Fact[Any]]) -> None:
    package = Package(
        "tidewater",
        "Python",
        ("library",),
        "Tide tables from harmonic constituents, without a network.",
        "2.3.1",
        published=True,
    )
    assert of(library, Package) == [package]
    assert where(library, package) == [
        "pyproject.toml:6",
        "src/tidewater/__about__.py:1",
        ".github/workflows/release.yml:13",
        "pyproject.toml:7",
    ]


def test_library_install(library: list[Fact[Any]]) -> None:
    runtime = Runtime("Python", ">=3.10", "3.10 or newer")
    assert of(library, Runtime) == [runtime]
    assert where(library, runtime) == ["pyproject.toml:9"]
    assert [(i.method, i.commands) for i in of(library, Install)] == [
        ("registry", ("pip install tidewater",))
    ]
    extra = Extra("plot", "draw tide curves", 'pip install "tidewater[plot]"')
    assert of(library, Extra) == [extra]
    assert where(library, extra) == ["pyproject.toml:23"]


def test_library_describes_itself(library: list[Fact[Any]]) -> None:
    text = "Tide tables from harmonic constituents, without a network."
    assert of(library, Description) == [Description(text, "manifest")]
    overview = of(library, Overview)[0]
    assert overview.markdown == (
        "Tide tables from harmonic constituents.\n\n"
        "A `Station` holds the constituents of one place and tells the height of the water at any "
        "moment. Heights are metres above the `chart datum`, times are UTC."
    )
    assert where(library, overview) == ["src/tidewater/__init__.py:1-11"]


def test_library_is_used(library: list[Fact[Any]]) -> None:
    statement = Import("from tidewater import Station, tide_table", "python")
    assert of(library, Import) == [statement]
    assert where(library, statement) == ["docs/index.md:4", "docs/index.md:10"]
    first, second, program = of(library, Example)
    assert first.code == '>>> from tidewater import Station\n>>> Station("Cuxhaven").height(0)\n1.5'
    assert (first.language, first.rank) == ("pycon", 5)
    assert second.title == "A place whose tides are known"
    assert (program.title, program.origin) == ("Print today's high water", "examples")


def test_library_offers_its_api(library: list[Fact[Any]]) -> None:
    symbols = of(library, Symbol)
    assert [symbol.name for symbol in symbols] == [
        "Station",
        "Station.height",
        "tide_table",
        "UnknownStation",
        "TidewaterError",
    ]
    assert symbols[0] == Symbol(
        "Station",
        "class",
        "Station(name: str, *, datum: float = 0.0)",
        "A place whose tides are known.",
        0,
    )
    table = symbols[2]
    assert table.signature == "tide_table(station: Station, days: int = 1, *, step: int = 3)"
    assert table.summary == "The heights of some days, one every `step` hours."
    assert where(library, table) == ["src/tidewater/station.py:33"]


def test_library_reads_a_variable_named_by_a_constant(library: list[Fact[Any]]) -> None:
    variable = EnvVar("TIDEWATER_DATA", "data", "folder of the constituent files")
    assert of(library, EnvVar) == [variable]
    assert where(library, variable) == ["src/tidewater/station.py:26"]


def test_library_is_developed(library: list[Fact[Any]]) -> None:
    assert [(task.purpose, task.command) for task in of(library, Task)] == [
        ("setup", 'pip install -e ".[dev]"'),
        ("test", "pytest"),
    ]
    assert of(library, Technology) == [Technology("NumPy", "arrays")]


# A click command, Poetry -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def click_cli() -> list[Fact[Any]]:
    metadata = Metadata(host="github.com", owner="vinyl", name="crate-keeper")
    return python_facts(snapshot_of("python_cli_click", metadata))


def test_click_package_is_not_published(click_cli: list[Fact[Any]]) -> None:
    package = of(click_cli, Package)[0]
    assert (package.name, package.roles, package.published) == ("crate-keeper", ("cli",), False)
    assert [install.commands for install in of(click_cli, Install)] == [
        ("pip install git+https://github.com/vinyl/crate-keeper",),
        ("pipx install git+https://github.com/vinyl/crate-keeper",),
    ]
    assert of(click_cli, Runtime) == [Runtime("Python", "^3.9", "3.9 or newer")]


def test_click_entry_point(click_cli: list[Fact[Any]]) -> None:
    entry = EntryPoint("crate", "crate_keeper.cli:main", "poetry run crate")
    assert of(click_cli, EntryPoint) == [entry]
    assert where(click_cli, entry) == ["pyproject.toml:9"]


def test_click_command_line(click_cli: list[Fact[Any]]) -> None:
    cli = of(click_cli, Cli)[0]
    assert (cli.program, cli.summary) == ("crate", "Keep a catalogue of record crates")
    assert cli.examples == (
        'crate add "Blue Train" --artist Coltrane',
        "crate list --format json",
    )
    assert [option.flags for option in cli.options] == [("--version", "-V")]
    commands = {command.name: command for command in cli.subcommands}
    assert list(commands) == ["add", "list", "shelf", "shelf move-all"]
    assert commands["add"].help == "Add a record"


def test_click_options_of_a_shared_decorator(click_cli: list[Fact[Any]]) -> None:
    commands = {command.name: command for command in of(click_cli, Cli)[0].subcommands}
    store, verbose, artist, year = commands["add"].options
    assert (store.flags, store.value, store.env) == (("--store",), "FILE", "CRATE_STORE")
    assert (store.default, store.help) == ("crates.db", "The catalogue's file")
    assert (verbose.flags, verbose.value) == (("--verbose", "-v", "--quiet", "-q"), "")
    assert (artist.required, artist.value) == (True, "TEXT")
    # Nobody types `this year`.
    assert (year.value, year.default) == ("INTEGER", "")
    assert year.help == "Year of the pressing (default: this year)"
    assert str(year.evidence) == "crate_keeper/cli.py:41"


def test_click_choices_come_from_a_constant(click_cli: list[Fact[Any]]) -> None:
    commands = {command.name: command for command in of(click_cli, Cli)[0].subcommands}
    output, limit = commands["list"].options[2:]
    assert (output.choices, output.default) == (("table", "json"), "table")
    assert (limit.default, limit.help) == ("20", "At most so many; 100% of them with 0")
    crates = commands["shelf move-all"].arguments[0]
    assert (crates.name, crates.required, crates.repeated) == ("CRATES", True, True)
    assert commands["shelf move-all"].options[0].value == "SHELF"


def test_click_project_is_developed_with_poetry(click_cli: list[Fact[Any]]) -> None:
    setup, test = of(click_cli, Task)
    assert (setup.command, where(click_cli, setup)) == ("poetry install", ["poetry.lock"])
    assert test.command == "poetry run pytest"


# An argparse command, setup.cfg ------------------------------------------------------------------


@pytest.fixture(scope="module")
def argparse_cli() -> list[Fact[Any]]:
    return python_facts(snapshot_of("python_cli_argparse"))


def test_argparse_package(argparse_cli: list[Fact[Any]]) -> None:
    package = of(argparse_cli, Package)[0]
    assert (package.name, package.version, package.published) == ("logsift", "1.8.0", True)
    assert where(argparse_cli, package) == [
        "setup.cfg:2",
        "logsift/__init__.py:1",
        "setup.cfg:7",
        "setup.cfg:4",
    ]
    assert of(argparse_cli, Runtime) == [Runtime("Python", ">=3.9,<3.13", "3.9 to 3.12")]
    assert [extra.name for extra in of(argparse_cli, Extra)] == ["color"]


def test_argparse_command_line(argparse_cli: list[Fact[Any]]) -> None:
    cli = of(argparse_cli, Cli)[0]
    assert cli.summary.endswith("Run logsift COMMAND --help for more")
    assert [option.flags for option in cli.options] == [("--version",)]
    assert [command.name for command in cli.subcommands] == ["show", "head", "tail"]
    assert cli.examples == ("logsift show --level error app.log", "logsift tail -n 5 app.log")


def test_argparse_subcommand(argparse_cli: list[Fact[Any]]) -> None:
    show, head, _ = of(argparse_cli, Cli)[0].subcommands
    assert (show.aliases, show.help) == (("s",), "print matching lines")
    config, level, pattern, color = show.options
    assert (config.flags, config.value) == (("-c", "--config"), "FILE")
    assert (config.env, config.default, config.help) == (
        "LOGSIFT_CONFIG",
        ".logsiftrc",
        "settings to read",
    )
    assert level.choices == ("debug", "info", "warning", "error")
    assert (level.default, level.help) == ("info", "least severe level to print")
    assert pattern.help == "print lines that match; 100% of the file is read"
    assert (color.flags, color.value) == (("--color", "--no-color"), "")
    assert show.arguments[0].repeated
    assert (head.options[1].default, head.options[1].help) == ("10", "how many lines")


def test_argparse_configuration(argparse_cli: list[Fact[Any]]) -> None:
    assert of(argparse_cli, ConfigFile) == [ConfigFile(".logsiftrc")]
    assert of(argparse_cli, EnvVar) == [EnvVar("LOGSIFT_CONFIG", ".logsiftrc")]


# A service ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def service() -> list[Fact[Any]]:
    metadata = Metadata(host="github.com", owner="parcels", name="tracker")
    return python_facts(snapshot_of("python_service", metadata))


def test_service_package(service: list[Fact[Any]]) -> None:
    package = of(service, Package)[0]
    assert (package.name, package.roles, package.published) == ("tracker", ("service",), False)
    assert where(service, package) == ["app/main.py:7"]
    assert of(service, Description) == [
        Description("Parcel tracking: where is my parcel, and when does it arrive?", "docstring")
    ]


def test_service_is_started(service: list[Fact[Any]]) -> None:
    run = next(task for task in of(service, Task) if task.purpose == "run")
    assert run.command == "uvicorn app.main:app"
    assert where(service, run) == ["app/main.py:7", "requirements.txt:2"]
    assert of(service, Install)[0].commands == (
        "git clone https://github.com/parcels/tracker",
        "cd tracker",
        "pip install -r requirements.txt",
    )
    assert of(service, Runtime) == [Runtime("Python", "3.12", "3.12")]


def test_service_settings(service: list[Fact[Any]]) -> None:
    assert of(service, EnvVar) == [
        EnvVar("PARCEL_DATABASE_URL", "", "Where parcels are stored", required=True),
        EnvVar("PARCEL_DEBUG", "false"),
        EnvVar("PARCEL_PAGE_SIZE", "50", "Parcels on one page of a list"),
        EnvVar("SENTRY_DSN"),
    ]
    fact = next(f for f in service if f.value == of(service, EnvVar)[0])
    assert fact.evidence == (Evidence("app/settings.py", 14, 14), Evidence(".env.example", 2, 2))


def test_service_technologies(service: list[Fact[Any]]) -> None:
    assert [technology.name for technology in of(service, Technology)] == [
        "FastAPI",
        "Uvicorn",
        "SQLAlchemy",
        "PostgreSQL",
    ]


def test_pytest_that_only_tox_installs_is_run_by_tox() -> None:
    files = {
        "pyproject.toml": '[project]\nname = "kelp"\noptional-dependencies.dev = ["mypy"]\n',
        "kelp/__init__.py": "",
        "tests/test_kelp.py": "import pytest\n",
        "tox.ini": "[testenv]\ndeps = pytest\ncommands = pytest {posargs}\n",
    }
    assert [t.command for t in of(read_files(files), Task) if t.purpose == "test"] == []
    files["pyproject.toml"] = files["pyproject.toml"].replace("mypy", "pytest>=8")
    assert [t.command for t in of(read_files(files), Task) if t.purpose == "test"] == ["pytest"]
