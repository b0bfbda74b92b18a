"""What a remote's URL says, and what it must not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from moxi.snapshot.local import LocalSnapshot
from moxi.snapshot.remote import name_of, parse_remote
from tests.gitkit import git, repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://github.com/acme/tool.git", "https://github.com/acme/tool"),
        ("https://github.com/acme/tool", "https://github.com/acme/tool"),
        ("https://github.com/acme/tool/", "https://github.com/acme/tool"),
        ("https://me:hunter2@github.com/acme/tool.git", "https://github.com/acme/tool"),
        ("https://x-access-token:ghs_1@GitHub.com/acme/to.ol.git", "https://github.com/acme/to.ol"),
        ("git@github.com:acme/tool.git", "https://github.com/acme/tool"),
        ("ssh://git@github.com/acme/tool.git", "https://github.com/acme/tool"),
        ("ssh://git@ssh.github.com:443/acme/tool.git", "https://github.com/acme/tool"),
        ("git@gitlab.com:group/sub/tool.git", "https://gitlab.com/group/sub/tool"),
        ("ssh://git@git.example.org:2222/a/b.git", "https://git.example.org/a/b"),
        ("https://git.example.org:8443/a/b", "https://git.example.org:8443/a/b"),
        ("https://github.com:443/a/b", "https://github.com/a/b"),
        ("git://codeberg.org/a/b", "https://codeberg.org/a/b"),
        ("https://git.sr.ht/~me/b", ""),
        ("git@host.example:/srv/git/tool.git", ""),
        ("git@work:acme/tool.git", ""),
        ("https://localhost/acme/tool", ""),
        ("https://github.com/tool", ""),
        ("https://github.com/acme/../tool", ""),
        ("https://github.com/acme/to)ol", ""),
        ("https://git\nhub.com/acme/tool", ""),
        ("file:///srv/acme/tool.git", ""),
        ("/srv/acme/tool.git", ""),
        ("C:\\repos\\tool", ""),
        ("", ""),
    ],
)
def test_parse_remote(url: str, page: str) -> None:
    found = parse_remote(url)
    assert (found.url if found else "") == page
    assert "hunter2" not in repr(found)


def test_name_of() -> None:
    sources = ("/a/tool.git", "https://h/a/tool.git/", "git@h:tool", "/a/tool/.git", "C:\\a\\tool")
    assert {name_of(source) for source in sources} == {"tool"}
    assert name_of("/") == ""


def test_metadata_of_a_clone(tmp_path: Path) -> None:
    root = repository(tmp_path / "folder", {"a": "1"})
    assert LocalSnapshot(root).metadata.name == "folder"
    git(root, "remote", "add", "upstream", "git@github.com:acme/tool.git")
    assert LocalSnapshot(root).metadata.name == "tool"
    git(root, "remote", "add", "fork", "https://github.com/me/fork")
    assert LocalSnapshot(root).metadata.name == "folder"
    git(root, "remote", "add", "origin", "https://me:hunter2@github.com/me/mine.git")
    git(root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")
    git(root, "update-ref", "refs/remotes/origin/develop", "HEAD")
    found = LocalSnapshot(root).metadata
    assert (found.host, found.owner, found.name) == ("github.com", "me", "mine")
    assert found.default_branch == "develop"
    assert "hunter2" not in repr(found)
