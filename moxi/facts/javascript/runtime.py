"""What must be there first: `engines` of the manifest, and what pins a version of Node.js."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.javascript.managers import manager_of
from moxi.facts.model import Evidence, Fact, Runtime
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest

_ENGINES = {"node": "Node.js", "bun": "Bun", "deno": "Deno", "vscode": "VS Code", "git": "Git"}
_VERSION = r"v?(\d+(?:\.(?:\d+|[xX*]))*)"
_ATOM = lazy_re(rf"^(>=|>|<=|<|\^|~|=)?\s*{_VERSION}(?:[-+][\w.]+)?$")
_PINS = (".nvmrc", ".node-version")


def runtimes(manifest: Manifest, roles: tuple[str, ...]) -> Iterator[Fact[Runtime]]:
    """Node.js (and other engines) at the versions that the project states."""
    if manifest.is_deno:
        if manifest.scripts or "cli" in roles or "service" in roles:
            yield Fact(Runtime("Deno"), (Evidence(manifest.path),))
        return
    engines = manifest.table("engines")
    for key, name in _ENGINES.items():
        if key in ("bun", "deno") and "node" in engines:
            continue  # a second engine is a choice, not something that must be there
        wanted = engines.get(key)
        if isinstance(wanted, str) and wanted.strip():
            value = Runtime(name, wanted.strip(), range_phrase(wanted))
            yield Fact(value, (manifest.line("engines", key),))
    manager = _manager(manifest, roles)
    stated = isinstance(engines.get("node"), str) or "vscode" in engines or "bun" in engines
    on_bun = manager is not None and manager.value.name == "Bun"
    if {"cli", "service", "app"}.intersection(roles) and not stated and not on_bun:
        checked_out = manifest.private or {"service", "app"}.intersection(roles)
        pinned = _pinned(manifest) if checked_out else None  # not what its users need
        yield pinned or Fact(Runtime("Node.js"), (_node_evidence(manifest),))
    if manager:
        yield manager


def _manager(manifest: Manifest, roles: tuple[str, ...]) -> Fact[Runtime] | None:
    """The package manager of an application that is run from a checkout, unless it is npm."""
    if not {"app", "service"}.intersection(roles):
        return None
    manager = manager_of(manifest)
    name = {"pnpm": "pnpm", "yarn": "Yarn", "bun": "Bun"}.get(manager.name)
    if not name or not manager.evidence or manager.name in manifest.table("engines"):
        return None
    return Fact(Runtime(name), (manager.evidence,))


def _pinned(manifest: Manifest) -> Fact[Runtime] | None:
    """The version that a checkout is developed on, where the manifest states none."""
    for name in _PINS:
        for path in dict.fromkeys((join(manifest.folder, name), name)):
            version = manifest.reader.text(path).strip().removeprefix("v")
            if re.fullmatch(r"\d+(\.\d+){0,2}", version):
                return Fact(Runtime("Node.js", version, _short(version)), (Evidence(path, 1, 1),))
    volta = manifest.table("volta").get("node")
    if isinstance(volta, str) and re.fullmatch(r"\d+(\.\d+){0,2}", volta):
        return Fact(Runtime("Node.js", volta, _short(volta)), (manifest.line("volta", "node"),))
    return None


def _node_evidence(manifest: Manifest) -> Evidence:
    for key in ("bin", "start", "dev"):
        found = manifest.line(key)
        if found.line_start:
            return found
    return Evidence(manifest.path)


def range_phrase(wanted: str) -> str:
    """A semver range as a reader says it; the range itself where it has no short phrase.

    >>> range_phrase("^20.19.0 || >=22.12.0")
    '20.19 or a later 20.x, or 22.12 or newer'
    """
    wanted = " ".join(wanted.split())
    if wanted in ("*", "x", ""):
        return ""
    parts = [_alternative(part.strip()) for part in wanted.split("||")]
    if not all(parts):
        return wanted
    if len(parts) > 1 and all(re.fullmatch(r"[\d.]+ or newer", part) for part in parts):
        return min(parts, key=lambda part: [int(n) for n in part.split()[0].split(".")])
    if len(parts) > 1 and all(re.fullmatch(r"[\d.]+", part) for part in parts):
        return ", ".join(parts[:-1]) + f" or {parts[-1]}"
    return ", or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _alternative(text: str) -> str:
    if " - " in text:
        low, _, high = text.partition(" - ")
        ends = [re.fullmatch(_VERSION, end.strip()) for end in (low, high)]
        return f"{_short(low.strip())} to {_short(high.strip())}" if all(ends) else ""
    atoms = [_ATOM.match(atom) for atom in re.sub(r"(>=|>|<=|<|\^|~|=)\s+", r"\1", text).split(" ")]
    if not atoms or any(atom is None for atom in atoms):
        return ""
    said = [(atom[1] or "", atom[2]) for atom in atoms if atom]
    if len(said) == 1:
        return _one(*said[0])
    if len(said) == 2 and said[0][0] == ">=" and said[1][0] in ("<", "<="):
        word = "below" if said[1][0] == "<" else "up to"
        return f"{_short(said[0][1])} or newer, {word} {_short(said[1][1])}"
    return ""


def _one(operator: str, version: str) -> str:
    short = _short(version)
    major = version.partition(".")[0]
    if operator == ">=":
        return f"{short} or newer"
    if operator == ">":
        return f"newer than {short}"
    if operator in ("<", "<="):
        return f"{'below' if operator == '<' else 'up to'} {short}"
    if operator == "^" and major != "0":
        return short if short == major else f"{short} or a later {major}.x"
    if operator in ("^", "~"):
        return f"{operator}{version}"
    return short


def _short(version: str) -> str:
    """`18.0.0` and `18.x` → `18`, `20.19.0` → `20.19`."""
    parts = version.lstrip("v").split(".")
    while len(parts) > 1 and parts[-1] in ("0", "x", "X", "*"):
        parts.pop()
    return ".".join(parts)
