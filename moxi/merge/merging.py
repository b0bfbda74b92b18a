"""The merge itself: a README and a draft in, the amended README out.

1. Every block of Moxi's is renewed: unedited, it is replaced; edited by a person, it is merged
   with what Moxi wrote there last as the base, or left alone with the new text as a proposal.
2. Every section that is neither there, nor told elsewhere, nor deleted by a person, is added.
3. The list of the sections that were ever added is brought up to date.
4. A table of contents that is Moxi's is made anew from the headings that are now there.

What stands outside the markers is not touched.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.draft import Section
from moxi.draft import markdown as md
from moxi.errors import UsageError
from moxi.merge.coverage import Said
from moxi.merge.edits import Edits, is_whole, wrapped
from moxi.merge.history import History
from moxi.merge.layout import restyled
from moxi.merge.model import Change, Merged, Proposal, Wanted
from moxi.merge.normal import digest
from moxi.merge.outline import Style, below_title, headings, section_level
from moxi.merge.page import Page, record_marker
from moxi.merge.placing import Places
from moxi.merge.threeway import three_way

if TYPE_CHECKING:
    from collections.abc import Iterable

ONLY_AT_FIRST = ("badges", "toc")
"""parts that are written with a new README, and never added to one that is there"""


def merge(
    readme: str | None,
    wanted: Wanted,
    *,
    history: History | None = None,
    name: str = "README.md",
) -> Merged:
    """The README with the draft in it; None is a README that is not there yet.

    `history` holds its earlier texts; `name` is what errors call it. The result merged again is
    the same. Raises MarkerError where its markers are broken, GitError where git is missing.
    """
    if readme is None or not readme.strip("\ufeff \t\r\n"):
        return _created(readme or "", wanted)
    merging = _Merging(Page(readme, name), wanted, history or History())
    merging.renew_all()
    merging.add_missing()
    page = merging.finish()
    if "toc" in page.blocks:
        again = _Merging(page, wanted, merging.history, merging.changes, merging.proposals)
        again.renew("toc", None if "toc" in wanted.off else _contents(page))
        page = again.finish()
    return Merged(page.text, tuple(merging.changes), tuple(merging.proposals))


class _Merging:
    """One pass over a page."""

    def __init__(
        self,
        page: Page,
        wanted: Wanted,
        history: History,
        changes: list[Change] | None = None,
        proposals: list[Proposal] | None = None,
    ) -> None:
        self.page = page
        self.wanted = wanted
        self.history = history
        self.changes: list[Change] = [] if changes is None else changes
        self.proposals: list[Proposal] = [] if proposals is None else proposals
        self._edits = Edits(page)
        self._there = dict.fromkeys(page.blocks)
        self._removed: set[str] = set()
        self._style = Style.of(headings(page))

    def renew_all(self) -> None:
        """Bring every block up to date but the table of contents, which needs the others."""
        for section in self.page.blocks:
            if section != "toc":
                wanted = [piece for piece in self.wanted.sections if piece.id == section]
                self.renew(section, wanted[0] if wanted else None)

    def renew(self, section: str, wanted: Section | None) -> None:
        """Bring one block up to date; None where Moxi would write nothing."""
        block = self.page.blocks[section]
        old = self.page.content(block)
        edited = digest(old) != block.hash
        if wanted is None:
            self._take_away(section, edited=edited)
            return
        new = self._text(wanted, like=old)
        if block.hash in (digest(new), digest(self._text(wanted))):  # Moxi has nothing new to say
            return
        if digest(new) == digest(old):  # a person has written the same
            self._put(section, old, digest(old), "noted")
        elif edited:
            self._merge_edited(wanted, old, new)
        else:
            self._put(section, restyled(new, old), digest(new), "replaced")

    def add_missing(self) -> None:
        """Add the sections that are nowhere, each in its place."""
        known = {*self.page.blocks, *self.page.recorded, *ONLY_AT_FIRST}
        missing = [section for section in self.wanted.sections if section.id not in known]
        if not missing:
            return
        places = Places(self.page, self.wanted.order)
        said = Said(self.page)
        for section in missing:
            told = said.covers(section)
            if section.id == "about":
                told = told or places.has_introduction()
            if not told:
                text = self._text(section)
                self._edits.insert(
                    places.line_for(section.id), wrapped(section.id, text, digest(text))
                )
                self._there[section.id] = None
                self.changes.append(Change(section.id, "added"))

    def finish(self) -> Page:
        """The page with all edits made, the list of sections among them."""
        page = self.page
        names = dict.fromkeys([*page.recorded, *self._there])
        names = {name: None for name in names if name not in self._removed}
        if page.record_line is None and names:
            self._edits.insert(Places(page, self.wanted.order).end(), record_marker(names))
        elif tuple(names) != page.recorded:
            self._edits.record(names)
        return _page(self._edits.text(), page.name, names, self._there)

    def _merge_edited(self, wanted: Section, old: str, new: str) -> None:
        section = wanted.id
        written = self.page.blocks[section].hash
        base = self.history.base(section, written, self.page)
        if base is None:
            reason = "what Moxi wrote there before is not in the history"
            self.proposals.append(Proposal(section, new, reason))
            return
        theirs = restyled(self._text(wanted, like=base), base)
        if digest(theirs) == written:  # Moxi has nothing new to say
            return
        merged = three_way(base, old, theirs)
        if merged is None or not is_whole(section, merged, written):
            self.proposals.append(Proposal(section, new, "you and Moxi changed the same lines"))
        else:
            action = "noted" if merged == old else "merged"
            self._put(section, merged, digest(theirs), action)

    def _text(self, wanted: Section, *, like: str = "") -> str:
        """A section in the style of the README, or with a heading like that of an older text."""
        style = self._style
        heading = wanted.heading
        keep_case = wanted.id in self.wanted.own_headings
        found = headings(Page(like)) if like and heading else []
        if found and found[0].line == 0:
            style = replace(style, level=found[0].level, setext=found[0].kind == "setext")
            if found[0].text.casefold() == heading.casefold():
                heading, keep_case = found[0].text, True
        return style.section(heading, wanted.body, keep_case=keep_case)

    def _put(self, section: str, content: str, written: str, action: str) -> None:
        self._edits.replace(section, content, written)
        self.changes.append(Change(section, action))

    def _take_away(self, section: str, *, edited: bool) -> None:
        off = section in self.wanted.off
        if edited:
            why = "it is switched off" if off else "the repository does not state it any more"
            self.proposals.append(Proposal(section, "", why))
        elif off or self.wanted.complete:
            self._edits.remove(section)
            self._removed.add(section)
            del self._there[section]
            self.changes.append(Change(section, "removed"))


def _created(blank: str, wanted: Wanted) -> Merged:
    """A README from nothing but the draft."""
    parts = [wanted.title]
    for section in wanted.sections:
        content = Style().section(section.heading, section.body, keep_case=True)
        parts.append(wrapped(section.id, content, digest(content)))
    names = [section.id for section in wanted.sections]
    parts.append(record_marker(names))
    mark = blank[: blank.startswith("\ufeff")]
    page = _page(mark + "\n\n".join(filter(None, parts)) + "\n", "README.md", names, names)
    return Merged(page.text, tuple(Change(name, "added") for name in names))


def _page(text: str, name: str, recorded: Iterable[str], there: Iterable[str]) -> Page:
    """The page of a result. Raises UsageError where what was put into it is not found in it."""
    page = Page(text, name)
    if set(page.blocks) != set(there) or set(page.recorded) != set(recorded):
        raise UsageError(f"{name}: cannot be amended; look for what is left open in it")
    return page


def _contents(page: Page) -> Section | None:
    """A list of links to the sections of a page, with the anchors that GitHub gives them."""
    found = headings(page, outside=False)
    level = section_level(found)
    below = below_title(found)
    seen: dict[str, int] = {}
    items = []
    for number, heading in enumerate(found):
        anchor = md.anchor(heading.text)
        count = seen[anchor] = seen.get(anchor, -1) + 1
        if heading.level == level and number >= len(found) - len(below):
            target = f"#{anchor}-{count}" if count else f"#{anchor}"
            items.append(md.link(md.plain(heading.text), target))
    return Section("toc", "", md.bullets(items)) if items else None
