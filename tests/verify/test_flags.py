"""Flags of the repository's own programs, and those that are somebody else's."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, sh, statuses

FILES = {
    "pyproject.toml": (
        '[project]\nname = "otter"\nversion = "1.0"\n[project.scripts]\notter = "otter.cli:main"\n'
    ),
    "otter/__init__.py": "",
    "otter/cli.py": (
        "import argparse\n\n"
        "def main():\n"
        "    parser = argparse.ArgumentParser()\n"
        "    parser.add_argument('--verbose', action='store_true', help='tell more')\n"
        "    parser.add_argument('-o', '--output-file', help='where to')\n"
        "    subs = parser.add_subparsers()\n"
        "    dive = subs.add_parser('dive', help='go down')\n"
        "    dive.add_argument('--max-depth', type=int)\n"
        "    parser.parse_args()\n"
    ),
    "otter/other.py": "ARGS = ['--hidden-one']\ncolor = 'x'\nname = f'--{color}-scheme'\n",
}


def flags(readme: str) -> dict[str, str]:
    return statuses(f"# otter\n\n{readme}\n", FILES, "flag")


def test_verified_with_the_line_that_declares_it() -> None:
    found = judged("# otter\n\n" + sh("otter dive --max-depth 3 --verbose"), FILES, "flag")
    assert {name: item.status for name, item in found.items()} == {
        "--max-depth": "verified", "--verbose": "verified",
    }  # fmt: skip
    assert str(found["--max-depth"].verdict.evidence[0]) == "otter/cli.py:9"
    assert found["--max-depth"].claim.line == 4


def test_refuted_and_mended() -> None:
    found = judged("# otter\n\n" + sh("otter --verbsoe", "otter --swiftly"), FILES, "flag")
    close, far = found["--verbsoe"].verdict, found["--swiftly"].verdict
    assert (close.status, close.suggestion, close.fix) == (
        "refuted", "--verbose", ("--verbsoe", "--verbose"),
    )  # fmt: skip
    assert far.status == "refuted"
    assert far.fix is None
    assert far.reason == "no program of the repository has this flag"


def test_with_its_value() -> None:
    assert flags(sh("otter --output-file=x.txt", "otter --ouput-file=y")) == {
        "--output-file": "verified",
        "--ouput-file": "refuted",
    }


def test_a_string_of_the_code() -> None:
    assert flags(sh("otter --hidden-one")) == {"--hidden-one": "verified"}


@pytest.mark.parametrize("flag", ["--color-scheme", "-zxy", "--OutputFile", "--no-hidden-one"])
def test_unknown(flag: str) -> None:
    assert flags(sh(f"otter {flag} x")) == {flag: "unknown"}


@pytest.mark.parametrize(
    "line",
    [
        "pip install --upgrade otter",
        "docker run --rm-it otter",
        "git clone --recursive-not x",
        "otter dive -- --not-ours",
        "otter --help",
        "otter --version",
        "grep --colour otter",
        "sudo apt install --yes otter",
        "otter dive | head --lines 3",
    ],
)
def test_flags_of_other_programs_are_no_claim(line: str) -> None:
    assert set(flags(sh(line)).values()) <= {"verified"}


def test_in_a_sentence() -> None:
    assert flags("Give `--verbose` to hear more, and `--max-depth N` to stop.") == {
        "--verbose": "verified",
        "--max-depth": "verified",
    }


def test_in_a_sentence_about_another_program() -> None:
    assert flags("Build it with docker and `--squash-all`.") == {"--squash-all": "unknown"}


def test_in_a_table_of_flags() -> None:
    table = (
        "| flag | what |\n| --- | --- |\n| `--verbose` | more |\n| `--max-depth N` | stop |\n"
        "| `--swiftness` | faster |\n"
    )
    assert flags(table) == {
        "--verbose": "verified",
        "--max-depth": "verified",
        "--swiftness": "refuted",
    }


def test_without_a_program_there_is_no_claim() -> None:
    files = {"pyproject.toml": '[project]\nname = "otter"\nversion = "1.0"\n', "otter.py": ""}
    assert statuses("# otter\n\nUse `--verbose`.\n" + sh("otter --x-y"), files, "flag") == {}


def test_a_short_word_counts_only_as_a_word_of_its_own() -> None:
    readme = "# otter\n\n" + sh("otter --esm --tag")
    cli = FILES["otter/cli.py"].replace("--verbose", "--esm")
    files = {**FILES, "otter/cli.py": cli, "otter/other.py": "stage = 1\n"}
    found = statuses(readme, files, "flag")
    assert found == {"--esm": "verified", "--tag": "refuted"}  # `tag` stands inside of `stage`


def test_single_hyphens_where_the_program_has_such_flags() -> None:
    go = (
        'package main\n\nimport "flag"\n\nfunc main() {\n'
        '\tflag.String("depth", "1", "how deep")\n\tflag.Parse()\n}\n'
    )
    files = {"go.mod": "module github.com/acme/diver\n", "main.go": go}
    found = statuses("# diver\n\n" + sh("diver -depth 2", "diver -deppth 2"), files, "flag")
    assert found == {"-depth": "verified", "-deppth": "refuted"}
