"""From what a user names, a path or a git URL, to an open snapshot that leaves nothing behind."""

from __future__ import annotations

import signal
import tempfile
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from moxi.errors import GitError, SourceError
from moxi.patterns import lazy_re
from moxi.snapshot.commit import CommitSnapshot
from moxi.snapshot.git import run_git, without_credentials
from moxi.snapshot.listing import Repository
from moxi.snapshot.local import LocalSnapshot, checked_folder, is_git_dir, remote_metadata
from moxi.snapshot.model import MAX_FILE_BYTES, Metadata
from moxi.snapshot.remote import name_of, parse_remote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.snapshot.model import Snapshot

CLONE_SECONDS = 300
SCHEMES = ("https", "http", "ssh", "file")

_SCHEME = lazy_re(r"([A-Za-z][A-Za-z0-9+.-]*)://\S+")
_SCP = lazy_re(r"[^\s/:@-][^\s/:@]*@[^\s/:@-][^\s/:@]*:[^\s:]\S*")


def is_url(source: str) -> bool:
    """Whether a source is a git URL, in the form `scheme://…` or `user@host:path`."""
    if "://" in source:
        return True
    return ("::" in source or bool(_SCP.fullmatch(source))) and not _exists(source)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # such as a name that is too long
        return False


@contextmanager
def open_source(source: str | Path) -> Iterator[Snapshot]:
    """The repository at a local path or git URL, closed and cleaned up after at the end.

    Raises SourceError, whose text holds no credentials.
    """
    if is_url(f"{source}"):
        with _cloned(f"{source}") as snapshot:
            yield snapshot
        return
    folder = checked_folder(source)
    if not is_git_dir(folder):
        yield LocalSnapshot(folder)
        return
    name = folder.parent.name if folder.name == ".git" else name_of(folder.name)
    try:
        metadata = remote_metadata(Repository(folder, folder), name)
        if folder.name != ".git":  # of a bare repository HEAD is the branch it leads with
            metadata = replace(metadata, default_branch=_head_branch(folder))
        snapshot = CommitSnapshot(folder, metadata)
    except GitError as error:
        raise SourceError(f"{source}", error.reason) from error
    with snapshot:
        yield snapshot


@contextmanager
def _cloned(url: str) -> Iterator[Snapshot]:
    """The newest commit of a remote repository, in a temporary folder without a checkout."""
    shown = without_credentials(url)
    _refuse_odd(url, shown)
    with (
        _ended_by_sigterm(),
        tempfile.TemporaryDirectory(prefix="moxi-", ignore_cleanup_errors=True) as temporary,
    ):
        git_dir = Path(temporary, "repository.git")
        try:
            _clone(url, git_dir)
            metadata = parse_remote(url) or Metadata(name=name_of(url))
            snapshot = CommitSnapshot(
                git_dir, replace(metadata, default_branch=_head_branch(git_dir))
            )
        except GitError as error:
            raise SourceError(shown, f"git could not clone it: {error.reason}") from None
        with snapshot:
            yield snapshot


def _clone(url: str, git_dir: Path) -> None:
    run_git(
        "-c", "clone.defaultRemoteName=origin",
        "clone", "--bare", "--quiet", "--depth=1", "--no-tags", "--single-branch", "--template=",
        f"--filter=blob:limit={MAX_FILE_BYTES + 1}", "--", url, str(git_dir),
        cwd=git_dir.parent, timeout=CLONE_SECONDS, transports=":".join(SCHEMES),
    )  # fmt: skip
    # As long as git knows where the files left out could be had, it would go and fetch them.
    for unset in (("--remove-section", "remote.origin"), ("--unset", "extensions.partialClone")):
        with suppress(GitError):  # a server may not be able to leave files out
            run_git("--git-dir", str(git_dir), "config", *unset)


def _refuse_odd(url: str, shown: str) -> None:
    scheme = _SCHEME.fullmatch(url)
    known = scheme and scheme[1].lower() in SCHEMES
    if not known and not _SCP.fullmatch(url):
        raise SourceError(shown, "not a git URL that Moxi opens, give one with https:// or ssh://")


def _head_branch(git_dir: Path) -> str:
    """The branch that HEAD names; `""` where it names a commit or nothing yet."""
    args = ("rev-parse", "--revs-only", "--symbolic-full-name", "HEAD")
    name = run_git("--git-dir", str(git_dir), *args).decode("utf-8", "replace").strip()
    return name.removeprefix("refs/heads/") if name != "HEAD" else ""


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Makes SIGTERM an exception for a while, so that what was begun is cleaned up."""
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
