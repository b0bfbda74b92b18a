"""Steps and workflows that show the action in use, lifted from pages and own workflows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.github_actions.reference import is_changelog, pages
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.paths import is_example, join
from moxi.facts.yaml_lines import Lines
from moxi.facts.yaml_safe import load as load_yaml
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.github_actions.reference import Reference
    from moxi.facts.reader import Reader

MAX_EXAMPLES = 12
MAX_LINES = 60
_BOUND = lazy_re(r"\$\{\{[^}]*\b(matrix|needs|steps|strategy|job|jobs|env|inputs)\.")
_EXAMPLE_PAGE = lazy_re(r"(example|usage|quick|getting|recipe)[^/]*$", re.IGNORECASE)
_OWN_WORKFLOW = "From the project's own workflow"
_MAJOR = lazy_re(r"(\d+)")


def examples(reader: Reader, folder: str, slug: str, pinned: Reference) -> Iterator[Fact[Example]]:
    """Examples of the pages, else of example workflows, else steps of the own test workflows."""
    found = [*_of_pages(reader, folder, slug, pinned), *_of_files(reader, folder, slug, pinned)]
    if not found:
        found = list(_of_workflows(reader, folder, slug, pinned))
    yield from sorted(found, key=lambda fact: fact.value.rank)[:MAX_EXAMPLES]


def _of_pages(reader: Reader, folder: str, slug: str, pinned: Reference) -> Iterator[Fact[Example]]:
    for path in pages(reader):
        text = reader.text(path)
        if not path.endswith((".md", ".mdx")) or is_changelog(path) or slug not in text:
            continue
        for rank, (title, code, start, end) in enumerate(_fences(text)):
            if _shows(code, slug, pinned) and _is_yaml(code):
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
        if path.endswith((".yml", ".yaml")) and is_example(path) and _shows(text, slug, pinned):
            name = reader.yaml(path).get("name")
            title = name if isinstance(name, str) else ""
            example = Example(text.strip("\n"), "yaml", title, "examples", 40)
            yield Fact(example, (Evidence(path, 1, text.rstrip("\n").count("\n") + 1),), folder)


def _shows(code: str, slug: str, pinned: Reference) -> bool:
    """Whether code uses the action at the version that is current, and is short enough."""
    if code.count("\n") >= MAX_LINES or "\t" in code:
        return False
    refs = re.findall(rf"uses:\s*[\"']?{re.escape(slug)}(?:/[\w./-]+)?@([\w./-]+)", code, re.I)
    if not refs:
        return False
    current = _MAJOR.search(pinned.ref)
    return all(
        current is None or (found := _MAJOR.search(ref)) is None or found[1] == current[1]
        for ref in refs
    )


def _is_yaml(code: str) -> bool:
    import yaml

    try:
        return isinstance(load_yaml(code), (dict, list))
    except (yaml.YAMLError, ValueError, RecursionError):
        return False


def _of_workflows(
    reader: Reader, folder: str, slug: str, pinned: Reference
) -> Iterator[Fact[Example]]:
    """Whole steps that use the action by its path, written as a user would write them."""
    seen: set[str] = set()
    for path in reader.tree.files(join(".github", "workflows")):
        text = reader.text(path)
        if "uses: ./" not in text and slug not in text:
            continue
        jobs = reader.yaml(path).get("jobs")
        lines: Lines | None = None
        for name, job in jobs.items() if isinstance(jobs, dict) else ():
            steps = job.get("steps") if isinstance(job, dict) else None
            for number, step in enumerate(steps if isinstance(steps, list) else ()):
                if not _is_telling(step, folder, slug, pinned):
                    continue
                lines = lines or Lines(text)
                start, end = lines.span("jobs", name, "steps", str(number))
                code = _as_user(reader.lines(path)[start - 1 : end], step["uses"], slug, pinned)
                if code and code not in seen and len(seen) < 3:
                    seen.add(code)
                    example = Example(code, "yaml", _OWN_WORKFLOW, "workflow", 60)
                    yield Fact(example, (Evidence(path, start, end),), folder)


def _is_telling(step: Any, folder: str, slug: str, pinned: Reference) -> bool:
    """Whether a step shows inputs with values that stand on their own."""
    if not isinstance(step, dict) or not isinstance(step.get("with"), dict):
        return False
    uses = step.get("uses")
    if not isinstance(uses, str) or any(key not in _STEP_KEYS for key in step):
        return False
    own = uses.rstrip("/") == (f"./{folder}" if folder else ".")
    if not own and not (uses.startswith(f"{slug}@") and _shows(f"uses: {uses}", slug, pinned)):
        return False
    return not any(_BOUND.search(str(value)) for value in step["with"].values())


_STEP_KEYS = ("name", "id", "uses", "with", "env")


def _as_user(lines: list[str], uses: str, slug: str, pinned: Reference) -> str:
    """The lines of a step, dedented, with the action's public name for its path."""
    if not lines or not lines[0].lstrip().startswith("- "):
        return ""
    indent = len(lines[0]) - len(lines[0].lstrip())
    code = "\n".join(line[indent:].rstrip() for line in lines)
    if not uses.startswith("."):
        return code if "@" in uses and len(uses.partition("@")[2]) < 40 else ""
    if not pinned.ref:
        return ""
    public = f"uses: {slug}@{pinned.ref}"
    rewritten, count = re.subn(rf"uses:\s*[\"']?{re.escape(uses)}[\"']?(?=\s|$)", public, code)
    return rewritten if count == 1 else ""
