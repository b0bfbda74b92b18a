"""The link check, against a server on this machine."""

from __future__ import annotations

import threading
from collections import Counter
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from moxi.checking import run
from moxi.verify import online
from moxi.verify.model import Claim, Finding, Report, refuted, unknown
from moxi.verify.online import is_public, with_links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from moxi.verify.model import Verdict


class Pages(BaseHTTPRequestHandler):
    """Answers by path: `/404`, `/no-head`, `/loop`, `/away`, `/moved`, `/slow`, `/rubbish`."""

    asked: Counter[str]
    agents: set[str]
    stop: threading.Event

    def do_GET(self) -> None:
        self.asked[f"{self.command} {self.path}"] += 1
        self.agents.add(self.headers["User-Agent"])
        name = self.path.strip("/")
        if name == "slow":
            self.stop.wait(5)
        if name == "rubbish":
            self.wfile.write(b"no protocol of ours\r\n\r\n")
            return
        if name in ("no-head", "gone-for-head") and self.command == "HEAD":
            self.send_response(405 if name == "no-head" else 404)
        elif name.isdigit():
            self.send_response(int(name))
        else:
            to = {
                "loop": "/loop",
                "away": "http://10.0.0.1/",
                "moved": "/there",
                "file": "file:///etc",
            }
            self.send_response(302 if name in to else 200)
            if name in to:
                self.send_header("Location", to[name])
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    Pages.asked, Pages.agents, Pages.stop = Counter(), set(), threading.Event()
    http = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    Pages.stop.set()
    http.shutdown()
    http.server_close()
    thread.join()


def report(*urls: str) -> Report:
    claims = [Claim("url", url, number) for number, url in enumerate(urls, 1)]
    return Report("README.md", tuple(Finding(claim, unknown("a page outside")) for claim in claims))


def is_here(host: str) -> bool:
    return host == "127.0.0.1"


def asked(*urls: str) -> list[Verdict]:
    return [found.verdict for found in with_links(report(*urls), may_ask=is_here).findings]


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("/there", "verified", "answered 200"),
        ("/there#part", "verified", "answered 200"),
        ("/näher", "verified", "answered 200"),
        ("/moved", "verified", "answered 200"),
        ("/no-head", "verified", "answered 200"),
        ("/gone-for-head", "verified", "answered 200"),
        ("/404", "refuted", "the page answers 404"),
        ("/410", "refuted", "the page answers 410"),
        ("/403", "unknown", "the page does not say"),
        ("/500", "unknown", "the page answers 500"),
        ("/429", "unknown", "the page answers 429"),
        ("/loop", "unknown", "the page answers 302"),
        ("/away", "unknown", "the page answers 302"),
        ("/file", "unknown", "the page answers 302"),
        ("/rubbish", "unknown", "the host does not answer"),
    ],
)
def test_what_a_page_answers(server: str, path: str, status: str, reason: str) -> None:
    (verdict,) = asked(server + path)
    assert (verdict.status, verdict.reason) == (status, reason)


def test_a_page_that_does_not_answer_in_time(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online, "SECONDS", 0.2)
    (verdict,) = asked(f"{server}/slow")
    assert (verdict.status, verdict.reason) == ("unknown", "the host does not answer")


def test_each_page_is_asked_once_and_told_who_asks(server: str) -> None:
    found = asked(f"{server}/a", f"{server}/a#b", f"{server}/a", f"{server}/c")
    assert [verdict.status for verdict in found] == ["verified"] * 4
    assert Pages.asked == {"HEAD /a": 1, "HEAD /c": 1}
    (agent,) = Pages.agents
    assert agent.startswith("moxi/")


def test_no_more_than_so_many(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online, "MAX_URLS", 2)
    found = asked(*(f"{server}/{name}" for name in "abc"))
    assert [verdict.status for verdict in found] == ["verified", "verified", "unknown"]


def test_a_host_that_is_not_public_is_not_asked(server: str) -> None:
    (found,) = with_links(report(f"{server}/a")).findings
    assert found.verdict == unknown("the host is not public, or not known")
    assert not Pages.asked


@pytest.mark.parametrize(
    "url", ["http://[", "https://", "http:///a", "mailto:a@b", "http://a\x00b/"]
)
def test_what_is_no_address(url: str) -> None:
    (verdict,) = asked(url)
    assert verdict.status == "unknown"


def test_only_pages_that_are_unknown_are_asked(server: str) -> None:
    link = Finding(Claim("link", f"{server}/a", 1), unknown("x"))
    wrong = Finding(Claim("url", f"{server}/b", 2), refuted("x"))
    before = Report("README.md", (link, wrong))
    assert with_links(before, may_ask=is_here) == before
    assert not Pages.asked


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", ""]
)
def test_hosts_that_are_not_public(host: str) -> None:
    assert not is_public(host)


def test_a_public_host() -> None:
    assert is_public("8.8.8.8")


def test_the_command_asks_when_told(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"# otter\n\n[a]({server}/there) and [b]({server}/404)\n"
    readme = tmp_path / "README.md"
    readme.write_text(text)
    monkeypatch.setattr(online, "with_links", partial(with_links, may_ask=is_here))
    offline, asking = (
        run(str(readme), None, "text", "refuted", None, None, fix=False, online=way)
        for way in (False, True)
    )
    assert not offline.failed
    assert asking.failed
    assert "README.md:3: refuted url: " in asking.output
    assert "1 verified" in asking.output
