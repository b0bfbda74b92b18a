"""Files that a docs tool puts into a page: what the page writes, and what stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.facts.paths import join, normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.reader import Reader

_FORMS = (
    lazy_re(r"^--8<--\s+[\"'](?P<path>[^\"']+)[\"']$"),
    lazy_re(r"^\{\*\s+(?P<path>\S+)(?:\s.*)?\*\}$"),
    lazy_re(r"^\{!>?\s*(?P<path>[^!\s]+)\s*!\}$"),
    lazy_re(r"^\{\{\s*#(?:rustdoc_)?include\s+(?P<path>[^}\s]+)\s*\}\}$"),
    lazy_re(r"^<<<\s+(?P<path>\S+)(?:\s.*)?$"),
)
_LANGUAGES = {
    "py": "python", "rs": "rust", "js": "js", "mjs": "js", "cjs": "js", "ts": "ts", "tsx": "tsx",
    "go": "go", "sh": "sh", "toml": "toml", "yml": "yaml", "yaml": "yaml", "json": "json",
}  # fmt: skip


def target(code: str) -> str:
    """The path that a code block's only line includes, else `""`."""
    line = code.strip()
    if "\n" in line or len(line) > 300:
        return ""
    for form in _FORMS:
        if found := form.match(line):
            return found["path"]
    return ""


def resolve(reader: Reader, page: str, written: str, roots: tuple[str, ...]) -> str:
    """The repository path of an included file, `""` where it is outside, absent or only a part.

    A name with a section or lines behind a colon or `#` shows a part that cannot be told apart
    with certainty, so it is not resolved.
    """
    written = written.strip()
    if ":" in written or "#" in written or not written:
        return ""
    here = page.rpartition("/")[0]
    wanted = [join(here, written.removeprefix("/"))] if not written.startswith("@/") else []
    bare = written.removeprefix("@/").removeprefix("/")
    wanted += [join(root, bare) for root in roots]
    for candidate in wanted:
        path = normalise(candidate)
        if path and path in reader.tree:
            return path
    return ""


def language(path: str) -> str:
    """The language of a code fence for a file."""
    return _LANGUAGES.get(path.rpartition(".")[2].lower(), "")
