"""What a translation may change: words, and nothing else."""

from __future__ import annotations

import pytest

from moxi.draft.translated import check_translation, language_of
from moxi.errors import UsageError

SOURCE = (
    "Install\n\nInstall seedbox 1.2 with `pip install seedbox` or read [the guide](docs/guide.md)."
    "\n\n```sh\nseedbox --sowable\n```\n\n- It needs Python 3.11.\n- It reads `SEEDBOX_FILE`."
)
TARGET = (
    "Installieren\n\nInstalliere seedbox 1.2 mit `pip install seedbox` oder lies "
    "[die Anleitung](docs/guide.md).\n\n```sh\nseedbox --sowable\n```\n\n- Es braucht Python 3.11."
    "\n- Es liest `SEEDBOX_FILE`."
)


def test_words_alone_may_change() -> None:
    assert check_translation(SOURCE, TARGET, ["seedbox"]) == ""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("`pip install seedbox`", "`pip installiere seedbox`", "code is changed"),
        ("seedbox --sowable", "seedbox --säbar", "a code block is changed"),
        ("```sh", "```bash", "a code block is changed"),
        ("docs/guide.md", "docs/anleitung.md", "link is changed"),
        ("](docs/guide.md)", "](docs/guide.md) [mehr](https://evil.example)", "link is changed"),
        ("Python 3.11", "Python 3.12", "a number is changed"),
        ("Installiere seedbox 1.2", "Installiere die Samenkiste 1.2", "a name is changed: seedbox"),
        ("- Es liest `SEEDBOX_FILE`.", "", "blocks are not those"),
        ("- Es braucht", "### Es braucht", "blocks are not those"),
        ("- Es liest", "- <b>Es</b> liest", "code is changed"),
        ("- Es liest", "- " + "Es liest und liest " * 20, "much shorter or longer"),
    ],
)
def test_anything_else_is_refused(before: str, after: str, told: str) -> None:
    assert before in TARGET
    assert told in check_translation(SOURCE, TARGET.replace(before, after), ["seedbox"])


def test_what_comes_back_as_it_was_is_not_translated() -> None:
    source = f"{SOURCE}\n\n" + "It keeps an inventory of the seeds in a garden shed. " * 3
    assert check_translation(source, source) == "it is not translated"


def test_a_link_to_a_heading_may_follow_the_heading() -> None:
    assert check_translation("See [usage](#usage).", "Siehe [Gebrauch](#gebrauch).") == ""


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("de", "German"),
        ("pt-BR", "Portuguese"),
        ("zh-Hant-TW", "Chinese"),
        ("sr-Latn", "Serbian"),
        ("de-CH-1901", "German"),
        ("es-419", "Spanish"),
        ("tlh", "the language tlh"),
        ("en-GB-x-house", "English"),
    ],
)
def test_tags_of_bcp_47_are_taken(tag: str, name: str) -> None:
    assert language_of(tag).name == name


@pytest.mark.parametrize("tag", ["", "German!", "d", "de_DE", "de--AT", "de-", "../de", "de\n"])
def test_other_tags_are_refused(tag: str) -> None:
    with pytest.raises(UsageError, match="is no language tag"):
        language_of(tag)
