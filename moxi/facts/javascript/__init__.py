"""JavaScript and TypeScript: what a `package.json` and the sources beside it state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.registry import Ecosystem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact, Package
    from moxi.facts.reader import Reader


class JavaScript(Ecosystem):
    """Packages of npm, in JavaScript or TypeScript."""

    name = "javascript"
    manifests = ("package.json", "deno.json", "deno.jsonc", "jsr.json")
    suffixes = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte")

    def package(self, reader: Reader, folder: str) -> Fact[Package] | None:
        """See `Ecosystem.package`."""
        from moxi.facts.javascript.manifest import Manifest, is_outside
        from moxi.facts.javascript.project import package_fact

        manifest = Manifest.load(reader, folder)
        return None if is_outside(manifest) else package_fact(manifest)

    def facts(self, reader: Reader, folder: str) -> Iterator[Fact[Any]]:
        """See `Ecosystem.facts`."""
        from moxi.facts.javascript.collect import all_facts

        yield from all_facts(reader, folder)
