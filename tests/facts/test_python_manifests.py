"""Manifests of every tool, well-formed and not."""

# ruff: noqa: E501 - texts under test keep their own lines
from __future__ import annotations

import pytest

from moxi.facts.model import EntryPoint, Extra, Install, Note, Package, Runtime, Task
from moxi.facts.python import Python
from moxi.facts.python.versions import from_classifiers, phrase_of
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.facts.test_python import of, python_facts, read_files, where
from tests.helpers import MemorySnapshot, facts_of, values

HERE = Metadata(host="github.com", owner="someone", name="thing")


@pytest.mark.parametrize(
    ("specifier", "phrase"),
    [
        (">=3.9", "3.9 or newer"),
        (">= 3.9.0", "3.9 or newer"),
        (">=3.8,<4", "3.8 or newer"),
        (">=3.8,<4.0", "3.8 or newer"),
        (">=3.8,<3.13", "3.8 to 3.12"),
        ("^3.8", "3.8 or newer"),
        ("~=3.9", "3.9 or newer"),
        ("~3.11", "3.11"),
        ("==3.11.*", "3.11"),
        ("3.12", "3.12"),
        (">=3.6, !=3.7.0", "3.6 or newer"),
        (">=2.7,!=3.0.*,!=3.1.*,!=3.2.*,!=3.3.*", "2.7, or 3.4 or newer"),
        ("~2.7 || ^3.6", "2.7 or 3.6 or newer"),
        (">=3.8 <4", "3.8 or newer"),
        (">3.6", "newer than 3.6"),
        ("<4", "older than 4"),
        ("*", ""),
        ("", ""),
        ("whatever", ""),
    ],
)
def test_specifiers_in_words(specifier: str, phrase: str) -> None:
    assert phrase_of(specifier) == phrase


def test_classifiers_in_words() -> None:
    head = "Programming Language :: Python :: "
    assert from_classifiers([head + "3.12", head + "3.9", head + "3.10"]) == "3.9 to 3.12"
    assert from_classifiers([head + "3", head + "3 :: Only", "Topic :: Utilities"]) == ""


def test_setup_py_is_read_not_run() -> None:
    setup = """
import os, re
from setuptools import setup, find_packages

here = os.path.dirname(__file__)
with open(os.path.join(here, "README.md")) as f:
    long_description = f.read()
NAME = "grove"
requires = ["click>=8"]
requires += ["rich"]
open("/tmp/marker-of-grove", "w").write("run")

setup(
    name=NAME,
    version=re.search("x", "x").group(),
    description="Grow trees of %s." % "folders",
    long_description=long_description,
    python_requires=">=3.8",
    packages=find_packages("lib"),
    package_dir={"": "lib"},
    install_requires=requires,
    entry_points={"console_scripts": ["grove = grove.cli:main", "gv=grove.cli:main [fast]"]},
)
"""
    facts = read_files(
        {
            "setup.py": setup,
            "lib/grove/__init__.py": '__version__ = "0.3"\n',
            "lib/grove/cli.py": "def main():\n    pass\n",
        }
    )
    package = of(facts, Package)[0]
    assert (package.name, package.version) == ("grove", "0.3")
    assert package.description == "Grow trees of folders."
    assert where(facts, package)[:2] == ["setup.py:14", "lib/grove/__init__.py:1"]
    assert [(e.name, e.target) for e in of(facts, EntryPoint)] == [
        ("grove", "grove.cli:main"),
        ("gv", "grove.cli:main"),
    ]
    assert where(facts, of(facts, EntryPoint)[1]) == ["setup.py:22"]


def test_flit_of_old() -> None:
    facts = read_files(
        {
            "pyproject.toml": (
                '[build-system]\nrequires=["flit_core"]\nbuild-backend="flit_core.buildapi"\n'
                '[tool.flit.metadata]\nmodule = "leaf"\nrequires-python = ">=3.7"\n'
                '[tool.flit.scripts]\nleaf = "leaf:main"\n'
            ),
            "leaf.py": '"""A leaf that falls when asked."""\n__version__ = "1.1"\n\ndef main(): ...\n',
        }
    )
    package = of(facts, Package)[0]
    assert (package.name, package.version, package.roles) == ("leaf", "1.1", ("cli",))
    assert of(facts, Runtime)[0].phrase == "3.7 or newer"


def test_private_classifier_forbids_the_registry() -> None:
    facts = read_files(
        {
            "pyproject.toml": (
                '[project]\nname = "inhouse"\nversion = "1"\ndescription = "For us."\n'
                'readme = "x"\nauthors = [{name = "we"}]\n'
                'classifiers = ["Private :: Do Not Upload", "A :: B", "C :: D", "E :: F"]\n'
                '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
            ),
            "inhouse/__init__.py": "def use(): ...\n",
        },
        HERE,
    )
    package = of(facts, Package)[0]
    assert (package.private, package.published) == (True, False)
    assert of(facts, Install)[0].commands == ("pip install git+https://github.com/someone/thing",)


@pytest.mark.parametrize(
    ("path", "text", "published"),
    [
        (".github/workflows/p.yml", "- run: uv publish\n", True),
        (".github/workflows/p.yml", "- run: echo  # twine upload\n", False),
        (
            ".github/workflows/p.yml",
            "- uses: pypa/gh-action-pypi-publish@v1\n  with:\n    repository-url: https://test.pypi.org/legacy/\n",
            False,
        ),
        ("docs/install.md", "```\npip install thing\n```\n", True),
        ("docs/install.md", "```\npip install thing-else\n```\n", False),
        ("CHANGELOG.md", "https://pypi.org/project/Thing/\n", True),
    ],
)
def test_evidence_of_the_registry(path: str, text: str, published: bool) -> None:
    facts = read_files(
        {
            "pyproject.toml": '[project]\nname = "thing"\nversion = "1"\n[build-system]\nrequires=[]\n',
            "thing/__init__.py": "def use(): ...\n",
            path: text,
        }
    )
    assert of(facts, Package)[0].published is published


GROUPS = (
    '[project]\nname = "thing"\nversion = "1"\n[build-system]\nrequires=[]\n'
    '[dependency-groups]\ndev = ["ruff"]\ntest = ["pytest"]\n'
)


@pytest.mark.parametrize(
    ("files", "commands"),
    [
        ({"uv.lock": ""}, ["uv sync"]),
        ({"uv.lock": "", "pyproject.toml": GROUPS}, ["uv sync --group test"]),
        (
            {"uv.lock": "", "pyproject.toml": GROUPS.replace('"ruff"', '{include-group = "test"}')},
            ["uv sync"],
        ),
        ({"pdm.lock": ""}, ["pdm install"]),
        ({"Pipfile": "[packages]\n"}, ["pipenv install --dev"]),
        ({"requirements-dev.txt": "pytest\n"}, ["pip install -e . -r requirements-dev.txt"]),
        ({"requirements-dev.txt": "-e .\n"}, ["pip install -r requirements-dev.txt"]),
        ({}, ["pip install -e ."]),
    ],
)
def test_setup_of_a_checkout(files: dict[str, str], commands: list[str]) -> None:
    facts = read_files(
        {
            "pyproject.toml": '[project]\nname = "thing"\nversion = "1"\n[build-system]\nrequires=[]\n',
            "thing/__init__.py": "def use(): ...\n",
            **files,
        }
    )
    assert [t.command for t in of(facts, Task) if t.purpose == "setup"] == commands


def test_an_application_of_uv_is_not_installed_by_pip() -> None:
    facts = read_files(
        {
            "pyproject.toml": '[project]\nname = "thing"\nversion = "0.1.0"\n',
            "uv.lock": "",
            "main.py": 'def main(): ...\n\nif __name__ == "__main__":\n    main()\n',
        },
        HERE,
    )
    assert of(facts, Package)[0].roles == ("app",)
    assert of(facts, Install)[0].commands == (
        "git clone https://github.com/someone/thing",
        "cd thing",
        "uv sync",
    )
    assert of(facts, EntryPoint) == [EntryPoint("main.py", "main", "uv run python main.py")]


def test_scripts_without_any_manifest_are_a_project() -> None:
    snapshot = MemorySnapshot(
        {"sweep.py": '"""Sweep old files away."""\nif __name__ == "__main__":\n    pass\n'}
    )
    assert Python().without_manifest(Reader(snapshot), "")
    package = of(python_facts(MemorySnapshot(snapshot._files, metadata=HERE)), Package)[0]
    assert (package.name, package.roles) == ("thing", ("app",))


def test_a_stray_script_is_no_project() -> None:
    other = {"package.json": "{}", "release.py": 'if __name__ == "__main__":\n    pass\n'}
    assert not Python().without_manifest(Reader(MemorySnapshot(other)), "")
    assert not Python().without_manifest(Reader(MemorySnapshot({"a.py": "x = 1\n"})), "")


def test_settings_of_tools_are_no_project() -> None:
    reader = Reader(MemorySnapshot({"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}))
    assert Python().package(reader, "") is None
    assert list(Python().facts(reader, "")) == []


def test_a_package_of_a_monorepo_installs_from_its_folder() -> None:
    files = {
        "libs/thing/pyproject.toml": '[project]\nname = "thing"\nversion = "1"\n[build-system]\nrequires=[]\n',
        "libs/thing/src/thing/__init__.py": "def use(): ...\n",
    }
    facts = python_facts(MemorySnapshot(files, metadata=HERE), "libs/thing")
    assert of(facts, Install)[0].commands == (
        'pip install "git+https://github.com/someone/thing#subdirectory=libs/thing"',
    )
    assert [task.directory for task in of(facts, Task)] == ["libs/thing"]


@pytest.mark.parametrize(
    "pyproject",
    [
        "[project]\nname = 3\nversion = []\ndescription = {}\nrequires-python = 3.9\n",
        '[project]\nname = "a"\nscripts = []\noptional-dependencies = "x"\ndependencies = {}\n',
        '[project]\nname = "a"\n[project.scripts]\na = 3\nb = ":"\nc = ""\n[project.optional-dependencies]\nx = 3\n',
        "tool = 3\nproject = 4\nbuild-system = 5\ndependency-groups = 6\n",
        "[tool]\npoetry = 3\nflit = []\nuv = 1\nhatch = 2\nsetuptools = 3\npdm = 4\nmaturin = 5\npytest = 6\n",
        '[tool.poetry]\nname = []\npackages = 3\nscripts = 4\nextras = 5\ngroup = {a = 3}\ndependencies = "x"\n',
        '[tool.poetry]\nname = "a"\npackages = [3, {include = 4}]\n[tool.poetry.dependencies]\npython = [1]\n',
        '[project]\nname = "a"\n[tool.hatch.version]\npath = 3\n[tool.uv]\nworkspace = 3\n',
        "[project]\nname = \"..\"\n[tool.setuptools.packages.find]\nwhere = ['../..', 3]\n",
    ],
)
def test_odd_types_in_a_manifest_do_not_matter(pyproject: str) -> None:
    files = {
        "pyproject.toml": pyproject,
        "setup.cfg": "[metadata]\nname\n[options\n",
        "setup.py": "from setuptools import setup\nsetup(name=[1], entry_points=3, scripts=4, **x)\n",
        "Pipfile": "packages = 3\nrequires = 4\n",
        "a/__init__.py": "__all__ = 3\n",
    }
    reader = Reader(MemorySnapshot(files))
    Python().package(reader, "")
    list(Python().facts(reader, ""))
    assert [problem.path for problem in reader.problems] == ["setup.cfg"]


def test_what_only_makes_pre_commit_install_a_tool_is_no_project() -> None:
    setup = (
        "from setuptools import setup\n"
        "setup(name='hook_placeholder', version='0.0.0', install_requires=['thing==1.2'])\n"
    )
    hooks = "- id: thing\n  entry: thing\n  language: python\n"
    assert of(read_files({"setup.py": setup, ".pre-commit-hooks.yaml": hooks}), Install) == []
    assert of(read_files({"setup.py": setup}), Install) != []


def test_classifiers_are_no_requirement() -> None:
    facts = facts_of(
        {
            "setup.py": "from setuptools import setup\n"
            'setup(name="kelp", version="1.2", py_modules=["kelp"], classifiers=[\n'
            '    "Programming Language :: Python :: 3.8",\n'
            '    "Programming Language :: Python :: 3.9",\n'
            '    "Programming Language :: Python :: 3.10",\n])\n',
            "kelp.py": '"""Kelp."""\n\n\ndef grow(): ...\n',
        }
    )
    assert values(facts, Runtime) == [Runtime("Python")]
    note = next(f for f in facts.all(Note) if f.value.section == "install")
    assert note.value.markdown == "It is declared for Python 3.8 to 3.10."
    assert [evidence.line_start for evidence in note.evidence] == [3, 5]


@pytest.mark.parametrize(
    ("version", "published"),
    [("0.52.dev0", True), ("2.1.dev3", True), ("0.1.0", False), ("0.1.dev1", False)],
)
def test_a_version_under_development_follows_those_that_were_published(
    version: str, published: bool
) -> None:
    setup = (
        "from setuptools import setup\n"
        f"setup(name='thing', version='{version}', description='A thing.', author='Someone',\n"
        "      long_description=open('README.md').read(), py_modules=['thing'],\n"
        "      classifiers=['Environment :: Console', 'Intended Audience :: Developers',\n"
        "                   'Topic :: Utilities'])\n"
    )
    facts = read_files({"setup.py": setup, "thing.py": "", "README.md": "# thing\n"}, HERE)
    commands = [command for install in of(facts, Install) for command in install.commands]
    assert ("pip install thing" in commands) == published


def test_sections_of_pbr() -> None:
    cfg = (
        "[metadata]\nname = thing\nsummary = It works.\npython_requires = >=3.9\n"
        "[files]\npackages =\n    thing\n[extras]\nyaml =\n    PyYAML\n"
        "[entry_points]\nconsole_scripts =\n    thing = thing.main:main\n"
    )
    files = {"setup.cfg": cfg, "thing/__init__.py": "", "thing/main.py": "def main(): ...\n"}
    facts = read_files(files)
    assert [e.name for e in of(facts, EntryPoint)] == ["thing"]
    assert [e.name for e in of(facts, Extra)] == ["yaml"]
    assert of(facts, Runtime) == [Runtime("Python", ">=3.9", "3.9 or newer")]
