"""Small things that a careful writer sees: nothing twice, no set-up told as a default."""

from __future__ import annotations

from moxi.config import Config
from moxi.draft import draft
from moxi.draft import markdown as md
from moxi.facts import Evidence, Fact, Facts
from moxi.facts.model import (
    ConfigFile,
    EnvVar,
    Extra,
    Note,
    Package,
    Port,
    Symbol,
    Task,
    Technology,
    Value,
)
from tests.helpers import MemorySnapshot


def section(name: str, *values: Value) -> str:
    here = (Evidence("x", 1, 1),)
    facts = Facts([Fact(value, here) for value in values])
    return draft(facts, MemorySnapshot({}), Config(), only=(name,)).markdown


CONTAINERS = Package("thing", "Docker Compose", ("service",))


def test_a_port_is_told_once_where_containers_answer() -> None:
    note = Note("usage", "Once the services are up, find `thing` on port 9000.")
    assert "It listens" not in section("usage", CONTAINERS, Port(9000), note)
    assert "It listens on ports 9000 and 70." in section(
        "usage", CONTAINERS, Port(9000), Port(70), note
    )
    server = Package("thing", "Go", ("service",))
    assert "It listens on port 9000." in section("usage", server, Port(9000), note)


def test_what_a_compose_file_sets_is_no_default_of_the_program() -> None:
    read = Fact(EnvVar("DB_HOST", "", "where it is"), (Evidence("main.go", 3, 3),), "", "go")
    given = Fact(EnvVar("DB_HOST", "db"), (Evidence("compose.yml", 8, 8),), "", "docker")
    alone = Fact(EnvVar("DB_NAME", "db"), (Evidence("compose.yml", 9, 9),), "", "docker")
    facts = Facts([read, given, alone])
    text = draft(facts, MemorySnapshot({}), Config(), only=("configuration",)).markdown
    assert "| `DB_HOST` | where it is | |" in text
    assert "| `DB_NAME` | | `db` |" in text


def test_the_phrases_of_a_table_end_alike() -> None:
    library = Package("thing", "Go", ("library",))
    text = section(
        "api", library, Symbol("A", "function", "", "Makes a net."),
        Symbol("B", "function", "", "Nets, ropes, etc."),
    )  # fmt: skip
    assert "| `A` | Makes a net |" in text
    assert "| `B` | Nets, ropes, etc. |" in text


def test_an_unstable_feature_is_no_example() -> None:
    library = Package("thing", "Rust", ("library",))
    nightly = Extra("nightly", "", "cargo add thing --features nightly", default=False)
    color = Extra("color", "uses `paint`", "", default=True)
    assert "for example" not in section("install", library, nightly, color)
    net = Extra("net", "", "cargo add thing --features net", default=False)
    text = section("install", library, nightly, color, net)
    assert "With the optional feature `net`, for example:" in text


def test_a_dash_behind_a_brace_begins_no_flag() -> None:
    assert md.prose("writes {{TIME}}-posts.zip, or not with -n") == (
        "writes {{TIME}}-posts.zip, or not with `-n`"
    )


def test_the_tests_of_one_part_come_after_the_plain_ones() -> None:
    server = Package("thing", "Go", ("service",))
    part = Task("test", "./testing/run_api_tests.sh", "", "script", in_ci=True)
    text = section("development", server, part, Task("test", "go test ./...", "", "go"))
    assert "go test ./...  # run the tests" in text
    assert "api" not in text
    assert "run_api_tests" in section("development", server, part)


def test_the_language_is_not_told_twice() -> None:
    app = Package("thing", "TypeScript", ("app",))
    react, language = Technology("React", "user interface"), Technology("TypeScript", "language")
    text = section("about", app, react, language)
    assert text == "An application written in TypeScript.\n\nBuilt with React.\n"
    described = Package("thing", "TypeScript", ("app",), description="Keeps berths free")
    assert "Built with React and TypeScript." in section("about", described, react, language)


def test_a_configuration_file_of_the_repository_is_its_own_example() -> None:
    here = (Evidence("x", 1, 1),)
    snapshot = MemorySnapshot({"tool.yml": "a: 1\n"})
    for name, said in (
        ("./tool.yml", "Settings are read from [`./tool.yml`](tool.yml).\n"),
        ("/etc/tool.yml", "Settings are read from `/etc/tool.yml` ([example](tool.yml)).\n"),
    ):
        facts = Facts([Fact(ConfigFile(name, "", "tool.yml"), here)])
        assert draft(facts, snapshot, Config(), only=("configuration",)).markdown.endswith(said)
