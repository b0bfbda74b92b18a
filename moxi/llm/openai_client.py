"""Any server with OpenAI's routes: OpenAI, vLLM, llama.cpp, Ollama, TGI and compatible ones."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, cast

from moxi.errors import AnswerError, UnreachableError
from moxi.llm.answers import Received, valid_json
from moxi.llm.forms import STOPS, chat_messages, completion_text, plain_answer
from moxi.llm.model import TEMPLATE_TOKENS, Answer, room
from moxi.llm.spending import Spending
from moxi.llm.tokens import counter

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2
    import openai

    from moxi.llm.backends import Backend
    from moxi.llm.model import ModelSettings, OnText, Prompt

log = logging.getLogger(__name__)

SEED = 7
WHOLE_ANSWER = 10
"""An answer may take so many times the settings' limit of silence in all."""


class OpenAIClient:
    """See `Client`."""

    takes_schema = True

    def __init__(self, settings: ModelSettings, backend: Backend, http: httpx2.Client) -> None:
        import openai

        self.name = f"{backend.server} {shown_name(backend.model)}"
        self.context = backend.context
        self.max_prompt = backend.max_prompt
        self.count = counter(settings.url, backend, http)
        self._settings = settings
        self._backend = backend
        self._http = http
        self._spending = Spending(settings)
        self.usage = self._spending.usage
        self._completes = False
        # The package retries 408, 409, 429, 5xx and broken connections, with growing pauses and
        # jitter, and waits as long as `Retry-After` says.
        self._openai = openai.OpenAI(
            base_url=f"{settings.url}/v1",
            api_key=settings.key or "none",
            timeout=settings.timeout,
            max_retries=settings.retries,
            http_client=http,
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
        given = self.count(completion_text(prompt))
        if given > room(self, max_tokens):
            raise AnswerError(f"the prompt is too long for a context of {self.context} tokens")
        with self._spending.request(given + TEMPLATE_TOKENS + max_tokens):
            answer = self._answered(prompt, given, max_tokens, schema, on_text)
        self._spending.spent(answer)
        if schema is not None:
            return Answer(
                valid_json(answer.text, schema),
                answer.tokens_in,
                answer.tokens_out,
                answer.complete,
            )
        return answer

    def close(self) -> None:
        """See `Client.close`."""
        self._http.close()

    def _answered(
        self,
        prompt: Prompt,
        given: int,
        max_tokens: int,
        schema: dict[str, Any] | None,
        on_text: OnText | None,
    ) -> Answer:
        """An answer, the request sent again where a stream breaks off. Raises ModelError."""
        import httpx2
        import openai

        tries = self._settings.retries + 1
        reason = ""
        for number in range(tries):
            if number:
                log.debug("%s: the answer broke off, asking again: %s", self.name, reason)
            try:
                return self._once(prompt, given, max_tokens, schema, on_text)
            except openai.APIStatusError as error:
                if not self._completes and _has_no_chat(error):
                    self._completes = True
                    return self._answered(prompt, given, max_tokens, schema, on_text)
                if error.status_code == 429 or error.status_code >= 500:
                    raise UnreachableError(f"the server says {error.status_code}", tries) from None
                raise AnswerError(f"the server refuses the request ({error.status_code})") from None
            except openai.APITimeoutError:
                raise UnreachableError("no answer in time", tries) from None
            except openai.APIConnectionError:
                raise UnreachableError("the connection fails", tries) from None
            except (httpx2.TimeoutException, TimeoutError):
                raise UnreachableError("the answer came to a halt", number + 1) from None
            except (httpx2.HTTPError, openai.APIError, ValueError) as error:
                reason = type(error).__name__
        raise UnreachableError("the answer broke off", tries)

    def _once(
        self,
        prompt: Prompt,
        given: int,
        max_tokens: int,
        schema: dict[str, Any] | None,
        on_text: OnText | None,
    ) -> Answer:
        received = Received(max_tokens)
        started = time.monotonic()
        tokens: tuple[int, int] | None = None
        finished = ""
        with self._stream(prompt, max_tokens, schema) as stream:
            for piece, reason, counted in _pieces(stream):
                received.add(piece)
                finished = reason or finished
                tokens = counted or tokens
                if piece and on_text:
                    on_text(piece)
                if time.monotonic() - started > WHOLE_ANSWER * self._settings.timeout:
                    raise TimeoutError
                if received.full:
                    finished = "length"
                    break
        if not finished:
            raise ValueError("the stream ended before the answer did")
        said = plain_answer(received.text)
        tokens_in, tokens_out = tokens or (given, self.count(said))
        return Answer(said, tokens_in, tokens_out, complete=finished != "length")

    def _stream(
        self, prompt: Prompt, max_tokens: int, schema: dict[str, Any] | None
    ) -> openai.Stream[Any]:
        common: dict[str, Any] = {
            "model": self._backend.model,
            "max_tokens": max_tokens,
            "temperature": 0,
            "seed": SEED,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if self._backend.server == "openai":
            # Its newer models know neither the old name of the limit nor a temperature.
            common["max_completion_tokens"] = common.pop("max_tokens")
            del common["temperature"]
        if self._completes:
            text = completion_text(prompt)
            stream = self._openai.completions.create(prompt=text, stop=list(STOPS), **common)
        else:
            if schema is not None:
                common["response_format"] = response_format(self._backend, schema)
            messages: Any = chat_messages(prompt)
            stream = self._openai.chat.completions.create(messages=messages, **common)
        return cast("openai.Stream[Any]", stream)


def shown_name(model: str) -> str:
    """A model's name without the folder in which a server keeps it."""
    return model.rpartition("/")[2] if model.startswith("/") else model


def response_format(backend: Backend, schema: dict[str, Any]) -> dict[str, Any]:
    """How a server wants to be told of a JSON schema: TGI has a shape of its own."""
    if backend.server == "tgi":
        return {"type": "json_schema", "value": {"name": "answer", "schema": schema}}
    return {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": schema, "strict": True},
    }


def _has_no_chat(error: openai.APIStatusError) -> bool:
    """Whether a model knows completions only: it came without a chat template."""
    if error.status_code in (404, 405):
        return True
    told = f"{error.body}".lower()
    return error.status_code in (400, 422) and "template" in told and "chat" in told


def _pieces(stream: openai.Stream[Any]) -> Iterator[tuple[str, str, tuple[int, int] | None]]:
    """Of each event of a stream: its text, why the answer ended (or `""`), the tokens used."""
    for event in stream:
        usage = getattr(event, "usage", None)
        counted = (usage.prompt_tokens, usage.completion_tokens) if usage else None
        choices = getattr(event, "choices", None) or []
        if not choices:
            yield "", "", counted
        for choice in choices[:1]:
            delta = getattr(choice, "delta", None)
            text = delta.content if delta is not None else getattr(choice, "text", "")
            yield text or "", choice.finish_reason or "", counted
