"""What a run may spend: requests at a time, tokens in all."""

from __future__ import annotations

from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

from moxi.errors import BudgetError
from moxi.llm.model import Usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.llm.model import Answer, ModelSettings


class Spending:
    """Counts what is used, and lets a request through only while the limits hold."""

    def __init__(self, settings: ModelSettings) -> None:
        self.usage = Usage()
        self._limit = settings.max_tokens_total
        self._reserved = 0
        self._lock = Lock()
        self._slots = BoundedSemaphore(max(settings.concurrency, 1))

    @contextmanager
    def request(self, tokens: int) -> Iterator[None]:
        """A request that takes at most so many tokens, prompt and answer.

        Waits for its turn. Raises BudgetError before anything is sent.
        """
        with self._slots:
            with self._lock:
                used = self.usage.tokens_in + self.usage.tokens_out + self._reserved
                if self._limit is not None and used + tokens > self._limit:
                    raise BudgetError(used, self._limit)
                self._reserved += tokens
                self.usage.requests += 1
            try:
                yield
            finally:
                with self._lock:
                    self._reserved -= tokens

    def spent(self, answer: Answer) -> None:
        """Count what an answer took."""
        with self._lock:
            self.usage.tokens_in += answer.tokens_in
            self.usage.tokens_out += answer.tokens_out
