"""open_source: paths, bare folders and URLs; failures in one line, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moxi.errors import SourceError
from moxi.snapshot import Reason, Text, Unread
from moxi.snapshot.clone import is_url, open_source
from moxi.snapshot.commit import CommitSnapshot
from moxi.snapshot.local import LocalSnapshot
from tests.gitkit import commit_all, git, repository, write

HERE = Path(__file__).parents[2]


def test_local_path(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a": "1"})
    for source in (root, str(root)):
        with open_source(source) as snapshot:
            assert isinstance(snapshot, LocalSnapshot)
            assert snapshot.tree.paths == ("a",)


def test_url_is_cloned_at_depth_one_and_removed(tmp_path: Path, temporary: Path) -> None:
    root = repository(tmp_path / "tool.git", {"a": "1", "sub/b": "2"})
    (root / "link").symlink_to("sub/b")
    write(root, {"a": "3"})
    commit = commit_all(root)
    git(root, "tag", "v1")
    with open_source(root.as_uri()) as snapshot:
        assert snapshot.tree.paths == ("a", "link", "sub/b")
        assert snapshot.commit == commit
        assert snapshot.read("a") == Text("a", "3")
        assert snapshot.read("link") == Text("link", "2")
        assert snapshot.read("nope") == Unread("nope", Reason.ABSENT)
        assert (snapshot.metadata.name, snapshot.metadata.default_branch) == ("tool", "main")
        [clone] = temporary.iterdir()
        [git_dir] = clone.iterdir()
        assert git(git_dir, "rev-list", "--count", "--all") == "1"
        assert git(git_dir, "tag") == ""
        assert not (git_dir / "a").exists()
    assert list(temporary.iterdir()) == []


def test_large_files_are_not_downloaded(tmp_path: Path, temporary: Path) -> None:
    root = repository(tmp_path / "r", {"a": "1", "big": os.urandom(1_500_000)})
    git(root, "config", "uploadpack.allowFilter", "true")
    with open_source(root.as_uri()) as snapshot:
        assert snapshot.read("big") == Unread("big", Reason.TOO_LARGE)
        assert snapshot.read("a") == Text("a", "1")
        assert sum(f.stat().st_size for f in temporary.rglob("*") if f.is_file()) < 500_000


@pytest.mark.parametrize("kind", ["bare", "dot-git", "url"])
def test_odd_entries_of_a_commit(tmp_path: Path, temporary: Path, kind: str) -> None:
    inner = repository(tmp_path / "inner", {"x": "1"})
    root = write(
        tmp_path / "r",
        {"lfs": "version https://git-lfs.github.com/spec/v1\n", "bin": b"\0", "new\nline": "1",
         "caf\u00e9": "2", "latin": b"\xe9", "big": b"x" * 1_000_001, "d/f": "3"},
    )  # fmt: skip
    for name, target in {"out": "../x", "abs": "/etc/passwd", "dang": "no", "loop": "loop",
                         "dir": "d", "in": "dir/f"}.items():  # fmt: skip
        (root / name).symlink_to(target)
    repository(root, {})
    git(root, "submodule", "--quiet", "add", str(inner), "deps")
    commit_all(root)
    bare = tmp_path / "r.git"
    git(tmp_path, "clone", "-q", "--bare", str(root), str(bare))
    source = {"bare": str(bare), "dot-git": str(root / ".git"), "url": root.as_uri()}[kind]
    with open_source(source) as snapshot:
        assert isinstance(snapshot, CommitSnapshot)
        assert snapshot.metadata.name == "r"
        found = {path: snapshot.read(path) for path in snapshot.tree.paths}
    reasons = {path: item.reason for path, item in found.items() if isinstance(item, Unread)}
    assert reasons == {
        "lfs": Reason.LFS_POINTER, "bin": Reason.BINARY, "big": Reason.TOO_LARGE,
        "out": Reason.OUTSIDE_LINK, "abs": Reason.OUTSIDE_LINK, "dang": Reason.DANGLING_LINK,
        "loop": Reason.DANGLING_LINK, "dir": Reason.UNREADABLE, "deps": Reason.SUBMODULE,
    }  # fmt: skip
    texts = {path: item.text for path, item in found.items() if isinstance(item, Text)}
    texts.pop(".gitmodules")
    expected = {"new\nline": "1", "caf\u00e9": "2", "latin": "\u00e9", "d/f": "3", "in": "3"}
    assert texts == expected


def test_bare_folder_knows_its_remote_and_branch(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"a": "1"})
    git(root, "branch", "-m", "trunk")
    git(tmp_path, "clone", "-q", "--bare", str(root), "copy.git")
    git(tmp_path / "copy.git", "remote", "set-url", "origin", "git@github.com:acme/tool.git")
    with open_source(tmp_path / "copy.git") as snapshot:
        assert snapshot.metadata.url == "https://github.com/acme/tool"
        assert snapshot.metadata.default_branch == "trunk"
    with pytest.raises(SourceError, match="bare"):
        LocalSnapshot(tmp_path / "copy.git")


def test_bare_folder_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "empty.git")
    with open_source(tmp_path / "empty.git") as snapshot:
        assert (len(snapshot.tree), snapshot.commit) == (0, "")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("https://me:hunter2@nowhere.invalid/a/b.git", "https://nowhere.invalid/a/b.git: git cou"),
        ("https://hunter2@nowhere.invalid/a", "Could not resolve host"),
        ("file:///no/such/repository", "does not appear to be a git repository"),
        ("ext::sh -c touch% /tmp/x", "not a git URL that Moxi opens"),
        ("ftp://me:hunter2@h.invalid/x", "not a git URL that Moxi opens"),
        ("https://h.invalid/a b", "not a git URL that Moxi opens"),
        ("https://h.invalid/a\n--upload-pack=x", "not a git URL that Moxi opens"),
        ("--upload-pack=touch x", "no such folder"),
        ("-u@host:path", "no such folder"),
        ("owner/name", "no such folder"),
    ],
)
def test_failures(
    source: str, says: str, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError) as caught, open_source(source):
        pass
    told = str(caught.value)
    assert says in told
    assert "hunter2" not in told
    assert "\n" not in told.removeprefix(source)
    assert caught.value.exit_code == 2
    assert caught.value.__cause__ is None or "hunter2" not in str(caught.value.__cause__)
    assert list(temporary.iterdir()) == []


def test_is_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert is_url("git@github.com:acme/tool.git")
    assert is_url("https://github.com/acme/tool")
    assert is_url("ext::sh")
    assert not is_url("a/b")
    assert not is_url("C:\\repos")
    assert not is_url("x" * 5000)
    (tmp_path / "me@host:x").mkdir()
    assert not is_url("me@host:x")


def test_clone_is_removed_when_the_work_fails(tmp_path: Path, temporary: Path) -> None:
    root = repository(tmp_path / "r", {"a": "1"})
    with pytest.raises(KeyboardInterrupt), open_source(root.as_uri()):
        raise KeyboardInterrupt
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_clone_is_removed_on_a_signal(tmp_path: Path, temporary: Path, number: int) -> None:
    root = repository(tmp_path / "r", {"a": "1"})
    program = (
        "import sys, time\nfrom moxi.snapshot.clone import open_source\n"
        "with open_source(sys.argv[1]):\n    print('open', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, root.as_uri()],
        cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        assert len(list(temporary.iterdir())) == 1
        process.send_signal(number)
        process.wait(30)
    assert process.returncode not in (0, None)
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_clone_that_hangs_is_ended(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "ssh"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(slow))
    monkeypatch.setattr("moxi.snapshot.clone.CLONE_SECONDS", 1)
    started = time.monotonic()
    with pytest.raises(SourceError, match="no answer within 1 s"), open_source("git@h.invalid:a/b"):
        pass
    assert time.monotonic() - started < 50
    assert list(temporary.iterdir()) == []


def test_filters_of_the_users_own_configuration_do_not_run(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LFS puts itself into the global configuration; nothing is to be fetched for a draft."""
    marker = tmp_path / "marker"
    root = repository(tmp_path / "r", {".gitattributes": "* filter=lfs\n", "a": "1"})
    settings = tmp_path / "gitconfig"
    settings.write_text(
        f'[filter "lfs"]\n\tsmudge = touch {marker}\n\tclean = touch {marker}\n\trequired = true\n'
        "[clone]\n\tdefaultRemoteName = elsewhere\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    with open_source(root.as_uri()) as snapshot:
        assert snapshot.read("a") == Text("a", "1")
    assert LocalSnapshot(root).read("a") == Text("a", "1")
    assert not marker.exists()
