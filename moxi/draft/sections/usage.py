"""How it is used: its commands and flags, its import and examples, how it is started."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.draft.sections import actions, command_line
from moxi.facts.model import Action, EntryPoint, Example, Import, Note, Port, Task

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

MAX_EXAMPLES = 4
MAX_LINES, MAX_LINES_ALONE = 45, 90


def build(view: View, body: Body) -> None:
    """What a newcomer does first, by what the project is."""
    if view.is_action:
        actions.root_step(view, body)
        _examples(view, body, {"yaml", "yml"})
    elif view.is_library and view.roles[:1] != ("cli",):
        _import(view, body)
        _examples(view, body)
        command_line.build(view, body, headed=bool(body.blocks))
    else:
        _start(view, body)
        command_line.build(view, body, partial(_examples, view))
        if view.is_library:
            _import(view, body)
    if not view.is_action and view.all(Action):
        body.add("### GitHub Action")
        actions.root_step(view, body)
    for note in view.all(Note):
        if note.value.section == "usage":
            body.add(md.sentence(note.value.markdown), note)


def _import(view: View, body: Body) -> None:
    """The import line, where no example shows it."""
    imports = view.all(Import)
    if not imports:
        return
    examples = _chosen(view, None)
    first = imports[0]
    line = first.value.statement.split("\n")[0].strip()
    if any(line in fact.value.code for fact in examples):
        return
    language = first.value.language
    same = [fact for fact in imports if fact.value.language == language][:2]
    body.add(md.fence("\n".join(fact.value.statement for fact in same[:1]), language), *same[:1])


def _chosen(view: View, languages: set[str] | None) -> list[Fact[Example]]:
    """The examples to show: best rank first, short enough to read, none twice."""
    chosen: list[Fact[Example]] = []
    seen: set[str] = set()
    told = 0
    wanted = [
        fact
        for fact in sorted(view.all(Example), key=lambda fact: fact.value.rank)
        if languages is None or fact.value.language in languages
    ]
    short = [fact for fact in wanted if _lines(fact.value) <= MAX_LINES]
    alone = [fact for fact in wanted if _lines(fact.value) <= MAX_LINES_ALONE]
    for fact in short or alone[:1]:
        key = "".join(fact.value.code.split())
        lines = _lines(fact.value)
        if key in seen or (chosen and told + lines > MAX_LINES_ALONE):
            continue
        seen.add(key)
        told += lines
        chosen.append(fact)
        if len(chosen) == MAX_EXAMPLES:
            break
    return chosen


def _lines(example: Example) -> int:
    return example.code.count("\n") + 1


def _examples(view: View, body: Body, languages: set[str] | None = None) -> None:
    said = ""
    for fact in _chosen(view, languages):
        title = fact.value.title.strip().rstrip(":.")
        if title and title != said:
            said = title
            body.add(md.prose(title[0].upper() + title[1:]) + ":")
        elif body.blocks and body.blocks[-1].endswith(("```", "````")):
            body.add("For example:" if len(body.blocks) < 3 else "Another:")
        body.add(md.fence(fact.value.code, fact.value.language), fact)


def _start(view: View, body: Body) -> None:
    """How a service or an application is started, and where it answers."""
    if view.is_cli and not view.is_service:
        return
    runs = [fact for fact in view.all(Task) if fact.value.purpose == "run"]
    entries = [fact for fact in view.all(EntryPoint) if fact.value.run]
    if runs:
        body.add("Start it:")
        body.add(md.fence(command_line.in_folder(view, runs[0].value), "sh"), runs[0])
    elif entries:
        body.add("Start it:")
        body.add(md.fence(entries[0].value.run, "sh"), entries[0])
    ports = list({fact.value.number: fact for fact in view.all(Port)}.values())
    if ports:
        told = [
            f"{fact.value.number}"
            + (f" ({md.prose(fact.value.meaning)})" if fact.value.meaning else "")
            for fact in ports
        ]
        body.add(f"It listens on port {md.join(told)}.", *ports)
