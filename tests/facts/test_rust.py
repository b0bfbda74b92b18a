"""Cargo manifests: what a package is, how it is installed, its features and tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moxi.facts import Facts, extract
from moxi.facts.common.own_address import on_branch
from moxi.facts.model import (
    EntryPoint,
    Evidence,
    Extra,
    Fact,
    Install,
    Link,
    Note,
    Package,
    Port,
    Runtime,
    Task,
    Technology,
)
from moxi.facts.reader import Reader
from moxi.facts.rust import Rust
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

FIXTURES = Path(__file__).parent.parent / "fixtures"


def fixture(name: str, folder: str = "", *, scope: str = "") -> list[Fact[Any]]:
    """All Rust facts of a fixture, its package first."""
    root = FIXTURES / name
    files = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    return facts(files, folder, scope=scope)


def facts(
    files: dict[str, str], folder: str = "", *, scope: str = "", name: str = ""
) -> list[Fact[Any]]:
    """All Rust facts of a repository in memory, its package first."""
    reader = Reader(MemorySnapshot(files, scope=scope, metadata=Metadata(name=name)))
    rust = Rust()
    package = rust.package(reader, folder)
    return [*([package] if package else []), *rust.facts(reader, folder)]


def of(found: list[Fact[Any]], kind: type) -> list[Any]:
    return [fact.value for fact in found if isinstance(fact.value, kind)]


def lines(found: list[Fact[Any]], value: Any) -> list[str]:
    """The evidence of one value, as text."""
    return [str(e) for fact in found if fact.value == value for e in fact.evidence]


def test_a_published_program() -> None:
    found = fixture("rust_cli")
    package = Package(
        "lantern-cli",
        "Rust",
        ("cli",),
        "Watch log files and highlight what matters",
        "1.4.0",
        published=True,
    )
    assert of(found, Package) == [package]
    assert lines(found, package) == ["Cargo.toml:2", ".github/workflows/release.yml:10"]

    runtime = Runtime("Rust", "1.74", "1.74 or newer")
    assert lines(found, runtime) == ["Cargo.toml:5"]
    assert of(found, EntryPoint) == [EntryPoint("lantern", "src/main.rs", "cargo run")]

    installs = {install.label: install for install in of(found, Install)}
    assert installs["Cargo"].commands == ("cargo install lantern-cli",)
    assert installs["Cargo"].note == "The command is called `lantern`."
    assert installs["cargo-binstall"].commands == ("cargo binstall lantern-cli",)
    assert installs["winget"].commands == ("winget install HarbourTools.Lantern",)
    assert lines(found, installs["winget"]) == [".github/workflows/release.yml:16"]
    assert installs["from source"].commands == (
        "git clone https://github.com/harbour-tools/lantern",
        "cd lantern",
        "cargo build --release",
    )
    assert installs["from source"].note == "The binary is `target/release/lantern`."


def test_features_with_their_comments() -> None:
    found = fixture("rust_cli")
    colour = Extra("colour", "Colour the output with ANSI sequences", "", True)
    json = Extra("json", "Print matches as JSON lines", "cargo install lantern-cli --features json")
    assert of(found, Extra) == [colour, json]  # and not the one that is only used in tests
    assert lines(found, colour) == ["Cargo.toml:27"]
    assert lines(found, json) == ["Cargo.toml:28"]


def test_features_of_a_library_told_by_its_documentation() -> None:
    found = fixture("rust_library")
    extras = {extra.name: extra for extra in of(found, Extra)}
    assert list(extras) == ["std", "serde", "full"]
    assert extras["std"].default
    assert extras["serde"].description == "serialisation of `Ledger` and `Entry`"
    assert lines(found, extras["serde"]) == ["Cargo.toml:19", "src/lib.rs:22"]
    assert extras["full"].description == "switches on `std` and `serde`"
    assert extras["full"].command == "cargo add ring-ledger --features full"


def test_tasks_need_evidence() -> None:
    found = fixture("rust_cli")
    tasks = {task.command: task.purpose for task in of(found, Task)}
    assert tasks == {
        "cargo build": "build",
        "cargo test": "test",
        "cargo fmt": "format",
        "cargo lint": "lint",
    }
    bare = facts({"Cargo.toml": '[package]\nname = "a"\n', "src/lib.rs": "pub fn a() {}\n"})
    assert [task.command for task in of(bare, Task)] == ["cargo build"]


def test_benchmarks_and_examples_of_a_library() -> None:
    commands = [task.command for task in of(fixture("rust_library"), Task)]
    assert "cargo bench" in commands
    assert "cargo run --example basic" in commands


def test_links_of_a_published_library() -> None:
    links = {link.role: link.url for link in of(fixture("rust_library"), Link)}
    assert links == {
        "source": "https://github.com/tidepool/ring-ledger",
        "api": "https://docs.rs/ring-ledger",
        "registry": "https://crates.io/crates/ring-ledger",
    }


def test_a_member_inherits_from_its_workspace() -> None:
    found = fixture("rust_workspace", "crates/tally")
    package = of(found, Package)[0]
    assert (package.name, package.version, package.roles) == ("tally", "0.9.2", ("cli",))
    runtime = Runtime("Rust", "1.70", "1.70 or newer")
    assert lines(found, runtime) == ["Cargo.toml:8", "crates/tally/Cargo.toml:6"]
    assert of(found, EntryPoint)[0].run == "cargo run -p tally"


def test_a_dependency_that_cannot_be_published_denies_the_registry() -> None:
    # tally → tally-core → tally-macros, which has publish = false
    found = fixture("rust_workspace", "crates/tally")
    assert not of(found, Package)[0].published
    assert of(found, Install)[0].commands == (
        "cargo install --git https://github.com/abacus-labs/tally tally",
    )


def test_a_virtual_workspace_leads_to_its_main_member() -> None:
    found = fixture("rust_workspace")
    package = of(found, Package)[0]
    assert (package.name, package.workspace, package.private) == ("tally", True, True)
    assert [task.command for task in of(found, Task)] == [
        "cargo build",
        "cargo xtask test",
        "cargo xtask lint",
        "cargo xtask clippy",
    ]
    assert "cargo build" not in [
        t.command for t in of(fixture("rust_workspace", "crates/tally"), Task)
    ]
    alone = fixture("rust_workspace", "crates/tally", scope="crates/tally")
    assert "cargo build" in [t.command for t in of(alone, Task)]


def test_the_main_member_is_drafted_for_a_virtual_workspace() -> None:
    root = FIXTURES / "rust_workspace"
    files = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
    found: Facts = extract(MemorySnapshot(files))
    assert found.package
    assert (found.package.value.name, found.package.folder) == ("tally", "crates/tally")
    roles = {fact.value.name: fact.value.roles for fact in found.packages if fact.value.roles}
    assert roles == {"tally": ("cli",), "tally-core": ("library",), "tally-macros": ("library",)}


@pytest.mark.parametrize(
    ("lines_of_package", "published"),
    [
        ('description = "d"\nlicense = "MIT"\nrepository = "https://x.org/a/b"', True),
        (
            'description = "d"\nlicense = "MIT"\nrepository = "https://x.org/a/b"\npublish = false',
            False,
        ),
        ('description = "d"\nlicense = "MIT"\npublish = ["mine"]\nkeywords = ["k"]', False),
        ('description = "d"\nlicense = "MIT"', False),
        ('license = "MIT"\nrepository = "https://x.org/a/b"', False),
        ('description = "d"\nrepository = "https://x.org/a/b"', False),
    ],
)
def test_when_the_registry_has_it(lines_of_package: str, published: bool) -> None:
    manifest = f'[package]\nname = "a"\nversion = "1.0.0"\n{lines_of_package}\n'
    found = facts({"Cargo.toml": manifest, "src/lib.rs": "pub fn a() {}\n"})
    assert of(found, Package)[0].published is published
    adds = [i.commands for i in of(found, Install) if i.commands == ("cargo add a",)]
    assert bool(adds) is published


def test_a_git_dependency_without_a_version_denies_the_registry() -> None:
    manifest = (
        '[package]\nname = "a"\nversion = "1.0.0"\ndescription = "d"\nlicense = "MIT"\n'
        'repository = "https://x.org/a/b"\n[dependencies]\nb = { git = "https://x.org/b" }\n'
    )
    found = facts({"Cargo.toml": manifest, "src/main.rs": "fn main() {}\n"})
    assert not of(found, Package)[0].published
    assert of(found, Install)[0].commands == ("cargo install --git https://x.org/a/b",)


def test_an_extension_module_is_no_rust_library() -> None:
    files = {
        "Cargo.toml": (
            '[package]\nname = "fastlib"\nversion = "1.0.0"\ndescription = "d"\n'
            'license = "MIT"\nrepository = "https://x.org/a/b"\nrust-version = "1.80"\n'
            '[lib]\ncrate-type = ["cdylib"]\n[dependencies]\npyo3 = "0.23"\n'
        ),
        "pyproject.toml": '[build-system]\nrequires = ["maturin"]\n',
        "src/lib.rs": "use pyo3::prelude::*;\n",
    }
    found = facts(files)
    package = of(found, Package)[0]
    assert (package.roles, package.published) == ((), False)
    assert of(found, Install) == []
    assert of(found, Task) == []
    assert of(found, Runtime) == []
    assert [note.markdown for note in of(found, Note)] == [
        "Building the extension module needs Rust 1.80 or newer."
    ]


def test_a_program_with_several_binaries_and_features_they_need() -> None:
    files = {
        "Cargo.toml": (
            '[package]\nname = "kit"\nversion = "0.1.0"\ndefault-run = "kit"\n'
            '[[bin]]\nname = "kit-gui"\npath = "src/gui.rs"\nrequired-features = ["gui"]\n'
            "[features]\ngui = []\n"
        ),
        "src/main.rs": "fn main() {}\n",
        "src/gui.rs": "fn main() {}\n",
        "src/bin/kit-extra.rs": "fn main() {}\n",
    }
    entries = of(facts(files), EntryPoint)
    assert [(e.name, e.target, e.run) for e in entries] == [
        ("kit", "src/main.rs", "cargo run"),
        ("kit-extra", "src/bin/kit-extra.rs", "cargo run --bin kit-extra"),
        ("kit-gui", "src/gui.rs", "cargo run --bin kit-gui --features gui"),
    ]


def test_services_and_applications() -> None:
    def roles_with(dependency: str) -> tuple[str, ...]:
        manifest = f'[package]\nname = "a"\nversion = "0.1.0"\n[dependencies]\n{dependency}\n'
        found = facts({"Cargo.toml": manifest, "src/main.rs": "fn main() {}\n"})
        roles: tuple[str, ...] = of(found, Package)[0].roles
        return roles

    assert roles_with('axum = "0.8"') == ("service",)
    assert roles_with('axum = "0.8"\nclap = "4"') == ("cli", "service")
    assert roles_with('axum = { version = "0.8", optional = true }') == ("cli",)
    assert roles_with('eframe = "0.29"') == ("app",)
    assert roles_with('rand = "0.9"') == ("cli",)


def test_the_toolchain_file() -> None:
    files = {
        "Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\n',
        "src/main.rs": "fn main() {}\n",
        "rust-toolchain.toml": '[toolchain]\nchannel = "1.81.0"\n',
    }
    found = facts(files)
    assert of(found, Runtime) == [Runtime("Rust")]
    note = Note("development", "`rust-toolchain.toml` pins the toolchain to Rust 1.81.0.")
    assert lines(found, note) == ["rust-toolchain.toml:2"]
    files["rust-toolchain.toml"] = '[toolchain]\nchannel = "nightly-2025-01-01"\n'
    nightly = facts({**files, "src/main.rs": "#![feature(never_type)]\nfn main() {}\n"})
    assert of(nightly, Runtime) == [Runtime("Rust", "nightly-2025-01-01", "nightly")]
    assert of(facts(files), Runtime) == [Runtime("Rust")]  # who installs it has no such file
    assert "to Rust nightly-2025-01-01." in of(facts(files), Note)[0].markdown


def test_installers_of_a_release_tool() -> None:
    files = {
        "Cargo.toml": (
            '[package]\nname = "a"\nversion = "0.1.0"\nrepository = "https://github.com/o/a"\n'
        ),
        "src/main.rs": "fn main() {}\n",
        "dist-workspace.toml": (
            '[dist]\ninstallers = ["shell", "homebrew"]\ntap = "o/homebrew-tap"\n'
        ),
    }
    found = facts(files)
    commands = [install.commands[0] for install in of(found, Install)]
    assert "brew install o/tap/a" in commands
    assert (
        "curl --proto '=https' --tlsv1.2 -LsSf "
        "https://github.com/o/a/releases/latest/download/a-installer.sh | sh" in commands
    )


def test_locked_where_the_documentation_says_so() -> None:
    manifest = (
        '[package]\nname = "a"\nversion = "1.0.0"\ndescription = "d"\nlicense = "MIT"\n'
        'keywords = ["k"]\n'
    )
    files = {
        "Cargo.toml": manifest,
        "src/main.rs": "fn main() {}\n",
        "docs/install.md": "Run:\n\n    cargo install --locked a\n",
    }
    install = of(facts(files), Install)[0]
    assert install.commands == ("cargo install a --locked",)
    assert "docs/install.md:3" in lines(facts(files), install)


@pytest.mark.parametrize(
    "manifest",
    [
        "package = 3\n",
        '[package]\nname = 3\nversion = ["x"]\n',
        '[package]\nname = "a"\nversion = { workspace = true }\npublish = "no"\n',
        '[package]\nname = "a"\nfeatures = 1\nrust-version = 1.7\n[lib]\nname = 4\n',
        '[workspace]\nmembers = "crates/*"\nexclude = 2\ndefault-members = [1]\n',
        '[package]\nname = "a"\n[features]\ndefault = "x"\nb = 3\n[dependencies]\nc = 4\nd = []\n',
        '[[bin]]\nname = 2\n[package]\nname = "a"\nmetadata = 1\n',
        'bin = "x"\nexample = 2\nbench = 1\n[package]\nname = "a"\nworkspace = "../../.."\n',
        '[package]\nname = "a"\n[dependencies]\nb = { path = "../../..", workspace = true }\n',
        "[package\n",
    ],
)
def test_odd_manifests_never_fail(manifest: str) -> None:
    found = extract(MemorySnapshot({"Cargo.toml": manifest, "src/lib.rs": "pub fn a() {}\n"}))
    assert not [problem for problem in found.problems if problem.path == "(rust)"]


def test_packages_that_depend_on_each_other_in_a_circle() -> None:
    def manifest(name: str, other: str) -> str:
        return (
            f'[package]\nname = "{name}"\nversion = "1.0.0"\n'
            f'[dependencies]\n{other} = {{ path = "../{other}", version = "1" }}\n'
        )

    files = {
        "a/Cargo.toml": manifest("a", "b"),
        "b/Cargo.toml": manifest("b", "a"),
        "a/src/lib.rs": "pub use b::*;\n",
        "b/src/lib.rs": "pub use a::*;\n",
    }
    assert of(facts(files, "a"), Package)[0].name == "a"


def test_evidence_is_a_line_of_the_manifest() -> None:
    found = fixture("rust_cli")
    description = next(fact for fact in found if fact.kind == "description")
    assert description.evidence == (Evidence("Cargo.toml", 6, 6),)


def test_a_service_with_its_stack_and_port() -> None:
    files = {
        "Cargo.toml": (
            '[package]\nname = "hub"\nversion = "0.1.0"\nrepository = "https://x.org/o/hub"\n'
            '[dependencies]\naxum = "0.8"\nsqlx = "0.8"\n'
            'redis = { version = "1", optional = true }\n'
        ),
        "src/main.rs": (
            "#[tokio::main]\nasync fn main() {\n"
            '    let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await.unwrap();\n'
            "    axum::serve(listener, app()).await.unwrap();\n}\n"
            '#[cfg(test)]\nmod tests {\n    fn t() { TcpListener::bind("127.0.0.1:9999"); }\n}\n'
        ),
    }
    found = facts(files)
    assert [t.name for t in of(found, Technology)] == ["axum", "SQLx"]
    assert lines(found, Technology("axum", "web framework")) == ["Cargo.toml:6"]
    assert of(found, Port) == [Port(3000)]
    assert lines(found, Port(3000)) == ["src/main.rs:3"]
    assert [install.method for install in of(found, Install)] == ["source"]


def test_a_comment_over_a_group_of_features_is_about_none_of_them() -> None:
    files = {
        "Cargo.toml": (
            '[package]\nname = "a"\nversion = "0.1.0"\n[features]\n# Extra filters\njson = []\n'
            "yaml = []\n\n# Count what is allocated.\ncount = []\n"
        ),
        "src/lib.rs": "pub fn a() {}\n",
    }
    extras = {extra.name: extra.description for extra in of(facts(files), Extra)}
    assert extras == {"json": "", "yaml": "", "count": "Count what is allocated"}


def test_a_workspace_describes_what_its_main_member_does_not() -> None:
    found = facts(
        {
            "Cargo.toml": (
                '[workspace]\nmembers = ["tool"]\n[workspace.package]\n'
                'description = "Finds and\\n replaces."\n'
            ),
            "tool/Cargo.toml": '[package]\nname = "tool"\nversion = "1.0.0"\n',
            "tool/src/main.rs": "fn main() {}\n",
        }
    )
    package = of(found, Package)[0]
    assert package.description == "Finds and replaces."
    assert lines(found, package) == ["Cargo.toml:1", "Cargo.toml:4"]


def test_the_library_of_a_program_is_called_so() -> None:
    found = facts(
        {
            "Cargo.toml": (
                '[package]\nname = "tool"\nversion = "1.0.0"\ndescription = "Sees."\n'
                'license = "MIT"\nkeywords = ["x"]\n[dependencies]\nclap = "4"\n'
            ),
            "src/main.rs": "fn main() {}\n",
            "src/lib.rs": "//! ```\n//! tool::see();\n//! ```\npub fn see() {}\n",
        }
    )
    labels = [(install.label, install.commands[0]) for install in of(found, Install)]
    assert ("as a library", "cargo add tool") in labels


@pytest.mark.parametrize(
    ("branch", "expected"), [("master", "master"), ("main", "main"), ("", "main"), ("dev", "main")]
)
def test_the_address_of_an_own_script_is_on_a_branch_that_is_there(
    branch: str, expected: str
) -> None:
    line = "curl -sSf https://raw.githubusercontent.com/octo/tool/main/install.sh | sh"
    metadata = Metadata("github.com", "octo", "tool", default_branch=branch)
    assert on_branch(line, metadata) == line.replace("/main/", f"/{expected}/")
    other = Metadata("github.com", "octo", "else", default_branch="master")
    assert on_branch(line, other) == line


def test_features_without_which_it_does_not_compile() -> None:
    files = {
        "Cargo.toml": (
            '[package]\nname = "tool"\nversion = "1.0.0"\n'
            "[features]\n"
            'default = [\n    # "lite",\n]\n'
            "# Writes to the log of the system.\nsyslog = []\n\n"
            'lite = []\nheavy = []\n# -- test features --\n"lite.test" = []\n'
        ),
        "src/main.rs": "fn main() {}\n",
        "build.rs": (
            '#[cfg(not(any(feature = "heavy", feature = "lite")))]\n'
            'compile_error!("Pick a backend: cargo build --features lite");\n'
        ),
    }
    found = facts(files)
    builds = [task.command for task in of(found, Task) if task.purpose == "build"]
    assert builds == ["cargo build --features lite"]
    assert of(found, Install)[-1].commands[-1] == "cargo build --release --features lite"
    extras = {extra.name: extra for extra in of(found, Extra)}
    assert extras["syslog"].description == "Writes to the log of the system"
    assert "lite.test" not in extras
    chosen = {**files, "Cargo.toml": files["Cargo.toml"].replace('# "lite"', '"lite"')}
    builds = [task.command for task in of(facts(chosen), Task) if task.purpose == "build"]
    assert builds == ["cargo build"]


def test_system_packages_that_ci_installs_before_it_builds() -> None:
    workflow = """on: push
jobs:
  test:
    steps:
      - run: sudo apt-get update && sudo apt-get install -y libkelp-dev jq cmake
      - run: cargo test
"""
    path = ".github/workflows/ci.yml"
    files = {
        "Cargo.toml": '[package]\nname = "kelp"\n',
        "src/main.rs": "fn main() {}",
        path: workflow,
    }
    said = Note("install", "On Debian and Ubuntu, CI installs `libkelp-dev` and `cmake` before it "
                "builds.")  # fmt: skip
    found = facts(files)
    assert lines(found, said) == [f"{path}:5"]
    files[path] = workflow.replace("cargo test", "cargo test -p kelp-gui")
    assert of(facts(files), Note)[0].markdown.endswith("before it builds `kelp-gui`.")
    files[path] = workflow.replace("cargo test", "echo done")
    assert said not in of(facts(files), Note)
    files[path] = workflow.replace("libkelp-dev", "libkelp-dev:arm64")
    assert of(facts(files), Note) == []


def test_programs_of_other_names_are_scripts_of_the_project() -> None:
    manifest = """[package]
name = "kelp"
version = "0.1.0"
description = "Counts mails"
license = "MIT"
keywords = ["mail"]
"""
    files = {"Cargo.toml": manifest} | {f"src/bin/{name}.rs": "fn main() {}" for name in "abc"}
    assert not of(facts(files), Package)[0].published
    assert of(facts({**files, "src/bin/kelp-all.rs": "fn main() {}"}), Package)[0].published
