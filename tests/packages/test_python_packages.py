"""Drafts of source distributions, fact by fact; each expectation was read in the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.facts.model import Cli, EnvVar, Extra, Import, Licence, Service, Symbol
from tests.packages.kit import flags

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.packages.kit import Drafted

    Packages = Callable[[str], Drafted]

pytestmark = pytest.mark.packages


@pytest.mark.parametrize(
    ("name", "description", "install", "runtime", "licence"),
    [
        ("autoflake", "Removes unused imports and unused variables.", "pip install .",
         "Python 3.8", "MIT"),
        ("cachetools", "Extensible memoizing collections and decorators.",
         "pip install cachetools", "Python 3.7", "MIT"),
        ("cruft", "Allows you to maintain all the necessary cruft for packaging and building "
         "projects separate from the code you intentionally write. Built on-top of CookieCutter.",
         "pip install cruft", "Python 3.7", "MIT"),
        ("markupsafe", "Safely add untrusted strings to HTML/XML markup.",
         "pip install MarkupSafe", "Python 3.9", "BSD-3-Clause"),
        ("nh3", "Python bindings to the ammonia HTML sanitization library.",
         "pip install nh3", "Python 3.7", "MIT"),
        ("pypiserver", "A minimal PyPI server for use with pip/easy_install.",
         "pip install pypiserver", "Python 3.6", ""),
        ("rpds-py", "Python bindings to Rust's persistent data structures (rpds).",
         "pip install rpds-py", "Python 3.8", "MIT"),
        ("shiv", "Shiv is a command line utility for building fully self-contained Python zipapps "
         "as outlined in [PEP 441](http://legacy.python.org/dev/peps/pep-0441/) but with all "
         "their dependencies included!", "pip install shiv", "Python 3.6", "BSD-2-Clause"),
        ("towncrier", "Building newsfiles for your project.",
         "pip install towncrier", "Python 3.8", "MIT"),
    ],
)  # fmt: skip
def test_what_it_is_and_how_to_get_it(
    package: Packages, name: str, description: str, install: str, runtime: str, licence: str
) -> None:
    drafted = package(name)
    assert drafted.description == description
    assert drafted.commands("Install")[0] == install
    assert drafted.runtime == (f"Requires {runtime} or newer." if runtime else "")
    if licence:
        assert [fact.expression for fact in drafted.values(Licence)] == [licence]
        assert drafted.section("License").startswith(f"[{licence}](LICENSE")


class TestLibrary:
    """cachetools: pure Python, setup.cfg, tox, unittest, Sphinx."""

    def test_api(self, package: Packages) -> None:
        symbols = {symbol.name: symbol for symbol in package("cachetools").values(Symbol)}
        assert symbols["LRUCache"].signature == "LRUCache(maxsize, getsizeof=None)"
        assert symbols["LRUCache"].summary == "Least Recently Used (LRU) cache implementation."
        assert symbols["cached"].signature == (
            "cached(cache, key=keys.hashkey, lock=None, info=False)"
        )
        assert {"Cache", "FIFOCache", "LFUCache", "MRUCache", "RRCache", "TTLCache", "TLRUCache",
                "cachedmethod"} <= symbols.keys()  # fmt: skip

    def test_import(self, package: Packages) -> None:
        (taken,) = package("cachetools").values(Import)
        names = taken.statement.removeprefix("from cachetools import ").split(", ")
        assert "LRUCache" in names
        assert set(names) <= {symbol.name for symbol in package("cachetools").values(Symbol)}

    def test_development(self, package: Packages) -> None:
        tasks = package("cachetools").tasks
        assert tasks["tox"] == "test"
        assert tasks["tox -e flake8"] == "lint"
        assert tasks["tox -e docs"] == "docs"
        assert "tox -e check-manifest" not in tasks  # neither tests nor code style

    def test_it_is_no_program(self, package: Packages) -> None:
        assert package("cachetools").values(Cli) == []
        assert "pipx" not in package("cachetools").markdown

    def test_an_example_of_what_fails_is_not_shown(self, package: Packages) -> None:
        failing = "@cached(LRUCache(maxsize=128))\ndef foo(x, y, z, env={}):"
        assert failing not in package("cachetools").markdown


class TestArgparse:
    """autoflake: one module, argparse, no word on any index."""

    def test_options(self, package: Packages) -> None:
        program = package("autoflake").program("autoflake")
        options = flags(program)
        assert len(options) == 21
        assert options["--jobs"].flags == ("-j", "--jobs")
        assert (options["--jobs"].value, options["--jobs"].default) == ("n", "0")
        assert options["--stdin-display-name"].default == "stdin"
        assert options["--exclude"].value == "globs"
        assert options["--check-diff"].flags == ("-cd", "--check-diff")
        assert options["--in-place"].help == "make changes to files instead of printing diffs"
        assert [(a.name, a.required, a.repeated) for a in program.arguments] == [
            ("files", True, True)
        ]

    def test_switches_take_no_value(self, package: Packages) -> None:
        options = flags(package("autoflake").program("autoflake"))
        valued = {flag for flag, option in options.items() if option.value}
        assert valued == {"--imports", "--jobs", "--exclude", "--stdin-display-name", "--config"}

    def test_configuration(self, package: Packages) -> None:
        assert "`[tool.autoflake]`" in package("autoflake").section("Configuration")

    def test_tests(self, package: Packages) -> None:
        assert package("autoflake").tasks["python -m unittest"] == "test"

    def test_file_names_in_help_stay_whole(self, package: Packages) -> None:
        assert "exclude `__init__.py` when" in package("autoflake").section("Usage")


class TestTyper:
    """cruft: typer, uv, scripts in shell, an image."""

    def test_commands(self, package: Packages) -> None:
        program = package("cruft").program("cruft")
        assert {sub.name: sub.help for sub in program.subcommands} == {
            "check": "Check if the linked Cookiecutter template has been updated",
            "create": "Create a new project from a Cookiecutter template",
            "link": "Link an existing project to a Cookiecutter template",
            "update": "Update the project to the latest version of the linked "
            "Cookiecutter template",
            "diff": "Show the diff between the project and the current cruft template",
        }

    def test_options(self, package: Packages) -> None:
        program = package("cruft").program("cruft")
        create = flags(program, "create")
        assert create["--extra-context"].default == "{}"
        assert create["-f"].flags == ("--overwrite-if-exists", "-f")
        assert create["-d"].value == ""
        assert "--strict" in flags(program, "check")["--not-strict"].flags
        assert flags(program, "diff")["-e"].help == "Exit with status 1 on non-empty diff"

    def test_install(self, package: Packages) -> None:
        commands = package("cruft").commands("Install")
        assert commands[:3] == [
            "pip install cruft", "pipx install cruft", "docker run --rm ghcr.io/cruft/cruft",
        ]  # fmt: skip
        (extra,) = package("cruft").values(Extra)
        assert extra.command == 'pip install "cruft[pyproject]"'

    def test_development(self, package: Packages) -> None:
        tasks = package("cruft").tasks
        assert tasks["bash scripts/test.sh --ci"] == "test"
        assert tasks["./scripts/lint.sh"] == "lint"
        assert any(command.startswith("uv sync") for command in tasks)
        assert not any("poetry" in command for command in tasks)
        assert "Python 3.8 to 3.12" in package("cruft").section("Development")


class TestClick:
    """shiv and towncrier: click, one command and a group."""

    def test_one_command(self, package: Packages) -> None:
        program = package("shiv").program("shiv")
        options = flags(program)
        assert options["-o"].flags == ("--output-file", "-o")
        assert options["-p"].default == "/usr/bin/env python3"
        assert options["--root"].default == "~/.shiv"
        assert options["--uncompressed"].flags == ("--compressed", "--uncompressed")
        assert options["--reproducible"].value == ""
        assert [argument.name.lower() for argument in program.arguments] == ["pip_args"]

    def test_two_programs(self, package: Packages) -> None:
        info = package("shiv").program("shiv-info")
        assert flags(info)["-j"].help == "output as plain json"

    def test_a_script_that_is_a_program_is_installed_alone(self, package: Packages) -> None:
        assert "pipx install shiv" in package("shiv").commands("Install")

    def test_environment(self, package: Packages) -> None:
        names = {variable.name for variable in package("shiv").values(EnvVar)}
        assert {"SHIV_ROOT", "SHIV_INTERPRETER", "SHIV_FORCE_EXTRACT"} <= names

    def test_a_cache_is_no_configuration_file(self, package: Packages) -> None:
        assert "Settings are read from" not in package("shiv").markdown

    def test_group(self, package: Packages) -> None:
        program = package("towncrier").program("towncrier")
        assert [sub.name for sub in program.subcommands] == ["build", "check", "create"]
        assert flags(program, "create")["--content"].default == "Add your info here"
        assert flags(program, "check")["--compare-with"].value == "BRANCH"
        assert flags(program, "build")["--draft"].value == ""
        assert list(flags(program)) == ["--version"]

    def test_group_configuration(self, package: Packages) -> None:
        configuration = package("towncrier").section("Configuration")
        assert "`towncrier.toml`" in configuration
        assert "`[tool.towncrier]`" in configuration

    def test_group_development(self, package: Packages) -> None:
        tasks = package("towncrier").tasks
        assert tasks['pip install -e ".[dev]"'] == "setup"
        assert tasks["nox -s tests"] == "test"
        assert tasks["nox -s typecheck"] == "typecheck"
        assert not any("pytest" in command for command in tasks)  # it uses trial, through nox

    def test_folders_that_were_left_out_are_not_told(self, package: Packages) -> None:
        assert "docs/" not in package("towncrier").section("Project structure")


class TestService:
    """pypiserver: setup.py, a server, compose, an image, a copy of bottle inside."""

    def test_commands(self, package: Packages) -> None:
        program = package("pypiserver").program("pypi-server")
        assert [sub.name for sub in program.subcommands] == ["run", "update"]
        run = flags(program, "run")
        assert run["--port"].default == "8080"
        assert run["--host"].flags == ("-i", "-H", "--interface", "--host")
        assert run["--host"].default == "0.0.0.0"  # noqa: S104 - what its parser says
        assert run["--hash-algo"].default == "sha256"
        assert run["--health-endpoint"].default == "/health"
        assert run["--authenticate"].default == "update"
        assert run["--backend"].choices == ("auto", "simple-dir", "cached-dir")

    def test_extras(self, package: Packages) -> None:
        assert [
            (extra.name, extra.description) for extra in package("pypiserver").values(Extra)
        ] == [
            ("passlib", "adds `passlib`"),
            ("cache", "adds `watchdog`"),
        ]

    def test_image(self, package: Packages) -> None:
        assert any(
            command.startswith("docker run ") and command.endswith(" pypiserver/pypiserver")
            for command in package("pypiserver").commands("Install")
        )

    def test_services(self, package: Packages) -> None:
        services = {service.name: service for service in package("pypiserver").values(Service)}
        assert services["pypiserver-authenticated"].image == "pypiserver/pypiserver:latest"
        assert services["pypiserver-authenticated"].ports == ("8081:8080",)
        assert services["traefik"].ports == ("80:80", "443:443")

    def test_development(self, package: Packages) -> None:
        tasks = package("pypiserver").tasks
        assert tasks["tox -e py"] == "test"
        assert tasks["black --diff --check ."] == "lint"
        assert tasks["./bin/package.sh"] == "build"

    def test_the_copy_of_bottle_is_not_the_project(self, package: Packages) -> None:
        drafted = package("pypiserver")
        assert "BOTTLE_" not in drafted.markdown
        assert "Bottle" not in {symbol.name for symbol in drafted.values(Symbol)}

    def test_the_licence_is_not_invented(self, package: Packages) -> None:
        assert " OR " not in package("pypiserver").section("License")

    def test_structure(self, package: Packages) -> None:
        structure = package("pypiserver").section("Project structure")
        assert "NOT YET IMPLEMENTED" not in structure
        assert "[`setup.py`](setup.py) | the `pypi-server` command" not in structure


class TestRustInside:
    """nh3 and rpds-py: maturin, with and without a `[project]` table."""

    @pytest.mark.parametrize("name", ["nh3", "rpds-py"])
    def test_it_is_installed_with_pip(self, package: Packages, name: str) -> None:
        install = package(name).section("Install")
        assert f"pip install {name}" in install
        assert "cargo" not in install
        assert "crates.io" not in package(name).markdown

    def test_usage(self, package: Packages) -> None:
        assert ">>> nh3.clean(" in package("nh3").section("Usage")
        assert "use nh3" not in package("nh3").markdown

    def test_development(self, package: Packages) -> None:
        assert "pytest" in package("nh3").commands("Development")
        tasks = package("rpds-py").tasks
        assert tasks["nox -s tests"] == "test"
        assert tasks["nox -s style"] == "lint"
        assert not any(command.startswith("cargo test") for command in tasks)

    @pytest.mark.parametrize(("name", "symbol"), [("nh3", "clean"), ("rpds-py", "HashTrieMap")])
    def test_api(self, package: Packages, name: str, symbol: str) -> None:
        assert symbol in {found.name for found in package(name).values(Symbol)}


class TestCInside:
    """markupsafe: a C module with a Python one that does the same."""

    def test_api(self, package: Packages) -> None:
        symbols = {symbol.name: symbol for symbol in package("markupsafe").values(Symbol)}
        assert {"escape", "escape_silent", "soft_str", "Markup"} <= symbols.keys()
        assert symbols["soft_str"].summary == "Convert an object to a string if it isn't already."
        assert not {name for name in symbols if name.startswith("_")}

    def test_first_example(self, package: Packages) -> None:
        usage = package("markupsafe").section("Usage")
        assert usage.index("from markupsafe import escape") < usage.index("Markup(")

    def test_development(self, package: Packages) -> None:
        tasks = package("markupsafe").tasks
        assert tasks["pip install -e . -r requirements/dev.txt"] == "setup"
        assert tasks["pytest"] == "test"
        assert tasks["tox -e typing"] == "typecheck"

    def test_links(self, package: Packages) -> None:
        assert "https://markupsafe.palletsprojects.com/" in (
            package("markupsafe").section("Documentation")
        )
