"""Placeholders that a template or a tool left in: text that its author was to replace."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re
from moxi.verify.model import Claim, Finding, refuted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.verify.page import Page
    from moxi.verify.repository import Repository

_LEFT = lazy_re(
    r"INSERT[-_ ](?:[A-Z]+[-_ ])*(?:HERE|COMMAND)\b|\bREPLACE[-_ ]ME\b|\bLorem ipsum dolor\b|"
    r"(?:github\.com|shields\.io[^\s)]*)/(?:your[-_]?(?:user)?name|github_username|username|your[-_]org|"
    r"<username>|USERNAME)/(?:your[-_]?repo\w*|repo_name|repo(?:sitory)?|project|REPO)(?=[/\s)\]\"'.#?<>]|$)|"
    r"\[(?:PROJECT[ _-]?NAME|project_title|Your Project(?: Name)?|INSERT[^\]]*)\]|"
    r"\bproject_(?:title|description)\b|\bTODO: (?:describe|add|write|fill)\b[^\n]*|"
    r"\bOne Paragraph of project description goes here\b|❯ ?(?:INSERT|TODO)[^\n]*",
)


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A refuted claim for each; code of a language is left alone, it may be meant so."""
    code = {
        line
        for block in page.blocks
        if not block.is_shell
        for line in range(block.line, block.line + block.code.count("\n") + 1)
    }
    for number, text in enumerate(page.lines, 1):
        for found in _LEFT.finditer(text):
            shell = number not in code or re.match(r"INSERT|REPLACE", found.group())
            if shell and not _quoted(text, found.start()):
                verdict = refuted("a placeholder was left in")
                yield Finding(Claim("placeholder", found.group().strip(), number), verdict)


def _quoted(text: str, start: int) -> bool:
    """Whether the page speaks about the placeholder, in inline code or in quotes."""
    return text.count("`", 0, start) % 2 == 1 or text[max(0, start - 1) : start] in ("'", '"', "“")
