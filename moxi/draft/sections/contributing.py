"""How to take part: the contribution guide, the code of conduct, where to report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.draft import markdown as md
from moxi.facts.model import Document, Link, Note

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_TOOLS = ("git-cliff", "semantic-release")
"""names that are written small"""


def build(view: View, body: Body) -> None:
    """One sentence each, only with a page or an address behind it."""
    documents = {fact.value.role: fact for fact in reversed(view.all(Document))}
    sentences: list[str] = []
    used: list[Fact[Any]] = []
    if guide := documents.get("contributing"):
        sentences.append(f"See {view.link('the contribution guide', guide.value.path)}.")
        used.append(guide)
    if conduct := documents.get("code of conduct"):
        sentences.append(f"The {view.link('code of conduct', conduct.value.path)} applies.")
        used.append(conduct)
    for note in view.all(Note):
        if note.value.section == "contributing":
            sentences.append(md.sentence(note.value.markdown, *_TOOLS))
            used.append(note)
    issues = next((fact for fact in view.all(Link) if fact.value.role == "issues"), None)
    if issues:
        sentences.append(f"Bugs and ideas go to the [issue tracker]({issues.value.url}).")
        used.append(issues)
    if security := documents.get("security"):
        policy = view.link("security policy", security.value.path)
        sentences.append(f"Report vulnerabilities as the {policy} says.")
        used.append(security)
    body.add(" ".join(sentences), *used)
