"""Which server answers at an address, which model it offers, and how long a text may be there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from moxi.errors import ModelSetupError

if TYPE_CHECKING:
    import httpx2

    from moxi.llm.model import ModelSettings

Server = Literal["tgi", "vllm", "llama.cpp", "ollama", "openai", "other"]

DEFAULT_CONTEXT = 8_192
"""Tokens, where a server does not say."""
OLLAMA_CONTEXT = 4_096
"""What Ollama gives a request unless it is told otherwise; it cuts longer ones without a word."""
OPENAI_CONTEXT = 128_000
_PROBE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Backend:
    """A server and the model that is used there."""

    server: Server
    model: str
    context: int
    """tokens of prompt and answer together"""
    max_prompt: int | None = None
    """tokens of a prompt, where the server limits them by themselves too"""


def recognise(settings: ModelSettings, http: httpx2.Client) -> Backend:
    """Ask the server what it is. Only its descriptions are read; no text of a repository is sent.

    Raises ModelSetupError: nothing answers there, the key is refused, or it has no such model.
    """
    url = settings.url
    if urlsplit(url).hostname == "api.openai.com":
        if not settings.key:
            raise ModelSetupError(url, "needs a key; set MOXI_API_KEY or OPENAI_API_KEY")
        listed = _models(_get(settings, http, "/v1/models"))
        return Backend("openai", _chosen(settings, list(listed)), OPENAI_CONTEXT)
    info = _get(settings, http, "/info")
    if isinstance(info, dict) and "model_id" in info:
        offered = f"{info['model_id']}"
        model = _chosen(settings, [offered, "tgi"] if settings.model == "tgi" else [offered])
        total = _number(info.get("max_total_tokens"), DEFAULT_CONTEXT)
        return Backend("tgi", model, total, _number(info.get("max_input_tokens"), total) - 1)
    listed = _models(_get(settings, http, "/v1/models"))
    if not listed:
        raise ModelSetupError(url, "answers, but offers no model; is it the address of a server?")
    model = _chosen(settings, list(listed))
    entry = listed[model]
    owner = f"{entry.get('owned_by')}"
    if owner == "vllm":
        return Backend("vllm", model, _number(entry.get("max_model_len"), DEFAULT_CONTEXT))
    if owner == "llamacpp":
        return Backend("llama.cpp", model, _llama_context(settings, http, entry))
    version = _get(settings, http, "/api/version")
    if isinstance(version, dict) and "version" in version:
        return Backend("ollama", model, OLLAMA_CONTEXT)
    return Backend("other", model, _number(entry.get("context_length"), DEFAULT_CONTEXT))


def _get(settings: ModelSettings, http: httpx2.Client, path: str) -> Any:
    """What a route says, as JSON; None where there is no such route."""
    import httpx2

    url = settings.url
    try:
        answer = http.get(f"{url}{path}", timeout=min(settings.timeout, _PROBE_SECONDS))
    except httpx2.TimeoutException:
        raise ModelSetupError(url, "does not answer in time; is the server ready?") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        reason = f"{error}".partition("\n")[0] or type(error).__name__
        raise ModelSetupError(url, f"cannot be reached: {reason}") from None
    if answer.status_code in (401, 403):
        told = (
            "refuses the key; check MOXI_API_KEY"
            if settings.key
            else "needs a key; set MOXI_API_KEY"
        )
        raise ModelSetupError(url, told)
    if answer.is_redirect:
        raise ModelSetupError(url, "sends elsewhere; give the address that it leads to")
    if answer.status_code >= 500:
        told = f"answers with {answer.status_code}; is the server ready, its model loaded?"
        raise ModelSetupError(url, told)
    if not answer.is_success:
        return None
    try:
        return answer.json()
    except ValueError:
        return None


def _models(answer: Any) -> dict[str, dict[str, Any]]:
    """The models of an answer of `/v1/models`, by name."""
    entries = answer.get("data") if isinstance(answer, dict) else None
    found = [entry for entry in entries or [] if isinstance(entry, dict)]
    return {f"{entry['id']}": entry for entry in found if entry.get("id")}


def _chosen(settings: ModelSettings, offered: list[str]) -> str:
    """The model that was asked for, or the only one there is."""
    shown = ", ".join(offered[:5]) + (f" and {len(offered) - 5} more" if len(offered) > 5 else "")
    if settings.model:
        if settings.model not in offered:
            raise ModelSetupError(
                settings.url, f"has no model {settings.model}; it offers {shown or 'none'}"
            )
        return settings.model
    if len(offered) == 1:
        return offered[0]
    raise ModelSetupError(settings.url, f"offers several models; choose one by --model: {shown}")


def _llama_context(settings: ModelSettings, http: httpx2.Client, entry: dict[str, Any]) -> int:
    """Of one slot as the server runs it, which may be less than the model was trained with."""
    props = _get(settings, http, "/props")
    slot = props.get("default_generation_settings") if isinstance(props, dict) else None
    if isinstance(slot, dict) and "n_ctx" in slot:
        return _number(slot["n_ctx"], DEFAULT_CONTEXT)
    meta = entry.get("meta")
    trained = meta.get("n_ctx_train") if isinstance(meta, dict) else None
    return _number(trained, DEFAULT_CONTEXT)


def _number(value: Any, default: int) -> int:
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default
    )
