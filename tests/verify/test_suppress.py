"""Claims that are switched off, by a comment in the page or in the settings."""

from __future__ import annotations

import pytest

from moxi.config import Suppression
from moxi.verify import verify
from tests.verify.kit import repository, sh

FILES = {"Makefile": "build:\n\tcc x.c\n", "src/a.py": "x = 1\n"}


def left(readme: str, *suppressed: Suppression) -> list[tuple[str, int]]:
    """What is refuted, with its line."""
    held = repository({**FILES, "README.md": readme})
    report = verify(readme, held.snapshot, held.facts, "README.md", suppressed)
    return [(item.claim.text, item.claim.line) for item in report.with_status("refuted")]


@pytest.mark.parametrize(
    ("readme", "expected"),
    [
        ("[a](a.md)\n", [("a.md", 1)]),
        ("<!-- moxi:ignore -->\n[a](a.md)\n", []),
        ("<!-- moxi:ignore link -->\n[a](a.md)\n", []),
        ("<!-- moxi:ignore link, path -->\n\n[a](a.md)\n", []),
        ("<!-- moxi:ignore path -->\n[a](a.md)\n", [("a.md", 2)]),
        ("<!-- moxi:ignored -->\n[a](a.md)\n", [("a.md", 2)]),
        ("<!--moxi:ignore-->\n[a](a.md)\n", []),
        # its own line
        ("[a](a.md) <!-- moxi:ignore -->\n\n[b](b.md)\n", [("b.md", 3)]),
        # the whole block that follows, and no more
        ("<!-- moxi:ignore -->\n[a](a.md)\n[b](b.md)\n\n[c](c.md)\n", [("c.md", 5)]),
        ("[z](z.md)\n\n<!-- moxi:ignore -->\n\n\n[a](a.md)\n", [("z.md", 1)]),
        # a fence to its end, blank lines in it
        (
            "<!-- moxi:ignore command -->\n" + sh("make x", "", "make y") + "\n" + sh("make z"),
            [("make z", 9)],
        ),
        ("<!-- moxi:ignore -->", []),
        ("<!-- moxi:ignore -->\n\n\n", []),
    ],
)
def test_comments(readme: str, expected: list[tuple[str, int]]) -> None:
    assert left(readme) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Suppression("docs/*"), ["a.md"]),
        (Suppression("docs/*", "link"), ["a.md"]),
        (Suppression("docs/*", "path"), ["docs/b.md", "a.md"]),
        (Suppression("*", "link"), []),
        (Suppression("a"), ["docs/b.md", "a.md"]),
    ],
)
def test_settings(rule: Suppression, expected: list[str]) -> None:
    assert [text for text, _ in left("[b](docs/b.md)\n\n[a](a.md)\n", rule)] == expected


def test_the_report_says_how_many_there_were() -> None:
    readme = "<!-- moxi:ignore link -->\n[a](a.md) [b](b.md)\n"
    held = repository({**FILES, "README.md": readme})
    report = verify(readme, held.snapshot, held.facts)
    assert report.skipped == ("2 claims that are switched off",)
    assert report.tally["claims"] == 0
