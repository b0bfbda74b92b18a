"""Paths in inline code and in drawn folder trees.

verified: a file or folder of the repository is at that path, or at its end.
refuted: the path begins with a folder of the repository (or is like one of its files) and there
is nothing; a line of a drawn tree whose other lines are there.
unknown: paths that the reader or the program makes, absolute ones, what is ignored or generated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.model import Evidence
from moxi.facts.paths import is_generated, is_vendored
from moxi.patterns import lazy_re
from moxi.verify.context import is_generic, is_made, is_past
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.nearest import alike, nearest
from moxi.verify.page import typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Verdict
    from moxi.verify.page import Block, Page, Span
    from moxi.verify.repository import Repository

_PATH = lazy_re(r"(?:\./)?[\w@.+-]+(?:/[\w@.+\[\]-]+)*/?")
_SUFFIXES = frozenset((
    "py", "pyi", "js", "mjs", "cjs", "ts", "mts", "cts", "tsx", "jsx", "rs", "go", "rb", "php",
    "java", "kt", "c", "h", "cc", "cpp", "hpp", "cs", "swift", "sh", "bash", "ps1", "md", "rst",
    "txt", "toml", "yaml", "yml", "json", "jsonc", "json5", "ini", "cfg", "conf", "env", "lock",
    "xml", "html", "css", "scss", "less", "sql", "proto", "tf", "hcl", "vue", "svelte", "ipynb",
    "csv", "service", "dockerfile", "mk", "cmake", "gradle", "lua", "ex", "exs", "dart",
))  # fmt: skip
_BARE = frozenset((
    "Makefile", "Dockerfile", "Containerfile", "Justfile", "justfile", "Taskfile", "Procfile",
    "Gemfile", "Rakefile", "Vagrantfile", "Jenkinsfile", "LICENSE", "LICENCE", "COPYING",
    "NOTICE", "AUTHORS", "CHANGELOG", "CONTRIBUTING", "CODEOWNERS", "MANIFEST.in",
))  # fmt: skip
_TREE_LINE = lazy_re(r"^(?P<indent>[\s│|┃├└╰+`\\─━-]*)(?P<name>\S.*)$")
_BRANCH = lazy_re(r"[├└╰│]|^[|`+]-{2}", re.MULTILINE)
_STRUCTURE = lazy_re(
    r"structur|layout|organi[sz]|tree|director|folder|file|contents|architecture", re.IGNORECASE
)
_OTHERS = lazy_re(r"\b(your|would|could|should|instead|e\.g\.|example)\b", re.IGNORECASE)
_PATTERN = lazy_re(r"[*?{}<>$\[\]]|\.\.\.|…")


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each path in inline code, and for each line of a drawn tree."""
    for span in page.spans:
        text = span.text.strip()
        if not span.linked and _is_path(text, repository):
            yield Finding(Claim("path", text, span.line), _judged(text, span, repository))
    for block in page.blocks:
        yield from _drawn(block, page, repository)


def _is_path(text: str, repository: Repository) -> bool:
    if not _PATH.fullmatch(text) or text.startswith(("-", "@")) or text.isdigit():
        return False
    body = text.removeprefix("./").rstrip("/")
    name = body.rpartition("/")[2]
    if name in _BARE:
        return True
    stem, dot, suffix = name.rpartition(".")
    if dot and suffix.lower() in _SUFFIXES and (stem or text in repository.tree):
        # `node.js`, `asyncio.py`: names of things, unless the repository has such a file
        return "/" in body or not _is_thing(body, repository)
    if "/" not in body:
        return text.endswith("/") and repository.ending(body) is not None
    first = body.split("/")[0]
    return repository.tree.is_folder(first) and not re.search(r"/\d|^\d", body)


def _is_thing(name: str, repository: Repository) -> bool:
    known = repository.named(name) is not None
    stem = name.rpartition(".")[0]
    return not known and (name.endswith(".js") and (stem[:1].isupper() or stem in _LIBRARIES))


_LIBRARIES = frozenset((
    "node", "next", "vue", "nuxt", "express", "react", "three", "d3", "chart", "moment",
    "socket", "backbone", "ember", "discord", "p5", "alpine", "knockout", "angular", "jquery",
    "lodash", "day", "video", "hls", "tone", "bull", "deno", "bun",
))  # fmt: skip


def _judged(text: str, span: Span, repository: Repository) -> Verdict:
    body = text.removeprefix("./").rstrip("/")
    found = _found(body, repository)
    if found:
        return verified(found)
    return _absent(body, _sentence(span).replace(f"`{span.text}`", ""), repository)


def _sentence(span: Span) -> str:
    """The sentence of a paragraph in which a span stands, the whole where that is not plain."""
    parts = re.split(r"(?<=[.;!?])\s+(?=[A-Z`(])", span.around)
    inside = [part for part in parts if f"`{span.text}`" in part]
    return inside[0] if len(inside) == 1 else span.around


def _found(body: str, repository: Repository) -> Evidence | None:
    here = repository.resolve(body)
    return (
        (repository.at(here) if here else None)
        or repository.at(body)
        or repository.ending(body)
        or (repository.named(body) if "/" not in body else None)
    )


def _absent(body: str, around: str, repository: Repository) -> Verdict:
    if repository.in_submodule(body) or is_generated(body + "/") or is_vendored(body + "/"):
        return unknown("generated, or carried along")
    if is_generic(body):
        return unknown("a name that stands for any")
    if is_past(around):
        return unknown("the sentence speaks of what was")
    first, slash, _ = body.partition("/")
    name = body.rpartition("/")[2]
    if not slash:
        return _bare_name(body, around, repository)
    if not repository.tree.is_folder(first):
        return unknown("no such path, but it may be another project's or be made")
    meant = repository.meant(body)
    parent = body.rpartition("/")[0]
    same = meant.rpartition("/")[0] == parent
    alike = same and bool(nearest(name, [meant.rpartition("/")[2]], 0.7))
    if first == ".github" and not alike:
        return unknown("it may be meant for the reader's own project")
    if not around.strip(" -*:") and not alike:
        return unknown("nothing says what the path is")
    if is_made(around, plainly=alike):
        return unknown("the reader or the program may make it")
    if first != ".github" and not _unheard(body, repository):
        return unknown("other files speak of it")
    return refuted(f"{first}/ holds no such path", suggestion=meant)


def _bare_name(body: str, around: str, repository: Repository) -> Verdict:
    """A file's name alone is refuted only where it is plainly meant for one that is there."""
    suffix = body.rpartition(".")[2]
    stem = body.removesuffix(f".{suffix}")
    names = dict.fromkeys(path.rpartition("/")[2] for path in repository.tree.paths)
    stems = [item.removesuffix(f".{suffix}") for item in names if item.endswith(f".{suffix}")]
    like = alike(stem, stems)
    meant = f"{like}.{suffix}" if like else ""
    if meant and body not in _BARE and _unheard(body, repository):
        return refuted("no such file in the repository", suggestion=meant, fix=(body, meant))
    return unknown("no such path, but it may be another project's or be made")


def _unheard(body: str, repository: Repository) -> bool:
    """Whether nothing but the README speaks of a file of this name, all else being read."""
    words = repository.words
    return words.complete and not words.knows(body.rpartition("/")[2])


# Drawn trees ----------------------------------------------------------------------------------


def _drawn(block: Block, page: Page, repository: Repository) -> Iterator[Finding]:
    if block.language not in ("", "text", "txt", "tree", "plaintext", "bash", "sh", "shell"):
        return
    if len(_BRANCH.findall(block.code)) < 2:
        return
    rows = list(_rows(block.code))
    judged = [(line, path, _row(path, repository)) for line, path in rows]
    there = sum(_exact(path, repository) is not None for _, path in rows)
    named = _STRUCTURE.search(block.section)
    own = bool(judged) and (there * 2 >= len(judged) or (there >= 2 and named))
    fabricated = not there and len(judged) >= 3 and named
    if typed(block.code) != block.code or _OTHERS.search(_lead(block, page)):
        own = fabricated = False  # what a command printed, or what the reader's own may look like
    for line, path, found in judged:
        claim = Claim("path", path, block.line + line)
        if found:
            yield Finding(claim, verified(found))
        elif is_generated(path + "/") or is_vendored(path + "/") or path.startswith("."):
            yield Finding(claim, unknown("generated, or carried along"))
        elif (own or fabricated) and not _is_made_later(path, repository):
            verdict = refuted(
                "the repository holds no such path", suggestion=repository.meant(path)
            )
            yield Finding(claim, verdict)
        else:
            yield Finding(claim, unknown("the tree may show another project"))


def _lead(block: Block, page: Page) -> str:
    """The last line of text before a block."""
    before = page.lines[max(0, block.line - 6) : max(0, block.line - 2)]
    return next((line for line in reversed(before) if line.strip()), "")


def _is_made_later(path: str, repository: Repository) -> bool:
    """Whether the repository ignores a path, or its code speaks of what is no source file."""
    from pathspec import GitIgnoreSpec

    ignore = GitIgnoreSpec.from_lines(repository.reader.lines(".gitignore"))
    bodies = (path, path.partition("/")[2])
    if any(ignore.match_file(f"{body}{end}") for body in bodies if body for end in ("", "/x")):
        return True
    name = path.rpartition("/")[2]
    if name.rpartition(".")[2] in _SUFFIXES or name in _BARE:
        return False
    return repository.words.literal(name) is not None


def _rows(code: str) -> Iterator[tuple[int, str]]:
    """The line (from 0) and path of each entry of a drawn tree."""
    stack: list[tuple[int, str]] = []
    found = False
    for number, line in enumerate(code.split("\n")):
        match = _TREE_LINE.match(line)
        if not match or not line.strip(" │|"):
            continue
        name = re.split(r"\s{2,}|\s+(?:#|//|--|—|–|<-|←|\(|:)|:\s", match.group("name"))[0].strip()
        name = name.rstrip(":").split(" -> ")[0].strip("`*")
        if not re.search(r"\w", name) or _PATTERN.search(name) or " " in name:
            continue
        depth = len(match.group("indent"))
        while stack and stack[-1][0] >= depth:
            stack.pop()
        parent = stack[-1][1] if stack else ""
        path = f"{parent}/{name.strip('/')}" if parent else name.strip("/").removeprefix("./")
        stack.append((depth, path if path != "." else ""))
        root = not depth and len(stack) == 1 and "." not in name and name not in _BARE
        if depth or not (name.endswith("/") or (root and not found)):
            found = True
            yield number, path


def _row(path: str, repository: Repository) -> Evidence | None:
    if repository.is_own_readme(path):
        return Evidence(path)
    return (_exact(path, repository) or repository.ending(path)) if path else None


def _exact(path: str, repository: Repository) -> Evidence | None:
    """The entry at a row's path; the tree may begin with the repository's own name."""
    for body in (path, path.partition("/")[2]):
        if body and (
            found := repository.at(repository.resolve(body) or body) or repository.at(body)
        ):
            return found
    return None
