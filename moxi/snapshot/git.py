"""The one place that runs git, so that nothing in a repository can make it run anything.

Callers use `ls-files`, `ls-tree`, `cat-file`, `rev-parse`, `rev-list`, `merge-file`, `config` and
`clone --bare` only: none of them runs a filter, a hook, a text conversion or a signature check.
(`git log` would run `gpg.program` of a hostile configuration, a checkout would run its filters.)
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from moxi.errors import GitError
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from pathlib import Path

# A repository's own configuration can name programs (fsmonitor, hooks): these win over it.
SAFE_CONFIG = (
    "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.ext.allow=never",
    "-c", "safe.bareRepository=explicit",
)  # fmt: skip

# What a user says about the way to the network and about their own configuration is kept; all
# else (GIT_DIR, GIT_INDEX_FILE, GIT_TRACE …) would change what is read, or what git prints.
_KEPT = lazy_re(
    r"GIT_(SSH(_COMMAND|_VARIANT)?|ASKPASS|PROXY_COMMAND|SSL_\w+|HTTP_\w+|EXEC_PATH|"
    r"CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+))"
)

LOCAL_SECONDS = 30.0
NO_TRANSPORT = "none"
"""for `transports`: git may not reach any other repository, not even to fetch a missing object"""

# The second form is a password that holds an unescaped slash (so its colon opens no port).
_CREDENTIALS = lazy_re(r"(?<=://)(?:[^/\s'\"]*|[^/\s'\":]*:(?!\d+/)[^\s'\"]*)@")
_SECRET_QUERY = lazy_re(r"(?<=\S)[?#][^\s'\"]*")
_REASON = lazy_re(r"(?:fatal|error|ERROR|remote: ERROR): *(.*)")
_VAGUE = "Could not read from remote repository"
_CHATTER = ("Cloning into", "warning:", "Warning:", "hint:", "remote: Enumerating")


def run_git(
    *args: str,
    cwd: Path | None = None,
    timeout: float | None = None,
    transports: str = NO_TRANSPORT,
) -> bytes:
    """The output of one git command; `transports` are the protocols it may use (`https:ssh`).
    `timeout` is in seconds.

    Raises GitError, with a reason of one line that holds no credentials.
    """
    timeout = LOCAL_SECONDS if timeout is None else timeout
    process = _start(args, cwd, transports, subprocess.DEVNULL, subprocess.PIPE)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as error:
        raise GitError(_shown(args), -1, f"no answer within {timeout:.0f} s") from error
    finally:
        _stop(process)
    if process.returncode:
        raise GitError(_shown(args), process.returncode, reason_of(err.decode("utf-8", "replace")))
    return out


class BlobReader:
    """One `git cat-file` that hands out blob after blob: a process for each would cost seconds."""

    def __init__(self, git_dir: Path) -> None:
        args = ("--git-dir", str(git_dir), "cat-file", "--batch")
        self._process = _start(args, None, NO_TRANSPORT, subprocess.PIPE, subprocess.DEVNULL)

    def read(self, sha: str) -> bytes | None:
        """The content of a blob; None where it is not there. The caller bounds its size."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if not stdin or not stdout or not re.fullmatch(r"[0-9a-f]{40,64}", sha):
            return None
        try:
            stdin.write(sha.encode() + b"\n")
            stdin.flush()
            header = stdout.readline().split()
            if len(header) != 3:
                return None
            content = stdout.read(int(header[2]) + 1)
        except (OSError, ValueError):
            return None
        return content[:-1] if header[1] == b"blob" else None

    def close(self) -> None:
        """End the process."""
        _stop(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def reason_of(stderr: str) -> str:
    """git's own reason in one printable line without credentials, out of all that it said."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", stderr)]
    lines = [line for line in lines if line and not line.startswith(_CHATTER)]
    reason = lines[-1] if lines else "no reason given"
    for number, line in enumerate(lines):
        if match := _REASON.match(line):
            reason = match[1]
            if reason.startswith(_VAGUE) and number:  # ssh has said why, the line before
                reason = lines[number - 1]
            break
    return without_credentials(_printable(reason))[:300].rstrip(" .")


def without_credentials(text: str) -> str:
    """A text whose URLs hold no user, password or token any more."""
    text = _CREDENTIALS.sub("", text)
    return _SECRET_QUERY.sub("", text) if "://" in text else text


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _shown(args: tuple[str, ...]) -> tuple[str, ...]:
    """The arguments from the subcommand on, as an error may tell them."""
    words = list(args)
    while words and words[0].startswith("-"):
        del words[: 2 if words[0] in ("-c", "--git-dir", "--work-tree") else 1]
    return tuple(without_credentials(_printable(word)) for word in words)


def _start(
    args: tuple[str, ...], cwd: Path | None, transports: str, stdin: int, stderr: int
) -> subprocess.Popen[bytes]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("GIT_") or _KEPT.fullmatch(key)
    } | {
        "GIT_ALLOW_PROTOCOL": transports,  # wins over what any configuration allows
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    try:
        return subprocess.Popen(
            ("git", "--no-pager", *SAFE_CONFIG, *args),
            cwd=cwd, env=environment, stdin=stdin, stdout=subprocess.PIPE, stderr=stderr,
            # Of its own session, git (and the ssh below it) cannot stop to ask the terminal,
            # and is ended together with its children.
            start_new_session=True,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise GitError(_shown(args), -1, "git is not installed") from error
    except (OSError, ValueError) as error:
        raise GitError(_shown(args), -1, f"git does not start ({error})") from error


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End git and its children, whatever happened, and leave no zombie."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (AttributeError, OSError):  # no process groups on Windows
            process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with suppress(OSError):
                stream.close()
