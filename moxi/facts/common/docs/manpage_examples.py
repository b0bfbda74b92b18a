"""The EXAMPLES section of a manual page written in roff: its commands and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from moxi.facts.common.docs import manpage
from moxi.facts.model import Evidence, Example, Fact
from moxi.facts.prose import phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.docs.identity import Identity
    from moxi.facts.reader import Reader

MAX_SHOWN = 8
MAX_COMMAND, MAX_TITLE = 140, 90
RANK = 12
"""behind a quickstart of the documentation, before the examples that stand in its depth"""
_SECTION = lazy_re(r"^\.S[Hh]\s+\"?([^\"]+)\"?\s*$")
_REQUEST = lazy_re(r"^[.'](?!B |BR |BI |I |IR |RB |SM )\S*")
_ESCAPE = lazy_re(r"\\\*\(Aq|\\\(aq|\\\(cq|\\\(oq")
_LEFT = lazy_re(r"[<>]{2}|\.\.\.$")


class _Shown(NamedTuple):
    command: str
    title: str
    line: int


def manpage_examples(reader: Reader, folder: str, identity: Identity) -> Iterator[Fact[Example]]:
    """The commands of the main program's page as one example."""
    programs = tuple(name for name in identity.programs if name)
    for path in manpage.pages(reader, folder, identity):
        name = path.rpartition("/")[2].split(".")[0]
        if name not in programs or not reader.text(path).lstrip().startswith((".", "'")):
            continue
        found = list(_commands(reader.lines(path), name))[:MAX_SHOWN]
        if found:
            lines: list[str] = []
            for shown in found:
                if shown.title:
                    lines += ["", f"# {shown.title}"] if lines else [f"# {shown.title}"]
                lines.append(shown.command)
            evidence = Evidence(path, found[0].line, found[-1].line)
            value = Example("\n".join(lines), "sh", "", "docs", RANK)
            yield Fact(value, (evidence,), folder)
            return


def _commands(lines: list[str], program: str) -> Iterator[_Shown]:
    """A paragraph that is a command, with the text before or behind it in the same entry."""
    section = lead = ""
    entry: list[tuple[str, int]] = []
    for number, raw in enumerate([*lines, ".SH"], 1):
        heading = _SECTION.match(raw)
        starts = raw.startswith((".TP", ".PP", ".P", ".LP", ".IP", ".SH", ".Sh", ".SS", ".TQ"))
        if starts:
            if section.startswith("EXAMPLE") and entry:
                shown = list(_of_entry(entry, program, lead))
                yield from shown
                text = " ".join(text for text, _ in entry)
                lead = text if not shown and text.endswith(":") else ""
            entry = []
        if heading or raw == ".SH":
            section = heading.group(1).upper() if heading else ""
        elif raw.strip() and not _REQUEST.match(raw) and not raw.startswith('.\\"'):
            entry.append((_text(raw), number))


def _of_entry(entry: list[tuple[str, int]], program: str, lead: str) -> Iterator[_Shown]:
    places = [n for n, (text, _) in enumerate(entry) if _typed(text, program)]
    if not places:
        return
    before = " ".join(text for text, _ in entry[: places[0]]) or lead
    # With a prompt, what follows is what it prints; without one, it is the explanation.
    prompted = entry[places[0]][0].startswith("$ ")
    behind = "" if prompted else " ".join(text for text, _ in entry[places[0] + 1 :])
    several = not behind if prompted else len(places) == len(entry) - places[0]
    title = phrase(before or ("" if several else behind)).rstrip(":")
    for place in places if several else places[:1]:
        command = entry[place][0].removeprefix("$ ")
        whole = len(command) <= MAX_COMMAND and not _LEFT.search(command)
        if whole and len(title) <= MAX_TITLE:
            yield _Shown(command, title if place == places[0] else "", entry[place][1])


def _typed(text: str, program: str) -> bool:
    bare = text.removeprefix("$ ")
    return bare.startswith(f"{program} ") or (bare != text and f" {program} " in f" {bare} ")


def _text(raw: str) -> str:
    line = _ESCAPE.sub("'", raw.removeprefix(r"\&")).replace("\\\\", "\0")
    text = manpage.plain(line)
    return "" if "\\" in text else text.replace("\0", "\\").strip()  # an escape that is not known
