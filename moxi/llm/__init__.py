"""One client for the model servers that people run: TGI, vLLM, llama.cpp, Ollama, OpenAI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.errors import ModelSetupError

if TYPE_CHECKING:
    from moxi.llm.model import Client, ModelSettings

__all__ = ["open_client"]


def open_client(settings: ModelSettings) -> Client:
    """The model that the settings name, found and ready to be asked.

    A TGI server is asked by its own `/generate` (for a model trained to complete) unless
    `settings.api` is `openai`. Raises ModelSetupError.
    """
    try:
        import openai  # noqa: F401
    except ImportError:
        told = "a model needs more packages: pip install 'moxi-readme[model]'"
        raise ModelSetupError("", told) from None
    if settings.gguf is not None:
        from moxi.llm.local import LocalClient

        return LocalClient(settings)
    from moxi.llm.backends import recognise
    from moxi.llm.http import http_client
    from moxi.llm.openai_client import OpenAIClient
    from moxi.llm.tgi import TgiClient

    http = http_client(settings.key)
    try:
        backend = recognise(settings, http)
        if settings.api == "tgi" and backend.server != "tgi":
            raise ModelSetupError(settings.url, "is no TGI server; leave --api tgi out")
        if backend.server == "tgi" and settings.api != "openai":
            return TgiClient(settings, backend, http)
        return OpenAIClient(settings, backend, http)
    except BaseException:
        http.close()
        raise
