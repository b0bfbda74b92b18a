"""Verified sections in another language: the model translates, and nothing but words may change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.draft.model_writer import SectionNote
from moxi.draft.sanitised import refusal, sanitised
from moxi.draft.translated import check_translation
from moxi.errors import BudgetError, ModelError
from moxi.llm.model import Prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from moxi.draft.model import Section
    from moxi.draft.translated import Language
    from moxi.llm.model import Client

_SPACE = 200
"""Tokens of a request beside the section's text."""
_GROWTH = 3
"""How many times as long as the English text a translation may be, in tokens."""


class Translator:
    """Puts sections into one language; a section whose translation fails stays in English."""

    def __init__(
        self,
        client: Client,
        language: Language,
        names: Sequence[str] = (),
        *,
        on_text: Callable[[str, str], None] | None = None,
    ) -> None:
        self.notes: list[SectionNote] = []
        self._client = client
        self._language = language
        self._names = tuple(names)
        self._on_text = on_text
        self._given_up = ""

    def translate(self, section: Section) -> Section:
        """The section with heading and prose translated, or as it is with a note that says why."""
        source = f"{section.heading}\n\n{section.body}".lstrip("\n")  # the heading: a line of text
        reason = self._given_up
        target = ""
        if not reason:
            try:
                target = self._asked(section.id, source)
                reason = self._refused(source, target)
            except BudgetError as error:
                reason = self._given_up = str(error)
            except ModelError as error:
                reason = str(error)
        if reason:
            self.notes.append(SectionNote(section.id, "template", f"not translated: {reason}"))
            return section
        heading, body = section.heading, target
        if section.heading:
            heading, _, body = target.partition("\n")
        return replace(section, heading=heading.strip(" #*"), body=body.strip("\n"))

    def _asked(self, section: str, source: str) -> str:
        shown = self._on_text
        length = self._client.count(source)
        room = self._client.context - length - _SPACE
        answer = self._client.ask(
            Prompt(
                f"Translate this part of a README into {self._language.name} "
                f"({self._language.tag}). Keep the Markdown as it is: code, commands, links, file "
                "names, numbers and names of products stay letter by letter. Answer with the "
                "translation alone.",
                source,
            ),
            max_tokens=max(min(_GROWTH * length + 50, room), 1),
            on_text=(lambda piece: shown(section, piece)) if shown else None,
        )
        return sanitised(answer.text, source).text if answer.complete else ""

    def _refused(self, source: str, target: str) -> str:
        if not target.strip():
            return "the answer is empty or was cut off"
        return refusal(target, source) or check_translation(source, target, self._names)
