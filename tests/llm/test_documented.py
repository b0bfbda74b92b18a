"""Each command of the page "Use your own model", run as it stands there against its backend."""

from __future__ import annotations

import logging
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from typer.testing import CliRunner

from moxi.cli import app
from moxi.llm.http import http_client
from tests.draft.test_model_writer import FILES
from tests.fakes.model_server import ModelServer, Received, Say
from tests.fakes.tgi import TgiServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = Path(__file__).parents[2] / "docs" / "models.md"
TOLD = "With `--sowable` it lists only the seeds that can be sown now."
MODELS: dict[str, dict[str, Any]] = {
    "llama.cpp": {"id": "hen.gguf", "owned_by": "llamacpp", "meta": {"n_ctx_train": 8_192}},
    "vLLM": {"id": "org/hen-7b", "owned_by": "vllm", "max_model_len": 16_384},
    "Ollama": {"id": "llama3.2", "owned_by": "library"},
    "OpenAI": {"id": "gpt-4o-mini", "owned_by": "system"},
    "anything with OpenAI's routes": {"id": "NAME"},
}


@pytest.fixture(autouse=True)
def levels() -> Iterator[None]:
    """The command says what is logged; the next test is not to inherit that."""
    yield
    logging.getLogger("moxi").setLevel(logging.NOTSET)


def rows() -> dict[str, list[str]]:
    """The arguments of each server's command in the page's table."""
    found = re.findall(r"^\| ([^|]+) \| `moxi ([^`]+)` \|$", PAGE.read_text(), re.MULTILINE)
    return {server: shlex.split(command) for server, command in found}


def test_the_table_has_the_servers_that_are_run_here() -> None:
    assert {*rows()} == {*MODELS, "TGI, a model trained to complete", "TGI, a chat model",
                         "none, a model file"}  # fmt: skip


def _double(server: str, script: Callable[[Received], Say]) -> ModelServer:
    if server.startswith("TGI"):
        return TgiServer(script, key="key-of-the-page")
    routes = {"/api/version": {"version": "0.12.0"}} if server == "Ollama" else {}
    return ModelServer(script, models=(MODELS[server],), routes=routes, key="key-of-the-page")


@pytest.mark.parametrize("server", [name for name in rows() if name != "none, a model file"])
def test_the_command_works(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOXI_API_KEY", "key-of-the-page")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    hosts: list[str] = []
    with _double(server, lambda received: Say(TOLD)) as double:

        class Wire(httpx2.HTTPTransport):
            def handle_request(self, request: httpx2.Request) -> httpx2.Response:
                hosts.append(f"{request.url.scheme}://{request.url.netloc.decode()}")
                to = httpx2.URL(double.url)
                request.url = request.url.copy_with(scheme="http", host=to.host, port=to.port)
                return super().handle_request(request)

        def wired(key: str, only: str = "") -> httpx2.Client:
            client = http_client(key, only)
            return httpx2.Client(
                transport=Wire(), headers=client.headers, event_hooks=client.event_hooks
            )

        monkeypatch.setattr("moxi.llm.tgi.http_client", wired)
        monkeypatch.setattr("moxi.llm.http.http_client", wired)
        done = CliRunner().invoke(app, rows()[server])
        asked = double.asked
    assert done.exit_code == 0, done.output
    assert TOLD in (tmp_path / "README.draft.md").read_text()
    assert {*hosts} == {re.sub(r"(//[^/]*)/.*", r"\1", rows()[server][2])}
    routes = {one.path for one in asked}
    completes = server == "TGI, a model trained to complete"
    assert routes == {"/generate_stream" if completes else "/v1/chat/completions"}
