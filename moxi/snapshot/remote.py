"""Host, owner and name of a repository out of the URL of its remote, never its credentials."""

from __future__ import annotations

import re

from moxi.patterns import lazy_re
from moxi.snapshot.model import Metadata

_URL = lazy_re(
    r"(?P<scheme>https?|ssh|git|git\+ssh|ssh\+git)://(?:[^/\s]*@)?(?P<host>[^/\s:@]+)"
    r"(?::(?P<port>\d+))?/(?P<path>[^\s?#]+)"
)
_SCP = lazy_re(r"(?:[^/\s:@]+@)?(?P<host>[^/\s:@]+):(?!/)(?P<path>[^\s?#]+)")
_HOST = lazy_re(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_SEGMENT = lazy_re(r"[\w.+~-]*\w[\w.+-]*", re.ASCII)
# The forges' own doors for ssh over port 443.
_SSH_HOSTS = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
}
_DEFAULT_PORTS = {"http": "80", "https": "443"}


def parse_remote(url: str) -> Metadata | None:
    """What a remote's URL says of the repository; None where it names no page of a host."""
    match = _URL.fullmatch(url.strip()) or _SCP.fullmatch(url.strip())
    if not match:
        return None
    found = match.groupdict()
    host = _SSH_HOSTS.get(found["host"].lower(), found["host"].lower())
    segments = found["path"].strip("/").removesuffix(".git").split("/")
    if not _HOST.fullmatch(host) or len(segments) < 2:
        return None
    # `~user/x` and `.git` folders are paths on a server, not pages.
    if not all(_SEGMENT.fullmatch(part) and not part.startswith("~") for part in segments):
        return None
    scheme, port = found.get("scheme"), found.get("port")
    if port and scheme in _DEFAULT_PORTS and port != _DEFAULT_PORTS[scheme]:
        host = f"{host}:{port}"
    return Metadata(host=host, owner="/".join(segments[:-1]), name=segments[-1])


def name_of(source: str) -> str:
    """What a repository at this path or URL is called when nothing better is known."""
    parts = [part for part in re.split(r"[/:\\]", source.rstrip("/\\")) if part]
    if parts and parts[-1] == ".git":
        parts.pop()
    return parts[-1].removesuffix(".git") if parts else ""
