"""Claims that no check could judge, and that a fact states word for word."""

from __future__ import annotations

import pytest

from moxi.facts import Facts
from moxi.facts.model import Cli, Evidence, Example, Fact, Option, Package, Subcommand, Value
from moxi.snapshot.model import Metadata
from moxi.verify.model import Claim, Finding, Kind, refuted, unknown, verified
from moxi.verify.repository import Repository
from moxi.verify.stated import with_facts
from tests.helpers import MemorySnapshot

PLACE = Evidence("docs/a.md", 3, 3)


def judged(kind: Kind, text: str, *values: Value) -> tuple[str, tuple[Evidence, ...]]:
    packages = [Fact(value, (PLACE,)) for value in values if isinstance(value, Package)]
    facts = Facts([Fact(value, (PLACE,)) for value in values], packages=packages)
    repository = Repository(MemorySnapshot({}, metadata=Metadata()), facts)
    (found,) = with_facts([Finding(Claim(kind, text, 1), unknown("no idea"))], repository)
    return found.status, found.verdict.evidence


def example(code: str) -> Example:
    return Example(code, "sh")


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("command", "make swim", "cd x\nmake swim\n"),
        ("flag", "--dry", "otter --dry --fast"),
        ("flag", "--dry", "otter --dry-run --dry"),  # not the first place
        ("environment", "SWIM_DEPTH", "SWIM_DEPTH=3 otter"),
        ("path", "docs/b.md", "cat docs/b.md"),
        ("version", "3.1", "needs 3.1."),
        ("url", "https://a.org/b", "see https://a.org/b, or not"),
        ("import", "from otter", "from otter import x"),
        ("import", "otter.swim", "x = swim()"),
    ],
)
def test_a_fact_states_it(kind: Kind, text: str, code: str) -> None:
    assert judged(kind, text, example(code)) == ("verified", (PLACE,))


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("command", "make swim", "make swimming"),
        ("command", "npm run build", "npm run build:all"),
        ("flag", "--dry", "otter --dry-run"),
        ("flag", "-x", "otter -x"),  # too short to mean anything
        ("version", "3.1", "needs 3.10"),
        ("version", "3.1", "needs 3.1.2"),
        ("port", "8080", "18080"),
        ("path", "b.md", "cat docs/b.md"),
        ("url", "https://a.org/b", "see https://a.org/b/c"),
        ("technology", "Haskell", "it is Haskell"),  # words of prose mean many things
        ("package", "otter", "the otter swims"),
        ("link", "docs/b.md", "cat docs/b.md"),
    ],
)
def test_no_fact_states_it(kind: Kind, text: str, code: str) -> None:
    assert judged(kind, text, example(code)) == ("unknown", ())


def test_facts_are_searched_in_all_their_parts() -> None:
    cli = Cli("otter", subcommands=(Subcommand("swim", options=(Option(("--deep",)),)),))
    assert judged("flag", "--deep", cli) == ("verified", (PLACE,))


def test_only_what_is_unknown_is_looked_for() -> None:
    facts = Facts([Fact(example("make swim"), (PLACE,))])
    repository = Repository(MemorySnapshot({}), facts)
    findings = [
        Finding(Claim("command", "make swim", 1), refuted("no such target")),
        Finding(Claim("command", "make swim", 2), verified(Evidence("Makefile"))),
    ]
    assert with_facts(findings, repository) == findings


@pytest.mark.parametrize(
    ("package", "url", "status"),
    [
        (Package("otter", "Python"), "https://pypi.org/project/otter/", "verified"),
        (Package("otter", "Rust"), "https://docs.rs/otter", "verified"),
        (Package("otter", "Python"), "https://pypi.org/project/seal/", "unknown"),
        (Package("otter", "Python", private=True), "https://pypi.org/project/otter", "unknown"),
    ],
)
def test_a_package_s_own_page(package: Package, url: str, status: str) -> None:
    assert judged("url", url, package)[0] == status
