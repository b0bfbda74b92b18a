"""Where the people are: chats, forums, funding, authors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from moxi.draft import markdown as md
from moxi.facts.model import Document, Link

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_FUNDS = {
    "github.com": "GitHub Sponsors", "opencollective.com": "Open Collective",
    "patreon.com": "Patreon", "ko-fi.com": "Ko-fi", "tidelift.com": "Tidelift",
    "liberapay.com": "Liberapay", "buymeacoffee.com": "Buy Me a Coffee", "polar.sh": "Polar",
    "thanks.dev": "thanks.dev", "paypal.com": "PayPal", "paypal.me": "PayPal",
    "issuehunt.io": "IssueHunt",
}  # fmt: skip


def build(view: View, body: Body) -> None:
    """A list of links."""
    items: list[str] = []
    used: list[Fact[Any]] = []
    for fact in view.all(Link):
        if fact.value.role == "chat":
            items.append(md.link(md.prose(fact.value.label or "Chat"), fact.value.url))
            used.append(fact)
    if funds := [fact for fact in view.all(Link) if fact.value.role == "funding"]:
        items.append(f"Support the project: {_funds([fact.value.url for fact in funds])}")
        used += funds
    for document in view.all(Document):
        if document.value.role in ("authors", "support", "governance"):
            title = document.value.title or document.value.role.capitalize()
            items.append(view.link(md.prose(title), document.value.path))
            used.append(document)
    body.add(md.bullets(dict.fromkeys(items)), *used)


def _funds(urls: list[str]) -> str:
    """Where money goes, each platform by its name; whose page it is where there are several."""
    named = [(_platform(url), url) for url in urls]
    several = {name for name, _ in named if sum(name == other for other, _ in named) > 1}
    return ", ".join(
        md.link(f"{name} ({md.plain(url.rstrip('/').rpartition('/')[2])})" if name in several
                else name, url)
        for name, url in named
    )  # fmt: skip


def _platform(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if host == "github.com" and "/sponsors/" not in url:
        return host
    return _FUNDS.get(host, md.plain(host))
