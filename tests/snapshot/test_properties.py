"""Whatever a folder holds, it opens, reads and gives facts; nothing outside of it is read."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moxi.facts import extract
from moxi.snapshot import Text
from moxi.snapshot.links import resolve
from moxi.snapshot.listing import safe_name
from moxi.snapshot.local import LocalSnapshot
from moxi.snapshot.model import MODE_SYMLINK, Entry, Tree, Unread
from tests.gitkit import git

OUTSIDE = "a text that stands outside"

MANIFESTS = (
    "pyproject.toml", "package.json", "Cargo.toml", "go.mod", "setup.py", "setup.cfg", "action.yml",
    "Dockerfile", "docker-compose.yml", "Makefile", "LICENSE", "CONTRIBUTING.md", "tox.ini",
    ".github/workflows/ci.yml", "main.py", "main.go", "src/lib.rs", "index.ts", ".gitignore",
    ".env.example", "docs/index.md", "mkdocs.yml", "justfile", "Taskfile.yml", "CITATION.cff",
)  # fmt: skip
PART = st.one_of(
    st.sampled_from(["a", "b", "src", "docs", "a b", "x\ny", "caf\u00e9", "-o", "[x]", "|", "`"]),
    st.text(
        st.characters(blacklist_characters="/\0", blacklist_categories=("Cs",)),
        min_size=1,
        max_size=5,
    ).filter(lambda part: part not in (".", "..") and part.lower() != ".git"),
)
PATH = st.one_of(st.sampled_from(MANIFESTS), st.lists(PART, min_size=1, max_size=3).map("/".join))
TEXT = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(
        [
            b'[project]\nname = 3\n', b'{"name": [], "bin": 1, "scripts": "x"}', b"{" * 2000,
            b'[package]\nname = "a"\nversion = {}\n', b"module \n\ngo x\n", b"on: [push\njobs: 1",
            b"name: a\nruns: []\ninputs: x\n", b"FROM\nEXPOSE x\n", b"services: [1]\n",
            b"import argparse\nargparse.ArgumentParser(", b"\xff\xfe\0", b"[project\n",
            b'[project]\nname = "a"\nversion = "1"\nscripts = []\ndependencies = {}\n',
            b"all:\n\techo\ntest: all\n", b"MIT License\n", b"&a [*a]", b"#!/bin/sh\n",
        ]
    ),
)  # fmt: skip
TARGET = st.one_of(
    st.sampled_from(
        [".", "..", "../outside/secret", "../outside", "/", "a", "b", "docs", "missing", "a/../b"]
    ),
    PATH,
)


class Item(NamedTuple):
    path: str
    content: bytes
    target: str


ITEM = st.builds(Item, PATH, TEXT, st.one_of(st.just(""), TARGET))


def build(root: Path, items: list[Item]) -> None:
    for item in items:
        where = root / item.path
        try:
            where.parent.mkdir(parents=True, exist_ok=True)
            if not where.resolve().is_relative_to(root):
                continue
            if item.target:
                where.symlink_to(item.target)
            else:
                where.write_bytes(item.content)
        except (OSError, RuntimeError):  # the name is taken, or none that this system has
            continue


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ITEM, max_size=12), st.booleans())
def test_odd_trees(items: list[Item], in_git: bool) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary).resolve()
        (base / "outside").mkdir()
        (base / "outside/secret").write_text(OUTSIDE)
        root = base / "root"
        root.mkdir()
        build(root, items)
        if in_git:
            git(root, "init", "-q")
            git(root, "-c", "core.excludesFile=", "add", "-A")
        snapshot = LocalSnapshot(root)
        for path in snapshot.tree.paths:
            found = snapshot.read(path)
            assert not (isinstance(found, Text) and OUTSIDE in found.text), path
            json.dumps(path).encode()
            path.encode()
        facts = extract(snapshot)
        assert OUTSIDE not in repr(list(facts))
        for problem in facts.problems:
            str(problem).encode()
        assert not [p for p in facts.problems if "this extractor failed" in p.message]


@given(st.binary(max_size=40))
def test_safe_name_stays_inside(raw: bytes) -> None:
    name = safe_name(raw)
    if name:
        assert name.encode() == raw
        assert not os.path.isabs(name)  # noqa: PTH117
        parts = name.split("/")
        assert not {"", ".", ".."}.intersection(parts)
        assert ".git" not in [part.lower() for part in parts]


SMALL = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3).map("/".join)
LINK = st.lists(st.sampled_from(["a", "b", "c", "..", ".", ""]), min_size=1, max_size=4).map(
    "/".join
)


@given(st.dictionaries(SMALL, st.one_of(st.none(), LINK), max_size=8), SMALL)
def test_links_lead_where_the_system_says(drawn: dict[str, str | None], asked: str) -> None:
    """Followed by the entries alone, a link reaches the file that the file system would."""
    paths = {p: t for p, t in drawn.items() if not any(p.startswith(q + "/") for q in drawn)}
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary).resolve() / "r"
        root.mkdir()
        for path, target in paths.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            if target:
                (root / path).symlink_to(target)
            else:
                (root / path).write_text(path)
        tree = Tree(Entry(p, 1, MODE_SYMLINK if t else "100644") for p, t in paths.items())
        found = resolve(tree, asked, lambda entry: paths[entry.path] or "")
        real = Path(os.path.realpath(root / asked))
        try:
            reads = (root / asked).read_text()
        except OSError:
            reads = ""
        if not isinstance(found, Unread) and reads:
            assert found.path == reads
        if isinstance(found, Unread):
            # The system may go out and come back in, or pass through a file that is not there.
            came_back = reads and any(".." in (target or "") for target in paths.values())
            assert not reads or came_back, (found, real)
