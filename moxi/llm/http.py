"""The one HTTP client of all requests to a model: with the key, and without redirects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2


def http_client(key: str) -> httpx2.Client:
    """A client that sends the key, follows no redirect (it would take the key along), and has the
    environment's proxies."""
    import openai

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return openai.DefaultHttpxClient(headers=headers, follow_redirects=False)
