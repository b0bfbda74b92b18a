"""Environment variables, configuration files and their keys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from moxi.draft import markdown as md
from moxi.facts.model import Action, Cli, ConfigFile, EnvVar, Note, Setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

MAX_ROWS, MAX_WHOLE = 40, 12
# Set by the runner that an action runs on; its user gives inputs.
_OF_RUNNER = ("GITHUB_", "RUNNER_", "INPUT_", "ACTIONS_", "STATE_")

Named = TypeVar("Named", EnvVar, Setting, ConfigFile)


def build(view: View, body: Body) -> None:
    """Files first, then their keys, then the environment."""
    _files(view, body)
    _settings(view, body)
    _environment(view, body)
    for note in view.all(Note):
        if note.value.section == "configuration":
            body.add(md.sentence(note.value.markdown), note)


def _files(view: View, body: Body) -> None:
    files = _once(view.all(ConfigFile))
    placed = {f.value.name[2:] for f in files if f.value.name.startswith("~/")}
    files = [f for f in files if f.value.name not in placed or _told(f.value) > 1]
    if not files:
        return
    items: list[str] = []
    for fact in files:
        example = fact.value.example if view.exists(fact.value.example) else ""
        itself = bool(example) and fact.value.name.removeprefix("./") == example
        item = md.code(fact.value.name)
        item = view.link(item, example) if itself else item
        if fact.value.meaning:
            item += f": {md.prose(fact.value.meaning)}"
        if example and not itself:
            item += f" ({view.link('example', example)})"
        items.append(item)
    if len(items) == 1 and not files[0].value.meaning:
        body.add(f"Settings are read from {items[0]}.", *files)
    else:
        body.add("Configuration files:")
        body.add(md.bullets(items), *files)


def _settings(view: View, body: Body) -> None:
    groups: dict[str, list[Fact[Setting]]] = {}
    for fact in _joined(_once(view.all(Setting))):
        groups.setdefault(fact.value.group, []).append(fact)
    for group, facts in groups.items():
        named = any(group == fact.value.name for fact in view.all(ConfigFile))
        title = md.prose(group[0].upper() + group[1:]) if group else "Settings"
        title = md.code(group) if named else title
        told = [f for f in facts if f.value.meaning or f.value.default not in ("", "false", "0")]
        if not told:
            body.add(f"{title}: {md.join(_names(facts))}.", *facts)
            continue
        rows = [
            (
                md.code(fact.value.name),
                md.prose(fact.value.meaning),
                md.code(fact.value.type),
                md.code(fact.value.default),
            )
            for fact in (told if len(facts) > MAX_WHOLE else facts)
        ]
        if group:
            body.add(f"{title}:")
        name = "key" if group.startswith("keyboard shortcuts") else "setting"
        _long_table(body, (name, "meaning", "type", "default"), rows, told)
        bare = [fact for fact in facts if fact not in told and len(facts) > MAX_WHOLE]
        if bare:
            body.add(f"Further ones: {md.join(_names(bare))}.", *bare)


def _joined(facts: list[Fact[Setting]]) -> list[Fact[Setting]]:
    """A key told without its section, by a page, together with the one key of that ending."""
    ends = [fact.value.name.rpartition(".")[2] for fact in facts if "." in fact.value.name]
    loose = {
        fact.value.name: fact
        for fact in facts
        if not fact.value.group and ends.count(fact.value.name) == 1
    }
    found = [fact for fact in facts if loose.get(fact.value.name) is not fact]
    return [
        _filled(fact, loose[end])
        if "." in fact.value.name and (end := fact.value.name.rpartition(".")[2]) in loose
        else fact
        for fact in found
    ]


def _names(facts: Sequence[Fact[Setting]]) -> list[str]:
    return [md.code(fact.value.name) for fact in facts[:MAX_ROWS]]


def _as_typed(variable: EnvVar) -> str:
    """The default, where a cell can show it as it stands and it is one of this variable."""
    default = variable.default
    if default.strip() != default or "\n" in default or "  " in default:
        return ""
    # What a file's content is taken for is not the path of the file.
    of_content = variable.name.endswith("_FILE") and not re.search(r"[/.\\]", default)
    return "" if of_content else default


def _environment(view: View, body: Body) -> None:
    told = {option.env for fact in view.all(Cli) for option in fact.value.options if option.env}
    told |= {name for fact in view.all(Action) for name in fact.value.sets}
    facts = [
        fact
        for fact in _once(view.all(EnvVar))
        if fact.value.name not in told
        and not (
            view.is_action
            and fact.value.name.startswith(_OF_RUNNER)
            and fact.value.name != "GITHUB_TOKEN"  # the one that a workflow has to hand on
        )
    ]
    if not facts:
        return
    rows = [
        (
            md.code(fact.value.name),
            md.prose(fact.value.meaning) + _required(fact.value),
            md.code(_as_typed(fact.value)),
        )
        for fact in facts
    ]
    said = [row for row in rows if row[1] or row[2]]
    bare = [name for name, meaning, default in rows if not (meaning or default)]
    if not said:
        body.add(f"Environment variables: {md.join(bare[:MAX_ROWS])}.", *facts)
        return
    body.add("Environment variables:")
    _long_table(body, ("variable", "meaning", "default"), said, facts)
    if bare:
        body.add(f"It also reads {md.join(bare[:MAX_ROWS])}.")


def _required(variable: EnvVar) -> str:
    """A mark on a variable without which it does not start."""
    if not variable.required or variable.default:
        return ""
    return " (required)" if variable.meaning else "required"


def _long_table(
    body: Body, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], facts: Sequence[Fact[Any]]
) -> None:
    """A table; what passes the limit is folded."""
    body.add(md.table(header, rows[:MAX_ROWS]), *facts)
    if rows[MAX_ROWS:]:
        body.add(md.details(f"{len(rows) - MAX_ROWS} more", md.table(header, rows[MAX_ROWS:])))


def _once(facts: Sequence[Fact[Named]]) -> list[Fact[Named]]:
    """Each name once; a fact that says more wins over one that only names it."""
    best: dict[tuple[str, str], Fact[Named]] = {}
    for fact in facts:
        key = (fact.value.name, getattr(fact.value, "group", ""))
        known = best.get(key)
        if known is None:
            best[key] = fact
        else:
            known, fact = _without_setup(known, fact), _without_setup(fact, known)
            more, less = (fact, known) if _told(fact.value) > _told(known.value) else (known, fact)
            best[key] = _filled(more, less)
    return list(best.values())


def _without_setup(fact: Fact[Named], other: Fact[Named]) -> Fact[Named]:
    """What a compose file sets is no default where the program itself reads the variable."""
    paths = [where.path.rpartition("/")[2] for where in fact.evidence[:1]]
    if not isinstance(fact.value, EnvVar) or other.extractor == fact.extractor:
        return fact
    if not any("compose" in path and path.endswith((".yml", ".yaml")) for path in paths):
        return fact
    return replace(fact, value=replace(fact.value, default=""))


def _filled(fact: Fact[Named], other: Fact[Named]) -> Fact[Named]:
    """The fact, with what only the other one says of the same name."""
    missing: dict[str, Any] = {
        name: given
        for name in ("meaning", "default", "type", "example")
        if not getattr(fact.value, name, True) and (given := getattr(other.value, name, ""))
    }
    if not missing:
        return fact
    evidence = tuple(dict.fromkeys((*fact.evidence, *other.evidence)))
    return replace(fact, value=replace(fact.value, **missing), evidence=evidence)


def _told(value: EnvVar | Setting | ConfigFile) -> int:
    return 2 * bool(value.meaning) + bool(getattr(value, "default", ""))
