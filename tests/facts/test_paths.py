"""The fast way to ask whether a path is the project's own gives the plain answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moxi.facts import paths

PART = st.sampled_from(
    ["a", "src", "tests", "test.py", "test_a.py", "a_test.go", "x.spec.ts", "vendor", "deps",
     "dist", "a.min.js", "b_pb2.py", "zz_generated.go", "a.generated.", "examples", "docs", "Site",
     "bench", "conftest.py", "out", "lib.rs", "", "fixtures", ".venv"]
)  # fmt: skip


@given(st.lists(PART, min_size=1, max_size=5).map("/".join))
def test_is_own_source(path: str) -> None:
    assert paths.is_own_source(path) is not (
        paths.is_test(path)
        or paths.is_vendored(path)
        or paths.is_generated(path)
        or paths.is_example(path)
        or paths.is_docs(path)
        or paths.is_benchmark(path)
    )
