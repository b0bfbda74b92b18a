"""JavaScript: not written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.registry import Ecosystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader


class JavaScript(Ecosystem):
    """JavaScript."""

    name = "javascript"
    manifests = ("package.json",)
    suffixes = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")

    def package(self, reader: Reader, folder: str) -> Fact[Package] | None:
        """See `Ecosystem.package`."""
        return None

    def facts(self, reader: Reader, folder: str) -> Iterator[Fact[Any]]:
        """See `Ecosystem.facts`."""
        yield from ()
