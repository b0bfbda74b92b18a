"""Facts → Draft: which sections, in which order, written by whom, put together as one README."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import badges
from moxi.draft import markdown as md
from moxi.draft.model import Draft, Section
from moxi.draft.sections import SECTIONS
from moxi.draft.template import TemplateWriter
from moxi.draft.view import View

if TYPE_CHECKING:
    from collections.abc import Collection

    from moxi.config import Config
    from moxi.draft.model import Writer
    from moxi.facts import Facts
    from moxi.snapshot.model import Snapshot

TOC_SECTIONS = 5
TOC_LINES = 120
"""A README with at least so many headings and lines gets a table of contents."""


def draft(
    facts: Facts,
    snapshot: Snapshot,
    config: Config,
    *,
    writer: Writer | None = None,
    only: Collection[str] = (),
) -> Draft:
    """The README of the project that `facts` are about.

    `only` keeps the named sections. The same input gives the same bytes.
    """
    writer = writer or TemplateWriter(config)
    view = View(facts, snapshot, config)
    written: list[Section] = []
    for section in outline(config):
        if only and section.id not in only:
            continue
        if not section.body:
            section = writer.write(section, facts, snapshot)
        if section.body.strip():
            written.append(section)
    return Draft(view.title, tuple(written), render(view, written, alone=bool(only)))


def outline(config: Config) -> list[Section]:
    """The sections in their order, with the owner's headings; the owner's own have their body."""
    sections = [Section(kind.id, config.heading(kind.id) or kind.heading) for kind in SECTIONS]
    for extra in config.extra_sections:
        own = Section(extra.id, extra.heading, extra.markdown)
        after = [number for number, section in enumerate(sections) if section.id == extra.after]
        sections.insert(after[0] + 1 if after else len(sections), own)
    wanted = {name: number for number, name in enumerate(config.order)}
    sections.sort(key=lambda section: wanted.get(section.id, len(wanted)))
    return [section for section in sections if config.enabled(section.id)]


def render(view: View, sections: list[Section], *, alone: bool = False) -> str:
    """The whole README. `alone` leaves title, badges and table of contents out."""
    blocks: list[str] = []
    if not alone:
        blocks.append(f"# {md.plain(view.title)}")
        if badge_line := badges.line(view)[0]:
            blocks.append(badge_line)
    headed = [_with_heading(section) for section in sections]
    if not alone and view.config.enabled("toc") and _is_long(headed, sections):
        top = 1 if sections and not sections[0].heading else 0
        headed.insert(top, _contents(sections))
    return "\n\n".join([*blocks, *headed]) + "\n"


def _with_heading(section: Section) -> str:
    return f"## {section.heading}\n\n{section.body}" if section.heading else section.body


def _is_long(blocks: list[str], sections: list[Section]) -> bool:
    lines = sum(block.count("\n") + 2 for block in blocks)
    return lines >= TOC_LINES and sum(bool(s.heading) for s in sections) >= TOC_SECTIONS


def _contents(sections: list[Section]) -> str:
    return md.bullets(
        md.link(section.heading, f"#{md.anchor(section.heading)}")
        for section in sections
        if section.heading
    )
