"""The function that runs git: its reasons, its environment, its end."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from moxi.errors import GitError
from moxi.snapshot import git as module
from moxi.snapshot.git import BlobReader, reason_of, run_git, without_credentials
from tests.gitkit import git, repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        ("", "no reason given"),
        ("Cloning into 'x'...\nfatal: repository 'https://h/a/b/' not found\n",
         "repository 'https://h/a/b/' not found"),
        ("fatal: unable to access 'https://me:pw@h.example/a/': Could not resolve host: h.example",
         "unable to access 'https://h.example/a/': Could not resolve host: h.example"),
        ("ERROR: Repository not found.\nfatal: Could not read from remote repository.\n\nPlease "
         "make sure you have the correct access rights\nand the repository exists.",
         "Repository not found"),
        ("Warning: Permanently added 'h' to the list of known hosts.\ngit@h: Permission denied "
         "(publickey).\nfatal: Could not read from remote repository.",
         "git@h: Permission denied (publickey)"),
        ("remote: ERROR: \x1b[31mno\x07\x1b]0;x such thing\n", "[31mno  ]0;x such thing"),
        ("odd\r\nend of it", "end of it"),
        ("fatal: " + "x" * 1000, "x" * 300),
    ],
)  # fmt: skip
def test_reason(stderr: str, reason: str) -> None:
    found = reason_of(stderr)
    assert found.strip() == reason
    assert found.isprintable()


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://token@h.example/a", "https://h.example/a"),
        ("https://me:p@ss@h.example/a", "https://h.example/a"),
        ("https://me:p/ss@h.example/a", "https://h.example/a"),
        ("https://h.example/a?private_token=1", "https://h.example/a"),
        ("https://h.example:8443/@scope/a", "https://h.example:8443/@scope/a"),
        ("ssh://git@h.example/a", "ssh://h.example/a"),
        ("git@h.example:a/b", "git@h.example:a/b"),
        ("two https://a:b@h/x and https://c@i/y", "two https://h/x and https://i/y"),
    ],
)
def test_without_credentials(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


def test_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would turn git elsewhere is dropped, the user's way to the network is kept."""
    root = repository(tmp_path, {"a": "1"})
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_TRACE", "GIT_CONFIG_PARAMETERS", "GIT_X"):
        monkeypatch.setenv(name, "1")
    kept = {
        "GIT_SSH_COMMAND": "ssh -x", "GIT_SSL_CAINFO": "/ca", "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "alias.env", "GIT_CONFIG_VALUE_0": "!env", "https_proxy": "http://p",
    }  # fmt: skip
    for name, value in kept.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ext")
    lines = run_git("env", cwd=root).decode().splitlines()
    found = dict(line.partition("=")[::2] for line in lines if "=" in line)
    assert {name: found.get(name) for name in kept} == kept
    assert found["GIT_ALLOW_PROTOCOL"] == "none"
    assert found["GIT_TERMINAL_PROMPT"] == "0"
    assert "GIT_TRACE" not in found
    assert "GIT_X" not in found
    assert found.get("GIT_DIR") != "1"


def test_missing_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git is not installed"):
        run_git("version")


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_time_out_ends_git_and_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pids"
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "alias.slow")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", f"!sleep 60 & echo $! >{pids}; sleep 60; :")
    with pytest.raises(GitError, match="no answer within"):
        run_git("slow", cwd=tmp_path, timeout=1)
    child = int(pids.read_text())
    for _ in range(100):
        if not _runs(child):
            break
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not os.path.isdir("/proc/self")  # noqa: PTH112


def test_error_holds_no_credentials() -> None:
    with pytest.raises(GitError) as caught:
        run_git("-c", "a.b=secret", "clone", "--", "https://me:hunter2@h.invalid/x", "y")
    told = f"{caught.value} {caught.value.args_given}"
    assert "hunter2" not in told
    assert "secret" not in told
    assert str(caught.value).startswith("git clone failed: ")


def test_no_protocol_is_allowed_unless_asked_for(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", {"a": "1"})
    git(root, "config", "protocol.allow", "always")
    git(root, "config", "protocol.file.allow", "always")
    with pytest.raises(GitError, match="transport 'file' not allowed"):
        run_git("-C", str(root), "ls-remote", root.as_uri())
    assert run_git("-C", str(root), "ls-remote", root.as_uri(), transports="file")


def test_blob_reader(tmp_path: Path) -> None:
    root = repository(tmp_path, {"a": "one", "b": b"\0\n\n", "empty": ""})
    names = {name: git(root, "rev-parse", f"HEAD:{name}") for name in ("a", "b", "empty")}
    with BlobReader(root / ".git") as blobs:
        assert blobs.read(names["a"]) == b"one"
        assert blobs.read("0" * 40) is None
        assert blobs.read("HEAD") is None
        assert blobs.read(git(root, "rev-parse", "HEAD")) is None
        assert blobs.read(names["b"]) == b"\0\n\n"
        assert blobs.read(names["empty"]) == b""
        process = blobs._process
    assert process.returncode is not None
    assert blobs.read(names["a"]) is None


def test_safe_config_is_the_designs() -> None:
    assert module.SAFE_CONFIG[1::2] == (
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "protocol.ext.allow=never",
        "safe.bareRepository=explicit",
    )
