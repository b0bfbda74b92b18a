"""`moxi check --online`: asks the pages that a README links to whether they are there.

Polite: one request for each address, one at a time for each host, no more than `MAX_URLS`, and
only of public addresses, since the README's author chooses them.
"""

from __future__ import annotations

import ipaddress
import socket
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urldefrag, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from moxi import __version__
from moxi.facts.model import Evidence
from moxi.verify.model import Finding, Verdict, refuted, unknown, verified

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.verify.model import Report

MAX_URLS = 500
SECONDS = 10.0
HOSTS_AT_ONCE = 8
_GONE = (404, 410)
_KEPT = "%/:?#[]@!$&'()*+,;=~"
"""characters of an address that mean themselves"""
_AGENT = f"moxi/{__version__} (link check)"


def is_public(host: str) -> bool:
    """Whether every address of a host is one that anybody may reach."""
    try:
        found = socket.getaddrinfo(host, None)
        return all(ipaddress.ip_address(item[4][0]).is_global for item in found)
    except (OSError, ValueError, UnicodeError):
        return False


def with_links(report: Report, *, may_ask: Callable[[str], bool] = is_public) -> Report:
    """The report with a verdict on each page outside: there, gone, or not known."""
    urls: dict[str, None] = {}
    for finding in report.findings:
        if finding.claim.kind == "url" and finding.status == "unknown":
            url = _page(finding.claim.text)
            if url and len(urls) < MAX_URLS:
                urls.setdefault(url)
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[urlsplit(url).netloc].append(url)
    verdicts: dict[str, Verdict] = {}
    with ThreadPoolExecutor(HOSTS_AT_ONCE) as pool:
        for part in pool.map(lambda group: _of_host(group, may_ask), by_host.values()):
            verdicts.update(part)
    return replace(report, findings=tuple(_with(item, verdicts) for item in report.findings))


def _page(text: str) -> str:
    """The address to ask for, `""` where the text is none."""
    try:
        url = urldefrag(text).url
        host = urlsplit(url).hostname
    except ValueError:
        return ""
    return quote(url, _KEPT) if host and url.startswith(("http://", "https://")) else ""


def _with(finding: Finding, verdicts: dict[str, Verdict]) -> Finding:
    if finding.claim.kind != "url":
        return finding
    verdict = verdicts.get(_page(finding.claim.text))
    return replace(finding, verdict=verdict) if verdict else finding


def _of_host(urls: list[str], may_ask: Callable[[str], bool]) -> dict[str, Verdict]:
    host = urlsplit(urls[0]).hostname or ""
    if not may_ask(host):
        return {url: unknown("the host is not public, or not known") for url in urls}
    return {url: _asked(url, may_ask) for url in urls}


class _Careful(HTTPRedirectHandler):
    """Follows a redirect only to where a link might lead itself."""

    def __init__(self, may_ask: Callable[[str], bool]) -> None:
        self.may_ask = may_ask

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """None ends the chain with the redirect's own status."""
        parts = urlsplit(newurl)
        if parts.scheme not in ("http", "https") or not self.may_ask(parts.hostname or ""):
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _asked(url: str, may_ask: Callable[[str], bool]) -> Verdict:
    opener = build_opener(_Careful(may_ask))
    opener.addheaders = [("User-Agent", _AGENT)]
    for method in ("HEAD", "GET"):  # some hosts refuse HEAD
        try:
            with opener.open(Request(url, method=method), timeout=SECONDS) as answer:  # noqa: S310
                return verified(Evidence(url), reason=f"answered {answer.status}")
        except HTTPError as error:
            code = error.code
            error.close()
            if code in _GONE and method == "GET":
                return refuted(f"the page answers {code}")
            if code not in (*_GONE, 403, 405, 501):
                return unknown(f"the page answers {code}")
        except (URLError, HTTPException, OSError, ValueError):
            return unknown("the host does not answer")
    return unknown("the page does not say")
