"""The walks in docs/: every command runs, and prints what the page says.

With --update-golden the outputs on the pages are written anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.test_cli import MOXI

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent.parent.parent / "docs"
HOME = "/home/you"
_BLOCK = re.compile(r"(?<=^````console\n).*?(?=^````$)", re.MULTILINE | re.DOTALL)
_HEREDOC = re.compile(r"<<'(\w+)'$")


def commands(block: str) -> Iterator[str]:
    """The commands of a block, each with its heredoc."""
    lines = iter(block.split("\n"))
    for line in lines:
        if not line.startswith("$ "):
            continue
        command = [line[2:]]
        if heredoc := _HEREDOC.search(line):
            command += iter(lines.__next__, heredoc[1])
            command.append(heredoc[1])
        yield "\n".join(command)


@pytest.mark.skipif(not shutil.which("perl") or os.name == "nt", reason="the walk needs perl")
@pytest.mark.parametrize("name", ["updating.md", "checking.md"])
def test_the_walk_is_real(tmp_path: Path, update_golden: bool, name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
        "PATH": f"{MOXI.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": f"{tmp_path}", "GIT_CONFIG_NOSYSTEM": "1", "COLUMNS": "100",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
    }  # fmt: skip
    folder = f"{tmp_path}"

    def run(command: str) -> str:
        nonlocal folder
        done = subprocess.run(
            ("bash", "-ec", f"{command}\npwd > '{tmp_path}/here'"), cwd=folder, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
        )  # fmt: skip
        findings = command.startswith("moxi check")  # then 1 means that it has some
        assert done.returncode in ((0, 1) if findings else (0,)), done.stdout
        folder = (tmp_path / "here").read_text(encoding="utf-8").strip()
        return done.stdout.replace(f"{tmp_path}", HOME)

    def renew(match: re.Match[str]) -> str:
        return "".join(f"$ {command}\n{run(command)}" for command in commands(match[0]))

    real = _BLOCK.sub(renew, page)
    if update_golden:
        (DOCS / name).write_text(real, encoding="utf-8")
        return
    assert real == page
