"""What a crate's documentation says, and the public API of a library."""

from __future__ import annotations

from moxi.facts.model import Description, Example, Feature, Import, Overview, Symbol
from moxi.facts.rust.crate_docs import visible_code
from tests.facts.test_rust import facts, fixture, lines, of

MANIFEST = '[package]\nname = "my-lib"\nversion = "0.1.0"\n'


def test_the_overview_ends_where_it_leans_on_something_else() -> None:
    found = fixture("rust_library")
    overview = Overview(
        "`ring-ledger` keeps the last entries of a stream in a fixed amount of memory.\n\n"
        "Once a `Ledger` is full, each new entry takes the place of the oldest one, so that a "
        "long-running program never grows.",
        "docstring",
    )
    assert of(found, Overview) == [overview]
    assert lines(found, overview) == ["src/lib.rs:1-4"]


def test_documentation_tests_without_their_hidden_lines() -> None:
    found = fixture("rust_library")
    first, second, program = of(found, Example)
    assert first.code == (
        "use ring_ledger::{Entry, Ledger};\n\n"
        "let mut ledger = Ledger::with_capacity(2);\n"
        'ledger.push(Entry::new("first"));\n'
        "# not a hidden line"
    )
    assert (first.language, first.origin) == ("rust", "docstring")
    assert lines(found, first) == ["src/lib.rs:8-17"]
    assert second.title == "Entries come out oldest first"
    assert second.code.startswith("for entry in")
    assert program.title == "Fill a ledger and print what is left of it"
    assert program.code.startswith("use ring_ledger::{Entry, Ledger};\n\nfn main() {")
    assert lines(found, program) == ["examples/basic.rs:3-8"]


def test_hidden_lines() -> None:
    assert visible_code("# use a;\n#\nlet x = 1;\n## y\n#[derive(A)]") == (
        "let x = 1;\n# y\n#[derive(A)]"
    )


def test_the_list_of_cargo_features_is_no_list_of_capabilities() -> None:
    texts = [feature.text for feature in of(fixture("rust_library"), Feature)]
    assert texts == [
        "Works without the standard library (`no_std`) when the `std` feature is off",
        "Holds no unsafe code (`#![forbid(unsafe_code)]`)",
    ]


def test_capabilities() -> None:
    source = "//! A parser of things.\n//!\n//! # Features\n"
    source += "//!\n//! * Reads very quickly\n//! * Never panics\n"
    found = facts({"Cargo.toml": MANIFEST, "src/lib.rs": source})
    assert of(found, Feature) == [Feature("Reads very quickly"), Feature("Never panics")]
    assert lines(found, Feature("Never panics")) == ["src/lib.rs:6"]


def test_the_public_api() -> None:
    found = fixture("rust_library")
    symbols = {symbol.name: symbol for symbol in of(found, Symbol)}
    assert list(symbols) == ["Ledger", "entry!", "Entry", "Full", "merge", "report"]
    assert symbols["Ledger"].summary == "A ledger of fixed size."
    assert symbols["entry!"].kind == "macro"
    assert symbols["entry!"].summary == "Builds an `Entry` from a format string."
    assert symbols["merge"].signature == "fn merge(left: Ledger, _right: Ledger) -> Ledger"
    assert symbols["report"].summary == "Summaries of a ledger as text."
    assert lines(found, symbols["Full"]) == ["src/entry.rs:16"]
    statement = Import("use ring_ledger::{Entry, Ledger};", "rust")
    assert lines(found, statement) == ["src/lib.rs:8-17"]


def test_what_a_library_takes_over_from_its_neighbour() -> None:
    found = fixture("rust_workspace", "crates/tally-core")
    derive = next(symbol for symbol in of(found, Symbol) if symbol.kind == "macro")
    assert derive.name == "#[derive(Countable)]"
    assert lines(found, derive) == ["crates/tally-macros/src/lib.rs:5"]


def test_re_exports_through_modules() -> None:
    files = {
        "Cargo.toml": MANIFEST,
        "src/lib.rs": (
            "mod a;\npub use a::deep::{One as Uno, Two};\npub use a::*;\npub use std::io;\n"
        ),
        "src/a.rs": "pub mod deep;\npub(crate) fn hidden() {}\npub fn shown() {}\n",
        "src/a/deep.rs": "pub struct One;\npub struct Two;\npub struct Three;\n",
    }
    names = sorted(symbol.name for symbol in of(facts(files), Symbol))
    assert names == ["Two", "Uno", "deep", "shown"]


def test_a_description_where_the_manifest_has_none() -> None:
    source = "//! This library keeps socks by colour and size. It is fast.\n\npub fn sort() {}\n"
    found = facts({"Cargo.toml": MANIFEST, "src/lib.rs": source})
    description = Description("This library keeps socks by colour and size.", "docstring")
    assert of(found, Description) == [description]
    assert lines(found, description) == ["src/lib.rs:1"]


def test_a_readme_included_as_documentation_says_nothing() -> None:
    files = {
        "Cargo.toml": MANIFEST,
        "README.md": "This library sorts socks by colour and size.\n",
        "docs/intro.md": "This library keeps gloves by colour and size.\n",
        "src/lib.rs": '#![doc = include_str!("../README.md")]\npub fn sort() {}\n',
    }
    assert not of(facts(files), Overview)
    files["src/lib.rs"] = '#![doc = include_str!("../docs/intro.md")]\npub fn sort() {}\n'
    assert of(facts(files), Overview)


def test_links_to_items_become_their_text() -> None:
    source = (
        "//! This library provides [`Sock`][sock], [Pair] and [a list](crate::list) of them,\n"
        "//! unlike [Drawer](https://example.org/x).\n"
    )
    overview = of(facts({"Cargo.toml": MANIFEST, "src/lib.rs": source}), Overview)[0]
    assert overview.markdown == (
        "This library provides `Sock`, Pair and a list of them, "
        "unlike [Drawer](https://example.org/x)."
    )


def test_talk_about_the_source_is_no_overview() -> None:
    source = (
        "//! This file is the entry point of the program and parses its arguments.\nfn main() {}\n"
    )
    assert not of(facts({"Cargo.toml": MANIFEST, "src/main.rs": source}), Overview)


def test_what_a_library_beside_a_program_says_of_itself_is_no_overview() -> None:
    files = {
        "Cargo.toml": (
            '[package]\nname = "tool"\nversion = "1.0.0"\ndescription = "Counts things."\n'
            '[dependencies]\nclap = "4"\n'
        ),
        "src/main.rs": "fn main() {}\n",
        "src/lib.rs": "//! Public library API of the counting.\n//!\n//! It holds all of it.\n",
    }
    assert of(facts(files), Overview) == []
    files["src/lib.rs"] = "//! Counts all things that are worth it.\n//!\n//! It is fast.\n"
    assert of(facts(files), Overview) != []


def test_an_example_that_does_not_use_the_library_is_none() -> None:
    found = facts(
        {
            "Cargo.toml": '[package]\nname = "my-lib"\nversion = "1.0.0"\n',
            "src/lib.rs": "pub fn see() {}\n",
            "examples/basic.rs": "fn main() { my_lib::see(); }\n",
            "examples/bench_data.rs": "fn main() { write(); }\n",
        }
    )
    assert [example.title for example in of(found, Example)] == ["basic"]


def test_bold_words_of_a_summary_are_plain() -> None:
    source = "/// A **smart pointer** to `**` and more.\npub struct Taken;\n"
    found = facts({"Cargo.toml": MANIFEST, "src/lib.rs": source})
    assert [s.summary for s in of(found, Symbol)] == ["A smart pointer to `**` and more."]


def test_a_long_example_is_one_where_it_can_stand_alone() -> None:
    def documented(count: int) -> list[Example]:
        body = "".join(f"//! let a{number} = {number};\n" for number in range(count))
        source = f"//! Counts.\n//!\n//! ```\n{body}//! ```\n"
        return of(facts({"Cargo.toml": MANIFEST, "src/lib.rs": source}), Example)

    assert len(documented(95)) == 1
    assert documented(120) == []


def test_a_question_on_use_is_no_title() -> None:
    source = "//! Counts.\n//!\n//! # How do I use it?\n//!\n//! To make such a crate, do:\n//!\n"
    source += "//! ```\n//! let a = count();\n//! ```\n"
    found = facts({"Cargo.toml": MANIFEST, "src/lib.rs": source})
    assert [example.title for example in of(found, Example)] == [""]


def test_a_configuration_in_the_documentation_is_an_example() -> None:
    source = """//! Kelp keeps mails.
//!
//! # Configuration by a file
//!
//! ```toml
//! kept = 5
//! ```
//!
//! ```toml
//! [dependencies]
//! kelp = "1"
//! ```
"""
    found = facts({"Cargo.toml": '[package]\nname = "kelp"\n', "src/lib.rs": source})
    assert [(e.code, e.language) for e in of(found, Example)] == [("kept = 5", "toml")]
