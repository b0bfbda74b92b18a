"""A small draft, as the merge takes it, and what tests ask of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.config import SECTION_IDS
from moxi.draft import Section
from moxi.merge import Wanted, merge
from moxi.merge.page import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDER = tuple(name for name in SECTION_IDS if name not in ("badges", "toc"))
HEADINGS = {
    "about": "", "features": "Features", "install": "Install", "usage": "Usage", "api": "API",
    "actions": "Inputs and outputs", "configuration": "Configuration", "services": "Services",
    "packages": "Packages", "development": "Development", "structure": "Project structure",
    "documentation": "Documentation", "contributing": "Contributing", "contact": "Contact",
    "license": "License", "badges": "", "toc": "",
}  # fmt: skip
BODIES = {
    "badges": "[![CI](https://ci.example/x.svg)](https://ci.example/x)",
    "about": "Sorts records by the colour of their sleeve.",
    "install": "Requires Python 3.9 or newer.\n\n```sh\npip install crates\n```",
    "usage": "```sh\ncrates sort --by colour\n```\n\n"
    "| option | meaning |\n| --- | --- |\n| `--by KEY` | what to sort by |\n"
    "| `--dry` | change nothing |",
    "development": "```sh\ngit clone https://git.example/crates\nmake test  # run the tests\n```",
    "structure": "| path | what it holds |\n| --- | --- |\n| [`crates/`](crates/) | The code |",
    "license": "[MIT](LICENSE)",
}


def wanted(
    bodies: dict[str, str] | None = None,
    *,
    off: Iterable[str] = (),
    complete: bool = True,
    own: Iterable[str] = (),
    **changed: str,
) -> Wanted:
    """A draft of the sections in `bodies`; `changed` gives some another body, `""` takes it out."""
    bodies = {**(BODIES if bodies is None else bodies), **changed}
    order = {name: number for number, name in enumerate(("badges", *ORDER))}
    names = sorted(bodies, key=lambda name: order.get(name, len(order)))
    sections = tuple(
        Section(name, HEADINGS.get(name, name.title()), bodies[name])
        for name in names
        if bodies[name]
    )
    extras = tuple(name for name in names if name not in order)
    return Wanted("# crates", sections, (*ORDER, *extras), frozenset(own), frozenset(off), complete)


def updated(readme: str | None, draft: Wanted | None = None) -> str:
    """The README after one update; a second one must change nothing."""
    draft = wanted() if draft is None else draft
    text = merge(readme, draft).text
    again = merge(text, draft)
    assert (again.text, again.changes) == (text, ())
    return text


def block(readme: str, section: str) -> str:
    """The content of a block."""
    page = Page(readme)
    return page.content(page.blocks[section])


def outside(readme: str) -> str:
    """All that is not Moxi's."""
    page = Page(readme)
    return "".join(line for number, line in enumerate(page.lines) if number not in page.owned)


def headings_of(readme: str) -> list[str]:
    """The lines that begin with `#`, Moxi's and others'."""
    return [line for line in readme.splitlines() if line.startswith("#")]
