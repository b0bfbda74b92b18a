"""What the words around a claim say about it: is the reader to make this, is it somebody else's?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.shell import split_commands
from moxi.patterns import lazy_re
from moxi.verify.page import typed

if TYPE_CHECKING:
    from moxi.verify.page import Page

_MADE = lazy_re(
    r"\b(creat\w*|generat\w*|writ(e|es|ten|ing)|produc\w*|output\w*|sav(e|es|ed|ing)|emit\w*|"
    r"download\w*|new|renam\w*|built|stored? (in|to|at|under)|place[sd]?|put)\b",
    re.IGNORECASE,
)
_MAY_BE = lazy_re(
    r"\b(add(s|ed|ing)?|your|cop(y|ies|ied)|mov(e|es|ed)|mak(e|es|ing)|build|any|into|to|own|like|"
    r"install(s|ed)? (to|in)|mount\w*|if (there|you|it)|e\.g\.|for example|such as|example|should|"
    r"will be|custom|store[sd]?)\b",
    re.IGNORECASE,
)
_PAST = lazy_re(
    r"\b(removed?|drop(s|ped)?|deprecated|no longer|previously|formerly|until|before|used to|"
    r"older|legacy|obsolete|renamed|replaced|was|were|instead of|prior to|since|"
    r"starting (with|from)|migrat\w+|"
    r"changelog|history|not (yet )?(supported|available|implemented)|planned|todo|"
    r"future|upcoming)\b",
    re.IGNORECASE,
)
_SCAFFOLD = lazy_re(
    r"\b(npx|npm (init|create)|yarn create|pnpm (create|dlx)|bunx|cookiecutter|copier|degit|"
    r"cargo (new|init|generate)|django-admin startproject|rails new|mkdir|git init|"
    r"[\w-]+ (init|new|create)) "
)


def is_made(around: str, *, plainly: bool = False) -> bool:
    """Whether a sentence may speak of something that the reader or the program makes; `plainly`
    where it says so."""
    return bool(_MADE.search(around) or (not plainly and _MAY_BE.search(around)))


_GENERIC = lazy_re(
    r"(^|[/._-])(foo|bar|baz|qux|path/to|my\w*|your\w*|some\w*|abc|xyz|example(?!s/)\w*|sample(?!s/)\w*|dummy|"
    r"hello\w*|test\d+|project-[a-z]|user(name)?|name|placeholder|file\d*|dir\d*|folder\d*)(?=[/._-]|$)",
    re.IGNORECASE,
)


def is_example(around: str) -> bool:
    """Whether a sentence only gives an example."""
    return bool(
        re.search(r"\b(e\.g\.|for example|for instance|such as|would)", around, re.IGNORECASE)
    )


def is_generic(name: str) -> bool:
    """Whether a name stands for any: `foo.py`, `path/to/file`, `my-service`."""
    return bool(_GENERIC.search(name))


def is_past(around: str) -> bool:
    """Whether a sentence may speak of what was, or is not yet."""
    return bool(_PAST.search(around))


def scaffolds(page: Page) -> bool:
    """Whether the page has its reader start a project of their own."""
    return any(
        _SCAFFOLD.search(command.text + " ")
        for block in page.blocks
        if block.is_shell
        for command in split_commands(typed(block.code))
    )
