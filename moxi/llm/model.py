"""What a model is asked, what it answers, and where it is: the words that all backends share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

if TYPE_CHECKING:
    from pathlib import Path

Api = Literal["auto", "openai", "tgi"]
APIS: tuple[Api, ...] = get_args(Api)

TEMPLATE_TOKENS = 40
"""What a chat template puts around a message."""

OnText = Callable[[str], None]
"""Called with each piece of an answer as it arrives."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Where the model is and what it may cost; read once at the edge, never from a repository."""

    url: str = ""
    """of the server, with or without `/v1`; or give `gguf`"""
    model: str = ""
    """its name there; empty: the one that the server offers"""
    api: Api = "auto"
    gguf: Path | None = None
    """a model file that is run in this process"""
    key: str = field(default="", repr=False)
    timeout: float = 60.0
    """seconds without a byte before an answer is given up"""
    retries: int = 3
    """further tries after 429, 5xx and broken connections"""
    concurrency: int = 2
    """requests under way at a time"""
    max_tokens_total: int | None = None
    """prompt and answer tokens that one run may use, over all requests"""
    price_in: float | None = None
    """of a million prompt tokens, in the operator's currency"""
    price_out: float | None = None
    """of a million answer tokens"""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request in the form of the training data: instruction, input, response."""

    instruction: str
    input: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    complete: bool = True
    """False where the limit on tokens cut it off"""
    cached: bool = False


@dataclass(slots=True)
class Usage:
    """What a run has used so far."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    """answers that cost nothing"""


class Client(Protocol):
    """A model that can be asked. All its errors are `ModelError`s."""

    name: str
    """what answers: backend and model, as it stands in reports and in the cache's key"""
    context: int
    """tokens that prompt and answer may have together"""
    max_prompt: int | None
    """tokens of a prompt, where the server limits them by themselves too"""
    takes_schema: bool
    """whether answers can be held to a JSON schema"""
    usage: Usage

    def ask(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        schema: dict[str, Any] | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """One answer, at temperature 0; with `schema`, a JSON text that is valid against it.

        Raises `ModelError`: `BudgetError` before `max_tokens_total` would be passed, `AnswerError`
        where what came back is no valid answer, `UnreachableError` where nothing came.
        """
        ...

    def count(self, text: str) -> int:
        """Tokens of a text: the model's own tokenizer's, else a number that is hardly too low."""
        ...

    def close(self) -> None:
        """End connections and processes."""
        ...


def room(client: Client, answer: int) -> int:
    """Tokens that a prompt may have when an answer of `answer` tokens is to follow it."""
    left = client.context - answer - TEMPLATE_TOKENS
    return left if client.max_prompt is None else min(left, client.max_prompt)
