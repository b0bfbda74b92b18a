"""What a path says about a file by itself: test, example, docs, vendored, generated."""

from __future__ import annotations

import re
from functools import lru_cache

from moxi.patterns import lazy_re

_TEST = lazy_re(
    r"(^|/)(tests?|__tests__|testing|testdata|test[-_]data|spec|specs|e2e|fixtures?|__mocks__|"
    r"__fixtures__|__snapshots__|integration[-_]tests?)/"
    r"|(^|/)(test_[^/]*|conftest|run_?tests?)\.py$|_test\.(py|go|rs)$|\.(test|spec)\.[cm]?[jt]sx?$"
    r"|(^|/)tests?\.(py|rs|[cm]?[jt]s)$",
    re.IGNORECASE,
)
_VENDORED = lazy_re(
    r"(^|/)(node_modules|vendor|vendored|_vendor|third[-_]?party|bower_components|"
    r"\.venv|venv|site-packages|deps|external|Pods)/",
    re.IGNORECASE,
)
_GENERATED = lazy_re(
    r"(^|/)(dist|build|out|target|lib-cov|coverage|\.next|\.nuxt|__generated__|generated)/"
    r"|\.min\.(js|css)$|\.pb\.go$|_pb2(_grpc)?\.py$|\.generated\.|_generated\.|(^|/)zz_generated",
)
_EXAMPLE = lazy_re(
    r"(^|/)(examples?|samples?|demos?|playground|cookbook|quickstart|tutorials?)/", re.IGNORECASE
)
_DOCS = lazy_re(r"(^|/)(docs?|documentation|website|site|book|wiki)/", re.IGNORECASE)
_BENCH = lazy_re(r"(^|/)(bench|benches|benchmarks?|perf)/", re.IGNORECASE)


def is_test(path: str) -> bool:
    """A test, or data that tests read."""
    return bool(_TEST.search(path))


def is_vendored(path: str) -> bool:
    """Somebody else's code, carried along."""
    return bool(_VENDORED.search(path))


def is_generated(path: str) -> bool:
    """Written by a program."""
    return bool(_GENERATED.search(path))


def is_example(path: str) -> bool:
    """An example for users."""
    return bool(_EXAMPLE.search(path))


def is_docs(path: str) -> bool:
    """A page (or the tooling) of the documentation."""
    return bool(_DOCS.search(path))


def is_benchmark(path: str) -> bool:
    """A benchmark."""
    return bool(_BENCH.search(path))


@lru_cache(maxsize=1 << 17)
def is_own_source(path: str) -> bool:
    """Code of the project itself: what a user of it runs or imports."""
    # No pattern spans the last slash, and a folder is asked about for each of its files.
    folder, slash, name = path.rpartition("/")
    return _is_own_folder(folder + slash) and _is_own(name)


def _is_own(path: str) -> bool:
    return not (
        is_test(path)
        or is_vendored(path)
        or is_generated(path)
        or is_example(path)
        or is_docs(path)
        or is_benchmark(path)
    )


_is_own_folder = lru_cache(maxsize=1 << 14)(_is_own)


def join(folder: str, name: str) -> str:
    """A POSIX path below a folder, which may be `""`."""
    return f"{folder}/{name}" if folder else name


def relative(path: str, folder: str) -> str:
    """`path` as seen from `folder`, with `..` where it stands outside."""
    if not folder:
        return path
    here, there = folder.split("/"), path.split("/")
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    return "/".join([".."] * (len(here) - common) + there[common:]) or "."


def normalise(path: str) -> str | None:
    """A path without `.` and `..`; None where it leaves the repository or is absolute."""
    if path.startswith("/"):
        return None
    parts: list[str] = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
