"""How many tokens a text has: by the server's own tokenizer where it has a route for it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx2

    from moxi.llm.backends import Backend

BYTES_PER_TOKEN = 3
"""Where the tokenizer cannot be asked: text and code have 3 to 5 bytes a token."""


def counter(url: str, backend: Backend, http: httpx2.Client) -> Callable[[str], int]:
    """A function that counts the tokens of a text; what it was asked once it keeps."""

    @lru_cache(maxsize=4_096)
    def count(text: str) -> int:
        import httpx2

        bodies = {
            "llama.cpp": {"content": text},
            "vllm": {"model": backend.model, "prompt": text},
            "tgi": {"inputs": text},
        }
        guess = estimated(text)
        if backend.server not in bodies:
            return guess
        try:
            answer = http.post(f"{url}/tokenize", json=bodies[backend.server])
            told = answer.json() if answer.is_success else None
        except (httpx2.HTTPError, ValueError, OSError):
            return guess
        found = told.get("tokens") if isinstance(told, dict) else told
        return len(found) if isinstance(found, list) else guess

    return count


def estimated(text: str) -> int:
    """A number that is hardly too low, for most tokenizers."""
    return len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN + 1
