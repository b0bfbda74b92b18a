"""Answers kept between runs: a question that was asked before costs nothing."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from contextlib import closing
from threading import Lock
from typing import TYPE_CHECKING, Any

from moxi.llm.model import Answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from moxi.llm.model import Client, OnText, Prompt

log = logging.getLogger(__name__)

MAX_ANSWERS = 5_000
_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, text TEXT NOT NULL, tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL, complete INTEGER NOT NULL
)
"""


class CachedClient:
    """A client that asks another only what it has not been asked before.

    The key is a hash of model, prompt, schema and parameters. A file that cannot be used is left
    alone and every question asked.
    """

    def __init__(self, client: Client, path: Path) -> None:
        self.name = client.name
        self.context = client.context
        self.max_prompt = client.max_prompt
        self.takes_schema = client.takes_schema
        self.usage = client.usage
        self.count: Callable[[str], int] = client.count
        self._client = client
        self._lock = Lock()
        self._store = _opened(path)

    def ask(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        schema: dict[str, Any] | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """See `Client.ask`."""
        key = _key(self.name, prompt, max_tokens, schema)
        found = self._found(key)
        if found is not None:
            self.usage.cached += 1
            if on_text:
                on_text(found.text)
            return found
        answer = self._client.ask(prompt, max_tokens=max_tokens, schema=schema, on_text=on_text)
        self._keep(key, answer)
        return answer

    def close(self) -> None:
        """See `Client.close`."""
        self._client.close()
        if self._store is not None:
            self._store.close()

    def _found(self, key: str) -> Answer | None:
        if self._store is None:
            return None
        query = "SELECT text, tokens_in, tokens_out, complete FROM answers WHERE key = ?"
        try:
            with self._lock, closing(self._store.execute(query, (key,))) as cursor:
                row = cursor.fetchone()
        except sqlite3.Error as error:
            log.debug("the cache of answers cannot be read: %s", error)
            return None
        if row is None:
            return None
        text, tokens_in, tokens_out, complete = row
        return Answer(f"{text}", int(tokens_in), int(tokens_out), bool(complete), cached=True)

    def _keep(self, key: str, answer: Answer) -> None:
        if self._store is None:
            return
        row = (key, answer.text, answer.tokens_in, answer.tokens_out, answer.complete)
        oldest = (
            "DELETE FROM answers WHERE rowid IN "
            "(SELECT rowid FROM answers ORDER BY rowid DESC LIMIT -1 OFFSET ?)"
        )
        try:
            with self._lock, self._store:
                self._store.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)
                self._store.execute(oldest, (MAX_ANSWERS,))
        except sqlite3.Error as error:
            log.debug("an answer cannot be kept: %s", error)


def _opened(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        store = sqlite3.connect(path, timeout=2, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        log.debug("there is no cache of answers: %s", error)
        return None
    try:
        with store:
            store.execute(_TABLE)
    except sqlite3.Error as error:
        log.debug("there is no cache of answers: %s", error)
        store.close()
        return None
    path.chmod(0o600)  # what a model said of a private repository
    return store


def _key(name: str, prompt: Prompt, max_tokens: int, schema: dict[str, Any] | None) -> str:
    parts = [name, prompt.instruction, prompt.input, max_tokens, schema]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
