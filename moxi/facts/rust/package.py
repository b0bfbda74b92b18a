"""What a Cargo package is: its roles, whether the registry has it, which member leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Package, Role
from moxi.facts.rust import crate as cargo
from moxi.facts.rust.workspace import default_members, members

if TYPE_CHECKING:
    from moxi.facts.reader import Reader
    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.targets import Library

_SERVERS = frozenset(
    {"actix-web", "axum", "rocket", "warp", "poem", "salvo", "tide", "tonic", "gotham", "ntex"}
)
_WINDOWS = frozenset(
    {"eframe", "iced", "tauri", "bevy", "gtk", "gtk4", "dioxus", "slint", "druid", "winit",
     "fltk", "macroquad", "ggez", "gpui", "libadwaita"}
)  # fmt: skip
_ARGUMENT_PARSERS = frozenset(
    {"clap", "structopt", "argh", "gumdrop", "bpaf", "pico-args", "lexopt", "getopts", "docopt",
     "clap-v3", "palaver", "argparse", "xflags"}
)  # fmt: skip
_COMMAND_CATEGORIES = ("command-line-utilities", "command-line-interface")
_HELPERS = ("xtask", "xtasks")
_PUBLISH_MARKS = (
    "cargo publish", "cargo release", "release-plz", "cargo-release", "cargo smart-release",
    "katyo/publish-crates", "crates-io-auth-action", "CARGO_REGISTRY_TOKEN", "cargo workspaces",
)  # fmt: skip


def package_fact(crate: Crate) -> Fact[Package]:
    """The `Package` of a manifest; a virtual one is a workspace named after its main member."""
    if not crate.package:
        return _workspace_fact(crate)
    reader = crate.reader
    evidence = [reader.find(crate.manifest, "[package]", "name")]
    proof = publish_evidence(crate)
    if proof and proof.path != crate.manifest:
        evidence.append(proof)
    value = Package(
        name=crate.name,
        ecosystem="Rust",
        roles=roles(crate),
        description=description(crate),
        version=crate.text("version"),
        private=crate.private,
        published=proof is not None,
        workspace=False,
    )
    return Fact(value, tuple(evidence), folder=crate.folder)


def description(crate: Crate) -> str:
    """The manifest's description, on one line."""
    return " ".join(crate.text("description").split())


def _workspace_fact(crate: Crate) -> Fact[Package]:
    found = leading_member(crate)
    name = found.name if found else crate.reader.snapshot.metadata.name
    evidence = [crate.reader.find(crate.manifest, "[workspace")]
    shared = cargo.table_of(cargo.table_of(crate.table, "workspace"), "package").get("description")
    told = " ".join(shared.split()) if isinstance(shared, str) else ""
    if told:
        evidence.append(crate.reader.find(crate.manifest, "[workspace.package]", "description"))
    value = Package(
        name or crate.folder.rpartition("/")[2] or "workspace",
        "Rust",
        description=told,
        private=True,
        workspace=True,
    )
    return Fact(value, tuple(evidence), folder=crate.folder)


def leading_member(workspace: Crate) -> Crate | None:
    """The member that a virtual workspace is about, where that is plain."""
    found = [crate for crate in members(workspace) if not crate.private and roles(crate)]
    names = {crate.name.lower(): crate for crate in found}
    repository = workspace.reader.snapshot.metadata.name.lower()
    stem = repository.removesuffix("-rs").removesuffix(".rs").removeprefix("rust-")
    stem = stem.removeprefix("rs-")
    for crate in found:
        if repository and any(b.name.lower() in (repository, stem) for b in crate.binaries):
            return crate
    for name in (repository, stem, f"{stem}-cli", f"{stem}-rs", f"{stem}-core"):
        if name and name in names:
            return names[name]
    defaults = default_members(workspace)
    if len(defaults) == 1:
        return next((crate for crate in found if crate.folder == defaults[0]), None)
    for name, crate in names.items():
        others = [other for other in names if other != name]
        if others and all(other.startswith((f"{name}-", f"{name}_")) for other in others):
            return crate
    programs = [crate for crate in found if crate.binaries]
    return programs[0] if len(programs) == 1 else None


def roles(crate: Crate) -> tuple[Role, ...]:
    """What the package is for, most telling first."""
    if crate.name in _HELPERS or crate.name.endswith("-xtask"):
        return ()
    found: list[Role] = []
    dependencies = {
        name for name, stated in crate.dependencies.items() if stated.get("optional") is not True
    }
    library = crate.library
    if crate.binaries:
        command = bool(crate.dependencies.keys() & _ARGUMENT_PARSERS) or any(
            category in _COMMAND_CATEGORIES for category in cargo.strings(crate.value("categories"))
        )
        if dependencies & _WINDOWS and not command:
            found = ["app"]
        elif dependencies & _SERVERS:
            found = ["cli", "service"] if command else ["service"]
        else:
            found = ["cli"]
        if library and library.is_dependency and _offers_library(crate):
            programs_are_extra = all(
                set(binary.features) - crate.default_features for binary in crate.binaries
            )
            says_so = "librar" in crate.text("description").lower()
            found.insert(0 if programs_are_extra or says_so else len(found), "library")
    elif library and not _is_foreign(crate, library):
        found = ["library"]
    return tuple(found)


_BINDINGS = ("pyo3", "napi", "rb-sys", "magnus", "rustler")


def _is_foreign(crate: Crate, library: Library) -> bool:
    """Whether the library is built for another language's package manager. That it can be linked
    as well serves the tests of a module that is nothing but bindings."""
    binds = "cdylib" in library.kinds and any(
        crate.dependencies.get(name, {"optional": True}).get("optional") is not True
        for name in _BINDINGS
    )
    if library.is_dependency and not binds:
        return False
    folders = (crate.folder, crate.folder.rpartition("/")[0])
    names = ("pyproject.toml", "setup.py", "package.json", "Gemfile", "mix.exs")
    tree = crate.reader.tree
    return any(f"{folder}/{name}".lstrip("/") in tree for folder in folders for name in names)


def _offers_library(crate: Crate) -> bool:
    """Whether the library of a package with programs is meant for others to use."""
    if crate.library is None:
        return False
    text = crate.reader.text(crate.library.path)
    if "#![doc(hidden)]" in text:
        return False
    documented = [line for line in text.split("\n") if line.startswith("//!")]
    if any("```" in line for line in documented):
        return True
    others = [
        category
        for category in cargo.strings(crate.value("categories"))
        if category
        not in (*_COMMAND_CATEGORIES, "development-tools", "visualization", "filesystem")
    ]
    examples = f"{crate.folder}/examples".lstrip("/")
    has_examples = any(path.endswith(".rs") for path in crate.reader.tree.under(examples))
    says_so = "docs.rs" in crate.text("documentation")
    return bool(documented and (others or has_examples or says_so)) or has_examples


def publish_evidence(crate: Crate) -> Evidence | None:
    """What says that crates.io has this package; None where nothing does or something denies it."""
    if crate.private or not crate.package or not (crate.binaries or crate.library):
        return None
    if crate.unpublishable or crate.text("version") in ("", "0.0.0"):
        return None
    if crate.library and not crate.library.is_dependency and not crate.binaries:
        return None
    names = [_letters(binary.name) for binary in crate.binaries]
    if len(names) > 2 and not any(_letters(crate.name) in name for name in names):
        return None  # scripts of a project: nobody installs `fmt` and `clone` of another name
    licensed = crate.text("license") or crate.text("license-file")
    if not (crate.text("description") and licensed):
        return None
    workflow = publish_workflow(crate.reader)
    if workflow:
        return workflow
    told = any(
        crate.value(key)
        for key in ("repository", "homepage", "documentation", "keywords", "categories")
    )
    return crate.reader.find(crate.manifest, "[package]", "version") if told else None


def _letters(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def publish_workflow(reader: Reader) -> Evidence | None:
    """The line of a workflow or a release tool's file that publishes to crates.io."""
    for name in ("release-plz.toml", ".release-plz.toml"):
        if name in reader.tree:
            return Evidence(name)
    for path in reader.tree.files(".github/workflows"):
        text = reader.text(path)
        for mark in _PUBLISH_MARKS:
            if mark in text:
                return reader.find(path, mark)
    for path in (".travis.yml", ".gitlab-ci.yml", "justfile", "Makefile", "release.toml"):
        text = reader.text(path)
        if "cargo publish" in text:
            return reader.find(path, "cargo publish")
    return None
