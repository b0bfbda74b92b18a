"""What the host, or the person who asks, says of the repository: its description, its homepage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.model import Description, Evidence, Fact, Link
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader


class HostMetadata(Common):
    """Facts whose evidence is a field of the metadata."""

    name = "metadata"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        metadata = reader.snapshot.metadata
        if metadata.description and not folder:
            yield Fact(
                Description(metadata.description, "metadata"),
                (Evidence("metadata:description"),),
            )
        if metadata.homepage.startswith(("https://", "http://")) and not folder:
            yield Fact(Link("homepage", metadata.homepage), (Evidence("metadata:homepage"),))
