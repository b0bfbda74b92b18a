"""Patterns of `.gitignore`: the fast look agrees with pathspec, and costly ones are passed over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from moxi.snapshot.ignore import MAX_PATTERNS, Ignore

PART = st.text(alphabet="ab*?.[]!-\\ #", min_size=1, max_size=6)
PATTERN = st.builds(
    "".join, st.lists(st.one_of(PART, st.sampled_from(["/", "**/", "/**", "!", "a/"])), max_size=5)
)
PATH = st.lists(st.text(alphabet="ab.-# ", min_size=1, max_size=4), min_size=1, max_size=4).map(
    "/".join
)


@given(st.lists(PATTERN, max_size=6), st.lists(PATH, min_size=1, max_size=8), st.booleans())
def test_verdict_is_pathspecs(patterns: list[str], paths: list[str], folder: bool) -> None:
    valid = []
    for pattern in patterns:
        found = Ignore.of([pattern])
        if found:
            valid.append(pattern)
    ignore = Ignore.of(patterns)
    assert (ignore is None) is (not valid)
    spec = GitIgnoreSpec.from_lines(valid)
    for path in paths:
        asked = path + "/" if folder else path
        verdict = ignore.verdict(asked) if ignore else None
        assert verdict == spec.check_file(asked).include, asked


def test_what_is_no_pattern() -> None:
    assert Ignore.of([]) is None
    assert Ignore.of(["", "  ", "# a comment"]) is None


def test_invalid_pattern_costs_only_itself() -> None:
    ignore = Ignore.of(["!", "*.log"])
    assert ignore
    assert ignore.verdict("x.log") is True


def test_costly_patterns_are_passed_over() -> None:
    """Each would look at a long name of `a` for longer than anybody waits."""
    costly = ["*a" * 20 + "b", "/".join(["**", "a"] * 20)]
    assert all(Ignore.of([pattern]) is None for pattern in costly)
    ignore = Ignore.of([*costly, "*a*a*b"])
    assert ignore
    assert ignore.verdict("a" * 255) is None


def test_number_of_patterns_is_bounded() -> None:
    ignore = Ignore.of(f"name{number}" for number in range(MAX_PATTERNS + 5))
    assert ignore
    assert ignore.verdict(f"name{MAX_PATTERNS - 1}") is True
    assert ignore.verdict(f"name{MAX_PATTERNS}") is None


def test_prefix_is_the_folder_of_the_file() -> None:
    ignore = Ignore.of(["/only"], "src/")
    assert ignore
    assert ignore.verdict("src/only") is True
    assert ignore.verdict("src/deep/only") is None
