"""The breaks that benchmarks/check.py plants: seeded, in the spelling of the name, in one place."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.mutate import Break, apply, breaks, name_in, spelled, suffixed, swapped, typo


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311


def test_the_same_seed_gives_the_same_breaks() -> None:
    first = breaks("flag", "--dry-run", seeded(3))
    assert first == breaks("flag", "--dry-run", seeded(3))
    assert {one.style for one in first} == {"typo", "suffix", "swapped word", "another word"}
    assert all(one.right == "dry-run" != one.wrong for one in first)


@pytest.mark.parametrize("name", ["lint", "dry-run", "TTLCache", "API_TOKEN", "a1", "x" * 40])
@pytest.mark.parametrize("change", [typo, suffixed, swapped])
def test_a_change_is_another_name(name: str, change: object) -> None:
    assert callable(change)
    for seed in range(50):
        assert change(name, seeded(seed)) != name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("API_TOKEN", "OLD_NAME"),
        ("dry-run", "old-name"),
        ("lint:fix", "old-name"),
        ("get_user", "old_name"),
        ("getUser", "oldName"),
        ("Schema", "OldName"),
    ],
)
def test_words_are_put_together_as_the_name_is(name: str, expected: str) -> None:
    assert spelled(name, ["old", "name"]) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("command", "npm run lint:fix -- --quiet", "lint:fix"),
        ("command", "make -j4 docs", "docs"),
        ("command", "python -m app.worker", "worker"),
        ("command", "cp .env.example .env", ".env"),
        ("command", "cd packages/core", "core"),
        ("command", "go test", ""),
        ("link", "docs/usage.md#flags", "usage"),
        ("path", "src/app/store.py", "store"),
        ("path", "package.json", ""),
        ("import", "schema.Optional", "Optional"),
        ("import", "bitflags::bitflags", "bitflags"),
        ("package", "@scope/tool", "tool"),
        ("package", "github.com/a/b/v2", "b"),
        ("environment", "GITHUB_TOKEN", ""),
        ("environment", "SHELF_FILE", "SHELF_FILE"),
        ("badge", "https://github.com/o/r/actions/workflows/ci.yml/badge.svg", "ci"),
        ("badge", "https://img.shields.io/pypi/v/tool.svg", "tool"),
        ("action", "o/r@v1", ""),
        ("action", "outputs.path", "path"),
    ],
)
def test_what_a_claim_names(kind: str, text: str, expected: str) -> None:
    assert name_in(kind, text) == expected


def test_a_package_is_misspelt_and_not_replaced() -> None:
    styles = {one.style for one in breaks("package", "lantern", seeded(1))}
    assert styles == {"typo", "suffix"}


def test_a_break_stands_where_the_right_text_stood_once() -> None:
    change = Break("typo", "lint", "lnit")
    assert apply("run `npm run lint` first", change) == "run `npm run lnit` first"
    assert apply("`lint` and `lint`", change) is None
    assert apply("`lint-all` and linting", change) is None
