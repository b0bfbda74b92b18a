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
_LICENCE_TEXT = lazy_re(
    r"permission is hereby granted|redistribution and use in source|licensed under the apache",
    re.IGNORECASE,
)
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
    if "credits" in path.lower() and _LICENCE_TEXT.search(reader.text(path)):
        return False  # the licences of what it is built from
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
_ASIDE = lazy_re(
    r"^(\..*|readme.*|releas.*|index|summary|_.*|licen[cs]e.*|copying.*|todo.*|notes?|agents|claude|gemini"
    r"|copilot.*|(issue|pull[-_ ]request)[-_ ]template.*"
    r"|.*[-_.](cn|de|es|fr|ja|jp|ko|pt|ru|zh)([-_]\w+)?)\.\w+$"
    r"|^(" + "|".join(form for _, form in _NAMES) + r")[-_.]?.*$",
    re.IGNORECASE,
)
"""Pages with a role of their own, in another language, or not for a reader."""
_SITE = lazy_re(
    r"(^|/)(mkdocs\.ya?ml|conf\.py|_config\.yml|docusaurus\.config\.\w+|book\.toml|_sidebar\.md"
    r"|\.?readthedocs\.ya?ml|sidebars\.\w+|index\.(md|rst|html)|hugo\.\w+|docs?/package\.json)$"
)
MAX_GUIDES = 8
_WRITTEN_OUT = {
    "Api": "API",
    "Cli": "CLI",
    "Doc": "Documentation",
    "Docs": "Documentation",
    "Moreexamples": "More examples",
}


def _guides(reader: Reader, folder: str) -> Iterator[Fact[Document]]:
    """Pages that lead a reader on, beside the README (`INSTALL.md`, or any that its own title
    introduces) and in a folder of pages that no tool puts in order."""
    told = 0
    for path in (*reader.tree.files(folder), *_loose(reader, folder)):
        name = path.rpartition("/")[2]
        if told == MAX_GUIDES or not _holds_text(reader, path):
            continue
        title = ""
        if _GUIDE.match(name):
            title = name.rpartition(".")[0].replace("_", " ").replace("-", " ").capitalize()
            title = _WRITTEN_OUT.get(title, title)
        elif name.lower().endswith((".md", ".markdown")) and not _ASIDE.match(name):
            title = _heading(reader, path)
        if title:
            told += 1
            yield Fact(Document("docs", path, title), (Evidence(path),), folder)


def _loose(reader: Reader, folder: str) -> tuple[str, ...]:
    """The pages of a docs folder that is read on the host as it is."""
    for name in ("docs", "doc", "documentation"):
        pages = reader.tree.files(join(folder, name))
        if pages and not any(_SITE.search(path) for path in (*reader.tree.files(folder), *pages)):
            return pages
    return ()


def _heading(reader: Reader, path: str) -> str:
    """What a page begins with where that is a plain title, underlined or not."""
    lines = [line for line in reader.text(path).splitlines()[:20] if line.strip()]
    if len(lines) > 1 and re.fullmatch(r"(=|-){3,} *", lines[1]):
        lines[0] = f"# {lines[0]}"
    found = re.match(r"##? +([^`<>|\[\]*]{2,60}?) *#*$", lines[0]) if lines else None
    return found.group(1) if found else ""


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
