"""How the benchmarks read help texts, and what they count as told."""

from __future__ import annotations

import pytest

from benchmarks.installed import flags_in, options_in
from benchmarks.quality import Said, part_of
from moxi.facts.model import Evidence
from moxi.verify.model import Claim, Finding, Kind, Report, verified

HELP = """\
usage: hens [-h] [--farm FARM] [-]

options:
  -h, --help            show this help
  --farm FARM, -f FARM  where to count, as --barn did
  --[no-]eggs           count eggs
  -                     read names
│ --coop        -c      TEXT  which coop │
"""


def test_the_options_that_a_help_text_lists() -> None:
    assert options_in(HELP) == [
        {"-h", "--help"}, {"--farm", "-f"}, {"--eggs", "--no-eggs", "--[no-]eggs"},
        {"--coop", "-c"},
    ]  # fmt: skip


def test_every_flag_that_a_help_text_names() -> None:
    assert {"--barn", "-f", "-", "--no-eggs"} <= flags_in(HELP)
    assert "--far" not in flags_in(HELP)
    assert "-" not in flags_in("usage: hens --farm FARM\n")


@pytest.mark.parametrize(
    ("line", "part"),
    [(2, "introduction"), (5, "install"), (9, "usage"), (13, "licence")],
)
def test_the_section_of_a_line(line: int, part: str) -> None:
    text = "# Hens\n\nText.\n## Get it: installing\n\n\nUsage\n-----\n\n\n\n### License\n\n"
    assert part_of(text.splitlines(), line) == part


PAGE = "Type `hens --farm north`, or set `FARM`.\n\n| name |\n| --- |\n| `count(farm)` |\n"


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("command", "$ sudo hens  --farm north", True),
        ("command", "FARM=x hens --farm south", True),
        ("command", "hens --eggs", False),
        ("command", "BARN=x hens --farm south", False),
        ("command", "make --farm", False),
        ("flag", "--farm", True),
        ("flag", "--far", False),
        ("import", "hens.count", True),
        ("import", "hens.coun", False),
        ("link", "./docs/coop.md/", True),
        ("path", "docs/coop.md", True),
        ("path", "docs/coops.md", False),
    ],
)
def test_what_counts_as_told(kind: Kind, text: str, told: bool) -> None:
    link = Finding(Claim("link", "docs/coop.md", 1), verified(Evidence("docs/coop.md")))
    said = Said.of(PAGE, Report("README.md", (link,)), frozenset({"hens"}))
    assert said.makes(Finding(Claim(kind, text, 1), verified(Evidence("x.py", 3)))) is told
