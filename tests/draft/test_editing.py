"""What an editor would strike out: what is stale, said twice, of something else, or no sentence."""

from __future__ import annotations

import pytest

from moxi.draft import markdown as md
from moxi.facts.model import (
    Cli,
    Endpoint,
    Example,
    Folder,
    Licence,
    Note,
    Option,
    Package,
    Task,
    Technology,
)
from tests.draft.test_sections import written

SERVICE = Package("shop", "Python", ("service",))


def test_a_type_that_holds_the_arguments_does_not_say_what_the_program_is() -> None:
    program = Cli("shop", "The configuration parameters of the application.", options=())
    text = written(Package("shop", "Rust", ("cli",)), program, section="about")
    assert text == "A command-line program written in Rust.\n"


def test_a_program_that_answers_is_a_service_and_says_what_it_is_made_of() -> None:
    values = (
        Package("shop", "Rust", ("cli",)), Endpoint("GET", "/items"),
        Technology("axum", "web framework"), Technology("PostgreSQL", "database"),
    )  # fmt: skip
    text = written(*values, section="about")
    assert text == "A service written in Rust.\n\nBuilt with axum and PostgreSQL.\n"


def test_what_is_true_of_one_release_is_left_out() -> None:
    program = Cli("shop", "Sells things to people. This version is 8.0.5.", options=(
        Option(("--fast",), help="Sell fast"),))  # fmt: skip
    package = Package("shop", "Rust", ("cli",), description="Does it all.")
    text = written(package, program, section="usage")
    assert "Sells things to people." in text
    assert "8.0.5" not in text


def test_an_application_that_nobody_installs_is_called_as_its_repository() -> None:
    assert written(Package("hello", "Python", ("service",))).startswith("# tool\n")
    assert written(Package("hello", "Python", ("library",))).startswith("# hello\n")
    known = Package("hello", "Python", ("service",), published=True)
    assert written(known).startswith("# hello\n")


def test_code_of_something_else_is_no_example() -> None:
    site = Example("import { html } from 'pages'\nhtml('shop.example.org')\n", "js")
    own = Example("import { sell } from 'shop'\nsell()\n", "js")
    text = written(Package("shop", "JavaScript", ("library",)), site, own, section="usage")
    assert "pages" not in text
    assert "sell()" in text


def test_an_example_inside_of_another_is_not_shown_again() -> None:
    whole = Example("import shop\n\nshop.open()\nshop.sell()", "python", rank=10)
    part = Example("shop.open()\nshop.sell()", "python", "Selling", rank=20)
    text = written(Package("shop", "Python", ("library",)), whole, part, section="usage")
    assert "Selling" not in text


def test_a_file_as_the_title_of_an_example_is_code() -> None:
    example = Example("use shop;", "rust", "src/lib.rs")
    text = written(Package("shop", "Rust", ("library",)), example, section="usage")
    assert "\n`src/lib.rs`:\n" in text


def test_tests_that_run_one_file_give_way_to_all() -> None:
    tasks = (
        Task("test", "python test_build.py", runner="python", in_ci=True),
        Task("test", "hatch run test", runner="hatch"),
    )
    text = written(SERVICE, *tasks, section="development")
    assert "hatch run test" in text
    assert "test_build" not in text


def test_what_only_ci_may_run_is_not_told() -> None:
    tasks = (
        Task("test", "task test:ci", "Runs all tests (only for use in CI)", "task", in_ci=True),
        Task("test", "go test ./...", runner="go"),
    )
    text = written(SERVICE, *tasks, section="development")
    assert "test:ci" not in text
    assert "go test ./..." in text


def test_notes_for_contributors_and_on_the_licence_are_sentences() -> None:
    note = Note("contributing", "git-cliff writes the changelog from commit messages")
    assert "git-cliff writes the changelog from commit messages." in written(
        note, section="contributing"
    )
    copyright_note = Note("license", "Copyright 2014 Jo Doe")
    text = written(Licence("MIT", ("LICENSE",)), copyright_note, section="license")
    assert text.endswith("\n\nCopyright 2014 Jo Doe.\n")


def test_one_folder_that_says_something_is_told() -> None:
    text = written(Folder("cli.js", "the `shop` command"), section="structure",
                   files={"cli.js": ""})  # fmt: skip
    assert "| [`cli.js`](cli.js) | The `shop` command |" in text


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("configuration: `a`", "Configuration: `a`"), ("shop: `a`", "shop: `a`")],
)
def test_a_cell_before_a_colon_begins_with_a_capital(cell: str, shown: str) -> None:
    assert md.capital(cell, ("shop",)) == shown


def test_a_hyphen_behind_a_quoted_word_is_no_flag() -> None:
    assert md.prose('updates the "recently used"-ness of a key').count("`") == 0
    assert md.prose('set "-x" to stop') == 'set "`-x`" to stop'
