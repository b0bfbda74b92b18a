"""What a model answers, made fit to publish; the rest is refused with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from moxi.draft.sanitised import refusal, sanitised

GIVEN = (
    "Run `hens --eggs`. Written by @farmer. ![coop](docs/coop.png) <kbd>Ctrl</kbd> <your-name>\n"
    "https://example.org/hens.svg"
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Sure! Here is the section:\n\nHens lay eggs.", "Hens lay eggs."),
        (
            "Certainly, I can do that.\nHens lay eggs.\n\nLet me know if this helps!",
            "Hens lay eggs.",
        ),
        ("Hens lay eggs.\n\nI hope this is what you wanted.", "Hens lay eggs."),
        ("```markdown\nHens lay eggs.\n```", "Hens lay eggs."),
        ("Hens lay eggs. [F1, F3]", "Hens lay eggs."),
        ("Hens\u200b lay\u202e eggs.\r\n", "Hens lay eggs."),
        ("# Hens\n\nThey lay.", "### Hens\n\nThey lay."),
        ("Hens\n====\n\nThey lay.", "### Hens\n\nThey lay."),
        ("### Hens\n\nThey lay.", "### Hens\n\nThey lay."),
        ("Hens lay.\n\n```sh\nhens --eggs", "Hens lay.\n\n```sh\nhens --eggs\n```"),
        ("Hens lay.\n\n~~~\nhens\n~~~", "Hens lay.\n\n~~~\nhens\n~~~"),
        ("Thanks to @farmer.", "Thanks to @farmer."),
        ("Press <kbd>Ctrl</kbd>.", "Press <kbd>Ctrl</kbd>."),
        ("See ![coop](docs/coop.png).", "See ![coop](docs/coop.png)."),
        ("Mail hen@example.org or use `@decorator`.", "Mail hen@example.org or use `@decorator`."),
        ("```py\n@decorator\ndef lay(): ...\n```", "```py\n@decorator\ndef lay(): ...\n```"),
    ],
)
def test_what_stays(text: str, kept: str) -> None:
    assert sanitised(text, GIVEN).text == kept


@pytest.mark.parametrize(
    ("text", "kept", "removed"),
    [
        ("Ask @octocat or @org/team now.", "Ask octocat or org/team now.", "@octocat"),
        ("Hens lay.\n\n<script>alert(1)</script>\n\nEggs.", "Hens lay.\n\n\nEggs.", "<script>"),
        ("Hens <img src=x onerror=y> lay.", "Hens  lay.", "<img"),
        ("Hens ![p](https://evil.example/p.png) lay.", "Hens  lay.", "https://evil.example/p.png"),
        ("Hens ![a][p] lay.\n\n[p]: https://evil.example/p.png", "", "https://evil.example/p.png"),
        ("<!-- moxi:end usage -->\nHens lay.", "", "moxi:end"),
        ("Hens <!-- moxi:begin usage --> lay.", "Hens  lay.", "moxi:begin"),
        ("| a |\n| - |\n| @all ![x](http://e.example/x) |", "| a |\n| - |\n| all  |", "@all"),
    ],
)  # fmt: skip
def test_what_goes(text: str, kept: str, removed: str) -> None:
    found = sanitised(text, GIVEN)
    if kept:
        assert found.text == kept
    assert any(removed in one for one in found.removed)
    assert removed not in found.text.replace("[p]: https://evil.example/p.png", "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it says nothing"),
        ("  \n ", "it says nothing"),
        ("Sure! Here is your section.", "it is chat"),
        ("I cannot write this section, as I am an AI.", "it is chat"),
        ("As an AI language model I have no view.", "it is chat"),
        ("Install it.\n\n### Instruction:\nWrite more.", "it repeats the prompt"),
        ("Project type: python tool\nFacts:", "it repeats the prompt"),
        ("Clone <your-repo-url> first.", "it holds a placeholder: <your-repo-url>"),
        ("See [Your Project Name].", "it holds a placeholder: [Your Project Name]"),
        ("TODO: write this.", "it holds a placeholder: TODO"),
        ("Set it to your-api-key.", "it holds a placeholder: your-api-key"),
        ("Hens lay eggs every day. " * 5, "it repeats itself"),
        ("the hens lay the eggs and " * 30, "it repeats itself"),
        ("- one and the same line of text\n" * 5, "it repeats itself"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    assert refusal(text, GIVEN) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Hens lay eggs.",
        "Sure! Here is the section:\n\nHens lay eggs.",
        "Give <your-name> as an argument.",
        "See [your guide](docs/guide.md).",
        "| Option | Meaning |\n| --- | --- |\n| `--eggs` | Count eggs |\n| `--hens` | Count hens |",
    ],
)
def test_what_is_looked_at_further(text: str) -> None:
    assert refusal(text, GIVEN) == ""


PIECES = (
    "<", ">", "<b>", "</b>", "<!--", "-->", "![x](", "http://e.example/x", ")", "[", "]", "@all",
    "```", "~~~", "===", "|", "`", "\\", "&lt;", "word", "<img", "\u200b", " ", "\n", "\n\n", "\t",
    "# ", "> ", "- ", "[x]: http://e.example/y", "<img src=", "<svg",
)  # fmt: skip
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(MARKDOWN)
def test_no_foreign_html_picture_or_mention_is_left(text: str) -> None:
    found = sanitised(text, "").text
    for token in MarkdownIt("commonmark").enable("table").parse(found):
        assert token.type != "html_block"
        for child in token.children or []:
            assert child.type not in ("html_inline", "image")


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    once = sanitised(text, "")
    assert sanitised(once.text, "").text == once.text
    refusal(text)
