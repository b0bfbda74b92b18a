"""Drafts of npm packages, fact by fact; each expectation was read in the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.facts.model import Cli, Folder, Import, Licence, Symbol
from tests.packages.kit import flags

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.packages.kit import Drafted

    Packages = Callable[[str], Drafted]

pytestmark = pytest.mark.packages


@pytest.mark.parametrize(
    ("name", "description", "install", "runtime", "licence"),
    [
        ("@babel/code-frame",
         "Generate errors that contain a code frame that point to source locations.",
         "npm install @babel/code-frame", "Node.js 6.9", "MIT"),
        ("@fastify/cors", "Fastify CORS.", "npm install @fastify/cors", "", "MIT"),
        ("concurrently", "Run commands concurrently.", "npm install --global concurrently",
         "Node.js 18", "MIT"),
        ("madge", "Create graphs from module dependencies.", "npm install --global madge",
         "Node.js 18", "MIT"),
        ("p-limit",
         "Run multiple promise-returning & async functions with limited concurrency.",
         "npm install p-limit", "Node.js 18", "MIT"),
        ("qs", "A querystring parser that supports nesting and arrays, with a depth limit.",
         "npm install qs", "Node.js 0.6", "BSD-3-Clause"),
    ],
)  # fmt: skip
def test_what_it_is_and_how_to_get_it(
    package: Packages, name: str, description: str, install: str, runtime: str, licence: str
) -> None:
    drafted = package(name)
    assert drafted.description == description
    assert drafted.commands("Install")[0] == install
    assert drafted.runtime == (f"Requires {runtime} or newer." if runtime else "")
    assert [fact.expression for fact in drafted.values(Licence)] == [licence]


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("@babel/code-frame", "const { codeFrameColumns } = require('@babel/code-frame')"),
        ("@fastify/cors", "const cors = require('@fastify/cors')"),
        ("concurrently", "import concurrently from 'concurrently'"),
        ("madge", "const madge = require('madge')"),
        ("p-limit", "import pLimit from 'p-limit'"),
        ("qs", "const qs = require('qs')"),
    ],
)
def test_how_it_is_taken_in(package: Packages, name: str, statement: str) -> None:
    drafted = package(name)
    assert drafted.values(Import)[0].statement == statement
    assert f"```js\n{statement}\n" in drafted.section("Usage")


class TestLibraries:
    """p-limit: ES module with types; qs: CommonJS; code-frame: compiled, of a monorepo."""

    def test_types_give_the_signature(self, package: Packages) -> None:
        (symbol, *_) = package("p-limit").values(Symbol)
        assert symbol.signature == "pLimit(concurrency: number): LimitFunction"

    def test_an_object_of_functions(self, package: Packages) -> None:
        found = {symbol.name.removeprefix("qs.") for symbol in package("qs").values(Symbol)}
        assert {"parse", "stringify"} <= found
        assert not {"utils", "isArray", "normalizeParseOptions"} & found

    def test_compiled_exports(self, package: Packages) -> None:
        (symbol,) = (s for s in package("@babel/code-frame").values(Symbol) if s.signature)
        assert symbol.signature == "codeFrameColumns(rawLines, loc, opts?)"

    def test_scripts(self, package: Packages) -> None:
        assert package("p-limit").tasks["npm test"] == "test"
        qs = package("qs").tasks
        assert qs["npm run lint"] == "lint"
        assert qs["npm run dist"] == "build"
        assert not any("prepublish" in command or "posttest" in command for command in qs)

    def test_no_script_is_invented(self, package: Packages) -> None:
        tasks = package("@babel/code-frame").tasks
        assert not any("test" in command or "run" in command for command in tasks)

    def test_a_library_is_not_installed_globally(self, package: Packages) -> None:
        for name in ("p-limit", "qs", "@babel/code-frame", "@fastify/cors"):
            assert "--global" not in package(name).markdown
            assert "npx" not in package(name).markdown

    def test_a_file_that_the_package_lacks_is_not_told(self, package: Packages) -> None:
        assert "src/" not in package("@babel/code-frame").markdown
        assert "CONTRIBUTING" not in package("@babel/code-frame").markdown


class TestPlugin:
    """@fastify/cors: a plugin of a framework, tests and benchmarks in the package."""

    def test_scripts(self, package: Packages) -> None:
        tasks = package("@fastify/cors").tasks
        assert tasks["npm test"] == "test"
        assert tasks["npm run lint"] == "lint"
        assert "npm start" not in tasks

    def test_structure(self, package: Packages) -> None:
        folders = {folder.path: folder.role for folder in package("@fastify/cors").values(Folder)}
        assert folders["types/"] == "type definitions"
        assert folders["benchmark/"] == "benchmarks"


class TestPrograms:
    """madge: commander; concurrently: its sources are compiled away."""

    def test_commander_options(self, package: Packages) -> None:
        program = package("madge").program("madge")
        options = flags(program)
        assert options["--layout"].flags == ("-l", "--layout")
        assert options["--layout"].value == "name"
        assert options["--circular"].value == ""
        assert options["--no-color"].help == "disable color in output and image"
        assert options["--ts-config"].help == "path to typescript config"
        assert len(options) == 23
        assert program.usage == "madge [options] <src...>"

    def test_commander_development(self, package: Packages) -> None:
        madge = package("madge")
        assert madge.tasks["npm run lint"] == "lint"
        assert "Node.js 18 and 20" in madge.section("Development")

    def test_both_a_program_and_a_library(self, package: Packages) -> None:
        for name in ("madge", "concurrently"):
            commands = package(name).commands("Install")
            assert commands == [
                f"npm install --global {name}",
                f"npx {name}",
                f"npm install {name}",
            ]

    def test_the_package_manager_it_names(self, package: Packages) -> None:
        tasks = package("concurrently").tasks
        assert tasks["pnpm build"] == "build"
        assert tasks["pnpm test"] == "test"
        assert tasks["pnpm lint"] == "lint"
        assert not any(command.startswith(("npm ", "yarn ")) for command in tasks)

    def test_no_option_is_guessed(self, package: Packages) -> None:
        for program in package("concurrently").values(Cli):
            assert program.options == ()
