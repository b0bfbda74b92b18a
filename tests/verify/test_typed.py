"""The commands that a reader types: which they are, on which line, and where they run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts.common.shell import split_commands
from moxi.verify.markdown import parse
from moxi.verify.page import typed
from moxi.verify.typed import Typed, typed_commands
from tests.verify.kit import repository, sh

FILES = {"web/package.json": "{}", "web/src/a.ts": "", "Makefile": "all:\n"}


def commands(readme: str) -> list[Typed]:
    return typed_commands(parse(readme), repository({**FILES, "README.md": readme}))


def texts(readme: str) -> list[tuple[str, int]]:
    return [(item.text, item.line) for item in commands(readme)]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("```sh\nmake a\nmake b\n```", [("make a", 2), ("make b", 3)]),
        ("```console\n$ make a\nall is made\n$ make b\n```", [("make a", 2), ("make b", 4)]),
        ("```\n$ make a\n```", [("make a", 2)]),
        ("```sh\n(venv) $ make a\n```", [("make a", 2)]),
        ("```sh\nme@here:~/otter$ make a\n```", [("make a", 2)]),
        ("```sh\nPS> make a\n```", [("make a", 2)]),
        ("```powershell\nPS C:\\otter> make a\nout\nC:\\otter> make b\n```",
         [("make a", 2), ("make b", 4)]),
        ("```console\n# apt install otter\n```", [("apt install otter", 2)]),
        ("```sh\n> make a\n```", [("make a", 2)]),
        ("```sh\nmake \\\n  a \\\n  b\nmake c\n```", [("make a b", 2), ("make c", 5)]),
        ("```console\n$ make \\\n> a\nout\n```", [("make a", 2)]),
        ("```sh\nmake a && make b; make c | tee d\n```",
         [("make a", 2), ("make b", 2), ("make c", 2)]),
        ("```sh\nA=1 B='2 3' make a\n```", [("A=1 B='2 3' make a", 2)]),
        ("```sh\n# make nothing\nmake a # all\n```", [("make a", 3)]),
        ("```sh\ncat > x <<EOF\nmake no\nEOF\nmake a\n```", [("cat", 2), ("make a", 5)]),
        ("```sh\nmake a > out 2>&1\n```", [("make a", 2)]),
        # without a language
        ("```\nmake a\n```", [("make a", 2)]),
        ("    make a\n", [("make a", 1)]),
        ("```\nmake is a program that ...\nx\n```", []),
        ("```\nHello there, otter\n```", []),
        ("```python\nmake(a)\n```", []),
        ("```yaml\nrun: make a\n```", []),
        # in a list
        ("1. First\n\n   ```sh\n   make a\n   ```\n", [("make a", 4)]),
        # in a sentence
        ("Run `make a` now.", [("make a", 1)]),
        ("Run\n`$ npm run ab`.", [("npm run ab", 2)]),
        ("`make` and `git` are programs, `some words` are not.", []),
        ("[`make a`](x)", []),
    ],
)  # fmt: skip
def test_which_and_where(block: str, expected: list[tuple[str, int]]) -> None:
    assert texts(block) == expected


def test_what_really_runs() -> None:
    (item,) = commands(sh("CI=1 sudo npx --yes otter@2 swim"))
    assert (item.program, item.arguments) == ("otter", ("swim",))
    assert item.assignments == ("CI=1",)
    (item,) = commands("## Use\n\nAlways run `npm run lint` first.")
    assert (item.program, item.inline, item.section) == ("@lint", True, "Use")
    assert item.around == "Always run  first."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("make",), ""),
        (("cd web", "make"), "web"),
        (("cd web/src", "make"), "web/src"),
        (("cd web", "cd ..", "make"), ""),
        (("git clone https://github.com/octo-org/otter.git", "cd otter", "make"), ""),
        (("git clone git@github.com:octo-org/otter", "cd otter/web", "make"), "web"),
        (("git clone https://github.com/octo-org/otter sea", "cd sea", "make"), None),
        (("cd otter", "make"), ""),
        (("git clone https://github.com/a/seal", "cd seal", "make"), None),
        (("cd /tmp", "make"), None),
        (("cd ~/x && make",), None),
        (("cd $HOME", "make"), None),
        (("cd your-project", "make"), None),
        (("mkdir x && cd x", "make"), None),
        (("(cd web && true)", "make"), ""),
    ],
)
def test_where_a_command_runs(lines: tuple[str, ...], expected: str | None) -> None:
    assert commands(sh(*lines))[-1].directory == expected


def test_a_clone_s_folder_is_the_root_though_a_folder_has_its_name() -> None:
    readme = sh("git clone https://github.com/octo-org/otter", "cd otter", "make")
    held = repository({**FILES, "otter/main.py": "", "README.md": readme})
    assert typed_commands(parse(readme), held)[-1].directory == ""
    inside = sh("cd otter", "make")
    held = repository({**FILES, "otter/main.py": "", "README.md": inside})
    assert typed_commands(parse(inside), held)[-1].directory == "otter"


def test_a_section_goes_on_where_it_was_left() -> None:
    away = "# A\n\n" + sh("git clone https://github.com/a/seal && cd seal") + "\nThen\n\n"
    assert commands(away + sh("make"))[-1].directory is None
    assert commands(away + "# B\n\n" + sh("make"))[-1].directory == ""


@pytest.mark.parametrize("start", ["npx create-sea app", "mkdir app", "otter init app"])
def test_a_page_that_starts_a_project_is_known(start: str) -> None:
    assert all(item.foreign for item in commands(sh(start) + "\n" + sh("npm run dev")))
    assert not any(item.foreign for item in commands(sh("npm run dev")))


def test_what_the_reader_fills_in_is_no_operand() -> None:
    block = sh("make dive DEPTH=<how deep to go>  # once", "make swim")
    assert texts(block) == [("make dive DEPTH=", 2), ("make swim", 3)]


def test_prompts_are_told_from_output() -> None:
    assert typed("$ a\nb\n$ c") == "a\n\nc"
    assert typed("a\nb") == "a\nb"
    assert typed("$ a \\\n  b\nc") == "a \\\n  b\n"


_SCRIPT = st.lists(
    st.sampled_from((
        "make", " a", "\n", "; ", " && ", " || ", " | ", "'", '"', "`", "$(", ")", "(", "{", "}",
        "<<EOF\n", "EOF\n", "<<-'E'\n", "\\\n", "\\", "# ", "if x; then ", "fi", "for a in b; do ",
        "done", "case x in", "esac", "f() ", "cd web", "cd ..", "> x", "2>&1", "&", "A=1 ", "${",
        "$", "\t", "\r", "\x00", "🚀",
    )),
    max_size=30,
).map("".join)  # fmt: skip


@given(st.one_of(_SCRIPT, st.text(max_size=120)))
def test_any_script_is_split(script: str) -> None:
    found = split_commands(script)
    last = script.count("\n")
    assert all(command.words and 0 <= command.line <= last for command in found)
    assert [command.line for command in found] == sorted(command.line for command in found)


_PLAIN = st.from_regex(r"[a-zA-Z0-9_./:@%+,-]{1,8}", fullmatch=True)
_RESERVED = frozenset((
    "if", "for", "while", "until", "case", "select", "function", "fi", "done", "esac", "then",
    "else", "elif", "do", "cd", "pushd", "popd",
))  # fmt: skip


@given(st.lists(st.lists(_PLAIN, min_size=1, max_size=4), min_size=1, max_size=6), st.booleans())
def test_plain_words_survive_with_their_lines(lines: list[list[str]], prompts: bool) -> None:
    lines = [[f"p{line[0]}", *line[1:]] for line in lines if line[0] not in _RESERVED]
    prompt = "$ " if prompts else ""
    script = typed("\n".join(prompt + " ".join(line) for line in lines))
    found = split_commands(script)
    assert [list(command.words) for command in found] == lines
    assert [command.line for command in found] == list(range(len(lines)))


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="'\n"),
                        min_size=1, max_size=10), max_size=4))  # fmt: skip
def test_quoted_words_survive(words: list[str]) -> None:
    script = " ".join(["echo", *(f"'{word}'" for word in words)])
    (command,) = split_commands(script)
    assert list(command.words[1:]) == words
