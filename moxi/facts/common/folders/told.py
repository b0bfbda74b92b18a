"""What the guides for those who work on a project say that its folders and files hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.docs import guides
from moxi.facts.common.docs.pages import Pages
from moxi.facts.common.folders.phrases import role
from moxi.facts.model import Evidence
from moxi.facts.paths import is_generated, is_own_source, is_vendored, join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.blocks import Block, Page
    from moxi.facts.reader import Reader

CONTRIBUTING = ("CONTRIBUTING.md", ".github/CONTRIBUTING.md", "docs/CONTRIBUTING.md",
                "DEVELOPMENT.md", "docs/DEVELOPMENT.md", "HACKING.md")  # fmt: skip
MAX_DEPTH = 3
_CODE = (".go", ".py", ".rs", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".sh")
_OF_STRUCTURE = lazy_re(
    r"struct|layout|architect|organi[sz]|director|folder|packages?\b|modules?\b|component|files\b"
    r"|overview|\bmap\b|code ?base|where\b|key (?:file|place)|project|repository",
    re.IGNORECASE,
)
_ITEM = lazy_re(
    r"^[*_]{0,2}\[?`(?P<path>[\w./-]+)`(?:\]\([^)]*\))?[*_]{0,2}\s*(?::|[–—]|-{1,2}|\bcontains\b)"
    r"[*_]{0,2}\s+(?P<said>\S.*)$",
    re.DOTALL,
)
_CELL = lazy_re(r"^[*_]{0,2}\[?`?(?P<path>[\w./-]+)`?(?:\]\([^)]*\))?[*_]{0,2}$")
_BRANCH = lazy_re(r"^(?P<indent>[\s│|]*)[├└|`+][─-]+\s+(?P<path>[\w./@-]+)(?P<rest>.*)$")
_REMARK = lazy_re(r"^\s+(?:#|//|<?-{1,2}|←|—|–)\s*(?P<said>\S.*)$")


def told(reader: Reader, folder: str) -> dict[str, tuple[str, Evidence]]:
    """Path → role and where it is said, under the headings of structure; the first stands."""
    pages = Pages(reader, folder)
    found: dict[str, tuple[str, Evidence]] = {}
    extra = [join(folder, name) for name in CONTRIBUTING]
    readable = [pages.page(path) for path in extra if path in reader.tree]
    for page in (*guides.guides(pages), *readable):
        for path, said, line in _of_structure(page):
            known = _existing(reader, folder, path)
            said = said.replace("Package ", "package ", 1)  # no Go comment, that names its package
            text = role(said)
            if known and known not in found and text and not text.startswith("("):
                found[known] = (text, Evidence(page.path, line, line))
    # What a file is matters less where its folder says what it holds.
    return {
        path: said
        for path, said in found.items()
        if reader.tree.is_folder(path) or path.rpartition("/")[0] not in found
    }


def _of_structure(page: Page) -> Iterator[tuple[str, str, int]]:
    above: dict[int, str] = {}
    for block in page.blocks:
        if block.kind == "heading":
            above = {level: text for level, text in above.items() if level < block.level}
            above[block.level] = block.text
        elif any(_OF_STRUCTURE.search(text) for level, text in above.items() if level > 1):
            yield from _pairs(block)


def _pairs(block: Block) -> Iterator[tuple[str, str, int]]:
    """Every path that a block names with what it says of it, and the line."""
    if block.kind in ("list", "terms"):
        for item in block.items:
            text = f"{item.term}: {item.text}" if item.term else item.text
            if match := _ITEM.match(text):
                yield match["path"], match["said"], item.line
    elif block.kind == "table":
        for row in block.rows[1:]:
            if len(row.cells) > 1 and (match := _CELL.match(row.cells[0].strip())):
                yield match["path"], row.cells[1], row.line
    elif block.kind == "code" and ("├" in block.text or "└" in block.text):
        yield from _branches(block)


def _branches(block: Block) -> Iterator[tuple[str, str, int]]:
    """The entries of a drawn tree that carry a remark."""
    above: list[tuple[int, str]] = []
    for number, line in enumerate(block.text.split("\n")):
        match = _BRANCH.match(line)
        if match is None:
            continue
        depth = len(match["indent"])
        above = [(far, name) for far, name in above if far < depth]
        path = "/".join([*(name for _, name in above), match["path"].strip("/")])
        above.append((depth, match["path"].strip("/")))
        if remark := _REMARK.match(match["rest"]):
            yield path, remark["said"], (block.first or block.line) + number


def _existing(reader: Reader, folder: str, path: str) -> str:
    """The path as the tree has it, `""` where it has none or it is not the project's own."""
    inside = normalise(path)
    if not inside or inside.count("/") >= MAX_DEPTH or inside.startswith("."):
        return ""
    whole = join(folder, inside)
    if reader.tree.is_folder(whole):
        return "" if is_vendored(f"{inside}/") or is_generated(f"{inside}/") else whole
    if whole not in reader.tree and "/" not in inside:
        same = reader.tree.named(inside)
        whole = same[0] if len(same) == 1 else ""
    return whole if whole in reader.tree and _is_code(whole) else ""


def _is_code(path: str) -> bool:
    return path.endswith(_CODE) and is_own_source(path) and not path.startswith(".")
