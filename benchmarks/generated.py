"""Repositories of any size, made from a seed: a Python service with modules, tests and docs."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_WORDS = ("alpha", "bravo", "cargo", "delta", "engine", "field", "graph", "handle", "index", "join")

_PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "generated"
version = "1.2.3"
description = "A generated project of {files} files."
requires-python = ">=3.11"
license = "MIT"
dependencies = ["fastapi", "click"]

[project.optional-dependencies]
test = ["pytest"]

[project.scripts]
generated = "generated.cli:main"
"""

_CLI = '''\
"""The command line."""

import os

import click


@click.group()
def main():
    """Generated commands."""


@main.command()
@click.option("--port", "-p", default=8080, help="Port to listen on.")
def serve(port):
    """Serve it."""
    print(os.environ.get("GENERATED_TOKEN", "none"), port)
'''

_WORKFLOW = """\
name: CI
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: pip install -e ".[test]"
      - run: pytest
"""


def make_repository(root: Path, files: int, seed: int = 0) -> None:
    """Write `files` files below `root` and commit them; about 600 bytes each."""
    random_source = random.Random(seed)
    fixed = {
        "pyproject.toml": _PYPROJECT.format(files=files),
        "LICENSE": "MIT License\n\nPermission is hereby granted, free of charge\n",
        "Makefile": "test: ## run the tests\n\tpytest\n",
        ".github/workflows/ci.yml": _WORKFLOW,
        "src/generated/__init__.py": '"""A generated project."""\n',
        "src/generated/cli.py": _CLI,
        "docs/index.md": "# Generated\n\nA generated project, to measure speed with.\n",
    }
    for path, text in fixed.items():
        _write(root / path, text)
    for number in range(files - len(fixed)):
        word = random_source.choice(_WORDS)
        folder = f"{word}{number // 200}"
        kind = number % 10
        if kind < 6:
            path, text = f"src/generated/{folder}/m{number}.py", _module(random_source, number)
        elif kind < 8:
            path = f"tests/{folder}/test_m{number}.py"
            text = f"def test_{number}():\n    assert {number} == {number}\n" * 8
        elif kind < 9:
            path, text = f"docs/{folder}/page{number}.md", f"# Page {number}\n\n" + "Text. " * 90
        else:
            path, text = f"assets/{folder}/data{number}.json", '{"value": [1, 2, 3]}\n' * 25
        _write(root / path, text)
    git = ("git", "-C", str(root), "-c", "user.name=b", "-c", "user.email=b@example.com")
    for args in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "x")):
        subprocess.run((*git, *args), check=True)


def _module(random_source: random.Random, number: int) -> str:
    names = [f"{random_source.choice(_WORDS)}_{number}_{index}" for index in range(4)]
    functions = "\n\n".join(
        f'def {name}(value: int, *, limit: int = {number}) -> int:\n    """Return {name}."""\n'
        f"    return value + limit\n"
        for name in names
    )
    return f'"""Module {number}."""\n\nimport json\n\n{functions}'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def make_readme(lines: int, seed: int = 0) -> str:
    """A README for such a repository, of about so many lines and of every kind of claim."""
    random_source = random.Random(seed)
    out = ["# generated", "", "Written in Python with FastAPI and Click.", ""]
    number = 7
    while len(out) < lines - 6:
        number += random_source.randint(1, 9)
        word = random_source.choice(_WORDS)
        out += [
            f"## Part {number} {word}",
            "",
            f"See [page {number}](docs/{word}0/page{number}.md), `src/generated/cli.py` and the",
            "[licence](LICENSE). Needs Python 3.11+.",
            f"Set the variable `GENERATED_TOKEN` or `GENERATED_{number}`.",
            "",
            "```sh",
            "pip install generated",
            f"generated serve --port 8080 --level {number}",
            "make test",
            "```",
            "",
            "```python",
            "from generated.cli import main",
            "```",
            "",
        ]
    return "\n".join([*out, "## License", "", "MIT, see [LICENSE](LICENSE).", ""])
