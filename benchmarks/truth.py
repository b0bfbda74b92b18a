"""Drafts against the packages that they are about, installed: is what they say there?

    python benchmarks/truth.py
    python benchmarks/truth.py --only black mocha --verbose

Each package is drafted from its source archive and then installed in an environment of its own
below .cache/truth, by pip or npm as they are set up on this machine. The program's own help, its
modules and its metadata say what is true. False statements to reach: 0.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from benchmarks.installed import NodePackage, Programs, PythonPackage, flags_in, options_in
from benchmarks.measure import print_table, write_json
from moxi.config import Config
from moxi.draft import draft
from moxi.draft.proved import proved
from moxi.facts import extract
from moxi.facts.model import Cli, EntryPoint, Extra, Import, Option, Package, Runtime, Symbol
from moxi.snapshot.local import LocalSnapshot
from moxi.verify.imported import imports_of
from moxi.verify.markdown import parse
from tests.packages.fetch import FetchError, unpack
from tests.packages.pins import PINS, Pin

if TYPE_CHECKING:
    from benchmarks.installed import Installed
    from moxi.draft.model import Draft
    from moxi.facts.model import Value
    from moxi.verify.page import Block

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "truth"
MORE = ROOT / "benchmarks" / "data" / "packages.txt"
KINDS = ("import", "symbol", "command", "subcommand", "flag", "version", "extra", "install")
UNIVERSAL = frozenset(("-h", "--help", "-?", "--version"))
"""Flags that a draft does not list."""


@dataclass
class Tally:
    """What one draft says, and how much of it is so."""

    package: str
    said: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)
    real: int = 0
    """options that the help texts of the drafted commands list"""
    told: int = 0
    """those of them that the draft tells"""

    def says(self, kind: str, text: str, *, so: bool, why: str = "") -> None:
        """Count one statement."""
        self.said[kind] += 1
        if not so:
            self.false.append(f"{kind} {text}{f' ({why})' if why else ''}")


def make_parser() -> argparse.ArgumentParser:
    """The settings."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="these packages")
    parser.add_argument("--verbose", action="store_true", help="list the options that drafts lack")
    return parser


def pins() -> list[Pin]:
    """Every package that is drafted here."""
    lines = (line.split() for line in MORE.read_text(encoding="utf-8").splitlines())
    more = [Pin(*line) for line in lines if line and line[0] != "#"]  # type: ignore[arg-type]
    return [*PINS, *more]


def main() -> None:
    """Draft, install, compare; exit 1 where something false was said."""
    arguments = make_parser().parse_args()
    tallies: list[Tally] = []
    with tempfile.TemporaryDirectory() as scratch:
        for pin in pins():
            if arguments.only and pin.name not in arguments.only:
                continue
            try:
                tallies.append(compare(pin, Path(scratch), verbose=arguments.verbose))
            except FetchError as error:
                sys.exit(f"{error}")
            except subprocess.CalledProcessError as error:
                last = (error.stderr or "").strip().splitlines()[-1:]
                sys.exit(f"{pin}: could not be installed: {' '.join(last)}")
    print_table(
        ["package", *KINDS, "false", "options told"],
        [
            [item.package, *(f"{item.said[kind] or ''}" for kind in KINDS), f"{len(item.false)}",
             f"{item.told} of {item.real}" if item.real else ""]
            for item in tallies
        ],
    )  # fmt: skip
    false = [f"{item.package}: {line}" for item in tallies for line in item.false]
    for line in false:
        print(f"FALSE {line}")
    said = sum(sum(item.said.values()) for item in tallies)
    told, real = sum(item.told for item in tallies), sum(item.real for item in tallies)
    print(
        f"{len(tallies)} packages, {said} statements, {len(false)} false; "
        f"{told} of {real} options told ({told / max(real, 1):.0%})"
    )
    rows: list[dict[str, object]] = [
        {
            "package": item.package,
            "said": dict(item.said),
            "false": item.false,
            "options": item.real,
            "told": item.told,
        }
        for item in tallies
    ]
    if not arguments.only:
        print(write_json("truth", rows))
    sys.exit(1 if false else 0)


def compare(pin: Pin, scratch: Path, *, verbose: bool) -> Tally:
    """One package's draft against the installed package. Raises FetchError, CalledProcessError."""
    snapshot = LocalSnapshot.open(unpack(pin, scratch))
    facts = extract(snapshot)
    written, _ = proved(draft(facts, snapshot, Config()), facts, snapshot, Config())
    kind = PythonPackage if pin.registry == "pypi" else NodePackage
    folder = CACHE / f"{pin.registry}-{pin.short_name}-{pin.version}"
    installed: Installed = kind.install(pin.name, pin.version, folder)
    tally = Tally(f"{pin.name} {pin.version}")
    programs = Programs(installed, scratch)
    values = stated(written)
    known = {value.program for value in values if isinstance(value, Cli)}
    for value in values:
        if isinstance(value, Cli):
            hold_program(value, programs, written.markdown, tally, verbose=verbose)
        elif isinstance(value, EntryPoint):
            typed = value.run if value.target.endswith("__main__") else value.name
            there = installed.command(typed) is not None
            tally.says("command", typed, so=there)
            if there and value.name not in known and not known:
                text = programs.help(value.name) or ""
                tally.real += len([one for one in options_in(text) if not one & UNIVERSAL])
        elif isinstance(value, Extra) and pin.registry == "pypi":
            tally.says("extra", value.name, so=_same(value.name) in map(_same, installed.extras))
        elif isinstance(value, Runtime):
            hold_runtime(value, installed, tally)
        elif isinstance(value, Package) and value.version and value.name == pin.name:
            tally.says(
                "version", value.version, so=Version(value.version) == Version(installed.version)
            )
    symbols = sorted({value.name for value in stated(written)
                      if isinstance(value, Symbol) and value.kind != "type"})  # fmt: skip
    named = _bound_by_default(written)
    missing = installed.without(symbols) if symbols else []
    missing = [symbol for symbol in missing if symbol not in named]
    for symbol in symbols:
        tally.says("symbol", symbol, so=symbol not in missing)
    hold_blocks(written, pin, installed, tally)
    return tally


def _bound_by_default(written: Draft) -> set[str]:
    """Names that an import gives to the one value that a module is: any name is right."""
    code = "\n".join(value.statement for value in stated(written) if isinstance(value, Import))
    return set(re.findall(r"(?m)^(?:import|const) (\w+) (?:from|= require)", code))


def stated(written: Draft) -> list[Value]:
    """Each value that the draft states, once."""
    facts = {id(fact): fact for section in written.sections for fact in section.facts}
    return list(dict.fromkeys(fact.value for fact in facts.values()))


def hold_program(
    cli: Cli, programs: Programs, markdown: str, tally: Tally, *, verbose: bool
) -> None:
    """A command line against what the program's help says of it."""
    if cli.program.startswith(("python ", "node ", "./")) and " -m " not in cli.program:
        return  # a script of the repository, which is not installed
    text = programs.help(cli.program)
    tally.says("command", cli.program, so=text is not None)
    if text is None:
        return
    _hold_options(cli.program, cli.options, text, markdown, tally, verbose=verbose)
    for command in cli.subcommands:
        if f"`{command.name}`" not in markdown and f" {command.name}`" not in markdown:
            continue
        inner = programs.help(cli.program, command.name)
        name = f"{cli.program} {command.name}"
        tally.says("subcommand", name, so=inner is not None)
        if inner is not None:
            _hold_options(
                name, command.options, inner, markdown, tally, verbose=verbose, above=cli.options
            )


def _hold_options(
    name: str,
    options: tuple[Option, ...],
    text: str,
    markdown: str,
    tally: Tally,
    *,
    verbose: bool,
    above: tuple[Option, ...] = (),
) -> None:
    """`above` are the options of the program, which some list again below each command."""
    told = [option for option in options if any(f"`{f}" in markdown for f in option.flags)]
    real = flags_in(text)
    for option in told:
        for flag in option.flags:
            tally.says(
                "flag", f"{name} {flag}", so=flag in real or flag in UNIVERSAL - {"--version"}
            )
    listed = [option for option in options_in(text) if not option & UNIVERSAL]
    flags = {flag for option in (*told, *above) for flag in option.flags}
    tally.real += len(listed)
    tally.told += sum(bool(option & flags) for option in listed)
    lacking = [" ".join(sorted(option)) for option in listed if not option & flags]
    if verbose and lacking:
        print(f"{name}: not told: {', '.join(lacking)}")


def hold_runtime(value: Runtime, installed: Installed, tally: Tally) -> None:
    """The runtime's version against the metadata."""
    text = f"{value.name} {value.requirement}"
    if value.name == "Python" and value.requirement:
        if not installed.requires:
            return  # stated for the compiler (abi3), and in no metadata
        same = SpecifierSet(value.requirement) == SpecifierSet(installed.requires)
        tally.says("version", text, so=same, why=installed.requires)
    elif value.name == "Node.js" and value.requirement and installed.requires:
        same = value.requirement.replace(" ", "") == installed.requires.replace(" ", "")
        tally.says("version", text, so=same, why=installed.requires)


def hold_blocks(written: Draft, pin: Pin, installed: Installed, tally: Tally) -> None:
    """Imports in code, and the names in install commands."""
    wanted: dict[tuple[str, str], None] = {}
    for value in stated(written):
        if isinstance(value, Import):
            wanted.update(dict.fromkeys(_wanted(_block(value), pin, installed)))
    for block in parse(written.markdown, "README.md").blocks:
        wanted.update(dict.fromkeys(_wanted(block, pin, installed)))
        for line in block.code.splitlines() if block.is_shell else ():
            words = line.partition("  #")[0].split()
            if words[:2] in (["pip", "install"], ["pipx", "install"], ["npm", "install"]):
                for word in words[2:]:
                    name = word.strip("\"'").partition("[")[0]
                    if name[:1] not in ("-", ".", "") and "/" not in name.lstrip("@")[:1]:
                        own = _same(name) == _same(pin.name) or words[1:2] == ["-r"]
                        if "requirements" not in name and not name.endswith(".txt"):
                            tally.says("install", line.strip(), so=own)
    wrong = {(row[0], row[1]): row[2] for row in installed.not_imported(list(wanted))}
    for module, name in wanted:
        text = f"{module}: {name}" if name else module
        tally.says(
            "import", text, so=(module, name) not in wrong, why=wrong.get((module, name), "")
        )


def _wanted(block: Block, pin: Pin, installed: Installed) -> list[tuple[str, str]]:
    """What a block imports of the package."""
    found: list[tuple[str, str]] = []
    for item in imports_of(block):
        if pin.registry == "npm":
            own = item.module == pin.name or item.module.startswith(f"{pin.name}/")
        else:
            own = _same(item.module.partition(".")[0]) in _tops(pin, installed)
        if own:
            found.append((item.module, ""))
            if " type " not in f" {item.text} ":
                found += [(item.module, name) for name, _ in item.names]
    return found


def _tops(pin: Pin, installed: Installed) -> set[str]:
    """The packages that the distribution brings, as far as its own name and files tell."""
    assert isinstance(installed, PythonPackage)
    tops = {_same(pin.name)}
    for record in installed.venv.glob(f"lib/*/site-packages/{_record(pin)}-*.dist-info/RECORD"):
        for line in record.read_text(encoding="utf-8").splitlines():
            top = line.partition(",")[0].partition("/")[0]
            if not top.endswith((".dist-info", "..")):
                tops.add(_same(top.partition(".")[0]))
    return tops


def _record(pin: Pin) -> str:
    return "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else "?" for c in pin.name)


def _block(value: Import) -> Block:
    return parse(f"```{value.language}\n{value.statement}\n```\n", "README.md").blocks[0]


def _same(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


if __name__ == "__main__":
    main()
