"""Markdown: what a repository says is shown as it stands, never taken for markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from moxi.draft import markdown as md

_parser = MarkdownIt("commonmark").enable("table")
_line = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x2FF),
    min_size=1,
    max_size=60,
)


def shown(markdown: str) -> str:
    """The text a reader sees, HTML and images being nothing to see."""
    out: list[str] = []
    for token in _parser.parse(markdown):
        for child in token.children or ():
            if child.type in ("text", "code_inline"):
                out.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                out.append(" ")
            elif child.type == "html_inline":
                out.append("<HTML>")
    return "".join(out)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(_line)
@example("path to <file> or <dir name>")
@example("snake_case_name and *.py and __init__ and **bold**")
@example("a < b > c, 1*2*3, [x] and (y) & z; \\n")
@example("--long-flag=VALUE, -s and $HOME/bin/*")
@example("use `a | b` and ``c ` d``")
@example("a &lt; b &amp;&amp; c")
@example("<script>alert(1)</script>")
def test_prose_shows_what_was_written(text: str) -> None:
    line = "x " + " ".join(text.split())  # a word first: no heading, list or indented code
    result = shown(md.prose(line))
    assert "<HTML>" not in result
    if "`" not in line and "](" not in line:
        assert squeezed(result) == squeezed(line)


def test_prose_makes_flags_and_globs_code() -> None:
    assert md.prose("Use --all with *.py files") == "Use `--all` with `*.py` files"
    assert md.prose("the <file> to read") == "the `<file>` to read"
    assert md.prose("a #[derive]-like macro") == r"a #\[derive\]-like macro"
    assert md.prose("skips __init__.py here") == "skips `__init__.py` here"
    assert md.prose("a well-known word - and a dash") == "a well-known word - and a dash"


def test_prose_keeps_code_links_and_addresses() -> None:
    text = "see `x_y_z`, [docs](https://a.example/b_c_d) or https://a.example/e_f_g."
    assert md.prose(text) == text


def test_prose_drops_images() -> None:
    assert md.prose("![logo](https://tracker.example/x.png) text").strip() == "text"


@given(st.text(max_size=80))
@example("```\nnot closed")
@example("a\n````\nb")
def test_fence_holds_exactly_its_body(body: str) -> None:
    body = body.replace("\r", "").replace("\0", "")
    tokens = _parser.parse(md.fence(body, "sh"))
    fences = [token for token in tokens if token.type == "fence"]
    assert len(tokens) == len(fences) == 1
    assert fences[0].content.strip("\n").rstrip() == body.strip("\n").rstrip()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), min_size=1, max_size=40))
def test_code_shows_exactly_its_text(text: str) -> None:
    markdown = md.code(text)
    if markdown:
        assert squeezed(shown("x " + markdown)[2:]) == squeezed(text)


def test_a_pipe_does_not_break_a_table() -> None:
    table = md.table(("name", "meaning"), [(md.code("a|b"), "one | two"), ("c", "")])
    assert table.split("\n")[2].count(" | ") == 1
    rows = [token for token in _parser.parse(table) if token.type == "tr_open"]
    cells = [token for token in _parser.parse(table) if token.type == "td_open"]
    assert (len(rows), len(cells)) == (3, 4)


def test_an_empty_column_is_left_out() -> None:
    assert md.table(("a", "b"), [("1", ""), ("2", "")]) == "| a |\n| --- |\n| 1 |\n| 2 |"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a tool", "A tool."),
        ("`hey` sends", "`hey` sends."),
        ("httpx2 client!", "httpx2 client!"),
        ("Ends (like this)", "Ends (like this)."),
        ("Ends (like this.)", "Ends (like this.)"),
        ("", ""),
    ],
)
def test_sentence(text: str, expected: str) -> None:
    assert md.sentence(text) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("Project structure", "project-structure"), ("What's `new`?", "whats-new"), ("A & B", "a--b")],
)
def test_anchor_is_that_of_github(heading: str, expected: str) -> None:
    assert md.anchor(heading) == expected


def test_a_link_target_with_spaces_stays_one_link() -> None:
    assert md.link("x", "a b.md") == "[x](<a b.md>)"


def test_join() -> None:
    assert [md.join([]), md.join("a"), md.join("ab"), md.join("abc")] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_spellings_of_one_flag_are_one_piece_of_code() -> None:
    assert md.prose("-F/--file is not allowed") == "`-F/--file` is not allowed"
    assert md.prose('such as {"a": "/b/c"}') == 'such as {"a": "/b/c"}'
