"""What is read from Python source: public API, environment, docstrings, services."""

# ruff: noqa: E501 - texts under test keep their own lines
from __future__ import annotations

import pytest

from moxi.facts.model import ConfigFile, EntryPoint, EnvVar, Example, Import, Port, Symbol, Task
from moxi.facts.python import docstrings
from tests.facts.test_python import of, read_files, where

PROJECT = '[project]\nname = "thing"\nversion = "1"\n[build-system]\nrequires = []\n'


def library(files: dict[str, str]) -> dict[str, str]:
    return {"pyproject.toml": PROJECT, **files}


# Public API --------------------------------------------------------------------------------------


def test_api_without_all_takes_reexports_on_purpose() -> None:
    facts = read_files(
        library(
            {
                "thing/__init__.py": (
                    "import os\nfrom typing import Any\nfrom . import inner\n"
                    "from ._client import Client as Client\nfrom ._client import fetch\n"
                    "_private = 1\n"
                ),
                "thing/inner.py": "",
                "thing/_client.py": (
                    "class Client:\n    '''Talks to the server. And more.'''\n"
                    "    def __init__(self, url, *, timeout=5): ...\n\n"
                    "async def fetch(url: str, /, **options: int) -> bytes:\n    '''Fetch a page.'''\n"
                ),
            }
        )
    )
    assert [(s.name, s.signature, s.summary) for s in of(facts, Symbol)] == [
        ("Client", "Client(url, *, timeout=5)", "Talks to the server."),
        ("fetch", "fetch(url: str, /, **options) -> bytes", "Fetch a page."),
    ]
    assert where(facts, of(facts, Symbol)[1]) == ["thing/_client.py:5"]


def test_api_that_a_star_brings() -> None:
    facts = read_files(
        library(
            {
                "thing/__init__.py": "from .thing import *\nfrom .more import *\n",
                "thing/thing.py": (
                    "from os import path\n\nclass thing:\n    '''One thing.'''\n\n"
                    "def helper(text): ...\n"
                ),
                "thing/more.py": "__all__ = ['extra']\ndef extra(): ...\ndef other():\n    '''Not for all.'''\n",
                "tests/test_thing.py": "import thing\nfrom thing.more import other\n",
            }
        )
    )
    assert [(s.name, s.summary) for s in of(facts, Symbol)] == [
        ("thing", "One thing."),
        ("extra", ""),
    ]
    assert where(facts, of(facts, Symbol)[0]) == ["thing/thing.py:3"]
    assert [i.statement for i in of(facts, Import)] == ["import thing"]


def test_an_import_over_several_lines_leads_with_what_the_package_is_named_for() -> None:
    facts = read_files(
        library(
            {
                "thing/__init__.py": "class Also: ...\nclass Thing: ...\nclass Zebra: ...\n",
                "tests/test_thing.py": "from thing import (  # all\n    Also,\n    Thing,  # it\n)\n",
                "tests/test_more.py": "from thing import Also\nfrom thing import (\n    Zebra\n",
            }
        )
    )
    assert [i.statement for i in of(facts, Import)] == ["from thing import Thing, Also"]


@pytest.mark.parametrize("head", ["Parameters:", "Args:", "Returns:"])
def test_a_docstring_that_only_lists_its_parts_has_no_summary(head: str) -> None:
    assert docstrings.summary(f"\n{head}\n  url: The address.\n") == ""


def test_api_of_bound_methods() -> None:
    facts = read_files(
        library(
            {
                "thing/__init__.py": (
                    "from .core import encode\n__all__ = ['encode']\n__all__ += ['missing']\n"
                ),
                "thing/core.py": (
                    "class Codec:\n    def encode(self, text):\n        '''Encode a text.'''\n\n"
                    "_codec = Codec()\nencode = _codec.encode\n"
                ),
            }
        )
    )
    assert of(facts, Symbol) == [Symbol("encode", "function", "encode(text)", "Encode a text.", 0)]


def test_api_of_a_package_that_offers_modules() -> None:
    facts = read_files(
        library(
            {
                "thing/__init__.py": "",
                "thing/maps.py": "'''Mappings that remember.'''\n",
                "thing/_hidden.py": "'''Not for users.'''\n",
            }
        )
    )
    assert [(s.name, s.kind, s.summary) for s in of(facts, Symbol)] == [
        ("thing.maps", "module", "Mappings that remember.")
    ]


def test_import_follows_the_docs_and_must_be_true() -> None:
    facts = read_files(
        library(
            {
                "thing/__init__.py": "from .core import make\n",
                "thing/core.py": "def make(): ...\n",
                "docs/index.md": "import thing\nfrom thing import gone\nfrom thing import gone\n",
                "docs/more.md": "import thing\n",
                "tests/test_it.py": "from thing.core import make\n" * 9,
            }
        )
    )
    assert of(facts, Import) == [Import("import thing", "python")]


def test_examples_that_need_their_neighbours_are_left_out() -> None:
    facts = read_files(
        library(
            {
                "thing/__init__.py": "def make(): ...\n",
                "examples/alone.py": "import thing\n\nthing.make()\n",
                "examples/together.py": "import thing\nimport helper\n",
                "examples/helper.py": "",
                "examples/other.py": "print('thing')\n",
            }
        )
    )
    assert [(e.title, e.code) for e in of(facts, Example)] == [
        ("`examples/alone.py`", "import thing\n\nthing.make()")
    ]


# Docstrings --------------------------------------------------------------------------------------


def test_docstrings_become_markdown() -> None:
    text = (
        "A :class:`~thing.Client` with ``timeout`` and `a page <https://example.org>`_.\n\n"
        ":param x: no.\n"
    )
    assert docstrings.overview(text) == (
        "A `Client` with `timeout` and [a page](https://example.org)."
    )


@pytest.mark.parametrize(
    "text",
    ["Copyright 2020 Somebody.", ":copyright: (c) 2020", ">>> x()", "url = thing(1)", "----", ""],
)
def test_what_is_no_summary(text: str) -> None:
    assert docstrings.summary(text) == ""


def test_overview_ends_where_something_else_begins() -> None:
    text = (
        "thing\n~~~~~\n\nThe first paragraph says what it is.\n\n"
        "The second one says a bit more.\n\nUsage::\n\n    thing.make()\n\nThe end of it all here."
    )
    assert docstrings.overview(text) == (
        "The first paragraph says what it is.\n\nThe second one says a bit more."
    )


def test_doctests_take_the_paragraph_before_them_as_title() -> None:
    text = "Convert it, or give :class:`str`\n``''`` for ``None``:\n\n>>> convert(None)\n''"
    assert docstrings.doctests(text) == [
        ("Convert it, or give `str` `''` for `None`:", ">>> convert(None)\n''")
    ]


def test_doctests_in_markdown_fences() -> None:
    text = "Make one:\n\n```python\n>>> make()\n1\n```\n"
    assert docstrings.doctests(text) == [("Make one:", ">>> make()\n1")]


# Environment -------------------------------------------------------------------------------------


def test_environment_in_every_style() -> None:
    source = """
import os
from os import environ, getenv as ask
from decouple import config
from environs import Env

env = Env()
PREFIX = "THING_HOST"
HOST = os.environ.get(PREFIX, "localhost")
KEY = environ["THING_KEY"]  # key of the remote service
# seconds to wait for an answer
WAIT = ask("THING_WAIT", 30)
DEBUG = config("THING_DEBUG", default=False, cast=bool)
TOKEN = env.str("THING_TOKEN")
PAGES = env.int("THING_PAGES", 5)
os.environ["THING_WRITTEN"] = "1"
if "THING_FAST" in os.environ:
    pass
HOME = os.environ["HOME"]

def inner():
    # this is a remark on the code
    return os.environ["THING_INNER"]
"""
    facts = read_files(library({"thing/__init__.py": source, "tests/t.py": "os.environ['T_X']"}))
    assert of(facts, EnvVar) == [
        EnvVar("THING_HOST", "localhost"),
        EnvVar("THING_KEY", "", "key of the remote service", required=True),
        EnvVar("THING_WAIT", "30", "seconds to wait for an answer"),
        EnvVar("THING_DEBUG", "False"),
        EnvVar("THING_TOKEN", required=True),
        EnvVar("THING_PAGES", "5"),
        EnvVar("THING_FAST"),
        EnvVar("THING_INNER"),
    ]


def test_configuration_files_that_the_program_names() -> None:
    source = (
        "import tomllib\nfrom pathlib import Path\n"
        'USER = Path("~/.config/thing/config.toml").expanduser()\n'
        'CACHE = Path("~/.thing").expanduser()\n'
        'NAMES = (".thingrc", "thing.toml", "thing.py", "other.toml")\nOLD = "thing.yaml"\n'
        'def read(data):\n    return tomllib.loads(Path("pyproject.toml").read_text())["tool"]["thing"]\n'
    )
    facts = read_files(library({"thing/__init__.py": source}))
    assert of(facts, ConfigFile) == [
        ConfigFile("~/.config/thing/config.toml"),
        ConfigFile(".thingrc"),
        ConfigFile("thing.toml"),
        ConfigFile("pyproject.toml", "table `[tool.thing]`"),
    ]


# Services ----------------------------------------------------------------------------------------


def test_flask_factory() -> None:
    facts = read_files(
        {
            "requirements.txt": "flask\n",
            "shop/__init__.py": (
                "from flask import Flask\n\ndef create_app():\n    return Flask(__name__)\n"
            ),
        }
    )
    run = next(task for task in of(facts, Task) if task.purpose == "run")
    assert run.command == "flask --app shop run"


def test_a_script_that_serves_states_its_port() -> None:
    facts = read_files(
        {
            "requirements.txt": "fastapi\nuvicorn\n",
            "serve.py": (
                "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\n"
                'if __name__ == "__main__":\n    uvicorn.run(app, port=8123)\n'
            ),
        }
    )
    run = next(task for task in of(facts, Task) if task.purpose == "run")
    assert (run.command, where(facts, run)[0]) == ("python serve.py", "serve.py:4")
    assert of(facts, Port) == [Port(8123)]
    assert where(facts, Port(8123)) == ["serve.py:5"]


def test_django_is_started_by_its_manage_file() -> None:
    facts = read_files(
        {
            "requirements.txt": "django==5\n",
            "manage.py": (
                "import os\nif __name__ == '__main__':\n"
                "    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\n"
            ),
            "blog/tests.py": "from django.test import TestCase\n",
        }
    )
    assert [(t.purpose, t.command) for t in of(facts, Task)] == [
        ("run", "python manage.py runserver"),
        ("setup", "pip install -r requirements.txt"),
        ("test", "python manage.py test"),
    ]
    assert [e.name for e in of(facts, EntryPoint)] == ["manage.py"]


def test_a_flask_extension_is_no_service() -> None:
    facts = read_files(
        library({"thing/__init__.py": "from flask import Flask\ndef init(app: Flask): ...\n"})
    )
    assert not [task for task in of(facts, Task) if task.purpose == "run"]


def test_a_summary_is_not_the_version_that_brought_it() -> None:
    text = "*New in tool 18.3*\n\nSets *value* on ``target``, *not* on its copy.\n"
    assert docstrings.summary(text) == "Sets value on `target`, not on its copy."
    told = docstrings.summary("Sets the **global** value; takes `**options`.")
    assert told == "Sets the global value; takes `**options`."
    assert docstrings.summary(".. versionadded:: 2.0\n\nSets it at once.") == "Sets it at once."


def test_a_package_without_names_of_its_own_offers_those_of_its_used_modules() -> None:
    files = library(
        {
            "src/buoy/__init__.py": "__version__ = '1'\n",
            "src/buoy/fuzz.py": "def ratio(one, two):\n    'How alike they are.'\n\ndef bare(): ...\n",
            "src/buoy/inner.py": "def unused():\n    'Not taken in.'\n",
            "tests/test_buoy.py": "from buoy import fuzz\n\nfuzz.ratio('a', 'b')\n",
        }
    )
    found = [(s.name, s.signature, s.summary) for s in of(read_files(files), Symbol)]
    assert found == [("fuzz.ratio", "fuzz.ratio(one, two)", "How alike they are.")]


def test_further_blocks_of_a_docstring_take_in_what_the_first_one_did() -> None:
    doc = (
        "    '''Reads.\n\n    Simple example::\n\n        >>> import thing\n"
        "        >>> thing.read('a')\n        1\n\n    Two of them::\n\n"
        "        >>> thing.read('b')\n        2\n\n    That fails::\n\n        >>> other()\n    '''\n"
    )
    facts = read_files(library({"thing/__init__.py": f"def read(text):\n{doc}"}))
    assert [(e.title, e.code) for e in of(facts, Example)] == [
        ("Simple example", ">>> import thing\n>>> thing.read('a')\n1"),
        ("Two of them", ">>> import thing\n>>> thing.read('b')\n2"),
    ]


def test_variables_that_a_loop_over_a_dict_reads() -> None:
    source = (
        "import os\nclass Config:\n    _GIVEN = {'APP_PORT': '8081', 'APP_DIR': '%%HOME', 'x': 1}\n"
        "    def __init__(self):\n        for name, value in self._GIVEN.items():\n"
        "            setattr(self, name, os.environ.get(name, value))\n"
        "OTHER = {'NOT_READ': '1'}\nfor name, value in OTHER.items():\n    print(name, value)\n"
    )
    facts = read_files({"pyproject.toml": "[project]\nname = 'app'\n", "app.py": source})
    assert of(facts, EnvVar) == [EnvVar("APP_PORT", "8081"), EnvVar("APP_DIR")]


def test_a_doctest_gets_the_imports_that_it_does_without() -> None:
    source = (
        "class Box:\n    '''Holds.\n\n    >>> box = Box(1)\n    >>> thing.fill(box)\n    2\n    '''\n"
        "def fill(box):\n    '''Fill.\n\n    >>> fill(other_box)\n    3\n    '''\n"
    )
    facts = read_files(library({"thing/__init__.py": source}))
    assert [e.code for e in of(facts, Example)] == [
        ">>> import thing\n>>> from thing import Box\n>>> box = Box(1)\n>>> thing.fill(box)\n2"
    ]


def test_doctests_of_modules_where_the_package_offers_nothing() -> None:
    source = (
        "def _inner():\n    '''>>> _inner()\n    1\n    '''\n"
        "def even(n):\n    '''Whether.\n\n    >>> even(2)\n    True\n    '''\n"
        "def odd(n):\n    '''>>> odd(2)\n    False\n    '''\n"
    )
    facts = read_files(library({"thing/__init__.py": "", "thing/numbers.py": source}))
    assert [(e.title, e.code) for e in of(facts, Example)] == [
        ("`thing.numbers`", ">>> from thing.numbers import even\n>>> even(2)\nTrue")
    ]


def test_names_of_what_all_lists() -> None:
    source = (
        "__all__ = [read.__name__, 'write']\ndef read(): ...\ndef write(): ...\ndef other(): ...\n"
    )
    facts = read_files(library({"thing/__init__.py": source}))
    assert [symbol.name for symbol in of(facts, Symbol)] == ["read", "write"]
