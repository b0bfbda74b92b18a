"""Ways to install that the repository's own packaging files state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence, Fact, Install
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from moxi.facts.reader import Reader

_URL_IN_COMMENT = lazy_re(r"https?://raw\.githubusercontent\.com/([\w.-]+)/([\w.-]+)/(\S+)")
_SCRIPTS = ("install.sh", "get.sh", "installer.sh", "scripts/install.sh", "install")


def packaged(
    reader: Reader, known: Iterable[Fact[Install]], folder: str
) -> Iterator[Fact[Install]]:
    """The installs of packaging files that none before them had."""
    labels = {fact.value.label.lower() for fact in known}
    for fact in (*_flake(reader, folder), *_formula(reader, folder), *_script(reader, folder)):
        if fact.value.label.lower() not in labels:
            yield fact


def _flake(reader: Reader, folder: str) -> Iterator[Fact[Install]]:
    """`nix run` where the flake has a default package or app to run."""
    metadata = reader.snapshot.metadata
    if folder or "flake.nix" not in reader.tree or metadata.host != "github.com":
        return
    text = reader.text("flake.nix")
    slug = f"github:{metadata.owner}/{metadata.name}"
    runs = next((m for m in ("apps.default", "defaultApp", "mainProgram") if m in text), "")
    if runs:
        evidence = reader.find("flake.nix", runs)
        yield Fact(Install("manager", (f"nix run {slug}",), "Nix"), (evidence,), folder)


def _formula(reader: Reader, folder: str) -> Iterator[Fact[Install]]:
    """A tap's own formulae: only a repository named `homebrew-…` is a tap."""
    metadata = reader.snapshot.metadata
    if folder or not metadata.name.startswith("homebrew-") or not metadata.owner:
        return
    tap = f"{metadata.owner}/{metadata.name.removeprefix('homebrew-')}".lower()
    for path in (*reader.tree.files("Formula"), *reader.tree.files("Casks")):
        if path.endswith(".rb"):
            name = path.rpartition("/")[2].removesuffix(".rb")
            command = f"brew install {tap}/{name}"
            yield Fact(Install("manager", (command,), "Homebrew"), (Evidence(path),), folder)


def _script(reader: Reader, folder: str) -> Iterator[Fact[Install]]:
    """The command that an install script's own comments give for running it."""
    metadata = reader.snapshot.metadata
    for name in _SCRIPTS:
        path = join(folder, name)
        if path not in reader.tree:
            continue
        for number, line in enumerate(reader.lines(path)[:60], 1):
            if not line.startswith("#") or "|" not in line:
                continue
            command = line.lstrip("# \t").removeprefix("$ ").strip()
            url = _URL_IN_COMMENT.search(command)
            own = (
                url
                and url[1].lower() == metadata.owner.lower()
                and url[2].lower() == metadata.name.lower()
            )
            piped = re.match(r"^(curl|wget)\b[^|;&`]*\|\s*(sudo )?(ba|z)?sh\b", command)
            if own and piped and "<" not in command:
                evidence = Evidence(path, number, number)
                install = Install("script", (command,), "install script")
                yield Fact(install, (evidence,), folder)
                return
