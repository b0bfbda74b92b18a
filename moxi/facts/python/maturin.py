"""A Python package that is written in Rust: what maturin takes over from `Cargo.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.paths import join, normalise
from moxi.facts.python.manifest import table_of, text_of, texts_of
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.python.manifest import Manifest
    from moxi.facts.reader import Reader

_STABLE = lazy_re(r"abi3-py3(\d+)")


def fill(reader: Reader, manifest: Manifest, tool: dict[str, Any]) -> None:
    """Name, version and description where `pyproject.toml` states none, and the oldest Python
    that the compiled module is made for."""
    maturin = table_of(tool.get("maturin"))
    stated = text_of(maturin.get("manifest-path")) or "Cargo.toml"
    path = normalise(join(manifest.folder, stated)) or ""
    if not manifest.backend.startswith("maturin") or path not in reader.tree:
        return
    cargo = reader.toml(path)
    binding = table_of(cargo.get("dependencies")).get("pyo3")
    if binding is None or maturin.get("bindings") == "bin":
        return
    _package(reader, path, manifest, table_of(cargo.get("package")))
    features = [*texts_of(table_of(binding).get("features")), *texts_of(maturin.get("features"))]
    found = [_STABLE.fullmatch(item.rpartition("/")[2]) for item in features]
    minors = [int(match[1]) for match in found if match]
    if minors and not manifest.requires_python:
        manifest.requires_python = f">=3.{min(minors)}"
        feature = f"abi3-py3{min(minors)}"
        where = path if feature in reader.text(path) else join(manifest.folder, "pyproject.toml")
        manifest.where["requires_python"] = reader.find(where, feature)


def _package(reader: Reader, path: str, manifest: Manifest, package: dict[str, Any]) -> None:
    if manifest.name or not text_of(package.get("name")):
        return
    manifest.path = path
    manifest.name = text_of(package.get("name"))
    manifest.where["name"] = reader.find(path, "[package]", "name")
    for field in ("version", "description"):
        if value := text_of(package.get(field)):
            setattr(manifest, field, value)
            manifest.where[field] = reader.find(path, "[package]", field)
    manifest.readme = "readme" in package
    manifest.authors = "authors" in package
    manifest.private = package.get("publish") is False
