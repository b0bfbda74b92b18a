"""Variables and outputs of the repository's own Terraform module, in examples and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.patterns import lazy_re
from moxi.verify.model import Claim, Finding, refuted, verified
from moxi.verify.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.page import Block, Page
    from moxi.verify.repository import Repository

_DECLARED = lazy_re(r"^\s*(variable|output)\s+\"([\w-]+)\"", re.MULTILINE)
_MODULE = lazy_re(r"^module\s+\"[^\"]+\"\s*\{\s*$(.*?)^\}", re.MULTILINE | re.DOTALL)
_SOURCE = lazy_re(r"^\s*source\s*=\s*\"([^\"]+)\"", re.MULTILINE)
_ARGUMENT = lazy_re(r"^(\s*)([a-z_]\w*)\s*=", re.MULTILINE)
_ALWAYS = frozenset(("source", "version", "providers", "count", "for_each", "depends_on"))


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each argument of an example of the module, and each name of its tables."""
    known = _declared(repository)
    if not known:
        return
    for block in page.blocks:
        if block.language in ("hcl", "terraform", "tf", ""):
            yield from _of_block(block, known, repository)
    tables: dict[int, list[tuple[str, int]]] = {}
    for span in page.spans:
        name = span.text.strip()
        if span.table and re.fullmatch(r"[a-z_]\w*", name):
            tables.setdefault(span.table, []).append((name, span.line))
    for rows in tables.values():
        there = sum(name in known for name, _ in rows)
        for name, line in rows:
            if name in known:
                yield Finding(Claim("terraform", name, line), verified(known[name]))
            elif there * 2 > len(rows) and not repository.words.knows(name):
                meant = nearest(name, known, 0.6)
                verdict = refuted("the module has no such variable or output", suggestion=meant)
                yield Finding(Claim("terraform", name, line), verdict)


def _declared(repository: Repository) -> dict[str, Evidence]:
    known: dict[str, Evidence] = {}
    for path in repository.tree.paths:
        if path.endswith(".tf") and "/." not in path:
            text = repository.reader.text(path)
            for found in _DECLARED.finditer(text):
                line = text.count("\n", 0, found.start(2)) + 1
                known.setdefault(found.group(2), Evidence(path, line, line))
    return known


def _of_block(
    block: Block, known: dict[str, Evidence], repository: Repository
) -> Iterator[Finding]:
    for module in _MODULE.finditer(block.code):
        body = module.group(1)
        source = _SOURCE.search(body)
        if not source or not _is_own(source.group(1), repository):
            continue
        depth = min((len(found.group(1)) for found in _ARGUMENT.finditer(body)), default=0)
        for found in _ARGUMENT.finditer(body):
            name = found.group(2)
            if len(found.group(1)) != depth or name in _ALWAYS:
                continue
            line = block.line + block.code.count("\n", 0, module.start(1) + found.start(2))
            claim = Claim("terraform", name, line)
            if name in known:
                yield Finding(claim, verified(known[name]))
            else:
                meant = nearest(name, known, 0.6)
                verdict = refuted("the module has no such variable", suggestion=meant)
                yield Finding(claim, verdict)


def _is_own(source: str, repository: Repository) -> bool:
    """Whether a module's source is this repository, on its host or in the registry."""
    slug = repository.slug
    if source.startswith("."):
        return False
    if slug and slug in source.lower() and "//" not in source.partition("://")[2]:
        return True
    owner, _, name = slug.partition("/")
    parts = name.split("-", 2)  # terraform-PROVIDER-NAME is OWNER/NAME/PROVIDER in the registry
    return len(parts) == 3 and source.lower().startswith(f"{owner}/{parts[2]}/{parts[1]}")
