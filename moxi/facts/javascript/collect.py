"""All facts of one package, in the order in which a reader meets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.javascript.api import symbols
from moxi.facts.javascript.assertions import asserted_example
from moxi.facts.javascript.config_files import config_files
from moxi.facts.javascript.doc_examples import doc_examples
from moxi.facts.javascript.endpoints import endpoints
from moxi.facts.javascript.entry import declarations, main_entry
from moxi.facts.javascript.env_template import env_files
from moxi.facts.javascript.environment import variables
from moxi.facts.javascript.examples import example_files
from moxi.facts.javascript.exports import Exports
from moxi.facts.javascript.file_routes import file_routes
from moxi.facts.javascript.imports import (
    further_entries,
    import_facts,
    leading_name,
    written_default,
)
from moxi.facts.javascript.install import entry_points, installs
from moxi.facts.javascript.manifest import TYPED, Manifest
from moxi.facts.javascript.nest_endpoints import nest_endpoints
from moxi.facts.javascript.options import settings
from moxi.facts.javascript.ports import ports
from moxi.facts.javascript.project import package_fact
from moxi.facts.javascript.runtime import runtimes
from moxi.facts.javascript.scripts import tasks
from moxi.facts.javascript.source import Sources
from moxi.facts.javascript.technologies import technologies
from moxi.facts.javascript.web_pages import page_descriptions
from moxi.facts.model import Cli, Description, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader


def all_facts(reader: Reader, folder: str) -> Iterator[Fact[Any]]:
    """Everything that the package in `folder` states."""
    manifest = Manifest.load(reader, folder)
    package = package_fact(manifest)
    if package is None:
        return
    value = package.value
    if value.description:
        yield Fact(Description(value.description, "manifest"), (manifest.line("description"),))
    yield from runtimes(manifest, value.roles)
    yield from installs(manifest, package)
    yield from entry_points(manifest)
    entry, entry_key = main_entry(manifest)
    sources = Sources(reader, folder, manifest.name, entry)
    yield from _library(manifest, sources, entry, entry_key, value.roles)
    programs: list[Fact[Cli]] = []
    if manifest.bins:
        from moxi.facts.javascript.cli import clis

        programs = list(clis(manifest, sources))
    yield from programs
    told = next((fact for fact in programs if fact.value.summary), None)
    if told and not value.description:
        yield Fact(Description(told.value.summary, "help"), told.evidence[:1])
    if not value.description:
        yield from page_descriptions(manifest, sources)
    yield from variables(manifest, sources)
    yield from env_files(manifest)
    if {"service", "app"}.intersection(value.roles):
        yield from ports(manifest, sources)
        yield from endpoints(manifest, sources)
        yield from nest_endpoints(manifest, sources)
        yield from file_routes(manifest, sources)
    yield from config_files(manifest, sources)
    yield from technologies(manifest, value.roles)
    yield from tasks(manifest, value.roles)


def _library(
    manifest: Manifest, sources: Sources, entry: str, key: str, roles: tuple[str, ...]
) -> Iterator[Fact[Any]]:
    """What a package offers to those who import it."""
    if "library" not in roles:
        return
    exports = Exports(sources, entry) if entry else None
    declared = declarations(manifest) or _beside(exports)
    shown = Exports(sources, declared) if declared and declared != entry else exports
    typed = bool(entry.endswith(TYPED) or declared.endswith(TYPED))
    imports = list(import_facts(manifest, sources, exports, key, typed=entry.endswith(TYPED)))
    yield from imports
    written = next(
        (name for fact in imports if (name := written_default(fact.value.statement))), ""
    )
    if shown is None or not shown.found:
        shown = exports
    if shown is not None and not _is_styles(manifest, typed):
        main = leading_name(imports[0].value.statement) if imports else ""
        yield from symbols(shown, manifest.name, written, main)
        yield from settings(shown, manifest.name, written, main)
        statement = imports[0].value.statement if imports else ""
        yield from doc_examples(shown, manifest.name, written, statement)
    yield from further_entries(manifest)
    yield from example_files(manifest, sources)
    yield from asserted_example(manifest, sources, imports)


def _beside(exports: Exports | None) -> str:
    """The declarations beside the JavaScript module that holds what is exported."""
    for export in exports.values if exports is not None else ():
        stem, _, suffix = export.scope.source.path.rpartition(".")
        path = f"{stem}.d.ts"
        return path if suffix == "js" and path in export.scope.sources.reader.tree else ""
    return ""


def _is_styles(manifest: Manifest, typed: bool) -> bool:
    """Whether the package is one of styles, whose scripts only build it."""
    return not typed and manifest.string("main").endswith((".css", ".scss", ".less"))
