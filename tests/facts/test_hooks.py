"""Hooks offered to pre-commit: the block that takes them in, and the release that it names."""

from __future__ import annotations

import pytest

from moxi.facts import extract
from moxi.facts.model import Evidence, Install
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

HOOKS = """- id: tidy
  name: tidy
  description: Sorts the lines. In place.
  entry: tidy
- id: tidy-docker
  entry: tidy
- id: old
  description: (deprecated) does nothing
- id: count
  entry: count
- nothing
"""


def _ways(**files: str) -> list[tuple[str, tuple[Evidence, ...]]]:
    metadata = Metadata(host="github.com", owner="acme", name="tidy")
    files = {path.replace("__", "/"): text for path, text in files.items()}
    found = extract(MemorySnapshot(files, metadata=metadata)).all(Install)
    return [(f.value.commands[0], f.evidence) for f in found if f.extractor == "pre-commit"]


def test_the_block_that_takes_the_hooks_in() -> None:
    page = "```yaml\n- repo: https://github.com/acme/tidy\n  rev: v{}\n```\n"
    files = {".pre-commit-hooks.yaml": HOOKS, "docs__a.md": page.format("1.9.0"),
             "docs__b.md": page.format("1.10.0")}  # fmt: skip
    ((block, evidence),) = _ways(**files)
    assert block == (
        "repos:\n  - repo: https://github.com/acme/tidy\n    rev: v1.10.0\n    hooks:\n"
        "      - id: tidy  # Sorts the lines\n      # - id: tidy-docker\n      - id: count"
    )
    assert evidence[0] == Evidence(".pre-commit-hooks.yaml", 1, 1)
    assert evidence[-1] == Evidence("docs/b.md", 3, 3)


@pytest.mark.parametrize("rev", ["main", "a" * 40])
def test_no_release_is_left_to_the_reader(rev: str) -> None:
    page = f"repos:\n  - repo: https://github.com/acme/tidy\n    rev: {rev}\n"
    ((block, _),) = _ways(**{".pre-commit-hooks.yaml": HOOKS, ".pre-commit-config.yaml": page})
    assert "    rev: ''  # the tag or the commit to use\n" in block


@pytest.mark.parametrize("text", ["", "a: 1\n", "- id: [x]\n", "- [\n"])
def test_no_hooks(text: str) -> None:
    assert _ways(**{".pre-commit-hooks.yaml": text}) == []
