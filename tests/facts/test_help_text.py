"""Hand-written help texts as options, commands and examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts.help_text import (
    options_from_help,
    parse_flags,
    parse_help,
    read_notes,
    subcommands_from_help,
)

HELP = """\
  parcel - Send things by post

  Usage
    $ parcel <command> [options]

  Commands:
    parcel send <file>   Send a file  [default]
    track, t [id]        Say where one is

  Options
    -p --port    Port to use. If 0, look for an open one. [8080]
    -H
    --header
                 Add a header (can be used several times)
    -l, --log=LEVEL  How much to print (choices: "low", "high") (default: low)
    --[no-]color     Colour the output [env: PARCEL_COLOR=]
    --token TOKEN    Who sends it [required]
    -o FILE, --output FILE
           Where to write it.
           Use - for the terminal.

    --cache          Keep what was read. Defaults to ${size} MB.
    -q, --quiet: say nothing

  Send options:
    --express        Be quick

  Examples
    $ parcel send letter.txt
    $ other tool
"""


def test_every_kind_of_row() -> None:
    options = {option.flags: option for option in options_from_help(HELP, "cli.js", 10)}
    assert list(options) == [
        ("-p", "--port"),
        ("-H", "--header"),
        ("-l", "--log"),
        ("--color", "--no-color"),
        ("--token",),
        ("-o", "--output"),
        ("--cache",),
        ("-q", "--quiet"),
    ]
    port = options["-p", "--port"]
    assert (port.help, port.default) == ("Port to use. If 0, look for an open one", "8080")
    assert str(port.evidence) == "cli.js:20"
    assert options["-H", "--header"].help == "Add a header (can be used several times)"
    log = options["-l", "--log"]
    assert (log.value, log.choices, log.default) == ("LEVEL", ("low", "high"), "low")
    assert options["--color", "--no-color"].env == "PARCEL_COLOR"
    assert options["--token",].required
    output = options["-o", "--output"]
    assert (output.value, output.help) == ("FILE", "Where to write it. Use - for the terminal")
    assert options["--cache",].help == "Keep what was read"
    assert options["-q", "--quiet"].help == "say nothing"


def test_commands_usage_and_examples() -> None:
    parsed = parse_help(HELP, "cli.js", 10)
    assert parsed.summary == "Send things by post"
    assert parsed.usage == ("parcel <command> [options]",)
    assert parsed.program == "parcel"
    assert parsed.examples == ("parcel send letter.txt",)
    send, track = subcommands_from_help(HELP, "cli.js", 10)
    assert (send.name, str(send.evidence)) == ("send", "cli.js:16")
    assert [option.flags for option in send.options] == [("--express",)]
    assert (track.name, track.aliases, track.help) == ("track", ("t",), "Say where one is")


@pytest.mark.parametrize(
    ("text", "flags", "value"),
    [
        ("-p, --port <number>", ("-p", "--port"), "number"),
        ("--cheese [type]", ("--cheese",), "type"),
        ("-w --watch", ("-w", "--watch"), ""),
        ("-l, --list <items...>", ("-l", "--list"), "items"),
        ("--size <w> <h>", ("--size",), "w h"),
        ("--coop[=mode]", ("--coop",), "mode"),
        ("--mode {a,b}", ("--mode",), "{a,b}"),
        ("-disable-keepalive", ("-disable-keepalive",), ""),
        ("no flags", (), ""),
    ],
)
def test_flags(text: str, flags: tuple[str, ...], value: str) -> None:
    assert parse_flags(text) == (flags, value)


@pytest.mark.parametrize(
    ("text", "shown", "default"),
    [
        ("Number of requests. Default is 200.", "Number of requests", "200"),
        ("Content type, defaults to \"text/html\".", "Content type", "text/html"),
        ("Seconds to wait. Default is 20, use 0 for none.",
         "Seconds to wait. Default is 20, use 0 for none", "20"),
        ("Where to look (default: directory of `a`)", "Where to look", "directory of `a`"),
        ("Default `--x` is `5`", "Default `--x` is `5`", ""),
        ("Follow links [false]", "Follow links", ""),
        ("The name [none]", "The name", ""),
        ("Cores (default for this machine is %d)", "Cores", ""),
    ],
)  # fmt: skip
def test_defaults(text: str, shown: str, default: str) -> None:
    found = read_notes(text)
    assert (found.text, found.default) == (shown, default)


def test_prose_with_a_dash_is_no_option() -> None:
    assert options_from_help("A text that goes on\n-and is wrapped like this, badly, in prose "
                             "that is long\n", "x", 1) == ()  # fmt: skip


words = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8)
rows = st.lists(
    st.tuples(words, st.booleans(), st.sampled_from(["", "FILE", "<path>"]), words),
    min_size=1,
    max_size=8,
    unique_by=lambda row: row[0],
)


@given(rows, st.integers(2, 6))
def test_columns_read_back(table: list[tuple[str, bool, str, str]], indent: int) -> None:
    lefts = [f"--{name}{f' {value}' if value else ''}" for name, _, value, _ in table]
    width = max(map(len, lefts)) + 3
    lines = [
        " " * indent + left.ljust(width) + f"the {text}"
        for left, (_, _, _, text) in zip(lefts, table, strict=True)
    ]
    options = options_from_help("Options:\n" + "\n".join(lines), "f", 1)
    assert [option.flags for option in options] == [(f"--{row[0]}",) for row in table]
    assert [option.help for option in options] == [f"the {row[3]}" for row in table]
    assert [option.value for option in options] == [row[2].strip("<>") for row in table]
    assert [option.evidence and option.evidence.line_start for option in options] == list(
        range(2, 2 + len(table))
    )


@given(st.text(max_size=400))
def test_any_text_is_met(text: str) -> None:
    parsed = parse_help(text, "f", 1)
    assert all(option.flags for option in parsed.options)


PARTS = ("-", "--a", "[", "]", "<x>", "=", " ", "  ", "\n", "usage:", "Commands:", "default",
         "(default: ", ")", "a", "|", ",", "{", "}")  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=60))
def test_any_mixture_is_met(parts: list[str]) -> None:
    parse_help("".join(parts), "f", 1)


def test_a_tab_behind_a_flag_parts_the_columns() -> None:
    rows = "  -x  HTTP proxy address.\n  -host\tHTTP Host header.\n"
    help_text = f"Usage: tool [options]\n\nOptions:\n{rows}"
    options = parse_help(help_text, "main.go", 1).options
    assert [(o.flags, o.value, o.help) for o in options] == [
        (("-x",), "", "HTTP proxy address"),
        (("-host",), "", "HTTP Host header"),
    ]


def test_a_path_as_placeholder_and_arguments_of_commands() -> None:
    text = (
        "Usage: tool <command>\n\nCommands:\n"
        "  send <file> [name]   Send a file\n"
        "  show <file...> Show files\n\n"
        "Options:\n  -cert /path/to/cert.pem   The certificate\n"
    )
    told = parse_help(text, "main.go", 1)
    (option,) = told.options
    assert (option.value, option.help) == ("/path/to/cert.pem", "The certificate")
    send, show = told.subcommands
    assert [(a.name, a.required, a.repeated) for a in send.arguments] == [
        ("file", True, False),
        ("name", False, False),
    ]
    assert (show.help, show.arguments[0].repeated) == ("Show files", True)
