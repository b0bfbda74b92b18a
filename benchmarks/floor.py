"""The floor: list the files and read the ones that any tool must read, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KEY = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "package.json",
    "Cargo.toml",
    "go.mod",
    "action.yml",
    "Dockerfile",
    "compose.yaml",
    "docker-compose.yml",
    "Makefile",
    "LICENSE",
    "COPYING",
)


def main() -> None:
    """`floor.py FOLDER`"""
    root = Path(sys.argv[1])
    listed = subprocess.run(
        ("git", "-C", str(root), "ls-files", "-z"), capture_output=True, check=True
    )
    total = 0
    for path in listed.stdout.decode("utf-8", "replace").split("\0"):
        if path.rpartition("/")[2] in KEY or path.startswith(".github/workflows/"):
            file = root / path
            if file.is_file():
                total += len(file.read_bytes())
    print(total)


if __name__ == "__main__":
    main()
