"""The model's part of a run: from options to a model that writes, and what is told of it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moxi.config import load
from moxi.drafting import drafts
from moxi.errors import UsageError
from moxi.snapshot.filtered import without

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from moxi.draft.model_writer import SectionNote
    from moxi.draft.prose import Prose
    from moxi.llm.model import Client, ModelSettings
    from moxi.snapshot.model import Snapshot

EXIT_MODEL_FAILED = 3
"""The README is whole, but the model gave no answer for a part of it."""
_DROPPED_WIDTH = 90
SEPARATOR = "=" * 40


@dataclass(frozen=True, slots=True)
class Writing:
    """What a person asks of a model; never read from a repository."""

    settings: ModelSettings
    language: str = ""
    with_readme: bool = False
    model_summaries: bool = False
    cached: bool = True


def writing_of(
    environ: Mapping[str, str],
    *,
    url: str = "",
    model: str = "",
    api: str = "",
    gguf: str = "",
    max_tokens_total: int | None = None,
    language: str = "",
    with_readme: bool = False,
    model_summaries: bool = False,
    no_cache: bool = False,
) -> Writing | None:
    """The options of the command and the environment's, checked; None where no model is wanted.

    Raises UsageError.
    """
    from moxi.llm.settings import settings_from

    settings = settings_from(
        environ, url=url, model=model, api=api, gguf=gguf, max_tokens_total=max_tokens_total
    )
    if settings is None:
        if language:
            raise UsageError(
                f"--language {language}: only a model can write it; give --model-url or --gguf"
            )
        for name, given in (("with-readme", with_readme), ("model-summaries", model_summaries)):
            if given:
                raise UsageError(f"--{name} is for a model; give --model-url or --gguf")
        return None
    if language:
        from moxi.draft.translated import language_of

        language_of(language)  # a wrong tag is told before anything is opened
    return Writing(settings, language, with_readme, model_summaries, cached=not no_cache)


@contextmanager
def opened(
    writing: Writing | None, environ: Mapping[str, str], tell: Callable[[str], None]
) -> Iterator[Prose | None]:
    """The model, open; `tell` hears what it is at. Raises ModelSetupError."""
    if writing is None:
        yield None
        return
    from moxi.draft.prose import Prose
    from moxi.draft.translated import language_of
    from moxi.llm import open_client
    from moxi.llm.cache import CachedClient

    client: Client = open_client(writing.settings)
    if writing.cached:
        client = CachedClient(client, cache_folder(environ) / "answers.sqlite")
    length = 0
    last = ""

    def on_text(section: str, piece: str) -> None:
        nonlocal length, last
        length = len(piece) + (length if section == last else 0)
        last = section
        tell(f"{client.name} writes {section}: {length} characters")

    try:
        language = language_of(writing.language) if writing.language else None
        yield Prose(client, language, writing.with_readme, writing.model_summaries, on_text)
    finally:
        client.close()


def prompts(
    snapshot: Snapshot,
    writing: Writing | None,
    only: Collection[str],
    environ: Mapping[str, str],
) -> Iterator[str]:
    """What a model would be sent for each section of the repository's README, and nothing is sent.

    How long a prompt may be is asked of the model's server, if there is one.
    """
    from moxi.draft.model_writer import ANSWER_TOKENS, PROSE_SECTIONS
    from moxi.draft.prompt import Prompts
    from moxi.llm.backends import DEFAULT_CONTEXT
    from moxi.llm.forms import completion_text
    from moxi.llm.model import room
    from moxi.llm.tokens import estimated

    with opened(writing, environ, lambda text: None) as prose:
        budget = room(prose.client, ANSWER_TOKENS) if prose else DEFAULT_CONTEXT - ANSWER_TOKENS
        count = prose.client.count if prose else estimated
        item = next(drafts(snapshot, only=only))
        sources = Prompts(
            item.facts,
            without(snapshot, load(snapshot).ignore),
            load(snapshot),
            with_readme=bool(writing and writing.with_readme),
        )
        for section in item.draft.sections:
            if section.id in PROSE_SECTIONS:
                made = sources.for_section(section, budget=budget, count=count)
                yield f"{completion_text(made.prompt)}\n{SEPARATOR}\n"


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Where answers are kept between runs: a folder of the user's, never the repository's."""
    if os.name == "nt" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"], "moxi", "cache")
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "moxi")


def told_usage(prose: Prose, settings: ModelSettings) -> str:
    """What the model was asked, in one line."""
    usage = prose.client.usage
    told = f"{prose.client.name}: {usage.requests} requests"
    told += f", {usage.tokens_in} tokens in, {usage.tokens_out} out"
    if usage.cached:
        told += f", {usage.cached} answers from the cache"
    if settings.price_in is not None or settings.price_out is not None:
        paid = usage.tokens_in * (settings.price_in or 0)
        paid += usage.tokens_out * (settings.price_out or 0)
        told += f", cost {paid / 1_000_000:.4f}"
    return told


def told_notes(notes: Iterable[SectionNote], *, explain: bool) -> Iterator[str]:
    """Who wrote each section and what was dropped; without `explain` only what failed."""
    for note in notes:
        if note.failed or explain:
            reason = f": {note.reason}" if note.reason else ""
            yield f"{note.section}: written by the {note.author}{reason}"
        for dropped in note.dropped if explain else ():
            text = " ".join(dropped.text.split())
            if len(text) > _DROPPED_WIDTH:
                text = f"{text[:_DROPPED_WIDTH]}…"
            yield f'  dropped "{text}": {dropped.reason}'
