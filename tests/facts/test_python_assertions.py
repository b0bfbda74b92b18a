"""First examples that are made of what tests assert, and programs of an examples folder."""

from __future__ import annotations

import pytest

from moxi.facts.model import Example
from tests.facts.test_python import of, read_files, where

LIBRARY = {
    "pyproject.toml": '[project]\nname = "slug"\nversion = "1"\n[build-system]\nrequires = []\n',
    "slug/__init__.py": (
        "class Slug:\n    '''One.'''\n    def __init__(self, text=''): ...\n"
        "def slug(text, *, sep='-'):\n    '''Turn.'''\n"
    ),
}


TWO = "    assert slug('A') == 'a'\n    assert slug('B') == 'b'\n"


def example_of(test: str, **files: str) -> Example | None:
    found = of(read_files({**LIBRARY, "tests/test_slug.py": test, **files}), Example)
    return found[0] if found else None


def test_calls_that_stand_alone() -> None:
    test = (
        "import datetime\nimport os\nfrom slug import Slug, slug\n\n"
        "def test_words():\n"
        "    text = 'One two'\n"
        "    assert slug(text) == 'one-two'\n"
        "    assert slug('x y', sep='_') == 'x_y'\n"
        "    assert slug(os.sep) == ''\n\n"
        "class TestDates:\n"
        "    def test_day(self):\n"
        "        self.assertEqual(slug(datetime.date(2020, 1, 2)), '2020-01-02')\n"
    )
    found = example_of(test)
    assert found is not None
    assert found.code == (
        "import datetime\nfrom slug import slug\n\n"
        "slug('One two')  # 'one-two'\n"
        "slug('x y', sep='_')  # 'x_y'\n"
        "slug(datetime.date(2020, 1, 2))  # '2020-01-02'"
    )
    facts = read_files({**LIBRARY, "tests/test_slug.py": test})
    assert where(facts, of(facts, Example)[0]) == ["tests/test_slug.py:7-13"]


def test_what_changes_a_thing_is_shown_in_turn() -> None:
    found = example_of(
        "from slug import Slug\n\ndef test_parts():\n"
        "    s = Slug()\n    s.add('b')\n    s /= 'a'\n    assert str(s) == 'a'\n    s.add('b')\n"
        "    assert str(s) == 'a/b'\n    s.load(secret)\n    assert str(s) == 'c'\n"
    )
    assert found is not None
    assert found.code == (
        "from slug import Slug\n\ns = Slug()\ns.add('b')\ns /= 'a'\nstr(s)  # 'a'\n"
        "s.add('b')\nstr(s)  # 'a/b'"
    )


def test_rows_of_a_table() -> None:
    found = example_of(
        "import pytest\nfrom slug import slug\n\n"
        "@pytest.mark.parametrize('given, wanted', [('A b', 'a-b'), ('c', 'c'), (1, slug)])\n"
        "def test_rows(given, wanted):\n    assert slug(given) == wanted\n"
    )
    assert found is not None
    assert found.code == "from slug import slug\n\nslug('A b')  # 'a-b'\nslug('c')  # 'c'"


@pytest.mark.parametrize(
    "body",
    [
        f"def test_a(tmp_path):\n{TWO}",
        f"@patch('slug.x')\ndef test_a():\n{TWO}",
        f"def test_a():\n    slug.SEP = '+'\n{TWO}",
        "class TestA:\n    def setUp(self): ...\n"
        "    def test_a(self):\n        assert slug('A') == 'a'\n        assert slug('B') == 'b'\n",
        "def test_a():\n    assert slug(given()) == 'a'\n    assert slug(open('x')) == 'b'\n",
    ],
)
def test_what_stands_on_more_than_the_test_shows(body: str) -> None:
    assert example_of(f"from slug import slug\n\n{body}") is None


def test_a_fixture_that_every_test_uses() -> None:
    test = "from slug import slug\ndef test_a():\n" + "".join(
        f"    assert slug('{one}') == '{one.lower()}'\n" for one in "ABC"
    )
    conftest = {"tests/conftest.py": "@pytest.fixture(autouse=True)\ndef database(): ...\n"}
    assert example_of(test) is not None
    assert example_of(test, **conftest) is None


def test_first_steps_come_first_and_banners_are_left_out() -> None:
    banner = (
        "#####\n#\n# Writes {0}.\n#\n# SPDX-License-Identifier: MIT\n#\n# Copyright (c) 2020\n#\n"
    )
    facts = read_files(
        {
            **LIBRARY,
            **{
                f"examples/{name}.py": f"{banner.format(name)}import slug\n\nslug.slug('{name}')\n"
                for name in ("a", "b", "c", "d", "e", "f", "g", "hello_world")
            },
        }
    )
    found = min(of(facts, Example), key=lambda example: example.rank)
    assert found.title == "Writes hello_world"
    assert found.code == "import slug\n\nslug.slug('hello_world')"
    assert where(facts, found) == ["examples/hello_world.py:9-11"]
