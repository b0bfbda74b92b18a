"""Addresses for a project's people: funding, chat, questions, issues; and badges in its docs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs.inline import without_emoji
from moxi.facts.common.links.manifests import Found, text_of
from moxi.facts.common.links.urls import by_host, clean
from moxi.facts.model import Evidence
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.pages import Pages
    from moxi.facts.reader import Reader

_PLATFORMS = {
    "github": "https://github.com/sponsors/{}",
    "patreon": "https://www.patreon.com/{}",
    "open_collective": "https://opencollective.com/{}",
    "ko_fi": "https://ko-fi.com/{}",
    "tidelift": "https://tidelift.com/funding/github/{}",
    "community_bridge": "https://funding.communitybridge.org/projects/{}",
    "lfx_crowdfunding": "https://crowdfunding.lfx.linuxfoundation.org/projects/{}",
    "liberapay": "https://liberapay.com/{}",
    "issuehunt": "https://issuehunt.io/r/{}",
    "polar": "https://polar.sh/{}",
    "buy_me_a_coffee": "https://www.buymeacoffee.com/{}",
    "thanks_dev": "https://thanks.dev/{}",
}
_FUNDING_FILES = (".github/FUNDING.yml", "FUNDING.yml", "docs/FUNDING.yml", ".github/funding.yml")
_TALKING_PAGES = (
    "CONTRIBUTING.md",
    ".github/CONTRIBUTING.md",
    "SUPPORT.md",
    ".github/SUPPORT.md",
    "docs/contributing.md",
)
_DEMO = lazy_re(
    r"^(an? |the |explore a |try the |our )?(live |online |interactive )?(demo|playground)\b",
    re.IGNORECASE,
)
MAX_FUNDING, MAX_CHATS = 4, 4


def funding(reader: Reader) -> Iterator[Found]:
    """The sponsor button's targets: it belongs to the repository as a whole."""
    path = next((name for name in _FUNDING_FILES if name in reader.tree), "")
    if not path:
        return
    count = 0
    for platform, stated in reader.yaml(path).items():
        for name in stated if isinstance(stated, list) else [stated]:
            url = _funding_url(platform, name)
            if url and count < MAX_FUNDING:
                count += 1
                yield Found("funding", url, reader.find(path, f"{platform}:", text_of(name)))


def _funding_url(platform: str, name: Any) -> str:
    text = text_of(name)
    if not text or "#" in text:
        return ""
    if platform == "custom":
        return clean(text if "://" in text else f"https://{text}")
    if platform in _PLATFORMS and re.fullmatch(r"[\w./@-]+", text):
        return clean(_PLATFORMS[platform].format(text))
    return ""


def issues(reader: Reader) -> Iterator[Found]:
    """The repository's own issue page, and where else it sends people who have questions."""
    metadata = reader.snapshot.metadata
    for name in (".github/ISSUE_TEMPLATE/config.yml", ".github/ISSUE_TEMPLATE/config.yaml"):
        contacts = reader.yaml(name).get("contact_links") if name in reader.tree else None
        for contact in contacts if isinstance(contacts, list) else []:
            if isinstance(contact, dict) and (url := clean(contact.get("url"))):
                label = text_of(contact.get("name"))
                role = by_host(url)
                if found := re.match(r"(https://github\.com/[^/]+/[^/]+/discussions)\b", url):
                    url, role, label = found[1], "chat", "GitHub Discussions"
                if role in ("chat", "documentation", "funding"):
                    yield Found(
                        role, url, reader.find(name, str(contact.get("url"))), without_emoji(label)
                    )
    if metadata.host == "github.com" and metadata.url:
        templates = [
            path
            for path in (
                *reader.tree.files(".github/ISSUE_TEMPLATE"),
                *reader.tree.files(".github"),
            )
            if "issue_template" in path.lower()
        ]
        evidence = Evidence(templates[0]) if templates else Evidence("metadata:url")
        yield Found("issues", f"{metadata.url}/issues", evidence)


def mentioned(reader: Reader, pages: Pages) -> Iterator[Found]:
    """Badges and links of the documentation's first page, and of the pages on taking part."""
    chats = 0
    paths = [page.path for page in pages.index[:2]]
    paths += [p for n in _TALKING_PAGES if (p := join(pages.folder, n)) in reader.tree]
    for path in paths:
        page = pages.page(path)
        for mention in page.mentions:
            url = clean(mention.url)
            role = by_host(url) if url else None
            evidence = Evidence(path, mention.line, mention.line)
            if role == "chat" and chats < MAX_CHATS and _is_invitation(url):
                chats += 1
                yield Found("chat", url, evidence, _chat_name(url))
            elif role == "documentation" and mention.image and "readthedocs" in url:
                yield Found("documentation", url, evidence)
            elif url and not mention.image and _DEMO.match(mention.label):
                yield Found("demo", url, evidence)


def _is_invitation(url: str) -> bool:
    """Whether a chat's address leads into the project's room, not to the service itself."""
    return bool(re.search(r"://[^/]+/[^/]", url)) and not re.search(
        r"/(users|channels|download|app)\b", url
    )


def _chat_name(url: str) -> str:
    names = (
        ("discord", "Discord"), ("slack", "Slack"), ("gitter", "Gitter"), ("matrix", "Matrix"),
        ("element", "Matrix"), ("zulip", "Zulip"), ("t.me", "Telegram"), ("telegram", "Telegram"),
        ("libera", "IRC"), ("groups.google", "mailing list"),
    )  # fmt: skip
    return next((name for mark, name in names if mark in url), "")
