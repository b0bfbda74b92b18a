"""What the project is: one sentence, and what its own documentation says in a paragraph or two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.draft import markdown as md
from moxi.facts.common.docs.inline import without_emoji
from moxi.facts.common.words import words
from moxi.facts.model import (
    Action,
    Cli,
    Description,
    Endpoint,
    Folder,
    Note,
    Overview,
    Package,
    Service,
    Symbol,
    Technology,
)
from moxi.facts.prose import first_sentence
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

MAX_TECHNOLOGIES = 8
# What a reader calls the making of an application; its tools and its base image are not.
_MADE_OF = frozenset({
    "web framework", "user interface", "HTTP server", "server framework", "mobile apps",
    "desktop app", "real-time messages", "GraphQL server", "typed API", "database access",
    "MongoDB access", "database", "cache", "job queue", "styles", "components", "language",
    "REST API", "database models", "background tasks", "cache and queues", "HTTP router",
    "entity framework", "static site generator", "build", "accounts", "forms", "static files",
})  # fmt: skip
MAX_SERVICES = 6
_UPKEEP = lazy_re(
    r"\b(?:dev(?:elop(?:er|ment))?|build|lint(?:ing)?|quality|release) "
    r"(?:scripts?|tools?|tooling|dependencies|deps|utilities)\b(?:$|\.| (?:for|of)\b)",
    re.IGNORECASE,
)
ARGUMENTS = lazy_re(
    r"(?:(?:the|all|our|its|this|app(?:lication)?|program|cli|global|top[- ]level|parsed|command"
    r"(?:[- ]line)?|runtime|server) )*(?:config(?:uration)?|options?|args|arguments?|parameters?"
    r"|settings?|flags?|interface)\b",
    re.IGNORECASE,
)
"""what a type says of itself that holds a program's arguments"""
MIN_WORDS = 3
MAX_TAGLINE = 160
STEM, SAME = 5, 0.75
"""letters in which `manager` is `management`, and the share of words that makes a repetition"""
_TRUST = {"manifest": 0, "docstring": 1, "docs": 2, "help": 3, "label": 4, "metadata": 5}


def build(view: View, body: Body) -> None:
    """Tagline, overview, notes."""
    text, fact = tagline(view)
    text = without_emoji(as_noun(text)).strip()
    overview = next(iter(view.all(Overview)), None)
    longer = _without_lead(overview.value.markdown, text) if overview else ""
    whole = _POINTER.sub("", _ADDRESS.sub("", longer)) == longer
    repeats = overview is not None and _adds_nothing(longer, text, view.names)
    if repeats and not (whole and _opens_with(longer, text, view.names)):
        overview, longer = None, ""
    if fact is not None and not _opens_with(longer, text, view.names):
        body.add(md.sentence(md.prose(text), *view.names), fact)
    if overview:
        body.add(longer, overview)
    for note in view.all(Note):
        if note.value.section == "about":
            body.add(md.sentence(note.value.markdown), note)
    _built_with(view, body)


def _built_with(view: View, body: Body) -> None:
    """What an application is made of, where it is more than its language."""
    answers = view.roles[:1] in (("app",), ("service",)) or bool(view.all(Endpoint))
    if not answers or _is_image(view):
        return
    told = {f.value.name: f for f in reversed(view.all(Technology)) if f.value.purpose in _MADE_OF}
    names = [name for name in dict.fromkeys(f.value.name for f in view.all(Technology))
             if name in told][:MAX_TECHNOLOGIES]  # fmt: skip
    several = len(names) > 1
    names = [name for name in names if not any(f"written in {name}." in b for b in body.blocks)]
    if several and names:
        body.add(f"Built with {md.join(names)}.", *(told[name] for name in names))


def _is_image(view: View) -> bool:
    return bool(view.package and view.package.ecosystem.startswith("Docker"))


def tagline(view: View) -> tuple[str, Fact[Any] | None]:
    """The sentence that says what it is, and the fact that states it; where another statement
    says the same words and some more, that one."""
    text, fact = _most_trusted(view)
    for other in view.all(Description) if fact else ():
        said = other.value.text
        if text and _told(text) < _told(said) and len(said) <= MAX_TAGLINE:
            return said, other
    return text, fact


def _most_trusted(view: View) -> tuple[str, Fact[Any] | None]:
    for action in view.all(Action):
        if view.is_action and action.value.path == view.facts.folder and action.value.description:
            return action.value.description, action
    for package in view.all(Package):
        text = package.value.description
        if _is_statement(text) and not package.value.workspace and not _is_upkeep(view, package):
            return text, package
    stated = [
        fact
        for fact in view.all(Description)
        if _is_statement(fact.value.text) and not _is_upkeep(view, fact)
    ]
    stated.sort(key=lambda fact: _TRUST[fact.value.origin])
    if stated:
        return stated[0].value.text, stated[0]
    for package in view.all(Package):
        if _is_statement(package.value.description) and not _is_upkeep(view, package):
            return package.value.description, package
    for cli in view.all(Cli) if view.roles[:1] != ("library",) else ():
        if ARGUMENTS.match(cli.value.summary):
            continue
        if len(cli.value.summary.split()) >= MIN_WORDS and _is_statement(cli.value.summary):
            return cli.value.summary, cli
    return _by_kind(view)


def _is_upkeep(view: View, fact: Fact[Package] | Fact[Description]) -> bool:
    """Whether a manifest beside the leading one speaks of the work on the project alone."""
    lead = view.facts.package
    if lead is None or fact.extractor == lead.extractor:
        return False
    value = fact.value
    text = value.text if isinstance(value, Description) else value.description
    return bool(_UPKEEP.search(text))


def _is_statement(text: str) -> bool:
    """Whether a description says something, and does not ask or only show a picture."""
    return bool(_told(text)) and not (text.rstrip().endswith("?") and _ASKS.match(text))


_NOUNS = {
    "cli": "command-line program", "library": "library", "service": "service", "plugin": "plugin",
    "app": "application", "template": "template",
}  # fmt: skip


_MANY = {
    "Docker": "Docker images", "GitHub Actions": "GitHub Actions",
    "Docker Compose": "Docker Compose set-ups",
}  # fmt: skip


def _by_kind(view: View) -> tuple[str, Fact[Any] | None]:
    """What can be said where nothing describes it: what it is made of."""
    services = view.all(Service)
    base = [f for f in view.all(Technology) if f.value.purpose == "base image"]
    itself = len(services) == 1 and (
        services[0].value.name.lower() == view.slug.lower()
        or (len(base) == 1 and view.is_containers)
    )
    if services and not itself and (view.is_containers or view.package is None):
        return f"A Docker Compose set-up of {_services(services)}", services[0]
    parts = [fact for fact in view.facts.packages if fact.folder != view.facts.folder]
    kinds = {fact.value.ecosystem for fact in parts}
    said = {fact.value.description for fact in parts}
    kind = min(kinds - {"Docker Compose"} or kinds, default="")
    alike = len(kinds) == 1 or kinds == {"Docker", "Docker Compose"}
    if not view.roles and len(parts) > 1 and alike and kind in _MANY:
        if len(said) == 1 and (same := min(said)):
            return same, parts[0]
        return f"A collection of {_MANY[kind]}", parts[0]
    base = base or [f for f in view.all(Technology) if f.evidence[0].path.endswith("ockerfile")]
    of_image = view.package and (
        view.package.ecosystem == "Docker" or (itself and view.is_containers)
    )
    if of_image and len(base) == 1:
        held = re.sub(r"^docker[-_]|[-_]docker$", "", view.slug, flags=re.IGNORECASE)
        told = f" for {md.code(held)}," if held not in ("", view.slug) else ""
        return f"A Docker image{told} based on {base[0].value.name}", base[0]
    package = view.facts.package
    if package and package.folder != view.facts.folder and (ends := _ends(view)):
        return f"An application made of {md.join(_a(f.value.role) for f in ends)}", ends[0]
    if (own := _namesake(view)) is not None:
        return own.value.summary, own
    noun = next((_NOUNS[role] for role in view.roles if role in _NOUNS), "")
    if view.all(Endpoint) and noun == _NOUNS["cli"]:
        noun = _NOUNS["service"]
    if package and noun and package.value.ecosystem not in ("", "Docker", "Docker Compose"):
        host = [f.value.name for f in view.all(Technology) if f.value.purpose == "host"]
        named = f"{host[0]} {noun}" if host else noun
        article = "An" if named[0] in "aeiouAEIO" else "A"
        return f"{article} {named} written in {package.value.ecosystem}", package
    return "", None


_OF_ITSELF = lazy_re(r"\b(?:struct|object|instance|application|receiver|entry ?point|main)\b", re.I)


def _namesake(view: View) -> Fact[Symbol] | None:
    """The type or function that bears a library's name, or is all that it exports."""
    package = view.facts.package
    if package is None or "library" not in view.roles:
        return None
    symbols = [fact for fact in view.all(Symbol) if "." not in fact.value.name]
    name = _plain(re.sub(r"/v\d+$", "", package.value.name).rpartition("/")[2])
    for fact in symbols:
        alone = len(symbols) == 1 or _plain(fact.value.name) == name
        said = fact.value.summary
        if alone and len(said.split()) > MIN_WORDS and not _OF_ITSELF.search(said):
            return fact
    return None


def _a(role: str) -> str:
    return role.replace("the ", "a ", 1)


def _ends(view: View) -> list[Fact[Folder]]:
    """The backend and the frontend, where folders of their own hold both."""
    kinds = ("the backend", "the frontend")
    found = {
        kind: fact
        for kind in kinds
        for fact in view.all(Folder)
        if fact.value.role.partition(" (")[0] == kind
    }
    return [found[kind] for kind in kinds] if len(found) == len(kinds) else []


def _services(services: Sequence[Fact[Service]]) -> str:
    """What runs in a set-up, what is its own first."""
    known = [fact.value.description.partition(" (")[0] if fact.value.description.endswith(")")
             else "" for fact in services]  # fmt: skip
    own = [md.code(fact.value.name) for fact, name in zip(services, known, strict=True) if not name]
    names = [*own, *dict.fromkeys(name for name in known if name)]
    if len(names) > MAX_SERVICES:
        return f"{len(services)} services, among them {md.join(names[: MAX_SERVICES - 1])}"
    return md.join(names)


_OFFERS = lazy_re(
    r"^(?:provides|contains|offers|houses|includes)\s+(?!(?:that|which|and|for)\b)", re.I
)
_CARRIES_OUT = lazy_re(r"^implements\s+((?:an?|the)\s+)?", re.I)


def as_noun(text: str) -> str:
    """What something is, where its comment says what it does: `Provides a queue` → `A queue`."""
    rest = _OFFERS.sub("", text, count=1)
    if rest == text:
        rest = _CARRIES_OUT.sub(
            lambda match: f"an implementation of {match[1] or ''}", text, count=1
        )
    return rest if rest == text else rest[:1].upper() + rest[1:]


def _plain(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


_ASKS = lazy_re(
    r"(what|who|where|why|how|when|which|is|are|do|does|did|can|need|want|ever|tired|looking)\b",
    re.IGNORECASE,
)
_ADDRESS = lazy_re(r"\(?https?://\S+\)?")
_POINTER = lazy_re(r"(?:^|(?<=\s))(?:see|visit|for more|read more|more at)\b[^.]*(?:\.|$)", re.I)
_SMALL = frozenset(words("a an the is are and or of for to in on with it its that this by from as"))


def _adds_nothing(overview: str, tagline_text: str, names: Sequence[str]) -> bool:
    """Whether a text only says the tagline again, and where to read on."""
    told = _POINTER.sub("", _ADDRESS.sub("", overview))
    own = {stem for name in names for stem in _stems(name)}
    return _stems(told) - own <= _stems(tagline_text)


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in _told(text)}


def _told(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower())) - _SMALL


def _opens_with(overview: str, tagline_text: str, names: Sequence[str]) -> bool:
    """Whether a text begins with the tagline, perhaps behind `Name is`."""
    said, told = _plain(overview), _plain(tagline_text)
    if said.startswith(told):
        return True
    sentence = first_sentence(overview.partition("\n\n")[0])
    parts = sentence.split()
    named = bool(parts) and _plain(parts[0]) in {_plain(name) for name in names}
    if len(parts) > 3 and (parts[1].lower() == "is" or named):
        stems = _stems(tagline_text)
        shared = stems & _stems(sentence)
        return _plain(" ".join(parts[2:])) == told or len(shared) >= SAME * len(stems) > 0
    return False


def _without_lead(overview: str, tagline_text: str) -> str:
    """The overview without a first paragraph that only says the tagline again."""
    first, _, rest = overview.partition("\n\n")
    return rest if _plain(first) == _plain(tagline_text) or _same(first, tagline_text) else overview


def _same(paragraph: str, tagline_text: str) -> bool:
    """Whether a paragraph of one sentence has hardly a word that the tagline has not."""
    words = [word for word in re.findall(r"[a-z]+", paragraph.lower()) if len(word) > 3]
    told = set(re.findall(r"[a-z]+", tagline_text.lower()))
    if len(words) < 3 or len(words) > 12 or "](" in paragraph:
        return False
    return sum(word in told for word in words) >= len(words) * 0.75
