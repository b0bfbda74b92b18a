"""URLs as a README may show them: whole, without credentials, told apart by what they lead to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.model import LinkRole

_SSH = lazy_re(r"^(?:ssh://)?(?:[\w.-]+@)([\w.-]+)[:/]([\w.-]+/[\w./-]+?)(?:\.git)?/?$")
_SHORT = lazy_re(r"^(?:(github|gitlab|bitbucket):)?([\w.-]+/[\w.-]+)$")
_HOSTS = {
    "github": "github.com",
    "gitlab": "gitlab.com",
    "bitbucket": "bitbucket.org",
    "": "github.com",
}
_CHAT = (
    "discord.gg", "discord.com", "discordapp.com", "slack.com", "gitter.im", "matrix.to",
    "app.element.io", "zulipchat.com", "t.me", "telegram.me", "web.libera.chat",
    "groups.google.com", "join.slack.com", "app.gitter.im", "kiwiirc.com", "discourse.group",
)  # fmt: skip
_DOCS_HOST = lazy_re(
    r"^(docs?|documentation|guide|api|book|manual)\.|\.readthedocs\.(io|org)$|\.rtfd\.io$|^docs\.rs$|^pkg\.go\.dev$|\.netlify\.app/docs|^hexdocs\.pm$"
)
_DOCS_PATH = lazy_re(r"^/(?:[\w.-]+/)?(docs?|documentation|guide|manual)(/|$)")
_REGISTRIES = (
    "pypi.org", "npmjs.com", "crates.io", "rubygems.org", "packagist.org", "hub.docker.com",
    "marketplace.visualstudio.com", "nuget.org", "hackage.haskell.org", "central.sonatype.com",
)  # fmt: skip
_FUNDING = (
    "opencollective.com", "patreon.com", "ko-fi.com", "liberapay.com", "buymeacoffee.com",
    "paypal.me", "tidelift.com", "thanks.dev", "polar.sh", "donate.stripe.com",
)  # fmt: skip
_LABELS: tuple[tuple[LinkRole, re.Pattern[str]], ...] = (
    ("issues", lazy_re(
        r"\b(issues?|bugs?|tracker|bug ?tracker|issue ?tracker|bug ?reports?)\b")),
    ("changelog", lazy_re(
        r"\b(change ?log|changes|what'?s ?new|history|release ?notes|releases?|news)\b")),
    ("documentation", lazy_re(
        r"\b(docs?|documentation|read ?the ?docs|manual|user ?guide|tutorial)\b")),
    ("funding", lazy_re(
        r"\b(fund(ing)?|sponsors?|donat(e|ions?)|tidelift|patreon|support us)\b")),
    ("chat", lazy_re(
        r"\b(chat|discord|slack|gitter|matrix|zulip|irc|telegram|mailing ?list|forum"
        r"|discussions?)\b")),
    ("source", lazy_re(
        r"\b(source( code)?|code|repository|repo|github|gitlab|git|bitbucket)\b")),
    ("demo", lazy_re(r"\b(demo|playground|live|try it)\b")),
    ("registry", lazy_re(r"\b(pypi|npm|crates\.io|docker ?hub|download|package)\b")),
    ("api", lazy_re(r"\b(api( reference| docs)?)\b")),
    ("homepage", lazy_re(r"\b(home ?page|home|web ?site|website|site|url)\b")),
)  # fmt: skip


def clean(url: object) -> str:
    """An absolute web address, `""` for what is none or holds credentials or a placeholder."""
    if not isinstance(url, str):
        return ""
    text = url.strip().strip("<>").removeprefix("git+").removeprefix("scm:git:")
    if ssh := _SSH.match(text):
        text = f"https://{ssh[1]}/{ssh[2]}"
    if text.startswith("git://"):
        text = "https://" + text.removeprefix("git://")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or "." not in host:
        return ""
    if re.search(r"[\s<>{}|\\^`\"]|\$\(|%s", text) or host.endswith(
        (".local", ".example", "example.com", "localhost")
    ):
        return ""
    if re.search(
        r"\b(your[-_]?(name|user\w*|org|repo|project)|username|changeme)\b", text, re.IGNORECASE
    ):
        return ""
    if host in _HOSTS.values() and parts.path.endswith(".git"):
        text = text.removesuffix(".git")
    return text


def repository(url: object) -> str:
    """A repository field, which may be `owner/name` or `gitlab:owner/name`."""
    if isinstance(url, str) and (short := _SHORT.match(url.strip())):
        return f"https://{_HOSTS[short[1] or '']}/{short[2]}"
    return clean(url)


def same(url: str) -> str:
    """What is equal in addresses that lead to the same page."""
    return (
        re.sub(r"^https?://(www\.)?", "", url.lower())
        .split("#readme")[0]
        .rstrip("/")
        .removesuffix(".git")
    )


def is_repository(url: str) -> bool:
    """Whether an address is a repository's page on a forge."""
    return bool(re.match(r"^(github|gitlab)\.com/[^/]+/[^/]+$", same(url)))


def role_of(label: str, url: str) -> LinkRole:
    """What an address is, by what it is called, else by where it leads."""
    name = re.sub(r"[-_]+", " ", label.strip().lower())
    if name not in ("homepage", "home page", "home", "website", "url"):
        for role, form in _LABELS:
            if form.search(name):
                return role
    return by_host(url) or (
        "homepage" if name in ("homepage", "home page", "home", "website", "url") else "other"
    )


def by_host(url: str) -> LinkRole | None:
    """What an address is by its host alone, where that tells."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host.endswith(_CHAT):
        return "chat"
    if ("/sponsors/" in parts.path and host == "github.com") or host.endswith(_FUNDING):
        return "funding"
    if host.endswith(_REGISTRIES):
        return "registry"
    if _DOCS_HOST.search(host) or _DOCS_PATH.match(parts.path):
        return "documentation"
    return None
