"""Code blocks in a language that can be parsed here: JSON, TOML, YAML and Python."""

from __future__ import annotations

import ast
import json
import re
import textwrap
import tomllib
import warnings
from typing import TYPE_CHECKING

import yaml

from moxi.facts.model import Evidence
from moxi.patterns import lazy_re
from moxi.verify.model import Claim, Finding, refuted, unknown, verified

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.model import Verdict
    from moxi.verify.page import Block, Page
    from moxi.verify.repository import Repository

MAX_CODE = 50_000
_ELIDED = lazy_re(
    r"\.\.\.|…|<[\w .-]+>|[ /]\{[a-z][\w-]*\}(?=[/\n.]|$)|\{\{|\$[{(]|\{%|^\s*(//|/\*|#)|\s//\s",
    re.MULTILINE,
)
_SIGNATURE = lazy_re(r"\s*[\w.]+\([^()]*(?:\*,|\*\*|\w: )")  # what a call never holds so
_SESSION = lazy_re(r"^\s*(>>+|\$ |In \[\d+\]:|%|!)", re.MULTILINE)


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each fenced block of such a language."""
    for block in page.blocks:
        if block.fenced and block.code.strip() and len(block.code) <= MAX_CODE:
            verdict = _judged(block, page)
            if verdict:
                yield Finding(Claim("code", _first(block), block.line), verdict)


def _first(block: Block) -> str:
    return next((line.strip() for line in block.code.split("\n") if line.strip()), "")[:80]


def _judged(block: Block, page: Page) -> Verdict | None:
    """None for languages that are not parsed."""
    code = textwrap.dedent(block.code)
    last = block.line + block.code.count("\n")
    place = Evidence(page.path, block.line, last)
    try:
        if block.language == "json":
            json.loads(code)
        elif block.language == "toml":
            tomllib.loads(code)
        elif block.language in ("yaml", "yml"):
            for event in yaml.parse(code, Loader=yaml.SafeLoader):
                del event
        elif block.language in ("python", "py", "python3"):
            if _SESSION.search(code) or _SIGNATURE.match(code):
                return None
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse(code)
        else:
            return None
    except (ValueError, SyntaxError, yaml.YAMLError) as error:
        if "Cannot overwrite" in str(error) or "indented block" in str(error):
            return unknown("several pieces, or a part left out")
        if _ELIDED.search(code) or _is_part(block, code) or _are_parts(block, code):
            return unknown("only a part of a file")
        return refuted(f"{block.language} does not parse: {_reason(error)}")
    except (RecursionError, MemoryError):
        return unknown("nested too deep")
    return verified(place)


def _is_part(block: Block, code: str) -> bool:
    """Whether a block shows some lines of a file, or several files."""
    if block.language == "json":
        return not code.lstrip().startswith(("{", "[")) or bool(
            re.search(r"[}\]]\s*\n[{\[]", code, re.M)
        )
    if block.language in ("python", "py", "python3"):
        return bool(
            re.search(
                r"^\s*(await|async with|yield|return|else:|elif |except)|^[\w.]+\(.*\) *->"
                r"|^(def|class) \w+\.",
                code,
                re.M,
            )
        )
    return block.language in ("yaml", "yml") and bool(
        re.search(r"^\s*- name:|\t|^%|,\s*$", code, re.M)
    )


def _are_parts(block: Block, code: str) -> bool:
    """Whether a block shows several pieces of YAML or JSON, each of which is well formed."""
    pieces = [
        piece for piece in re.split(r"\n\s*\n|^---$", code, flags=re.MULTILINE) if piece.strip()
    ]
    if len(pieces) < 2 or block.language not in ("yaml", "yml", "json"):
        return False
    try:
        for piece in pieces:
            yaml.compose(textwrap.dedent(piece).rstrip().rstrip(","), Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return False
    return True


def _reason(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg}, line {error.lineno} of the block"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, line {error.lineno} of the block"
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark
        return f"{error.problem}, line {mark.line + 1 if mark else '?'} of the block"
    return str(error).split("\n")[0][:100]
