"""Where things are: the main folders, and how the packages depend on each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.draft.sections.packages import listed
from moxi.facts.model import Document, Folder, ModuleEdge

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

MIN_NODES, MAX_NODES = 3, 12
_TRIVIAL = ("images", "GitHub Actions workflows", "fonts")
_USUAL = ("tests", "examples", "documentation")
_MANIFESTS = ("Cargo.toml", "package.json", "pyproject.toml", "go.mod")


def build(view: View, body: Body) -> None:
    """A table of folders, then one small diagram where it tells something."""
    told = {f"{fact.folder}/" for fact in listed(view) if fact.value.description}
    examples = {f.value.path for f in view.all(Document) if f.value.role == "examples"}
    folders = [
        fact
        for fact in view.all(Folder)
        if view.exists(fact.value.path)
        and fact.value.path not in told
        and fact.value.path not in examples  # linked as a page to read on
        and _tells(fact.value.path, fact.value.role)
    ]
    folders = list({fact.value.path: fact for fact in folders}.values())
    # Rows of conventional names say nothing that the listing of files does not.
    if any(fact.value.role not in _USUAL for fact in folders):
        rows = [
            (
                view.link(md.code(view.path(fact.value.path)), fact.value.path),
                md.capital(md.prose(fact.value.role), view.names),
            )
            for fact in folders
        ]
        body.add(md.table(("path", "what it holds"), rows), *folders)
    edges = view.all(ModuleEdge)
    nodes = list(
        dict.fromkeys(name for fact in edges for name in (fact.value.source, fact.value.target))
    )
    if len(edges) > 1 and MIN_NODES <= len(nodes) <= MAX_NODES:
        names = {node: f"n{number}" for number, node in enumerate(nodes)}
        lines = ["graph LR"]
        lines += [f'    {names[node]}["{_label(node)}"]' for node in nodes]
        lines += [f"    {names[e.value.source]} --> {names[e.value.target]}" for e in edges]
        body.add(_lead(view, edges))
        body.add(md.fence("\n".join(lines), "mermaid"), *edges)


def _tells(path: str, role: str) -> bool:
    """Whether a role is more than the folder's name once again."""
    name = path.rstrip("/").rpartition("/")[2].lower()
    if role in _TRIVIAL:
        return False
    return role in _USUAL or role.lower().rstrip("s") != name.rstrip("s")


def _lead(view: View, edges: tuple[Fact[ModuleEdge], ...]) -> str:
    """What the diagram shows: packages by their manifests, else modules by their imports."""
    paths = [evidence.path for fact in edges for evidence in fact.evidence]
    if all(path.endswith(_MANIFESTS) for path in paths):
        return "How the packages build on each other; an arrow points at what is needed:"
    home = _common_folder(paths)
    where = f" of {view.link(md.code(view.path(home) + '/'), home + '/')}" if home else ""
    return f"How the main parts{where} build on each other; an arrow points at what is imported:"


def _common_folder(paths: list[str]) -> str:
    parts = [path.split("/")[:-1] for path in paths]
    shared: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return "/".join(shared)


def _label(node: str) -> str:
    return re.sub(r"[^\w@./ :-]", "", node)
