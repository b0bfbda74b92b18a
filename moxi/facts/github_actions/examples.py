"""Steps and workflows that show the action in use, lifted from pages and own workflows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.github_actions.own_workflows import of_workflows
from moxi.facts.github_actions.reference import is_changelog, pages, shows
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.paths import is_example
from moxi.facts.yaml_safe import load as load_yaml
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.github_actions.reference import Reference
    from moxi.facts.reader import Reader

MAX_EXAMPLES = 12
_PUBLISHES = lazy_re(r"(?:^|[-_/])(?:publish|releas)(?:e|ing)?(?:[-_][^/]*)?\.mdx?$", re.IGNORECASE)
_FRONT_MATTER = lazy_re(r"---\n.*?\n---\n", re.DOTALL)
_EXAMPLE_PAGE = lazy_re(r"(example|usage|quick|getting|recipe)[^/]*$", re.IGNORECASE)


def examples(reader: Reader, folder: str, slug: str, pinned: Reference) -> Iterator[Fact[Example]]:
    """Examples of the pages, else of example workflows, else steps of the own test workflows."""
    found = [*_of_pages(reader, folder, slug, pinned), *_of_files(reader, folder, slug, pinned)]
    if not found:
        found = list(of_workflows(reader, folder, slug, pinned))
    yield from sorted(found, key=lambda fact: fact.value.rank)[:MAX_EXAMPLES]


def _of_pages(reader: Reader, folder: str, slug: str, pinned: Reference) -> Iterator[Fact[Example]]:
    for path in pages(reader):
        text = reader.text(path)
        if not path.endswith((".md", ".mdx")) or is_changelog(path) or slug not in text:
            continue
        if _PUBLISHES.search(path):
            continue  # for who makes a new version of it
        for rank, (title, code, start, end) in enumerate(_fences(text)):
            if shows(code, slug, pinned) and _is_yaml(code):
                example = Example(code, "yaml", title, "docs", _rank(path, code, rank))
                yield Fact(example, (Evidence(path, start, end),), folder)


def _rank(path: str, code: str, position: int) -> int:
    """Pages of examples first, in their order; parts of a step that do not stand alone last."""
    base = 15 if _EXAMPLE_PAGE.search(path) else 35
    whole = code.startswith(("- ", "name:", "on:", "jobs:", "steps:"))
    return min(base + position + 5 * path.count("/") + (0 if whole else 25), 90)


def _fences(text: str) -> Iterator[tuple[str, str, int, int]]:
    """YAML code blocks of a page: nearest heading, code, first and last line of the code."""
    from markdown_it import MarkdownIt

    title = ""
    head = _FRONT_MATTER.match(text)
    if head:  # blank lines: what follows keeps its place
        text = "\n" * head[0].count("\n") + text[head.end() :]
    tokens = MarkdownIt("commonmark").parse(text)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            inline = tokens[index + 1]
            title = "".join(
                child.content
                for child in inline.children or ()
                if child.type in ("text", "code_inline")
            ).strip(" :")
        elif token.type == "fence" and token.map and token.info.split(" ")[0].lower() in (
            "yaml", "yml", "",
        ):  # fmt: skip
            yield title, token.content.strip("\n"), token.map[0] + 2, token.map[1] - 1


def _of_files(reader: Reader, folder: str, slug: str, pinned: Reference) -> Iterator[Fact[Example]]:
    for path in pages(reader):
        text = reader.text(path)
        if path.endswith((".yml", ".yaml")) and is_example(path) and shows(text, slug, pinned):
            name = reader.yaml(path).get("name")
            title = name if isinstance(name, str) else ""
            example = Example(text.strip("\n"), "yaml", title, "examples", 40)
            yield Fact(example, (Evidence(path, 1, text.rstrip("\n").count("\n") + 1),), folder)


def _is_yaml(code: str) -> bool:
    import yaml

    try:
        return isinstance(load_yaml(code), (dict, list))
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
