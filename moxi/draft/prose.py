"""A verified draft, bettered by a model: its sections written anew, then put into a language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moxi.draft.compose import render
from moxi.draft.model_writer import ModelWriter, SectionNote
from moxi.draft.proved import proved
from moxi.draft.translation import Translator
from moxi.draft.view import View

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.config import Config
    from moxi.draft.model import Draft
    from moxi.draft.translated import Language
    from moxi.facts import Facts
    from moxi.llm.model import Client
    from moxi.snapshot.model import Snapshot
    from moxi.verify import Report


@dataclass(frozen=True, slots=True)
class Prose:
    """A model, and what it is to write."""

    client: Client
    language: Language | None = None
    """English when left out"""
    with_readme: bool = False
    """whether an existing README is shown to the model"""
    model_summaries: bool = False
    """whether key files are summed up by the model too"""
    on_text: Callable[[str, str], None] | None = None
    """told of each section's id and each piece of an answer, as it arrives"""


def bettered(
    draft: Draft,
    facts: Facts,
    snapshot: Snapshot,
    config: Config,
    prose: Prose,
    *,
    path: str = "README.md",
    alone: bool = False,
) -> tuple[Draft, Report, tuple[SectionNote, ...]]:
    """The draft with the model's sections, held against the repository again, and who wrote what.

    The owner's own sections are not touched. Raises ModelSetupError where the model's context is
    too small; a request that fails leaves the section as it is.
    """
    own = {section.id for section in config.extra_sections}
    writer = ModelWriter(
        prose.client,
        config,
        path=path,
        with_readme=prose.with_readme,
        model_summaries=prose.model_summaries,
        on_text=prose.on_text,
    )
    sections = [
        section if section.id in own else writer.write(section, facts, snapshot)
        for section in draft.sections
    ]
    notes = list(writer.notes)
    view = View(facts, snapshot, config)
    written = replace(
        draft,
        sections=tuple(sections),
        markdown=render(view, sections, alone=alone),
    )
    kept, report = proved(written, facts, snapshot, config, path=path, alone=alone)
    if prose.language is not None:
        translator = Translator(prose.client, prose.language, view.names, on_text=prose.on_text)
        sections = [
            section if section.id in own else translator.translate(section)
            for section in kept.sections
        ]
        notes += translator.notes
        translated = replace(
            kept,
            sections=tuple(sections),
            markdown=render(view, sections, alone=alone),
        )
        kept, report = proved(translated, facts, snapshot, config, path=path, alone=alone)
    return kept, report, tuple(notes)
