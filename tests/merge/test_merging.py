"""Blocks: replaced, merged, left alone, taken away, remembered."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from moxi.config import Config
from moxi.draft.compose import outline
from moxi.draft.model import Draft, Section
from moxi.errors import UsageError
from moxi.merge import Change, History, Proposal, Wanted, merge, threeway
from moxi.merge.links import moved
from moxi.merge.normal import digest
from moxi.merge.page import Page
from tests.merge.kit import BODIES, block, headings_of, outside, updated, wanted

FIRST = updated(None)
INSTALL = "Requires Python 3.9 or newer.\n\n```sh\npip install crates\n```"
NEWER = INSTALL.replace("3.9", "3.12")


def test_a_new_readme_has_title_blocks_and_record() -> None:
    assert FIRST.startswith("# crates\n\n<!-- moxi:begin badges ")
    assert headings_of(FIRST) == [
        "# crates", "## Install", "## Usage", "## Development", "## Project structure",
        "## License",
    ]  # fmt: skip
    assert FIRST.endswith(
        "<!-- moxi:end license -->\n\n"
        "<!-- moxi:sections badges about install usage development structure license -->\n"
    )
    assert outside(FIRST).strip() == "# crates"
    for name, found in Page(FIRST).blocks.items():
        assert digest(block(FIRST, name)) == found.hash


@pytest.mark.parametrize("blank", ["", "\n", " \r\n\t\n", "\ufeff"])
def test_a_blank_file_is_no_readme_yet(blank: str) -> None:
    assert merge(blank, wanted()).text.removeprefix("\ufeff") == FIRST


def test_an_unedited_block_is_replaced_and_the_rest_stays() -> None:
    merged = merge(FIRST, wanted(install=NEWER))
    assert merged.changes == (Change("install", "replaced"),)
    assert merged.proposals == ()
    assert block(merged.text, "install") == f"## Install\n\n{NEWER}"
    assert outside(merged.text) == outside(FIRST)
    back = updated(merged.text)
    assert back == FIRST


def test_nothing_new_changes_nothing() -> None:
    merged = merge(FIRST, wanted())
    assert (merged.text, merged.changes, merged.proposals) == (FIRST, (), ())


def test_an_edited_block_with_nothing_new_from_moxi_is_left_alone() -> None:
    mine = FIRST.replace("pip install crates", "pip install 'crates[all]'")
    assert merge(mine, wanted()).text == mine
    assert merge(mine, wanted()).proposals == ()


def test_an_edited_block_is_merged_with_its_base() -> None:
    mine = FIRST.replace("pip install crates\n```", "pip install crates\n```\n\nBest on a Sunday.")
    merged = merge(mine, wanted(install=NEWER), history=History([FIRST]))
    assert merged.changes == (Change("install", "merged"),)
    assert block(merged.text, "install") == f"## Install\n\n{NEWER}\n\nBest on a Sunday."
    again = merge(merged.text, wanted(install=NEWER), history=History([mine, FIRST]))
    assert (again.text, again.changes) == (merged.text, ())


def test_after_a_merge_the_next_one_finds_its_base_too() -> None:
    mine = FIRST.replace("pip install crates\n```", "pip install crates\n```\n\nBest on a Sunday.")
    second = merge(mine, wanted(install=NEWER), history=History([mine, FIRST])).text
    newest = INSTALL.replace("3.9", "3.13")
    third = merge(second, wanted(install=newest), history=History([second, mine, FIRST]))
    assert third.changes == (Change("install", "merged"),)
    assert block(third.text, "install") == f"## Install\n\n{newest}\n\nBest on a Sunday."
    later = third.text.replace("a Sunday", "a Monday")
    versions = [later, third.text, second, mine, FIRST]
    fourth = merge(later, wanted(install=NEWER), history=History(versions))
    assert block(fourth.text, "install") == f"## Install\n\n{NEWER}\n\nBest on a Monday."


def test_no_base_leaves_the_persons_text_and_proposes() -> None:
    mine = FIRST.replace("pip install crates", "pip install crates==1")
    merged = merge(mine, wanted(install=NEWER))
    assert (merged.text, merged.changes) == (mine, ())
    assert merged.proposals == (
        Proposal(
            "install",
            f"## Install\n\n{NEWER}",
            "what Moxi wrote there before is not in the history",
        ),
    )


def test_a_conflict_leaves_the_persons_text_and_proposes() -> None:
    mine = FIRST.replace("Python 3.9 or newer", "a snake")
    merged = merge(mine, wanted(install=NEWER), history=History([mine, FIRST]))
    assert (merged.text, merged.changes) == (mine, ())
    (proposal,) = merged.proposals
    assert (proposal.section, proposal.markdown) == ("install", f"## Install\n\n{NEWER}")
    assert "same lines" in proposal.reason


def test_a_proposal_that_is_taken_makes_the_block_moxis_again() -> None:
    mine = FIRST.replace("Python 3.9", "Python 3.12")
    merged = merge(mine, wanted(install=NEWER))
    assert merged.changes == (Change("install", "noted"),)
    newest = wanted(install=INSTALL.replace("3.9", "3.14"))
    assert merge(merged.text, newest).changes == (Change("install", "replaced"),)


def test_a_heading_of_the_persons_stays() -> None:
    mine = FIRST.replace("## Install", "### Getting it")
    assert merge(mine, wanted()).text == mine
    merged = merge(mine, wanted(install=NEWER), history=History([mine, FIRST]))
    assert block(merged.text, "install") == f"### Getting it\n\n{NEWER}"


def test_a_heading_in_another_style_is_no_news_from_moxi() -> None:
    first = updated("# crates\n\nSorts.\n\n### Known Issues\n\n### Used By\n")
    mine = re.sub("### (Known|Used)", r"## \1", first)
    mine = mine.replace("### Project Structure", "## What is where")
    merged = merge(mine, wanted(), history=History([first]))
    assert (merged.text, merged.changes, merged.proposals) == (mine, (), ())


def test_what_a_block_of_moxis_says_covers_nothing() -> None:
    draft = wanted({"about": "Sorts.", "thanks": "First of all."})
    sections = (draft.sections[0], replace(draft.sections[1], heading="Setup"))
    text = updated(None, replace(draft, sections=sections))
    later = (*sections, wanted().sections[2])
    blocks = Page(updated(text, replace(draft, sections=later))).blocks
    assert set(blocks) == {"about", "install", "thanks"}
    shown = {"about": "Sorts.", "usage": "```sh\npip install crates\n```"}
    text = updated(None, wanted(shown))
    assert "install" in Page(updated(text, wanted({**shown, "install": INSTALL}))).blocks


def test_a_merge_that_drops_a_persons_line_counts_as_a_conflict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threeway, "run_git", lambda *_, **__: b"a\n")
    assert threeway.three_way("a", "a\nmine", "a") is None
    assert threeway.three_way("a\nb", "a", "a\nb") == "a"


def test_characters_that_no_file_keeps_are_left_out() -> None:
    body = "A\0 th\ud800ing.\r\nB."
    taken = Wanted.of(Draft("x", (Section("about", "", body),), f"# x\n\n{body}\n"), ["about"])
    assert taken.sections[0].body == "A th?ing.\nB."


def test_relative_links_lead_from_where_the_readme_stands() -> None:
    body = (
        "[a](LICENSE) [b](docs/x.md#y) [`c/`](c/) [d](<a b.md>) [e](#f) [g](https://g.example/h)\n"
        "[![i](j.svg)](k)\n\n```\n[l](m)\n```"
    )
    assert moved(body, "", "docs") == (
        "[a](../LICENSE) [b](x.md#y) [`c/`](../c/) [d](<../a b.md>) [e](#f) "
        "[g](https://g.example/h)\n[![i](../j.svg)](../k)\n\n```\n[l](m)\n```"
    )
    assert moved(body, "", "") == body


def test_sections_of_the_persons_do_not_restyle_moxis() -> None:
    mine = FIRST + "\n## Known Problems\n\nNone.\n\n## Open Questions\n\nMany.\n"
    assert updated(mine) == mine
    text = updated(mine, wanted(structure=BODIES["structure"] + "\n| [`x/`](x/) | More |"))
    assert "## Project structure" in text


def test_a_deleted_block_is_not_added_again() -> None:
    page = Page(FIRST)
    found = page.blocks["usage"]
    mine = "".join(page.lines[: found.begin] + page.lines[found.end + 1 :])
    assert updated(mine) == mine
    assert updated(mine, wanted(usage="Other.")) == mine
    asked = mine.replace(" usage ", " ")
    text = updated(asked)
    assert block(text, "usage") == block(FIRST, "usage")
    assert headings_of(text) == headings_of(FIRST)


def test_a_section_switched_off_is_removed_unless_edited() -> None:
    off = wanted(usage="", off=["usage"])
    merged = merge(FIRST, off)
    assert merged.changes == (Change("usage", "removed"),)
    assert "usage" not in Page(merged.text).recorded
    assert outside(merged.text) == outside(FIRST)
    mine = FIRST.replace("change nothing", "look only")
    kept = merge(mine, off)
    assert kept.text == mine
    assert kept.proposals == (Proposal("usage", "", "it is switched off"),)


def test_off_and_on_again_leaves_no_trace() -> None:
    without = merge(FIRST, wanted(usage="", off=["usage"])).text
    back = merge(without, wanted()).text
    assert outside(back) == outside(FIRST)
    assert list(Page(back).blocks) == list(Page(FIRST).blocks)


def test_a_section_without_facts_is_removed_but_not_while_a_file_cannot_be_read() -> None:
    assert merge(FIRST, wanted(usage="")).changes == (Change("usage", "removed"),)
    assert merge(FIRST, wanted(usage="", complete=False)).text == FIRST


def test_a_new_section_goes_to_its_place_among_the_blocks() -> None:
    text = updated(FIRST, wanted(configuration="Set `CRATES_HOME`.", contact="Write to us."))
    assert headings_of(text) == [
        "# crates", "## Install", "## Usage", "## Configuration", "## Development",
        "## Project structure", "## Contact", "## License",
    ]  # fmt: skip


def test_badges_and_contents_are_not_added_later() -> None:
    old = updated(None, wanted(badges=""))
    assert updated(old) == old


def test_a_table_of_contents_follows_the_headings() -> None:
    contents = "- [Install](#install)\n- [Usage](#usage)"
    two = {name: BODIES[name] for name in ("install", "usage")}
    draft = wanted(two)
    draft = Wanted(draft.title, (Section("toc", "", contents), *draft.sections), draft.order)
    text = updated(None, draft)
    assert block(text, "toc") == contents
    mine = text.replace("# crates\n", "# crates\n\n## Why?\n\nBecause.\n\n## Usage\n\nOr so.\n", 1)
    after = updated(mine, draft)
    assert block(after, "toc") == (
        "- [Why?](#why)\n- [Usage](#usage)\n- [Install](#install)\n- [Usage](#usage-1)"
    )
    assert outside(after) == outside(mine)


def test_a_draft_is_taken_apart() -> None:
    sections = (
        Section("about", "", "A thing.\n\n- with\n- bullets"),
        Section("usage", "Usage", "Run."),
    )
    markdown = (
        "# x\n\n[![b](c)](d)\n\nA thing.\n\n- with\n- bullets\n\n"
        "- [Usage](#usage)\n\n## Usage\n\nRun.\n"
    )
    taken = Wanted.of(Draft("x", sections, markdown), [s.id for s in outline(Config())])
    assert taken.title == "# x"
    assert [s.id for s in taken.sections] == ["badges", "about", "toc", "usage"]


@pytest.mark.parametrize(
    "body", ["```sh\nmake", "<!-- moxi:end thanks -->", "<!-- moxi:begin a 0 -->"]
)
def test_a_section_that_would_break_the_markers_is_refused(body: str) -> None:
    for readme in (None, "# x\n\ntext\n"):
        with pytest.raises(UsageError, match="section thanks: its text"):
            merge(readme, wanted(thanks=body))


@pytest.mark.parametrize("eol", ["\r\n", "\r"])
def test_the_files_line_ends_are_used(eol: str) -> None:
    mine = FIRST.replace("\n", eol)
    text = updated(mine, wanted(install=NEWER, contact="Write."))
    assert text.replace(eol, "\n") == updated(FIRST, wanted(install=NEWER, contact="Write."))
    assert "\n" not in text.replace(eol, "")


def test_mark_tabs_trailing_spaces_and_the_missing_last_line_end_stay() -> None:
    mine = "\ufeff# x  \r\n\r\nIt\tis.   \r\nLonely line end \n\tcode\r\n\r\n[a]: b"
    text = updated(mine)
    assert text.startswith("\ufeff# x  \r\n\r\nIt\tis.   \r\nLonely line end \n\tcode\r\n\r\n")
    assert "[a]: b\r\n\r\n<!-- moxi:" in text
    assert text.endswith("-->")
    assert not text.endswith("\n")
