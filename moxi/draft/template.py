"""The writer that needs no model: each section's builder turns its facts into Markdown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.draft.model import Body, Section
from moxi.draft.sections import SECTIONS
from moxi.draft.view import View

if TYPE_CHECKING:
    from moxi.config import Config
    from moxi.facts import Facts
    from moxi.snapshot.model import Snapshot


class TemplateWriter:
    """Writes what the facts state and nothing else; the same facts give the same bytes."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._builders = {kind.id: kind.build for kind in SECTIONS}

    def write(self, section: Section, facts: Facts, snapshot: Snapshot) -> Section:
        """See `Writer.write`."""
        body = Body()
        self._builders[section.id](View(facts, snapshot, self._config), body)
        return replace(section, body=body.markdown, facts=tuple(dict.fromkeys(body.facts)))
