"""A server with OpenAI's routes that answers what a test scripts, and keeps what it was sent."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Say:
    """One reply: an answer in words, or an error, or an answer that goes wrong on its way."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    breaks: bool = False
    """the connection ends in the middle of the stream"""
    silent: float = 0
    """seconds without a byte in the middle of the stream"""
    endless: bool = False
    body: bytes | None = None
    """sent as it is, with the status"""


@dataclass(frozen=True)
class Received:
    """One request: its route, headers in lower case, and its body as JSON."""

    path: str
    headers: dict[str, str]
    body: Any


class ModelServer:
    """Use as a context: `with ModelServer(script) as server: … server.url, server.received`.

    `script` is called with each request for an answer and gives a `Say`. `models` are the entries
    of `/v1/models`, `routes` further answers to GET, such as `{"/info": {…}}`. With `key` any other
    is refused.
    """

    def __init__(
        self,
        script: Callable[[Received], Say],
        *,
        models: tuple[dict[str, Any], ...] = ({"id": "liar", "owned_by": "tests"},),
        routes: dict[str, Any] | None = None,
        key: str = "",
    ) -> None:
        self.received: list[Received] = []
        self._script = script
        self._models = models
        self._routes = routes or {}
        self._key = key
        self._stop = threading.Event()

    def __enter__(self) -> ModelServer:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer._get(self)

            def do_POST(self) -> None:
                outer._post(self)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def asked(self) -> list[Received]:
        """The requests for an answer."""
        routes = ("/v1/chat/completions", "/v1/completions")
        return [one for one in self.received if one.path in routes]

    def _keep(self, handler: BaseHTTPRequestHandler) -> Received:
        length = int(handler.headers.get("content-length") or 0)
        raw = handler.rfile.read(length)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        received = Received(handler.path, headers, json.loads(raw) if raw else None)
        self.received.append(received)
        return received

    def _refused(self, handler: BaseHTTPRequestHandler, received: Received) -> bool:
        if self._key and received.headers.get("authorization") != f"Bearer {self._key}":
            _send(handler, 401, b'{"error": {"message": "no such key"}}')
            return True
        return False

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        received = self._keep(handler)
        if self._refused(handler, received):
            return
        routes = {"/v1/models": {"object": "list", "data": list(self._models)}, **self._routes}
        found = routes.get(received.path)
        if isinstance(found, Say):
            _send(handler, found.status, found.body or b"", found.headers)
        elif found is None:
            _send(handler, 404, b'{"error": "no such route"}')
        else:
            _send(handler, 200, json.dumps(found).encode())

    def _post(self, handler: BaseHTTPRequestHandler) -> None:
        received = self._keep(handler)
        if self._refused(handler, received):
            return
        say = self._script(received)
        if say.status != 200 or say.body is not None:
            _send(handler, say.status, say.body or b'{"error": {"message": "no"}}', say.headers)
            return
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.end_headers()
        with contextlib.suppress(OSError):  # the client has gone
            self._stream(handler, received, say)

    def _stream(self, handler: BaseHTTPRequestHandler, received: Received, say: Say) -> None:
        chat = received.path == "/v1/chat/completions"

        def event(text: str | None, reason: str | None = None, usage: Any = None) -> None:
            said = {"delta": {"content": text}} if chat else {"text": text or ""}
            choice = {"index": 0, "finish_reason": reason, **said}
            value = {
                "id": "1", "object": "chunk", "created": 1, "model": "liar",
                "choices": [] if usage else [choice], "usage": usage,
            }  # fmt: skip
            handler.wfile.write(f"data: {json.dumps(value)}\n\n".encode())
            handler.wfile.flush()

        words = say.text.split(" ") if say.text else []
        for number, word in enumerate(words):
            if number == len(words) // 2:
                if say.breaks:
                    return
                self._stop.wait(say.silent)
            event(word if number == 0 else f" {word}")
        while say.endless and not self._stop.is_set():
            event(f" {time.monotonic_ns()} and")
        event(None, "stop")
        event(None, None, {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18})
        handler.wfile.write(b"data: [DONE]\n\n")


def _send(
    handler: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    headers: dict[str, str] | None = None,
) -> None:
    handler.send_response(status)
    for name, value in {"content-type": "application/json", **(headers or {})}.items():
        handler.send_header(name, value)
    handler.send_header("content-length", f"{len(body)}")
    handler.end_headers()
    handler.wfile.write(body)
