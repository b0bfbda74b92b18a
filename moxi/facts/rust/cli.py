"""The command lines of a crate's programs, whichever library defines them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.common.docs.prose_rules import leans_back, standing
from moxi.facts.model import Cli, Evidence, Fact, Overview
from moxi.facts.rust.clap_builder import Builder
from moxi.facts.rust.clap_derive import Derived
from moxi.facts.rust.commands import Command, to_cli
from moxi.facts.rust.crate import strings
from moxi.facts.rust.crate_docs import as_markdown, resolve
from moxi.facts.rust.literals import literal
from moxi.facts.rust.matched_flags import matched_flags
from moxi.facts.rust.other_parsers import (
    argh_commands,
    bpaf_commands,
    getopts_commands,
    gumdrop_commands,
)
from moxi.facts.rust.package import description
from moxi.facts.syntax import end_line_of, line_of
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.crate import Crate
    from moxi.facts.rust.source import Sources
    from moxi.facts.rust.targets import Binary
    from moxi.facts.rust.values import Values

MAX_PROGRAMS = 6
# What a comment says of the type that holds the arguments, and not of the program.
_OF_THE_TYPE = lazy_re(
    r"^\W*(the |all |parsed |raw )*(command[- ]?line|cli|program)[- ]"
    r"(arguments?|args|options|interface|flags|parser)\b"
    r"|^\W*(arguments?|options|args) (of|for|to|from|passed|given)\b",
    re.IGNORECASE,
)
_HELP = lazy_re(r"\b(?:Usage|USAGE|usage:|OPTIONS|Options:)")
_PARSED = lazy_re(
    r"::(?:parse|try_parse|parse_from|try_parse_from|from_args|from_args_safe|command|into_app|clap|"
    r"augment_args|parse_args_default_or_exit|parse_args_or_exit)\s*\("
)
_OWNER = lazy_re(r"(\w+)(?:::<[^<>]*>)?$")
_TYPED = lazy_re(r":\s*(\w+)\s*=\s*(?:\w+::)*(?:from_env|from_args|parse)\s*\(\s*\)")


def cli_facts(
    crate: Crate, sources: Sources, values: Values
) -> Iterator[Fact[Cli] | Fact[Overview]]:
    """The `Cli` of every program whose definition can be read, and what the help of the first one
    says beyond its first paragraph."""
    if not crate.binaries:
        return
    found = list(_commands(crate, sources, values))
    if not found:
        written = list(_written(crate, sources))
        yield from written or matched_flags(crate, sources)
        return
    taken: list[int] = []
    for binary in crate.binaries[:MAX_PROGRAMS]:
        command = _choose(crate, binary, sources, [c for c in found if id(c) not in taken])
        if command is None or not command.size:
            continue
        taken.append(id(command))
        told = (crate.text("version"), *crate_authors(crate))
        vague = len(command.about.split()) < 3 or any(t and t in command.about for t in told)
        vague = vague or bool(_OF_THE_TYPE.search(command.about))
        if vague and description(crate):
            command.about = description(crate)
        if command.evidence is None:
            continue
        if binary == crate.binaries[0] and (more := further_help(command)):
            yield Fact(Overview(more, "help"), (command.evidence,), crate.folder)
        value = to_cli(command, binary.name)
        if sum(not option.help for option in value.options) * 2 > len(value.options):
            value = _with_written_help(value, crate, sources)
        yield Fact(value, (command.evidence,), crate.folder)


def further_help(command: Command) -> str:
    """The paragraphs of the long help that stand on their own, up to the first that does not."""
    from moxi.facts.common.docs.markdown import parse

    blocks = parse("", command.more, resolve).blocks
    found: list[str] = []
    for block in blocks[1:4] if blocks and blocks[0].kind == "paragraph" else ():
        text = standing(as_markdown(block.text)) if block.kind == "paragraph" else ""
        if not text or (not found and leans_back(text)):
            break
        found.append(text)
    return "\n\n".join(found)


def _commands(crate: Crate, sources: Sources, values: Values) -> Iterator[Command]:
    """All whole command lines, the likeliest first."""
    dependencies = set(crate.all_dependencies)
    for other in sources.neighbours.values():  # the command line may be a package of its own
        dependencies |= other.crate.all_dependencies.keys()
    if any(name.startswith(("clap", "structopt")) for name in dependencies):
        builder = Builder(sources, values, clap_major(crate))
        derived = Derived([sources, *sources.neighbours.values()], values, builder)
        builder.choices = derived.choices
        for item in derived.roots():
            yield derived.command(item, item.name)
        yield from builder.commands()
    if "argh" in dependencies:
        yield from argh_commands(sources, values)
    if "gumdrop" in dependencies:
        yield from gumdrop_commands(sources, values)
    if "bpaf" in dependencies:
        yield from bpaf_commands(sources, values)
    if "getopts" in dependencies:
        yield from getopts_commands(sources, values)


def _written(crate: Crate, sources: Sources) -> Iterator[Fact[Cli]]:
    """The command line that a hand-written help text of the main program describes."""
    from moxi.facts.help_text import parse_help

    binary = crate.binaries[0]
    folder = binary.path.rpartition("/")[0]
    best: Fact[Cli] | None = None
    for path in sources.containing("Usage", "USAGE", "usage:", "OPTIONS", "Options:"):
        if not path.startswith(folder) and len(crate.binaries) > 1:
            continue
        for node in sources.located(path, _HELP, strings=True):
            whole = node.parent if node.type in ("string_content", "escape_sequence") else node
            text = literal(whole)
            if whole is None or not text or "-" not in text or text.count("\n") < 3:
                continue
            help_text = parse_help(text, path, line_of(whole))
            if not help_text.options or (
                best and len(help_text.options) <= len(best.value.options)
            ):
                continue
            usage = next((line for line in help_text.usage if "{" not in line), "")
            value = Cli(binary.name, help_text.summary, usage, help_text.options,
                        help_text.arguments, help_text.subcommands)  # fmt: skip
            best = Fact(value, (Evidence(path, line_of(whole), end_line_of(whole)),), crate.folder)
    if best:
        yield best


def _with_written_help(value: Cli, crate: Crate, sources: Sources) -> Cli:
    """Definitions without help take it from the text that the program prints instead."""
    for written in _written(crate, sources):
        told = {flag: option for option in written.value.options for flag in option.flags}
        options = tuple(
            option
            if option.help
            else replace(
                option,
                help=next((told[flag].help for flag in option.flags if flag in told), ""),
            )
            for option in value.options
        )
        return replace(value, options=options, usage=value.usage or written.value.usage)
    return value


def _choose(crate: Crate, binary: Binary, sources: Sources, found: list[Command]) -> Command | None:
    """The command that a program parses: the one that its own file names, else the only one."""
    folder = binary.path.rpartition("/")[0]
    single = len(crate.binaries) == 1
    near = [binary.path]
    if not binary.path.rpartition("/")[0].endswith("src/bin"):
        near += [path for path in sources.paths if path.startswith(f"{folder}/")]
    parsed = {
        name
        for path in (near if single else [binary.path])
        for name in _parsed_types(sources.reader.text(path))
    }
    named = [command for command in found if command.name in parsed and command.size]
    if named:
        return min(named, key=lambda c: c.evidence is None or c.evidence.path != binary.path)
    for command in found:
        if command.name in (binary.name, crate.name):
            return command
    own = [c for c in found if c.evidence is not None and c.evidence.path == binary.path]
    if own:
        return own[0]
    if single or binary == crate.binaries[0]:
        others = {other.path for other in crate.binaries if other != binary}
        rest = [c for c in found if c.evidence is None or c.evidence.path not in others]
        return rest[0] if rest else None
    return None


def crate_authors(crate: Crate) -> list[str]:
    """The authors that the manifest names."""
    return strings(crate.value("authors"))


def _parsed_types(text: str) -> Iterator[str]:
    """The types that a source text parses the command line into."""
    for match in _PARSED.finditer(text):
        owner = _OWNER.search(text, max(0, match.start() - 80), match.start())
        if owner:
            yield owner.group(1)
    yield from _TYPED.findall(text)


def clap_major(crate: Crate) -> int:
    """The major version of clap that the manifest asks for."""
    version = crate.all_dependencies.get("clap", {}).get("version")
    match = re.search(r"\d+", version) if isinstance(version, str) else None
    return int(match.group()) if match else 4
