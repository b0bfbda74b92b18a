"""What holds for any README and any edit of it."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moxi.errors import MoxiError
from moxi.merge import History, Wanted, merge
from moxi.merge.normal import digest
from moxi.merge.page import Page, lines_of
from moxi.merge.threeway import three_way
from tests.merge.kit import BODIES, outside, updated, wanted

pytestmark = pytest.mark.slow

LINES = st.sampled_from([
    "", "", "", " ", "\t", "text", "  two  words  ", "# crates", "## Usage", "## Known Issues",
    "### Deeper", "Licence", "=====", "-----", "---", "- item", "  - below", "1. first", "> quote",
    "```", "```sh", "~~~", "pip install crates", "make test", "    code", "| a | b |", "| - | - |",
    "<!-- a comment -->", "<!--", "-->", "<details>", "</details>", "<div align=center>", "</div>",
    "<h2>Install</h2>", "<pre>", "[a]: https://a.example", "[![b](c)](d)", "`moxi:begin`", "*",
    "\\",     "é ﷽ \u2028 x", "\x0b", "&nbsp;", "Text under MIT licence.", '<a name="x"></a>',
])  # fmt: skip
ENDS = st.sampled_from(["\n", "\n", "\r\n", "\r"])


@st.composite
def readmes(draw: st.DrawFn) -> str:
    lines = draw(st.lists(st.tuples(LINES, ENDS), max_size=25))
    text = "".join(line + end for line, end in lines)
    mark = "\ufeff" if draw(st.booleans()) and draw(st.booleans()) else ""
    return mark + (text.rstrip("\r\n") if draw(st.booleans()) else text)


@st.composite
def drafts(draw: st.DrawFn) -> Wanted:
    names = [name for name in BODIES if draw(st.integers(0, 5))]
    bodies = {name: BODIES[name] for name in names}
    if "install" in bodies and draw(st.booleans()):
        bodies["install"] = bodies["install"].replace("3.9", draw(st.sampled_from("34567")))
    if "usage" in bodies and draw(st.booleans()):
        bodies["usage"] += "\n| `-q` | say less |"
    if draw(st.booleans()):
        bodies["contact"] = "Ask [us](https://crates.example/talk)."
    off = [name for name in BODIES if name not in bodies and draw(st.booleans())]
    return wanted(bodies, off=off, complete=draw(st.booleans()))


def is_part(part: str, whole: str) -> bool:
    """Whether all of `part` stands in `whole`, in its order."""
    rest = iter(whole)
    return all(char in rest for char in part)


def insertions(before: str, after: str) -> bool:
    """Whether `after` is `before` with nothing but line ends added."""
    return is_part(before, after) and (
        re.sub(r"[\r\n]", "", before) == re.sub(r"[\r\n]", "", after)
    )


@settings(max_examples=400)
@given(readmes(), drafts(), drafts())
def test_a_persons_bytes_survive_and_twice_is_once(mine: str, draft: Wanted, other: Wanted) -> None:
    blank = not mine.strip("\ufeff \t\r\n")
    text = mine
    for one in (draft, other, draft):
        before = outside(text)
        text = updated(text, one)
        if not blank:
            assert insertions(before, outside(text))
        blank = False
    assert text.startswith("\ufeff") == mine.startswith("\ufeff")


@settings(max_examples=200)
@given(st.data(), drafts(), drafts())
def test_edits_outside_the_markers_survive_updates(
    data: st.DataObject, draft: Wanted, other: Wanted
) -> None:
    page = Page(updated(None, draft))
    edited: list[str] = []
    for number, line in enumerate(page.lines):
        if number not in page.owned or number in {b.begin for b in page.blocks.values()}:
            edited += data.draw(st.lists(LINES.map(lambda x: f"{x}\n"), max_size=2))
        edited.append(line)
    text = "".join(edited)
    with suppress(MoxiError):  # a fence left open above the markers is told
        for one in (other, draft, other):
            after = updated(text, one)
            assert insertions(outside(text), outside(after))
            text = after


@settings(max_examples=150)
@given(st.data(), drafts(), drafts())
def test_a_merge_never_drops_a_persons_line(
    data: st.DataObject, draft: Wanted, other: Wanted
) -> None:
    first = updated(None, draft)
    page = Page(first)
    edited: list[str] = []
    written: list[str] = []
    for number, line in enumerate(page.lines):
        if number in page.owned and data.draw(st.integers(0, 9)) == 0:
            words = f"A person's {number}."
            written.append(words)
            edited += [f"{words}\n", line] if number != page.record_line else [line, f"{words}\n"]
        elif number in page.owned or data.draw(st.integers(0, 9)):
            edited.append(line)
    mine = "".join(edited)
    try:
        text = mine
        versions = [mine, first]
        for one in (other, draft, other):
            merged = merge(text, one, history=History(versions))
            text = merged.text
            again = merge(text, one, history=History([text, *versions]))
            assert (again.text, again.proposals) == (text, merged.proposals)
            assert all(words in text for words in written)
            versions.insert(0, text)
    except MoxiError:  # a line in a fence's info string, say
        assert written


@given(st.lists(LINES), st.lists(LINES), st.lists(LINES))
@settings(max_examples=100)
def test_three_ways_merge_or_conflict(base: list[str], mine: list[str], theirs: list[str]) -> None:
    merged = three_way("\n".join(base), "\n".join(mine), "\n".join(theirs))
    if merged is not None:
        added = {line.strip() for line in mine} - {line.strip() for line in base}
        assert added <= {line.strip() for line in merged.split("\n")}
    assert three_way("\n".join(base), "\n".join(mine), "\n".join(base)) == "\n".join(mine)


@settings(max_examples=300)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_end_in_a_readme_or_an_error_of_moxis(content: bytes) -> None:
    text = content.decode("utf-8", "replace")
    with suppress(MoxiError):
        merge(text, wanted())
    assert digest(text) == digest(text)
    assert "".join(lines_of(text)) == text


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from([
    "<!-- moxi:begin usage 00 -->", "<!-- moxi:end usage -->", "<!-- moxi:begin api 0f -->",
    "<!-- moxi:end api -->", "<!-- moxi:sections usage api -->", "<!-- moxi:sections -->", "```",
    "text", "", "## Usage", "<!-- moxi:begin", "moxi:end usage -->",
]), ENDS), max_size=12))  # fmt: skip
def test_any_markers_end_in_a_readme_or_an_error(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines)
    with suppress(MoxiError):
        updated(text)
