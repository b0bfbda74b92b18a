"""Folders: not written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Fact
    from moxi.facts.reader import Reader


class Folders(Common):
    """Folders."""

    name = "folders"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        yield from ()
