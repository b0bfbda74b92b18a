"""Pages outside that the repository names as its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs.pages import Pages
from moxi.facts.common.links import community, manifests, sites
from moxi.facts.common.links.urls import is_repository, same
from moxi.facts.model import Fact, Link
from moxi.facts.registry import Common

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.links.manifests import Found
    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

_ONE_OF = ("homepage", "documentation", "issues", "changelog", "source")


class Links(Common):
    """Links of manifests, of site configurations, of community files and of the docs' badges."""

    name = "links"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        own = same(reader.snapshot.metadata.url) if reader.snapshot.metadata.url else ""
        seen = {same(fact.value.url) for fact in known.all(Link)}
        roles = {fact.value.role for fact in known.all(Link)}
        for found in _all(reader, known, folder):
            role, target = found.role, same(found.url)
            if role in ("homepage", "documentation", "other") and own and target == own:
                role = "source"  # a manifest without a page of its own names the repository
            if role == "homepage" and is_repository(found.url):
                continue  # a page of another name: the repository was moved or forked
            if role == "other" and found.label.lower() in ("ci", "build", "coverage", "tests"):
                continue
            if target in seen or (role in _ONE_OF and role in roles):
                continue
            seen.add(target)
            roles.add(role)
            yield Fact(Link(role, found.url, found.label), (found.evidence,), folder)


def _all(reader: Reader, known: Facts, folder: str) -> Iterator[Found]:
    """Everything found, the most trusted of each role first."""
    lead = known.package
    homes = dict.fromkeys((lead.folder if lead else folder, folder))
    for home in homes:
        yield from manifests.stated(reader, home)
    for home in homes:
        yield from sites.sites(reader, home)
    yield from community.funding(reader)
    if not folder or reader.snapshot.metadata.url:
        yield from community.issues(reader)
    pages = Pages(reader, folder, (lead.folder,) if lead else ())
    yield from community.mentioned(reader, pages)
