"""The one HTTP client of all requests to a model: with the key, and without redirects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2


def http_client(key: str, only: str = "") -> httpx2.Client:
    """A client that sends the key, follows no redirect (it would take the key along), and has the
    environment's proxies. With `only` it sends nothing to another server than that address's."""
    import httpx2
    import openai

    server = httpx2.URL(only)

    def stay(request: httpx2.Request) -> None:
        to = request.url
        if only and (to.scheme, to.host, to.port) != (server.scheme, server.host, server.port):
            raise httpx2.RequestError(f"nothing is sent to {to.host}")

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    hooks = {"request": [stay]}
    return openai.DefaultHttpxClient(headers=headers, follow_redirects=False, event_hooks=hooks)
