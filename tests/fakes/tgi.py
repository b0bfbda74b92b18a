"""A double of TGI: its routes, its traps, and every request and answer held to its description.

The shapes are those of `docs/openapi.json` of text-generation-inference 3.3, whose limits on
values (`stop` has four entries at most, `temperature` is above 0) are the server's own.
"""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema

from tests.fakes.model_server import ModelServer, Received, Say

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler

MODEL = "org/hen-7b"
INFO = {
    "model_id": MODEL, "model_sha": None, "model_pipeline_tag": "text-generation",
    "max_concurrent_requests": 128, "max_best_of": 2, "max_stop_sequences": 4,
    "max_input_tokens": 3_000, "max_total_tokens": 4_000, "validation_workers": 2,
    "max_client_batch_size": 4, "router": "text-generation-router", "version": "3.3.7",
    "sha": None, "docker_label": None,
}  # fmt: skip


def _object(required: str, optional: str = "", **types: Any) -> dict[str, Any]:
    """A closed object: TGI ignores what it does not know, and so a mistake would not show."""
    names = [*required.split(), *optional.split()]
    return {
        "type": "object",
        "required": required.split(),
        "properties": {name: types.get(name, {}) for name in names},
        "additionalProperties": False,
    }


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


TEXT, FLAG = {"type": "string"}, {"type": "boolean"}
COUNT = {"type": "integer", "minimum": 0}
ABOVE_0 = _maybe({"type": "number", "exclusiveMinimum": 0})
SHARE = _maybe({"type": "number", "exclusiveMinimum": 0, "maximum": 1})
STOP = {"type": "array", "items": TEXT, "maxItems": 4}
GRAMMAR = {
    "oneOf": [
        _object("type value", type={"const": "json"}, value={"type": "object"}),
        _object("type value", type={"const": "regex"}, value=TEXT),
        _object(
            "type value",
            type={"const": "json_schema"},
            value=_object("schema", "name strict", schema={"type": "object"}, name=_maybe(TEXT)),
        ),
    ]
}
PARAMETERS = _object(
    "",
    "adapter_id best_of decoder_input_details details do_sample frequency_penalty grammar "
    "max_new_tokens repetition_penalty return_full_text seed stop temperature top_k top_n_tokens "
    "top_p truncate typical_p watermark",
    adapter_id=_maybe(TEXT), best_of=ABOVE_0, decoder_input_details=FLAG, details=FLAG,
    do_sample=FLAG, grammar=_maybe(GRAMMAR), max_new_tokens=_maybe(COUNT),
    repetition_penalty=ABOVE_0, return_full_text=_maybe(FLAG), seed=ABOVE_0, stop=STOP,
    temperature=ABOVE_0, top_k=ABOVE_0, top_n_tokens=ABOVE_0, top_p=SHARE, truncate=_maybe(COUNT),
    typical_p=SHARE, watermark=FLAG,
)  # fmt: skip
MESSAGE = _object("role content", "name", role=TEXT, content=TEXT)
STREAM_OPTIONS = _maybe(_object("", "include_usage", include_usage=FLAG))
REQUESTS: dict[str, dict[str, Any]] = {
    "/generate_stream": _object(
        "inputs", "parameters stream", inputs=TEXT, parameters=PARAMETERS, stream=FLAG
    ),
    "/tokenize": _object("inputs", "parameters", inputs=TEXT, parameters=PARAMETERS),
    "/v1/chat/completions": _object(
        "messages",
        "model frequency_penalty logit_bias logprobs top_logprobs max_tokens n presence_penalty "
        "stop stream stream_options seed tools tool_prompt temperature top_p tool_choice "
        "response_format",
        messages={"type": "array", "items": MESSAGE}, model=TEXT, max_tokens=COUNT, stop=STOP,
        stream=FLAG, stream_options=STREAM_OPTIONS, seed=COUNT, response_format=_maybe(GRAMMAR),
    ),
    # The description has no `stream_options` here; the server takes them without a word.
    "/v1/completions": _object(
        "prompt",
        "model max_tokens seed stop stream stream_options suffix temperature top_p "
        "frequency_penalty repetition_penalty",
        prompt=TEXT, model=TEXT, max_tokens=COUNT, stop=STOP, stream=FLAG, seed=COUNT,
    ),
}  # fmt: skip
TOKEN = _object(
    "id text logprob special", id=COUNT, text=TEXT, logprob={"type": "number"}, special=FLAG
)
DETAILS = _object(
    "finish_reason generated_tokens input_length",
    "seed",
    finish_reason={"enum": ["length", "eos_token", "stop_sequence"]},
    generated_tokens=COUNT,
    input_length=COUNT,
)
USAGE = _object(
    "prompt_tokens completion_tokens total_tokens",
    prompt_tokens=COUNT,
    completion_tokens=COUNT,
    total_tokens=COUNT,
)
CHOICE = _object(
    "index delta",
    "logprobs finish_reason",
    index=COUNT,
    delta=_object("role content", "tool_call_id", role=TEXT, content=TEXT),
    finish_reason=_maybe(TEXT),
)
CHUNK = _object(
    "id object created model system_fingerprint choices",
    "usage",
    object={"const": "chat.completion.chunk"},
    choices={"type": "array", "items": CHOICE},
    usage=_maybe(USAGE),
)
ERROR = _object("error error_type", error=TEXT, error_type=TEXT)
ANSWERS: dict[str, dict[str, Any]] = {
    "/info": _object(
        "model_id max_concurrent_requests max_best_of max_stop_sequences max_input_tokens "
        "max_total_tokens validation_workers max_client_batch_size router version",
        "model_sha model_pipeline_tag sha docker_label",
        max_input_tokens=COUNT,
        max_total_tokens=COUNT,
    ),
    "/generate_stream": _object(
        "index token",
        "generated_text details top_tokens",
        index=COUNT,
        token=TOKEN,
        generated_text=_maybe(TEXT),
        details=_maybe(DETAILS),
    ),
    "/tokenize": {
        "type": "array",
        "items": _object(
            "id text start stop", id=COUNT, text=TEXT, start=COUNT, stop=COUNT
        ),
    },
    "/v1/chat/completions": CHUNK,
}  # fmt: skip
STATUS = {"validation": 422, "generation": 424, "overloaded": 429, "incomplete_generation": 500}
"""Of each kind of error; within a stream it comes as an event instead, after a status of 200."""


class TgiServer(ModelServer):
    """See `ModelServer`. A `Say` with a status tells the kind of error that TGI has for it, and
    with `headers={"x-in-stream": …}` tells it within the stream. At the end of the context a
    request that TGI does not describe is an AssertionError."""

    def __init__(
        self,
        script: Callable[[Received], Say],
        *,
        key: str = "",
        info: dict[str, Any] | None = None,
    ) -> None:
        described = {**INFO, **(info or {})}
        jsonschema.validate(described, ANSWERS["/info"])
        super().__init__(script, models=(), routes={"/info": described}, key=key)
        self._info = described
        self.wrong: list[str] = []

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)
        assert not self.wrong, self.wrong

    @property
    def asked(self) -> list[Received]:
        """The requests for an answer."""
        return [one for one in self.received if one.path in REQUESTS and one.path != "/tokenize"]

    def _keep(self, handler: BaseHTTPRequestHandler) -> Received:
        received = super()._keep(handler)
        try:
            if handler.command == "POST":
                jsonschema.validate(received.body, REQUESTS[received.path])
        except KeyError:
            self.wrong.append(f"no such route: {received.path}")
        except jsonschema.ValidationError as error:
            self.wrong.append(f"{received.path}: {error.message}")
        return received

    def _post(self, handler: BaseHTTPRequestHandler) -> None:
        received = self._keep(handler)
        if self._refused(handler, received):
            return
        if received.path == "/tokenize":
            self._json(handler, received.path, 200, _tokens(received.body["inputs"]))
            return
        say = self._script(received)
        kind = _kind(say.status) if say.status != 200 else self._too_long(received)
        if say.status not in (200, *STATUS.values()):  # from what stands before the server
            self._send(handler, say.status, b"<html>bad gateway</html>", say.headers)
        elif kind and "x-in-stream" not in say.headers and say.status != 200:
            told = {"error": f"no: {kind}", "error_type": kind}
            self._json(handler, "error", say.status, told, say.headers)
        else:
            handler.send_response(200)
            handler.send_header("content-type", "text/event-stream")
            handler.end_headers()
            with contextlib.suppress(OSError):  # the client has gone
                if kind:
                    self._event(handler, "error", {"error": f"no: {kind}", "error_type": kind})
                elif received.path == "/generate_stream":
                    self._generate(handler, received, say)
                else:
                    self._chat(handler, say)

    def _too_long(self, received: Received) -> str:
        if received.path != "/generate_stream":
            return ""
        given = len(_tokens(received.body["inputs"]))
        asked = received.body.get("parameters", {}).get("max_new_tokens") or 100
        if given >= self._info["max_input_tokens"]:
            return "validation"
        return "validation" if given + asked > self._info["max_total_tokens"] else ""

    def _generate(self, handler: BaseHTTPRequestHandler, received: Received, say: Say) -> None:
        words = re.findall(r"\s*\S+|\s+$", say.text)
        limit = received.body["parameters"]["max_new_tokens"]
        sent = 0
        while sent < len(words) or say.endless:
            if self._stop.is_set() or (sent >= limit and not say.endless):
                break
            if sent == len(words) // 2:
                if say.breaks:
                    return
                self._stop.wait(say.silent)
            word = words[sent] if sent < len(words) else f" egg{sent}"
            sent += 1
            token = {"id": sent, "text": word, "logprob": -0.5, "special": False}
            self._event(handler, received.path, {"index": sent, "token": token})
        finished = "length" if sent < len(words) else "eos_token"
        inputs = received.body["inputs"]
        last = {
            "index": sent + 1,
            "token": {"id": 2, "text": "</s>", "logprob": -0.1, "special": True},
            "generated_text": say.text,
            "details": {
                "finish_reason": finished,
                "generated_tokens": sent + 1,
                "input_length": len(_tokens(inputs)),
                "seed": 7,
            },
        }
        self._event(handler, received.path, last)

    def _chat(self, handler: BaseHTTPRequestHandler, say: Say) -> None:
        common = {
            "id": "", "object": "chat.completion.chunk", "created": 1, "model": MODEL,
            "system_fingerprint": "3.3.7-native",
        }  # fmt: skip
        for part, reason in ((say.text, None), ("", "stop")):
            delta = {"role": "assistant", "content": part}
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
            self._event(
                handler, "/v1/chat/completions", {**common, "choices": [choice], "usage": None}
            )
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        self._event(handler, "/v1/chat/completions", {**common, "choices": [], "usage": usage})
        handler.wfile.write(b"data: [DONE]\n\n")

    def _event(self, handler: BaseHTTPRequestHandler, route: str, value: Any) -> None:
        jsonschema.validate(value, ANSWERS.get(route, ERROR))
        handler.wfile.write(f"data:{json.dumps(value)}\n\n".encode())
        handler.wfile.flush()

    def _json(
        self,
        handler: BaseHTTPRequestHandler,
        route: str,
        status: int,
        value: Any,
        headers: dict[str, str] | None = None,
    ) -> None:
        jsonschema.validate(value, ANSWERS.get(route, ERROR))
        self._send(handler, status, json.dumps(value).encode(), headers or {})

    @staticmethod
    def _send(
        handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]
    ) -> None:
        handler.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("content-length", f"{len(body)}")
        handler.end_headers()
        handler.wfile.write(body)


def _kind(status: int) -> str:
    return next((kind for kind, code in STATUS.items() if code == status), "")


def _tokens(text: str) -> list[dict[str, Any]]:
    """A tokenizer of words, which every test can count by itself."""
    found = re.finditer(r"\s*\S+|\s+$", text)
    return [
        {"id": number, "text": match[0], "start": match.start(), "stop": match.end()}
        for number, match in enumerate(found)
    ]
