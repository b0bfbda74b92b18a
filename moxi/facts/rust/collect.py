"""All facts of one Cargo manifest, in the order in which a reader would want them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Cli, Description, Evidence, Fact, Feature, Link, LinkRole
from moxi.facts.rust.api import api_facts, leading_items
from moxi.facts.rust.cargo_features import feature_facts
from moxi.facts.rust.cli import cli_facts
from moxi.facts.rust.config_files import config_facts
from moxi.facts.rust.crate_docs import crate_doc_facts, feature_descriptions, read_docs
from moxi.facts.rust.endpoints import endpoint_facts
from moxi.facts.rust.environment import environment_facts
from moxi.facts.rust.examples import example_facts, item_example_facts
from moxi.facts.rust.install import base_command, install_facts
from moxi.facts.rust.package import description, publish_evidence, roles
from moxi.facts.rust.packaging import packaging_facts
from moxi.facts.rust.source import Sources
from moxi.facts.rust.stack import port_facts, technology_facts
from moxi.facts.rust.system_packages import system_packages
from moxi.facts.rust.tasks import task_facts
from moxi.facts.rust.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.crate import Crate

_LINKS: tuple[tuple[str, LinkRole], ...] = (
    ("repository", "source"), ("homepage", "homepage"), ("documentation", "documentation"),
)  # fmt: skip

_NO_STD = (
    "#![no_std]", "#![cfg_attr(not(test),no_std)]",
    '#![cfg_attr(not(any(test,feature="std")),no_std)]',
    '#![cfg_attr(not(feature="std"),no_std)]',
)  # fmt: skip


def crate_facts(crate: Crate) -> Iterator[Fact[Any]]:
    """What a manifest and the sources below it state; of a virtual one, only its tasks."""
    if crate.package:
        yield from _package_facts(crate)
    yield from system_packages(crate)
    yield from task_facts(crate)


def _package_facts(crate: Crate) -> Iterator[Fact[Any]]:
    sources = Sources(crate.reader, crate)
    values = Values(sources)
    if text := description(crate):
        yield Fact(Description(text, "manifest"), crate.evidence("description"), crate.folder)
    docs = read_docs(crate, sources)
    if docs:
        yield from crate_doc_facts(crate, docs)
    yield from install_facts(crate)
    yield from packaging_facts(crate)
    if roles(crate):
        described = feature_descriptions(crate, docs) if docs else {}
        yield from feature_facts(crate, described, base_command(crate))
    told = list(cli_facts(crate, sources, values))
    yield from told
    clis = [fact for fact in told if isinstance(fact.value, Cli)]
    if "library" in roles(crate):
        yield from _guarantees(crate)
        yield from api_facts(crate, sources, docs)
        if not docs or "```" not in docs.text:
            yield from item_example_facts(crate, leading_items(crate, sources, docs))
        yield from example_facts(crate, sources)
    yield from environment_facts(crate, sources, values, clis)
    yield from config_facts(crate, sources, values)
    if "library" not in roles(crate)[:1]:
        yield from technology_facts(crate)
    if "service" in roles(crate):
        yield from port_facts(crate, sources)
        yield from endpoint_facts(crate, sources)
    yield from _links(crate)


def _guarantees(crate: Crate) -> Iterator[Fact[Feature]]:
    """What the library's root promises by its attributes."""
    path = crate.library.path if crate.library else ""
    for number, line in enumerate(crate.reader.lines(path), 1):
        text = line.replace(" ", "")
        where = Evidence(path, number, number)
        if text in _NO_STD:
            said = "Works without the standard library (`no_std`)"
            if "std" in crate.default_features:
                said += " when the `std` feature is off"
            if "std" in crate.features or text != _NO_STD[-1]:
                yield Fact(Feature(said), (where,), crate.folder)
        elif text in ("#![forbid(unsafe_code)]", "#![forbid(unsafe_code,)]"):
            said = "Holds no unsafe code (`#![forbid(unsafe_code)]`)"
            yield Fact(Feature(said), (where,), crate.folder)


def _links(crate: Crate) -> Iterator[Fact[Link]]:
    seen: set[str] = set()
    for key, role in _LINKS:
        url = crate.text(key).removesuffix(".git")
        if (
            url.startswith(("https://", "http://"))
            and url not in seen
            and "readme" not in url.lower()
        ):
            seen.add(url)
            yield Fact(Link(role, url), crate.evidence(key), crate.folder)
    proof = publish_evidence(crate)
    library = crate.library
    if proof and library and "library" in roles(crate) and not crate.text("documentation"):
        value = Link("api", f"https://docs.rs/{crate.name}", "docs.rs")
        yield Fact(value, (proof,), crate.folder)
    if proof:
        value = Link("registry", f"https://crates.io/crates/{crate.name}", "crates.io")
        yield Fact(value, (proof,), crate.folder)
