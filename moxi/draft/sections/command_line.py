"""A command line: how it is called, its commands, its flags."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Cli, Example
from moxi.facts.paths import relative
from moxi.facts.prose import phrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import Argument, Option, Subcommand, Task

MAX_PROGRAMS = 4
SHOWN_OPTIONS = 30
SHOWN_COMMANDS = 40
OPEN_SUBCOMMANDS, OPEN_ROWS = 6, 40
MAX_COMMAND_ROWS, FOLDED_ROWS = 10, 80


def build(
    view: View,
    body: Body,
    add_examples: Callable[[Body], None] | None = None,
    *,
    headed: bool = False,
) -> None:
    """Every program of the project, the main one first.

    `add_examples` puts examples below the first usage line, or alone where there is no program;
    `headed` gives each program a heading, as several get anyway.
    """
    programs = [fact for fact in view.all(Cli) if _tells(fact.value)][:MAX_PROGRAMS]
    if not programs and add_examples:
        add_examples(body)
    for number, fact in enumerate(programs):
        if len(programs) > 1 or headed:
            body.add(f"### {md.code(fact.value.program)}")
        _program(view, body, fact, None if number else add_examples)


def in_folder(view: View, task: Task) -> str:
    """A command as it is typed in the README's folder."""
    folder = relative(task.directory, view.facts.folder)
    if task.directory == view.facts.folder:
        return task.command
    return f"(cd {folder} && {task.command})"


def _tells(cli: Cli) -> bool:
    return bool(cli.options or cli.subcommands or cli.usage or cli.examples or cli.arguments)


def _program(
    view: View, body: Body, fact: Fact[Cli], add_examples: Callable[[Body], None] | None
) -> None:
    cli = fact.value
    body.add(md.fence(usage_line(cli)), fact)
    if cli.summary and not _said(view, cli.summary):
        body.add(md.sentence(md.prose(cli.summary), *view.names))
    if cli.examples:
        body.add("For example:")
        body.add(md.fence("\n".join(cli.examples[:8]), "sh"))
    elif add_examples:
        add_examples(body)
    told = [argument for argument in cli.arguments if argument.help]
    if told:
        rows = [(md.code(_argument(argument)), md.prose(argument.help)) for argument in told]
        body.add(md.table(("argument", "meaning"), rows))
    _subcommand_table(body, cli)
    _options(view, body, cli)
    _subcommand_options(view, body, cli)


def _said(view: View, summary: str) -> bool:
    """Whether the tagline says it already."""
    from moxi.draft.sections.about import tagline

    said = "".join(filter(str.isalnum, tagline(view)[0].lower()))
    return "".join(filter(str.isalnum, summary.lower())) in said


def usage_line(cli: Cli) -> str:
    """The usage line of the source, or one made of what the program takes."""
    if cli.usage:
        return cli.usage
    parts = [cli.program]
    if cli.options:
        parts.append("[options]")
    if cli.subcommands:
        parts.append("<command>")
    parts += [_argument(argument) for argument in cli.arguments]
    return " ".join(parts)


def _argument(argument: Argument) -> str:
    name = argument.name.strip("<>[].")
    dots = "..." if argument.repeated else ""
    return f"<{name}>{dots}" if argument.required else f"[{name}]{dots}"


def _subcommand_table(body: Body, cli: Cli) -> None:
    if not cli.subcommands:
        return
    rows = [
        (
            md.code(command.name)
            + (f" ({', '.join(map(md.code, command.aliases))})" if command.aliases else ""),
            md.prose(command.help),
        )
        for command in cli.subcommands
    ]
    if any(meaning for _, meaning in rows):
        body.add(md.table(("command", "what it does"), rows[:SHOWN_COMMANDS]))
        if rows[SHOWN_COMMANDS:]:
            rest = md.table(("command", "what it does"), rows[SHOWN_COMMANDS:])
            body.add(md.details(f"{len(rows) - SHOWN_COMMANDS} more commands", rest))
    else:
        body.add(f"Commands: {', '.join(name for name, _ in rows)}.")


def _options(view: View, body: Body, cli: Cli) -> None:
    if not cli.options:
        return
    shown = cli.options
    folded: tuple[Option, ...] = ()
    if len(cli.options) > SHOWN_OPTIONS:
        used = " ".join((*cli.examples, cli.usage, *(f.value.code for f in view.all(Example))))
        shown = _most_used(cli.options, SHOWN_OPTIONS - 5, used)
        folded = tuple(option for option in cli.options if option not in shown)
    if cli.subcommands:
        body.add("Options:")
    body.add(option_table(shown))
    if folded:
        body.add(md.details(f"{len(folded)} more options", option_table(folded)))


def _most_used(options: tuple[Option, ...], limit: int, text: str) -> tuple[Option, ...]:
    """At most `limit` options in their own order: those that must be given, those that `text`
    shows, those with a short form, before the others."""

    def weight(option: Option) -> int:
        short = any(len(flag) == 2 for flag in option.flags)
        named = any(
            re.search(rf"(?<![\w-]){re.escape(flag)}(?![\w-])", text) for flag in option.flags
        )
        return 4 * option.required + 2 * named + 2 * short + bool(option.help)

    best = sorted(range(len(options)), key=lambda number: (-weight(options[number]), number))
    chosen = set(best[:limit])
    return tuple(option for number, option in enumerate(options) if number in chosen)


def option_table(options: tuple[Option, ...]) -> str:
    """Flag, meaning, default."""
    rows = [(_flags(option), _meaning(option), md.code(option.default)) for option in options]
    return md.table(("option", "meaning", "default"), rows)


def _flags(option: Option) -> str:
    """`-o`, `--output FILE`"""
    flags = list(option.flags)
    if option.value and flags:
        value = option.value.strip("<>[]")
        flags[-1] += f" <{value}>" if not value.isupper() else f" {value}"
    return ", ".join(map(md.code, flags))


def _meaning(option: Option) -> str:
    parts = [md.prose(phrase(option.help))] if option.help else []
    if option.choices and not all(choice in option.help for choice in option.choices):
        parts.append("one of " + ", ".join(map(md.code, option.choices)))
    if option.required:
        parts.append("required")
    if option.env and option.env not in option.help:
        parts.append(f"also set by {md.code(option.env)}")
    return "; ".join(parts)


def _subcommand_options(view: View, body: Body, cli: Cli) -> None:
    """What the commands take: all of it where it is little, else the most used of it."""
    shared = _shared_options(cli)
    told = [
        (command, own)
        for command in cli.subcommands
        if (own := tuple(option for option in command.options if _key(option) not in shared))
    ]
    if shared:
        body.add("Options of most commands:")
        body.add(option_table(tuple(shared.values())))
    if sum(len(own) for _, own in told) <= OPEN_ROWS and len(told) <= OPEN_SUBCOMMANDS:
        for command, own in told:
            body.add(_command_block(cli, command, own))
        return
    used = " ".join(fact.value.code for fact in view.all(Example)) + " ".join(cli.examples)
    ranked = sorted(told, key=lambda item: -used.count(f"{cli.program} {item[0].name} "))
    blocks: dict[str, str] = {}
    rows = 0
    for command, own in ranked:
        best = _most_used(own, MAX_COMMAND_ROWS, used)
        if rows + len(best) > FOLDED_ROWS:
            break
        rows += len(best)
        blocks[command.name] = _command_block(cli, command, best)
    in_order = [blocks[command.name] for command in cli.subcommands if command.name in blocks]
    if in_order:
        whole = len(blocks) == len(told)
        title = "Options of each command" if whole else "Options of the main commands"
        body.add(md.details(title, "\n\n".join(in_order)))


def _key(option: Option) -> tuple[str, ...]:
    return (*option.flags, option.help)


def _shared_options(cli: Cli) -> dict[tuple[str, ...], Option]:
    """Options that most commands take with the same meaning, where there are many commands."""
    takers = [command for command in cli.subcommands if command.options]
    if len(takers) < 4:
        return {}
    counts = Counter(key for command in takers for key in {_key(o) for o in command.options})
    return {
        _key(option): option
        for command in takers
        for option in command.options
        if counts[_key(option)] > len(takers) * 0.6
    }


def _command_block(cli: Cli, command: Subcommand, options: tuple[Option, ...]) -> str:
    call = " ".join([cli.program, command.name, "[options]", *map(_argument, command.arguments)])
    return f"{md.code(call)}\n\n{option_table(options)}"
