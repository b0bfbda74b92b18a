"""The least version that a README asks for, against what the manifest asks for."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, statuses

PYTHON = {
    "pyproject.toml": '[project]\nname = "otter"\nversion = "1.0"\nrequires-python = ">=3.10"\n',
    "otter.py": "",
}
NODE = {"package.json": '{"name": "otter", "version": "1.0.0", "engines": {"node": ">=18.17"}}'}
RUST = {
    "Cargo.toml": '[package]\nname = "otter"\nversion = "1.0.0"\nrust-version = "1.70"\n',
    "src/lib.rs": "",
}
GO = {"go.mod": "module example.org/otter\n\ngo 1.21\n", "a.go": "package otter\n"}


def versions(readme: str, files: dict[str, str]) -> list[str]:
    return list(statuses(f"# otter\n\n{readme}\n", files, "version").values())


@pytest.mark.parametrize(
    ("files", "readme"),
    [
        (PYTHON, "Requires Python 3.10+."),
        (PYTHON, "Requires Python >= 3.10."),
        (PYTHON, "Needs Python ≥3.10"),
        (PYTHON, "It needs **Python 3.10 or newer**."),
        (PYTHON, "- Python 3.10 or later"),
        (PYTHON, "Python at least 3.10"),
        (NODE, "Node >= 18"),
        (NODE, "Requires Node.js 18.17 or higher."),
        (NODE, "Requires nodejs v18.17+."),
        (RUST, "The MSRV is 1.70."),
        (RUST, "Minimum supported Rust version: 1.70.0"),
        (RUST, "Requires Rust 1.70+"),
        (GO, "Go 1.21 or newer is needed."),
        (GO, "Requires Go 1.21+"),
    ],
)
def test_verified(files: dict[str, str], readme: str) -> None:
    assert versions(readme, files) == ["verified"]


def test_where() -> None:
    found = judged("# otter\n\nWords\nthat need Python 3.10+.\n", PYTHON, "version")
    (item,) = found.values()
    assert item.claim.line == 4
    assert str(item.verdict.evidence[0]) == "pyproject.toml:4"


def test_less_than_is_needed() -> None:
    (item,) = judged("# otter\n\nRequires Python 3.8+.\n", PYTHON, "version").values()
    verdict = item.verdict
    assert (verdict.status, verdict.fix) == ("refuted", ("3.8", "3.10"))
    assert verdict.reason == "the repository needs Python >=3.10"
    assert "3.10" in verdict.suggestion


def test_more_than_is_needed() -> None:
    (item,) = judged("# otter\n\nRequires Python 3.12+.\n", PYTHON, "version").values()
    assert (item.status, item.verdict.fix) == ("refuted", None)
    assert item.verdict.reason == "the repository asks for Python >=3.10"


@pytest.mark.parametrize(
    ("files", "readme"),
    [
        (PYTHON, "Versions before 2.0 supported Python 3.8+."),
        (PYTHON, "## New in 2.0 series\n\n- requires Python 3.8+"),
        (PYTHON, "- 2.0.0: new pools, requires Python 3.8+"),
        (PYTHON, "To build the docs you need Python 3.12+."),
        (PYTHON, "You need Node 18+ for the web page."),
        (NODE, "Requires Python 3.9+ for a plug-in."),
        ({**GO, "go.mod": "module example.org/otter\n\ngo 1.21.4\n"}, "Requires Go >= 1.21.3"),
    ],
)
def test_unknown(files: dict[str, str], readme: str) -> None:
    assert versions(readme, files) == ["unknown"]


@pytest.mark.parametrize(
    "readme",
    [
        "Works with Python 3.8.",
        "Tested on Python 3.8, 3.9 and 3.10",
        "Python is fun, and 3.8 is a number.",
        "It is 3.8+ times faster than Python",
        "pythonic 3.8+",
    ],
)
def test_no_claim(readme: str) -> None:
    assert versions(readme, PYTHON) == []


@pytest.mark.parametrize(
    ("requirement", "asked", "status"),
    [
        (">=3.9,<4", "3.9", "verified"),
        (">3.9", "3.9", "verified"),
        ("~=3.9", "3.9", "verified"),
        ("<4", "3.9", "unknown"),
    ],
)
def test_forms_of_a_requirement(requirement: str, asked: str, status: str) -> None:
    manifest = PYTHON["pyproject.toml"].replace(">=3.10", requirement)
    assert versions(f"Requires Python {asked}+", {"pyproject.toml": manifest}) == [status]
