"""The pages a community expects: changelog, contributing, security … each where it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Document, DocumentRole, Evidence, Fact
from moxi.facts.paths import join
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.pages import Pages
    from moxi.facts.reader import Reader
    from moxi.snapshot.model import Tree

_PLACES = ("", ".github", "docs", "doc", "documentation")
_NAMES: tuple[tuple[DocumentRole, str], ...] = (
    ("changelog", r"change[-_ ]?logs?|history|news|changes|release[-_ ]?notes|releases"),
    ("contributing", r"contributing|contribute|hacking|development|developing|developer[-_]?guide"),
    ("security", r"security([-_]policy)?"),
    ("code of conduct", r"code[-_ ]of[-_ ]conduct|conduct"),
    ("citation", r"citation(\.cff|\.bib)?"),
    ("support", r"support|getting[-_]help"),
    ("authors", r"authors?|contributors|maintainers|credits|thanks"),
    ("governance", r"governance"),
    ("roadmap", r"roadmap"),
    ("upgrading", r"upgrading|upgrade([-_]guide)?|migration([-_]guide)?|migrating|migrate"),
    ("architecture", r"architecture|design|how[-_ ]it[-_ ]works|internals"),
    ("faq", r"faqs?|troubleshooting"),
)
_SUFFIX = r"(\.(md|mdx|markdown|rst|txt|adoc|asciidoc|org))?"
_FORMS = tuple((role, lazy_re(rf"^(?:{form}){_SUFFIX}$", re.IGNORECASE)) for role, form in _NAMES)
_FIRST_OF_A_ROLE: dict[DocumentRole, re.Pattern[str]] = {
    "contributing": lazy_re(r"contribut", re.IGNORECASE),
    "changelog": lazy_re(r"change|history|news", re.IGNORECASE),
    "faq": lazy_re(r"faq", re.IGNORECASE),
    "authors": lazy_re(r"author|contributor", re.IGNORECASE),
    "architecture": lazy_re(r"architecture", re.IGNORECASE),
}
_EXAMPLES = ("examples", "example", "samples", "demos", "demo")


def documents(reader: Reader, pages: Pages, folder: str) -> Iterator[Fact[Document]]:
    """Each role's page, the project's own before the repository's."""
    yield from _docs(reader, pages, folder)
    yield from _guides(reader, folder)
    yield from _examples(reader.tree, folder)
    for role, form in _FORMS:
        if path := _find(reader, role, form, folder):
            yield Fact(Document(role, path, _title(path)), (Evidence(path),), folder)


def _find(reader: Reader, role: DocumentRole, form: re.Pattern[str], folder: str) -> str:
    tree = reader.tree
    for home in dict.fromkeys((folder, "")):
        for place in _PLACES:
            here = join(home, place) if place else home
            found = [
                path
                for path in tree.files(here)
                if form.match(path.rpartition("/")[2]) and _holds_text(reader, path)
            ]
            if found:
                usual = _FIRST_OF_A_ROLE.get(role)
                found.sort(key=lambda path: (bool(usual and not usual.search(path)), path))
                return found[0]
    return ""


def _holds_text(reader: Reader, path: str) -> bool:
    """Whether a page says more than where else to look."""
    entry = reader.tree.get(path)
    if entry is None or not entry.size:
        return False
    if entry.size > 400 or not path.lower().endswith(".rst"):
        return True
    return ".. include::" not in reader.text(path)


def _docs(reader: Reader, pages: Pages, folder: str) -> Iterator[Fact[Document]]:
    """The documentation's folder, or its first page where that can be read as it stands."""
    for page in pages.index:
        if page.path.lower().endswith((".md", ".rst")) and page.path.rpartition("/")[0]:
            if not page.blocks:
                continue
            yield Fact(Document("docs", page.path, page.title), (Evidence(page.path),), folder)
            return
    for home in dict.fromkeys((folder, "")):
        for name in ("docs", "doc", "documentation"):
            path = join(home, name)
            written = [p for p in reader.tree.under(path) if p.lower().endswith(_PROSE)]
            if len(written) >= 2:
                yield Fact(Document("docs", f"{path}/"), (Evidence(written[0]),), folder)
                return


_GUIDE = lazy_re(
    r"^(install(ation|ing)?|usage|training|getting[-_ ]?started|quick[-_ ]?start|tutorial"
    r"|user[-_ ]?guide|guide|manual|config(uration)?|deploy(ment|ing)?|build(ing)?|docker"
    r"|model[-_ ]?(zoo|card)s?|data(set)?s?|evaluation|benchmarks?|api|commands|cli|advanced"
    r"|(more[-_ ]?)?examples?|docs?|documentation|reference|testing|performance|protocol"
    r"|glossary)\.(md|rst|adoc)$",
    re.IGNORECASE,
)
MAX_GUIDES = 8
_WRITTEN_OUT = {"Doc": "Documentation", "Docs": "Documentation", "Moreexamples": "More examples"}


def _guides(reader: Reader, folder: str) -> Iterator[Fact[Document]]:
    """Pages beside the README that lead a reader on: `INSTALL.md`, `TRAINING.md`."""
    told = 0
    for path in reader.tree.files(folder):
        name = path.rpartition("/")[2]
        if told < MAX_GUIDES and _GUIDE.match(name) and _holds_text(reader, path):
            told += 1
            title = name.rpartition(".")[0].replace("_", " ").replace("-", " ").capitalize()
            title = _WRITTEN_OUT.get(title, title)
            yield Fact(Document("docs", path, title), (Evidence(path),), folder)


_PROSE = (".md", ".mdx", ".rst", ".adoc", ".txt", ".1", ".html", ".ipynb", ".org")


def _examples(tree: Tree, folder: str) -> Iterator[Fact[Document]]:
    for name in _EXAMPLES:
        path = join(folder, name)
        if files := tree.under(path):
            yield Fact(Document("examples", f"{path}/"), (Evidence(files[0]),), folder)
            return


def _title(path: str) -> str:
    """A page's name as a sentence says it, where its file name is more than shouting."""
    stem = path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2]
    return re.sub(r"[-_ ]+", " ", stem).capitalize()
