"""One sentence on what a project is, from wherever it says so when its manifest does not."""

from __future__ import annotations

import configparser
import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.docs import guides, introduction, manpage, web_app
from moxi.facts.common.docs.identity import normal
from moxi.facts.common.docs.inline import tidy
from moxi.facts.common.docs.prose_rules import is_tagline
from moxi.facts.model import Description, Evidence, Fact
from moxi.facts.paths import is_test, is_vendored, join
from moxi.facts.prose import first_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.common.docs.pages import Pages
    from moxi.facts.index import Facts
    from moxi.facts.model import Fact as AnyFact
    from moxi.facts.reader import Reader

Said = tuple[str, Evidence] | None
_SITE_CONFIGS = ("docusaurus.config.js", "docusaurus.config.ts", "docusaurus.config.mjs")
_SITE_FOLDERS = ("", "website", "docs", "doc", "site", "documentation")
_MKDOCS = tuple(
    f"{place}/mkdocs.{ending}".lstrip("/") for place in _SITE_FOLDERS for ending in ("yml", "yaml")
)


def describe(
    reader: Reader, pages: Pages, identity: Identity, known: Facts, folder: str
) -> Iterator[AnyFact[Description]]:
    """The most trusted sentence that there is, if there is one."""
    sources: tuple[Callable[[], Said], ...] = (
        lambda: introduction.description(pages, identity),
        lambda: _manual(reader, folder, identity, known),
        lambda: _yaml(reader, folder, _MKDOCS, "site_description"),
        lambda: _yaml(reader, folder, ("docs/_config.yml", "_config.yml"), "description"),
        lambda: _site(reader, folder),
        lambda: _book(reader, folder),
        lambda: _field(reader, folder, "debian/control", "Description:"),
        lambda: _yaml(reader, folder, ("snap/snapcraft.yaml", "snapcraft.yaml"), "summary"),
        lambda: _flake(reader, folder),
        lambda: _citation(reader, folder),
        lambda: _goreleaser(reader, folder),
        lambda: _desktop(reader, folder, identity),
        lambda: _spec(reader, folder, identity),
        lambda: _codemeta(reader, folder),
        lambda: guides.description(pages, identity),
        lambda: _web_app(reader, folder, identity),
    )
    for source in sources:
        said = source()
        if said and said[0]:
            yield Fact(Description(said[0], "docs"), (said[1],), folder)
            return


def _said(text: Any, evidence: Evidence) -> Said:
    """A text as a description, None where it is none."""
    if not isinstance(text, str):
        return None
    sentence = tidy(first_sentence(text.strip()))
    if not is_tagline(sentence) or sentence.startswith(("http", "<", "{", "TODO")):
        return None
    return sentence, evidence


def _manual(reader: Reader, folder: str, identity: Identity, known: Facts) -> Said:
    """What the manual says of the program, unless that is only one part of a library."""
    said = manpage.description(reader, folder, identity)
    lead = known.package
    if said and lead and lead.value.roles[:1] == ("library",):
        name = said[1].path.rpartition("/")[2].split(".")[0]
        own = {normal(given) for given in (*identity.packages, identity.repository)}
        return said if normal(name) in own else None
    return said


def _yaml(reader: Reader, folder: str, names: tuple[str, ...], key: str) -> Said:
    for name in names:
        path = join(folder, name)
        if path in reader.tree:
            return _said(reader.yaml(path).get(key), reader.find(path, f"{key}:"))
    return None


def _site(reader: Reader, folder: str) -> Said:
    """The tagline of a site's configuration, read as syntax."""
    for place in _SITE_FOLDERS:
        for name in _SITE_CONFIGS:
            path = join(folder, f"{place}/{name}" if place else name)
            if path in reader.tree and "tagline" in reader.text(path):
                found = string_property(reader, path, "tagline")
                if found:
                    return _said(*found)
    return None


def string_property(reader: Reader, path: str, key: str) -> tuple[str, Evidence] | None:
    """The first string that a JavaScript or TypeScript file gives a property of this name."""
    from moxi.facts.syntax import line_of, node_text, parse, walk

    root = parse("typescript" if path.endswith("ts") else "javascript", reader.text(path))
    for node in walk(root, "pair"):
        name = node_text(node.child_by_field_name("key")).strip("\"'")
        value = node.child_by_field_name("value")
        if name == key and value is not None and value.type == "string":
            line = line_of(node)
            return node_text(value)[1:-1], Evidence(path, line, line)
    return None


def _book(reader: Reader, folder: str) -> Said:
    for place in ("", "book", "docs", "guide", "doc"):
        path = join(folder, f"{place}/book.toml" if place else "book.toml")
        book = reader.toml(path).get("book") if path in reader.tree else None
        if isinstance(book, dict):
            return _said(book.get("description"), reader.find(path, "description"))
    return None


def _field(reader: Reader, folder: str, name: str, label: str) -> Said:
    """The first line of a control file or spec that starts with a label."""
    path = join(folder, name)
    if path not in reader.tree:
        return None
    for number, line in enumerate(reader.lines(path), 1):
        if line.startswith(label):
            text = line[len(label) :].strip()
            return _said(text[:1].upper() + text[1:], Evidence(path, number, number))
    return None


def _flake(reader: Reader, folder: str) -> Said:
    """The description of a Nix flake: an attribute of its top, so of its first level."""
    path = join(folder, "flake.nix")
    for number, line in enumerate(reader.lines(path)[:15] if path in reader.tree else [], 1):
        match = re.match(r'^\s{0,4}description\s*=\s*"([^"\\$]+)"\s*;\s*$', line)
        if match:
            text = match[1]
            if not re.match(
                r"(?i)^(a |an |the )?(very basic |nix )?flake\b|development (shell|environment)",
                text,
            ):
                return _said(text, Evidence(path, number, number))
    return None


def _citation(reader: Reader, folder: str) -> Said:
    path = join(folder, "CITATION.cff")
    if path not in reader.tree:
        return None
    table = reader.yaml(path)
    return _said(table.get("abstract"), reader.find(path, "abstract:"))


def _goreleaser(reader: Reader, folder: str) -> Said:
    for name in (".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml", "goreleaser.yaml"):
        path = join(folder, name)
        table = reader.yaml(path) if path in reader.tree else {}
        for key in (
            "nfpms",
            "brews",
            "homebrew_casks",
            "scoops",
            "scoop",
            "snapcrafts",
            "winget",
            "aurs",
            "chocolateys",
            "krews",
            "nix",
        ):
            stated = table.get(key)
            for item in stated if isinstance(stated, list) else [stated]:
                if isinstance(item, dict):
                    for field in ("description", "short_description", "summary"):
                        if said := _said(
                            item.get(field), reader.find(path, f"{key}:", f"{field}:")
                        ):
                            return said
    return None


def _desktop(reader: Reader, folder: str, identity: Identity) -> Said:
    """The summary of AppStream metadata, or the comment of a desktop entry."""
    for path in reader.tree.under(folder):
        if is_vendored(path) or is_test(path):
            continue
        if path.endswith((".metainfo.xml", ".appdata.xml")):
            root = reader.xml(path)
            node = root.find("summary") if root is not None else None
            if node is not None and (said := _said(node.text, reader.find(path, "<summary>"))):
                return said
        elif path.endswith(".desktop") and path.count("/") <= 3:
            parser = configparser.RawConfigParser(strict=False)
            try:
                parser.read_string(reader.text(path))
                comment = parser.get("Desktop Entry", "Comment", fallback="")
            except configparser.Error:
                continue
            if identity.mentioned(path) and (said := _said(comment, reader.find(path, "Comment="))):
                return said
    return None


def _web_app(reader: Reader, folder: str, identity: Identity) -> Said:
    found = web_app.description(reader, folder, identity)
    return _said(*found) if found else None


def _spec(reader: Reader, folder: str, identity: Identity) -> Said:
    for path in reader.tree.under(folder):
        named = path.endswith((".spec", ".spec.in")) and identity.mentioned(path.rpartition("/")[2])
        if named and "Summary:" in reader.text(path):
            return _field(reader, folder, path[len(folder) :].lstrip("/"), "Summary:")
    return None


def _codemeta(reader: Reader, folder: str) -> Said:
    path = join(folder, "codemeta.json")
    if path not in reader.tree:
        return None
    return _said(reader.json(path).get("description"), reader.find(path, '"description"'))
