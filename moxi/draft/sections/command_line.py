"""A command line: how it is called, its commands, its flags."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Cli, Example
from moxi.facts.paths import relative
from moxi.facts.prose import phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import Argument, Option, Subcommand, Task

MAX_PROGRAMS = 4
_STALE = lazy_re(r"\bversion\b[^.]*\d", re.IGNORECASE)
"""true of one release alone"""
SHOWN_OPTIONS = 30
SHOWN_COMMANDS = 40
OPEN_SUBCOMMANDS, OPEN_ROWS = 6, 40
MAX_OBVIOUS = 8
MAX_CALL = 40
MIN_SHARED = 5
MOST = 4
"""from so many commands on, what most of them take is told once; of fewer, what all take"""
MIN_SAME = 0.85
_SMALL = frozenset(
    ("a", "an", "the", "is", "are", "and", "or", "for", "to", "of", "in", "on", "it", "this")
)
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
    programs = _richest([fact for fact in view.all(Cli) if _tells(fact.value)])[:MAX_PROGRAMS]
    if not programs and add_examples:
        add_examples(body)
    for number, fact in enumerate(programs):
        if len(programs) > 1 or headed:
            body.add(f"### {md.code(fact.value.program)}")
        earlier = [other.value for other in programs[:number]]
        _program(view, body, fact, None if number else add_examples, earlier)


def in_folder(view: View, task: Task) -> str:
    """A command as it is typed in the README's folder."""
    folder = relative(task.directory, view.facts.folder).rstrip("/")
    if task.directory == view.facts.folder:
        return task.command
    return f"(cd {folder} && {task.command})"


def _richest(programs: list[Fact[Cli]]) -> list[Fact[Cli]]:
    """Each program once: as its source defines it, or as its manual does where that tells more."""
    best: dict[str, Fact[Cli]] = {}
    for fact in programs:
        known = best.get(fact.value.program)
        if known is None or _told(fact.value) > 2 * _told(known.value):
            usage = known.value.usage if known else ""
            best[fact.value.program] = replace(
                fact, value=replace(fact.value, usage=fact.value.usage or usage)
            )
    return list(best.values())


def _told(cli: Cli) -> int:
    return sum(bool(option.help) for option in cli.options) + len(cli.subcommands)


def _tells(cli: Cli) -> bool:
    return bool(cli.options or cli.subcommands or cli.usage or cli.examples or cli.arguments)


def _program(
    view: View,
    body: Body,
    fact: Fact[Cli],
    add_examples: Callable[[Body], None] | None,
    earlier: Sequence[Cli],
) -> None:
    cli = fact.value
    body.add(md.fence(usage_line(cli)), fact)
    if summary := _untold(view, cli.summary):
        body.add(md.sentence(md.prose(summary), *view.names))
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
    _options(view, body, _without_shared(body, cli, earlier))
    _subcommand_options(view, body, cli)


def _untold(view: View, summary: str) -> str:
    """The sentences of a program's summary that the tagline does not say already."""
    from moxi.draft.sections.about import ARGUMENTS, tagline

    if ARGUMENTS.match(summary):
        return ""
    said = tagline(view)[0]
    names = {word for name in view.names for word in _words(name)}
    sentences = re.split(r"(?<=[.!?])\s+(?=\S)", summary.strip())
    if _says(said, summary, names):
        return ""
    sentences = [one for one in sentences if not _STALE.search(one)]
    told = [_says(said, sentence, names) for sentence in sentences]
    if not any(told):
        return " ".join(sentences)
    # How to ask for help is known to who types commands.
    kept = [one for one, known in zip(sentences, told, strict=True) if not known]
    return " ".join(one for one in kept if "--help" not in one)


def _says(said: str, text: str, names: set[str]) -> bool:
    """Whether one text says in nearly the same words what another one says."""
    one = [word for word in _words(said) if word not in names]
    two = [word for word in _words(text) if word not in names]
    if not two:
        return True
    shared = len(set(one) & set(two))
    return shared >= MIN_SAME * len(set(two)) and (len(two) <= 4 or shared >= 3)


def _words(text: str) -> list[str]:
    """The words of a text without markup, articles and the endings of verbs and plurals."""
    bare = re.sub(r"\]\([^)]*\)", " ", text.lower())
    words = re.findall(r"[^\W_]+", bare.replace("-", " ").replace("'s", ""))
    return [re.sub(r"(?<=\w{3})(?:ing|e?s|e)$", "", word) for word in words if word not in _SMALL]


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
    if "]" in name or "[" in name:  # a usage of its own: `[METHOD] URL`
        return argument.name
    dots = "..." if argument.repeated else ""
    return f"<{name}>{dots}" if argument.required else f"[{name}]{dots}"


def _called(command: Subcommand) -> str:
    """A command with what it takes, where that is little."""
    whole = " ".join([command.name, *map(_argument, command.arguments)])
    return whole if len(whole) <= MAX_CALL else command.name


def _subcommand_table(body: Body, cli: Cli) -> None:
    if not cli.subcommands:
        return
    rows = [
        (
            md.code(_called(command))
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


def _without_shared(body: Body, cli: Cli, earlier: Sequence[Cli]) -> Cli:
    """The program without the options that it takes over from one told before, all of them."""
    own = {_key(option) for option in cli.options}
    for other in earlier:
        shared = {_key(option) for option in other.options}
        if len(shared) >= MIN_SHARED and shared <= own:
            rest = tuple(option for option in cli.options if _key(option) not in shared)
            body.add(f"It takes the options of {md.code(other.program)}{', and:' if rest else '.'}")
            return replace(cli, options=rest)
    return cli


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
    table = option_table(shown)
    bare = not cli.subcommands and not table.startswith("|")
    body.add(f"It takes {table}" if bare else table)
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
    """Flag, meaning, default; in one line where nothing is known but the flags."""
    told = tuple(option for option in options if not _is_obvious(option)) or options
    rows = [(_flags(option), _meaning(option), md.code(option.default)) for option in told]
    if not any(meaning or default for _, meaning, default in rows):
        return "; ".join(flags for flags, _, _ in rows) + "."
    return md.table(("option", "meaning", "default"), rows)


def _is_obvious(option: Option) -> bool:
    """`-h, --help` and `-V, --version`, which every program has and which say nothing of this one.
    `-h` may be a host and `-v` more output, so the long form or the meaning decides."""
    if option.value or option.env or option.default:
        return False
    long = {"--help", "--version"}.intersection(option.flags)
    return bool(long) and (len(option.help.split()) <= MAX_OBVIOUS)


def _flags(option: Option) -> str:
    """`-o`, `--output FILE`"""
    flags = list(option.flags)
    if option.value and flags:
        value = _unwrapped(option.value)
        flags[-1] += f" <{value}>" if not value.isupper() else f" {value}"
    return ", ".join(map(md.code, flags))


def _unwrapped(value: str) -> str:
    """`<FILE>` → `FILE`; the brackets inside of `[ADDR]:PORT` say what one may leave out."""
    inner = value.strip("<>[]")
    return value if any(char in inner for char in "<>[]") else inner


def _meaning(option: Option) -> str:
    said = _without_default(phrase(option.help), option.default)
    parts = [md.prose(said)] if said else []
    untold = [
        choice
        for choice in option.choices
        if not re.search(rf"(?<!\w){re.escape(choice)}(?!\w)", option.help)
    ]
    if untold:
        most_told = len(untold) * 2 <= len(option.choices) and len(option.choices) > 3
        choices = untold if most_told else option.choices
        parts.append(("also " if most_told else "one of ") + ", ".join(map(md.code, choices)))
    if option.required:
        parts.append("required")
    if option.env and option.env not in option.help:
        parts.append(f"also set by {md.code(option.env)}")
    return "; ".join(parts)


def _without_default(text: str, default: str) -> str:
    """A help text without the default at its end, which has a column of its own."""
    if not default:
        return text
    value = rf"[`\"']?{re.escape(default)}[`\"']?"
    bracket = re.compile(rf"\s*[\[(](?:defaults?(?: to| is)?:?\s*)?{value}[\])]$", re.IGNORECASE)
    trailing = re.compile(
        rf"(?:[.,;]\s*|\s+-\s+)defaults?(?: to| is)?:?\s+{value}\.?$", re.IGNORECASE
    )
    return trailing.sub("", bracket.sub("", text)).rstrip(",; ")


def _subcommand_options(view: View, body: Body, cli: Cli) -> None:
    """What the commands take: all of it where it is little, else the most used of it."""
    shared = _shared_options(cli)
    shown = shared.keys() | {_key(option) for option in cli.options}
    told = [
        (command, own)
        for command in cli.subcommands
        if (own := tuple(option for option in command.options if _key(option) not in shown))
    ]
    if shared:
        takers = [md.code(command.name) for command in cli.subcommands if command.options]
        body.add(f"Options of {md.join(takers) if len(takers) < MOST else 'most commands'}:")
        body.add(option_table(tuple(shared.values())))
    if sum(len(own) for _, own in told) <= OPEN_ROWS and len(told) <= OPEN_SUBCOMMANDS:
        for command, own in told:
            if same := _same(told, own, command):
                body.add(_command_block(cli, same, own))
        return
    used = " ".join(fact.value.code for fact in view.all(Example)) + " ".join(cli.examples)
    ranked = sorted(told, key=lambda item: -used.count(f"{cli.program} {item[0].name} "))
    blocks: dict[str, str] = {}
    rows = 0
    for command, own in ranked:
        same = _same(ranked, own, command)
        best = _most_used(own, MAX_COMMAND_ROWS, used)
        if rows + len(best) > FOLDED_ROWS:
            break
        if same:
            rows += len(best)
            blocks[command.name] = _command_block(cli, same, best)
        else:
            blocks[command.name] = ""
    in_order = [block for command in cli.subcommands if (block := blocks.get(command.name))]
    if in_order:
        whole = len(blocks) == len(told)
        title = "Options of each command" if whole else "Options of the main commands"
        body.add(md.details(title, "\n\n".join(in_order)))


def _same(
    told: Sequence[tuple[Subcommand, tuple[Option, ...]]],
    own: tuple[Option, ...],
    command: Subcommand,
) -> list[Subcommand]:
    """The commands that take the same options, for the first of them; none for the others."""
    same = [other for other, theirs in told if list(map(_key, theirs)) == list(map(_key, own))]
    return same if same[0] is command else []


def _key(option: Option) -> tuple[str, ...]:
    """What makes two options one: `--lines` of `head` and of `tail` may differ in the default."""
    return (*option.flags, option.value, option.help, option.default)


def _shared_options(cli: Cli) -> dict[tuple[str, ...], Option]:
    """Options that most commands take with the same meaning, where there are many commands."""
    takers = [command for command in cli.subcommands if command.options]
    own = {_key(option) for option in cli.options}
    counts = Counter(key for command in takers for key in {_key(o) for o in command.options})
    if len(takers) < MOST:
        common = {key for key, count in counts.items() if count == len(takers)} - own
        if len(takers) < 2 or len(common) + len(takers) < MOST:
            return {}
        found = {_key(option): option for option in takers[0].options if _key(option) in common}
        return {} if all(map(_is_obvious, found.values())) else found
    return {
        _key(option): option
        for command in takers
        for option in command.options
        if counts[_key(option)] > len(takers) * 0.6 and _key(option) not in own
    }


def _command_block(cli: Cli, commands: list[Subcommand], options: tuple[Option, ...]) -> str:
    calls = [
        " ".join([cli.program, command.name, "[options]", *map(_argument, command.arguments)])
        for command in commands
    ]
    return f"{', '.join(map(md.code, calls))}\n\n{option_table(options)}"
