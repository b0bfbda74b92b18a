"""What the documentation of a project states: its pages, introduction, examples and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs import guides, introduction, manual_prose
from moxi.facts.common.docs.descriptions import describe
from moxi.facts.common.docs.examples import examples
from moxi.facts.common.docs.identity import identify
from moxi.facts.common.docs.installs import installs
from moxi.facts.common.docs.manpage_examples import manpage_examples
from moxi.facts.common.docs.manual import manual
from moxi.facts.common.docs.packaging import packaged
from moxi.facts.common.docs.pages import Pages
from moxi.facts.common.docs.places import documents
from moxi.facts.common.docs.settings import settings
from moxi.facts.model import Description, Feature, Install, Overview
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.model import Fact
    from moxi.facts.reader import Reader


class Documents(Common):
    """The documentation, and the pages a community expects."""

    name = "docs"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        identity = identify(reader, known)
        lead = known.package
        pages = Pages(reader, folder, (lead.folder,) if lead else ())
        yield from documents(reader, pages, folder)
        described = lead is not None and lead.value.description
        if not described and not known.all(Description):
            yield from describe(reader, pages, identity, known, folder)
        told = known.first(Overview)
        introduced = list(
            introduction.overview(pages, identity, told.value.markdown if told else "")
        )
        yield from introduced
        if not told and not introduced:
            yield from guides.overview(pages, identity)
        if not known.all(Feature):
            yield from introduction.features(pages)
        documented = list(installs(pages, identity, known))
        yield from documented
        yield from packaged(reader, (*known.all(Install), *documented), folder)
        yield from examples(pages, identity, known)
        yield from manpage_examples(reader, folder, identity)
        yield from settings(reader, pages, known)
        yield from manual(reader, identity, known, folder)
        yield from manual_prose.told(reader, identity, known, folder)
