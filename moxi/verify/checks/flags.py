"""Flags of the repository's own programs, in commands and in inline code.

verified: the program's command line as its source defines it has the flag, or the source holds it
as a string. refuted: the source knows no word of it, in any spelling. unknown: what is built when
it runs, and flags of other programs.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from moxi.patterns import lazy_re
from moxi.verify.checks.commands.own import called, options_of
from moxi.verify.context import is_past
from moxi.verify.model import Claim, Finding, refuted, unknown, verified
from moxi.verify.nearest import guess, nearest
from moxi.verify.typed import typed_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.model import Cli, Evidence, Fact
    from moxi.verify.model import Verdict
    from moxi.verify.page import Page, Span
    from moxi.verify.repository import Repository
    from moxi.verify.typed import Typed

_LONG = lazy_re(r"--[A-Za-z][\w.-]*\w|-[a-z][\w-]+\w")
_SPAN = lazy_re(r"(--?[A-Za-z][\w-]*)(?:[ =:,/|].*)?", re.DOTALL)
_ALWAYS = frozenset(("--help", "-h", "--version", "-V", "-v"))
MIN_KNOWN = 4
"""Flags that a program has at least where its command line was read."""
_ELSEWHERE = lazy_re(
    r"\b(docker|compose|podman|kubectl|helm|npm|npx|yarn|pnpm|pip|pipx|uv|poetry|git|curl|wget|ssh|"
    r"rsync|gcc|clang|node|tsc|cargo|rustc|rustup|cmake|pytest|mypy|black|eslint|prettier|"
    r"bash|zsh|fish|systemd|nix|brew|chrome|chromium|ffmpeg|jq|grep|rg|fzf|vim|tmux|"
    r"delta|mvn|gradle|deno|bun|webpack|vite|jest|other|another|underlying|passed|daemon)\b",
    re.IGNORECASE,
)
_NO_FLAG = lazy_re(r"--?(no-)?(flag|option|arg|some|my|foo|bar|long)([-_]?\w+)?")
_PROGRAM = lazy_re(r"`([a-z][\w.-]*)[` ]")

_BUILDERS = ("'--{", '"--{', "`--${", "'--' +", '"--" +', '"--"+', "'--'+")


def findings(page: Page, repository: Repository) -> Iterator[Finding]:
    """A claim for each flag that is given to an own program, or named where one is told about."""
    if not repository.programs:
        return
    for typed in typed_commands(page, repository):
        found = called(typed, repository)
        if found:
            yield from _of_command(typed, found[1], found[2], repository)
    known = _known(repository)
    foreign = {
        word.split("=")[0]
        for typed in typed_commands(page, repository)
        if typed.program.rpartition("/")[2] not in repository.programs
        for word in typed.words
        if word.startswith("--")
    }
    spans = [span for span in page.spans if _SPAN.fullmatch(span.text.strip()) and not span.linked]
    for flag in dict.fromkeys(map(_name, spans)):
        place = None if flag in known or len(flag) < 3 else _quoted(flag, repository)
        if place:
            known[flag] = place
    own = Counter(span.table for span in spans if _name(span) in known)
    told = sum(own.values())
    told_in = Counter(span.section for span in spans if _name(span) in known)
    for span in spans:
        flag = _name(span)
        if flag in _ALWAYS or len(flag) < 3:
            continue
        if flag in known:
            yield Finding(Claim("flag", flag, span.line), verified(known[flag]))
            continue
        like = bool(nearest(flag, known, 0.7 if told >= 3 else 0.8))
        beside = (span.table and own[span.table] >= 2) or told_in[span.section] >= 3 or like
        read = len(known) >= MIN_KNOWN and flag not in foreign
        # A flag that is nearly an own one is hardly another program's, whoever is named beside.
        near = bool(nearest(flag, known, 0.8))
        own_style = flag.startswith("--") and not _others(span, repository)
        certain = bool(beside or read) and (near or own_style)
        certain = certain and not is_past(span.around) and not _NO_FLAG.fullmatch(flag)
        verdict = _unlisted(flag, known, repository, certain=certain)
        yield Finding(Claim("flag", flag, span.line), verdict)


def _name(span: Span) -> str:
    found = _SPAN.fullmatch(span.text.strip())
    return found.group(1) if found else ""


def _known(repository: Repository) -> dict[str, Evidence]:
    known: dict[str, Evidence] = {}
    for fact in repository.clis():
        subs = [option for sub in fact.value.subcommands for option in sub.options]
        for option in (*fact.value.options, *subs):
            for flag in option.flags:
                known.setdefault(flag, option.evidence or fact.evidence[0])
    return known


def _of_command(
    typed: Typed, clis: list[Fact[Cli]], words: list[str], repository: Repository
) -> Iterator[Finding]:
    options = options_of(clis, words)
    known = {
        flag: option.evidence or clis[0].evidence[0] for option in options for flag in option.flags
    }
    every = _known(repository)
    for word in words:
        if word == "--":
            return
        flag = word.split("=")[0]
        if not _LONG.fullmatch(flag) or flag in _ALWAYS:
            continue
        claim = Claim("flag", flag, typed.line)
        if flag in known or flag in every:
            yield Finding(claim, verified(known.get(flag) or every[flag]))
        else:
            yield Finding(claim, _unlisted(flag, every, repository, certain=True))


def _unlisted(
    flag: str, known: dict[str, Evidence], repository: Repository, *, certain: bool
) -> Verdict:
    """The verdict on a flag that no command line which was read has."""
    name = flag.lstrip("-")
    bare = name.removeprefix("no-")
    place = _quoted(flag, repository)
    if place:
        return verified(place)
    single = any(len(own) > 2 and not own.startswith("--") for own in known)  # as Go writes them
    if len(bare) < 2 or not (flag.startswith("--") or single):
        return unknown("a short flag, or one of another program")
    # A short word stands inside of many others: only as a word of its own it means something.
    heard = bare in repository.words if len(bare) < 4 else repository.words.knows(bare)
    if heard or not repository.words.complete:
        return unknown("the flag may be declared in another way")
    if bare.startswith(("log.", "web.")) or bare.endswith("-completion"):
        return unknown("a flag that a library brings")
    if bare != name and f"--{bare}" in known:
        return unknown("a negated flag")
    if not certain:
        return unknown("it may be another program's")
    if all(map(repository.words.knows, bare.split("-"))) and repository.words.holds(*_BUILDERS):
        return unknown("the flag may be put together when the program runs")
    meant, close = guess(flag, known)
    return refuted(
        "no program of the repository has this flag",
        suggestion=meant,
        fix=(flag, meant) if close else None,
    )


def _quoted(flag: str, repository: Repository) -> Evidence | None:
    """Where code holds exactly this flag."""
    word = re.sub(r"^-+", "", flag).split("-")[0]
    place = repository.words.in_code(word) if word else None
    if place is None:
        return None
    return repository.words.literal(flag)


def _others(span: Span, repository: Repository) -> bool:
    """Whether the sentence names another program, whose flag it may be."""
    rest = f"{span.around.replace(f'`{span.text}`', '')} {span.section} {span.column}"
    for own in repository.programs:
        rest = re.sub(rf"(?<![\w-]){re.escape(own)}(?![\w-])", "", rest)
    return any(
        name not in repository.programs and re.search(rf"`{re.escape(name)} ", rest)
        for name in _PROGRAM.findall(rest)
    ) or bool(_ELSEWHERE.search(rest))
