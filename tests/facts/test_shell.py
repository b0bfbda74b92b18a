import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts.common.shell import split_commands, words_of


def runs(script: str) -> list[str]:
    return [c.text for c in split_commands(script) if c.certain and c.plain]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("make a && make b; make c\nmake d", ["make a", "make b", "make c", "make d"]),
        ("pytest \\\n  -q \\\n  tests  # all\nruff check", ["pytest -q tests", "ruff check"]),
        ("if [ -f x ]; then\n  pytest\nfi\ncargo test", ["cargo test"]),
        ("for d in a b; do make $d; done\nmake z", ["make z"]),
        ("while read l; do make $l; done < list\nmake z", ["make z"]),
        ("case $X in\n a) make a;;\n b|c) make b;;\nesac\nmake z", ["make z"]),
        ("build() {\n  make a\n}\nmake b", ["make b"]),
        ("cat <<EOF > f\nmake a\nEOF\nmake b", ["make b"]),
        ("cat <<-'EOF'\n\tmake a\n\tEOF\nmake b", ["cat", "make b"]),
        ("[ -f x ] && make a\nmake b", ["[ -f x ]", "make b"]),
        ("make a || make b", ["make a"]),
        ("make a | tee log\nmake b | grep x", ["make a"]),
        ("make a > out\nmake b 2>/dev/null\nmake c &", ["make b"]),
        ("'make' \"test\"", ["make test"]),
        ("echo 'a && b' && make \"x y\"", ["echo 'a && b'", 'make "x y"']),
        ("V=\"$(git log | grep '\"')\"; make $(go list ./... | grep -v x)",
         ["make $(go list ./... | grep -v x)"]),
        ("# make a\nmake b#c", ["make b#c"]),
    ],
)  # fmt: skip
def test_the_commands_that_surely_run(script: str, expected: list[str]) -> None:
    assert runs(script) == expected


def test_a_placeholder_at_the_end_of_a_line() -> None:
    found = split_commands("make hens COOP=<name of it>  # one\nmake eggs\n")
    assert [command.words[:2] for command in found] == [("make", "hens"), ("make", "eggs")]


def test_where_each_command_runs() -> None:
    script = "cd docs\nmake html\ncd ..\nmake\n(cd web && npm test)\nmake\ncd $X\nmake"
    places = [(c.text, c.directory) for c in split_commands(script) if c.words[0] != "cd"]
    assert places == [
        ("make html", "docs"),
        ("make", ""),
        ("npm test", "web"),
        ("make", ""),
        ("make", None),
    ]
    assert split_commands("cd ../..\nmake", "a")[1].directory is None
    assert split_commands("cd $GITHUB_WORKSPACE/sub\nmake", "a")[1].directory == "sub"


def test_the_line_and_the_variables_of_a_command() -> None:
    found = split_commands('make \\\n  a\nX=1 Y="a b" go test ./...')[1]
    assert (found.line, found.assignments) == (2, ("X=1", "Y=a b"))
    assert found.words == ("go", "test", "./...")
    assert found.text == 'X=1 Y="a b" go test ./...'
    assert words_of("sudo make -C 'my docs'") == ("sudo", "make", "-C", "my docs")


@given(st.text(alphabet=" \n\t\\'\"`$(){}<>|&;#abEOF=", max_size=80))
def test_no_script_breaks_it(script: str) -> None:
    for command in split_commands(script):
        assert command.words
        assert 0 <= command.line <= script.count("\n")


@given(st.lists(st.lists(st.from_regex(r"[a-z][a-z0-9./-]{0,5}", fullmatch=True), min_size=1)
                .filter(lambda w: w[0] not in ("if", "for", "do", "fi", "done", "case", "esac",
                                               "then", "else", "elif", "while", "until", "select",
                                               "cd", "test", "type", "hash", "grep", "which")),
                min_size=1, max_size=5))  # fmt: skip
def test_plain_commands_come_back_as_they_are(commands: list[list[str]]) -> None:
    script = " && ".join(" ".join(words) for words in commands)
    assert [list(command.words) for command in split_commands(script)] == commands


def test_depth_costs_no_stack() -> None:
    assert split_commands("a " + "$(" * 20_000)[0].words[0] == "a"
    assert split_commands("(" * 20_000 + "make" + ")" * 20_000)[0].words == ("make",)
