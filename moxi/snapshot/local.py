"""A snapshot of a folder on disk: with git what it tracks, without git what a walk finds."""

from __future__ import annotations

import logging
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Self

from moxi.errors import GitError, SourceError
from moxi.snapshot.files import read_regular
from moxi.snapshot.links import readable
from moxi.snapshot.listing import Repository, tracked, untracked
from moxi.snapshot.model import (
    MAX_FILE_BYTES,
    Entry,
    Metadata,
    Reason,
    Snapshot,
    Tree,
    Unread,
)
from moxi.snapshot.remote import name_of, parse_remote
from moxi.snapshot.walk import walk

log = logging.getLogger(__name__)


class LocalSnapshot(Snapshot):
    """A folder, or a folder of a git repository (then the tree is the whole repository's).

    Names and modes come from git, content from the disk, so work that is not committed counts.
    """

    def __init__(self, path: Path | str) -> None:
        """Raises SourceError."""
        folder = checked_folder(path)
        if is_git_dir(folder):
            raise SourceError(f"{path}", "a bare repository, open it with `open_source`")
        self.commit = ""
        self.scope = ""
        self.root = folder
        self.metadata = Metadata(name=name_of(folder.name))
        entries = self._of_repository(folder)
        self.tree = Tree(walk(folder) if entries is None else entries)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """A snapshot of the folder at `path`. Raises SourceError."""
        return cls(path)

    def read_bytes(self, path: str) -> bytes | Unread:
        """The content of an entry, links followed inside the repository; never raises."""
        entry = readable(self.tree, path, self._target)
        if isinstance(entry, Unread):
            return entry
        try:
            content = read_regular(f"{self.root}", entry.path, MAX_FILE_BYTES + 1)
        except (OSError, ValueError):
            return Unread(path, Reason.UNREADABLE)
        return Unread(path, Reason.TOO_LARGE) if len(content) > MAX_FILE_BYTES else content

    def _target(self, entry: Entry) -> str:
        """The text of a link; where the system has no links, git wrote it into a file."""
        where = f"{self.root}/{entry.path}"
        try:
            if stat.S_ISLNK(os.lstat(where).st_mode):
                return Path(where).readlink().as_posix()
            return read_regular(f"{self.root}", entry.path, MAX_FILE_BYTES).decode()
        except (OSError, ValueError):
            return ""

    def _of_repository(self, folder: Path) -> list[Entry] | None:
        """The entries of the repository around `folder`; None where it is not part of one."""
        repository = find_repository(folder)
        if repository is None:
            return None
        scope = folder.relative_to(repository.root).as_posix()
        scope = "" if scope == "." else scope
        try:
            entries = tracked(repository) or untracked(repository)
            if scope and not any(entry.path.startswith(scope + "/") for entry in entries):
                return None  # below somebody's repository, but not in it
            self.commit, self.metadata = describe(repository)
        except GitError as error:
            log.warning("%s: read without git, %s", repository.root, error.reason)
            entries = walk(repository.root)
            self.metadata = Metadata(name=name_of(repository.root.name))
        self.root, self.scope = repository.root, scope
        return entries


def checked_folder(path: Path | str) -> Path:
    """The folder at `path`, resolved. Raises SourceError where there is none to be read."""
    shown = f"{path}"
    try:
        folder = Path(path).expanduser().resolve()
        if folder.is_dir():
            with os.scandir(folder):
                return folder
        exists = folder.exists()
    except PermissionError as error:
        raise SourceError(shown, "no permission to read this folder") from error
    except (OSError, ValueError, RuntimeError) as error:
        raise SourceError(shown, "not a path that can be opened") from error
    if exists:
        raise SourceError(shown, "a file, give the folder of the repository instead")
    raise SourceError(shown, "no such folder, give the path of a repository or a git URL")


def find_repository(folder: Path) -> Repository | None:
    """The git repository that `folder` is in, by its `.git`."""
    for root in (folder, *folder.parents):
        git_dir = root / ".git"
        try:
            if git_dir.is_file() or is_git_dir(git_dir):
                return Repository(root, git_dir)
        except OSError:
            return None
    return None


def is_git_dir(folder: Path) -> bool:
    """Whether a folder holds what git keeps: a bare repository, or the `.git` of another."""
    return (
        (folder / "HEAD").is_file()
        and (folder / "objects").is_dir()
        and ((folder / "refs").is_dir() or (folder / "reftable").is_dir())
    )


def describe(repository: Repository) -> tuple[str, Metadata]:
    """The commit that is checked out, and what the repository's remote says of it."""
    # With --revs-only a name that is unknown ends the output, without an error.
    out = repository.git(
        "rev-parse", "--revs-only", "HEAD", "--symbolic-full-name", "refs/remotes/origin/HEAD"
    )
    commit, _, branch = out.decode("utf-8", "replace").strip().partition("\n")
    metadata = remote_metadata(repository, name_of(repository.root.name))
    prefix = "refs/remotes/origin/"
    if branch.startswith(prefix):
        metadata = replace(metadata, default_branch=branch.removeprefix(prefix))
    elif branch := _usual_branch(repository):
        metadata = replace(metadata, default_branch=branch)
    return commit, metadata


def _usual_branch(repository: Repository) -> str:
    """The branch that is checked out, where its name is one that a default branch has: what is
    known where no clone has noted the remote's own."""
    try:
        head = (repository.git_dir / "HEAD").read_text(encoding="utf-8", errors="replace")
    except OSError:  # a worktree, whose `.git` is a file
        return ""
    branch = head.strip().removeprefix("ref: refs/heads/")
    return branch if branch in ("main", "master") else ""


def remote_metadata(repository: Repository, name: str) -> Metadata:
    """Host, owner and name by the remote `origin`, or by the only remote; else just the name."""
    try:
        out = repository.git("config", "-z", "--get-regexp", r"^remote\..*\.url$")
    except GitError:
        return Metadata(name=name)
    remotes = {}
    for item in out.decode("utf-8", "replace").split("\0"):
        key, _, url = item.partition("\n")
        if url:
            remotes[key] = url
    url = remotes.get("remote.origin.url", next(iter(remotes.values()), ""))
    if len(remotes) > 1 and "remote.origin.url" not in remotes:
        return Metadata(name=name)
    return parse_remote(url) or Metadata(name=name)
