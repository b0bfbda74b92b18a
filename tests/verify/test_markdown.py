"""Markdown in GitHub's dialect: what stands where, on exactly which line; and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.anchors import slug
from moxi.verify.markdown import parse
from moxi.verify.page import MAX_TEXT


def links(text: str) -> list[tuple[str, int]]:
    return [(link.target, link.line) for link in parse(text).links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Otter\n\nA [guide](docs/a.md).", [("docs/a.md", 3)]),
        ("one\ntwo [a](x)\nthree\n[b](y)", [("x", 2), ("y", 4)]),
        # badges: the image and the link around it, both on their line
        (
            "# A\n\n[![one](a.svg)](u)\n[![two](b.svg)](v)",
            [("u", 3), ("a.svg", 3), ("v", 4), ("b.svg", 4)],
        ),
        # references stand where they are used, in any case
        ("See [the guide][G] and [g].\n\n[g]: docs/a.md", [("docs/a.md", 1), ("docs/a.md", 1)]),
        ("> [!NOTE]\n> Read\n> [this](a.md).", [("a.md", 3)]),
        ("- a\n  - b\n    - [c](c.md)\n- [d](d.md)", [("c.md", 3), ("d.md", 4)]),
        ("| a | b |\n| - | - |\n| 1 | [x](x.md) |\n| 2 | [y](y.md) |", [("x.md", 3), ("y.md", 4)]),
        # HTML blocks, inline HTML, pictures
        ('<p>\n <a href="a.md">\n  <img src="b.png">\n </a>\n</p>', [("a.md", 2), ("b.png", 3)]),
        ('one\ntwo <a href="a.md">x</a>', [("a.md", 2)]),
        (
            '<picture>\n<source srcset="a.png 1x, b.png 2x">\n<img src="c.png">\n</picture>',
            [("a.png", 2), ("b.png", 2), ("c.png", 3)],
        ),
        ("<img\n  alt='x'\n  src='a.png' />\n[b](c)", [("a.png", 1), ("c", 4)]),
        # bare addresses, without what ends the sentence
        ("Go to https://example.org/a. Or not.", [("https://example.org/a", 1)]),
        ("<https://example.org>", [("https://example.org", 1)]),
        # what is code is no link
        ("`[a](b)`\n\n```\n[a](b)\n```\n\n    [a](b)\n", []),
        ("[a](<with space.md>)", [("with space.md", 1)]),
        ("[ ] todo and [x] done, [no such reference]", []),
        ("---\ntitle: '[a](b)'\n---\n[c](d)", [("d", 4)]),
        ("text[^1]\n\n[^1]: See [a](a.md).", [("a.md", 3)]),
    ],
)  # fmt: skip
def test_links_and_their_lines(text: str, expected: list[tuple[str, int]]) -> None:
    assert links(text) == expected


def test_links_know_their_text_and_section() -> None:
    link = parse("# Otter\n\n## How to `swim`\n\n[the `cli`](a.md)").links[0]
    assert (link.text, link.section, link.image) == ("the `cli`", "How to swim", False)
    image = parse("![a wet otter](otter.png)").links[0]
    assert (image.text, image.image) == ("a wet otter", True)


def test_repeated_links_of_one_paragraph_keep_their_lines() -> None:
    text = "[a](x.md)\n[a](x.md)\n[a](x.md)"
    assert [line for _, line in links(text)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("# Hello World", {"hello-world"}),
        ("Hello\n=====\n\nThere\n-----", {"hello", "there"}),
        ("# A\n# A\n# A", {"a", "a-1", "a-2"}),
        ("# 🚀 Get started", {"-get-started"}),
        ("# ⚙️ Set up", {"️-set-up"}),  # GitHub keeps the variation selector
        ("# `run()` & stop", {"run--stop"}),
        ("# What's new?", {"whats-new"}),
        ("# snake_case *and* more", {"snake_case-and-more"}),
        ("# [Linked](a.md) heading", {"linked-heading"}),
        ("# Café Ünïcode", {"café-ünïcode"}),
        ("# 安装", {"安装"}),
        ("# ![logo](a.png) Otter", {"-otter", "otter"}),
        ('<h1 align="center">\n  Big Otter\n</h1>', {"big-otter"}),
        ('<a name="Here"></a>\n\n<div id="there"></div>', {"here", "Here", "there"}),
        ('text <a id="mid"></a> text', {"mid"}),
        ("```\n# no heading\n```\n\n    # nor here", set()),
        ("#no heading", set()),
    ],
)
def test_anchors(text: str, anchors: set[str]) -> None:
    found = parse(text).anchors
    assert anchors <= found
    if "<" not in text:
        assert len(found) == len(anchors)


def test_headings_and_their_lines() -> None:
    page = parse("---\na: b\n---\n# One\n\nTwo\n---\n\n<h2>\nThree</h2>\n\n#### Four ####")
    assert [(heading.text, heading.line) for heading in page.headings] == [
        ("One", 4), ("Two", 6), ("Three", 9), ("Four", 12),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "code", "line"),
    [
        ("```sh\nmake\n```", "sh", "make", 2),
        ("a\n\n~~~ Bash title=x\nmake\nmake b\n~~~", "bash", "make\nmake b", 4),
        ("```{.python}\nx\n```", "python", "x", 2),
        ("```js{1,3}\nx\n```", "js", "x", 2),
        ("```rust,no_run\nx\n```", "rust", "x", 2),
        ("a\n\n    make\n", "", "make", 3),
        ("1. a\n\n   ```sh\n   make\n   ```", "sh", "make", 4),
        ("> ```sh\n> make\n> ```", "sh", "make", 2),
        ("```sh\nnever closed", "sh", "never closed", 2),
        ("```\n```", "", "", 2),
    ],
)
def test_blocks(text: str, language: str, code: str, line: int) -> None:
    (block,) = parse(text).blocks
    assert (block.language, block.code, block.line) == (language, code, line)


def test_spans_know_what_stands_around_them() -> None:
    page = parse("# Use\n\nRun `a`\nthen `b`.\n\n| Flag | What |\n| - | - |\n| `-x` | `y` |\n")
    assert [(span.text, span.line) for span in page.spans] == [
        ("a", 3), ("b", 4), ("-x", 8), ("y", 8),
    ]  # fmt: skip
    assert page.spans[0].around == "Run `a` then `b`."
    flag, what = page.spans[2:]
    assert (flag.column, what.column) == ("Flag", "What")
    assert flag.table == what.table > 0
    assert page.spans[0].table == 0


def test_spans_in_links_and_html() -> None:
    page = parse("[`a`](b) `c`\n\n<p>Use <code>d</code>\nand <code>e</code></p>")
    assert [(span.text, span.line, span.linked) for span in page.spans] == [
        ("a", 1, True), ("c", 1, False), ("d", 3, False), ("e", 4, False),
    ]  # fmt: skip


def test_prose_and_its_form() -> None:
    page = parse("# H\n\nA *b* `c`\nd.\n\n- i\n\n| x |\n| - |\n| y |\n\n<p>h &amp; g</p>\n")
    assert [(prose.text, prose.line, prose.kind) for prose in page.prose] == [
        ("H", 1, "heading"), ("A b `c` d.", 3, "paragraph"), ("i", 6, "item"),
        ("x", 8, "cell"), ("y", 10, "cell"), ("h & g", 12, "html"),
    ]  # fmt: skip


def test_comments_and_their_lines() -> None:
    page = parse("a\n\n<!-- one -->\n\ntext <!-- two --> text\n\n<!--\nthree\n-->")
    assert page.comments == [(3, "one"), (5, "two"), (7, "three")]


def test_a_text_that_is_too_long_is_cut_and_said() -> None:
    page = parse("word\n" * (MAX_TEXT // 4))
    assert page.skipped == [f"all after line {MAX_TEXT // 5 + 1}: the file is too long"]
    assert parse("word").skipped == []


_PIECES = st.sampled_from((
    "# ", "\n", "\n\n", "- ", "  ", "    ", "> ", "> [!NOTE]\n", "| a | b |\n| - | - |\n", "`",
    "```", "```sh\n", "~~~", "[", "]", "(", ")", "![", "[^1]", "[a]: b\n", "<a href='x'>", "</a>",
    "<img src=", "<!--", "-->", "<![CDATA[", "<!", "<?", "<p>", "&amp;", "&#0;", "\\", "*", "_",
    "---\n", "===\n", "https://a.b/c", "$ make", "\t", "\r", "\x00", "🚀", "️", "1. ", "npm run x",
    "<h1>", "</h1>", "<code>", "</code>", "{{", "}}", "|",
))  # fmt: skip
TEXTS = st.one_of(
    st.lists(_PIECES, max_size=40).map("".join),
    st.text(max_size=200),
    st.binary(max_size=200).map(lambda raw: raw.decode("utf-8", "replace")),
)


@given(TEXTS)
def test_any_text_makes_a_page(text: str) -> None:
    page = parse(text)
    last = len(page.lines)
    places = [*page.links, *page.headings, *page.blocks, *page.spans, *page.prose]
    assert all(1 <= item.line <= last + 1 for item in places)
    assert all(1 <= line <= last for line, _ in page.comments)
    assert parse(text) == page


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=60))
def test_an_anchor_has_no_space_or_capital(text: str) -> None:
    anchor = slug(text)
    assert " " not in anchor
    assert slug(anchor) == anchor
