"""Where the model is: options and environment, checked once. Nothing of it is a repository's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moxi.errors import ModelSetupError, UsageError
from moxi.llm.model import APIS, ModelSettings

if TYPE_CHECKING:
    from collections.abc import Mapping


OPENAI_URL = "https://api.openai.com/v1"
_OPENAI_HOST = "api.openai.com"


def settings_from(
    environ: Mapping[str, str],
    *,
    url: str = "",
    model: str = "",
    api: str = "",
    gguf: str = "",
    max_tokens_total: int | None = None,
) -> ModelSettings | None:
    """The settings that options and environment give; None where neither names a model.

    An option wins over `MOXI_MODEL_URL` and `MOXI_MODEL`. The key is `MOXI_API_KEY`; for
    api.openai.com, and for no other host, `OPENAI_API_KEY` will do. `MOXI_PRICE_IN` and
    `MOXI_PRICE_OUT` are prices of a million tokens. Raises UsageError and ModelSetupError, whose
    texts hold no secret.
    """
    chosen = next((name for name in APIS if name == (api or "auto")), None)
    if chosen is None:
        raise UsageError(f"--api {api}: is none of {', '.join(APIS)}")
    if max_tokens_total is not None and max_tokens_total < 1:
        raise UsageError(f"--max-tokens-total {max_tokens_total}: must be at least 1")
    if gguf:
        if url:
            raise UsageError("--gguf runs a model here; leave --model-url out")
        if not Path(gguf).is_file():
            raise ModelSetupError("", f"--gguf {gguf}: there is no such file")
        url = ""
    else:
        url = url or environ.get("MOXI_MODEL_URL", "")
        if not url:
            given = [name for name, value in (("--model", model), ("--api", api)) if value]
            given += ["--max-tokens-total"] if max_tokens_total is not None else []
            if given:
                raise UsageError(f"{given[0]}: say where the model is with --model-url or --gguf")
            return None
        url = _checked(url)
    return ModelSettings(
        url=url,
        model=model or environ.get("MOXI_MODEL", ""),
        api=chosen,
        gguf=Path(gguf) if gguf else None,
        key="" if gguf else _key(url, environ),
        max_tokens_total=max_tokens_total,
        price_in=_price("MOXI_PRICE_IN", environ),
        price_out=_price("MOXI_PRICE_OUT", environ),
    )


def _checked(url: str) -> str:
    """The address without `/v1` and without a slash at its end."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ModelSetupError("", "--model-url: is no address; try http://HOST:PORT") from None
    if parts.username or parts.password:
        raise ModelSetupError(
            "", f"--model-url: a key does not belong into the address of {host}; set MOXI_API_KEY"
        )
    if parts.scheme not in ("http", "https") or not host:
        raise ModelSetupError("", "--model-url: must be like http://HOST:PORT or https://HOST/v1")
    if parts.query or parts.fragment:
        raise ModelSetupError("", f"--model-url: leave out what follows the path of {host}")
    path = parts.path.rstrip("/").removesuffix("/v1").rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}"


def _key(url: str, environ: Mapping[str, str]) -> str:
    key = environ.get("MOXI_API_KEY", "")
    parts = urlsplit(url)
    if (
        not key
        and parts.scheme == "https"
        and parts.netloc in (_OPENAI_HOST, f"{_OPENAI_HOST}:443")
    ):
        key = environ.get("OPENAI_API_KEY", "")
    if not (key.isascii() and key.isprintable()):
        raise ModelSetupError("", "the key holds characters that no key has; set it again")
    return key.strip()


def _price(name: str, environ: Mapping[str, str]) -> float | None:
    text = environ.get(name, "")
    if not text:
        return None
    try:
        price = float(text)
    except ValueError:
        price = -1
    if not 0 <= price < float("inf"):
        raise UsageError(f"{name}={text}: must be a price of a million tokens, such as 0.15")
    return price
