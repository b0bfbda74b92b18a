"""Python: modules of other projects beside the own ones, native modules, variables of classes."""

from __future__ import annotations

import pytest

from moxi.facts.model import Cli, EnvVar, Example, Install, Package, Runtime, Symbol
from tests.facts.test_python import of, read_files, where

BUOY = """[project]
name = "buoy"
version = "2.1"
authors = [{name = "Ada Anker"}]
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
"""
CORK = '''"""Cork is a small web framework in one file.

Copyright (c) 2012-2020, Cleo Cork.
License: MIT
"""
import os

__author__ = "Cleo Cork"
__version__ = "0.9"

CHILD = os.environ.get("CORK_CHILD")


class Cork:
    """An application."""
'''


def test_a_module_of_another_project_is_not_the_projects() -> None:
    facts = read_files({
        "pyproject.toml": BUOY,
        "buoy/__init__.py": "import os\n\nfrom buoy.cork import Cork\n\n"
        'DEPTH = os.environ.get("BUOY_DEPTH")\n\n\ndef app() -> Cork:\n    """Make one."""\n',
        "buoy/cork.py": CORK,
    })  # fmt: skip
    assert [variable.name for variable in of(facts, EnvVar)] == ["BUOY_DEPTH"]
    assert [symbol.name for symbol in of(facts, Symbol)] == ["app"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Cleo Cork", "Ada Anker"),  # the project's own author
        ('__version__ = "0.9"\n', ""),  # no version of its own
        ('__version__ = "0.9"', '__version__ = "$Revision: 7 $"'),
    ],
)
def test_a_module_with_an_author_may_be_the_projects_own(old: str, new: str) -> None:
    facts = read_files({
        "pyproject.toml": BUOY,
        "buoy/__init__.py": "from buoy.cork import Cork\n",
        "buoy/cork.py": CORK.replace(old, new),
    })  # fmt: skip
    assert [variable.name for variable in of(facts, EnvVar)] == ["CORK_CHILD"]
    assert "Cork" in [symbol.name for symbol in of(facts, Symbol)]


def test_variables_whose_names_a_class_holds() -> None:
    code = """import os


class Names:
    ROOT: str = "BUOY_ROOT"
    MODE = "BUOY_MODE"

    def root(self):
        return os.environ.get(self.ROOT, "/sea")


class Others:
    MODE = "OTHER_MODE"

    def mode(self):
        return os.environ.get(self.MODE)


SHOWN = os.getenv(Names.MODE)
"""
    facts = read_files({"pyproject.toml": BUOY, "buoy/__init__.py": code})
    # Which of the two `self.MODE` means is not known; `Names.MODE` says it.
    assert [(v.name, v.default) for v in of(facts, EnvVar)] == [
        ("BUOY_ROOT", "/sea"),
        ("BUOY_MODE", ""),
    ]


MATURIN = '[build-system]\nrequires = ["maturin>=1"]\nbuild-backend = "maturin"\n'
CARGO = """[package]
name = "kelp"
version = "0.2.1"
description = "Filters for mail, compiled."
authors = ["Ada Anker"]

[lib]
crate-type = ["cdylib"]

[dependencies]
pyo3 = { version = "0.22", features = ["abi3-py39"] }
"""


def test_a_native_module_by_cargo_and_stub() -> None:
    facts = read_files({
        "pyproject.toml": MATURIN,
        "Cargo.toml": CARGO,
        "kelp.pyi": "def filter(text: str) -> str: ...\n",
        "src/lib.rs": "",
    })  # fmt: skip
    (package,) = of(facts, Package)
    assert (package.name, package.version) == ("kelp", "0.2.1")
    assert package.description == "Filters for mail, compiled."
    assert [symbol.signature for symbol in of(facts, Symbol)] == ["filter(text: str) -> str"]
    runtime = Runtime("Python", ">=3.9", "3.9 or newer")
    assert where(facts, runtime) == ["Cargo.toml:11"]


def test_a_program_in_rust_is_no_python_package() -> None:
    bound = MATURIN + '[tool.maturin]\nbindings = "bin"\n'
    files = {"pyproject.toml": bound, "Cargo.toml": CARGO, "src/main.rs": ""}
    assert of(read_files(files), Package) == []


UPLOADED = """[project]
name = "{name}"
version = "{version}"
description = "Filters for mail."
readme = "README.md"
authors = [{{name = "Ada Anker"}}]
classifiers = [
    "Development Status :: 4 - Beta",
    "Intended Audience :: Developers",
    "Programming Language :: Python :: 3",
]
"""


@pytest.mark.parametrize(
    ("name", "version", "told"),
    [
        ("kelp", "1.2", "pip install kelp"),
        ("kelp", "0.0.3", "pip install ."),
        ("kelp", "1.0.dev0", "pip install ."),
        ("my-package", "1.2", "pip install ."),
        ("backend", "1.2", "pip install ."),
    ],
)
def test_classifiers_alone_are_no_upload(name: str, version: str, told: str) -> None:
    files = {
        "pyproject.toml": UPLOADED.format(name=name, version=version),
        f"{name.replace('-', '_')}/__init__.py": "def sieve(): ...\n",
    }
    assert of(read_files(files), Install)[0].commands == (told,)


def test_help_without_a_default_that_nobody_types() -> None:
    code = """import click


@click.command()
@click.option("--year", type=int, show_default="this year", help="When.")
@click.option("--mode", default=None, show_default="auto", help="How.")
@click.option("--kind", help="What (options: a, b; default: a).", default="a")
def main(year, mode, kind): ...
"""
    scripts = BUOY + '[project.scripts]\nbuoy = "buoy.cli:main"\n'
    facts = read_files({
        "pyproject.toml": scripts, "buoy/__init__.py": "", "buoy/cli.py": code,
    })  # fmt: skip
    year, mode, kind = of(facts, Cli)[0].options
    assert (year.help, year.default) == ("When; default: this year", "")
    assert (mode.help, mode.default) == ("How", "auto")
    assert (kind.help, kind.default) == ("What (options: a, b)", "a")


def test_short_examples_first_and_none_that_does_without() -> None:
    facts = read_files({
        "pyproject.toml": BUOY,
        "buoy/__init__.py": "def drop(): ...\n",
        "examples/async_drop.py": "import buoy\n" + "buoy.drop()\n" * 20,
        "examples/plain.py": "import buoy\n\nbuoy.drop()\n",
        "examples/without.py": "try:\n    import buoy\nexcept ImportError:\n    buoy = None\n",
    })  # fmt: skip
    ranked = sorted(of(facts, Example), key=lambda example: example.rank)
    assert [example.title for example in ranked] == ["`examples/plain.py`",
                                                     "`examples/async_drop.py`"]  # fmt: skip
