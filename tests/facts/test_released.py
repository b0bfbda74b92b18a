"""What a workflow attaches to a release, and what a parser's attributes leave to be tidied."""

from __future__ import annotations

import pytest

from moxi.facts.model import Cli, Example, Install
from tests.facts.test_rust import facts, lines, of

MANIFEST = '[package]\nname = "tern"\nversion = "0.1.0"\n[dependencies]\nstructopt = "0.3"\n'
JOB = """on: release
jobs:
  ship:
    runs-on: ubuntu-latest
    steps:
      - run: cargo build --release --target x86_64-unknown-linux-musl
"""


def binaries(workflow: str) -> list[str]:
    found = facts({
        "Cargo.toml": MANIFEST, "src/main.rs": "fn main() {}\n",
        ".github/workflows/ship.yml": workflow,
    })  # fmt: skip
    return [way.note for way in of(found, Install) if way.method == "binary"]


@pytest.mark.parametrize(
    "step",
    [
        "      - uses: actions/upload-release-asset@v1\n",
        "      - uses: softprops/action-gh-release@v2\n        with: {files: tern.tar.gz}\n",
        "      - run: gh release upload v1 tern.tar.gz\n",
        "      - run: gh release create v1 dist/*\n",
    ],
)
def test_binaries_that_a_workflow_attaches_to_a_release(step: str) -> None:
    assert binaries(JOB + step) == ["Binaries for Linux are attached to each release."]


def test_systems_are_named_only_where_the_targets_name_them_all() -> None:
    upload = "      - uses: actions/upload-release-asset@v1\n"
    more = "  more:\n    runs-on: windows-latest\n    steps:\n      - run: make release\n"
    assert binaries(JOB + upload + more) == ["Binaries are attached to each release."]


@pytest.mark.parametrize(
    "workflow",
    [
        JOB,
        JOB + "      - uses: softprops/action-gh-release@v2\n",  # notes alone
        JOB + "      - uses: actions/upload-artifact@v4\n",
        JOB.replace("--release ", "") + "      - uses: actions/upload-release-asset@v1\n",
        "jobs: [release, --release]\n",
    ],
)
def test_a_release_without_binaries(workflow: str) -> None:
    assert binaries(workflow) == []


def test_the_evidence_of_binaries_is_the_step_that_uploads_them() -> None:
    found = facts({
        "Cargo.toml": MANIFEST, "src/main.rs": "fn main() {}\n",
        ".github/workflows/ship.yml": JOB + "      - uses: actions/upload-release-asset@v1\n",
    })  # fmt: skip
    way = next(way for way in of(found, Install) if way.method == "binary")
    assert lines(found, way) == [".github/workflows/ship.yml:7"]


def test_dashes_written_before_a_long_name_and_a_usage_of_several_lines() -> None:
    source = (
        "use structopt::StructOpt;\n#[derive(StructOpt)]\n"
        '#[structopt(usage = "tern URL  (once)\\ntern -w PORT (for ever)")]\n'
        'struct Opt {\n    /// Follow it\n    #[structopt(long = "--watch", short = "-w")]\n'
        "    watch: bool,\n}\nfn main() { Opt::from_args(); }\n"
    )
    tool: Cli = of(facts({"Cargo.toml": MANIFEST, "src/main.rs": source}), Cli)[0]
    assert tool.options[0].flags == ("-w", "--watch")
    assert tool.usage == "tern URL (once)\ntern -w PORT (for ever)"


def test_a_usage_that_is_broken_in_two_is_one_line() -> None:
    source = (
        'use structopt::StructOpt;\n#[derive(StructOpt)]\n#[structopt(usage = "tern URL\\n  -w")]\n'
        "struct Opt {\n    /// Follow it\n    #[structopt(long)]\n    watch: bool,\n}\n"
        "fn main() { Opt::from_args(); }\n"
    )
    tool: Cli = of(facts({"Cargo.toml": MANIFEST, "src/main.rs": source}), Cli)[0]
    assert tool.usage == "tern URL -w"


def test_the_title_of_an_example_keeps_its_code() -> None:
    docs = "//! Nets.\n//!\n//! Put it into your `main` first:\n//! ```\n//! catch!();\n//! ```\n"
    found = facts({"Cargo.toml": MANIFEST.replace("structopt", "serde"), "src/lib.rs": docs})
    assert [e.title for e in of(found, Example)] == ["Put it into your `main` first"]


def test_a_crate_in_a_folder_of_its_own_is_one_step_away() -> None:
    manifest = MANIFEST + "[package.metadata]\n"
    manifest = manifest.replace("[dep", 'repository = "https://github.com/acme/nets"\n[dep')
    found = facts({"tern/Cargo.toml": manifest, "tern/src/main.rs": "fn main() {}\n"}, "tern")
    source = next(way for way in of(found, Install) if way.method == "source")
    assert source.commands[:2] == ("git clone https://github.com/acme/nets", "cd nets/tern")
