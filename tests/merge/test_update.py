"""`moxi draft --update` on real folders: what it prints, writes, follows and refuses."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from moxi.errors import MoxiError, OutputError
from moxi.merge.page import Page
from moxi.update import updates
from tests.gitkit import commit_all, git, repository, write
from tests.merge.kit import block
from tests.test_cli import MOXI, moxi, one_line

PYPROJECT = """\
[project]
name = "crates"
description = "Sorts records by colour."
version = "1.0"
requires-python = ">=3.9"
readme = "README.md"
license = "MIT"
scripts = { crates = "crates:main" }
"""
FILES = {"pyproject.toml": PYPROJECT, "crates/__init__.py": "def main():\n    pass\n"}

posix = pytest.mark.skipif(os.name == "nt", reason="links, modes and shell scripts")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "crates", FILES)


def update(root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    done = moxi("draft", "--update", *args, cwd=root)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


def newer(root: Path) -> None:
    """The code changes: what Moxi says about installing does too."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    version = int(re.findall(r">=3\.(\d+)", text)[0])
    (root / "pyproject.toml").write_text(text.replace(f">=3.{version}", f">=3.{version + 1}"))


def readme_of(root: Path) -> str:
    return (root / "README.md").read_bytes().decode()


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def test_without_write_nothing_is_written(root: Path) -> None:
    before = contents(root)
    done = update(root)
    assert done.stdout.startswith("README.md: would be created\n  about")
    assert "--write makes it" in done.stderr
    assert update(root, "--diff").stdout.startswith("--- /dev/null\n+++ b/README.md\n@@ -0,0 +1,")
    assert contents(root) == before


def test_the_walk_from_draft_to_update(root: Path) -> None:
    done = update(root, "--write")
    assert done.stdout == f"{root / 'README.md'}\n"
    assert "README.md: created" in done.stderr
    first = readme_of(root)
    commit_all(root)
    assert update(root).stdout == "README.md: up to date\n"
    assert update(root, "--diff", "--write").stdout == ""

    mine = first.replace("newer.\n", "newer.\n\nBest with a cup of tea.\n") + "\n## FAQ\n\nNo.\n"
    (root / "README.md").write_bytes(mine.encode())
    assert update(root).stdout == "README.md: up to date\n"
    commit_all(root)
    for version in ("3.10", "3.11", "3.12"):
        newer(root)
        told = update(root).stdout
        assert "install  brought up to date, your changes kept\n" in told
        update(root, "--write")
        install = block(readme_of(root), "install")
        assert f"Requires Python {version} or newer.\n\nBest with a cup of tea.\n" in install
        commit_all(root)
        assert update(root).stdout == "README.md: up to date\n"
    assert readme_of(root).endswith("\n## FAQ\n\nNo.\n")


def test_the_base_is_sought_no_further_than_fifty_commits_back(root: Path) -> None:
    update(root, "--write")
    first = readme_of(root)
    commit_all(root)
    for number in range(50):
        text = first.replace("newer.\n", f"newer. Tea {number}.\n")
        (root / "README.md").write_bytes(text.encode())
        commit_all(root)
    newer(root)
    told = update(root).stdout
    assert "  install: stays as you edited it, what Moxi wrote there before is not in" in told


def test_a_shallow_clone_keeps_the_persons_text_and_what_was_deleted(
    root: Path, tmp_path: Path
) -> None:
    update(root, "--write")
    text = readme_of(root).replace("newer.\n", "newer. And tea.\n")
    page = Page(text)
    about = page.blocks["about"]
    text = "".join(page.lines[: about.begin] + page.lines[about.end + 1 :])
    (root / "README.md").write_bytes(text.encode())
    newer(root)
    commit_all(root)
    git(tmp_path, "clone", "-q", "--depth=1", root.as_uri(), "shallow")
    told = update(tmp_path / "shallow").stdout
    assert told.startswith("README.md: left as it is\n  install: stays as you edited it")
    assert "    Requires Python 3.10 or newer.\n" in told
    assert "about" not in told


def test_the_diff_is_one_that_git_applies(root: Path) -> None:
    (root / "README.md").write_bytes(b"# crates\r\n\r\nSorts.\r\n\r\n## Licence\r\n\r\nMIT")
    diff = moxi_bytes(root, "draft", "--update", "--diff", "-q")
    assert b"\\ No newline at end of file" in diff
    (root.parent / "x.diff").write_bytes(diff)
    git(root, "apply", "--check", str(root.parent / "x.diff"))
    update(root, "--write")
    expected = (root / "README.md").read_bytes()
    (root / "README.md").write_bytes(b"# crates\r\n\r\nSorts.\r\n\r\n## Licence\r\n\r\nMIT")
    git(root, "apply", str(root.parent / "x.diff"))
    assert (root / "README.md").read_bytes() == expected
    assert b"\n" not in expected.replace(b"\r\n", b"")


def moxi_bytes(root: Path, *args: str) -> bytes:
    command = (str(MOXI), *args)
    return subprocess.run(command, cwd=root, capture_output=True, check=True).stdout


def test_a_folder_without_git_is_amended_too(tmp_path: Path) -> None:
    root = write(tmp_path / "crates", {**FILES, "README.md": "# crates\n\nSorts.\n"})
    update(root, "--write")
    text = readme_of(root).replace("newer.", "newer! ")
    (root / "README.md").write_bytes(text.encode())
    newer(root)
    assert "stays as you edited it" in update(root, "--write").stderr
    assert readme_of(root) == text


def test_an_untracked_readme_is_amended_not_made_anew(root: Path) -> None:
    (root / "README.md").write_bytes(b"# Mine\n\nWords.\n")
    update(root, "--write")
    assert readme_of(root).startswith("# Mine\n\nWords.\n\n<!-- moxi:begin install")


def test_readmes_of_packages_are_amended_with_the_repositorys(root: Path) -> None:
    (root / ".moxi.yml").write_text("readmes:\n  - path: core\n", encoding="utf-8")
    write(root, {"core/pyproject.toml": PYPROJECT.replace('"crates"\n', '"core"\n')})
    write(root, {"core/crates/__init__.py": "def main():\n    pass\n"})
    commit_all(root)
    done = update(root, "--write")
    assert done.stdout.splitlines() == [str(root / "README.md"), str(root / "core" / "README.md")]
    commit_all(root)
    assert update(root).stdout == "README.md: up to date\ncore/README.md: up to date\n"
    newer(root / "core")
    assert update(root, "core").stdout.startswith("core/README.md: would be changed\n  install ")


def test_what_one_readme_says_is_no_evidence_for_another(root: Path) -> None:
    (root / ".moxi.yml").write_text("readmes:\n  - path: core\n", encoding="utf-8")
    for name in ("core", "plugins"):
        code = "def sleeve():\n    pass\n"
        write(root, {f"{name}/README.md": f"# x\n\nHolds {name}.\n", f"{name}/a.py": code})
    commit_all(root)
    update(root, "--write")
    assert "Holds plugins" in readme_of(root)
    assert "Holds core" not in readme_of(root)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        (("README.md", "docs/README.md"), "README.md"),
        ((".github/README.md", "README.md"), ".github/README.md"),
        (("docs/README.md",), "docs/README.md"),
        (("readme.markdown",), "readme.markdown"),
        (("README.rst", "README.md"), "README.md"),
    ],
)
def test_the_readme_is_the_one_that_github_shows(
    root: Path, places: tuple[str, ...], expected: str
) -> None:
    write(root, dict.fromkeys(places, "# crates\n\nSorts.\n"))
    assert update(root).stdout.startswith(f"{expected}: would be changed\n")


@pytest.mark.parametrize("place", [".github", "docs"])
def test_links_lead_from_the_folder_of_the_readme(root: Path, place: str) -> None:
    write(root, {f"{place}/README.md": "# crates\n\nSorts.\n"})
    update(root, "--write")
    text = (root / place / "README.md").read_text(encoding="utf-8")
    assert "[`crates/`](../crates/)" in text


@pytest.mark.parametrize(
    "name", ["README.rst", "README.adoc", "readme.txt", "README.org", "README"]
)
def test_a_readme_in_another_format_counts_as_there(root: Path, name: str) -> None:
    write(root, {name: "crates\n======\n", "docs/README.md": "# docs\n"})
    before = contents(root)
    for args in ((), ("--write",), ("--diff",)):
        line = one_line(moxi("draft", "--update", *args, cwd=root))
        assert line == f"moxi: {name}: is the README and not Markdown; Moxi amends Markdown only\n"
    assert contents(root) == before


@posix
def test_a_link_inside_the_repository_is_followed(root: Path) -> None:
    write(root, {"docs/index.md": "# crates\n\nSorts.\n"})
    (root / "README.md").symlink_to("docs/index.md")
    commit_all(root)
    done = update(root, "--write")
    assert done.stdout == f"{root / 'docs' / 'index.md'}\n"
    assert (root / "README.md").is_symlink()
    assert "moxi:begin install" in readme_of(root)


@posix
@pytest.mark.parametrize("target", ["../outside.md", "/etc/hostname", ".git/config", "nothing.md"])
def test_a_link_that_leads_elsewhere_is_refused(root: Path, target: str) -> None:
    (root.parent / "outside.md").write_text("# mine\n", encoding="utf-8")
    (root / "README.md").symlink_to(target)
    line = one_line(moxi("draft", "--update", "--write", cwd=root))
    assert "is a link " in line
    assert (root / "README.md").is_symlink()
    assert (root.parent / "outside.md").read_text(encoding="utf-8") == "# mine\n"


@posix
def test_a_link_to_the_folder_above_a_readme_is_no_way_out(root: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"README.md": "# mine\n"})
    (root / ".github").symlink_to(tmp_path / "elsewhere")
    assert "leaves the repository" in one_line(moxi("draft", "--update", "--write", cwd=root))


@posix
def test_a_read_only_readme_is_not_written_to(root: Path) -> None:
    file = root / "README.md"
    file.write_text("# crates\n\nSorts.\n", encoding="utf-8")
    file.chmod(0o444)
    assert "is read-only" in one_line(moxi("draft", "--update", "--write", cwd=root))
    assert readme_of(root) == "# crates\n\nSorts.\n"
    assert update(root).stdout.startswith("README.md: would be changed")


@posix
def test_the_mode_is_kept(root: Path) -> None:
    (root / "README.md").write_text("# crates\n\nSorts.\n", encoding="utf-8")
    (root / "README.md").chmod(0o640)
    update(root, "--write")
    assert (root / "README.md").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"# caf\xe9\n", "README.md:1: is not UTF-8"),
        (b"# x\n\nok\n\xff\n", "README.md:4: is not UTF-8"),
        ("# x\n".encode("utf-16"), "UTF-8"),
        (b"# x\0\n", "UTF-8"),
        (b"# x\n" + b"y " * 600_000, "larger than 512 kB"),
        (b"# x\n\n<!-- moxi:end usage -->\n", "README.md:3: `usage` ends and has no begin"),
    ],
)
def test_a_readme_that_cannot_be_amended_is_told_in_a_line(
    root: Path, content: bytes, told: str
) -> None:
    (root / "README.md").write_bytes(content)
    assert told in one_line(moxi("draft", "--update", "--write", cwd=root))
    assert (root / "README.md").read_bytes() == content


def test_broken_markers_of_one_readme_leave_all_alone(root: Path) -> None:
    (root / ".moxi.yml").write_text("readmes:\n  - path: core\n", encoding="utf-8")
    core = {"core/pyproject.toml": PYPROJECT, "core/README.md": "<!-- moxi:begin usage 00 -->\n"}
    write(root, core)
    commit_all(root)
    line = one_line(moxi("draft", "--update", "--write", cwd=root))
    assert line.startswith("moxi: core/README.md:1: ")
    assert not (root / "README.md").exists()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--update", "https://git.example/a/b"), "is a URL, clone it first"),
        (("--update", "git@git.example:a/b.git"), "is a URL, clone it first"),
        (("--update", "--tree", "x"), "leave --tree out"),
        (("--update", "-o", "x.md"), "leave --output out"),
        (("--update", "--json"), "leave --json out"),
        (("--update", "--force"), "leave --force out"),
        (("--update", "-s", "usage"), "leave --section out"),
        (("--update", "nowhere"), "nowhere: no such folder"),
        (("--write",), "go with --update"),
        (("--diff",), "go with --update"),
    ],
)
def test_wrong_use(root: Path, args: tuple[str, ...], told: str) -> None:
    before = contents(root)
    assert told in one_line(moxi("draft", *args, cwd=root))
    assert contents(root) == before


def test_nothing_to_say_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "nothing is stated" in one_line(moxi("draft", "--update", "empty", cwd=tmp_path))


def test_a_broken_manifest_takes_no_section_away(root: Path) -> None:
    update(root, "--write")
    before = readme_of(root)
    (root / "pyproject.toml").write_text("[project\n", encoding="utf-8")
    done = update(root, "--write")
    assert "warning: pyproject.toml:1" in done.stderr
    assert set(Page(readme_of(root)).blocks) == set(Page(before).blocks)


def test_settings_switch_sections_off_and_name_them(root: Path) -> None:
    update(root, "--write")
    settings = "sections:\n  structure: off\n  install:\n    heading: Getting it\n"
    (root / ".moxi.yml").write_text(settings, encoding="utf-8")
    git(root, "add", ".moxi.yml")
    update(root, "--write")
    assert "structure" not in Page(readme_of(root)).blocks
    assert block(readme_of(root), "install").startswith("## Getting it\n")


@pytest.mark.parametrize("failing", ["replace", "write", "chmod"])
def test_a_full_disk_or_a_crash_leaves_the_old_file_whole(
    root: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    (root / "README.md").write_text("# crates\n\nSorts.\n", encoding="utf-8")
    before = contents(root)

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (found,) = updates(str(root))
    if failing == "write":
        real = os.fdopen
        monkeypatch.setattr(
            os, "fdopen", lambda fd, mode, **kw: _Full(fd) if "w" in mode else real(fd, mode, **kw)
        )
    else:
        monkeypatch.setattr(Path, failing, fail)
    with pytest.raises(OutputError, match="cannot be written: No space left"):
        found.write()
    monkeypatch.undo()
    assert contents(root) == before


class _Full:
    """A file on a disk that is full."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def __enter__(self) -> _Full:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)

    def write(self, _: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_an_interrupt_leaves_the_old_file_whole(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "README.md").write_text("# crates\n\nSorts.\n", encoding="utf-8")
    before = contents(root)
    (found,) = updates(str(root))

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        found.write()
    assert contents(root) == before


def test_a_readme_that_changed_meanwhile_is_not_overwritten(root: Path) -> None:
    (root / "README.md").write_text("# crates\n\nSorts.\n", encoding="utf-8")
    (found,) = updates(str(root))
    (root / "README.md").write_text("# crates\n\nSorts all.\n", encoding="utf-8")
    with pytest.raises(MoxiError, match="changed in the meantime"):
        found.write()
    assert readme_of(root) == "# crates\n\nSorts all.\n"


@posix
def test_nothing_in_the_repositorys_git_settings_is_run(root: Path, tmp_path: Path) -> None:
    update(root, "--write")
    commit_all(root)
    text = readme_of(root).replace("newer.\n", "newer. And tea.\n")
    (root / "README.md").write_bytes(text.encode())
    commit_all(root)
    newer(root)
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "gpg.program", "diff.external", "core.pager", "merge.x.driver",
                "diff.x.textconv", "filter.x.smudge", "filter.x.clean"):  # fmt: skip
        git(root, "config", key, str(trap))
    git(root, "config", "log.showSignature", "true")
    write(root, {".git/info/attributes": "*.md merge=x diff=x filter=x\n"})
    update(root, "--diff", "--write")
    assert not (tmp_path / "sprung").exists()


def test_what_a_person_wrote_and_is_not_so_is_told_by_its_line(root: Path) -> None:
    page = "# Crates\n\nSee [the guide](guide.md).\n\nRun `make paint` first.\n"
    (root / "README.md").write_text(page, encoding="utf-8")
    commit_all(root)
    told = update(root).stdout
    assert "  line 3: guide.md: no such file\n" in told
    assert (root / "README.md").read_text(encoding="utf-8") == page
    (root / "guide.md").write_text("# Guide\n", encoding="utf-8")
    commit_all(root)
    assert "line 3" not in update(root).stdout
