"""All facts of one Go module, in the order in which a reader needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.common.yaml_settings import yaml_settings
from moxi.facts.go.api import api_facts
from moxi.facts.go.cli import command_lines
from moxi.facts.go.comments import described, doc_facts
from moxi.facts.go.config_files import config_files, example_of
from moxi.facts.go.decoded import decoded_settings, option_fields
from moxi.facts.go.develop import develop_facts
from moxi.facts.go.endpoints import endpoint_facts
from moxi.facts.go.environment import Environment, environment_facts, run_packages
from moxi.facts.go.examples import example_facts
from moxi.facts.go.goreleaser import load, release_facts
from moxi.facts.go.install import entry_facts, install_facts
from moxi.facts.go.own_use import with_own_use
from moxi.facts.go.project import roles, runtime_fact
from moxi.facts.go.text import paragraphs
from moxi.facts.go.visitors import visitor_facts
from moxi.facts.model import ConfigFile, Description, Fact, Overview, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import Module
    from moxi.facts.model import Cli


MIN_WORDS = 3


def collect(module: Module) -> Iterator[Fact[Any]]:
    """Every fact but the `Package`."""
    if not module.packages or (module.has_manifest and not module.path):
        return
    kinds = roles(module)
    if runtime := runtime_fact(module):
        yield runtime
    release = load(module)
    lines = [with_own_use(module, line) for line in command_lines(module)]
    documented = list(doc_facts(module))
    if kinds[:1] == ("library",):
        yield from documented
    released = list(release_facts(module, release))
    yield from (fact for fact in released if isinstance(fact.value, Description))
    if lines:
        yield from _described_by_help(module, lines[0])
    if module.long_help and not any(isinstance(fact.value, Overview) for fact in documented):
        text, evidence = module.long_help
        if prose := paragraphs(text):
            yield Fact(Overview(prose, "help"), (evidence,))
    if kinds[:1] != ("library",):
        yield from documented
    if "service" in kinds:
        yield from visitor_facts(module)
    yield from install_facts(module, kinds)
    yield from (fact for fact in released if not isinstance(fact.value, Description))
    yield from entry_facts(module)
    if {"service", "app"}.intersection(kinds):
        yield from endpoint_facts(module)
    yield from lines
    if "library" in kinds:
        yield from api_facts(module)
    yield from example_facts(module)
    environment = list(environment_facts(module, kinds, lines))
    yield from environment
    files = [fact for fact in environment if isinstance(fact.value, ConfigFile)]
    if not files:
        files = list(config_files(module, lines))
        yield from files
    told = any(isinstance(fact.value, Setting) for fact in environment)
    for file in files:
        example = file.value.example or example_of(module, file.value.name)
        if example and _says_something(module, example):
            keys = list(yaml_settings(module.reader, example, file.value.name, module.folder))
            told = told or bool(keys)
            yield from keys
    if not told and module.programs:
        name = files[0].value.name if files else ""
        yield from decoded_settings(Environment(module), run_packages(module), name)
    root = module.packages.get("")
    if kinds[:1] == ("library",) and root is not None:
        yield from option_fields(root)
    yield from develop_facts(module)


def _described_by_help(module: Module, line: Fact[Cli]) -> Iterator[Fact[Description]]:
    """What the main program's help says it is."""
    text = described(line.value.summary, (line.value.program, module.name))
    if len(text.split()) >= MIN_WORDS:
        yield Fact(Description(text, "help"), line.evidence)


def _says_something(module: Module, path: str) -> bool:
    """Whether a sample holds more than comments."""
    return any(line.strip() and line[0] != "#" for line in module.reader.lines(path))
