"""TGI's own `/generate`, against a double that is held to TGI's description of its routes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from moxi.errors import AnswerError, ModelSetupError, UnreachableError
from moxi.llm import open_client
from moxi.llm.model import ModelSettings, Prompt, room
from tests.fakes.model_server import ModelServer, Received, Say
from tests.fakes.tgi import MODEL, TgiServer

if TYPE_CHECKING:
    from collections.abc import Callable

PROMPT = Prompt("Write on hens.", "Hens lay eggs.")
SCHEMA = {"type": "object", "properties": {"eggs": {"type": "integer"}}, "required": ["eggs"]}


def settings(server: ModelServer, **more: Any) -> ModelSettings:
    return ModelSettings(url=server.url, **{"timeout": 5.0, "retries": 1, **more})


def in_turn(*says: Say) -> Callable[[Received], Say]:
    left = list(says)
    return lambda received: left.pop(0) if len(left) > 1 else left[0]


def test_tgi_is_recognised_and_asked_in_the_form_of_the_training_data() -> None:
    with TgiServer(in_turn(Say("Hens lay\n\neggs."))) as server:
        client = open_client(settings(server))
        pieces: list[str] = []
        answer = client.ask(PROMPT, max_tokens=50, on_text=pieces.append)
        client.close()
    assert client.name == f"tgi {MODEL}"
    assert (client.context, client.max_prompt) == (4_000, 2_999)
    assert pieces == ["Hens", " lay", "\n\neggs."]
    assert (answer.text, answer.tokens_out, answer.complete) == ("Hens lay\n\neggs.", 4, True)
    assert answer.tokens_in == 13
    (asked,) = server.asked
    assert asked.path == "/generate_stream"
    assert asked.body["inputs"] == (
        "### Instruction:\nWrite on hens.\n\n### Input:\nHens lay eggs.\n\n### Response:\n"
    )
    given = asked.body["parameters"]
    assert (given["max_new_tokens"], given["do_sample"], given["return_full_text"]) == (
        50,
        False,
        False,
    )
    assert "\n### Instruction:" in given["stop"]


def test_a_chat_model_behind_tgi_is_asked_by_its_openai_routes() -> None:
    with TgiServer(in_turn(Say('{"eggs": 4}'))) as server:
        client = open_client(settings(server, api="openai"))
        answer = client.ask(PROMPT, max_tokens=50, schema=SCHEMA)
        client.close()
    assert json.loads(answer.text) == {"eggs": 4}
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.body["response_format"] == {
        "type": "json_schema",
        "value": {"name": "answer", "schema": SCHEMA},
    }


def test_an_answer_in_json_is_held_to_its_schema() -> None:
    with TgiServer(in_turn(Say('{"eggs": 4}'), Say('{"eggs": "four"}'))) as server:
        client = open_client(settings(server))
        assert json.loads(client.ask(PROMPT, max_tokens=50, schema=SCHEMA).text) == {"eggs": 4}
        with pytest.raises(AnswerError, match="does not fit its schema at eggs"):
            client.ask(PROMPT, max_tokens=50, schema=SCHEMA)
        client.close()
    assert server.asked[0].body["parameters"]["grammar"] == {"type": "json", "value": SCHEMA}


@pytest.mark.parametrize("in_stream", [True, False])
@pytest.mark.parametrize("status", [424, 429, 500])
def test_what_may_pass_is_asked_again(status: int, in_stream: bool) -> None:
    headers = {"x-in-stream": "yes"} if in_stream else {"retry-after": "0.01"}
    with TgiServer(in_turn(Say(status=status, headers=headers), Say("Hens."))) as server:
        client = open_client(settings(server))
        assert client.ask(PROMPT, max_tokens=50).text == "Hens."
        client.close()
    assert len(server.asked) == 2


def test_a_gateway_that_fails_is_asked_again() -> None:
    with TgiServer(
        in_turn(Say(status=502, headers={"retry-after": "0.01"}), Say("Hens."))
    ) as server:
        client = open_client(settings(server))
        assert client.ask(PROMPT, max_tokens=50).text == "Hens."
        client.close()


def test_retry_after_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("moxi.llm.retries.time.sleep", slept.append)
    with TgiServer(in_turn(Say(status=429, headers={"retry-after": "9"}), Say("Hens."))) as server:
        client = open_client(settings(server))
        client.ask(PROMPT, max_tokens=50)
        client.close()
    assert slept == [9.0]


@pytest.mark.parametrize("in_stream", [True, False])
def test_a_request_that_is_refused_is_not_repeated(in_stream: bool) -> None:
    headers = {"x-in-stream": "yes"} if in_stream else {}
    with TgiServer(in_turn(Say(status=422, headers=headers))) as server:
        client = open_client(settings(server))
        with pytest.raises(AnswerError, match=r"refuses the request \(validation\)"):
            client.ask(PROMPT, max_tokens=50)
        client.close()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("say", "told"),
    [
        (Say("one two three four", breaks=True), "broke off"),
        (Say(status=429, headers={"retry-after": "0.01"}), "the server says overloaded"),
        (Say(status=424), "the server says generation"),
    ],
)
def test_a_server_that_keeps_failing_is_given_up(say: Say, told: str) -> None:
    with TgiServer(in_turn(say)) as server:
        client = open_client(settings(server))
        with pytest.raises(UnreachableError, match=told):
            client.ask(PROMPT, max_tokens=50)
        client.close()
    assert len(server.asked) == 2


def test_a_silence_ends() -> None:
    with TgiServer(in_turn(Say("one two three four", silent=30))) as server:
        client = open_client(settings(server, timeout=0.3))
        with pytest.raises(UnreachableError, match="no answer in time"):
            client.ask(PROMPT, max_tokens=50)
        client.close()
    assert len(server.asked) == 1


def test_an_answer_without_end_is_cut() -> None:
    with TgiServer(in_turn(Say("An", endless=True))) as server:
        client = open_client(settings(server))
        answer = client.ask(PROMPT, max_tokens=50)
        client.close()
    assert not answer.complete
    assert len(answer.text) <= 50 * 16


def test_a_prompt_may_be_as_long_as_the_server_takes_prompts() -> None:
    with TgiServer(in_turn(Say("Hens.")), info={"max_input_tokens": 200}) as server:
        client = open_client(settings(server))
        assert room(client, 50) == 199
        fits = Prompt("Hens", "egg " * 150)
        assert client.ask(fits, max_tokens=50).text == "Hens."
        with pytest.raises(AnswerError, match="the prompt is too long"):
            client.ask(Prompt("Hens", "egg " * 250), max_tokens=50)
        client.close()
    assert len(server.asked) == 1


def test_no_token_of_the_hub_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_" + "a" * 34)
    with TgiServer(in_turn(Say("Hens."))) as server:
        client = open_client(settings(server))
        client.ask(PROMPT, max_tokens=50)
        client.close()
    assert "hf_aaaa" not in repr(server.received)


def test_the_key_is_sent_to_the_server() -> None:
    with TgiServer(in_turn(Say("Hens.")), key="key-of-mine-4") as server:
        client = open_client(settings(server, key="key-of-mine-4"))
        assert client.ask(PROMPT, max_tokens=50).text == "Hens."
        client.close()
        with pytest.raises(ModelSetupError, match="refuses the key"):
            open_client(settings(server, key="another-key-5"))


def test_a_redirect_takes_nothing_along() -> None:
    with ModelServer(in_turn(Say("Hens."))) as thief:
        away = Say(status=307, headers={"location": f"{thief.url}/generate_stream"})
        with TgiServer(in_turn(away), key="secret-key-6") as server:
            client = open_client(settings(server, key="secret-key-6"))
            with pytest.raises(UnreachableError, match="broke off"):
                client.ask(PROMPT, max_tokens=50)
            client.close()
    assert not thief.received


def test_a_hub_that_is_switched_off_does_not_stop_a_server_of_ones_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with TgiServer(in_turn(Say("Hens."))) as server:
        client = open_client(settings(server))
        assert client.ask(PROMPT, max_tokens=50).text == "Hens."
        client.close()
