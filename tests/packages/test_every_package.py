"""What holds for the draft of any real package."""

from __future__ import annotations

import itertools
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from moxi.facts.model import Package, Task
from tests.packages.kit import Drafted
from tests.packages.pins import PINS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from markdown_it.token import Token

pytestmark = [
    pytest.mark.packages,
    pytest.mark.parametrize("name", [pin.name for pin in PINS]),
]

PLACEHOLDER = re.compile(
    r"\b(?:TODO|FIXME|TBD|XXX|[Ll]orem ipsum|REPLACE[-_ ]?ME|CHANGE[-_]?ME|"
    r"[Yy]our[-_ ](?:name|username|repo)|owner/repo)\b"
)
REST_MARKUP = re.compile(r":[a-z:]+:`|^\.\. |::$|``", re.MULTILINE)


def test_no_extractor_failed(package: Callable[[str], Drafted], name: str) -> None:
    assert [f"{problem}" for problem in package(name).facts.problems] == []


def test_every_fact_stands_where_it_says(package: Callable[[str], Drafted], name: str) -> None:
    drafted = package(name)
    lengths: dict[str, int] = {}
    for fact in drafted.facts:
        for evidence in fact.evidence:
            if evidence.path.startswith("metadata:"):
                continue
            path = drafted.folder / evidence.path
            assert path.exists(), fact
            if evidence.line_start:
                length = lengths.setdefault(evidence.path, len(path.read_bytes().splitlines()))
                assert 1 <= evidence.line_start <= length, fact
                assert evidence.line_end <= length, fact


def test_the_same_bytes_twice(package: Callable[[str], Drafted], name: str) -> None:
    drafted = package(name)
    assert Drafted.at(drafted.folder).markdown == drafted.markdown


def test_the_registrys_copy_of_the_readme_is_not_read(
    package: Callable[[str], Drafted], name: str, tmp_path: Path
) -> None:
    drafted = package(name)
    bare = tmp_path / drafted.folder.name
    shutil.copytree(
        drafted.folder, bare, symlinks=True, ignore=shutil.ignore_patterns("PKG-INFO", "*.egg-info")
    )
    assert Drafted.at(bare).markdown == drafted.markdown


def test_its_title_is_the_packages_name(package: Callable[[str], Drafted], name: str) -> None:
    drafted = package(name)
    stated = drafted.values(Package)[0].name
    assert stated.lower() == name.lower()
    assert drafted.markdown.startswith(f"# {stated}\n")


def test_how_to_test_it_is_told(package: Callable[[str], Drafted], name: str) -> None:
    drafted = package(name)
    tests = [task for task in drafted.values(Task) if task.purpose == "test"]
    told = "\n".join(drafted.commands("Development"))
    assert not tests or any(task.command in told for task in tests)


def test_every_link_leads_somewhere(package: Callable[[str], Drafted], name: str) -> None:
    drafted = package(name)
    anchors = {f"#{_slug(heading)}" for heading in _headings(drafted.markdown)}
    for target in _targets(drafted.markdown):
        if target.startswith("#"):
            assert target in anchors
        elif not target.startswith(("https://", "http://")):
            assert (drafted.folder / target.partition("#")[0]).exists(), target


def test_every_fence_is_closed(package: Callable[[str], Drafted], name: str) -> None:
    markdown = package(name).markdown
    lines = markdown.splitlines()
    for token in MarkdownIt().parse(markdown):
        if token.type == "fence":
            assert token.map is not None
            assert lines[token.map[1] - 1].strip() == token.markup, token.content


def test_nothing_is_left_to_fill_in(package: Callable[[str], Drafted], name: str) -> None:
    assert PLACEHOLDER.findall(_prose(package(name).markdown)) == []


def test_no_markup_of_another_language(package: Callable[[str], Drafted], name: str) -> None:
    assert REST_MARKUP.findall(_prose(package(name).markdown)) == []


def test_no_row_stands_twice_in_a_table(package: Callable[[str], Drafted], name: str) -> None:
    for block in package(name).markdown.split("\n\n"):
        if block.startswith("|"):
            rows = block.splitlines()[2:]
            assert len(rows) == len(set(rows)), block


def _tokens(markdown: str) -> Iterator[Token]:
    for token in MarkdownIt().enable("table").parse(markdown):
        yield token
        yield from token.children or ()


def _targets(markdown: str) -> Iterator[str]:
    for token in _tokens(markdown):
        if token.type in ("link_open", "image"):
            yield f"{token.attrs.get('href') or token.attrs.get('src')}"


def _headings(markdown: str) -> Iterator[str]:
    tokens = MarkdownIt().parse(markdown)
    for before, token in itertools.pairwise(tokens):
        if before.type == "heading_open":
            yield token.content


def _slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _prose(markdown: str) -> str:
    """The draft without its blocks of code and the text of code spans."""
    kept = list(markdown.splitlines())
    for token in MarkdownIt().parse(markdown):
        if token.type == "fence" and token.map:
            for number in range(*token.map):
                kept[number] = ""
    return re.sub(r"(?<!`)`[^`\n]+`(?!`)", "", "\n".join(kept))
