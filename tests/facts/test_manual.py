"""Manual pages: options where the source was not understood, introduction, variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts import Evidence, Fact, Facts
from moxi.facts.common.docs import Documents
from moxi.facts.model import (
    Cli,
    Description,
    EntryPoint,
    EnvVar,
    Example,
    Option,
    Overview,
    Package,
    Value,
)
from moxi.facts.reader import Reader
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

KELP = Package("kelp", "Python", ("cli",))
PAGE = r""".TH KELP 1
.SH NAME
kelp \- filter mail
.SH DESCRIPTION
.IX Header "DESCRIPTION"
.B kelp
is a filter for mail that reads its rules
from one file.
.PP
It was written at sea.
.SH OPTIONS
.IP "\fB\-d\fR, \fB\-\-debug\fR" 14
.IX Item "-d, --debug"
Tell every step.
.IP "\fB\-\-one\fR" 14
Take one.
.IP "\fB\-\-two\fR" 14
Take two.
.IP "\fB\-\-three\fR" 14
Take three.
.IP "\fB\-\-four\fR" 14
Take four.
.IP "\fB\-\-five\fR" 14
Take five.
.SH ENVIRONMENT
.TP
.B KELP_RULES
Where the rules are kept. More of that later.
.TP
.B HOME
Not read by the code.
.SH EXAMPLES
.IP 1. 4
\fBFilter\fR one box:
.PP
.EX
.IP
.B kelp inbox
.br
.B kelp outbox
.EE
"""


def told(files: Mapping[str, str], *known: Value) -> list[Fact[Any]]:
    reader = Reader(MemorySnapshot(files, metadata=Metadata("github.com", "octo-org", "kelp")))
    facts = Facts([Fact(value, (Evidence("x", 1, 1),)) for value in (KELP, *known)])
    return list(Documents().facts(reader, facts, ""))


def only(facts: list[Fact[Any]], value_type: type[Value]) -> list[tuple[Any, str]]:
    return [(f.value, str(f.evidence[0])) for f in facts if isinstance(f.value, value_type)]


def test_options_without_help_are_told_by_the_manual() -> None:
    mere = Cli("kelp", options=tuple(Option((f"--{n}",)) for n in ("one", "two", "three")))
    [(cli, where)] = only(told({"doc/kelp.1": PAGE}, mere), Cli)
    assert cli.options[0] == Option(
        ("-d", "--debug"), "", "Tell every step", evidence=Evidence("doc/kelp.1", 12, 12)
    )
    assert len(cli.options) == 6
    assert where == "doc/kelp.1:12"


def test_a_source_that_tells_its_options_is_trusted() -> None:
    own = Cli("kelp", options=(Option(("--one",), help="Take."), Option(("--two",), help="Take.")))
    assert not only(told({"doc/kelp.1": PAGE}, own), Cli)


def test_the_description_introduces_the_program() -> None:
    facts = told({"doc/kelp.1": PAGE})
    assert only(facts, Overview) == [
        (Overview("kelp is a filter for mail that reads its rules from one file.", "help"),
         "doc/kelp.1:6-8"),
    ]  # fmt: skip
    assert not only(told({"doc/kelp.1": PAGE}, Overview("Known.", "docs")), Overview)


def test_variables_that_the_code_reads_get_their_meaning() -> None:
    facts = told({"doc/kelp.1": PAGE}, EnvVar("KELP_RULES", "rules.conf"), EnvVar("OTHER"))
    assert only(facts, EnvVar) == [
        (EnvVar("KELP_RULES", "rules.conf", "Where the rules are kept"), "doc/kelp.1:26-27")
    ]


def test_commands_that_follow_one_heading_are_one_group() -> None:
    [(example, where)] = only(told({"doc/kelp.1": PAGE}, EntryPoint("kelp")), Example)
    assert example.code == "# Filter one box\nkelp inbox\nkelp outbox"
    assert where == "doc/kelp.1:38-40"


def test_the_manual_of_one_program_does_not_describe_a_library() -> None:
    files = {"cmd/fmt/kelpfmt.1": PAGE.replace("kelp", "kelpfmt")}
    reader = Reader(MemorySnapshot(files, metadata=Metadata("github.com", "octo-org", "kelp")))
    package = Package("x.dev/kelp", "Go", ("library", "cli"))
    known: list[Fact[Any]] = [Fact(package, (Evidence("go.mod"),))]
    known.append(Fact(EntryPoint("kelpfmt"), (Evidence("x"),)))
    facts = list(Documents().facts(reader, Facts(known, packages=known[:1]), ""))
    assert not only(facts, Description)
