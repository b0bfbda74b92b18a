"""Whether a README says already, in a person's own words, what a section of Moxi's would say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.merge.outline import headings
from moxi.merge.page import parser
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token

    from moxi.draft import Section
    from moxi.merge.page import Page

MEANINGS = {
    "about": lazy_re(r"about|introduction|intro|overview|description|summary|what (is|are)\b.*"),
    "features": lazy_re(
        r"(\w+ ){0,2}features?|highlights?|capabilities|why\b.*|what .* (does|can do)"
    ),
    "install": lazy_re(
        r"(how to )?(install|download)(ing|ation|s)?\b.*"
        r"|.*\binstallation|quick ?start.*|get(ting)? started.*|set(ting)? ?up.*"
        r"|build(ing)? (it )?from (the )?source|requirements and install.*"
    ),
    "usage": lazy_re(
        r"(basic |example |sample |simple |cli |library )*(usage|use|examples?)\b.*"
        r"|(how to )?(use|run|using|running)(?! (the )?tests?)\b.*"
        r"|tutorials?|synopsis|demo|commands?"
        r"|command[ -]line.*|cli|options|quick (guide|tour)"
    ),
    "actions": lazy_re(r"(action )?(inputs?|outputs?|parameters)\b.*|customi[sz]ing"),
    "api": lazy_re(r"(public |rest |http |api )*(api|reference|endpoints?|routes)\b.*|exports"),
    "configuration": lazy_re(
        r"config(uration|uring|ure)?\b.*|.*\bconfiguration|(global )?settings.*|options"
        r"|env(ironment)?( variables| vars)?|customi[sz](ation|ing|e)\b.*"
    ),
    "services": lazy_re(r"services?|ports?|(docker|containers?)( compose)?"),
    "packages": lazy_re(r"(the )?(packages?|modules?|workspaces?|projects|components|crates?)"),
    "development": lazy_re(
        r"(local |for )?(development|developing|developers?|hacking|building|build|compiling)\b.*"
        r"|(running |run |unit )*(the )?tests?\b.*|testing.*"
    ),
    "structure": lazy_re(
        r"(project|repository|repo|folder|directory|code|file|source)s? "
        r"(structure|layout|overview|tree|organi[sz]ation)|structure|layout|architecture|folders"
    ),
    "documentation": lazy_re(
        r"(api )?(documentation|docs?|manual|wiki|guides?|links|resources)\b.*"
        r"|(further|more) (reading|information)|learn(ing)? more|see also"
    ),
    "contributing": lazy_re(
        r"(how to )?contribut(e|ing|ions?)\b.*|(get(ting)? )?involved|get(ting)? involved"
        r"|pull requests|want to (help|contribute).*"
    ),
    "contact": lazy_re(
        r"contacts?( us)?|(help|support|community|feedback|questions?|chat|discussions?)\b.*"
        r"|get(ting)? help|(authors?|maintainers?|credits?|team)\b.*"
    ),
    "license": lazy_re(r"(.* )?(licen[sc](es?|ing|e info.*)|copyrights?)\b.*|legal"),
}
"""What a heading that a person wrote is about; it may be about more than one thing."""

MAX_HEADING = 200
"""characters of a heading that are looked at"""

_SAID = {
    "license": lazy_re(r"\b(licen[sc]ed|released|distributed) under\b|\bunder the [\w.\- ]{2,40}"
                       r" licen[sc]e\b", re.IGNORECASE),
    "contributing": lazy_re(r"\b(contributions?|pull requests?|PRs?) (are|is) (\w+ )?welcome\b",
                            re.IGNORECASE),
}  # fmt: skip
_START = lazy_re(r"quick ?start.*|get(ting)? started.*")
_PREPARES = lazy_re(r"(git|cd|make|pip3?|npm|pnpm|yarn|cargo|go|brew|mkdir|cp|python3?) ")
_INSTALLS = lazy_re(
    r"(?:^|[\s$>`(])(?:(?:pip3?|pipx|uv|uv pip|uv tool|npm|pnpm|yarn|yarn global|bun|cargo|go|brew"
    r"|gem|conda|mamba|apt|apt-get|dnf|snap|scoop|choco|winget|composer|poetry|deno"
    r"|dotnet(?: tool)?)\s+(?:install|add|get|i|require|tool install)\s+(?:-\S+\s+)*[\w@\"'.]"
    r"|npx\s+[\w@-]|docker\s+pull\s+\S)"
)
_DEVELOPS = lazy_re(r"\s(?:-e|--editable|-r|--requirement|--requirements)\b|\s\.(?:\[|\s|$)")
_SHORTCODE = lazy_re(r":[a-z0-9_+-]+:")
_NUMBERING = lazy_re(r"^[\divx]+[.)]\s+")


def meanings(heading: str) -> frozenset[str]:
    """The sections that a heading stands for."""
    text = plain_heading(heading)
    return frozenset(section for section, words in MEANINGS.items() if words.fullmatch(text))


def plain_heading(heading: str) -> str:
    """A heading in small letters, without emoji, numbering and punctuation."""
    text = _NUMBERING.sub("", _SHORTCODE.sub(" ", heading[:MAX_HEADING].lower()).strip())
    text = re.sub(r"[^\w\s'-]|_", " ", text)
    return " ".join(text.split())


class Said:
    """What the part of a README that is a person's says."""

    def __init__(self, page: Page) -> None:
        self._headings = {plain_heading(heading.text) for heading in headings(page)}
        self._meanings = frozenset[str]().union(*map(meanings, self._headings))
        outside = [token for token in page.tokens if not (token.map and token.map[0] in page.owned)]
        self._code = set(_code(outside))
        self._links = set(_links(outside))
        self._prose = " ".join(_prose(outside))

    def covers(self, section: Section) -> bool:
        """Whether a section of Moxi's would only repeat what is there."""
        wanted = plain_heading(section.heading)
        if section.id in self._meanings or (wanted and wanted in self._headings):
            return True
        if section.id in _SAID and _SAID[section.id].search(self._prose):
            return True
        if section.id == "usage" and self._starts_and_uses():
            return True
        if section.id == "install" and any(_installs(line) for line in self._code):
            return True
        tokens = parser().parse(section.body)
        code = set(_code(tokens))
        if code:
            return len(code & self._code) * 2 >= len(code)
        links = set(_links(tokens))
        return bool(links) and links <= self._links

    def _starts_and_uses(self) -> bool:
        """Whether there is a quick start that goes on once it has installed."""
        started = any(_START.fullmatch(heading) for heading in self._headings)
        return started and any(
            not _installs(line) and not _PREPARES.match(line) for line in self._code
        )


def _installs(line: str) -> bool:
    return bool(_INSTALLS.search(line)) and not _DEVELOPS.search(line)


def _code(tokens: Iterable[Token]) -> Iterator[str]:
    """The lines of code blocks and the code spans, without prompts, comments and short ones."""
    for token in tokens:
        texts = []
        if token.type in ("fence", "code_block"):
            texts = token.content.split("\n")
        elif token.type == "inline":
            texts = [c.content for c in token.children or () if c.type == "code_inline"]
            texts = [text for text in texts if " " in text.strip()]
        for text in texts:
            line = re.sub(r"(?<!\s)\s+#\s.*$", "", text).strip()
            line = " ".join(re.sub(r"^[$>%]\s+", "", line).split())
            if len(line) > 5:
                yield line


def _links(tokens: Iterable[Token]) -> Iterator[str]:
    """The targets of links; the link of a badge says nothing."""
    for token in tokens:
        target = ""
        for child in token.children or ():
            if child.type == "link_open":
                target = f"{child.attrs.get('href', '')}".removeprefix("./").rstrip("/")
            elif child.type == "link_close":
                target = ""
            elif target and child.type in ("text", "code_inline") and child.content.strip():
                yield target


def _prose(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                yield child.content
