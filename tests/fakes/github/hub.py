"""What is on the double: repositories with their pull requests, and who may do what there."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.gitkit import WHO, commit_all, git, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass
class Pull:
    """A pull request; `head` and `base` are branches of the same repository."""

    number: int
    title: str
    body: str
    head: str
    base: str
    author: str
    draft: bool = False
    state: str = "open"
    merged: bool = False
    labels: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)


@dataclass
class Comment:
    """A comment on an issue or pull request."""

    id: int
    number: int
    author: str
    body: str


@dataclass
class Repo:
    """One repository; `path` is its bare git directory."""

    slug: str
    path: Path
    id: int
    default_branch: str = "main"
    description: str = ""
    homepage: str = ""
    licence: str = ""
    topics: tuple[str, ...] = ()
    private: bool = False
    archived: bool = False
    disabled: bool = False
    fork: bool = False
    members: dict[str, str] = field(default_factory=dict)
    """login → `admin`, `write` or `read`"""
    protected: dict[str, str] = field(default_factory=dict)
    """branch → GitHub's words when somebody pushes to it"""
    actions_may_open_pulls: bool = True
    truncate_trees_at: int = 100_000
    pulls: list[Pull] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """The part before the slash."""
        return self.slug.partition("/")[0]

    @property
    def name(self) -> str:
        """The part after the slash."""
        return self.slug.partition("/")[2]

    def git(self, *arguments: str, stdin: bytes = b"") -> str:
        """The output of git in the bare repository."""
        return git(self.path, *arguments, stdin=stdin)

    def git_bytes(self, *arguments: str, stdin: bytes = b"") -> bytes | None:
        """The output of git as it is; None where git fails."""
        done = subprocess.run(
            ["git", *WHO, *arguments], cwd=self.path, input=stdin, capture_output=True,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            check=False,
        )  # fmt: skip
        return done.stdout if done.returncode == 0 else None

    def resolve(self, revision: str) -> str:
        """The full name of an object; `""` where there is none."""
        out = self.git_bytes("rev-parse", "--verify", "-q", "--end-of-options", revision)
        return (out or b"").decode().strip()

    def type_of(self, sha: str) -> str:
        """`commit`, `tree`, `blob`, `tag` or `""`."""
        return (self.git_bytes("cat-file", "-t", sha) or b"").decode().strip()

    def branch(self, name: str) -> str:
        """The commit at the head of a branch; `""` where there is none."""
        return self.resolve(f"refs/heads/{name}")

    def commit(self, files: Mapping[str, str | bytes], message: str, branch: str = "main") -> str:
        """A person's commit on a branch: these files, and those that were there; its name."""
        work = self.path.parent / f"work-{self.id}"
        if not work.exists():
            git(self.path.parent, "clone", "-q", str(self.path), str(work))
        git(work, "fetch", "-q", "origin")
        if self.branch(branch):
            git(work, "checkout", "-q", "-B", branch, f"origin/{branch}")
        else:
            git(work, "checkout", "-q", "-B", branch)
        write(work, files)
        git(work, "add", "-A")
        git(work, "commit", "-q", "--allow-empty", "-m", message)
        git(work, "push", "-q", "origin", f"HEAD:refs/heads/{branch}")
        return git(work, "rev-parse", "HEAD")

    def file(self, path: str, branch: str = "main") -> str:
        """The text of a file on a branch."""
        content = self.git_bytes("show", f"refs/heads/{branch}:{path}")
        assert content is not None, f"{branch} has no {path}"
        return content.decode()


@dataclass(frozen=True)
class Token:
    """Who asks: a person's token, an App's installation, or the `GITHUB_TOKEN` of a workflow."""

    login: str
    kind: str = "user"
    permissions: tuple[str, ...] = ("contents:write", "pull_requests:write", "issues:write")


class Hub:
    """All repositories and tokens of one double."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.repos: dict[str, Repo] = {}
        self.tokens: dict[str, Token] = {}
        self._ids = 1000

    def repo(
        self, slug: str, files: Mapping[str, str | bytes] | None = None, **more: object
    ) -> Repo:
        """A new repository with these files in one commit on `main`; without files it is empty."""
        self._ids += 1
        path = self.root / f"{self._ids}.git"
        if files:
            work = write(self.root / f"seed-{self._ids}", files)
            git(work, "init", "-q")
            commit_all(work)
            git(self.root, "clone", "-q", "--bare", str(work), str(path))
        else:
            git(self.root, "init", "-q", "--bare", str(path))
        found = Repo(slug, path, self._ids, **more)  # type: ignore[arg-type]
        self.repos[slug.lower()] = found
        return found

    def adopt(self, slug: str, checkout: Path, **more: object) -> Repo:
        """A repository that is on disk already."""
        self._ids += 1
        path = self.root / f"{self._ids}.git"
        git(self.root, "clone", "-q", "--bare", str(checkout), str(path))
        found = Repo(slug, path, self._ids, **more)  # type: ignore[arg-type]
        self.repos[slug.lower()] = found
        return found

    def token(self, secret: str, login: str = "maintainer", **more: object) -> str:
        """A token that is valid from now on."""
        self.tokens[secret] = Token(login, **more)  # type: ignore[arg-type]
        return secret

    def next_id(self) -> int:
        """A number that nothing else has."""
        self._ids += 1
        return self._ids
