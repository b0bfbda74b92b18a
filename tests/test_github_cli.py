"""`moxi draft OWNER/REPO`, as a person types it, against the double of GitHub."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.draft.test_model_writer import FILES
from tests.fakes.github import GitHubDouble, Hub

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.packages

MOXI = Path(sys.executable).parent / ("moxi.exe" if os.name == "nt" else "moxi")

MINE = "t0ken-of-mine"


@pytest.fixture
def double(tmp_path: Path) -> Iterator[GitHubDouble]:
    hub = Hub(tmp_path)
    hub.token("t0ken-of-mine")
    hub.repo("octo-org/seedbox", FILES)
    hub.repo("octo-org/empty")
    hub.repo("octo-org/secret", FILES, private=True)
    with GitHubDouble(hub) as double:
        yield double


def moxi(
    double: GitHubDouble, cwd: Path, *arguments: str, token: str = MINE, **env: str
) -> subprocess.CompletedProcess[str]:
    settings = {"GITHUB_TOKEN": token, "GITHUB_API_URL": double.url, "PATH": "/usr/bin:/bin"}
    settings["GITHUB_SERVER_URL"] = "https://github.com"
    return subprocess.run(
        [f"{MOXI}", *arguments], cwd=cwd, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, **settings, "GH_TOKEN": "", **env}, timeout=60,
    )  # fmt: skip


def test_a_repository_on_github_is_drafted(double: GitHubDouble, tmp_path: Path) -> None:
    done = moxi(double, tmp_path, "draft", "octo-org/seedbox")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "README.draft.md").read_text()
    assert text.startswith("# seedbox\n")
    assert "git clone https://github.com/octo-org/seedbox" in text
    assert "0 unknown, 0 refuted" in done.stderr
    without = moxi(double, tmp_path, "draft", "octo-org/seedbox", "-o", "-", token="")
    assert without.stdout == text


def test_facts_are_listed_at_a_revision(double: GitHubDouble, tmp_path: Path) -> None:
    double.hub.repos["octo-org/seedbox"].commit({"LICENSE": "x"}, "more", "topic")
    done = moxi(double, tmp_path, "facts", "octo-org/seedbox", "--ref", "topic")
    assert done.returncode == 0, done.stderr
    assert "seedbox/cli.py" in done.stdout


def test_a_folder_of_that_name_comes_first(double: GitHubDouble, tmp_path: Path) -> None:
    folder = tmp_path / "octo-org" / "seedbox"
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "mine"\nversion = "1"\n')
    done = moxi(double, tmp_path, "draft", "octo-org/seedbox", "-o", "-")
    assert done.stdout.startswith("# mine\n")
    assert not double.asked


@pytest.mark.parametrize(
    ("arguments", "token", "told"),
    [
        (("octo-org/none",), "t0ken-of-mine", "octo-org/none: GitHub has no such repository"),
        (("octo-org/secret",), "", "a private one needs GITHUB_TOKEN"),
        (("octo-org/empty",), "t0ken-of-mine", "octo-org/empty: has no commit yet"),
        (("octo-org/seedbox",), "0ther-token", "GitHub refuses the token; set GITHUB_TOKEN"),
        (("octo-org/seedbox", "--ref", "no-such"), "t0ken-of-mine", "no such branch, tag or"),
        (("octo-org/seedbox", "--ref", "a b"), "t0ken-of-mine", "is no name of a branch"),
        ((".", "--ref", "main"), "t0ken-of-mine", "--ref goes with OWNER/REPO"),
        ((".", "--ref", "main", "--update"), "t0ken-of-mine", "leave --ref out"),
    ],
)
def test_a_mistake_is_one_line(
    arguments: tuple[str, ...], token: str, told: str, double: GitHubDouble, tmp_path: Path
) -> None:
    done = moxi(double, tmp_path, "draft", *arguments, token=token)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert "token-of-mine" not in done.stderr
    assert "0ther" not in done.stderr
