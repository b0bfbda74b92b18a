"""What of a model's text is borne out: the template's own text is, inventions are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moxi.config import Config
from moxi.draft import draft
from moxi.draft.grounded import Grounded, covers, grounded
from moxi.draft.model_writer import PROSE_SECTIONS
from moxi.draft.prompt import Prompts
from moxi.draft.proved import proved
from moxi.draft.view import View
from moxi.facts import extract
from moxi.snapshot.local import LocalSnapshot
from moxi.verify.repository import Repository
from tests.helpers import MemorySnapshot, checkout

FIXTURES = sorted(path for path in (Path(__file__).parent.parent / "fixtures").iterdir())
FILES = {
    "package.json": (
        '{"name": "tally-hens", "version": "2.0.0", "license": "MIT", '
        '"description": "Counts hens in a log of the coop.", "bin": "cli.js", '
        '"scripts": {"test": "node --test", "lint": "eslint ."}, "engines": {"node": ">=20"}}'
    ),
    "cli.js": "console.log(process.env.HEN_LOG)\n",
    "docs/logs.md": "# Logs\n\nA log is never changed. It is read line by line.\n",
}


def held(text: str, template: str = "", *more: str) -> Grounded:
    snapshot = MemorySnapshot(FILES)
    facts = extract(snapshot)
    given_texts = (FILES["docs/logs.md"], "Counts hens in a log of the coop.", *more)
    return grounded(
        text,
        repository=Repository(snapshot, facts),
        texts_given=given_texts,
        template=template,
        names=("tally-hens",),
    )


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name)
def test_the_templates_own_text_stands(fixture: Path, tmp_path: Path) -> None:
    snapshot = LocalSnapshot.open(checkout(fixture, tmp_path))
    facts = extract(snapshot)
    written, _ = proved(draft(facts, snapshot, Config()), facts, snapshot, Config())
    prompts = Prompts(facts, snapshot, Config())
    repository = Repository(snapshot, facts)
    names = tuple(View(facts, snapshot, Config()).names)
    for section in written.sections:
        if section.id in PROSE_SECTIONS:
            context = prompts.for_section(section, budget=8_000, count=lambda text: len(text) // 4)
            found = grounded(
                section.body,
                repository=repository,
                texts_given=context.texts_given,
                template=section.body,
                names=names,
            )
            assert found.dropped == ()
            assert covers(found.text, section.body, repository) == ()


@pytest.mark.parametrize(
    "told",
    [
        "The tool counts hens in a log of the coop.",
        "It reads a log line by line and counts hens.",
        "A log is never changed.",
    ],
)
def test_what_the_statements_say_may_be_said_in_other_words(told: str) -> None:
    assert held(told) == Grounded(told)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("The tool feeds hens.", "nothing that was given says feeds"),
        ("A log is changed line by line, never read.", ""),
        ("It is the fastest counter of hens.", "fastest"),
        ("It counts 400 hens.", "400"),
        ("It counts hens with TensorFlow.", "TensorFlow"),
        ("Run `npm run hatch` to count hens.", "unknown"),
        ("Set `HEN_FARM` to count hens.", "HEN_FARM"),
        ("See [the farm](docs/farm.md).", "refuted"),
        ("It needs Node.js 12 to count hens.", ""),
        ("Hens are not counted in a log.", "not"),
        ("Only hens in a log are counted.", "Only"),
        ("- Counts geese", "geese"),
        ("| bird | counted |\n| --- | --- |\n| goose | yes |", ""),
        ("```js\nrequire('hens').count()\n```", "code"),
        ("```sh\nnpm test && rm -rf /\n```", "code"),
        ("```sh\nsudo reboot\n```", "code"),
    ],
)
def test_an_invention_is_dropped_with_a_reason(lie: str, reason: str) -> None:
    found = held(lie)
    assert found.text.strip() == ""
    assert reason in found.dropped[0].reason


def test_a_true_sentence_survives_beside_a_false_one() -> None:
    found = held("It counts hens in a log. It exports to Excel. A log is never changed.")
    assert found.text == "It counts hens in a log. A log is never changed."
    assert [one.text for one in found.dropped] == ["It exports to Excel."]


def test_a_command_that_the_repository_has_may_be_shown() -> None:
    found = held("```sh\nnpm run lint\nnpm run hatch\n```")
    assert found.text == "```sh\nnpm run lint\n```"


def test_what_the_template_states_is_missed() -> None:
    template = (
        "Run `npm test`.\n\n```sh\nnpm run lint\n```\n\n| a | b |\n| --- | --- |\n| c | d |\n"
    )
    snapshot = MemorySnapshot(FILES)
    repository = Repository(snapshot, extract(snapshot))
    assert covers(template, template, repository) == ()
    assert covers("Run `npm test`.", template, repository) == ("npm run lint", "| c | d |")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab `*[](){}|-#>!<&\n\t.0é@\\"), max_size=200))
def test_any_text_comes_back_smaller_and_nothing_breaks(text: str) -> None:
    found = held(text)
    again = held(found.text)
    assert set(again.text.split()) <= set(found.text.split()) <= set(text.split())
