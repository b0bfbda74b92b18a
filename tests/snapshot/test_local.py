"""LocalSnapshot: what it takes for the repository, and how each odd entry reads."""

from __future__ import annotations

import hashlib
import os
import re
import socket
from pathlib import Path

import pytest

from moxi.errors import GitError, SourceError
from moxi.snapshot import Reason, Text, Unread
from moxi.snapshot.git import run_git
from moxi.snapshot.local import LocalSnapshot
from moxi.snapshot.model import MAX_FILE_BYTES, Snapshot
from tests.gitkit import commit_all, git, repository, write

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n".format("0" * 64)


def reason(snapshot: Snapshot, path: str) -> Reason | None:
    found = snapshot.read(path)
    return found.reason if isinstance(found, Unread) else None


def text(snapshot: Snapshot, path: str) -> str:
    found = snapshot.read(path)
    assert isinstance(found, Text), found
    return found.text


# What is part of it -----------------------------------------------------------------------------


def test_tracked_files_only(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"a.py": "1", "b/c.py": "2", ".gitignore": "*.log\n"})
    write(root, {"new.py": "3", "x.log": "4"})
    snapshot = LocalSnapshot(root)
    assert snapshot.tree.paths == (".gitignore", "a.py", "b/c.py")
    assert snapshot.commit == git(root, "rev-parse", "HEAD")
    assert snapshot.scope == ""
    entry = snapshot.tree.get("b/c.py")
    assert entry is not None
    assert (entry.size, entry.mode) == (1, "100644")
    assert entry.sha == git(root, "rev-parse", "HEAD:b/c.py")


def test_content_is_that_of_the_disk_and_a_deleted_file_is_gone(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a": "old", "b": "gone", "c/d": "gone too"})
    (root / "a").write_text("new!")
    (root / "b").unlink()
    (root / "c/d").unlink()
    (root / "c").rmdir()
    snapshot = LocalSnapshot(root)
    assert snapshot.tree.paths == ("a",)
    assert text(snapshot, "a") == "new!"
    assert reason(snapshot, "b") is Reason.ABSENT


def test_fresh_repository_takes_what_git_would_add(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1", "x.log": "2", ".gitignore": "*.log"}, commit=False)
    (root / "run.sh").write_text("#!/bin/sh\n")
    (root / "run.sh").chmod(0o755)
    snapshot = LocalSnapshot(root)
    assert snapshot.tree.paths == (".gitignore", "a.py", "run.sh")
    assert snapshot.commit == ""
    assert [entry.mode for entry in snapshot.tree] == ["100644", "100644", "100755"]


@pytest.mark.parametrize("with_commit", [False, True])
def test_empty_repository(tmp_path: Path, with_commit: bool) -> None:
    root = repository(tmp_path / "void", {}, commit=with_commit)
    snapshot = LocalSnapshot(root)
    assert len(snapshot.tree) == 0
    assert bool(snapshot.commit) is with_commit
    assert snapshot.metadata.name == "void"


def test_subfolder_is_the_scope_and_the_root_is_in_sight(tmp_path: Path) -> None:
    root = repository(tmp_path, {"LICENSE": "MIT", "packages/a/x.py": "1", "packages/ab/y": "2"})
    snapshot = LocalSnapshot(root / "packages" / "a")
    assert snapshot.scope == "packages/a"
    assert text(snapshot, "LICENSE") == "MIT"
    assert snapshot.tree.under(snapshot.scope) == ("packages/a/x.py",)


def test_folder_below_a_repository_but_not_in_it(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a.py": "1", ".gitignore": "out/"})
    git(root, "remote", "add", "origin", "https://github.com/acme/home.git")
    write(root / "out/pkg-1.0", {"setup.py": "1", "b/c": "2"})
    snapshot = LocalSnapshot(root / "out/pkg-1.0")
    assert snapshot.tree.paths == ("b/c", "setup.py")
    assert (snapshot.scope, snapshot.commit) == ("", "")
    assert (snapshot.metadata.name, snapshot.metadata.host) == ("pkg-1.0", "")


def test_folder_without_git_honours_ignore_files_at_every_level(tmp_path: Path) -> None:
    root = write(
        tmp_path / "plain",
        {
            ".gitignore": "*.log\n/build/\n!keep.log\n# a comment\n",
            "a.py": "", "x.log": "", "keep.log": "", "build/o": "", "src/build/p": "",
            "src/.gitignore": "x.log\n!y.log\n/only.txt\nkeep.log\n",
            "src/x.log": "", "src/y.log": "", "src/keep.log": "",
            "src/only.txt": "", "src/deep/only.txt": "",
            ".git-not/x": "", "vendored/.git/config": "", ".hg/store": "",
        },
    )  # fmt: skip
    assert LocalSnapshot(root).tree.paths == (
        ".git-not/x", ".gitignore", "a.py", "keep.log", "src/.gitignore", "src/build/p",
        "src/deep/only.txt", "src/y.log",
    )  # fmt: skip


def test_walk_and_git_agree(tmp_path: Path) -> None:
    files = {
        ".gitignore": "*.o\n/dist\nnode_modules/\ndocs/**/*.tmp\n!docs/keep.tmp\n"
        "\\#x\na b\n[ab].c\n",
        "x.o": "", "dist/a": "", "lib/dist/a": "", "node_modules/m/i.js": "", "docs/a/b/c.tmp": "",
        "docs/keep.tmp": "", "#x": "", "a b": "", "a.c": "", "c.c": "", "p/node_modules/q": "",
        "p/.gitignore": "!x.o\n*\n!*.py\n", "p/x.o": "", "p/y.py": "", "p/z": "",
    }  # fmt: skip
    plain = LocalSnapshot(write(tmp_path / "plain", files))
    fresh = LocalSnapshot(repository(tmp_path / "fresh", files, commit=False))
    assert plain.tree.paths == fresh.tree.paths
    assert "p/y.py" in plain.tree.paths


def test_without_the_git_program_a_repository_is_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    root = repository(tmp_path / "r", {"a.py": "1", "b/c": "2", ".gitignore": "*.log"})
    write(root, {"x.log": ""})
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    snapshot = LocalSnapshot(root / "b")
    assert snapshot.tree.paths == (".gitignore", "a.py", "b/c")
    assert (snapshot.scope, snapshot.commit, snapshot.metadata.name) == ("b", "", "r")
    assert "git is not installed" in caplog.text


def test_broken_repository_is_walked(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    root = repository(tmp_path, {"a.py": "1"})
    (root / ".git/index").write_bytes(b"not an index")
    assert LocalSnapshot(root).tree.paths == ("a.py",)
    assert "read without git" in caplog.text


def test_worktree_and_submodule_folder_are_repositories(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner", {"lib.c": "1"})
    root = repository(tmp_path / "outer", {"a": "1"})
    git(root, "submodule", "--quiet", "add", str(inner), "deps/inner")
    commit_all(root)
    git(root, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert LocalSnapshot(tmp_path / "tree").tree.paths == (".gitmodules", "a", "deps/inner")
    assert LocalSnapshot(root / "deps/inner").tree.paths == ("lib.c",)


def test_single_commit_clone(tmp_path: Path) -> None:
    root = repository(tmp_path / "full", {"a": "1"})
    write(root, {"b": "2"})
    commit = commit_all(root)
    git(tmp_path, "clone", "-q", "--depth=1", root.as_uri(), "shallow")
    snapshot = LocalSnapshot(tmp_path / "shallow")
    assert snapshot.tree.paths == ("a", "b")
    assert snapshot.commit == commit
    assert snapshot.metadata.default_branch == "main"


def test_repository_of_another_user_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in containers and CI, where plain git refuses it."""
    root = repository(tmp_path, {"a": "1"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setattr("moxi.snapshot.git._KEPT", re.compile("GIT_.*"))
    with pytest.raises(GitError, match="dubious ownership"):
        run_git("ls-files", cwd=root)
    snapshot = LocalSnapshot(root)
    assert snapshot.tree.paths == ("a",)
    assert len(snapshot.commit) == 40


# What a path may be -----------------------------------------------------------------------------


def test_path_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "loop").symlink_to("loop")
    for path, says in (
        (tmp_path / "nope", "no such folder"),
        (tmp_path / "file", "a file"),
        (tmp_path / "loop", "not a path"),
        ("a\0b", "not a path"),
    ):
        with pytest.raises(SourceError, match=says) as caught:
            LocalSnapshot.open(path)
        assert "\n" not in str(caught.value)
        assert caught.value.exit_code == 2

    def refuse(_path: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("moxi.snapshot.local.os.scandir", refuse)
    with pytest.raises(SourceError, match="no permission"):
        LocalSnapshot(tmp_path)


# Odd entries ------------------------------------------------------------------------------------


@pytest.fixture(params=["git", "plain"])
def odd(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder of links and files of every kind, in git and without."""
    write(tmp_path, {"secret": "outside", "outer/file": "outside"})
    root = write(
        tmp_path / "root",
        {
            "B": "text of B", "docs/page.md": "page", "lfs.bin": POINTER, "big": b"x" * 1_000_001,
            "fits": b"x" * 1_000_000, "binary": b"a\0b", "16le": "h\u00e9".encode("utf-16"),
            "16be": b"\xfe\xff\0h", "32": "h".encode("utf-32"), "latin": b"caf\xe9",
            "bom": b"\xef\xbb\xbfa", "crlf": b"a\r\nb\rc\n", "torn": b"\xff\xfea",
            "with space": "1", "new\nline": "2", "caf\u00e9": "3", "-dash": "4", "tab\t": "5",
        },
    )  # fmt: skip
    for name, target in {
        "A": "B", "AA": "A", "docs/up": "../B", "docs/self": "./page.md", "linkdir": "docs",
        "through": "linkdir/page.md", "dangling": "nowhere", "loop1": "loop2", "loop2": "loop1",
        "me": "me", "out": "../secret", "outdir": "../outer", "outside": "outdir/file",
        "absolute": str(tmp_path / "secret"), "inside-by-name": str(root / "B"),
        "round": "../root/B", "to-folder": "docs", "config": ".git/config", "void": ".",
    }.items():  # fmt: skip
        (root / name).symlink_to(target)
    if request.param == "git":
        git(root, "init", "-q")
        git(root, "remote", "add", "origin", "https://me:hunter2@github.com/a/b.git")
        write(root, {".gitignore": ".env\nenv\n"})
        commit_all(root)
    else:
        write(root, {".gitignore": ".env\n", ".git/config": "hunter2"})
    (root / ".env").write_text("TOKEN=1")
    return root


def test_links_inside_are_followed(odd: Path) -> None:
    snapshot = LocalSnapshot(odd)
    for path in ("A", "AA", "docs/up", "linkdir/../B"):
        assert text(snapshot, path) == "text of B", path
    for path in ("docs/self", "through", "linkdir/page.md"):
        assert text(snapshot, path) == "page", path


def test_links_that_lead_nowhere_or_out(odd: Path) -> None:
    snapshot = LocalSnapshot(odd)
    for path in ("dangling", "loop1", "me", "config"):
        assert reason(snapshot, path) is Reason.DANGLING_LINK, path
    for path in ("out", "outdir", "outside", "outdir/file", "absolute", "inside-by-name", "round"):
        assert reason(snapshot, path) is Reason.OUTSIDE_LINK, path
    for path in ("to-folder", "linkdir"):
        assert reason(snapshot, path) is Reason.UNREADABLE, path


def test_a_link_does_not_reach_what_is_ignored(odd: Path) -> None:
    (odd / "A").unlink()
    (odd / "A").symlink_to(".env")
    assert reason(LocalSnapshot(odd), "A") is Reason.DANGLING_LINK


def test_paths_that_leave(odd: Path) -> None:
    snapshot = LocalSnapshot(odd)
    for path in ("../secret", "/etc/passwd", "docs/../../secret", "", ".", "docs", "nope", "B/x"):
        assert reason(snapshot, path) is not None, path
    assert reason(snapshot, ".git/config") is Reason.ABSENT
    assert reason(snapshot, "nope") is Reason.ABSENT


def test_folder_that_became_a_link_is_no_part_of_it(tmp_path: Path) -> None:
    write(tmp_path, {"outer/file": "outside"})
    root = repository(tmp_path / "root", {"sub/file": "1", "a": "2"})
    (root / "sub/file").unlink()
    (root / "sub").rmdir()
    before = LocalSnapshot(root)
    (root / "sub").symlink_to("../outer")
    assert LocalSnapshot(root).tree.paths == ("a",) == before.tree.paths


def test_folder_that_becomes_a_link_after_it_was_listed(tmp_path: Path) -> None:
    write(tmp_path, {"outer/deep/file": "outside"})
    root = repository(tmp_path / "root", {"sub/deep/file": "1"})
    snapshot = LocalSnapshot(root)
    assert text(snapshot, "sub/deep/file") == "1"
    (root / "sub").rename(tmp_path / "moved")
    (root / "sub").symlink_to("../outer")
    assert reason(snapshot, "sub/deep/file") is Reason.UNREADABLE
    (root / "sub").unlink()
    write(root, {"sub/deep/other": ""})
    (root / "sub/deep/file").symlink_to(tmp_path / "outer/deep/file")
    assert reason(snapshot, "sub/deep/file") is Reason.UNREADABLE


def test_a_maze_of_links_ends(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"l{number}").symlink_to(f"l{number + 1}")
    (tmp_path / "l3000").write_text("end")
    (tmp_path / "d").symlink_to("d/d/d/d")
    (tmp_path / "long").symlink_to("x/../" * 800 + "l2999")
    snapshot = LocalSnapshot(tmp_path)
    assert reason(snapshot, "l0") is Reason.DANGLING_LINK
    assert text(snapshot, "l2990") == "end"
    assert reason(snapshot, "d") is Reason.DANGLING_LINK
    assert text(snapshot, "long") == "end"


def test_contents_of_every_kind(odd: Path) -> None:
    snapshot = LocalSnapshot(odd)
    assert reason(snapshot, "lfs.bin") is Reason.LFS_POINTER
    assert reason(snapshot, "big") is Reason.TOO_LARGE
    assert len(text(snapshot, "fits")) == MAX_FILE_BYTES
    assert reason(snapshot, "binary") is Reason.BINARY
    assert reason(snapshot, "torn") is Reason.BINARY
    assert text(snapshot, "16le") == "h\u00e9"
    assert (text(snapshot, "16be"), text(snapshot, "32")) == ("h", "h")
    assert text(snapshot, "latin") == "caf\u00e9"
    assert text(snapshot, "bom") == "a"
    assert text(snapshot, "crlf") == "a\nb\nc\n"


def test_names_of_every_kind(odd: Path) -> None:
    snapshot = LocalSnapshot(odd)
    names = ("with space", "new\nline", "caf\u00e9", "-dash", "tab\t")
    assert [text(snapshot, name) for name in names] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("kind", ["tracked", "untracked", "plain"])
def test_names_that_are_not_utf8_are_left_out(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    write(tmp_path, {"good": "1"})
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff")).write_text("2")
        folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/dir\xff"))
        folder.mkdir()
        (folder / "file").write_text("3")
    except (OSError, ValueError):
        pytest.skip("this file system holds UTF-8 names only")
    if kind != "plain":
        repository(tmp_path, {}, commit=kind == "tracked")
    assert LocalSnapshot(tmp_path).tree.paths == ("good",)
    assert "not UTF-8" in caplog.text


def test_submodule_is_an_entry_without_content(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner", {"lib.c": "1"})
    root = repository(tmp_path / "outer", {"a": "1"})
    git(root, "submodule", "--quiet", "add", str(inner), "deps")
    snapshot = LocalSnapshot(root)
    entry = snapshot.tree.get("deps")
    assert entry is not None
    assert entry.mode == "160000"
    assert reason(snapshot, "deps") is Reason.SUBMODULE
    assert reason(snapshot, "deps/lib.c") is Reason.ABSENT


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no FIFO")
def test_fifo_and_socket_are_never_opened(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"pipe": "1", "a": "1"})
    (root / "pipe").unlink()
    os.mkfifo(root / "pipe")
    assert reason(LocalSnapshot(root), "pipe") is Reason.UNREADABLE

    plain = write(tmp_path / "plain", {"a": "1", "b": "2"})
    os.mkfifo(plain / "pipe")
    os.mkfifo(plain / ".gitignore")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{plain}/socket")
        snapshot = LocalSnapshot(plain)
    assert snapshot.tree.paths == ("a", "b")
    (plain / "a").unlink()
    os.mkfifo(plain / "a")
    assert reason(snapshot, "a") is Reason.UNREADABLE


def test_file_that_grows_after_it_was_listed(tmp_path: Path) -> None:
    write(tmp_path, {"a": "1"})
    snapshot = LocalSnapshot(tmp_path)
    with (tmp_path / "a").open("wb") as file:
        file.truncate(3 * 10**9)  # sparse: it takes no room
    assert reason(snapshot, "a") is Reason.TOO_LARGE
    assert reason(LocalSnapshot(tmp_path), "a") is Reason.TOO_LARGE


def test_index_made_by_hand_does_not_lead_out(tmp_path: Path) -> None:
    """git's own commands refuse such names; an index inside a hostile archive need not."""
    write(tmp_path, {"secret": "outside"})
    root = repository(tmp_path / "root", {"aaaaaaaaa": "1", "bbbb/cccccc": "2", "ok": "3"})
    index = (root / ".git/index").read_bytes()
    for old, new in ((b"aaaaaaaaa", b"../secret"), (b"bbbb/cccccc", b".git/config")):
        assert old in index
        index = index.replace(old, new)
    body = index[:-20]
    cut = body.find(b"TREE")  # git checks the tree cache against the names
    body = body[:cut] if cut > 0 else body
    (root / ".git/index").write_bytes(body + hashlib.sha1(body, usedforsecurity=False).digest())
    assert "../secret" in git(root, "ls-files")
    snapshot = LocalSnapshot(root)
    assert snapshot.tree.paths == ("ok",)
    assert reason(snapshot, "../secret") is Reason.ABSENT


def test_work_tree_setting_of_the_repository_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/a": "outside", "elsewhere/b": "outside"})
    for commit in (True, False):
        root = repository(tmp_path / f"root{commit}", {"a": "inside", "c": ""}, commit=commit)
        git(root, "config", "core.worktree", str(tmp_path / "elsewhere"))
        snapshot = LocalSnapshot(root)
        assert snapshot.tree.paths == ("a", "c")
        assert text(snapshot, "a") == "inside"


def test_git_variables_of_the_caller_are_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As within a hook, where git sets them."""
    other = repository(tmp_path / "other", {"x": "1"})
    root = repository(tmp_path / "root", {"a": "1"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert LocalSnapshot(root).tree.paths == ("a",)


@pytest.mark.parametrize(
    ("branch", "known"), [("main", "main"), ("master", "master"), ("work", ""), ("fix/main", "")]
)
def test_default_branch_where_no_clone_has_noted_it(
    tmp_path: Path, branch: str, known: str
) -> None:
    root = repository(tmp_path, {"a": "1"})
    git(root, "checkout", "-q", "-B", branch)
    assert LocalSnapshot(root).metadata.default_branch == known
