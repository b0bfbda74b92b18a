"""The hook that the repository offers to users of pre-commit."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.gitkit import repository

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
TYPES = {
    "id": str, "name": str, "description": str, "entry": str, "language": str, "files": str,
    "exclude": str, "types": list, "types_or": list, "exclude_types": list, "always_run": bool,
    "fail_fast": bool, "verbose": bool, "pass_filenames": bool, "require_serial": bool,
    "language_version": str, "minimum_pre_commit_version": str, "args": list, "stages": list,
}  # fmt: skip


def hook() -> Mapping[str, object]:
    (only,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert isinstance(only, dict)
    return only


def test_its_fields() -> None:
    found = hook()
    assert {"id", "name", "entry", "language"} <= set(found)
    assert found["id"] == "moxi-check"
    assert found["language"] == "python"
    for name, value in found.items():
        assert type(value) is TYPES[name], name
    assert found["always_run"] is True
    assert found["pass_filenames"] is False


def test_its_program_is_one_that_the_package_installs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert shlex.split(str(hook()["entry"]))[0] in project["scripts"]


@pytest.mark.parametrize(("target", "code"), [("a.md", 0), ("b.md", 1)])
def test_what_it_runs(tmp_path: Path, target: str, code: int) -> None:
    root = repository(tmp_path / "r", {"README.md": f"# r\n\n[a]({target})\n", "a.md": "# A\n"})
    scripts = Path(sys.executable).parent
    done = subprocess.run(
        shlex.split(str(hook()["entry"])), cwd=root, capture_output=True, text=True, check=False,
        env={**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith("README.md:")
