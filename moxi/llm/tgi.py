"""TGI's own `/generate`: for models that were trained to complete, not to chat."""

from __future__ import annotations

import json
import time
import warnings
from typing import TYPE_CHECKING, Any, cast

from moxi.errors import AnswerError, UnreachableError
from moxi.llm.answers import Received, valid_json
from moxi.llm.forms import STOPS, completion_text, plain_answer
from moxi.llm.http import http_client
from moxi.llm.model import Answer, room
from moxi.llm.openai_client import SEED, WHOLE_ANSWER
from moxi.llm.retries import pauses
from moxi.llm.spending import Spending
from moxi.llm.tokens import counter

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx2
    from huggingface_hub import InferenceClient, TextGenerationStreamOutput
    from huggingface_hub.errors import TextGenerationError

    from moxi.llm.backends import Backend
    from moxi.llm.model import ModelSettings, OnText, Prompt


class TgiClient:
    """See `Client`. It speaks through `huggingface_hub`, the maintained client of TGI's routes."""

    takes_schema = True

    def __init__(self, settings: ModelSettings, backend: Backend, http: httpx2.Client) -> None:
        from huggingface_hub import set_client_factory

        self.name = f"tgi {backend.model}"
        self.context = backend.context
        self.max_prompt = backend.max_prompt
        self.count = counter(settings.url, backend, http)
        self._settings = settings
        self._http = http
        self._spending = Spending(settings)
        self.usage = self._spending.usage
        # The package's own session follows redirects, and asks the Hub for a list of user agents.
        set_client_factory(lambda: http_client("", only=settings.url))

    def ask(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        schema: dict[str, Any] | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        """See `Client.ask`."""
        text = completion_text(prompt)
        given = self.count(text)
        if given > room(self, max_tokens):
            raise AnswerError(f"the prompt is too long for a context of {self.context} tokens")
        with self._spending.request(given + max_tokens):
            answer = self._answered(text, given, max_tokens, schema, on_text)
        self._spending.spent(answer)
        return answer

    def close(self) -> None:
        """See `Client.close`."""
        self._http.close()

    def _answered(
        self,
        text: str,
        given: int,
        max_tokens: int,
        schema: dict[str, Any] | None,
        on_text: OnText | None,
    ) -> Answer:
        import httpx2
        from huggingface_hub.errors import (
            HfHubHTTPError,
            InferenceTimeoutError,
            TextGenerationError,
            ValidationError,
        )

        tries = self._settings.retries + 1
        reason = ""
        for number, pause in enumerate(pauses(tries)):
            try:
                return self._once(text, given, max_tokens, schema, on_text)
            except HfHubHTTPError as error:
                status = error.response.status_code
                if status != 429 and status < 500:
                    raise AnswerError(f"the server refuses the request ({status})") from None
                reason = f"the server says {status}"
                pause(error.response.headers.get("retry-after"))
            except ValidationError:
                raise AnswerError("the server refuses the request (validation)") from None
            except TextGenerationError as error:
                reason = _told(error)
                pause(_retry_after(error))
            except (InferenceTimeoutError, httpx2.TimeoutException, TimeoutError):
                raise UnreachableError("no answer in time", number + 1) from None
            except (httpx2.HTTPError, OSError, ValueError) as error:
                reason = f"the answer broke off ({type(error).__name__})"
                pause(None)
        raise UnreachableError(reason, tries)

    def _once(
        self,
        text: str,
        given: int,
        max_tokens: int,
        schema: dict[str, Any] | None,
        on_text: OnText | None,
    ) -> Answer:
        received = Received(max_tokens)
        started = time.monotonic()
        finished, tokens_out = "", 0
        with self._connection() as client:
            for event in self._stream(client, text, max_tokens, schema):
                piece = "" if event.token.special else event.token.text
                received.add(piece)
                tokens_out += 1
                if piece and on_text:
                    on_text(piece)
                if event.details is not None:
                    finished = f"{event.details.finish_reason}"
                    tokens_out = event.details.generated_tokens
                if time.monotonic() - started > WHOLE_ANSWER * self._settings.timeout:
                    raise TimeoutError
                if received.full:
                    finished = "length"
                    break
        if not finished:
            raise ValueError("the stream ended before the answer did")
        said = plain_answer(received.text)
        if schema is not None:
            said = valid_json(said, schema)
        return Answer(said, given, tokens_out, complete=finished != "length")

    def _connection(self) -> InferenceClient:
        """For one request: what is closed before its end stops the server's work too."""
        from huggingface_hub import InferenceClient

        # Without a key of its own the package would send the one that a person is logged in with.
        return InferenceClient(
            base_url=f"{self._settings.url}/generate_stream",
            api_key=self._settings.key or "none",
            timeout=self._settings.timeout,
        )

    def _stream(
        self,
        client: InferenceClient,
        text: str,
        max_tokens: int,
        schema: dict[str, Any] | None,
    ) -> Iterable[TextGenerationStreamOutput]:
        grammar = {"type": "json", "value": schema} if schema is not None else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the package, about servers that are not TGI
            return client.text_generation(
                text,
                stream=True,
                details=True,
                max_new_tokens=max_tokens,
                do_sample=False,
                seed=SEED,
                stop=list(STOPS),
                return_full_text=False,
                grammar=cast("Any", json.loads(json.dumps(grammar))),
            )


def _told(error: TextGenerationError) -> str:
    """What went wrong, in TGI's word for it: `overloaded`, `generation`, …"""
    name = type(error).__name__.removesuffix("Error")
    return f"the server says {name.lower()}"


def _retry_after(error: TextGenerationError) -> str | None:
    """Of the answer's headers; an error within a stream has none of its own."""
    response = getattr(error.__cause__, "response", None)
    return response.headers.get("retry-after") if response is not None else None
