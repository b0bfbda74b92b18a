"""Packages are verified and unpacked with care; nothing here leaves the machine."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from typing import TYPE_CHECKING

import pytest

from tests.packages import fetch
from tests.packages.pins import Pin

if TYPE_CHECKING:
    from pathlib import Path


def packed(**files: str) -> bytes:
    """A gzipped archive of files below `thing-1.0/`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"thing-1.0/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
    return buffer.getvalue()


def pin_of(content: bytes, registry: str = "pypi") -> Pin:
    digest = hashlib.sha256(content).hexdigest()
    return Pin("npm" if registry == "npm" else "pypi", "thing", "1.0", digest)


@pytest.fixture
def no_download(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*command: object, **_: object) -> None:
        raise AssertionError(f"started {command}")

    monkeypatch.setattr(fetch.subprocess, "run", refuse)


def served(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Let the registry's client write this archive."""

    def download(pin: Pin, folder: Path) -> Path:
        target = folder / pin.file_name
        target.write_bytes(content)
        return target

    monkeypatch.setattr(fetch, "_from_pypi", download)


@pytest.mark.usefixtures("no_download")
def test_a_kept_archive_is_used(tmp_path: Path) -> None:
    content = packed(a="1")
    pin = pin_of(content)
    (tmp_path / pin.file_name).write_bytes(content)
    assert fetch.archive(pin, tmp_path).read_bytes() == content


def test_a_damaged_archive_is_fetched_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = packed(a="1")
    pin = pin_of(content)
    (tmp_path / pin.file_name).write_bytes(content[:-9])
    served(monkeypatch, content)
    assert fetch.archive(pin, tmp_path).read_bytes() == content


def test_another_archive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pin = pin_of(packed(a="1"))
    served(monkeypatch, packed(a="2"))
    with pytest.raises(fetch.FetchError, match=r"^thing 1\.0 \(pypi\): expected sha256 "):
        fetch.archive(pin, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_is_one_line_with_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(command: tuple[str, ...], **_: object) -> None:
        raise subprocess.CalledProcessError(1, command, "", "WARNING: slow\nERROR: no such thing\n")

    monkeypatch.setattr(fetch.subprocess, "run", fail)
    with pytest.raises(fetch.FetchError) as caught:
        fetch.archive(pin_of(b""), tmp_path)
    assert f"{caught.value}" == ("thing 1.0 (pypi): could not be downloaded: ERROR: no such thing")


def test_without_npm_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch.shutil, "which", lambda *_, **__: None)
    with pytest.raises(fetch.FetchError, match="npm is missing: install Node"):
        fetch.archive(pin_of(b"", "npm"), tmp_path)


def test_unpacked_as_a_checkout_without_its_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = packed(**{"README.rst": "Read me", "setup.py": "", "docs/README.md": ""})
    served(monkeypatch, content)
    folder = fetch.unpack(pin_of(content), tmp_path, tmp_path / "cache")
    assert sorted(path.name for path in folder.iterdir()) == ["docs", "setup.py"]


def test_an_archive_that_leaves_its_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = packed(**{"../../outside": "x"})
    served(monkeypatch, content)
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(tarfile.OutsideDestinationError):
        fetch.unpack(pin_of(content), inside, tmp_path / "cache")
    assert not (tmp_path / "outside").exists()
