"""A program of one file whose name has no suffix."""

from __future__ import annotations

from moxi.facts import extract
from moxi.facts.model import Cli, EntryPoint, Install, Package
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot, facts_of, values


def test_a_program_whose_name_has_no_suffix() -> None:
    tool = (
        "#!/usr/bin/env python3\n'''Finds things.'''\nimport argparse\n"
        "parser = argparse.ArgumentParser()\nparser.add_argument('--deep', help='look below')\n"
        "parser.parse_args()\n"
    )
    make = "install:\n\tinstall -m755 finder /usr/bin\n"
    files = {"finder": tool, "Makefile": make, "helper.py": "x = 1\n"}
    facts = extract(MemorySnapshot(files, metadata=Metadata(name="finder")))
    (cli,) = values(facts, Cli)
    assert (cli.program, [option.flags for option in cli.options]) == ("finder", [("--deep",)])
    assert [(e.name, e.run) for e in values(facts, EntryPoint)] == [("finder", "python finder")]
    assert values(facts, Package)[0].roles == ("cli",)
    assert [i.commands for i in values(facts, Install)] == [("sudo make install",)]
    assert not facts_of({"run": tool, "check": tool, "x.js": ""}).all(Cli)
