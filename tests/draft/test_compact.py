"""What is said once: one command for all extras, options that two programs share, signatures."""

from __future__ import annotations

from moxi.facts.model import Cli, Description, Extra, Option, Package, Symbol
from tests.draft.test_sections import written

LIBRARY = Package("thing", "Python", ("library",))


def test_extras_of_one_pattern_take_one_command() -> None:
    text = written(
        Extra("fast", "adds `speedups`", 'pip install "thing[fast]"'),
        Extra("all", "", 'pip install "thing[all]"'),
        section="install",
    )
    assert text.count("pip install") == 1
    assert 'With the optional part `fast`, for example:\n\n```sh\npip install "thing[fast]"' in text
    assert "| `fast` | adds `speedups` |" in text
    assert "`all`" in text


def test_an_only_extra_is_a_sentence() -> None:
    text = written(Extra("fast", "adds `speedups`", 'pip install "thing[fast]"'), section="install")
    assert "With the optional part `fast`, which adds `speedups`:" in text
    assert "|" not in text


def test_a_program_that_takes_over_all_options_of_another() -> None:
    options = tuple(Option((f"--{name}",), help=f"the {name}") for name in "abcdef")
    own = Option(("--nodes",), "N", "how many nodes")
    text = written(
        Cli("python main.py", options=options),
        Cli("python run.py", options=(*options, own)),
        section="usage",
    )
    assert text.count("the a") == 1
    assert "It takes the options of `python main.py`, and:" in text
    assert "| `--nodes N` | how many nodes |" in text


def test_long_signatures_of_a_small_api_are_spelled_out() -> None:
    arguments = ", ".join(f"argument_{number}=None" for number in range(8))
    text = written(
        LIBRARY,
        Symbol("make", "function", f"make({arguments})"),
        Symbol("name", "function", "name()", "Its name."),
        section="api",
    )
    block = text.split("```python\n")[1].split("\n```")[0]
    assert " ".join(block.split()) == f"make({arguments})"
    assert all(len(line) <= 88 for line in block.split("\n"))
    assert "| `name()` | Its name" in text
    assert "| `make` |" not in text


def test_a_library_is_spelled_as_its_prose_spells_it() -> None:
    package = Package("pything", "Python", ("library",))
    assert written(package, Description("PyThing keeps things.", "docs")).startswith("# PyThing\n")
    both = Description("PyThing keeps things, pything keeps them well.", "docs")
    assert written(package, both).startswith("# pything\n")
    first = Description("Pything keeps things.", "docs")
    assert written(package, first).startswith("# pything\n")
    command = Cli("pything", options=(Option(("-v",)),))
    assert written(package, Description("PyThing.", "docs"), command).startswith("# pything\n")
