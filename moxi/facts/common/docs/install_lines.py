"""One command line that installs something: which manager, which package."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moxi.facts.model import InstallMethod

_PROMPT = lazy_re(r"^\s*(?:\$|%|#|❯|➜|>|PS>|PS [A-Z]:\\[^>]*>|C:\\[^>]*>|\(\w[\w-]*\) \$)\s+(?=\S)")
_VALUED = {
    "-c", "--channel", "-i", "--index-url", "--extra-index-url", "--version", "--tag", "--registry",
    "-p", "--port", "-v", "--volume", "-e", "--env", "--name", "-n", "--namespace", "--branch",
    "--git", "--python", "--repository", "-s", "--source", "--edition", "--root", "--path",
    "--bucket",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InstallLine:
    """What a line installs."""

    label: str
    method: InstallMethod
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Manager:
    label: str
    words: tuple[tuple[str, ...], ...]
    """the ways in which its command starts"""
    method: InstallMethod = "manager"


_MANAGERS = (
    _Manager("Homebrew", (("brew", "install"), ("brew", "cask", "install"))),
    _Manager("MacPorts", (("port", "install"),)),
    _Manager("APT", (("apt", "install"), ("apt-get", "install"))),
    _Manager("DNF", (("dnf", "install"), ("yum", "install"))),
    _Manager("pacman", (("pacman", "-S"), ("pacman", "-Sy"), ("pacman", "-Syu"))),
    _Manager("AUR", (("yay", "-S"), ("paru", "-S"), ("yay",), ("paru",))),
    _Manager("apk", (("apk", "add"),)),
    _Manager("Zypper", (("zypper", "install"), ("zypper", "in"))),
    _Manager("Portage", (("emerge",),)),
    _Manager("XBPS", (("xbps-install",),)),
    _Manager("pkg", (("pkg", "install"), ("pkg_add",))),
    _Manager("pkgin", (("pkgin", "install"),)),
    _Manager("Nix", (
        ("nix-env", "-iA"), ("nix-env", "-i"), ("nix-env", "--install"), ("nix", "profile",
        "install"),
        ("nix", "profile", "add"), ("nix", "run"), ("nix", "shell"), ("nix-shell", "-p"),
    )),
    _Manager("Guix", (("guix", "install"),)),
    _Manager("Snap", (("snap", "install"),)),
    _Manager("Flatpak", (("flatpak", "install"),)),
    _Manager("Scoop", (("scoop", "install"),)),
    _Manager("Chocolatey", (("choco", "install"), ("cinst",))),
    _Manager("winget", (("winget", "install"),)),
    _Manager("conda", (
        ("conda", "install"), ("mamba", "install"), ("micromamba", "install"),
        ("pixi", "global", "install"), ("pixi", "add"),
    )),
    _Manager("mise", (("mise", "use"), ("mise", "install"))),
    _Manager("asdf", (("asdf", "install"),)),
    _Manager("aqua", (("aqua", "g", "-i"),)),
    _Manager("SDKMAN", (("sdk", "install"),)),
    _Manager("Helm", (("helm", "install"), ("helm", "upgrade", "--install"))),
    _Manager("Docker", (
        ("docker", "pull"), ("docker", "run"), ("podman", "pull"), ("podman", "run"),
        ("docker", "container", "run"),
    ), "image"),
    _Manager("pip", (
        ("pip", "install"), ("pip3", "install"), ("python", "-m", "pip", "install"),
        ("python3", "-m", "pip", "install"), ("py", "-m", "pip", "install"),
    ), "registry"),
    _Manager("pipx", (("pipx", "install"),), "registry"),
    _Manager("uv", (("uv", "tool", "install"), ("uv", "add"), ("uv", "pip", "install")),
    "registry"),
    _Manager("Poetry", (("poetry", "add"),), "registry"),
    _Manager("PDM", (("pdm", "add"),), "registry"),
    _Manager("npm", (("npm", "install"), ("npm", "i"), ("npm", "add")), "registry"),
    _Manager("Yarn", (("yarn", "add"), ("yarn", "global", "add")), "registry"),
    _Manager("pnpm", (("pnpm", "add"), ("pnpm", "install"), ("pnpm", "i")), "registry"),
    _Manager("Bun", (("bun", "add"), ("bun", "install"), ("bun", "i")), "registry"),
    _Manager("Deno", (("deno", "add"), ("deno", "install")), "registry"),
    _Manager("npx", (("npx",), ("pnpm", "dlx"), ("bunx",)), "registry"),
    _Manager("Cargo", (("cargo", "install"), ("cargo", "add")), "registry"),
    _Manager("cargo-binstall", (("cargo", "binstall"),), "registry"),
    _Manager("Go", (("go", "install"), ("go", "get")), "registry"),
    _Manager("RubyGems", (("gem", "install"),), "registry"),
    _Manager("Composer", (("composer", "require"), ("composer", "global", "require")), "registry"),
)  # fmt: skip
_BY_FIRST: dict[str, list[tuple[tuple[str, ...], _Manager]]] = {}
for _manager in _MANAGERS:
    for _words in _manager.words:
        _BY_FIRST.setdefault(_words[0], []).append((_words, _manager))


def without_prompt(line: str) -> str:
    """A line of a terminal session without its prompt."""
    return _PROMPT.sub("", line).strip()


def words_of(line: str) -> list[str]:
    """A command line's words, `[]` where its quotes do not close."""
    try:
        return shlex.split(re.sub(r"(^|\s)#.*$", "", line))
    except ValueError:
        return []


def read(line: str) -> InstallLine | None:
    """What a command line installs, None where it installs nothing that is known here."""
    words = words_of(line)
    while words and (words[0] in ("sudo", "doas", "command", "!") or "=" in words[0]):
        words = words[1:]
    if any(mark in words for mark in ("|", ";", "||")) or not words:
        return None
    if "&&" in words:
        words = words[len(words) - words[::-1].index("&&") :]
        while words and words[0] in ("sudo", "doas"):
            words = words[1:]
    for start, manager in _BY_FIRST.get(words[0] if words else "", ()):
        if tail := _after(words, start):
            packages = _packages(tail, manager)
            if packages:
                return InstallLine(manager.label, manager.method, packages)
    return None


def _after(words: Sequence[str], start: Sequence[str]) -> list[str]:
    """The words behind a manager's own, with flags between them skipped; `[]` if it is another."""
    place = 0
    for word in start:
        while place < len(words) and word != words[place] and words[place].startswith("-"):
            place += 1
        if place >= len(words) or words[place] != word:
            return []
        place += 1
    return list(words[place:])


def _packages(words: Sequence[str], manager: _Manager) -> tuple[str, ...]:
    """The operands that are packages; of an image or a chart only the first."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _VALUED and "=" not in word
            if manager.method != "image" and word in (
                "-r",
                "-e",
                "--editable",
                "--requirement",
                "--git",
                "--path",
            ):
                return ()
        elif manager.label == "Flatpak" and word in ("flathub", "flathub-beta"):
            continue
        else:
            found.append(word)
    if manager.method == "image" or manager.label in ("npx", "SDKMAN"):
        return tuple(found[:1])
    if manager.label == "Helm":
        return tuple(found[1:2])
    return tuple(found)
