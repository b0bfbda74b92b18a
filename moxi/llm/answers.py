"""What comes back from a server, held to what was asked for."""

from __future__ import annotations

import json
from typing import Any

from moxi.errors import AnswerError

MAX_CHARACTERS_PER_TOKEN = 16
"""More than any tokenizer's words have on average: beyond it a server ignores the limit."""

LOOP_WINDOW, LOOP_LENGTH, LOOP_TIMES, LOOP_EVERY = 1_200, 60, 5, 20
"""An answer whose last 60 characters stand five times in its last 1,200 will not end by itself."""


class Received:
    """An answer while it arrives, piece by piece, bounded in length."""

    def __init__(self, max_tokens: int) -> None:
        self._pieces: list[str] = []
        self._left = max_tokens * MAX_CHARACTERS_PER_TOKEN

    @property
    def full(self) -> bool:
        """Whether the server sends more than was asked for, or the model goes round in circles."""
        if self._left <= 0:
            return True
        if len(self._pieces) % LOOP_EVERY:
            return False
        text = self.text[-LOOP_WINDOW:]
        return len(text) == LOOP_WINDOW and text.count(text[-LOOP_LENGTH:]) >= LOOP_TIMES

    @property
    def text(self) -> str:
        """What has arrived."""
        return "".join(self._pieces)

    def add(self, piece: str) -> None:
        """Take a piece, as far as there is room."""
        self._pieces.append(piece[: max(self._left, 0)])
        self._left -= len(piece)


def valid_json(text: str, schema: dict[str, Any]) -> str:
    """A JSON text that is valid against a schema, as it came, without a fence around it.

    Raises AnswerError: servers may ignore a schema without a word.
    """
    import jsonschema

    body = text.strip()
    if body.startswith("```") and body.endswith("```"):
        body = body.partition("\n")[2].removesuffix("```").strip()
    try:
        jsonschema.validate(json.loads(body), schema)
    except (ValueError, RecursionError):
        raise AnswerError("the answer is no JSON, although a schema was given") from None
    except jsonschema.ValidationError as error:
        place = "/".join(f"{part}" for part in error.absolute_path) or "the whole"
        raise AnswerError(f"the answer does not fit its schema at {place}") from None
    return body
