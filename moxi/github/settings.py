"""Where GitHub is and who asks: read once from the environment, never from a repository."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moxi.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

API_URL = "https://api.github.com"
SERVER_URL = "https://github.com"
_TOKEN = re.compile(r"[!-~]+")
_GH_SECONDS = 10


@dataclass(frozen=True, slots=True)
class GitHubSettings:
    """One GitHub, and a token for it."""

    token: str = field(default="", repr=False)
    """empty: only what everyone may read, and little of it an hour"""
    api_url: str = API_URL
    server_url: str = SERVER_URL
    """where its pages are"""
    timeout: float = 20.0
    """seconds without a byte"""
    tries: int = 3
    """of a request that may be repeated"""
    patience: float = 60.0
    """seconds that are waited for a limit to pass; where it takes longer, the run ends"""

    @property
    def host(self) -> str:
        """Such as `github.com`."""
        return urlsplit(self.server_url).netloc


def settings_from(environ: Mapping[str, str], *, ask_gh: bool = True) -> GitHubSettings:
    """The GitHub of `GITHUB_API_URL` and `GITHUB_SERVER_URL`, as Actions sets them, with the token
    of `GITHUB_TOKEN`, `GH_TOKEN`, or of a person who is signed in with `gh`.

    Raises UsageError.
    """
    api_url = _address(environ, "GITHUB_API_URL", API_URL)
    server_url = _address(environ, "GITHUB_SERVER_URL", _server_of(api_url))
    token = (environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN") or "").strip()
    if token and not _TOKEN.fullmatch(token):
        raise UsageError("GITHUB_TOKEN: holds characters that no token has; set it anew")
    if not token and ask_gh:
        token = _token_of_gh(urlsplit(server_url).netloc)
    return GitHubSettings(token=token, api_url=api_url, server_url=server_url)


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    url = (environ.get(name) or default).rstrip("/")
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and not parts.query
    except ValueError:
        known = False
    if not known:
        raise UsageError(f"{name}={url}: is no address; it looks like {default}")
    if parts.username or parts.password:
        raise UsageError(f"{name}: a token does not belong into the address; set GITHUB_TOKEN")
    return url


def _server_of(api_url: str) -> str:
    """The pages of an API: `https://HOST/api/v3` is that of `https://HOST`."""
    if api_url == API_URL:
        return SERVER_URL
    parts = urlsplit(api_url)
    host = parts.netloc.removeprefix("api.") if parts.netloc.endswith(".ghe.com") else parts.netloc
    return f"{parts.scheme}://{host}"


def _token_of_gh(host: str) -> str:
    """The token of GitHub's own command line, where it is installed and signed in."""
    program = shutil.which("gh")
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "auth", "token", "--hostname", host],
            capture_output=True,
            text=True,
            timeout=_GH_SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    token = done.stdout.strip()
    return token if done.returncode == 0 and _TOKEN.fullmatch(token) else ""
