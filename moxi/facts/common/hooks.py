"""The hooks that a repository offers to pre-commit, as a user takes them in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from moxi.facts.model import Evidence, Example, Fact, Install
from moxi.facts.paths import is_vendored
from moxi.facts.prose import first_sentence
from moxi.facts.registry import Common
from moxi.facts.yaml_safe import load
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

MANIFEST = ".pre-commit-hooks.yaml"
MAX_HOOKS, MAX_SAID, MAX_PAGES = 40, 90, 80
_ID = lazy_re(r"[\w.-]+")
_REV = lazy_re(r"\s*rev:\s*[\"']?([\w][\w.+-]*)")
_COMMIT = lazy_re(r"[0-9a-f]{40}")
_GONE = lazy_re(r"^\W*(removed|deprecated)\b", re.IGNORECASE)
_NO_RELEASE = ("main", "master", "head", "stable", "latest")


class Hooks(Common):
    """The block of `.pre-commit-config.yaml` that takes the hooks in."""

    name = "pre-commit"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        url = reader.snapshot.metadata.url
        hooks = [] if folder or not url else _hooks(reader)
        shown = [fact.value.code for fact in known.all(Example)]
        shown += [line for fact in known.all(Install) for line in fact.value.commands]
        if not hooks or any("- id:" in text and url in text for text in shown):
            return
        rev, stated = _rev(reader, url)
        lines = ["repos:", f"  - repo: {url}"]
        lines.append(f"    rev: {rev}" if rev else "    rev: ''  # the tag or the commit to use")
        lines.append("    hooks:")
        entries: set[str] = set()
        for hook in hooks[:MAX_HOOKS]:
            entry = str(hook.get("entry", hook["id"]))
            # What runs the same command in another way stands instead of the one before.
            mark = "# " if entry in entries else ""
            entries.add(entry)
            lines.append(f"      {mark}- id: {hook['id']}{_said(hook)}")
        evidence = [reader.find(MANIFEST, f"id: {hook['id']}") for hook in hooks[:MAX_HOOKS]]
        way = Install(
            "manager",
            ("\n".join(lines),),
            "pre-commit, in `.pre-commit-config.yaml`",
            language="yaml",
        )
        yield Fact(way, (*evidence, *([stated] if stated else [])), folder)


def _hooks(reader: Reader) -> list[dict[str, Any]]:
    text = reader.text(MANIFEST)
    if not text.strip():
        return []
    try:
        table = load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        reader.problem(MANIFEST, 0, "YAML does not parse")
        return []
    found = [hook for hook in table if isinstance(hook, dict)] if isinstance(table, list) else []
    return [
        hook
        for hook in found
        if isinstance(hook.get("id"), str)
        and _ID.fullmatch(hook["id"])
        and not _GONE.search(str(hook.get("description", "")))
    ]


def _said(hook: dict[str, Any]) -> str:
    """What a hook does, as a comment behind its name."""
    description = hook.get("description")
    said = first_sentence(" ".join(description.split())) if isinstance(description, str) else ""
    return f"  # {said.rstrip('.')}" if said and len(said) <= MAX_SAID else ""


def _rev(reader: Reader, url: str) -> tuple[str, Evidence | None]:
    """The newest release at which a page of the repository takes the hooks in."""
    found: list[tuple[tuple[int, ...], str, Evidence]] = []
    paths = [
        path
        for path in reader.tree.paths
        if path.endswith((".md", ".rst", ".yaml", ".yml", ".txt")) and not is_vendored(path)
    ]
    for path in sorted(paths, key=lambda path: (path.count("/"), path))[:MAX_PAGES]:
        if "rev:" not in reader.text(path) or url not in reader.text(path):
            continue
        lines = reader.lines(path)
        for number, line in enumerate(lines[:-1], 1):
            rev = _REV.match(lines[number]) if line.rstrip("/\"' ").endswith(f" {url}") else None
            if rev and rev[1].lower() not in _NO_RELEASE and not _COMMIT.fullmatch(rev[1]):
                numbers = tuple(int(part) for part in re.findall(r"\d+", rev[1])[:4])
                found.append((numbers, rev[1], Evidence(path, number + 1, number + 1)))
    if not found:
        return "", None
    _, rev_text, evidence = max(found, key=lambda item: item[0])
    return rev_text, evidence
