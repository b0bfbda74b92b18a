"""The gate: a draft keeps what its repository bears out, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from moxi.config import Config, ExtraSection
from moxi.draft import draft
from moxi.draft.compose import render
from moxi.draft.model import Section
from moxi.draft.proved import proved
from moxi.draft.view import View
from moxi.facts import extract
from moxi.snapshot.model import Metadata
from tests.helpers import MemorySnapshot

if TYPE_CHECKING:
    from moxi.draft.model import Draft
    from moxi.verify import Report

FILES = {
    "pyproject.toml": '[project]\nname = "otter"\nversion = "1.0"\ndescription = "Swims."\n',
    "Makefile": "build:\n\tcc\nlint:\n\truff\n",
    "otter/__init__.py": '"""Swims."""\n\n\ndef swim() -> None:\n    """Swim."""\n',
    "docs/guide.md": "# Guide\n",
    "LICENSE": "MIT",
}


def gated(body: str, *, name: str = "usage", config: Config | None = None) -> tuple[str, Report]:
    """What is left of a section's body, and the report on the whole draft."""
    kept, report = _gated(body, name, config)
    left = next((section.body for section in kept.sections if section.id == name), "")
    return left, report


def _gated(body: str, name: str, config: Config | None) -> tuple[Draft, Report]:
    return _gated_sections((Section(name, "Told", body),), config or Config())


def _gated_sections(told: tuple[Section, ...], config: Config) -> tuple[Draft, Report]:
    snapshot = MemorySnapshot(FILES, metadata=Metadata("github.com", "octo-org", "otter"))
    facts = extract(snapshot)
    written = draft(facts, snapshot, config)
    ids = {section.id for section in told}
    sections = (*(section for section in written.sections if section.id not in ids), *told)
    text = render(View(facts, snapshot, config), list(sections))
    return proved(replace(written, sections=sections, markdown=text), facts, snapshot, config)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        # nothing to say against
        ("See the [guide](docs/guide.md).", "See the [guide](docs/guide.md)."),
        # an item, a row, a sentence
        ("- [a](docs/guide.md)\n- [b](docs/no.md)", "- [a](docs/guide.md)"),
        (
            "| a |\n| - |\n| [x](docs/guide.md) |\n| [y](docs/no.md) |",
            "| a |\n| - |\n| [x](docs/guide.md) |",
        ),
        ("It swims. See [b](docs/no.md). It dives.", "It swims. It dives."),
        # a command of several, and a block whose only command it is, with its lead-in
        (
            "Do this:\n\n```sh\nmake build\nmake fly\n```",
            "Do this:\n\n```sh\nmake build\n```",
        ),
        ("It swims.\n\nDo this:\n\n```sh\nmake fly\n```", "It swims."),
        # a block of code whole: half an example is none
        (
            "It swims.\n\n```python\nfrom otter import fly\n\nfly()\n```",
            "It swims.",
        ),
        (
            "It swims.\n\nFirst:\n\n```sh\nmake fly\n```\n\nThen:\n\n1. `make build`",
            "It swims.\n\nThen:\n\n1. `make build`",
        ),
        # a whole table
        ("It swims.\n\n| a |\n| - |\n| [y](docs/no.md) |", "It swims."),
    ],
)
def test_what_is_left(body: str, left: str) -> None:
    found, report = gated(body)
    assert found == left
    assert (report.tally["refuted"], report.tally["unknown"]) == (0, 0)
    assert report.tally["claims"] == report.tally["verified"] > 0


def test_what_no_fact_can_tell_goes_too() -> None:
    found, _ = gated("- [a](docs/guide.md)\n- [b](https://example.org/none)")
    assert found == "- [a](docs/guide.md)"


def test_a_section_with_nothing_left_is_gone_with_its_heading() -> None:
    kept, report = _gated("[b](docs/no.md)", "usage", None)
    assert "usage" not in [section.id for section in kept.sections]
    assert "no.md" not in kept.markdown
    assert "Told" not in kept.markdown
    assert report.tally["refuted"] == 0


def test_a_link_to_what_was_left_out_goes_with_it() -> None:
    body = "- [first](#one)\n- [guide](docs/guide.md)\n\n### One\n\n[b](docs/no.md)"
    found, report = gated(body)
    assert "no.md" not in found
    assert (report.tally["refuted"], report.tally["unknown"]) == (0, 0)


def test_a_chain_of_sections_is_followed_to_its_end() -> None:
    ends = 7
    chain = [
        Section(f"s{number}", f"Told {number}", f"See [more](#told-{number + 1}).")
        for number in range(ends)
    ]
    last = Section("last", f"Told {ends}", "[x](docs/no.md)")
    kept, report = _gated_sections((*chain, last), Config())
    assert "Told" not in kept.markdown
    assert (report.tally["refuted"], report.tally["unknown"]) == (0, 0)


def test_the_owner_s_own_section_stays_as_it_is() -> None:
    body = "See [b](docs/no.md)."
    config = Config(extra_sections=(ExtraSection(id="mine", heading="Mine", markdown=body),))
    found, report = gated(body, name="mine", config=config)
    assert found == body
    assert [item.claim.text for item in report.with_status("refuted")] == ["docs/no.md"]


def test_the_gate_twice_is_the_gate_once() -> None:
    kept, report = _gated("- [a](docs/no.md)\n- `make fly`\n", "usage", None)
    snapshot = MemorySnapshot(FILES, metadata=Metadata("github.com", "octo-org", "otter"))
    again, second = proved(kept, extract(snapshot), snapshot, Config())
    assert again.markdown == kept.markdown
    assert second.tally == report.tally
