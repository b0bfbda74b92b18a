"""A misspelling is told from another thing's name."""

from __future__ import annotations

import pytest

from moxi.verify.nearest import alike


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("lantren", "lantern"),
        ("lanntern", "lantern"),
        ("lantern_old", "lantern"),
        ("lantern-next", "lantern"),
        ("golw", "glow"),
        ("lantern-viewer", ""),
        ("lantern-1", ""),
        ("compass", ""),
        ("yqq", ""),
    ],
)
def test_a_misspelling_and_an_older_name_are_alike(name: str, meant: str) -> None:
    assert alike(name, ["lantern", "glow", "yq"]) == meant
