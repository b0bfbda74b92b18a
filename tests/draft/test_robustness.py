"""Whatever stands in a repository, a draft comes out: hostile, broken, odd."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from moxi.config import Config
from moxi.draft import draft
from moxi.facts import extract
from moxi.snapshot import Metadata
from tests.helpers import MemorySnapshot

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
NAMES = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())
METADATA = Metadata("github.com", "octo-org", "thing", default_branch="main")

MANIFESTS = (
    "pyproject.toml", "setup.cfg", "setup.py", "requirements.txt", "tox.ini", "noxfile.py",
    "package.json", "deno.json", "tsconfig.json", "Cargo.toml", "go.mod", "go.work", "action.yml",
    "Dockerfile", "compose.yaml", ".env.example", "Makefile", "justfile", "Taskfile.yml",
    ".github/workflows/ci.yml", ".gitlab-ci.yml", ".travis.yml", "mkdocs.yml", "docs/index.md",
    "docs/index.rst", "docs/usage.md", "LICENSE", "CITATION.cff", ".goreleaser.yml",
    "src/lib.rs", "src/main.rs", "main.go", "index.js", "index.ts", "cli.py", "thing/__init__.py",
    "thing/__main__.py", "doc/thing.1", ".github/FUNDING.yml",
)  # fmt: skip


def drafted(files: dict[str, bytes]) -> str:
    """The draft, after checking that nothing failed on the way and that it is closed Markdown."""
    snapshot = MemorySnapshot(files, metadata=METADATA)
    facts = extract(snapshot)
    failed = [problem for problem in facts.problems if problem.path.startswith("(")]
    assert failed == []
    markdown = draft(facts, snapshot, Config()).markdown
    fences = [token for token in MarkdownIt().parse(markdown) if token.type == "fence"]
    assert all(token.markup in ("```", "````", "`````") for token in fences)
    return markdown


@cache
def fixture_files(name: str) -> dict[str, bytes]:
    root = FIXTURES / name
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


HOSTILE: dict[str, bytes] = {
    "a line of a million characters": b"x" * 999_999,
    "deep JSON": b"[" * 100_000,
    "deep JSON objects": b'{"a":' * 100_000,
    "an alias bomb": b"a: &a [x,x]\n"
    + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c]\n" % (c + 1, c + 1, c, c, c, c) for c in range(97, 121)),
    "an entity bomb": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    "binary": bytes(range(256)) * 40,
    "quotes": b'"' * 20_000,
    "brackets": b"({[" * 20_000,
    "backticks": b"`" * 20_000,
    "null": b"null",
    "a list": b"[1, 2]",
    "a number": b"3",
    "empty": b"",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=list(HOSTILE))
def test_the_same_hostile_content_in_every_manifest(content: bytes) -> None:
    drafted(dict.fromkeys(MANIFESTS, content))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_fixture_that_is_cut_or_scrambled(name: str, data: st.DataObject) -> None:
    files = dict(fixture_files(name))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(files)))
        content = files[path]
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 200)))
        files[path] = content[:start] + data.draw(st.binary(max_size=12)) + content[end:]
    drafted(files)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("name", ["js_cli", "js_library", "js_monorepo", "js_service"])
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_values_of_any_type_in_a_manifest(name: str, data: st.DataObject) -> None:
    files = dict(fixture_files(name))
    manifest = json.loads(files["package.json"])
    for key in data.draw(st.lists(st.sampled_from(sorted(manifest)), min_size=1, max_size=4)):
        manifest[key] = data.draw(_json)
    files["package.json"] = json.dumps(manifest).encode()
    drafted(files)


_toml_values = st.sampled_from(
    [
        "3",
        '"x"',
        "[]",
        "[1]",
        '["a", 2]',
        "{}",
        "{ a = 1 }",
        "[{ x = [] }]",
        "true",
        "1979-05-27",
        '""',
    ]
)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("python_library", "pyproject.toml"),
        ("python_cli_click", "pyproject.toml"),
        ("rust_cli", "Cargo.toml"),
        ("rust_workspace", "Cargo.toml"),
    ],
)
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_values_of_any_type_in_toml(name: str, path: str, data: st.DataObject) -> None:
    files = dict(fixture_files(name))
    lines = files[path].decode().split("\n")
    settable = [number for number, line in enumerate(lines) if " = " in line]
    for number in data.draw(st.lists(st.sampled_from(settable), min_size=1, max_size=4)):
        lines[number] = lines[number].split(" = ")[0] + " = " + data.draw(_toml_values)
    files[path] = "\n".join(lines).encode()
    drafted(files)


@pytest.mark.slow
@given(
    st.dictionaries(
        st.sampled_from(MANIFESTS) | st.text(max_size=12).map(lambda text: f"a/{text}"),
        st.binary(max_size=80) | st.sampled_from(sorted(HOSTILE.values(), key=len)[:6]),
        max_size=8,
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_odd_trees(files: dict[str, bytes]) -> None:
    drafted(files)
