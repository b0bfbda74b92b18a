"""The writer that asks a model for each section, and publishes what the repository bears out.

The template's text is the fallback and the yardstick: what it claims is in the section whoever
writes it, and what a model claims stands there only where it is verified.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from moxi.draft.grounded import adds_to, covers, grounded, sentences
from moxi.draft.prompt import Prompts
from moxi.draft.sanitised import refusal, sanitised
from moxi.draft.summaries import summary, summary_by_model
from moxi.draft.template import TemplateWriter
from moxi.draft.view import View
from moxi.errors import BudgetError, ModelError, ModelSetupError, UnreachableError
from moxi.llm.model import TEMPLATE_TOKENS, room
from moxi.verify.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.config import Config
    from moxi.draft.grounded import Dropped
    from moxi.draft.model import Section
    from moxi.draft.prompt import PromptContext
    from moxi.facts import Facts
    from moxi.llm.model import Client, Prompt
    from moxi.snapshot.model import Snapshot

log = logging.getLogger(__name__)

PROSE_SECTIONS = frozenset({
    "about", "features", "install", "usage", "api", "configuration", "services", "packages",
    "development", "structure",
})  # fmt: skip
"""Where an explanation helps; the others are lists of links and tables of what there is."""
ANSWER_TOKENS = 600
MIN_PROMPT = 900
"""Tokens: less holds no prompt that a section could be written from."""
MAX_REASONS = 8
MAX_FAILURES = 2
"""Requests in a row without an answer, after which the model is not asked again."""

Author = Literal["template", "model", "model and template"]


@dataclass(frozen=True, slots=True)
class SectionNote:
    """Who wrote a section, and what a model wrote that was not taken."""

    section: str
    author: Author
    reason: str = ""
    """why it is not the model's text; empty where it is"""
    dropped: tuple[Dropped, ...] = ()
    failed: bool = False
    """whether the model gave no answer at all"""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One answer of the model: what stands of it, what does not, or why it is refused whole."""

    text: str
    dropped: tuple[Dropped, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all sections of one draft are asked and held against."""

    facts: Facts
    prompts: Prompts
    repository: Repository
    names: tuple[str, ...]


class ModelWriter:
    """Writes sections with a model; `notes` tells for each what became of the model's text.

    Raises ModelSetupError where the model's context is too small to hold a prompt.
    """

    def __init__(
        self,
        client: Client,
        config: Config,
        *,
        path: str = "README.md",
        with_readme: bool = False,
        model_summaries: bool = False,
        on_text: Callable[[str, str], None] | None = None,
    ) -> None:
        if room(client, ANSWER_TOKENS) < MIN_PROMPT:
            reason = (
                f"its context of {client.context} tokens is too small: at least "
                f"{MIN_PROMPT + ANSWER_TOKENS + TEMPLATE_TOKENS} are needed, {MIN_PROMPT} of them "
                "for a prompt, so start the server with more"
            )
            raise ModelSetupError("", f"{client.name}: {reason}")
        self.notes: list[SectionNote] = []
        self._client = client
        self._config = config
        self._path = path
        self._with_readme = with_readme
        self._model_summaries = model_summaries
        self._on_text = on_text
        self._template = TemplateWriter(config)
        self._ground: _Ground | None = None
        self._failures = 0
        self._given_up = ""

    def write(self, section: Section, facts: Facts, snapshot: Snapshot) -> Section:
        """See `Writer.write`; a section that has a body already has it from the template."""
        if not section.body:
            section = self._template.write(section, facts, snapshot)
        if not section.body.strip() or section.id not in PROSE_SECTIONS:
            return section
        if self._given_up:
            self._note(section, "template", self._given_up, failed=True)
            return section
        if self._ground is None or self._ground.facts is not facts:
            prompts = Prompts(
                facts,
                snapshot,
                self._config,
                with_readme=self._with_readme,
                summarise=self._summary if self._model_summaries else summary,
            )
            names = tuple(View(facts, snapshot, self._config).names)
            repository = Repository(snapshot, facts, self._path)
            self._ground = _Ground(facts, prompts, repository, names)
        try:
            return self._written(section, self._ground)
        except BudgetError as error:
            self._given_up = str(error)
            self._note(section, "template", str(error), failed=True)
        except ModelError as error:
            self._failures += isinstance(error, UnreachableError)
            if self._failures >= MAX_FAILURES:
                self._given_up = f"not asked: {self._failures} requests before had no answer"
            self._note(section, "template", str(error), failed=True)
        return section

    def _written(self, section: Section, ground: _Ground) -> Section:
        context = ground.prompts.for_section(
            section, budget=room(self._client, ANSWER_TOKENS), count=self._client.count
        )
        attempt = self._attempt(section, ground, context, context.prompt)
        self._failures = 0
        if attempt.dropped or attempt.refused:
            try:
                again = self._attempt(section, ground, context, _repair(context.prompt, attempt))
                attempt = max(attempt, again, key=lambda one: len(one.text))
            except ModelError as error:  # what stands of the first answer is there
                log.debug("%s: no second answer: %s", section.id, error)
        body, author, reason = _merged(section, attempt, ground.repository)
        self._note(section, author, reason, dropped=attempt.dropped)
        return replace(section, body=body)

    def _attempt(
        self, section: Section, ground: _Ground, context: PromptContext, prompt: Prompt
    ) -> _Attempt:
        """Ask once, and keep what stands."""
        shown = self._on_text
        answer = self._client.ask(
            prompt,
            max_tokens=ANSWER_TOKENS,
            on_text=(lambda piece: shown(section.id, piece)) if shown else None,
        )
        given = "\n".join((section.body, *context.texts_given))
        if reason := refusal(answer.text, given):
            return _Attempt("", refused=reason)
        clean = sanitised(answer.text, given)
        found = grounded(
            clean.text,
            repository=ground.repository,
            texts_given=context.texts_given,
            template=section.body,
            names=ground.names,
        )
        return _Attempt(found.text, found.dropped)

    def _summary(self, path: str, snapshot: Snapshot) -> str:
        """A key file in the model's words, or as it is summed up without one."""
        try:
            return summary_by_model(path, snapshot, self._client)
        except ModelError as error:
            log.debug("%s: no summary by the model: %s", path, error)
            return summary(path, snapshot)

    def _note(
        self,
        section: Section,
        author: Author,
        reason: str,
        *,
        dropped: tuple[Dropped, ...] = (),
        failed: bool = False,
    ) -> None:
        self.notes.append(SectionNote(section.id, author, reason, dropped, failed))


def _merged(section: Section, attempt: _Attempt, repository: Repository) -> tuple[str, Author, str]:
    """The model's text where it says all that the template says; else what it explains,
    before the template's; else the template's alone."""
    if attempt.refused:
        return section.body, "template", f"the answer was refused: {attempt.refused}"
    if not attempt.text.strip():
        return section.body, "template", "nothing of the answer is borne out"
    missing = covers(attempt.text, section.body, repository)
    if not missing:
        return attempt.text, "model", ""
    reason = f"the answer leaves out {', '.join(missing[:3])}"
    prose = _prose(attempt.text, section.body)
    if not prose:
        return section.body, "template", reason
    if section.id == "about":  # it opens with what the project is
        first, _, rest = section.body.partition("\n\n")
        return "\n\n".join(filter(None, (first, prose, rest))), "model and template", reason
    return f"{prose}\n\n{section.body}", "model and template", reason


def _repair(prompt: Prompt, attempt: _Attempt) -> Prompt:
    """The same request, with the reasons why the first answer did not stand."""
    told = [f'- "{one.text}": {one.reason}' for one in attempt.dropped[:MAX_REASONS]]
    if attempt.refused:
        told.append(f"- the whole text: {attempt.refused}")
    reasons = "\n".join(told)
    return replace(
        prompt,
        instruction=f"{prompt.instruction}\n\nA first text was rejected for these statements, "
        f"which the facts do not bear out:\n{reasons}\nWrite the section without them.",
    )


def _prose(markdown: str, template: str) -> str:
    """The paragraphs of a text that explain, without code, tables, lists and headings, and
    without what the template says already."""
    paragraphs = [
        block
        for block in markdown.split("\n\n")
        if block.strip() and not re.match(r"\s*(?:[`~|#>!<-]|[*+] |\d+[.)] )", block)
    ]
    return "\n\n".join(
        " ".join(kept)
        for block in paragraphs
        if (kept := [one for one in sentences(block) if adds_to(one, template)])
    )
