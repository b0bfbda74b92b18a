"""Manual pages (roff, ronn, scdoc, pandoc): what their NAME and OPTIONS sections say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import is_test, is_vendored
from moxi.facts.prose import collapse
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.reader import Reader

_PAGE = lazy_re(r"(^|/)([\w.-]+?)\.([1568])(\.(md|ronn|scd|txt|rst|adoc|asciidoc|in))?$")
_FONT = lazy_re(r"\\f(?:\[[^\]]*\]|\(..|.)|\\s[-+]?\d|\\&|\\[|^/,%]")
_LETTERS = (
    ("\\(em", "—"), ("\\(en", "–"), ("\\(cq", "'"), ("\\(oq", "'"), ("\\(dq", '"'), ("\\(lq", '"'),
    ("\\(rq", '"'), ("\\(rs", "\\"), ("\\(ga", "`"), ("\\ ", " "), ("\\~", " "),
)  # fmt: skip
_NAME = lazy_re(r"^\s*[*_`]*([\w.+-]+)[*_`]*(?:\([1-8]\))?\s+(?:\\?--?|—|–|-)\s+(\S.*?)\s*$")
_MDOC_NAME = re.compile(r"^\.N[d]\s+(\S.*)")
_HEADING = lazy_re(r"^(?:\.S[Hh]\s+\"?|#{1,2}\s*)?NAME\"?\s*$", re.IGNORECASE)


def pages(reader: Reader, folder: str, identity: Identity) -> Iterator[str]:
    """The source of the project's own manual pages, its main program's first."""
    wanted = {name.lower() for name in (*identity.programs, identity.repository) if name}
    found: list[tuple[bool, int, str]] = []
    for path in reader.tree.under(folder):
        match = _PAGE.search(path)
        if match and not is_vendored(path) and not is_test(path):
            found.append((match[2].lower() not in wanted, path.count("/"), path))
    for _, _, path in sorted(found)[:5]:
        yield path


def description(reader: Reader, folder: str, identity: Identity) -> tuple[str, Evidence] | None:
    """What the NAME section of the main program's page says it is."""
    for path in pages(reader, folder, identity):
        if not identity.mentioned(path.rpartition("/")[2].split(".")[0]):
            continue
        lines = reader.lines(path)
        for number, line in enumerate(lines[:80]):
            if mdoc := _MDOC_NAME.match(line):
                return _clean(mdoc[1]), Evidence(path, number + 1, number + 1)
            if (
                number
                and not _HEADING.match(lines[number - 1].strip())
                and not (number < 2 or _HEADING.match(lines[number - 2].strip()))
            ):
                continue
            if found := _NAME.match(plain(line)):
                return _clean(found[2]), Evidence(path, number + 1, number + 1)
    return None


def plain(line: str) -> str:
    """A line of roff without its requests for fonts and its escapes."""
    text = _FONT.sub("", line).replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\")
    for escape, letter in _LETTERS:
        text = text.replace(escape, letter)
    return re.sub(r"^\.(?:B|I|BR|IR|BI|RB|SM)\s+", "", text).strip()


def _clean(text: str) -> str:
    return collapse(plain(text)).strip('"')
