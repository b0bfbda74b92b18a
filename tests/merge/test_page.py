"""Markers: what is one, and what is told of a broken one."""

from __future__ import annotations

import pytest

from moxi.errors import MarkerError
from moxi.merge import merge
from moxi.merge.page import Page, lines_of
from tests.merge.kit import wanted

BEGIN = "<!-- moxi:begin usage 0123456789ab -->\n"
END = "<!-- moxi:end usage -->\n"


def test_blocks_and_record_are_found() -> None:
    page = Page(f"# x\n\n{BEGIN}\ntext\n\n{END}\n<!-- moxi:sections usage api -->\n")
    block = page.blocks["usage"]
    assert (block.begin, block.end, block.hash) == (2, 6, "0123456789ab")
    assert page.content(block) == "text"
    assert page.recorded == ("usage", "api")


def test_markers_in_code_are_text() -> None:
    shown = f"{BEGIN}text\n{END}"
    indented = "".join(f"    {line}\n" for line in shown.splitlines())
    for text in (
        f"```html\n{shown}```\n",
        f"~~~\n{shown}~~~\n",
        f"intro\n\n{indented}",
        f"- item\n\n  ```\n  {BEGIN}  ```\n",
        f"As in `{BEGIN.strip()}` here.\n",
    ):
        assert Page(text).blocks == {}


def test_a_marker_needs_no_blank_line_around_it() -> None:
    page = Page(f"<div>\n{BEGIN}text\n{END}</div>\n")
    assert page.content(page.blocks["usage"]) == "text"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (f"{BEGIN}text\n", 1, "add `<!-- moxi:end usage -->`"),
        (f"text\n{END}", 2, "no begin above; delete this line"),
        (f"{BEGIN}<!-- moxi:begin api 01 -->\n{END}", 2, "begins inside `usage` (line 1)"),
        (f"{BEGIN}{END}{BEGIN}{END}", 3, "there already (line 1); delete one"),
        (f"{BEGIN}{BEGIN}{END}{END}", 2, "begins inside"),
        (f"{BEGIN}{END}{END}", 3, "no begin above"),
        (f"{BEGIN}<!-- moxi:end api -->\n", 2, "write `<!-- moxi:end usage -->`"),
        ("<!-- moxi:begin usage -->\n", 1, "not a marker as Moxi writes it"),
        ("<!-- moxi:begin usage zz -->\n", 1, "not a marker as Moxi writes it"),
        (f"{BEGIN.strip()} text\n{END}", 1, "not a marker as Moxi writes it"),
        (f"- a\n\n  - b\n\n    {BEGIN}", 5, "not a marker as Moxi writes it"),
        ("<!-- moxi:sections a -->\n\n<!-- moxi:sections b -->\n", 3, "second list"),
        (f"{BEGIN}<!-- moxi:sections a -->\n{END}", 2, "inside `usage`"),
        (f"text\n\n```sh\nmake\n\n{BEGIN}text\n{END}", 3, "fence is never closed"),
        (f"```\n\n{BEGIN}```sh\nmake\n```\n{END}", 7, "no begin above"),
    ],
)  # fmt: skip
def test_broken_markers_are_told_by_line(text: str, line: int, told: str) -> None:
    with pytest.raises(MarkerError) as caught:
        merge(text, wanted(), name="docs/README.md")
    assert (caught.value.path, caught.value.line) == ("docs/README.md", line)
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"docs/README.md:{line}: ")
    assert "\n" not in str(caught.value)


def test_lines_are_those_of_markdown() -> None:
    text = "a\r\nb\rc\u2028d\x0ce\n\nf"
    assert lines_of(text) == ["a\r\n", "b\r", "c\u2028d\x0ce\n", "\n", "f"]
    assert Page("a\r\nb\r\nc\n").eol == "\r\n"
