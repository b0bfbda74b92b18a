"""The client and a whole draft against llama.cpp with a real model, which invents freely."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import TYPE_CHECKING

import pytest

from moxi.errors import ModelSetupError
from moxi.llm import open_client
from moxi.llm.model import ModelSettings, Prompt
from tests.draft.test_model_writer import FILES
from tests.llm.conftest import CONTEXT
from tests.test_model_cli import moxi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from moxi.llm.model import Client

pytestmark = pytest.mark.slow

SCHEMA = {
    "type": "object",
    "properties": {"bird": {"enum": ["hen", "goose"]}, "eggs": {"type": "integer"}},
    "required": ["bird", "eggs"],
    "additionalProperties": False,
}


@pytest.fixture
def client(llama: str) -> Iterator[Client]:
    found = open_client(ModelSettings(url=llama))
    yield found
    found.close()


def test_the_server_and_its_context_are_recognised(client: Client) -> None:
    assert client.name == "llama.cpp SmolLM2-135M-Instruct.Q4_1.gguf"
    assert client.context == CONTEXT
    assert client.count("Counts hens in a log.") < len("Counts hens in a log.") / 2


def test_a_chat_is_streamed_and_counted(client: Client) -> None:
    pieces: list[str] = []
    prompt = Prompt("Name three birds.", "One word each.")
    answer = client.ask(prompt, max_tokens=24, on_text=pieces.append)
    assert len(pieces) > 2
    assert "".join(pieces).strip() == answer.text
    assert answer.tokens_in > 10
    assert 2 < answer.tokens_out <= 24
    assert client.usage.requests == 1
    assert client.usage.tokens_out == answer.tokens_out


def test_the_same_prompt_gives_the_same_answer(client: Client) -> None:
    prompt = Prompt("Write one sentence on hens.")
    assert client.ask(prompt, max_tokens=30).text == client.ask(prompt, max_tokens=30).text


def test_an_answer_that_is_cut_off_says_so(client: Client) -> None:
    assert not client.ask(Prompt("Count from one to a hundred."), max_tokens=8).complete


def test_an_answer_is_held_to_a_schema(client: Client) -> None:
    answer = client.ask(Prompt("Describe a hen as JSON."), max_tokens=60, schema=SCHEMA)
    assert json.loads(answer.text)["bird"] in ("hen", "goose")


def test_a_completion_continues_the_alpaca_form(client: Client) -> None:
    client._completes = True  # type: ignore[attr-defined]
    answer = client.ask(Prompt("Write one sentence on hens."), max_tokens=30)
    assert answer.text
    assert "###" not in answer.text


def test_a_stream_that_is_left_frees_the_server(client: Client, llama: str) -> None:
    def stop(piece: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.ask(Prompt("Write a very long story."), max_tokens=1_500, on_text=stop)
    started = time.monotonic()
    for _ in range(100):
        with urllib.request.urlopen(f"{llama}/slots") as answer:  # noqa: S310
            if not json.load(answer)[0]["is_processing"]:
                break
        time.sleep(0.1)
    else:
        pytest.fail("the server still writes")
    assert time.monotonic() - started < 10


def test_a_model_that_is_not_there_is_told_with_those_that_are(llama: str) -> None:
    with pytest.raises(ModelSetupError, match=r"has no model gpt-5; it offers .*SmolLM2"):
        open_client(ModelSettings(url=llama, model="gpt-5"))


def test_a_model_file_runs_in_this_process(gguf: Path) -> None:
    client = open_client(ModelSettings(gguf=gguf))
    try:
        assert client.name == "llama.cpp SmolLM2-135M-Instruct.Q4_1"
        assert client.ask(Prompt("Name a bird."), max_tokens=10).text
    finally:
        client.close()


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"no model at all")
    with pytest.raises(ModelSetupError, match=r"model\.gguf: is no GGUF file"):
        open_client(ModelSettings(gguf=path))
    path.write_bytes(b"GGUF" + bytes(60))
    with pytest.raises(ModelSetupError, match=r"llama\.cpp cannot load it"):
        open_client(ModelSettings(gguf=path))


@pytest.mark.long
def test_a_whole_draft_holds_no_claim_that_is_not_verified(llama: str, tmp_path: Path) -> None:
    repository = tmp_path / "seedbox"
    for path, text in FILES.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(text)
    done = moxi("draft", repository, "--model-url", llama, "--explain", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "requests" in done.stderr
    assert "usage: written by the" in done.stderr
    first = (tmp_path / "README.draft.md").read_bytes()
    (repository / "README.md").write_bytes(first)
    checked = moxi("check", repository / "README.md", "--format", "json", cwd=tmp_path)
    tally = json.loads(checked.stdout)["tally"]
    assert tally["claims"] > 5
    assert tally["refuted"] == tally["unknown"] == 0
    # The same questions are answered from the cache, and the same bytes come out.
    again = moxi("draft", repository, "--model-url", llama, "--force", cwd=tmp_path)
    assert (tmp_path / "README.draft.md").read_bytes() == first
    assert ": 0 requests" in again.stderr
