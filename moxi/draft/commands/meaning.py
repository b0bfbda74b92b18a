"""What a command does, in a few words, where the project does not say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.draft.commands.command import CHECKED, MANAGERS, SERVES, Command, own_ecosystem
from moxi.facts.common.purpose import essence

if TYPE_CHECKING:
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import Task

_SPELLING = ("typos", "codespell", "cspell", "misspell")
_PARTS = ("frontend", "backend", "client", "server", "documentation", "website")


def meaning(view: View, fact: Fact[Task], usual: str) -> str:
    """What a command without a description does, where its form says more than its purpose."""
    command = Command(fact, essence(fact.value.command))
    text = fact.value.command
    if fact.value.purpose == "setup":
        if command.words[:2] == ("cmake", "-B"):
            return "configure the build"
        if " -e ." in text or " --editable ." in text:
            return "install it in editable mode"
        if command.words[:3] == ("go", "mod", "download"):
            return "download the dependencies"
        gets = command.program in (*MANAGERS, "uv", "poetry", "pdm", "pipenv") or " -r " in text
        if gets and command.ecosystem not in ("", own_ecosystem(view)):
            return f"install the {command.ecosystem} dependencies"
        return "install the dependencies" if gets else usual
    if fact.value.purpose == "build":
        parts = [part for part in re.split(r"[-_:]", command.subject) if part in _PARTS]
        return f"build the {parts[0]}" if parts else usual
    if fact.value.purpose == "docs" and SERVES.search(text):
        return "serve the documentation"
    if fact.value.purpose == "test":
        side = {"e2e": "run the end-to-end tests", "integration": "run the integration tests"}
        return side.get(command.side, usual)
    if fact.value.purpose == "lint":
        if command.family == "hooks":
            return "run the pre-commit hooks"
        if command.program in _SPELLING or command.subject in ("spelling", "spell", "spellcheck"):
            return "check the spelling"
        if command.words[:2] == ("cargo", "deny"):
            return "check the dependencies"
        if CHECKED.search(text):
            return "check the formatting"
    return usual
