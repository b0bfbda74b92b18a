"""A formatter's pass is no edit, a person's change is one."""

from __future__ import annotations

from pathlib import Path

import mdformat
import pytest

from moxi.config import Config
from moxi.draft.compose import outline
from moxi.drafting import drafts
from moxi.merge import Wanted, merge
from moxi.merge.layout import restyled
from moxi.merge.normal import digest
from moxi.snapshot.local import LocalSnapshot
from tests.merge.kit import BODIES, block, updated, wanted

FIXTURES = Path(__file__).parent.parent / "fixtures"

PLAIN = """\
## Usage

* first *item* with a long
  line, and **strong** words
* second item: 2 \\* 3

1. one
2. two
3. three

~~~sh
make all
~~~

| a | b |
|:-|-|
| x | y |

Text
over lines, with a_name and [a link](https://example.org).
"""

PRETTIER = """\
## Usage

- first _item_ with a long line, and **strong** words
- second item: 2 \\* 3

1. one
1. two
1. three

```sh
make all
```

| a    | b   |
| :--- | --- |
| x    | y   |

Text over lines, with a_name and
[a link](https://example.org).
"""

SETEXT = """\
Usage
-----

+ first _item_ with a long line, and __strong__ words

+ second item: 2 * 3

1) one
2) two
3) three

    make all
"""


def test_what_formatters_change_is_no_edit() -> None:
    assert digest(PLAIN) == digest(PRETTIER)
    assert digest(PLAIN) == digest(mdformat.text(PLAIN, extensions={"gfm"}))
    assert digest(PLAIN.replace("\n", "\r\n")) == digest(PLAIN)
    assert digest(PLAIN.replace("\n", "  \r", 1)) == digest(PLAIN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Usage\n-----\n", "## Usage ##\n"),
        ("1. a\n2. b\n", "1. a\n1. b\n"),
        ("- a\n- b\n", "* a\n\n* b\n"),
        ("***\n", "---\n"),
        ("a\\_b \\& c\n", "a_b &amp; c\n"),
        ("two  \nlines\n", "two\\\nlines\n"),
        ("~~~py\nx = 1\n~~~\n", "````py\nx = 1\n````\n"),
        ("```js\nuse('x', (a) => a)\n```\n", '```js\nuse("x", a => a);\n```\n'),
    ],
)
def test_the_same_said_in_another_way(one: str, other: str) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\n", "b\n"),
        ("a b\n", "a\u00a0b\n"),
        ("## A\n", "### A\n"),
        ("3. a\n", "1. a\n"),
        ("- a\n", "1. a\n"),
        ("*a*\n", "**a**\n"),
        ("`a`\n", "a\n"),
        ("a\n\nb\n", "a b\n"),
        ("[a](x)\n", "[a](y)\n"),
        ("[a](x)\n", '[a](x "t")\n'),
        ("![a](x)\n", "![b](x)\n"),
        ("| a |\n| - |\n| x |\n", "| a |\n| :-: |\n| x |\n"),
        ("```sh\nmake\n```\n", "```sh\nmake all\n```\n"),
        ("```sh\nmake\n```\n", "```\nmake\n```\n"),
        ("```py\nif x:\n    y\nz\n```\n", "```py\nif x:\n    y\n    z\n```\n"),
        ("<b>a</b>\n", "<i>a</i>\n"),
        ("a\n", ""),
    ],
)
def test_another_statement_is_an_edit(one: str, other: str) -> None:
    assert digest(one) != digest(other)


@pytest.mark.slow
@pytest.mark.parametrize("options", [{}, {"wrap": 60, "number": True}, {"wrap": "no"}])
@pytest.mark.parametrize("fixture", sorted(path.name for path in FIXTURES.iterdir()))
def test_mdformat_over_a_readme_of_moxis_is_no_edit(
    fixture: str, options: dict[str, object]
) -> None:
    drafted = next(iter(drafts(LocalSnapshot(FIXTURES / fixture))))
    draft = Wanted.of(drafted.draft, [section.id for section in outline(Config())])
    formatted = mdformat.text(merge(None, draft).text, extensions={"gfm"}, options=options)
    assert merge(formatted, draft).text == formatted


def test_prettiers_table_and_bullets_are_kept_where_nothing_changed() -> None:
    """Of a section that was formatted, only the line that says something new is written anew."""
    old = updated(None)
    padded = old.replace(
        "| option | meaning |\n| --- | --- |\n| `--by KEY` | what to sort by |\n"
        "| `--dry` | change nothing |",
        "| option     | meaning         |\n| ---------- | --------------- |\n"
        "| `--by KEY` | what to sort by |\n| `--dry`    | change nothing  |",
    )
    assert padded != old
    row = "| `-q` | say less |"
    text = updated(padded, wanted(usage=f"{BODIES['usage']}\n{row}"))
    assert block(text, "usage") == f"{block(padded, 'usage')}\n{row}"


def test_restyled_says_what_the_new_text_says() -> None:
    assert restyled("- a\n- b\n- c", "* a\n* b") == "- a\n- b\n- c"  # mixed, it would be two lists
    assert restyled("new\n\nsame text", "old\n\nsame\ntext") == "new\n\nsame\ntext"
    assert restyled("", "x") == ""
