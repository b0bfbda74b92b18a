"""Command lines, read statically: one `Cli` for each program that the package installs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.javascript.cli.command import Command, finished
from moxi.facts.javascript.entry import source_of
from moxi.facts.javascript.manifest import SUFFIXES
from moxi.facts.model import Cli, Evidence, Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.javascript.source import Source, Sources

MAX_PROGRAMS, MAX_PAGES = 4, 30
MIN_PROGRAMS = 2


def clis(manifest: Manifest, sources: Sources) -> Iterator[Fact[Cli]]:
    """The command line of each program; a program under several names is told once."""
    by_target: dict[str, list[str]] = {}
    for name, target in manifest.bins.items():
        by_target.setdefault(target, []).append(name)
    seen: set[tuple[object, ...]] = set()
    for target, names in list(by_target.items())[:MAX_PROGRAMS]:
        entry = source_of(manifest.reader, manifest.folder, target)
        if not entry:
            continue
        files = sources.reachable((entry, *_beside(manifest, entry)))
        program = _typed(manifest, names)
        fact = _program(manifest, sources, files, program)
        if fact is None or ((key := tuple(o.flags for o in fact.value.options)) in seen and key):
            continue
        seen.add(key)
        yield replace(fact, evidence=(*fact.evidence, manifest.line("bin", names[0])))


def _beside(manifest: Manifest, entry: str) -> list[str]:
    """What stands beside a program in a folder of its own (`bin/tool/help.js`), which may be taken
    in by a path that only the running program knows."""
    home = entry.rpartition("/")[0]
    others = {target.rpartition("/")[0] for target in manifest.bins.values() if target != entry}
    if home.count("/") < 1 or home in others or len(manifest.bins) < MIN_PROGRAMS:
        return []
    return [path for path in manifest.reader.tree.files(home) if path.endswith(SUFFIXES)]


def _typed(manifest: Manifest, names: list[str]) -> str:
    """Of several names of a program the one that the docs type most often, else the shortest."""
    if len(names) == 1:
        return names[0]
    reader = manifest.reader
    pages = [path for path in reader.tree.under(manifest.folder) if path.endswith(".md")]
    text = "\n".join(reader.text(path) for path in pages[:MAX_PAGES])

    def order(name: str) -> tuple[int, int, str]:
        calls = re.findall(rf"(?:^|[`$] ?){re.escape(name)} ", text, re.MULTILINE)
        return -len(calls), len(name), name

    return min(names, key=order)


def _program(
    manifest: Manifest, sources: Sources, files: list[Source], program: str
) -> Fact[Cli] | None:
    from moxi.facts.javascript.cli.help_literal import (
        help_file,
        help_literal,
        meow_help,
        usage_literal,
        with_types,
    )
    from moxi.facts.javascript.cli.objects import flag_objects, option_tables

    command = _by_library(manifest, sources, files, program)
    if command is not None and len(command.options) < 3:
        for option in option_tables(files, sources):
            command.add_option(option)
    if command is not None and not command.empty:
        evidence = command.evidence or _first_evidence(command, files)
        return Fact(finished(command, program, evidence), (evidence,))
    typed = flag_objects(files, sources)
    if found := help_literal(files, sources) or help_file(files, sources, program):
        text, evidence = found
        usage = text.usage[0] if text.usage and text.program in (program, "") else ""
        lines = [line for line in text.usage if "--help" not in line] or text.usage
        usage = next((line for line in lines if (line.split()[0] == program and "<" in line)
                      or "[" in line), usage)  # fmt: skip
        cli = Cli(
            program, text.summary, usage, with_types(text.options, typed), text.arguments,
            text.subcommands, text.examples if text.program == program else (),
        )  # fmt: skip
        return Fact(cli, (evidence,))
    if tables := option_tables(files, sources):
        typed = tables
    if told := meow_help(files, sources, program):
        text, evidence = told
        return Fact(Cli(program, text.summary, text.usage[0], tuple(typed),
                        examples=text.examples), (evidence,))  # fmt: skip
    if line := usage_literal(files, sources, program):
        return Fact(Cli(program, usage=line[0], options=tuple(typed)), (line[1],))
    if typed:
        first = typed[0].evidence or Evidence(files[0].path)
        return Fact(Cli(program, options=tuple(typed)), (first,))
    return None


def _by_library(
    manifest: Manifest, sources: Sources, files: list[Source], program: str
) -> Command | None:
    """What the parser library in use is told; None where none is used, or says nothing."""
    from moxi.facts.javascript.cli.chained import LIBRARIES, Chained
    from moxi.facts.javascript.cli.help_examples import help_examples
    from moxi.facts.javascript.cli.objects import citty
    from moxi.facts.javascript.cli.oclif import oclif
    from moxi.facts.javascript.cli.yargs import Yargs

    used = {imported.module for source in files for imported in source.imports.values()}
    text = "\n".join(source.text for source in files)
    if manifest.table("oclif") and (found := oclif(manifest, sources, program)):
        return found
    chained = [
        name for name in LIBRARIES if name in used or f'"{name}"' in text or f"'{name}'" in text
    ]
    if chained and (found := Chained(files, sources, program).read()):
        found.examples += help_examples(files, sources, program)
        return found
    has_yargs = "yargs" in used or "'yargs" in text or '"yargs' in text
    if has_yargs and (found := Yargs(files, sources, program).read()):
        return found
    if "citty" in used and (found := citty(files, sources)):
        return found
    return None


def _first_evidence(command: Command, files: list[Source]) -> Evidence:
    for option in command.options:
        if option.evidence:
            return option.evidence
    for child in command.children:
        if child.evidence:
            return child.evidence
    return Evidence(files[0].path)
