"""Which files a model is shown, why, and what of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from moxi.draft.key_files import as_lines, key_files
from moxi.draft.pruned import pruned_tree
from moxi.draft.summaries import MAX_CHARACTERS, summary, summary_by_model
from moxi.facts import extract
from moxi.llm.cache import CachedClient
from tests.draft.test_model_writer import FILES, Scripted
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from pathlib import Path


def ranked(files: dict[str, str], **more: Any) -> dict[str, tuple[str, ...]]:
    snapshot = MemorySnapshot(files)
    return {one.path: one.reasons for one in key_files(extract(snapshot), snapshot, **more)}


def test_manifest_entry_point_and_interface_come_first() -> None:
    library = {
        "seedbox/__init__.py": 'def sow(name: str) -> str:\n    """Sow it."""\n    return name\n',
        "examples/demo.py": 'import seedbox\n\nprint(seedbox.sow("peas"))\n',
    }
    found = ranked(FILES | library)
    assert list(found)[:2] == ["pyproject.toml", "seedbox/cli.py"]
    assert "manifest" in found["pyproject.toml"]
    assert "command line" in found["seedbox/cli.py"]
    assert "example" in found["examples/demo.py"]


def test_secrets_generated_and_vendored_files_are_no_key_files() -> None:
    files = FILES | {
        ".env": "SEEDBOX_FILE=x\n",
        "node_modules/hen/package.json": '{"name": "hen", "version": "1.0.0"}',
        "examples/credentials.json": "{}",
    }
    assert not {".env", "node_modules/hen/package.json", "examples/credentials.json"} & {
        *ranked(files)
    }


def test_a_readme_is_one_only_where_asked_for() -> None:
    files = FILES | {"README.md": "# Seeds\n"}
    assert "README.md" not in ranked(files)
    assert ranked(files, with_readme=True)["README.md"][-1] == "README"


def test_a_file_name_stays_on_its_line() -> None:
    files = FILES | {"examples/a\nb\x1b[2J.py": "import seedbox\nprint(seedbox)\n"}
    snapshot = MemorySnapshot(files)
    for line in as_lines(key_files(extract(snapshot), snapshot)):
        assert line.isprintable()


def test_a_tree_keeps_its_most_telling_paths() -> None:
    files = FILES | {f"tests/data/case_{n:03}.txt": "" for n in range(200)}
    files |= {"README.md": "# Seeds", ".env": "A=1", "seedbox/a\nb.txt": ""}
    snapshot = MemorySnapshot(files)
    lines = pruned_tree(extract(snapshot), snapshot, {"tests/data/case_150.txt"}, 20).split("\n")
    assert len(lines) == 21
    assert lines[-1] == f"… and {len(files) - 2 - 20} more"
    assert {"seedbox/cli.py", "pyproject.toml", "tests/data/case_150.txt"} <= {*lines}
    assert not {"README.md", ".env"} & {*lines}
    assert "seedbox/a\ufffdb.txt" in lines


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        (
            "a.py",
            '"""Lays eggs.\n\nMore."""\nimport os\n__all__ = ["lay"]\n\ndef lay(n: int = 1) -> str:'
            '\n    """Lay some."""\n    return "egg"\n\ndef _hide(): ...\n\nclass Hen(Bird):\n'
            "    def cluck(self): ...\n    def _x(self): ...\n",
            "Lays eggs.\n__all__ = ['lay']\ndef lay(n: int=1) -> str  # Lay some.\n"
            "class Hen(Bird):\n    def cluck(self)",
        ),
        (
            "a.go",
            "// Package hen lays.\npackage hen\n\n// Lay lays.\nfunc Lay(n int) string {\n"
            '\treturn ""\n}\n\ntype Hen struct {\n\tAge int\n}\n',
            "// Package hen lays.\nfunc Lay(n int) string\ntype Hen struct",
        ),
        (
            "a.ts",
            "/** Lays. */\nexport function lay(n: number): string {\n  return '';\n}\n",
            "/** Lays. */\nexport function lay(n: number): string",
        ),
        ("a.rs", "//! Lays.\npub fn lay() -> u8 {\n    3\n}\n", "//! Lays.\npub fn lay() -> u8"),
        ("broken.py", "def lay(:\n", "def lay(:"),
        ("a.toml", "[hen]\nage = 3\n", "[hen]\nage = 3"),
    ],
)  # fmt: skip
def test_a_summary_is_the_comment_and_what_is_defined(path: str, text: str, told: str) -> None:
    assert summary(path, MemorySnapshot({path: text})) == told


def test_a_summary_is_short_and_holds_no_secret() -> None:
    token = "ghp_" + "A1b2C3d4E5" * 4
    long = "\n".join(f"line {n} = {n}" for n in range(2_000))
    snapshot = MemorySnapshot({"a.toml": f'token = "{token}"\n{long}', "b.bin": b"\0\1\2"})
    told = summary("a.toml", snapshot)
    assert len(told) <= MAX_CHARACTERS + 2
    assert told.endswith("\n…")
    assert token not in told
    assert summary("b.bin", snapshot) == ""
    assert summary("none.py", snapshot) == ""


def test_a_model_sums_up_each_content_once(tmp_path: Path) -> None:
    model = Scripted(lambda prompt: "It lays eggs.")
    client = CachedClient(model, tmp_path / "answers.sqlite")
    for files in ({"a.py": "x = 1\n"}, {"a.py": "x = 1\n"}, {"a.py": "x = 2\n"}):
        assert summary_by_model("a.py", MemorySnapshot(files), client) == "It lays eggs."
    assert len(model.asked) == 2
    client.close()
