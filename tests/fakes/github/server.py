"""The HTTP of the double: who asks, what goes wrong on the way, and a record of all of it."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.github import graph, rest
from tests.fakes.github.asked import Asked, Refusal
from tests.fakes.github.described import UndescribedError, check_answer, check_request

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.github.hub import Hub

RESET = 4_102_444_800
"""When the primary limit ends: long after the test."""


@dataclass
class Fault:
    """What goes wrong with the requests that `match` says: once per `times`."""

    match: Callable[[str, str], bool]
    """by method and path"""
    status: int = 0
    """0: the connection ends without an answer"""
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    times: int = 1
    after: bool = False
    """the request is carried out, and only its answer is lost"""


class GitHubDouble:
    """Use as a context. `asked` holds (method, path) of every request; `wrong` what GitHub does not
    describe, which fails the test at the end of the context."""

    def __init__(self, hub: Hub, *, latency: float = 0, graphql: bool = True) -> None:
        self.hub = hub
        self.asked: list[tuple[str, str]] = []
        self.bodies: list[Any] = []
        self.headers: list[dict[str, str]] = []
        self.faults: list[Fault] = []
        self.wrong: list[str] = []
        self.remaining = 5_000
        self.latency = latency
        self.graphql = graphql
        self._lock = threading.Lock()

    def __enter__(self) -> GitHubDouble:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet an answer
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                with outer._lock:
                    outer._handle(self)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any  # noqa: N815

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        assert not self.wrong, self.wrong

    @property
    def writes(self) -> list[tuple[str, str]]:
        """The requests that are to change something."""
        return [
            one
            for one, body in zip(self.asked, self.bodies, strict=True)
            if one[0] != "GET"
            and not f"{(body or {}).get('query', '')}".lstrip().startswith("query")
        ]

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        time.sleep(self.latency)
        parts = urlsplit(handler.path)
        path = parts.path.removeprefix("/api/v3")
        raw = handler.rfile.read(int(handler.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(
            self.hub, handler.command, path, dict(parse_qsl(parts.query)), headers,
            json.loads(raw) if raw else None, None, self.url,
        )  # fmt: skip
        self.asked.append((handler.command, path))
        self.bodies.append(asked.body)
        self.headers.append(headers)
        fault = next((f for f in self.faults if f.times and f.match(handler.command, path)), None)
        if fault is not None:
            fault.times -= 1
            if fault.after:
                self._answer(asked)
            if not fault.status:
                handler.close_connection = True
                handler.connection.close()
                return
            _send(handler, fault.status, fault.body or {"message": "no"}, fault.headers)
            return
        status, body = self._answer(asked)
        limits = {
            "x-ratelimit-limit": "5000", "x-ratelimit-remaining": f"{max(self.remaining, 0)}",
            "x-ratelimit-reset": f"{RESET}",
        }  # fmt: skip
        _send(handler, status, body, limits | asked.marks)

    def _answer(self, asked: Asked) -> tuple[int, Any]:
        if asked.path.startswith("/codeload/"):
            if "authorization" in asked.headers:
                self.wrong.append("the token was sent to the download's host")
            *_, owner, name, sha = asked.path.split("/")
            return 200, rest.tarball(self.hub.repos[f"{owner}/{name}".lower()], sha)
        try:
            self._authorise(asked)
            self.remaining -= 1
            if self.remaining < 0:
                # https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
                raise Refusal(403, "API rate limit exceeded for user ID 1.")
            if asked.path in ("/graphql", "/api/graphql"):
                if not self.graphql:
                    raise Refusal(404, "Not Found")
                return graph.answer(asked)
            check_request(asked.method, asked.path, asked.body)
            status, body = rest.answer(asked)
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        except (UndescribedError, KeyError) as error:
            self.wrong.append(f"{asked.method} {asked.path}: {error}")
            return 501, {"message": f"{error}"}
        if asked.path not in ("/graphql", "/api/graphql"):
            try:
                check_answer(asked.method, asked.path, status, body)
            except UndescribedError as error:
                self.wrong.append(f"{error}")
        return status, body

    def _authorise(self, asked: Asked) -> None:
        given = asked.headers.get("authorization", "")
        if not given:
            return
        _, _, secret = given.partition(" ")
        asked.token = self.hub.tokens.get(secret)
        if asked.token is None:
            # https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api
            raise Refusal(401, "Bad credentials")


def _send(handler: BaseHTTPRequestHandler, status: int, body: Any, headers: dict[str, str]) -> None:
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    handler.send_response(status)
    kind = "application/gzip" if isinstance(body, bytes) else "application/json; charset=utf-8"
    for name, value in {"content-type": kind, **headers}.items():
        handler.send_header(name, value)
    handler.send_header("content-length", f"{len(raw)}")
    handler.end_headers()
    handler.wfile.write(raw)
