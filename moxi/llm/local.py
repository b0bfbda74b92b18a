"""A GGUF model run in this process by llama.cpp: no server to start, nothing leaves the machine."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.errors import ModelSetupError
from moxi.llm.backends import Backend
from moxi.llm.openai_client import OpenAIClient

if TYPE_CHECKING:
    import xllamacpp

    from moxi.llm.model import ModelSettings

CONTEXT = 4_096
"""Tokens: its memory grows with it, and a section's prompt fits."""
GGUF = b"GGUF"


class LocalClient(OpenAIClient):
    """See `Client`. llama.cpp listens on loopback only, and for a key that only this run has."""

    def __init__(self, settings: ModelSettings) -> None:
        from moxi.llm.http import http_client

        key = secrets.token_urlsafe()
        self._server: xllamacpp.Server | None = _started(settings, key)
        model = settings.gguf.stem if settings.gguf else ""
        local = replace(settings, url=self._server.listening_address.rstrip("/"), key=key)
        backend = Backend("llama.cpp", model, CONTEXT)
        super().__init__(local, backend, http_client(key))

    def close(self) -> None:
        """See `Client.close`; the model's memory is given back."""
        super().close()
        self._server = None


def _started(settings: ModelSettings, key: str) -> xllamacpp.Server:
    try:
        import xllamacpp
    except ImportError:
        told = "--gguf needs llama.cpp: pip install 'moxi-readme[local]'"
        raise ModelSetupError("", told) from None
    path = settings.gguf
    assert path is not None  # noqa: S101  open_client asks
    try:
        with path.open("rb") as file:
            if file.read(len(GGUF)) != GGUF:
                raise ModelSetupError("", f"--gguf {path}: is no GGUF file")
    except OSError as error:
        raise ModelSetupError("", f"--gguf {path}: cannot be read: {error.strerror}") from None
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.use_jinja = True
    parameters.warmup = False
    parameters.api_keys = [key]
    parameters.verbosity = -1
    threads = max((os.cpu_count() or 2) // 2, 1)
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    try:
        return xllamacpp.Server(parameters)
    except Exception as error:  # the library raises plain exceptions
        raise ModelSetupError("", f"--gguf {path}: llama.cpp cannot load it") from error
