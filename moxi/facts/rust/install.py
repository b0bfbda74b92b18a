"""How a user gets a Cargo package, and what must be there first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.model import EntryPoint, Evidence, Fact, Install, Note, Runtime
from moxi.facts.paths import join
from moxi.facts.rust import crate as cargo
from moxi.facts.rust.package import publish_evidence, roles
from moxi.facts.rust.released import released_binaries
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader
    from moxi.facts.rust.crate import Crate

MAX_LINE = 500
_VERSION = lazy_re(r"\d+(\.\d+){0,2}")
_PAGES = (".md", ".txt", ".adoc", ".rst", ".yml", ".yaml")


def install_facts(crate: Crate) -> Iterator[Fact[Any]]:
    """Runtime, installs and entry points of a package."""
    yield from runtime_facts(crate)
    yield from entry_points(crate)
    wanted = roles(crate)
    proof = publish_evidence(crate)
    if crate.binaries and {"cli", "service", "app"} & set(wanted):
        yield from _program(crate, proof)
    if crate.library and "library" in wanted:
        yield from _dependency(crate, proof)


def base_command(crate: Crate) -> str:
    """The install command that features are added to; `""` where there is none."""
    wanted = roles(crate)
    published = publish_evidence(crate) is not None
    if "library" in wanted and wanted[0] == "library":
        return f"cargo add {crate.name}" if published else ""
    if crate.binaries and wanted:
        return f"cargo install {crate.name}" if published else _git_command(crate)
    return ""


def _program(crate: Crate, proof: Evidence | None) -> Iterator[Fact[Install]]:
    evidence = crate.binaries[0].evidence
    name = crate.reader.find(crate.manifest, "[package]", "name")
    needed = {*crate.binaries[0].features, *crate.needed_features} - crate.default_features
    more = f" --features {','.join(sorted(needed))}" if needed else ""
    if proof:
        locked = _locked(crate.reader, crate.name)
        flag = " --locked" if locked else ""
        command = f"cargo install {crate.name}{flag}{more}"
        found = [name, proof, *([locked] if locked else [])]
        yield Fact(
            Install("registry", (command,), "Cargo", _note(crate)),
            tuple(dict.fromkeys(found)),
            crate.folder,
        )
        binstall = crate.package.get("metadata")
        if isinstance(binstall, dict) and isinstance(binstall.get("binstall"), dict):
            where = crate.reader.find(crate.manifest, "[package.metadata.binstall")
            yield Fact(
                Install("binary", (f"cargo binstall {crate.name}",), "cargo-binstall",
                        "Downloads a prebuilt binary."),
                (where, name),
                crate.folder,
            )  # fmt: skip
    elif (command := _git_command(crate)) and roles(crate)[0] != "service":
        yield Fact(
            Install("git", (command + more,), "Cargo", _note(crate)), (name, evidence), crate.folder
        )
    yield _from_source(crate, evidence, more)
    yield from released_binaries(crate)


def _note(crate: Crate) -> str:
    """What the commands are called where the package's name does not tell."""
    names = [binary.name for binary in crate.binaries if not binary.features]
    if not names or names == [crate.name]:
        return ""
    listed = ", ".join(f"`{name}`" for name in names[:4])
    if len(names) == 1:
        return f"The command is called {listed}."
    return f"It installs {listed}." if len(names) <= 4 else ""


def _git_command(crate: Crate) -> str:
    url = crate.repository
    if not url:
        return ""
    several = crate.root is not None or crate.is_workspace
    return f"cargo install --git {url}" + (f" {crate.name}" if several else "")


def _from_source(crate: Crate, evidence: Evidence, more: str) -> Fact[Install]:
    url = crate.repository
    commands: list[str] = []
    if url:
        folder = url.rstrip("/").rpartition("/")[2].removesuffix(".git")
        commands = [f"git clone {url}", f"cd {folder}"]
    inside = crate.root is not None
    package = f" -p {crate.name}" if inside else ""
    if crate.folder and not inside:
        top = [*commands.pop().split(" ")[1:], ""][0] if commands else ""
        commands.append(f"cd {join(top, crate.folder)}")
    commands.append(f"cargo build --release{package}{more}")
    note = f"The binary is `target/release/{crate.binaries[0].name}`."
    manifest = crate.reader.find(crate.manifest, "[package]", "name")
    return Fact(
        Install("source", tuple(commands), "from source", note), (manifest, evidence), crate.folder
    )


def _dependency(crate: Crate, proof: Evidence | None) -> Iterator[Fact[Install]]:
    name = crate.reader.find(crate.manifest, "[package]", "name")
    label = "as a library" if crate.binaries and roles(crate)[0] != "library" else "Cargo"
    if proof:
        yield Fact(
            Install("registry", (f"cargo add {crate.name}",), label),
            tuple(dict.fromkeys((name, proof))),
            crate.folder,
        )
    elif crate.repository:
        yield Fact(
            Install("git", (f"cargo add --git {crate.repository} {crate.name}",), label),
            (name,),
            crate.folder,
        )


def _locked(reader: Reader, name: str) -> Evidence | None:
    """A line of the repository's own pages that installs this package with `--locked`."""
    pattern = re.compile(
        rf"cargo install (?=.*--locked)(?=(?:.*\s)?{re.escape(name)}(?:\s|$))[^|;&]*"
    )
    folders = ("", ".github/workflows", "docs", "doc", "book/src", "book", "docs/src")
    for folder in folders:
        for path in reader.tree.files(folder):
            if path.endswith(_PAGES) and "--locked" in reader.text(path):
                for number, line in enumerate(reader.lines(path), 1):
                    if len(line) < MAX_LINE and pattern.search(line.strip().rstrip("`.\"'")):
                        return Evidence(path, number, number)
    return None


def entry_points(crate: Crate) -> Iterator[Fact[EntryPoint]]:
    """The programs, and how to start them from a checkout."""
    main = crate.text("default-run") or (crate.binaries[0].name if len(crate.binaries) == 1 else "")
    for binary in crate.binaries:
        run = "cargo run"
        if crate.root is not None:
            run += f" -p {crate.name}"
        if binary.name != main:
            run += f" --bin {binary.name}"
        if needed := {*binary.features, *crate.needed_features} - crate.default_features:
            run += f" --features {','.join(sorted(needed))}"
        target = binary.path[len(crate.folder) :].lstrip("/") if crate.folder else binary.path
        yield Fact(EntryPoint(binary.name, target, run), (binary.evidence,), crate.folder)


def runtime_facts(crate: Crate) -> Iterator[Fact[Any]]:
    """The Rust version that the package needs, and the toolchain that its developers use."""
    stated = crate.text("rust-version")
    toolchain = _toolchain(crate)
    if not roles(crate):  # an extension of another language: only who builds it needs Rust
        if stated and _VERSION.fullmatch(stated):
            text = f"Building the extension module needs Rust {stated} or newer."
            if crate.library and not crate.binaries:
                yield Fact(Note("development", text), crate.evidence("rust-version"), crate.folder)
        return
    if stated and _VERSION.fullmatch(stated):
        evidence = crate.evidence("rust-version")
        yield Fact(Runtime("Rust", stated, f"{stated} or newer"), evidence, crate.folder)
    elif toolchain and toolchain[0].startswith("nightly") and _needs_nightly(crate):
        yield Fact(Runtime("Rust", toolchain[0], "nightly"), (toolchain[1],), crate.folder)
    else:
        where = crate.reader.find(crate.manifest, "[package]" if crate.package else "[workspace")
        yield Fact(Runtime("Rust"), (where,), crate.folder)
    if (
        toolchain
        and toolchain[0] != stated
        and (
            _VERSION.fullmatch(toolchain[0])
            or (toolchain[0].startswith("nightly") and not _needs_nightly(crate))
        )
    ):
        path = toolchain[1].path
        text = f"`{path}` pins the toolchain to Rust {toolchain[0]}."
        yield Fact(Note("development", text), (toolchain[1],), crate.folder)


def _needs_nightly(crate: Crate) -> bool:
    """Whether the sources switch on what only nightly compilers have: a toolchain file binds
    those who work on a checkout, not those who install the crate."""
    roots = [binary.path for binary in crate.binaries]
    roots += [crate.library.path] if crate.library else []
    return any("#![feature(" in crate.reader.text(path) for path in roots)


def _toolchain(crate: Crate) -> tuple[str, Evidence] | None:
    """The channel of the toolchain file, next to the manifest or at the root."""
    reader = crate.reader
    for folder in dict.fromkeys((crate.folder, "")):
        path = join(folder, "rust-toolchain.toml")
        channel = cargo.table_of(reader.toml(path), "toolchain").get("channel")
        if isinstance(channel, str):
            return channel, reader.find(path, "channel")
        path = join(folder, "rust-toolchain")
        text = reader.text(path).strip()
        if text and "\n" not in text and "[" not in text:
            return text, Evidence(path, 1, 1)
    return None
