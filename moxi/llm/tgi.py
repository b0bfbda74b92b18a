"""TGI's own `/generate`: for models that were trained to complete, not to chat."""

from __future__ import annotations

import json
import time
import warnings
from typing import TYPE_CHECKING, Any, cast

from moxi.errors import AnswerError, UnreachableError
from moxi.llm.answers import Received, valid_json
from moxi.llm.forms import STOPS, completion_text, plain_answer
from moxi.llm.model import Answer
from moxi.llm.openai_client import SEED, WHOLE_ANSWER
from moxi.llm.retries import pauses
from moxi.llm.spending import Spending
from moxi.llm.tokens import counter

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx2
    from huggingface_hub import TextGenerationStreamOutput

    from moxi.llm.backends import Backend
    from moxi.llm.model import ModelSettings, OnText, Prompt


class TgiClient:
    """See `Client`. It speaks through `huggingface_hub`, the maintained client of TGI's routes."""

    takes_schema = True

    def __init__(self, settings: ModelSettings, backend: Backend, http: httpx2.Client) -> None:
        from huggingface_hub import InferenceClient

        self.name = f"tgi {backend.model}"
        self.context = backend.context
        self.count = counter(settings.url, backend, http)
        self._settings = settings
        self._http = http
        self._spending = Spending(settings)
        self.usage = self._spending.usage
        # Without a key of its own the package would send the one that a person is logged in with.
        self._client = InferenceClient(
            base_url=settings.url,
            api_key=settings.key or "none",
            timeout=settings.timeout,
        )

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
        if given + max_tokens > self.context:
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
        from huggingface_hub.errors import HfHubHTTPError, InferenceTimeoutError

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
        for event in self._stream(text, max_tokens, schema):
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

    def _stream(
        self, text: str, max_tokens: int, schema: dict[str, Any] | None
    ) -> Iterable[TextGenerationStreamOutput]:
        grammar = {"type": "json", "value": schema} if schema is not None else None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the package, about servers that are not TGI
            return self._client.text_generation(
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
