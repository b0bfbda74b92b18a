"""Rust: Cargo packages and workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.registry import Ecosystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader


class Rust(Ecosystem):
    """A folder with a `Cargo.toml`: a package, a workspace, or both."""

    name = "rust"
    manifests = ("Cargo.toml",)
    suffixes = (".rs",)

    def package(self, reader: Reader, folder: str) -> Fact[Package] | None:
        """See `Ecosystem.package`."""
        from moxi.facts.rust.crate import load
        from moxi.facts.rust.package import package_fact

        crate = load(reader, folder)
        return package_fact(crate) if crate else None

    def facts(self, reader: Reader, folder: str) -> Iterator[Fact[Any]]:
        """See `Ecosystem.facts`."""
        from moxi.facts.rust.collect import crate_facts
        from moxi.facts.rust.crate import load

        crate = load(reader, folder)
        if crate is not None:
            yield from crate_facts(crate)
