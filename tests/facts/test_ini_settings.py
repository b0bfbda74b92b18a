"""The keys that an example of an INI file comments on."""

from __future__ import annotations

from moxi.facts.model import ConfigFile, Setting
from tests.helpers import facts_of, values

FILES = {
    "main.py": 'import sys\nread("tool.ini")\nif __name__ == "__main__":\n    sys.exit()\n',
    "tool.ini.example": (
        "; The tool's settings.\n\n[server]\n# Where it listens. And more.\nport = 80\n"
        "# How long to wait,\n# in seconds\n#wait=5\n\nplain = 1\n\n[other]\n"
        "; Colours\ncolour = red,\n  green\n"
    ),
}


def test_keys_with_their_comments() -> None:
    facts = facts_of(FILES)
    assert ConfigFile("tool.ini", example="tool.ini.example") in values(facts, ConfigFile)
    told = [
        (fact.value.name, fact.value.meaning, str(fact.evidence[0])) for fact in facts.all(Setting)
    ]
    assert told == [
        ("server.port", "Where it listens", "tool.ini.example:5"),
        ("server.wait", "How long to wait, in seconds", "tool.ini.example:8"),
        ("other.colour", "Colours", "tool.ini.example:14"),
    ]


def test_an_example_that_hardly_comments_says_nothing() -> None:
    bare = "[a]\nb = 1\nc = 2\n# one\nd = 3\n"
    assert not values(facts_of({**FILES, "tool.ini.example": bare}), Setting)
