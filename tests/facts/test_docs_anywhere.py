"""Documentation: examples on any page, examples of what fails, headings that name variables,
types in manual pages."""

from __future__ import annotations

import pytest

from moxi.facts.model import Cli, EnvVar, Example, Feature, Import, Option, Package
from tests.facts.test_docs import docs, only
from tests.facts.test_github_actions import hosted

KELP = (Package("kelp", "Python", ("library",)), Import("from kelp import Filter", "python"))
CODE = "```python\nfrom kelp import Filter\nFilter('{}').run()\n```\n"


def test_code_on_any_page_where_none_shows_the_use() -> None:
    pages = {
        "docs/index.md": "# Kelp\n\nMail.\n\n- [Rules](rules.md)\n- [Boxes](boxes.md)\n",
        "docs/boxes.md": "# Boxes\n\n" + CODE.format("box") + "\n" + CODE.format("second"),
        "docs/rules.md": "# Rules\n\n" + CODE.format("rule"),
        "docs/inside.md": "# Inside\n\n```python\nkelp_parts = 1\n```\n",
        "docs/changelog.md": "# Changes\n\n" + CODE.format("old"),
    }
    found = only(docs(pages, *KELP), Example)
    # In the order in which the first page names them, one of each.
    assert [(example.title, place) for example, place in found] == [
        ("Rules", "docs/rules.md:3-6"),
        ("Boxes", "docs/boxes.md:3-6"),
    ]
    assert all(example.rank >= 35 for example, _ in found)
    pages["docs/usage.md"] = "# Usage\n\n" + CODE.format("use")
    assert [place for _, place in only(docs(pages, *KELP), Example)] == ["docs/usage.md:3-6"]


@pytest.mark.parametrize(
    ("lead", "shown"),
    [
        ("A filter runs at once:", True),
        ("Calling it twice raises a `TypeError`:", False),
        ("This will raise `kelp.RuleError`, since it is closed:", False),
        ("An invalid rule:", False),
        ("The filter raises the bar:", True),
    ],
)
def test_what_fails_is_no_example(lead: str, shown: bool) -> None:
    page = {"docs/usage.md": f"# Usage\n\n{lead}\n\n" + CODE.format("box")}
    assert bool(only(docs(page, *KELP), Example)) is shown


def test_what_stands_on_the_code_before_is_no_example() -> None:
    page = "# Usage\n\nThe `sieve` can then be used so:\n\n```python\nkelp.run(sieve)\n```\n"
    assert not only(docs({"docs/usage.md": page}, *KELP), Example)


def test_headings_that_are_names_of_variables() -> None:
    page = """Kelp
====

KELP_ROOT
---------

This is the folder that holds the boxes. It must exist.

KELP_IN / KELP_OUT
------------------

This forces a box.

KELP_LAND is elsewhere
----------------------

Not a name.
"""
    code = 'NAMES = ["KELP_ROOT", "KELP_IN", "KELP_OUT", "KELP_LAND"]\n'
    found = only(docs({"docs/index.rst": page, "kelp.py": code}, *KELP), EnvVar)
    assert [(variable.name, variable.meaning) for variable, _ in found] == [
        ("KELP_ROOT", "the folder that holds the boxes"),
        ("KELP_IN", "forces a box"),
        ("KELP_OUT", "forces a box"),
    ]


def test_a_manual_page_with_types_in_the_style_of_numpy() -> None:
    page = r""".TH KELP 1
.SH OPTIONS
.TP
.B \-\-desc=\f[I]desc\f[]
str, optional.
Don\(cqt show more than this.
.TP
.B \-\-wait=\f[I]wait\f[]
int or float, optional.
Seconds to wait [default: 3].
.TP
.B \-\-keep=\f[I]keep\f[]
bool, optional.
If [default: yes], keep the mail.
"""
    program = Package("kelp", "Python", ("cli",))
    ((cli, _),) = only(docs({"kelp.1": page}, program), Cli)
    told = [(o.flags, o.help, o.default) for o in cli.options if isinstance(o, Option)]
    assert told == [
        (("--desc",), "Don't show more than this", ""),
        (("--wait",), "Seconds to wait", "3"),
        (("--keep",), "If [default: yes], keep the mail", ""),
    ]


def test_features_by_boxes_are_those_that_are_ticked() -> None:
    page = "# tool\n\n## Features\n\n- [x] Logs in\n- [ ] Sings\n- [x] Sends mail\n- [X] Docker\n"
    facts = hosted({"docs/index.md": page})
    assert [f.value.text for f in facts.all(Feature)] == ["Logs in", "Sends mail", "Docker"]


def test_the_pages_of_a_folder_on_configuration_name_variables() -> None:
    page = "# Mail\n\n## `MAIL_HOST`\n\n_Default:_ `None`\n\nThe host that sends the mail.\n\n"
    page += "## `MAIL_PORT`\n\nValues: `Integer` | Default = `25`\n\nThe port of that host.\n"
    facts = hosted({
        "docs/index.md": "# tool\n", "docs/configuration/mail.md": page,
        "pyproject.toml": "[project]\nname = 'tool'\n",
        "tool.py": "import os\nos.environ['MAIL_HOST']\nos.environ['MAIL_PORT']\n",
    })  # fmt: skip
    told = {f.value.name: f.value.meaning for f in facts.all(EnvVar) if f.value.meaning}
    assert told == {
        "MAIL_HOST": "The host that sends the mail",
        "MAIL_PORT": "The port of that host",
    }
