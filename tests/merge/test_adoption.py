"""A README without markers: what it lacks is added, in its place and its style."""

from __future__ import annotations

import pytest

from moxi.merge import merge
from moxi.merge.coverage import meanings
from moxi.merge.page import Page
from tests.merge.kit import BODIES, block, headings_of, outside, updated, wanted


def added(readme: str, **changed: str) -> list[str]:
    """The sections that an update adds, in the order in which they then stand."""
    return list(Page(updated(readme, wanted(**changed))).blocks)


def test_what_is_missing_goes_to_its_place() -> None:
    text = updated(
        "# crates\n\nSorts.\n\n## Usage\n\nRun it.\n\n## FAQ\n\nNo.\n\n## Licence\n\nMIT\n"
    )
    assert headings_of(text) == [
        "# crates", "## Install", "## Usage", "## FAQ", "## Development", "## Project structure",
        "## Licence",
    ]  # fmt: skip
    assert list(Page(text).blocks) == ["install", "development", "structure"]


def test_a_section_out_of_order_is_no_guide() -> None:
    text = updated("# crates\n\nSorts.\n\n## Support\n\nUs.\n\n## Install\n\n## Usage\n\nx\n")
    assert list(Page(text).blocks) == ["development", "structure", "license"]
    assert text.index("## Usage") < text.index("moxi:begin development")


def test_a_notice_above_the_title_is_no_section() -> None:
    text = updated("## Notice\n\nOld.\n\n# crates\n\nSorts.\n\n## Usage\n\nx\n")
    assert text.index("# crates") < text.index("## Install") < text.index("## Usage")


def test_the_persons_bytes_stay_in_their_order() -> None:
    mine = "# crates\nSorts.\n## Usage\nRun it.\n## Licence\nMIT"
    text = updated(mine)
    assert outside(text).replace("\n", "") == mine.replace("\n", "")
    assert not text.endswith("\n")
    for part in ("# crates\nSorts.\n", "## Usage\nRun it.\n", "## Licence\nMIT"):
        assert part in text


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Installation", "install"), ("Getting started", "install"),
        ("Setup", "install"), ("Set up", "install"), ("Quick start", "install"),
        ("Quickstart", "install"), ("How to install", "install"), ("📦 Installation", "install"),
        (":rocket: Quick Start", "install"), ("1. Installation", "install"),
        ("Installing crates", "install"), ("Download", "install"), ("Usage", "usage"),
        ("Basic usage", "usage"), ("Examples", "usage"), ("How to use", "usage"),
        ("How to use it", "usage"), ("Command line", "usage"), ("Contributing", "contributing"),
        ("Contribution guide", "contributing"), ("How to contribute", "contributing"),
        ("Contributions", "contributing"), ("🤝 Contributing", "contributing"),
        ("Get involved", "contributing"), ("License", "license"), ("Licence", "license"),
        ("LICENSE", "license"), ("Copyright", "license"), ("Copyright and license", "license"),
        ("⚖️ License & credits", "license"), ("Tests", "development"),
        ("Running the tests", "development"), ("Testing", "development"),
        ("Development", "development"), ("Local development", "development"),
        ("Hacking", "development"), ("Building from source", "install"),
        ("Building", "development"), ("Project layout", "structure"),
        ("Repository structure", "structure"), ("Architecture", "structure"), ("API", "api"),
        ("API reference", "api"), ("Configuration", "configuration"),
        ("Environment variables", "configuration"), ("Docs", "documentation"),
        ("Further reading", "documentation"), ("Support", "contact"), ("Authors", "contact"),
        ("Features", "features"), ("Key features", "features"),
        ("Core Features:", "features"), ("Why crates?", "features"),
    ],
)  # fmt: skip
def test_headings_that_mean_a_section(heading: str, section: str) -> None:
    assert section in meanings(heading)


@pytest.mark.parametrize(
    "heading",
    ["Acknowledgements", "FAQ", "Roadmap", "Changelog", "Get help", "Uselessness", "Status"],
)
def test_headings_that_mean_nothing_that_moxi_adds(heading: str) -> None:
    assert meanings(heading) <= {"contact"}


@pytest.mark.parametrize(
    "readme",
    [
        "# crates\n\nSorts.\n\nInstall\n-------\n\nJust do.\n",
        "# crates\n\nSorts.\n\n<h2 align='center'>Installation</h2>\n\nJust do.\n",
        "# crates\n\nSorts.\n\n## For users\n\n### Installing\n\nJust do.\n",
        "# crates\n\nSorts. Get it with `pip install crates`.\n",
        "# crates\n\nSorts.\n\n```console\n$ pip install --user crates  # or pipx\n```\n",
        "# crates\n\nSorts.\n\n    npm install -g crates\n",
        "# crates\n\nSorts.\n\n```\nbrew install crates\n```\n",
    ],
)
def test_a_section_that_is_there_in_any_form_is_not_added(readme: str) -> None:
    assert "install" not in added(readme)
    assert "usage" in added(readme)


def test_a_command_for_developers_is_no_way_to_install() -> None:
    assert "install" in added("# crates\n\nSorts.\n\n## Hacking\n\n```\npip install -e .\n```\n")


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("Then `crates sort --by colour` does it.", "usage"),
        ("crates is released under the MIT licence.", "license"),
        ("See [the licence](./LICENSE).", "license"),
        ("The code is in [crates](crates).", "structure"),
    ],
)
def test_what_the_text_says_in_passing_is_not_said_again(text: str, section: str) -> None:
    assert section in added("# crates\n\nSorts.\n")
    assert section not in added(f"# crates\n\nSorts.\n\n## Words\n\n{text}\n")


def test_a_quick_start_shows_how_to_use_it_or_only_how_to_install_it() -> None:
    start = "# crates\n\nSorts.\n\n## Quick start\n\n```sh\npip install crates\n"
    assert "usage" in added(f"{start}```\n")
    assert "usage" not in added(f"{start}crates sort --all\n```\n")


def test_a_licence_badge_does_not_stand_for_the_section() -> None:
    badge = "[![license](https://b.example/mit.svg)](LICENSE)"
    assert "license" in added(f"# crates\n\n{badge}\n\nSorts.\n")


def test_title_badges_and_contents_are_never_added() -> None:
    text = updated("# Something else\n\nSorts.\n")
    assert text.startswith("# Something else\n\nSorts.\n\n<!-- moxi:begin install")
    assert "badges" not in Page(text).blocks
    assert text.count("\n# ") == 0


@pytest.mark.parametrize(
    "readme",
    [
        "# crates\n\nSorts.\n",
        "Sorts.\n",
        "crates\n======\nSorts.\n",
        "# crates\n\n> Sorts.\n",
        "# crates\n\n[![b](c)](d)\n\nSorts.\n\n## Usage\n\nx\n",
        "<h1 align=center>crates</h1>\n<p align=center>Sorts.</p>\n",
        "<div align=center>\n\n# crates\n\nSorts.\n\n</div>\n",
        "---\ntitle: x\n---\n\n# crates\n\nSorts.\n",
        "# crates\n\n## Overview\n\nSorts.\n",
    ],
)
def test_no_introduction_where_there_is_one(readme: str) -> None:
    assert "about" not in added(readme)


@pytest.mark.parametrize(
    ("readme", "start"),
    [
        ("# crates\n", "# crates\n\n<!-- moxi:begin about"),
        ("# crates", "# crates\n\n<!-- moxi:begin about"),
        ("# crates\n\n## Usage\n\nx\n", "# crates\n\n<!-- moxi:begin about"),
        (
            "# crates\n\n[![b](c)](d)\n\n## Usage\n\nx\n",
            "# crates\n\n[![b](c)](d)\n\n<!-- moxi:begin about",
        ),
        (
            "---\ntitle: x\n---\n\n# crates\n\n## Usage\n\nx\n",
            "---\ntitle: x\n---\n\n# crates\n\n<!-- moxi:begin about",
        ),
        (
            "<h1>crates</h1>\n<img src=x>\n\n<h2>Usage</h2>\n\nx\n",
            "<h1>crates</h1>\n<img src=x>\n\n<!-- moxi:begin about",
        ),
    ],
)
def test_an_introduction_stands_below_title_and_badges(readme: str, start: str) -> None:
    assert updated(readme).startswith(start)


@pytest.mark.parametrize(
    ("readme", "expected"),
    [
        ("# crates\n\nSorts.\n\n### Usage\n\nx\n", "### Project structure"),
        ("# crates\n\nSorts.\n\n# Usage\n\nx\n", "# Project structure"),
        ("## crates\n\nSorts.\n\n### Usage\n\nx\n", "### Project structure"),
        ("crates\n===\n\nSorts.\n\nUsage\n---\n\nx\n", "Project structure\n-----------------"),
        ("# crates\n\nSorts.\n\n## Known Issues\n\n## Used By\n", "## Project Structure"),
        ("# crates\n\nSorts.\n\n## Known issues\n\n## Used by\n", "## Project structure"),
        ("# crates\n\nSorts.\n\n## FAQ\n\n## USAGE\n", "## PROJECT STRUCTURE"),
        ("# crates\n\nSorts.\n\n## faq\n\n## usage\n", "## project structure"),
        ("# crates\n\nSorts.\n\n## ❓ FAQ\n\n## 🚀 Usage\n", "## Project structure"),
        ("<h1>crates</h1>\n\nSorts.\n\n<h3>Usage</h3>\n\nx\n", "### Project structure"),
    ],
)
def test_headings_are_written_in_the_readmes_style(readme: str, expected: str) -> None:
    lines = updated(readme).splitlines()
    number = lines.index(expected.split("\n")[0])
    assert lines[number : number + expected.count("\n") + 1] == expected.split("\n")


def test_headings_below_a_section_follow_its_level() -> None:
    api = "### crates.sort\n\n```sh\n# no heading\n```\n\n#### Errors"
    text = updated("# crates\n\nSorts.\n\n### Usage\n\nx\n", wanted(api=api))
    assert block(text, "api") == (
        "### API\n\n#### crates.sort\n\n```sh\n# no heading\n```\n\n##### Errors"
    )


def test_an_owners_heading_is_kept_as_it_is() -> None:
    readme = "# crates\n\nSorts.\n\n## Known Issues\n\n## Used By\n"
    assert "## Project structure\n" in updated(readme, wanted(own=["structure"]))


def test_a_section_of_the_owners_own_is_found_by_its_heading() -> None:
    assert "thanks" in added("# crates\n\nSorts.\n", thanks="To all.")
    assert "thanks" not in added("# crates\n\nSorts.\n\n## 🙏 Thanks!\n\nx\n", thanks="To all.")


def test_nothing_is_added_between_an_anchor_or_wrapper_and_its_heading() -> None:
    anchor = '# crates\n\nSorts.\n\n<a name="use"></a>\n## Usage\n\nx\n'
    assert '<!-- moxi:end install -->\n\n<a name="use"></a>\n## Usage' in updated(anchor)
    folded = (
        "# crates\n\nSorts.\n\n<details>\n<summary>More</summary>\n\n## Usage\n\nx\n\n</details>\n"
    )
    text = updated(folded)
    assert "<!-- moxi:end install -->\n\n<details>\n" in text
    assert text.index("</details>") < text.index("moxi:begin development")


@pytest.mark.parametrize("opened", ["```sh\nmake", "<!-- a comment", "<pre>\nx\n\ny", "~~~\n"])
def test_nothing_is_added_where_it_would_be_swallowed(opened: str) -> None:
    text = updated(f"# crates\n\nSorts.\n\n## Usage\n\nx\n\n{opened}")
    assert text.endswith(f"-->\n\n{opened}")
    assert set(Page(text).blocks) == {"install", "development", "structure", "license"}


def test_a_readme_that_says_all_is_left_alone() -> None:
    readme = "# crates\n\nSorts.\n\n" + "".join(
        f"## {name}\n\nx\n\n" for name in ("Install", "Usage", "Tests", "Layout", "License")
    )
    assert merge(readme, wanted()).text == readme


def test_a_section_that_a_person_then_writes_is_told_by_both() -> None:
    """The block is the person's to delete: Moxi does not guess which of the two is wanted."""
    text = updated("# crates\n\nSorts.\n") + "\n## Installation\n\nJust do.\n"
    assert updated(text) == text


def test_more_than_one_place_and_blank_lines_are_kept() -> None:
    mine = "# crates\n\n\n\nSorts.\n\n\n\n## Usage\n\n\nx\n\n\n\n## Licence\n\n\nMIT\n\n\n"
    text = updated(mine)
    kept = "".join(line for line in outside(text).splitlines(keepends=True))
    assert kept.replace("\n", "") == mine.replace("\n", "")
    assert kept.count("\n") >= mine.count("\n")
    assert BODIES["install"] in text
