"""Command lines of Python programs, read from source in every style that is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.facts.python.cli.programs import Program, command_lines, command_of
from moxi.facts.python.cli.record import examples_in, help_line
from moxi.facts.python.source import Sources
from moxi.facts.reader import Reader
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from moxi.facts.model import Cli


def cli_of(files: dict[str, str], target: str, name: str = "tool", modern: bool = True) -> Cli:
    sources = Sources(Reader(MemorySnapshot(files)), "")
    module, _, attribute = target.partition(":")
    record = command_of(sources, Program(name, module, attribute), modern)
    assert record is not None
    return record.cli(name)


def nothing_of(source: str, target: str = "tool:main") -> bool:
    sources = Sources(Reader(MemorySnapshot({"tool.py": source})), "")
    module, _, attribute = target.partition(":")
    record = command_of(sources, Program("tool", module, attribute))
    return record is None or not record.size


def flags(cli: Cli) -> list[tuple[str, ...]]:
    return [option.flags for option in cli.options]


# argparse ----------------------------------------------------------------------------------------


# ruff: noqa: E501 - sources under test keep their own lines


def test_argparse_in_a_class_with_groups() -> None:
    source = """
import argparse

class Application:
    def __init__(self):
        self.parser = argparse.ArgumentParser(description="Do it.")
        self.add_arguments(self.parser.add_argument_group("what"))

    def add_arguments(self, group):
        group.add_argument("--depth", type=int, default=3, metavar="<n>", help="how deep")

    def run(self):
        args = self.parser.parse_args()

def main():
    Application().run()
"""
    cli = cli_of({"tool.py": source}, "tool:main")
    depth = cli.options[0]
    assert (cli.summary, depth.flags, depth.value) == ("Do it", ("--depth",), "n")
    assert (depth.default, depth.help) == ("3", "how deep")


def test_argparse_subclass_of_the_parser() -> None:
    source = """
from argparse import ArgumentParser

class Parser(ArgumentParser):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, description="Ours", **kwargs)
        self.add_argument("-q", "--quiet", action="store_true", help="say nothing")

def main():
    Parser().parse_args()
"""
    cli = cli_of({"tool.py": source}, "tool:main")
    assert (cli.summary, flags(cli), cli.options[0].value) == ("Ours", [("-q", "--quiet")], "")


def test_argparse_at_module_level_of_another_module() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/options.py": (
            "import argparse\nfrom .names import LEVELS\n"
            "parser = argparse.ArgumentParser()\n"
            'parser.add_argument("--level", choices=list(LEVELS))\n'
        ),
        "pkg/names.py": 'LEVELS = {"low": 1, "high": 2}\n',
        "pkg/app.py": "from .options import parser\n\ndef main():\n    print(parser.parse_args())\n",
    }
    cli = cli_of(files, "pkg.app:main")
    assert cli.options[0].choices == ("low", "high")
    assert str(cli.options[0].evidence) == "pkg/options.py:4"


def test_argparse_nested_subcommands_by_a_registry() -> None:
    source = """
import argparse

class Add:
    name = "add"
    @staticmethod
    def configure(parser):
        parser.add_argument("url")

class Remove:
    name = "remove"
    @staticmethod
    def configure(parser):
        parser.add_argument("--all", action="store_true")

COMMANDS = [Add, Remove]

def main():
    parser = argparse.ArgumentParser()
    remote = parser.add_subparsers().add_parser("remote", help="remotes")
    below = remote.add_subparsers()
    for command in COMMANDS:
        command.configure(below.add_parser(command.name, help=f"{command.name} a remote"))
    parser.parse_args()
"""
    cli = cli_of({"tool.py": source}, "tool:main")
    assert [(c.name, c.help) for c in cli.subcommands] == [
        ("remote", "remotes"),
        ("remote add", "add a remote"),
        ("remote remove", "remove a remote"),
    ]


def test_argparse_leaves_out_what_it_cannot_tell() -> None:
    source = """
import argparse, os

def main(kind):
    if kind:
        size = 1
    else:
        size = 2
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default=size, help="how big (default: %(default)s)")
    parser.add_argument("--jobs", default=os.cpu_count(), help="how many")
    parser.add_argument(f"--{kind}")
    parser.add_argument("--secret", help=argparse.SUPPRESS)
    parser.add_argument("--more", **unknown())
    parser.parse_args()
"""
    cli = cli_of({"tool.py": source}, "tool:main")
    assert flags(cli) == [("--size",), ("--jobs",), ("--more",)]
    assert [option.default for option in cli.options] == ["", "", ""]
    assert cli.options[0].help == "how big"
    assert cli.options[2].value == ""


def test_the_parser_of_a_branch_does_not_stand_for_the_program() -> None:
    source = """
import argparse, sys

def daemon():
    parser = argparse.ArgumentParser()
    parser.add_argument("--task")
    parser.parse_args()

def main():
    if sys.argv[1] == "--daemon":
        daemon()
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.parse_args()
"""
    cli = cli_of({"tool.py": source}, "tool:main")
    assert [argument.name for argument in cli.arguments] == ["file"]
    assert not cli.options


def test_optparse() -> None:
    source = """
from optparse import OptionParser, OptionGroup

def main():
    parser = OptionParser(usage="%prog [options] URL", version="1.0")
    parser.add_option("-o", dest="output", metavar="FILE", help="where to [default: %default]", default="-")
    group = OptionGroup(parser, "More")
    group.add_option("--fast", action="store_true", help="be fast")
    parser.add_option_group(group)
    options, args = parser.parse_args()
"""
    cli = cli_of({"tool.py": source}, "tool:main")
    assert cli.usage == "tool [options] URL"
    assert flags(cli) == [("--version",), ("-o",), ("--fast",)]
    assert (cli.options[1].help, cli.options[1].default) == ("where to", "-")


# click -------------------------------------------------------------------------------------------


def test_click_commands_registered_from_a_list_of_modules() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/cli.py": (
            "import click\nfrom pkg import build, serve\n\n"
            "@click.group()\ndef cli():\n    '''Root.'''\n\n"
            "for command in (build.build, serve.serve_command):\n    cli.add_command(command)\n"
        ),
        "pkg/build.py": "import click\n\n@click.command()\ndef build():\n    '''Build it.'''\n",
        "pkg/serve.py": (
            "import click\n\n@click.command()\n@click.option('--port', default=8000, type=int)\n"
            "def serve_command(port):\n    '''Serve it.'''\n"
        ),
    }
    cli = cli_of(files, "pkg.cli:cli")
    assert [c.name for c in cli.subcommands] == ["build", "serve"]
    assert cli.subcommands[1].options[0].value == "INTEGER"
    # Before 8.2 click kept the suffix.
    old = cli_of(files, "pkg.cli:cli", modern=False)
    assert [c.name for c in old.subcommands] == ["build", "serve-command"]


def test_click_behind_a_wrapper_function_with_a_prefix() -> None:
    source = """
import click

@click.command(context_settings={"show_default": True})
@click.option("--dry-run", is_flag=True, help="Change nothing.")
@click.option("--color", type=click.Choice(["auto", "never"]), default="auto")
@click.option("--old", hidden=True)
@click.argument("src", type=click.Path(), nargs=-1)
def cli(dry_run, color, old, src):
    \"\"\"Convert files.

    More of it.\"\"\"

def main():
    cli(auto_envvar_prefix="TOOL")
"""
    cli = cli_of({"tool.py": source}, "tool:main")
    assert cli.summary == "Convert files"
    assert [(o.flags, o.env) for o in cli.options] == [
        (("--dry-run",), "TOOL_DRY_RUN"),
        (("--color",), "TOOL_COLOR"),
    ]
    assert not cli.arguments[0].required
    assert cli.arguments[0].repeated


# typer -------------------------------------------------------------------------------------------


TYPER = '''
from __future__ import annotations
from enum import Enum
from pathlib import Path
from typing import Annotated, Optional
import typer

app = typer.Typer(help="Keep notes.")
tags = typer.Typer()
app.add_typer(tags, name="tag", help="Work with tags.")

class Sort(str, Enum):
    name = "name"
    date = "date"

@app.command()
def add_note(
    ctx: typer.Context,
    text: str,
    title: Annotated[Optional[str], typer.Option("--title", "-t", help="Its title.")] = None,
    sort: Sort = Sort.date,
    pin: bool = False,
    store: Path = typer.Option(Path("notes"), envvar="NOTES", help="Where notes are."),
    words: Annotated[list[str], typer.Argument(help="More words.")] = None,
):
    """Add a note."""

@tags.command("list", hidden=False)
def list_tags(limit: int = typer.Option(..., help="How many.")):
    """List tags."""
'''


def test_typer_app() -> None:
    cli = cli_of({"notes.py": TYPER}, "notes:app", "notes")
    assert cli.summary == "Keep notes"
    assert [(c.name, c.help) for c in cli.subcommands] == [
        ("add-note", "Add a note"),
        ("tag", "Work with tags"),
        ("tag list", "List tags"),
    ]
    title, sort, pin, store = cli.subcommands[0].options
    assert (title.flags, title.value, title.default) == (("--title", "-t"), "TEXT", "")
    assert (sort.choices, sort.default) == (("name", "date"), "date")
    assert pin.flags == ("--pin", "--no-pin")
    assert (store.value, store.env, store.help) == ("PATH", "NOTES", "Where notes are")
    text, words = cli.subcommands[0].arguments
    assert (text.name, text.required) == ("TEXT", True)
    assert (words.required, words.repeated, words.help) == (False, True, "More words")
    assert cli.subcommands[2].options[0].required


def test_typer_annotations_may_have_a_name_of_their_own() -> None:
    source = TYPER.replace(
        "@app.command()\ndef add_note", ALIASED + "\n@app.command()\ndef add_note"
    )
    source = source.replace(
        "    pin: bool = False,", "    quiet: Quiet = False,\n    size: Size = 3,"
    )
    cli = cli_of({"notes.py": source}, "notes:app", "notes")
    options = {option.flags: option for option in cli.subcommands[0].options}
    assert options["--quiet", "-q"].value == ""
    assert options["--size",].default == "3"


ALIASED = """
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Errors only.")]
Size = Annotated[int, typer.Option("--size", help="How many.")]
"""


def test_typer_single_command_is_the_program() -> None:
    source = "import typer\n\ndef main(name: str, count: int = 1):\n    '''Greet.'''\n\n"
    run = cli_of({"tool.py": source + 'if __name__ == "__main__":\n    typer.run(main)\n'}, "tool")
    assert (run.summary, [a.name for a in run.arguments]) == ("Greet", ["NAME"])
    assert (run.options[0].flags, run.options[0].default) == (("--count",), "1")
    app = "import typer\napp = typer.Typer()\n\n@app.command()\n" + source.partition("\n")[2]
    assert not cli_of({"tool.py": app}, "tool:app").subcommands


# docopt ------------------------------------------------------------------------------------------


def test_docopt() -> None:
    source = '''"""Naval Fate.

Usage:
  tool ship new <name>...
  tool (-h | --help)

Options:
  -h --help       Show this screen.
  --speed=<kn>    Speed in knots
                  [default: 10].
  -v, --verbose   Say more.
"""
from docopt import docopt

def main():
    arguments = docopt(__doc__, version="2.0")
'''
    cli = cli_of({"tool.py": source}, "tool:main")
    assert cli.summary == "Naval Fate"
    assert cli.usage == "tool ship new <name>...\ntool (-h | --help)"
    speed, verbose = cli.options
    assert (speed.flags, speed.value, speed.default) == (("--speed",), "kn", "10")
    assert (verbose.flags, verbose.value, verbose.help) == (("-v", "--verbose"), "", "Say more")


def test_docopt_commands_that_the_text_describes() -> None:
    source = '''"""Usage:
  tool [options] list
  tool [options] link install [<name>]
  tool show <name>

Options:
  -n --dry-run  Change nothing.

Actions:
 - tool list: show 100% of it.
 - tool link install: put the links there.
 - tool other: what the usage does not have.
"""
from docopt import docopt

def main():
    docopt(__doc__)
'''
    cli = cli_of({"tool.py": source}, "tool:main")
    assert [(c.name, c.help) for c in cli.subcommands] == [
        ("list", "show 100% of it"), ("link install", "put the links there"),
    ]  # fmt: skip
    assert [option.flags for option in cli.options] == [("-n", "--dry-run")]


def test_docopt_with_a_colon_between_flag_and_meaning() -> None:
    source = (
        '"""Usage: tool [-p] [-u <rc>]\n\nOptions:\n    -p      : Open in tabs.\n'
        '    -u <rc> : Use this file instead.\n"""\n'
        "import docopt\ndef main():\n    docopt.docopt(__doc__)\n"
    )
    cli = cli_of({"tool.py": source}, "tool:main")
    assert [(o.flags, o.value, o.help) for o in cli.options] == [
        (("-p",), "", "Open in tabs"), (("-u",), "rc", "Use this file instead"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "default", "line"),
    [
        ("What parts them. By default -", "-", "What parts them"),
        ("Epsilon (default: 1e-8)", "1e-08", "Epsilon"),
        ("Rate (default: 0.0)", "0", "Rate"),
        ("Rate (default: 0.5)", "0", "Rate (default: 0.5)"),
        ("Prefix (default: {SETTINGS.PREFIX})", "/", "Prefix"),
        ("Take what starts with .", "", "Take what starts with ."),
    ],
)
def test_help_without_its_note_of_the_default(text: str, default: str, line: str) -> None:
    assert help_line(text, "tool", default)[0] == line


def test_argparse_default_of_a_flag_that_takes_a_truth_value() -> None:
    source = (
        "import argparse\ndef main():\n    parser = argparse.ArgumentParser()\n"
        "    parser.add_argument('--ema', type=str2bool, default=False)\n"
        "    parser.add_argument('--fast', action='store_true', default=False)\n"
        "    parser.add_argument('--feed', nargs='?', const=True, default=False)\n"
        "    parser.parse_args()\n"
    )
    cli = cli_of({"tool.py": source}, "tool:main")
    assert [(o.flags[0], o.default) for o in cli.options] == [
        ("--ema", "False"),
        ("--fast", ""),
        ("--feed", ""),
    ]


# Bounds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "def main():\n    main()\n",
        "def main():\n    while True:\n        pass\n",
        "x = 'a' * 10 ** 9\ndef main():\n    return x * 10 ** 9\n",
        "def main(): return [i for i in range(10 ** 12)]\n",
        "def main(): return '%999999999d' % 1 + '{:>999999999}'.format(1)\n",
        "a = []\nfor i in range(10 ** 9):\n    a += a + [1]\ndef main(): return a\n",
        "import tool\nfrom tool import *\nfrom tool import main as main\n",
        "def main():\n    return " + "(" * 90 + "1" + ")" * 90 + "\n",
        "class A(A): pass\ndef main(): A().x.y()\n",
        "def f(n): return g(n)\ndef g(n): return f(n)\ndef main(): f(1)\n",
        "main = 3\n",
        "",
    ],
)
def test_odd_sources_end_quickly_and_say_nothing(source: str) -> None:
    assert nothing_of(source)


def test_help_line_takes_the_default_out() -> None:
    assert help_line("port to bind (default: 80)", "x") == ("port to bind", "80")
    assert help_line("port to bind (default: %(default)s)", "x", "80") == ("port to bind", "80")
    assert help_line("where %(prog)s writes. Default: out", "x", "out")[0] == "where x writes"
    kept = "how (default: whatever the terminal can show)"
    assert help_line(kept, "x")[0] == kept


def test_examples_are_whole_command_lines() -> None:
    text = "Usage: tool [OPTIONS]\n\n  $ tool add x\n  tool list --all\n  tool [options] <x>\ntool is good.\n"
    assert examples_in(text, "tool") == ("tool add x", "tool list --all")


def test_a_parser_from_a_function_that_is_decorated_with_or_without_arguments() -> None:
    source = """
import argparse, functools

def lenient(getter=None, name=None):
    if callable(getter):
        @functools.wraps(getter)
        def wrapped(*args, **kwargs):
            parser = getter()
            parser.add_argument("--" + name, help=argparse.SUPPRESS)
            return parser
        return wrapped
    else:
        def partial(getter):
            return lenient(getter, name=name)
        return partial

@lenient(name="old")
def get_parser():
    parser = argparse.ArgumentParser()
    parser.add_argument("--near", help="how near")
    sub = parser.add_subparsers()
    sub.add_parser("list", help="list them")
    return parser

def retry(rest):
    parser = argparse.ArgumentParser()
    parser.add_argument("--near")
    return parser.parse_args(rest)

def main():
    parser = get_parser()
    try:
        known, rest = parser.parse_known_args()
        if rest:
            retry(rest)
    except Exception:
        pass
"""
    cli = cli_of({"tool.py": source}, "tool:main")
    assert flags(cli) == [("--near",)]
    assert [command.name for command in cli.subcommands] == ["list"]


def test_a_package_that_imports_a_module_of_itself_that_a_build_writes() -> None:
    source = """
import click
from tool.other import gone

@click.group()
@click.option("--config", help="The file.")
def cli(config):
    gone(config)

@cli.command(help="Add one.")
def new():
    pass
"""
    files = {
        "tool/__init__.py": "from tool import version\n__version__ = version.version\n",
        "tool/other.py": "from tool.cli import gone\n",
        "tool/cli.py": source,
    }
    cli = cli_of(files, "tool.cli:cli")
    assert flags(cli) == [("--config",)]
    assert [command.name for command in cli.subcommands] == ["new"]


def test_a_docstring_that_is_the_help_of_a_program_without_a_known_parser() -> None:
    source = '''"""Cut nested data.

Usage: python -m tool [FLAGS] [spec]

Flags:

  --indent INDENT   number of spaces (defaults to 2)
  --debug           stop at errors
"""
import getopt, sys

def main():
    getopt.getopt(sys.argv[1:], "", ["indent=", "debug"])
'''
    sources = Sources(Reader(MemorySnapshot({"tool.py": source})), "")
    (fact,) = command_lines(sources, [Program("tool", "tool", "main")])
    assert fact.value.usage == "tool [FLAGS] [spec]"
    assert flags(fact.value) == [("--indent",), ("--debug",)]
    assert fact.value.options[0].default == "2"
    assert str(fact.evidence[0]) == "tool.py:1-9"
    plain = source.replace("Usage", "Use")
    sources = Sources(Reader(MemorySnapshot({"tool.py": plain})), "")
    assert not list(command_lines(sources, [Program("tool", "tool", "main")]))


def test_what_a_program_keeps_on_its_parser() -> None:
    source = (
        "import argparse\ndef main():\n    parser = argparse.ArgumentParser()\n"
        "    parser.modes = ['get', 'set']\n    parser.add_argument('mode', choices=parser.modes)\n"
        "    parser.add_argument('--x', help=f'Use an x. {unknown([])}.')\n    parser.parse_args()\n"
    )
    cli = cli_of({"tool.py": source}, "tool:main")
    assert cli.arguments[0].help == "one of `get`, `set`"
