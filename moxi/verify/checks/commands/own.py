"""The repository's own programs: they are there, and so are their subcommands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.facts.common.programs import RULES
from moxi.verify.model import refuted, unknown, verified
from moxi.verify.nearest import alike, guess

if TYPE_CHECKING:
    from moxi.facts.model import Cli, Evidence, Fact, Option
    from moxi.verify.model import Verdict
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed


def judge(typed: Typed, repository: Repository) -> Verdict | None:
    """The verdict on a call of a program of the repository, and on its subcommand."""
    found = called(typed, repository)
    if found is None:
        return _misspelt(typed, repository)
    evidence, clis, rest = found
    if not clis:
        return verified(evidence)
    return _subcommand(rest, clis, typed, repository) or verified(evidence)


def _misspelt(typed: Typed, repository: Repository) -> Verdict | None:
    """A program that is like an own one and that nothing else knows; None for all others."""
    name = typed.program
    if not re.fullmatch(r"[a-z][\w-]{2,}", name) or name in RULES:
        return None
    meant = alike(name, repository.programs)
    if not meant:
        return None
    words = repository.words
    if words.spells(name) or not words.complete:
        return None
    return refuted(
        f"the program is called {meant}",
        repository.programs[meant],
        suggestion=typed.text.replace(name, meant, 1),
        fix=(name, meant),
    )


def called(
    typed: Typed, repository: Repository
) -> tuple[Evidence, list[Fact[Cli]], list[str]] | None:
    """The own program that a command starts, its command lines and the words behind it."""
    name = typed.program.removeprefix("./").removeprefix("@").rpartition("/")[2]
    words = [name, *typed.arguments]
    for fact in repository.clis():
        parts = fact.value.program.split()
        if len(parts) > 1 and words[: len(parts)] == parts:  # `cargo chef`
            return fact.evidence[0], [fact], words[len(parts) :]
    if name not in repository.programs:
        return None
    return repository.programs[name], repository.clis(name), words[1:]


def options_of(clis: list[Fact[Cli]], words: list[str]) -> list[Option]:
    """The options that a call may use: those of the program, and of the subcommands it names."""
    found: list[Option] = []
    for fact in clis:
        found += fact.value.options
        for sub in fact.value.subcommands:
            if set(sub.name.split()) <= set(words) or set(sub.aliases) & set(words):
                found += sub.options
    return found


def _subcommand(
    rest: list[str], clis: list[Fact[Cli]], typed: Typed, repository: Repository
) -> Verdict | None:
    names: dict[str, Evidence] = {}
    takes_arguments = False
    for fact in clis:
        takes_arguments = takes_arguments or bool(fact.value.arguments)
        for sub in fact.value.subcommands:
            place = sub.evidence or fact.evidence[0]
            names.setdefault(sub.name.split()[0], place)
            for alias in sub.aliases:
                names.setdefault(alias, place)
    if not names or not rest:
        return None
    first = rest[0]
    if first in names:
        return verified(names[first])
    if first.startswith("-") or not re.fullmatch(r"[a-z][\w:-]*", first) or first == "help":
        return None
    if takes_arguments or len(names) < 2:
        return None
    words = repository.words
    if (words.knows(first) and words.holds_parts(first)) or not words.complete:
        return unknown("the subcommand may be declared in another way")
    meant, close = guess(first, names)
    text = typed.text.replace(f" {first}", f" {meant}", 1) if meant else ""
    return refuted(
        f"{typed.program} has no subcommand {first}",
        suggestion=text,
        fix=(typed.text, text) if close else None,
    )
