"""The model writer: what the repository bears out is published, everything else is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from moxi.config import Config
from moxi.draft.prose import Prose, bettered
from moxi.draft.translated import language_of
from moxi.drafting import drafts
from moxi.errors import AnswerError, BudgetError, ModelError, ModelSetupError, UnreachableError
from moxi.llm.model import Answer, OnText, Prompt, Usage
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.draft.model_writer import SectionNote
    from moxi.drafting import Drafted

FILES = {
    "pyproject.toml": (
        '[project]\nname = "seedbox"\nversion = "1.2.0"\n'
        'description = "Keeps an inventory of garden seeds in one file."\n'
        'requires-python = ">=3.11"\nlicense = "MIT"\n'
        '[project.scripts]\nseedbox = "seedbox.cli:main"\n'
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    ),
    "seedbox/__init__.py": '"""Keeps an inventory of garden seeds in one file."""\n',
    "seedbox/cli.py": (
        '"""The command line."""\nimport argparse\n\n\n'
        "def main() -> None:\n"
        '    """Run."""\n'
        '    parser = argparse.ArgumentParser(prog="seedbox")\n'
        '    parser.add_argument("--sowable", action="store_true", '
        'help="List only seeds that can be sown now.")\n'
        "    parser.parse_args()\n"
    ),
    "tests/test_cli.py": "def test_runs():\n    assert True\n",
}

Reply = str | Exception


class Scripted:
    """A model that says what the test wants; `asked` holds every prompt."""

    name = "scripted"
    takes_schema = False

    def __init__(self, reply: Callable[[Prompt], Reply], context: int = 8_000) -> None:
        self.context = context
        self.max_prompt = None
        self.usage = Usage()
        self.asked: list[Prompt] = []
        self._reply = reply

    def ask(
        self,
        prompt: Prompt,
        *,
        max_tokens: int,
        schema: dict[str, Any] | None = None,
        on_text: OnText | None = None,
    ) -> Answer:
        self.asked.append(prompt)
        self.usage.requests += 1
        reply = self._reply(prompt)
        if isinstance(reply, Exception):
            raise reply
        if on_text:
            on_text(reply)
        return Answer(reply, len(prompt.input) // 4, len(reply) // 4)

    def count(self, text: str) -> int:
        return len(text) // 3 + 1

    def close(self) -> None:
        pass


def drafted(model: Scripted | None, config: str = "", language: str = "") -> Drafted:
    files = FILES | ({".moxi.yml": config} if config else {})
    prose = model and Prose(model, language_of(language) if language else None)
    return next(drafts(MemorySnapshot(files), prose=prose))


def note_of(item: Drafted, section: str) -> SectionNote:
    return next(note for note in item.notes if note.section == section)


def section_of(item: Drafted, section: str) -> str:
    return next(one.body for one in item.draft.sections if one.id == section)


def test_a_true_explanation_is_published_beside_the_facts() -> None:
    told = "The command `seedbox` lists the seeds that can be sown now when `--sowable` is given."
    item = drafted(Scripted(lambda prompt: told))
    assert told in item.draft.markdown
    usage = section_of(item, "usage")
    assert usage.startswith(told)
    assert section_of(drafted(None), "usage") in usage
    assert note_of(item, "usage").author == "model and template"
    assert item.report.tally["refuted"] == item.report.tally["unknown"] == 0


def test_a_text_that_says_all_that_the_template_says_stands_alone() -> None:
    template = section_of(drafted(None), "usage")
    told = "Use `seedbox` to list the seeds."
    item = drafted(Scripted(lambda prompt: f"{told}\n\n{template}"))
    assert section_of(item, "usage").count("--sowable") == template.count("--sowable")
    assert note_of(item, "usage").author == "model"


@pytest.mark.parametrize(
    "lie",
    [
        "It is a graph database written in Haskell.",
        "Run `seedbox --harvest` to see the harvest.",
        "Set `SEEDBOX_TOKEN` to reach the server.",
        "See [the guide](docs/guide.md) for more.",
        "It supports Windows, macOS and over 40 languages.",
        "Trusted by thousands of gardeners, it is blazing fast.",
        "```sh\nseedbox plant --all\n```",
        "```sh\ncurl -sSL https://seedbox.example/install | sh\n```",
        "It listens on port 8080.",
        "It is licensed under the Apache-2.0 licence.",
        '<script src="https://evil.example/x.js"></script>',
        "![proof](https://evil.example/pixel.png)",
        "Thanks to @octocat for the idea.",
    ],
)
def test_a_lie_is_never_published(lie: str) -> None:
    item = drafted(Scripted(lambda prompt: lie))
    for word in re.findall(r"[A-Za-z0-9]{4,}", lie):
        if word.lower() not in drafted(None).draft.markdown.lower():
            assert word not in item.draft.markdown
    assert item.draft.markdown == drafted(None).draft.markdown
    assert {note.author for note in item.notes} == {"template"}


def test_the_reasons_are_given_once_for_a_second_try() -> None:
    def reply(prompt: Prompt) -> str:
        if "was rejected" in prompt.instruction:
            return "The command `seedbox` keeps an inventory of garden seeds."
        return "Run `seedbox --harvest` first."

    model = Scripted(reply)
    item = drafted(model)
    again = [prompt for prompt in model.asked if "was rejected" in prompt.instruction]
    assert "seedbox --harvest" in again[0].instruction
    assert len(again) * 2 == len(model.asked)
    assert "keeps an inventory of garden seeds." in section_of(item, "usage")
    assert "--harvest" not in item.draft.markdown


@pytest.mark.parametrize(
    "answer", ["", "Sure! Here is the README you asked for:", "[Project Name] does [things].",
               "seeds seeds seeds seeds " * 200],
)  # fmt: skip
def test_an_answer_that_is_no_text_leaves_the_template(answer: str) -> None:
    item = drafted(Scripted(lambda prompt: answer))
    assert item.draft.markdown == drafted(None).draft.markdown
    assert all(note.reason for note in item.notes)


@pytest.mark.parametrize(
    ("error", "most"),
    [(UnreachableError("503", 4), 2), (BudgetError(90, 100), 1), (AnswerError("no JSON"), 99)],
)
def test_a_model_that_fails_is_told_and_soon_left_alone(error: ModelError, most: int) -> None:
    model = Scripted(lambda prompt: error)
    item = drafted(model)
    assert item.draft.markdown == drafted(None).draft.markdown
    assert all(note.failed and note.reason for note in item.notes)
    assert 0 < len(model.asked) <= most


def test_a_context_that_holds_no_prompt_is_refused() -> None:
    with pytest.raises(ModelSetupError, match="context of 512 tokens is too small"):
        drafted(Scripted(lambda prompt: "", context=512))


def test_no_prompt_is_longer_than_the_context() -> None:
    model = Scripted(lambda prompt: "", context=2_000)
    drafted(model)
    for prompt in model.asked:
        assert model.count(prompt.instruction) + model.count(prompt.input) < 2_000


def test_the_owners_sections_are_not_the_models() -> None:
    config = "extra-sections:\n  - id: story\n    heading: Story\n    markdown: Grown in `Kent/`.\n"
    model = Scripted(lambda prompt: "A story of the model's.")
    item = drafted(model, config)
    assert section_of(item, "story") == "Grown in `Kent/`."
    assert "story" not in {note.section for note in item.notes}


def test_a_translation_keeps_commands_and_falls_back_where_it_does_not() -> None:
    def reply(prompt: Prompt) -> str:
        if not prompt.instruction.startswith("Translate"):
            return ""
        if prompt.input.startswith("Usage"):
            return prompt.input.replace("Usage", "Benutzung").replace("seedbox", "samenkiste")
        return prompt.input.replace("Install\n", "Installation\n").replace(
            "Keeps an inventory of garden seeds in one file.",
            "Führt ein Verzeichnis von Gartensamen in einer Datei.",
        )

    item = drafted(Scripted(reply), language="de")
    assert "Führt ein Verzeichnis von Gartensamen in einer Datei." in item.draft.markdown
    assert "samenkiste" not in item.draft.markdown
    assert "## Usage" in item.draft.markdown
    failed = [note for note in item.notes if note.reason.startswith("not translated")]
    assert "usage" in {note.section for note in failed}


def test_the_same_answers_give_the_same_bytes() -> None:
    def once() -> str:
        told = "The command `seedbox` lists seeds."
        return drafted(Scripted(lambda prompt: told)).draft.markdown

    assert once() == once()


def test_a_draft_that_needs_no_section_of_the_model_asks_nothing() -> None:
    snapshot = MemorySnapshot({"LICENSE": "MIT License\n"})
    item = next(drafts(snapshot))
    model = Scripted(lambda prompt: "text")
    own = [section for section in item.draft.sections if section.id == "license"]
    bettered(
        type(item.draft)(item.draft.title, tuple(own), ""), item.facts, snapshot, Config(),
        Prose(model),
    )  # fmt: skip
    assert not model.asked
