"""The client against servers that fail, lie, break off and fall silent; and what each is told."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from moxi.errors import AnswerError, BudgetError, ModelSetupError, UnreachableError, UsageError
from moxi.llm import open_client
from moxi.llm.model import ModelSettings, Prompt
from moxi.llm.retries import seconds
from moxi.llm.settings import settings_from
from tests.fakes.model_server import ModelServer, Received, Say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROMPT = Prompt("Write on hens.", "Hens lay eggs.")
SCHEMA = {"type": "object", "properties": {"eggs": {"type": "integer"}}, "required": ["eggs"]}


def settings(server: ModelServer, **more: Any) -> ModelSettings:
    return ModelSettings(url=server.url, **{"timeout": 5.0, "retries": 1, **more})


def in_turn(*says: Say) -> Callable[[Received], Say]:
    left = list(says)
    return lambda received: left.pop(0) if len(left) > 1 else left[0]


def test_an_answer_is_streamed_and_counted_as_the_server_says() -> None:
    with ModelServer(in_turn(Say("Hens lay eggs."))) as server:
        client = open_client(settings(server))
        pieces: list[str] = []
        answer = client.ask(PROMPT, max_tokens=50, on_text=pieces.append)
        client.close()
    assert pieces == ["Hens", " lay", " eggs."]
    assert (answer.text, answer.tokens_in, answer.tokens_out) == ("Hens lay eggs.", 11, 7)
    body = server.asked[0].body
    assert body["temperature"] == 0
    assert body["max_tokens"] == 50
    assert body["messages"] == [{"role": "user", "content": "Write on hens.\n\nHens lay eggs."}]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_overloaded_server_is_asked_again(status: int) -> None:
    busy = Say(status=status, headers={"retry-after": "0.01"})
    with ModelServer(in_turn(busy, Say("Hens."))) as server:
        client = open_client(settings(server))
        assert client.ask(PROMPT, max_tokens=50).text == "Hens."
        assert len(server.asked) == 2
        client.close()


def test_retry_after_is_waited_for_within_reason() -> None:
    assert seconds("7", 0) == 7
    assert seconds("86400", 0) < 1
    assert seconds("Wed, 21 Oct 2026 07:28:00 GMT", 0) < 1
    assert 3 <= seconds(None, 3) <= 4
    assert seconds(None, 30) <= 8


def test_a_server_that_stays_down_is_given_up() -> None:
    with ModelServer(in_turn(Say(status=500, headers={"retry-after": "0.01"}))) as server:
        client = open_client(settings(server, retries=2))
        with pytest.raises(UnreachableError, match="no answer after 3 tries: the server says 500"):
            client.ask(PROMPT, max_tokens=50)
        assert len(server.asked) == 3
        client.close()


def test_half_a_stream_is_no_answer() -> None:
    half = Say("Hens lay four eggs a day.", breaks=True)
    with ModelServer(in_turn(half, Say("Hens lay eggs."))) as server:
        client = open_client(settings(server))
        assert client.ask(PROMPT, max_tokens=50).text == "Hens lay eggs."
        client.close()
    with ModelServer(in_turn(half)) as server:
        client = open_client(settings(server))
        with pytest.raises(UnreachableError, match="broke off"):
            client.ask(PROMPT, max_tokens=50)
        client.close()


def test_a_silence_ends() -> None:
    with ModelServer(in_turn(Say("Hens lay eggs.", silent=60))) as server:
        client = open_client(settings(server, timeout=0.3, retries=0))
        with pytest.raises(UnreachableError):
            client.ask(PROMPT, max_tokens=50)
        client.close()


def test_an_answer_without_end_is_cut() -> None:
    with ModelServer(in_turn(Say("Hens", endless=True))) as server:
        client = open_client(settings(server))
        answer = client.ask(PROMPT, max_tokens=50)
        client.close()
    assert not answer.complete
    assert len(answer.text) <= 50 * 16


def test_a_model_that_goes_round_in_circles_is_stopped() -> None:
    loop = "The hen lays an egg in the nest of the coop every day. "
    with ModelServer(in_turn(Say(loop * 400))) as server:
        client = open_client(settings(server))
        answer = client.ask(PROMPT, max_tokens=4_000)
        client.close()
    assert not answer.complete
    assert len(answer.text) < 3_000


@pytest.mark.parametrize("said", ["not JSON", '{"eggs": "four"}', "", "[" * 5_000])
def test_a_schema_that_a_server_ignores_is_noticed(said: str) -> None:
    with ModelServer(in_turn(Say(said))) as server:
        client = open_client(settings(server))
        with pytest.raises(AnswerError):
            client.ask(PROMPT, max_tokens=4_000, schema=SCHEMA)
        client.close()


def test_json_may_come_in_a_fence() -> None:
    with ModelServer(in_turn(Say('```json\n{"eggs": 4}\n```'))) as server:
        client = open_client(settings(server))
        answer = client.ask(PROMPT, max_tokens=50, schema=SCHEMA)
        client.close()
    assert json.loads(answer.text) == {"eggs": 4}
    shape = server.asked[0].body["response_format"]
    assert shape["json_schema"]["schema"] == SCHEMA


def test_a_model_without_a_chat_is_asked_to_complete() -> None:
    def script(received: Received) -> Say:
        if "chat" in received.path:
            return Say(status=400, body=b'{"error": {"message": "no chat template is set"}}')
        return Say("Hens lay eggs.</s>\n### Instruction:\nmore")

    with ModelServer(script) as server:
        client = open_client(settings(server))
        assert client.ask(PROMPT, max_tokens=50).text == "Hens lay eggs."
        assert client.ask(PROMPT, max_tokens=50).text == "Hens lay eggs."
        client.close()
    assert [one.path.rpartition("/")[2] for one in server.asked] == ["completions"] * 3
    assert server.asked[1].body["prompt"] == (
        "### Instruction:\nWrite on hens.\n\n### Input:\nHens lay eggs.\n\n### Response:\n"
    )


def test_the_limit_on_tokens_holds_before_it_is_passed() -> None:
    with ModelServer(in_turn(Say("Hens."))) as server:
        client = open_client(settings(server, max_tokens_total=150))
        client.ask(PROMPT, max_tokens=60)
        with pytest.raises(BudgetError, match="18 of 150 tokens are used"):
            client.ask(PROMPT, max_tokens=80)
        client.close()
    assert len(server.asked) == 1


def test_a_prompt_that_is_too_long_is_not_sent() -> None:
    with ModelServer(in_turn(Say("Hens."))) as server:
        client = open_client(settings(server))
        with pytest.raises(AnswerError, match="too long for a context of 8192"):
            client.ask(Prompt("Hens", "egg " * 9_000), max_tokens=60)
        client.close()
    assert not server.asked


MODELS = {
    "vllm": {"id": "org/hen-7b", "owned_by": "vllm", "max_model_len": 16_384},
    "llama.cpp": {"id": "hen.gguf", "owned_by": "llamacpp", "meta": {"n_ctx_train": 2_048}},
    "ollama": {"id": "hen:latest", "owned_by": "library"},
    "other": {"id": "hen-large", "context_length": 32_000},
}


@pytest.mark.parametrize(
    ("kind", "routes", "context"),
    [
        ("vllm", {}, 16_384),
        ("llama.cpp", {"/props": {"default_generation_settings": {"n_ctx": 4_096}}}, 4_096),
        ("llama.cpp", {}, 2_048),
        ("ollama", {"/api/version": {"version": "0.12.0"}}, 4_096),
        ("other", {}, 32_000),
    ],
)
def test_servers_are_recognised(kind: str, routes: dict[str, Any], context: int) -> None:
    with ModelServer(in_turn(Say()), models=(MODELS[kind],), routes=routes) as server:
        client = open_client(settings(server))
        client.close()
    assert client.name == f"{kind} {MODELS[kind]['id']}"
    assert client.context == context


@pytest.mark.parametrize(
    ("more", "models", "routes", "told"),
    [
        ({}, (), {}, "offers no model"),
        ({"model": "goose"}, ({"id": "hen"},), {}, "has no model goose; it offers hen"),
        ({}, ({"id": "hen"}, {"id": "duck"}), {}, "choose one by --model: hen, duck"),
        ({"api": "tgi"}, ({"id": "hen"},), {}, "is no TGI server"),
        ({}, (), {"/info": Say(status=503)}, "is the server ready"),
        ({}, (), {"/info": Say(status=302, headers={"location": "/x"})}, "sends elsewhere"),
    ],
)
def test_a_server_that_cannot_be_used_is_told_in_one_line(
    more: dict[str, Any], models: tuple[dict[str, Any], ...], routes: dict[str, Any], told: str
) -> None:
    with (
        ModelServer(in_turn(Say()), models=models, routes=routes) as server,
        pytest.raises(ModelSetupError, match=told) as error,
    ):
        open_client(settings(server, **more))
    assert "\n" not in f"{error.value}"


def test_nothing_listens() -> None:
    with ModelServer(in_turn(Say())) as server:
        pass
    with pytest.raises(ModelSetupError, match="cannot be reached"):
        open_client(settings(server))


def test_a_wrong_key_is_told_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ModelServer(in_turn(Say("Hens.")), key="right-key-1") as server:
        with pytest.raises(ModelSetupError, match="refuses the key") as error:
            open_client(settings(server, key="wrong-key-2"))
        with pytest.raises(ModelSetupError, match="needs a key; set MOXI_API_KEY"):
            open_client(settings(server))
        client = open_client(settings(server, key="right-key-1"))
        assert client.ask(PROMPT, max_tokens=20).text == "Hens."
        client.close()
    assert "wrong-key-2" not in f"{error.value}{caplog.text}"
    assert "right-key-1" not in caplog.text
    assert "Hens lay eggs" not in caplog.text


@pytest.mark.parametrize(
    ("url", "environ", "key"),
    [
        ("https://api.openai.com", {"OPENAI_API_KEY": "o"}, "o"),
        ("https://api.openai.com/v1/", {"OPENAI_API_KEY": "o"}, "o"),
        ("https://api.openai.com:443", {"OPENAI_API_KEY": "o", "MOXI_API_KEY": "m"}, "m"),
        ("http://api.openai.com", {"OPENAI_API_KEY": "o"}, ""),
        ("https://api.openai.com.evil.example", {"OPENAI_API_KEY": "o"}, ""),
        ("https://api.openai.com:8443", {"OPENAI_API_KEY": "o"}, ""),
        ("https://evil.example/api.openai.com", {"OPENAI_API_KEY": "o"}, ""),
        ("http://127.0.0.1:8080", {"OPENAI_API_KEY": "o"}, ""),
        ("http://127.0.0.1:8080", {"OPENAI_API_KEY": "o", "MOXI_API_KEY": "m"}, "m"),
    ],
)
def test_whose_key_goes_where(url: str, environ: dict[str, str], key: str) -> None:
    found = settings_from(environ, url=url)
    assert found is not None
    assert found.key == key
    assert f"key={key!r}" not in repr(found)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"url": "localhost:8080"}, "must be like http://HOST:PORT"),
        ({"url": "ftp://host"}, "must be like"),
        ({"url": "http://[::1"}, "is no address"),
        ({"url": "https://me:hunter2hunter2@host"}, "a key does not belong into the address"),
        ({"url": "https://host/?key=hunter2hunter2"}, "leave out what follows the path of host"),
        ({"url": "http://h", "api": "soap"}, "--api soap: is none of auto, openai, tgi"),
        ({"url": "http://h", "max_tokens_total": 0}, "must be at least 1"),
        ({"model": "hen"}, "--model: say where the model is"),
        ({"gguf": "no/such.gguf"}, "there is no such file"),
        ({"url": "http://h", "gguf": "x.gguf"}, "leave --model-url out"),
    ],
)  # fmt: skip
def test_wrong_options_are_told_in_one_line(options: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        settings_from({}, **options)
    assert "hunter2" not in f"{error.value}"


def test_options_win_over_the_environment() -> None:
    environ = {"MOXI_MODEL_URL": "http://env/v1", "MOXI_MODEL": "env", "MOXI_PRICE_IN": "0.15"}
    assert settings_from({}) is None
    found = settings_from(environ)
    assert found is not None
    assert (found.url, found.model, found.price_in) == ("http://env", "env", 0.15)
    found = settings_from(environ, url="http://option", model="option")
    assert found is not None
    assert (found.url, found.model) == ("http://option", "option")
    with pytest.raises(UsageError, match="MOXI_PRICE_IN=cheap"):
        settings_from({**environ, "MOXI_PRICE_IN": "cheap"})


def test_a_redirect_does_not_take_the_key_along() -> None:
    with ModelServer(in_turn(Say("Hens."))) as thief:
        away = Say(status=307, headers={"location": f"{thief.url}/v1/chat/completions"})
        with ModelServer(in_turn(away), key="secret-key-3") as server:
            client = open_client(settings(server, key="secret-key-3"))
            with pytest.raises(AnswerError):
                client.ask(PROMPT, max_tokens=20)
            client.close()
    assert not thief.received


def test_the_cache_survives_what_may_happen_to_its_file(tmp_path: Path) -> None:
    from moxi.llm.cache import CachedClient

    path = tmp_path / "deep" / "answers.sqlite"
    with ModelServer(in_turn(Say("First."), Say("Second."))) as server:

        def ask(**more: Any) -> str:
            client = CachedClient(open_client(settings(server)), path)
            try:
                return client.ask(PROMPT, max_tokens=more.pop("max_tokens", 20), **more).text
            finally:
                client.close()

        assert ask() == "First."
        assert ask() == "First."
        assert len(server.asked) == 1
        assert ask(max_tokens=21) == "Second."
        path.write_bytes(b"no database " * 500)
        assert ask() == "Second."
        assert path.read_bytes().startswith(b"no database")
    assert len(server.asked) == 3
