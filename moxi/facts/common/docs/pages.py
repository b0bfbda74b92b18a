"""Which pages of documentation a project has, what each is for, and reading them once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from moxi.facts.common.docs import includes, markdown, rst
from moxi.facts.common.docs.blocks import Page
from moxi.facts.paths import is_example, is_test, is_vendored, join, normalise, relative
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.common.docs.blocks import Block, Resolve
    from moxi.facts.reader import Reader

Topic = Literal["quickstart", "index", "install", "usage", "config"]

MAX_PAGES = 30
MAX_MKDOCS_DEPTH = 2
MAX_PAGE_BYTES = 120_000
MARKUP = (".md", ".mdx", ".markdown", ".rst")
_ROOTS = (
    "docs", "doc", "documentation", "website/docs", "docs/docs", "docs/source", "docs/src",
    "docs/content", "docs/en", "docs/content/en", "docs/content/docs", "docs/guide", "docs/user",
    "doc/source", "doc/src", "docs/pages", "site/docs", "site/content", "site/content/docs",
    "website/content/docs", "website/src", "website/src/docs", "website/src/content/docs",
    "docs/src/content/docs", "website", "book/src", "book/en/src", "book", "guide/src", "guide",
    "manual", "userguide", "packages/docs/content", "packages/docs/docs", "packages/docs",
    "apps/docs/content/docs", "apps/docs/docs", "apps/docs", "www/docs", "www/content/docs",
)  # fmt: skip
_NUMBER = lazy_re(r"^\d+[-_. ]+")
_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    ("quickstart", lazy_re(
        r"^(quick[-_]?start.*|quick[-_]?guide|get(ting)?[-_]?started.*|first[-_]steps)$")),
    ("index", lazy_re(r"^(index|readme|intro(duction)?|overview|home|about|welcome)$")),
    ("install", lazy_re(r"^(how[-_]to[-_])?(install|installation|installing|setup)([-_].*)?$")),
    (
        "usage",
        lazy_re(
            r"^((basic[-_])?usage|using([-_].*)?|guide|user[-_]?guide|tutorial|tutorials|examples?"
            r"|cook[-_]?book|recipes|cli|command[-_]?lines?([-_].*)?|usage[-_].*|basics|basic"
            r"|api[-_]?usage|how[-_]to[-_]use|advanced)$"
        ),
    ),
    (
        "config",
        lazy_re(
            r"^(config(uration)?|configur(e|ing)([-_].*)?|settings|options|customization"
            r"|.*environment[-_]?var(iable)?s?|env([-_]?vars?)?|.*[-_]config(uration)?|config(uration)?[-_].*)$"
        ),
    ),
)  # fmt: skip
_CONFIG_FOLDER = lazy_re(r"config(?:uration)?|configuring|settings")
_FOREIGN = lazy_re(
    r"(^|/)((ar|bn|ca|cs|da|de|el|es|fa|fi|fr|he|hi|hu|id|it|ja|jp|ko|kr|nl|no|pl|pt|ro|ru|sv|th|tr"
    r"|uk|ur|vi|zh|cn|tw)([-_][A-Za-z]{2,4})?|i18n|locales?|translations|blog|blogs|news|posts|"
    r"next|nightly|versioned_docs|archive|archived|old|legacy|v\d+[^/]*|version-[^/]*|dev|devel|development|"
    r"contributors?|contributing|internals?|proposals|rfcs?|adr|design|api|_[^/]*|node_modules|"
    r"tests?|fixtures|assets|public|images|examples?|release-?notes)/"
)
_UPKEEP = lazy_re(
    r"change|history|news|release|licen[sc]e|contribut|develop|migrat|upgrad|hacking|testing|author"
    r"|roadmap|security|faq|install|benchmark|comparison"
)
_INDEX = lazy_re(r"(^|/)index\.\w+$")
_BUILDS_A_SITE = lazy_re(
    r"\b((hugo|mkdocs|zola|mdbook|jekyll|vitepress|docusaurus) (serve|server|build|dev|start)"
    r"|built (with|using) \[?(hugo|mkdocs|zola|docusaurus|jekyll|sphinx|vitepress|gatsby|astro)"
    r"|source (code )?(for|of) the [\w. ]*(website|site|documentation|docs)\b)",
    re.IGNORECASE,
)
_README = lazy_re(r"(^|/)readme[^/]*$", re.IGNORECASE)


_READ: WeakKeyDictionary[Reader, dict[str, dict[str, Page]]] = WeakKeyDictionary()
"""what has been parsed, by reader and folder: several extractors look at the same pages"""


def mkdocs_files(reader: Reader, home: str) -> list[str]:
    """The configurations of MkDocs at and below a folder, shallow ones first."""
    inside = f"{home}/" if home else ""
    found = [
        path
        for name in ("mkdocs.yml", "mkdocs.yaml")
        for path in reader.tree.named(name)
        if path.startswith(inside) and path.count("/") - inside.count("/") <= MAX_MKDOCS_DEPTH
        if not _FOREIGN.search(path[len(inside) :].rpartition("/")[0] + "/")
    ]
    return sorted(found, key=lambda path: (path.count("/"), path))


@dataclass(frozen=True, slots=True)
class Place:
    """A page that exists and what it is for."""

    path: str
    topic: Topic
    depth: int
    """folders below the root of the documentation"""


class Pages:
    """The documentation of the project in `folder`."""

    def __init__(self, reader: Reader, folder: str, also: tuple[str, ...] = ()) -> None:
        self.reader = reader
        self.folder = folder
        self.homes = tuple(dict.fromkeys((folder, *also)))
        """where a docs folder of this project may stand"""
        self._read = _READ.setdefault(reader, {}).setdefault(folder, {})

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The folders that hold pages, the most likely first."""
        stated = self._stated_roots()
        named = [join(home, name) for home in self.homes for name in _ROOTS]
        named = [part for root in named for part in (root, *self._numbered(root))]
        return tuple(
            root
            for root in dict.fromkeys((*stated, *named))
            if self.reader.tree.is_folder(root)
            and any(path.lower().endswith(MARKUP) for path in self.reader.tree.files(root))
        )

    def _numbered(self, root: str) -> list[str]:
        """`docs/1.guide`: the first chapter of pages that are put in order by their names."""
        if root.rpartition("/")[2] not in ("docs", "content", "doc"):
            return []
        chapters = [
            path
            for path in self.reader.tree.folders(root)
            if _NUMBER.match(path.rpartition("/")[2])
        ]
        return sorted(chapters)[:1]

    def _stated_roots(self) -> list[str]:
        """Where the configuration of a docs tool says that the pages stand."""
        found: list[str] = []
        for home in self.homes:
            inside = f"{home}/" if home else ""
            for path in mkdocs_files(self.reader, home):
                stated = self.reader.yaml(path).get("docs_dir")
                base = path.rpartition("/")[0]
                found.append(join(base, stated if isinstance(stated, str) else "docs"))
            for path in self.reader.tree.named("book.toml"):
                if path.startswith(inside) and _is_a_guide(path):
                    book = self.reader.toml(path).get("book")
                    stated = book.get("src") if isinstance(book, dict) else None
                    base = path.rpartition("/")[0]
                    found.append(join(base, stated if isinstance(stated, str) else "src"))
        return [root for given in found if (root := normalise(given))]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The pages worth reading, by topic, then shallow ones first."""
        found: dict[str, Place] = {}
        for home in self.homes:
            for path in self.reader.tree.files(home):
                if not _README.search(path):
                    self._note(found, path, home)
        for root in self.roots:
            for path in self.reader.tree.under(root):
                if path.count("/") - root.count("/") <= 3:
                    self._note(found, path, root)
        self._drop_readmes(found)
        order = {topic: number for number, (topic, _) in enumerate(_TOPICS)}
        places = sorted(
            found.values(),
            key=lambda place: (order[place.topic], place.depth, self._rank(place.path), place.path),
        )
        return tuple(places)

    def _drop_readmes(self, found: dict[str, Place]) -> None:
        """A README beside an index tells whoever works on the pages how to build them."""
        indexed = {p.rpartition("/")[0] for p in found if _INDEX.search(p)}
        for path in [p for p in found if _README.search(p)]:
            if path.rpartition("/")[0] in indexed or self._tells_how_it_is_built(path):
                del found[path]

    def _tells_how_it_is_built(self, path: str) -> bool:
        return bool(_BUILDS_A_SITE.search(self.reader.text(path)[:1200]))

    def _rank(self, path: str) -> int:
        for number, root in enumerate(self.roots):
            if path.rpartition("/")[0] == root:
                return number
        return len(self.roots)

    def _note(self, found: dict[str, Place], path: str, root: str) -> None:
        if path in found or not path.lower().endswith(MARKUP):
            return
        inside = relative(path, root)
        entry = self.reader.tree.get(path)
        if _FOREIGN.search(inside) or entry is None or entry.size > MAX_PAGE_BYTES:
            return
        stem = _NUMBER.sub("", inside.rpartition("/")[2].rpartition(".")[0].lower())
        topic = next((topic for topic, form in _TOPICS if form.match(stem)), None)
        depth = inside.count("/")
        if stem in ("index", "readme") and depth:
            # The index of a folder is a page on what the folder's name says.
            name = _NUMBER.sub("", inside.rpartition("/")[0].rpartition("/")[2].lower())
            topic = next((topic for topic, form in _TOPICS if form.match(name)), None)
        if topic is None and depth and _CONFIG_FOLDER.fullmatch(inside.split("/")[-2].lower()):
            topic = "config"
        if topic == "index" and depth:
            topic = None
        if topic:
            found[path] = Place(path, topic, depth)

    def of(self, *topics: Topic, limit: int = 8) -> list[tuple[Place, Page]]:
        """The pages on some topics, parsed; shallow ones first within a topic."""
        chosen = [place for topic in topics for place in self.places if place.topic == topic]
        return [(place, self.page(place.path)) for place in chosen[:limit]]

    def others(self, *words: str, limit: int = 5) -> list[Page]:
        """Pages on no topic of their own that hold one of some words, in the order in which the
        first page of the documentation names them."""
        known = {place.path for place in self.places}
        contents = "\n".join(self.reader.text(page.path) for page in self.index)
        found: dict[str, int] = {}
        for root in self.roots:
            for path in self.reader.tree.under(root):
                inside = relative(path, root)
                entry = self.reader.tree.get(path)
                if path in known or inside.count("/") > 1 or not path.lower().endswith(MARKUP):
                    continue
                if entry is None or entry.size > MAX_PAGE_BYTES or _FOREIGN.search(inside):
                    continue
                stem = inside.rpartition("/")[2].rpartition(".")[0]
                text = "" if _UPKEEP.match(stem.lower()) else self.reader.text(path)
                named = contents.find(inside.rpartition(".")[0])
                if (named >= 0 or "/" not in inside) and any(word in text for word in words):
                    found.setdefault(path, named if named >= 0 else len(contents))
        return [self.page(path) for path in sorted(found, key=lambda p: (found[p], p))[:limit]]

    @cached_property
    def index(self) -> tuple[Page, ...]:
        """The pages that introduce the documentation, the likeliest first."""
        places = [place for place in self.places if place.topic == "index" and not place.depth]
        home = [place for place in places if place.path.rpartition("/")[0] in self.roots]

        def likeliest(place: Place) -> tuple[int, int, str]:
            stem = _NUMBER.sub("", place.path.rpartition("/")[2].rpartition(".")[0].lower())
            names = ("index", "introduction", "intro", "overview", "home", "welcome", "about")
            return (
                self._rank(place.path),
                names.index(stem) if stem in names else len(names),
                place.path,
            )

        return tuple(self.page(place.path) for place in sorted(home, key=likeliest)[:5])

    def page(self, path: str) -> Page:
        """One page, parsed once; an empty one past the cap on their number."""
        if path not in self._read:
            if len(self._read) >= MAX_PAGES:
                return Page(path)
            text = self.reader.text(path)
            parse = rst.parse if path.lower().endswith(".rst") else markdown.parse
            self._read[path] = parse(path, text, self.resolver(path))
        return self._read[path]

    def resolver(self, page: str) -> Resolve:
        """How a link on a page is written in a README in the project's folder."""

        def resolve(target: str) -> str:
            if target.startswith(("http://", "https://")):
                return "" if any(mark in target for mark in ("{", "}", " ")) else target
            if not target or target.startswith(("#", "mailto:")) or "://" in target:
                return ""
            return self._inside(page, target)

        return resolve

    def _inside(self, page: str, target: str) -> str:
        path, mark, anchor = target.partition("#")
        path = path.partition("?")[0]
        here = page.rpartition("/")[0]
        bases = [here] if not path.startswith("/") else [*self.roots, ""]
        for base in bases:
            wanted = normalise(join(base, path.lstrip("/")))
            if wanted is None:
                continue
            for ending in ("", *MARKUP):
                if wanted and wanted + ending in self.reader.tree:
                    found = relative(wanted + ending, self.folder)
                    return found.replace(" ", "%20") + (mark + anchor if not ending else "")
        return ""

    def code(self, page: Page, block: Block) -> tuple[str, str, str]:
        """A code block's text, its language and the file it stands in; an include is followed.

        The text is empty where an included file is not in the repository.
        """
        if not block.include:
            return block.text, block.language, page.path
        homes = (*self.roots, *(r.rpartition("/")[0] for r in self.roots), *self.homes)
        roots = tuple(dict.fromkeys(homes))
        path = includes.resolve(self.reader, page.path, block.include, roots)
        text = self.reader.text(path).strip("\n") if path else ""
        return text, block.language or includes.language(path), path


def _is_a_guide(path: str) -> bool:
    """Whether a book is the project's own documentation, not material for a test."""
    return not (is_vendored(path) or is_test(path) or is_example(path))
