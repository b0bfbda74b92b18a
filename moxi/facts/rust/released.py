"""Binaries that a workflow of the project's own builds and attaches to its releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Evidence, Fact, Install
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.rust.crate import Crate

_BUILDS = lazy_re(
    r"--release\b|--profile[= ][\w-]*release|upload-rust-binary-action|rust-build\.action"
    r"|cargo[- ]dist\b|\bdist build\b|\bmake release|-(?:apple-darwin|pc-windows-\w+)\b"
)
_UPLOADS = (
    "actions/upload-release-asset", "shogo82148/actions-upload-release-asset",
    "svenstaro/upload-release-action", "taiki-e/upload-rust-binary-action",
    "rust-build/rust-build.action",
)  # fmt: skip
_WITH_FILES = {"softprops/action-gh-release": "files", "ncipollo/release-action": "artifacts"}
_COMMAND = lazy_re(r"\bgh release (?:upload\s+\S+|create\s[^\n]*\*)")
_SYSTEMS = {
    "Linux": (lazy_re(r"-unknown-linux-(?:gnu|musl)"), ""),
    "macOS": (lazy_re(r"-apple-darwin"), "macos-"),
    "Windows": (lazy_re(r"-pc-windows-(?:msvc|gnu)"), "windows-"),
}
"""by the targets, and the runners which tell that more is built than the targets name"""


def released_binaries(crate: Crate) -> Iterator[Fact[Install]]:
    """The note that a release carries binaries, where a workflow puts them there."""
    reader = crate.reader
    metadata = reader.snapshot.metadata
    names = (crate.name, *(binary.name for binary in crate.binaries))
    if crate.root is not None and metadata.name not in names:
        return
    for path in reader.tree.files(".github/workflows"):
        text = reader.text(path)
        if not path.endswith((".yml", ".yaml")) or "release" not in text:
            continue
        if not _BUILDS.search(text) or not (found := _uploading(reader.yaml(path))):
            continue
        where = f"[each release]({metadata.url}/releases)" if metadata.url else "each release"
        systems = _systems(text)
        what = f"Binaries for {listed(systems)}" if systems else "Binaries"
        note = f"{what} are attached to {where}."
        evidence: Evidence = reader.find(path, found)
        yield Fact(Install("binary", (), "binaries", note), (evidence,), crate.folder)
        return


def _systems(text: str) -> list[str]:
    """The systems that a workflow builds for, none where it does not name them all."""
    lower = text.lower()
    found = [name for name, (target, _) in _SYSTEMS.items() if target.search(text)]
    more = [n for n, (_, runner) in _SYSTEMS.items() if runner and runner in lower]
    return found if set(more) <= set(found) else []


def _uploading(document: dict[str, Any]) -> str:
    """What the step that uploads uses or runs, `""` where none does."""
    jobs = document.get("jobs")
    for job in jobs.values() if isinstance(jobs, dict) else ():
        steps = job.get("steps") if isinstance(job, dict) else None
        for step in steps if isinstance(steps, list) else ():
            if isinstance(step, dict) and (found := _uploads(step)):
                return found
    return ""


def _uploads(step: dict[str, Any]) -> str:
    uses, run, given = step.get("uses"), step.get("run"), step.get("with")
    if isinstance(uses, str):
        key = _WITH_FILES.get(uses.partition("@")[0])
        has_files = key is not None and isinstance(given, dict) and bool(given.get(key))
        return uses if has_files or uses.startswith(_UPLOADS) else ""
    match = _COMMAND.search(run) if isinstance(run, str) else None
    return match[0] if match else ""
