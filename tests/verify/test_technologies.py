"""Languages and products that prose says the project is made of."""

from __future__ import annotations

import pytest

from tests.verify.kit import judged, statuses

FILES = {
    "pyproject.toml": (
        '[project]\nname = "otter"\nversion = "1.0"\ndependencies = ["fastapi", "psycopg"]\n'
    ),
    "otter/__init__.py": "from fastapi import FastAPI\nDATABASE = 'postgresql://'\n",
    "web/app.ts": "export const x = 1\n",
    "docs/more.md": "One day it may speak to Kafka.\n",
}


def technologies(readme: str) -> dict[str, str]:
    return statuses(f"# otter\n\n{readme}\n", FILES, "technology")


@pytest.mark.parametrize(
    ("readme", "claim"),
    [
        ("A library written in Python.", "written in Python"),
        ("Otter is written in Python and fast.", "written in Python"),
        ("It is built with FastAPI.", "built with FastAPI"),
        ("This project uses PostgreSQL.", "This project uses PostgreSQL"),
        ("The backend is implemented in Python.", "implemented in Python"),
        ("Powered by FastAPI", "powered by FastAPI"),
        ("## Tech stack\n\n- Built with TypeScript", "Built with TypeScript"),
    ],
)
def test_verified(readme: str, claim: str) -> None:
    assert {text.lower(): status for text, status in technologies(readme).items()} == {
        claim.lower(): "verified"
    }


def test_where() -> None:
    found = judged("# otter\n\nOtter is\nbuilt with FastAPI.\n", FILES, "technology")
    (item,) = found.values()
    assert item.claim.line == 4
    assert item.verdict.evidence[0].path in ("pyproject.toml", "otter/__init__.py")


@pytest.mark.parametrize(
    ("readme", "reason"),
    [
        ("A database written in Haskell.", "the repository holds no Haskell file"),
        ("Otter is written in Rust.", "the repository holds no Rust file"),
        ("It is backed by MongoDB.", "nothing in the repository knows MongoDB"),
        ("This project uses Redis.", "nothing in the repository knows Redis"),
        ("It is built on top of Django.", "nothing in the repository knows Django"),
    ],
)
def test_refuted(readme: str, reason: str) -> None:
    (item,) = judged(f"# otter\n\n{readme}\n", FILES, "technology").values()
    assert (item.status, item.verdict.reason) == ("refuted", reason)


def test_the_right_language_is_suggested() -> None:
    (item,) = judged("# otter\n\nOtter is written in Rust.\n", FILES, "technology").values()
    assert item.verdict.suggestion == "Python"


def test_several_at_once() -> None:
    found = technologies("It is built with FastAPI, PostgreSQL and Redis.")
    assert {text.split()[-1]: status for text, status in found.items()} == {
        "FastAPI": "verified", "PostgreSQL": "verified", "Redis": "refuted",
    }  # fmt: skip


def test_what_other_pages_speak_of_is_unknown() -> None:
    assert set(technologies("It is powered by Kafka.").values()) == {"unknown"}


@pytest.mark.parametrize(
    "readme",
    [
        "Unlike other tools, which are written in Haskell, it is small.",
        "Use it when your server is written in Rust.",
        "See the guide for apps that are built with Django.",
        "Go and see.",
        "Rust never sleeps.",
        "We like Redis.",
        "[a tool](x) for any project written in Perl",
    ],
)
def test_what_others_are_made_of_is_no_claim(readme: str) -> None:
    assert technologies(readme) == {}


def test_pages_alone_cannot_tell() -> None:
    files = {"docs/a.md": "# A\n", "b.md": "# B\n"}
    found = statuses("# otter\n\nOtter is written in Rust.\n", files, "technology")
    assert set(found.values()) <= {"unknown"}
