"""The packages of a monorepo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.draft.sections.about import as_noun
from moxi.facts.model import Install
from moxi.facts.paths import is_example, is_test
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import Package

MAX_PACKAGES = 60
_SAMPLE = lazy_re(
    r"(^|[/_-])(examples?|samples?|demos?|playgrounds?|fixtures?|templates?)([/_-]|$)"
)


def build(view: View, body: Body) -> None:
    """A table of the packages below this README's folder that somebody may want."""
    facts = listed(view)
    if not facts:
        return
    shown = facts[:MAX_PACKAGES]
    ecosystems = {fact.value.ecosystem for fact in shown}
    repeated = len(shown) > 2 and len({fact.value.description for fact in shown}) == 1
    rows = [
        (
            view.link(md.code(fact.value.name or fact.folder), fact.folder),
            _what(view, "" if repeated else fact.value.description) or _kind(fact.value),
            fact.value.ecosystem if len(ecosystems) > 1 else "",
            md.code(view.path(fact.folder)) if _is_elsewhere(fact) else "",
        )
        for fact in shown
    ]
    body.add(md.table(("package", "what it is", "ecosystem", "folder"), rows), *shown)
    if len(facts) > MAX_PACKAGES:
        body.add(f"And {len(facts) - MAX_PACKAGES} more.")
    if line := _each(view, shown):
        body.add(f"Each is installed by its name, such as {md.code(line)}.")
    if line := _another(view, shown):
        body.add(f"The others are installed by their names too, such as {md.code(line)}.")


def _kind(package: Package) -> str:
    """What a Cargo package makes, where no words of its own tell what it is."""
    roles = package.roles if package.ecosystem == "Rust" else ()
    nouns = {"library": "A library", "cli": "A program", "service": "A service"}
    return next((nouns[role] for role in roles if role in nouns), "")


def _what(view: View, description: str) -> str:
    return md.capital(md.prose(as_noun(description).rstrip(".")), view.names)


def listed(view: View) -> list[Fact[Package]]:
    """The packages that the table shows, none where it says nothing."""
    facts = _wanted(view)
    if len(facts) < 2 and not (facts and view.package and view.package.workspace):
        return []
    gathered = any(fact.value.workspace for fact in view.facts.packages)
    if not gathered and not any(fact.value.description for fact in facts):
        return []  # parts of one program: the table of folders tells of them
    return facts


def _wanted(view: View) -> list[Fact[Package]]:
    """Without samples and what only tests use, and private ones where there are public ones."""
    facts = [
        fact
        for fact in view.facts.packages
        if fact.folder != view.facts.folder and not fact.value.workspace
    ]
    if view.is_action:  # what tests it, or what it is made of
        facts = [fact for fact in facts if "action" in fact.value.roles]
    kept = [fact for fact in facts if not _is_beside(fact)]
    programs = [fact for fact in kept if fact.value.ecosystem != "Docker Compose"]
    kept = programs or kept
    public = [fact for fact in kept if not fact.value.private]
    return public if len(public) > 1 else kept


def _is_beside(fact: Fact[Package]) -> bool:
    inside = f"{fact.folder}/x"
    return is_example(inside) or is_test(inside) or bool(_SAMPLE.search(fact.folder))


def _is_elsewhere(fact: Fact[Package]) -> bool:
    """Whether the name does not tell in which folder a package stands."""
    name = (fact.value.name or fact.folder).rpartition("/")[2]
    return name != fact.folder.rpartition("/")[2]


def _another(view: View, facts: list[Fact[Package]]) -> str:
    """The line that installs the leading package, with the name of another library."""
    lead = view.facts.package
    if lead is None or lead.value.private or lead not in facts or len(facts) < 2:
        return ""
    other = next((f for f in facts if f is not lead and _is_like(f, lead)), None)
    for fact in view.all(Install):
        line = fact.value.commands[0] if fact.value.commands else ""
        if other and line.startswith("cargo install") and "cli" not in other.value.roles:
            continue  # a library has no program to install
        if other and fact.value.method == "registry" and line.endswith(f" {lead.value.name}"):
            return line.removesuffix(lead.value.name) + other.value.name
    return ""


def _each(view: View, facts: list[Fact[Package]]) -> str:
    """The line that installs one of the packages that all go to npm, where none leads."""
    if view.all(Install) or not (view.package and view.package.workspace):
        return ""
    if any(fact.value.private or fact.value.ecosystem not in ("JavaScript", "TypeScript")
           or "library" not in fact.value.roles for fact in facts):  # fmt: skip
        return ""
    main = ("core", "app", "cli", "main", view.slug.lower())
    first = next((f for f in facts if f.value.name.rpartition("/")[2] in main), facts[0])
    return f"npm install {first.value.name}"


def _is_like(fact: Fact[Package], lead: Fact[Package]) -> bool:
    """Whether it is got in the same way as the leading package: no manifest forbids it."""
    families = {"TypeScript": "JavaScript"}
    ours, theirs = fact.value.ecosystem, lead.value.ecosystem
    same = families.get(ours, ours) == families.get(theirs, theirs)
    same = same and families.get(ours, ours) in ("JavaScript", "Rust")
    if ours == "Rust" and not fact.value.published:
        return False
    return same and "library" in fact.value.roles and "library" in lead.value.roles
