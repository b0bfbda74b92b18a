"""The index over a repository's words, and the names that were probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moxi.facts.model import Evidence
from moxi.facts.reader import Reader
from moxi.snapshot.model import MAX_FILE_BYTES
from moxi.verify import words as module
from moxi.verify.nearest import nearest, nearest_path
from moxi.verify.words import Words, fold, is_readme
from tests.helpers import MemorySnapshot


def index(files: dict[str, str | bytes], *without: str) -> Words:
    return Words(Reader(MemorySnapshot(files)), without)


def test_where_a_word_stands() -> None:
    words = index({
        "docs/a.md": "The SWIM_DEPTH is told here.\n",
        "src/a.py": "x = 1\ndepth = environ['SWIM_DEPTH']\n",
    })  # fmt: skip
    assert words.in_code("SWIM_DEPTH") == Evidence("src/a.py", 2, 2)
    assert words.in_code("told") is None
    assert words.anywhere("told") == Evidence("docs/a.md", 1, 1)
    assert words.anywhere("SWIM") is None  # no part of a word
    assert "depth" in words
    assert "dept" not in words
    assert words.complete


def test_literals() -> None:
    words = index({"a.sh": "otter --dry-run\notter --dry\n", "a.md": "--wet\n"})
    assert words.literal("--dry") == Evidence("a.sh", 2, 2)
    assert words.literal("--dry-run") == Evidence("a.sh", 1, 1)
    assert words.literal("--dr") is None
    assert words.literal("--wet") is None


@pytest.mark.parametrize("name", ["--dry-run", "dry_run", "DryRun", "dryrun", "yRu"])
def test_names_in_any_spelling(name: str) -> None:
    assert index({"a.ts": "const dryRun = 1\n"}).knows(name)
    assert not index({"a.ts": "const wetRun = 1\n"}).knows(name)


@pytest.mark.parametrize(
    "path",
    [
        "README.md", "README.zh-CN.md", "node_modules/a/index.js", "vendor/a/a.go", "a.min.js",
        "package-lock.json", "poetry.lock", "data.csv", "a.svg", "web/dist/a.js", "a.ipynb",
    ],
)  # fmt: skip
def test_what_is_not_the_project_s_own_word(path: str) -> None:
    assert not index({path: "otterish\n"}, "README.md").knows("otterish")


def test_the_readme_does_not_confirm_itself_but_another_folder_s_page_is_read() -> None:
    files: dict[str, str | bytes] = {"docs/README.md": "swim\n", "web/README.md": "dive\n"}
    words = index(files, "docs/README.md")
    assert not words.knows("swim")
    assert words.knows("dive")
    assert words.in_code("dive") is None


def test_what_was_not_read_makes_absence_mean_nothing() -> None:
    assert index({"a.py": "x" * (MAX_FILE_BYTES + 1)}).complete is False
    assert index({"a.png": b"\x89" * (MAX_FILE_BYTES + 1)}).complete
    assert index({"a.py": b"\x00\x01"}).complete  # binary: it holds no words


def test_no_more_than_so_much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 2)
    files: dict[str, str | bytes] = {f"{name}.py": f"{name}word\n" for name in "abc"}
    words = index(files)
    assert (words.complete, words.knows("bword"), words.knows("cword")) == (False, True, False)
    monkeypatch.setattr(module, "MAX_FILES", 9)
    monkeypatch.setattr(module, "MAX_BYTES", 15)
    assert index(files).complete is False


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README", True), ("readme.md", True), ("docs/README.rst", True), ("README-zh.md", True),
        ("README_ja.md", True), ("READMEs.md", False), ("docs/readme/a.md", False),
    ],
)  # fmt: skip
def test_readmes(path: str, expected: bool) -> None:
    assert is_readme(path) is expected


@given(st.text(max_size=20))
def test_any_text_is_known_to_a_file_that_holds_it(text: str) -> None:
    words = index({"a.py": f"{text}\n".encode("utf-8", "replace").decode(), "b.py": "x"})
    assert isinstance(words.knows(text), bool)
    assert words.literal(text) is None or words.literal(text) is not None
    assert fold(fold(text)) == fold(text)


# What was meant -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "pool", "expected"),
    [
        ("lnt", ["lint", "test"], "lint"),
        ("LINT", ["lint"], "lint"),
        ("lint", ["Lint", "lint"], "Lint"),
        ("zzz", ["lint"], ""),
        ("", ["lint"], ""),
        ("lint", [], ""),
    ],
)
def test_the_nearest_name(name: str, pool: list[str], expected: str) -> None:
    assert nearest(name, pool) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("guide.md", "docs/guide.md"),  # the same name elsewhere
        ("docs/guidee.md", "docs/guide.md"),  # alike beside it
        ("web/Guide.md", "web/a/guide.md"),  # the nearest of two
        ("web/zzz", ""),
    ],
)
def test_the_nearest_path(path: str, expected: str) -> None:
    assert nearest_path(path, ["docs/guide.md", "web/a/guide.md", "LICENSE"]) == expected


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=8))
def test_what_was_meant_is_one_of_them(name: str, pool: list[str]) -> None:
    assert nearest(name, pool) in {"", *pool}
    assert nearest_path(name, pool) in {"", *pool}
