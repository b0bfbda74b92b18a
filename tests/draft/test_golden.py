"""Each fixture's README, whole, as a golden file: read the diff as a newcomer would.

`make golden` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from moxi.config import load
from moxi.draft import draft
from moxi.facts import extract
from moxi.snapshot.local import LocalSnapshot
from tests.helpers import checkout

TESTS = Path(__file__).resolve().parent.parent
FIXTURES = sorted(path for path in (TESTS / "fixtures").iterdir() if path.is_dir())


def drafted(folder: Path) -> str:
    snapshot = LocalSnapshot.open(folder)
    return draft(extract(snapshot), snapshot, load(snapshot)).markdown


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_readme_is_the_golden_one(fixture: Path, tmp_path: Path, update_golden: bool) -> None:
    golden = TESTS / "golden" / f"{fixture.name}.md"
    markdown = drafted(checkout(fixture, tmp_path))
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(markdown, encoding="utf-8")
    assert markdown == golden.read_text(encoding="utf-8")
