"""reStructuredText: what stands where; files and raw text stay shut; and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moxi.verify.rst import parse

OTTER = """\
Otter
=====

Read the `guide <docs/guide.rst>`_ or ``otter/cli.py``.

.. image:: docs/otter.png
   :alt: an otter

Use it
------

.. code-block:: console

   $ otter swim
   $ otter dive

Then::

    make all

- `one <one.rst>`_
- two ``--fast``

.. a comment
.. moxi:ignore path

See https://example.org/a and :func:`otter.swim`.
"""


def test_headings_and_their_anchors() -> None:
    page = parse(OTTER)
    assert [(heading.text, heading.line) for heading in page.headings] == [
        ("Otter", 1), ("Use it", 9),
    ]  # fmt: skip
    assert {"otter", "use-it"} <= page.anchors


def test_links_and_images() -> None:
    found = [(link.target, link.line, link.image) for link in parse(OTTER).links]
    assert found == [
        ("docs/guide.rst", 4, False), ("docs/otter.png", 6, True), ("one.rst", 21, False),
        ("https://example.org/a", 27, False),
    ]  # fmt: skip


def test_blocks_and_spans() -> None:
    page = parse(OTTER)
    assert [(block.language, block.code, block.line) for block in page.blocks] == [
        ("console", "$ otter swim\n$ otter dive", 14), ("", "make all", 19),
    ]  # fmt: skip
    assert [(span.text, span.line) for span in page.spans] == [
        ("otter/cli.py", 4), ("--fast", 22), ("otter.swim", 27),
    ]  # fmt: skip
    assert page.spans[1].around == "two `--fast`"
    assert page.spans[1].section == "Use it"


def test_comments() -> None:
    assert ("moxi:ignore path") in [text for _, text in parse(OTTER).comments]


def test_tables_and_labels() -> None:
    text = (
        "A\n=\n\n.. _here:\n\n======  ====\nFlag    What\n======  ====\n``-x``  y\n======  ====\n"
    )
    page = parse(text)
    assert "here" in page.anchors
    assert [(span.text, span.line, bool(span.table)) for span in page.spans] == [("-x", 9, True)]


@pytest.mark.parametrize(
    "text",
    [
        ".. include:: /etc/hostname\n",
        ".. literalinclude:: /etc/hostname\n",
        ".. csv-table::\n   :file: /etc/hostname\n",
        ".. raw:: html\n   :file: /etc/hostname\n",
    ],
)
def test_no_file_is_read(text: str) -> None:
    page = parse(text)
    assert (page.prose, page.blocks, page.links) == ([], [], [])


@pytest.mark.parametrize(
    "text",
    [
        "A\n==\nB\n-\nC\n==\nD\n~\nE\n--\n\nF\n==\n",
        ".. unknown:: x\n   :y: z\n\n   text\n",
        "`never closed\n\n|a| ``b\n",
        ".. |a| replace:: |a|\n\n|a|\n",
        "+--+\n|a\n",
        ".. _a: b_\n.. _b: a_\n\na_\n",
    ],
)
def test_broken_texts(text: str) -> None:
    assert parse(text).skipped == []


_PIECES = st.sampled_from((
    "A\n=\n", "-\n", "\n", "\n\n", "::\n", "   ", "``", "`", "`_", "<a>`_", "* ", "1. ", ".. ",
    ".. code-block:: sh\n\n   make\n", ".. image:: ", ".. _a:", "|", "+-+", "=== ===\n", ":a: ",
    ":func:`x`", "[1]_", "\t", "\x0c", "\r", "\x00", "🚀", "$ make", "https://a.b/c", "a_", "*",
))  # fmt: skip


@settings(max_examples=60)
@given(
    st.one_of(
        st.lists(_PIECES, max_size=30).map("".join),
        st.binary(max_size=120).map(lambda raw: raw.decode("utf-8", "replace")),
    )
)
def test_any_text_makes_a_page(text: str) -> None:
    page = parse(text)
    places = [*page.links, *page.headings, *page.blocks, *page.spans, *page.prose]
    assert all(1 <= item.line <= len(page.lines) + 1 for item in places)


def test_a_substitution_that_ends_the_page() -> None:
    text = "|Index|\n\nSwim\n****\nDive\n****\nRest\n****\nNap\n***\n"
    text += ".. |Index| image:: https://example.org/o.svg"
    (*_, last) = parse(text, "README.rst").links
    assert last.line <= 11
