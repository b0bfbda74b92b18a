"""Go doc comments: the package's synopsis, its overview and code blocks, as Markdown."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.model import Description, Evidence, Example, Fact, Overview
from moxi.facts.prose import collapse, first_sentence
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.go.module import GoPackage, Module

MAX_OVERVIEW = 1_500
MAX_CODE_LINES = 60
_LEAD = lazy_re(
    r"^(?:(?:package|command|program|the|binary)\s+)?`?(?P<name>[\w./-]+)`?\s+"
    r"(?:(?:package|command|program|library|tool)\s+)?(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NOT_PROSE = lazy_re(
    r"copyright|licen[sc]e|SPDX|all rights reserved|code generated|\bTODO\b|@title|"
    r"^\s*(?:swagger|nolint)", re.IGNORECASE
)  # fmt: skip
_IDLE = lazy_re(r"^package main\b|\b(?:entry ?point|main package|main function)\b", re.IGNORECASE)
_HOLDS = lazy_re(r"^(?:contains|holds|implements the|provides the|defines the)\b", re.IGNORECASE)
_LINK = lazy_re(r"(?<!\w)\[(\*?[A-Za-z_][\w./]*)\](?![\[(:])")
_DEFINITION = lazy_re(r"^\s*\[([^\]]+)\]:\s+(\S+)\s*$")
_INSTALLS = lazy_re(
    r"(?:[ \t]*(?:\$ )?(?:go (?:get|install)|git clone|brew|apt|ln -s|cd|make install)\b.*\n?)+"
)
_ITEM = lazy_re(r"^\s*(?:[-*+•]|\d+[.)])\s+\S")
_HEADING = lazy_re(r"^#+ \S")
_DANGLING = lazy_re(
    r"\b(?:see (?:below|above|the)|see\b.{0,40}\b(?:below|above)|below:?$|above\b|following|"
    r"this file|this package's|as follows)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a doc comment."""

    kind: str
    """`text`, `list`, `code` or `heading`"""
    text: str
    line: int
    """counted from 0 in the comment"""


def blocks(comment: str) -> list[Block]:
    """A doc comment in parts; code without its indent."""
    found: list[Block] = []
    current: list[str] = []
    kind, start = "", 0

    def close() -> None:
        nonlocal current, kind
        while current and not current[-1].strip():
            current.pop()
        if current:
            text = "\n".join(current)
            if kind == "code":
                text = textwrap.dedent(text.expandtabs(4)).strip("\n")
            elif kind == "heading":
                text = text.lstrip("# ")
            found.append(Block(kind, text, start))
        current, kind = [], ""

    for number, line in enumerate(comment.split("\n")):
        if _DEFINITION.match(line):
            continue
        if not line.strip():
            if kind == "code" or kind == "list":
                current.append("")
            else:
                close()
            continue
        indented = line.startswith(("\t", " "))
        if _ITEM.match(line) and (indented or kind == "list" or not current):
            new = "list"
        elif indented:
            # Behind a list that is not indented itself, after an empty line, it is code.
            apart = kind == "list" and not current[-1].strip() and not current[0][:1].isspace()
            new = "list" if kind == "list" and not apart else "code"
        elif _HEADING.match(line):
            new = "heading"
        else:
            new = "text"
        if new != kind or new == "heading":
            close()
            kind, start = new, number
        current.append(line)
    close()
    return found


def markdown(block: Block, links: dict[str, str]) -> str:
    """A block as Markdown."""
    if block.kind == "code":
        return f"```{language_of(block.text)}\n{block.text}\n```"
    if block.kind == "list":
        lines = textwrap.dedent(block.text.expandtabs(4)).split("\n")
        return _linked("\n".join(re.sub(r"^[*+•] ", "- ", line) for line in lines if line), links)
    return _linked(collapse(block.text), links)


def _linked(text: str, links: dict[str, str]) -> str:
    for label, url in links.items():
        text = text.replace(f"[{label}]", f"[{label}]({url})")
    return _LINK.sub(r"`\1`", text)


def definitions(comment: str) -> dict[str, str]:
    """`[text]: url` lines."""
    found = (_DEFINITION.match(line) for line in comment.split("\n"))
    return {match[1]: match[2] for match in found if match}


def language_of(code: str) -> str:
    """What a code block most probably is."""
    first = next((line for line in code.split("\n") if line.strip()), "").strip()
    if first.startswith(("$ ", "go get ", "go install ", "go run ", "make ", "curl ", "git ")):
        return "sh"
    if re.search(r":=|\bfunc\b|\bpackage \w|^import |\bvar \w|\w\.\w+\(|^type ", code, re.M):
        return "go"
    return "json" if first.startswith("{") and first.endswith(("{", "}", ",")) else ""


def telling_doc(package: GoPackage | None) -> tuple[str, Evidence] | None:
    """A package comment that says something, and is no licence header."""
    found = package.doc if package is not None else None
    if found is None:
        return None
    first = next((block.text for block in blocks(found[0]) if block.kind == "text"), "")
    return None if not first or _NOT_PROSE.search(first) else found


def sentence_of(comment: str, names: tuple[str, ...]) -> str:
    """The first sentence as a description: `Command x is a y.` → `A y.`"""
    first = next((block.text for block in blocks(comment) if block.kind == "text"), "")
    text = described(first_sentence(first), names)
    telling = 2 < len(text.split()) < 60 and not text.endswith(":") and not _IDLE.search(text)
    return text if telling else ""


def described(sentence: str, names: tuple[str, ...]) -> str:
    """A sentence about a program or package without its name in front."""
    sentence = collapse(_linked(sentence, {}))
    match = _LEAD.match(sentence)
    known = {name.lower() for name in names if name}
    named = match is not None and match["name"].lower() in known
    if match is None or not (named or sentence.lower().startswith(("package ", "command "))):
        return sentence
    rest = re.sub(r"^(?:is|are)\s+(?=(?:an?|the)\s)", "", match["rest"])
    if rest == match["rest"] and re.match(r"^(?:is|are|was|has|have|can|will|does)\b", rest):
        return sentence
    if not rest[:1].isalpha():
        return sentence
    if rest.istitle() and match["rest"] == rest and "." not in rest:
        return sentence  # a title of which the name is the first word
    return rest[0].upper() + rest[1:]


def names_of(module: Module, package: GoPackage) -> tuple[str, ...]:
    """By what names a comment may call a package."""
    return (package.name, module.name, module.program_name(package), module.path)


def _speakers(module: Module) -> Iterator[GoPackage]:
    """The packages whose comments speak for the module, the best first.

    A program that is called as its module is what people come for, more than the package that it
    is made of.
    """
    root = module.packages.get("")
    main = module.programs[0] if module.programs else None
    leads = main is not None and main is not root and module.program_name(main) == module.name
    if leads and main is not None:
        yield main
    if root is not None and not (leads and _speaks_of_its_parts(root)):
        yield root
    # A program that is called otherwise is a tool beside the library, and no word on it.
    beside = root is not None and root.name != "main" and not leads
    if main is not None and main is not root and not beside:
        yield main
    named = module.packages.get(module.name) or module.packages.get(f"pkg/{module.name}")
    if named is not None:
        yield named


def _speaks_of_its_parts(package: GoPackage) -> bool:
    """Whether a comment says what the package holds, and not what the whole does."""
    found = telling_doc(package)
    return found is not None and bool(_HOLDS.match(sentence_of(found[0], (package.name,))))


def synopsis(module: Module) -> str:
    """What the package comment says the module is, in one sentence, `""` for nothing."""
    for package in _speakers(module):
        found = telling_doc(package)
        if found and (text := sentence_of(found[0], names_of(module, package))):
            return text
    return ""


def doc_facts(module: Module) -> Iterator[Fact[Description] | Fact[Overview] | Fact[Example]]:
    """Description, overview and code blocks of the package comment."""
    for package in _speakers(module):
        found = telling_doc(package)
        if found is None:
            continue
        comment, evidence = found
        text = sentence_of(comment, names_of(module, package))
        if text:
            line = Evidence(evidence.path, evidence.line_start, evidence.line_start)
            yield Fact(Description(text, "docstring"), (line,))
        yield from _overview(comment, evidence)
        yield from _code_blocks(comment, evidence)
        return


def _overview(comment: str, evidence: Evidence) -> Iterator[Fact[Overview]]:
    """The paragraphs up to the first heading or code, without the sentence that describes."""
    links = definitions(comment)
    chosen: list[str] = []
    size = 0
    parts = blocks(comment)
    for number, block in enumerate(parts):
        if _is_usage(parts, number):
            continue
        if block.kind in ("heading", "code") or len(chosen) == 3:
            break
        leads = number + 1 < len(parts) and parts[number + 1].kind == "code"
        if leads and not block.text.rstrip().endswith("."):
            break
        text = block.text
        if number == 0:
            text = collapse(text)
            text = text[len(first_sentence(text)) :].strip()
            if not text:
                continue
        part = markdown(Block(block.kind, text, block.line), links)
        size += len(part)
        if size > MAX_OVERVIEW or _NOT_PROSE.search(part) or part.endswith(":"):
            break
        if _DANGLING.search(part):
            continue
        chosen.append(part)
    joined = "\n\n".join(chosen)
    if len(joined) > 60:
        yield Fact(Overview(joined, "docstring"), (evidence,))


def _is_usage(parts: list[Block], number: int) -> bool:
    """A program's usage line between its description and the prose: `Usage:`, then the line."""
    block = parts[number]
    if block.kind in ("text", "heading"):
        following = parts[number + 1].kind if number + 1 < len(parts) else ""
        return following == "code" and block.text.strip().lower().rstrip(":") == "usage"
    return block.kind == "code" and number > 0 and _is_usage(parts, number - 1)


def _code_blocks(comment: str, evidence: Evidence) -> Iterator[Fact[Example]]:
    parts = blocks(comment)
    rank = 12
    for before, block in zip([None, *parts], parts, strict=False):
        language = language_of(block.text) if block.kind == "code" else ""
        lines = block.text.count("\n") + 1
        if language not in ("go", "sh") or lines > MAX_CODE_LINES:
            continue
        if language == "go" and lines < 3 and (rank > 12 or "(" not in block.text):
            continue
        if rank > 30:
            return
        if language == "sh" and _INSTALLS.fullmatch(block.text.strip("\n")):
            continue  # how it is got is told elsewhere, in a form that still works
        start = evidence.line_start + block.line
        title = _title(before)
        code = block.text
        if language == "sh":
            code, language = typed(block.text)
        example = Example(code, language, title, "docstring", rank)
        yield Fact(example, (Evidence(evidence.path, start, start + lines - 1),))
        rank += 6


def typed(session: str) -> tuple[str, str]:
    """Commands without their prompts; with them where the block also shows what is answered."""
    lines = session.split("\n")
    while lines and lines[-1].strip() in ("", "$"):
        lines.pop()
    prompted = [line for line in lines if line.startswith("$ ")]
    goes_on = any(line.endswith("\\") for line in lines)
    if not prompted or goes_on or len(prompted) == len([line for line in lines if line.strip()]):
        return "\n".join(line.removeprefix("$ ") for line in lines), "sh"
    return "\n".join(lines), "console"


def _title(before: Block | None) -> str:
    if before is None:
        return ""
    if before.kind == "heading":
        return collapse(before.text)
    sentence = collapse(before.text)
    if before.kind == "text" and sentence.endswith(":") and len(sentence) < 90:
        return sentence[:-1]
    return ""
