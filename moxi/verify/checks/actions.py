"""Inputs and outputs of the repository's own GitHub Actions, in workflow examples and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Action, Evidence
from moxi.patterns import lazy_re
from moxi.verify.context import is_generic
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.nearest import guess, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Fact
    from moxi.verify.model import Verdict
    from moxi.verify.page import Block, Page
    from moxi.verify.repository import Repository

_USES = lazy_re(r"^(?P<indent>\s*)(?:-\s+)?uses:\s*['\"]?(?P<what>[^\s'\"#]+)", re.IGNORECASE)
_KEY = lazy_re(r"^(\s*)(?:-\s+)?([\w-]+)\s*:")
_ID = lazy_re(r"^\s*(?:-\s+)?id:\s*['\"]?([\w-]+)")
_OUTPUT = r"steps\.{0}\.outputs\.([\w-]+)"
_TABLE = lazy_re(r"\b(inputs?|parameters?|options?|name|outputs?)\b", re.IGNORECASE)


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each `uses:` of an own action, each input given to it, each output read."""
    actions = {fact.value.path: fact for fact in _actions(repository)}
    if not actions:
        return
    for block in page.blocks:
        if "uses:" in block.code:
            yield from _of_block(block, actions, repository)
    yield from _of_tables(page, list(actions.values()), repository)


def _actions(repository: Repository) -> Iterator[Fact[Action]]:
    """The actions of the project under check, then those of other folders."""
    yield from repository.facts.all(Action)
    for package in repository.facts.packages:
        if "action" in package.value.roles and package.folder != repository.facts.folder:
            yield from repository.project(package.folder).all(Action)


def _of_block(
    block: Block, actions: dict[str, Fact[Action]], repository: Repository
) -> Iterator[Finding]:
    lines = block.code.split("\n")
    for number, line in enumerate(lines):
        found = _USES.match(line)
        if not found:
            continue
        path = _own_path(found.group("what"), repository)
        if path is None:
            continue
        claim = Claim("action", found.group("what"), block.line + number)
        fact = actions.get(path)
        if fact is None:
            if path.startswith(".github/workflows/"):
                there = repository.at(path)
                if there or not found.group("what").startswith("./"):
                    yield Finding(claim, verified(there) if there else refuted("no such workflow"))
            elif any(repository.at(f"{path}/action.{end}".strip("/")) for end in ("yml", "yaml")):
                yield Finding(claim, verified(Evidence(f"{path}/action.yml".strip("/"))))
            elif is_generic(path):
                yield Finding(claim, unknown("a name that stands for any"))
            elif not found.group("what").startswith("./"):
                pool = [key for key in actions if key]
                meant = nearest(path, pool, 0.6)
                yield Finding(claim, refuted("no such action here", suggestion=meant))
            continue
        yield Finding(claim, verified(*fact.evidence))
        yield from _inputs(lines, number, block, fact, repository)
        yield from _outputs(lines, number, block, fact, repository)


def _own_path(what: str, repository: Repository) -> str | None:
    """`owner/name/path@ref` → `path`; None for another repository's action."""
    name, _, _ = what.partition("@")
    if name.startswith("./"):
        return name.removeprefix("./").strip("/")
    slug = repository.slug
    if not slug or not (name.lower() + "/").startswith(slug + "/"):
        return None
    return name[len(slug) :].strip("/")


def _inputs(
    lines: list[str], start: int, block: Block, fact: Fact[Action], repository: Repository
) -> Iterator[Finding]:
    """The keys below the step's `with:`."""
    known = {item.name.lower(): item.name for item in fact.value.inputs}
    depth = len(lines[start]) - len(lines[start].lstrip(" -"))
    inside: int | None = None
    for number in range(start + 1, len(lines)):
        line = lines[number]
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        if indent < depth:
            return
        key = _KEY.match(line)
        if inside is None:
            if bare.startswith("with:"):
                inside = -1
            continue
        if inside == -1:
            if indent <= depth:
                return
            inside = indent
        if indent < inside:
            return
        if indent > inside or not key:
            continue
        name = key.group(2)
        claim = Claim("action", name, block.line + number)
        yield Finding(claim, _input(name, known, fact, repository))


def _input(name: str, known: dict[str, str], fact: Fact[Action], repository: Repository) -> Verdict:
    path = fact.evidence[0].path
    if name.lower() in known:
        return verified(repository.reader.find(path, "inputs:", f"{known[name.lower()]}:"))
    if not known and fact.value.runs == "docker":
        return unknown("the image may read other inputs")
    if name in ("args", "entrypoint") and fact.value.runs == "docker":
        return verified(*fact.evidence)
    meant, close = guess(name, known.values())
    return refuted(
        f"{path} has no input {name}", suggestion=meant, fix=(name, meant) if close else None
    )


def _outputs(
    lines: list[str], start: int, block: Block, fact: Fact[Action], repository: Repository
) -> Iterator[Finding]:
    near = [*lines[max(0, start - 3) : start], *lines[start + 1 : start + 4]]
    step = next((found.group(1) for line in near if (found := _ID.match(line))), "")
    if not step:
        return
    known = {item.name for item in fact.value.outputs}
    path = fact.evidence[0].path
    for number, line in enumerate(lines):
        for found in re.finditer(_OUTPUT.format(re.escape(step)), line):
            name = found.group(1)
            claim = Claim("action", f"outputs.{name}", block.line + number)
            if name in known:
                yield Finding(claim, verified(repository.reader.find(path, "outputs:", f"{name}:")))
            elif fact.value.runs != "composite" and not nearest(name, known, 0.75):
                yield Finding(claim, unknown("the action may set it when it runs"))
            else:
                meant = nearest(name, known, 0.6)
                yield Finding(claim, refuted(f"{path} has no output {name}", suggestion=meant))


def _of_tables(
    page: Page, actions: list[Fact[Action]], repository: Repository
) -> Iterator[Finding]:
    """Names in the first column of a table most of whose names are inputs or outputs."""
    known = {
        name: fact
        for fact in actions
        for name in (
            *(item.name for item in fact.value.inputs),
            *(item.name for item in fact.value.outputs),
        )
    }
    tables: dict[int, list[tuple[str, int]]] = {}
    for span in page.spans:
        name = span.text.strip()
        if span.table and _TABLE.search(span.column) and re.fullmatch(r"[a-z][\w-]*", name):
            tables.setdefault(span.table, []).append((name, span.line))
    for rows in tables.values():
        there = sum(name in known for name, _ in rows)
        for name, line in rows:
            claim = Claim("action", name, line)
            if name in known:
                path = known[name].evidence[0].path
                yield Finding(claim, verified(repository.reader.find(path, f"{name}:")))
            elif there >= 2 and there * 2 > len(rows) and not repository.words.knows(name):
                meant = nearest(name, known, 0.6)
                reason = "no action of the repository has this input or output"
                yield Finding(claim, refuted(reason, suggestion=meant))
