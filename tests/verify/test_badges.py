"""Badges: the workflow, the package or the licence that an image names."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, statuses

FILES = {
    ".github/workflows/ci.yml": "name: Tests\non: push\njobs: {}\n",
    ".github/workflows/release.yaml": "on: push\njobs: {}\n",
    "pyproject.toml": ('[project]\nname = "otter-kit"\nversion = "1.0"\nlicense = "MIT"\n'),
    "otter_kit.py": "",
}
OWN = "https://github.com/octo-org/otter"
SHIELD = "https://img.shields.io"


def badge(url: str, files: dict[str, str] | None = None) -> str | None:
    text = f"# otter\n\n[![b]({url})](https://example.org)\n"
    return statuses(text, FILES if files is None else files, "badge").get(url)


@pytest.mark.parametrize(
    "url",
    [
        f"{OWN}/actions/workflows/ci.yml/badge.svg",
        f"{OWN}/actions/workflows/release.yaml/badge.svg?branch=main",
        f"{OWN}/workflows/Tests/badge.svg",
        f"{OWN}/workflows/tests/badge.svg",
        f"{OWN}/workflows/.github/workflows/release.yaml/badge.svg",
        f"{SHIELD}/github/actions/workflow/status/octo-org/otter/ci.yml",
        f"{SHIELD}/github/actions/workflow/status/octo-org/otter/ci.yml?style=flat",
        f"{SHIELD}/pypi/v/otter-kit",
        f"{SHIELD}/pypi/pyversions/otter_kit.svg",
        f"{SHIELD}/badge/license-MIT-blue.svg",
        f"{SHIELD}/badge/License-MIT-yellow",
        "https://badge.fury.io/py/otter-kit.svg",
    ],
)
def test_verified(url: str) -> None:
    assert badge(url) == "verified"


def test_where() -> None:
    url = f"{OWN}/workflows/Tests/badge.svg"
    (item,) = judged(f"# otter\n\nWords\n![b]({url})\n", FILES, "badge").values()
    assert item.claim.line == 4
    assert item.verdict.evidence[0].path == ".github/workflows/ci.yml"


@pytest.mark.parametrize(
    ("url", "reason", "fix"),
    [
        (
            f"{OWN}/actions/workflows/cii.yml/badge.svg",
            ".github/workflows has no cii.yml",
            ("cii.yml", "ci.yml"),
        ),
        (
            f"{SHIELD}/github/actions/workflow/status/octo-org/otter/release.yml",
            ".github/workflows has no release.yml",
            ("release.yml", "release.yaml"),
        ),
        (
            f"{OWN}/actions/workflows/credits.yml/badge.svg",
            ".github/workflows has no credits.yml",
            None,
        ),
        (f"{OWN}/workflows/Testing/badge.svg", "no workflow has this name", None),
        (
            f"{SHIELD}/pypi/v/oter-kit",
            "the package is called otter-kit",
            ("oter-kit", "otter-kit"),
        ),
        (f"{SHIELD}/badge/license-Apache--2.0-blue", "the repository states MIT", None),
        ("https://travis-ci.org/octo-org/otter.svg", "the repository has no .travis.yml", None),
        (
            "https://circleci.com/gh/octo-org/otter.svg",
            "the repository has no .circleci/config.yml",
            None,
        ),
    ],
)
def test_refuted(url: str, reason: str, fix: tuple[str, str] | None) -> None:
    (item,) = judged(f"# otter\n\n![b]({url})\n", FILES, "badge").values()
    assert item.status == "refuted"
    assert (item.verdict.reason, item.verdict.fix) == (reason, fix)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/sea/seal/actions/workflows/seal.yml/badge.svg",
        "https://github.com/sea/seal/workflows/Seal/badge.svg",
        f"{SHIELD}/npm/v/otter-web",
    ],
)
def test_unknown(url: str) -> None:
    assert badge(url) == "unknown"


@pytest.mark.parametrize(
    "url",
    [
        f"{SHIELD}/badge/made%20with-love-red",
        f"{SHIELD}/github/stars/octo-org/otter",
        "https://codecov.io/gh/octo-org/otter/branch/main/graph/badge.svg",
        "https://travis-ci.org/sea/seal.svg",
        "https://[broken/badge.svg",
        "docs/badge.svg",
    ],
)
def test_no_claim(url: str) -> None:
    assert badge(url) is None


def test_a_badge_in_html_and_by_reference() -> None:
    text = (
        f'<p align="center"><img src="{OWN}/actions/workflows/ci.yml/badge.svg"></p>\n\n'
        f"[![b][badge]][page]\n\n[badge]: {SHIELD}/pypi/v/otter-kit\n[page]: https://example.org\n"
    )
    assert statuses(text, FILES, "badge") == {
        f"{OWN}/actions/workflows/ci.yml/badge.svg": "verified",
        f"{SHIELD}/pypi/v/otter-kit": "verified",
    }
