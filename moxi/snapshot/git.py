"""The one function that runs git, so that nothing in a repository can make it run anything."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from moxi.errors import GitError

if TYPE_CHECKING:
    from pathlib import Path

# A repository's own configuration can name programs (fsmonitor, hooks): these win over it.
SAFE_CONFIG = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.ext.allow=never",
    "-c", "safe.bareRepository=explicit",
)  # fmt: skip


def run_git(*args: str, cwd: Path | None = None, timeout: float = 120) -> bytes:
    """The output of one git command. Raises GitError."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("GIT_")
    } | {
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
    try:
        done = subprocess.run(
            ("git", *SAFE_CONFIG, *args),
            cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            timeout=timeout, check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise GitError(args, -1, "git is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(args, -1, f"no answer within {timeout:.0f} s") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(args, done.returncode, lines[-1] if lines else "no reason given")
    return done.stdout
