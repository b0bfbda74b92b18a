"""Programs on plain flag sets: their definitions, joined with a hand-written usage text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.go import libraries
from moxi.facts.go.flags import FlagSet, help_of
from moxi.facts.go.text import argument_words, example_lines, in_columns, one_line
from moxi.facts.go.values import HOLE, Function, Place, Scope, as_text, shown
from moxi.facts.help_text import HelpText, parse_help
from moxi.facts.model import Argument, Cli, Evidence, Option, Subcommand
from moxi.facts.prose import collapse, phrase
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.facts.go.interpreter import Interpreter
    from moxi.facts.go.module import GoPackage

_EXAMPLES = lazy_re(r"^\s*(?:[\w ]+ )?examples?\b.{0,20}$", re.IGNORECASE | re.MULTILINE)
_BEHIND = lazy_re(
    r"^usage:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*\s*\n"
    r"(?P<text>[A-Z][\w'-]*,? [a-z][^\n]+(?:\n\S[^\n]*)*)\n\s*\n",
    re.IGNORECASE | re.MULTILINE,
)
_META = lazy_re(r"\[-|\[[A-Z]{3,}|\.\.\.")
_USAGE_NAME = lazy_re(r"usage|help|intro", re.IGNORECASE)
_WHOLE_NAMES = ("usage", "help", "usagetext", "helptext", "usagestr", "usagestring")
_USAGE_FUNCTIONS = ("usage", "printusage", "help", "printhelp", "showhelp", "showusage")
_USAGE_TEXT = lazy_re(r"^\s*(?:usage|options|flags|commands)\b.*(?::|$)", re.I | re.MULTILINE)


def build(
    interpreter: Interpreter,
    program: str,
    package: GoPackage,
    reachable: tuple[GoPackage, ...],
    sets: list[FlagSet],
) -> tuple[Cli, Evidence] | None:
    """The command line that flag sets and a usage text make up together."""
    own = [flags for flags in sets if not flags.name and flags.flags]
    others = [flags for flags in sets if flags.name and flags.flags]
    main_set = next((flags for flags in others if flags.name == program), None)
    if not own and main_set:
        own = [main_set]
    text, evidence = _usage_text(interpreter, package, reachable, own)
    told = _told(text, evidence)
    if HOLE in told.summary or not told.summary:
        told = replace(told, summary=_behind_usage(text))
    defined = [flag for flags in own for flag in flags.flags]
    options = tuple(option for flags in own for option in flags.options())
    if defined and told.options:
        code = "\n".join(source.text for one in reachable for source in one.sources)
        options = joined(told.options, own, code)
    elif not defined:
        options = tuple(filter(None, (_clean(option) for option in told.options)))
    options = tuple(option for option in options if option.help or not _is_idle(option))
    subcommands = _with_flags(told.subcommands, _from_sets(interpreter, others, main_set, program))
    if not (options or subcommands or told.usage):
        return None
    if evidence is None:
        first = next((option.evidence for option in options if option.evidence), None)
        evidence = first or Evidence(package.sources[0].path)
    description = next((flags.description for flags in own if flags.description), "")
    named = re.compile(rf"(?:\S*/)?{re.escape(program)}(?![\w-])")
    usage = tuple(line for line in told.usage if HOLE not in line and named.match(line))
    return (
        Cli(
            program=program,
            summary=_unversioned(one_line(told.summary or description), program),
            usage="\n".join(usage),
            options=options,
            arguments=told.arguments or _usage_arguments(usage, program),
            subcommands=subcommands,
            examples=_examples(text, program),
        ),
        evidence,
    )


def _behind_usage(text: str) -> str:
    """The paragraph between the usage line and the options."""
    match = _BEHIND.search(text)
    said = collapse(match["text"]) if match else ""
    return "" if HOLE in said or said.endswith(":") else said


def _is_idle(option: Option) -> bool:
    """The flag that every program has and nobody needs to be told of."""
    return all(flag.lstrip("-") in ("h", "help", "?") for flag in option.flags)


def _unversioned(summary: str, program: str) -> str:
    """A summary without the `program 1.2.3` that help texts begin with."""
    return re.sub(rf"^{re.escape(program)} v?\d[\w.+-]*\s*(?:[-:–—]\s*)?", "", summary)


def _usage_arguments(usage: tuple[str, ...], program: str) -> tuple[Argument, ...]:
    if len(usage) != 1 or not usage[0].startswith(program + " "):
        return ()
    rest = usage[0][len(program) :].replace("...", "... ")
    return argument_words(re.sub(r"\[(?:options|flags|OPTIONS|FLAGS)(?:\.\.\.)?\s*\]", "", rest))


def _examples(text: str, program: str) -> tuple[str, ...]:
    heading = _EXAMPLES.search(text)
    lines = example_lines(text[heading.end() :], program) if heading else ()
    return tuple(line for line in lines if not _META.search(line))[:8]


# The usage text -------------------------------------------------------------------------------


def _usage_text(
    interpreter: Interpreter,
    package: GoPackage,
    reachable: tuple[GoPackage, ...],
    sets: list[FlagSet],
) -> tuple[str, Evidence | None]:
    """What the program prints as its usage, and where the text begins."""
    functions = [interpreter.state.get("flag.Usage"), *(flags.usage for flags in sets)]
    for function in functions:
        text = libraries.printed_by(interpreter, function)
        if text.strip():
            return text, _place(interpreter, function, text)
    for place in (package, *(p for p in reachable if p is not package)):
        if found := _usage_value(interpreter, place):
            return found
    return _usage_function(interpreter, package)


def _usage_function(interpreter: Interpreter, package: GoPackage) -> tuple[str, Evidence | None]:
    """What a function such as `printUsage` prints or returns; the program's before a command's."""
    found: list[tuple[str, Evidence | None]] = []
    for source in package.sources:
        for name, node in source.functions.items():
            if name.rpartition(".")[2].lower() not in _USAGE_FUNCTIONS:
                continue
            function = Function(node, Place(source, package, Scope()))
            text = libraries.printed_by(interpreter, function)
            text = text if text.strip() else as_text(interpreter.call(function, []))
            if _USAGE_TEXT.search(text):
                found.append((text, _place(interpreter, function, text)))
    program = re.compile(rf"{re.escape(interpreter.program)} [^\n]*(?:command|<)", re.IGNORECASE)
    if len(found) > 1:
        found = [item for item in found if program.search(item[0])] or found
    return found[0] if found else ("", None)


def _usage_value(interpreter: Interpreter, package: GoPackage) -> tuple[str, Evidence] | None:
    """The constant or variable that holds the usage text: one of a telling name, or the longest."""
    best: tuple[tuple[bool, int], str, Evidence] | None = None
    for source in package.sources:
        if "sage" not in source.text and "elp" not in source.text:
            continue
        for name, (spec, _) in source.values.items():
            if not _USAGE_NAME.search(name):
                continue
            text = as_text(interpreter.member(package, name))
            if text.count("\n") > 2 and _USAGE_TEXT.search(text):
                line = spec.start_point[0] + 1
                weight = (name.lower() in _WHOLE_NAMES, len(text))
                if best is None or weight > best[0]:
                    best = weight, text, Evidence(source.path, line, line)
    return best[1:] if best else None


def _place(interpreter: Interpreter, function: Any, text: str) -> Evidence | None:
    """Where a printed text stands: the constant that holds it, else the function."""
    if not isinstance(function, Function):
        return None
    telling = next((line for line in text.split("\n") if len(line.strip()) > 12), "")
    source = function.place.source
    for one in function.place.package.sources:
        if HOLE not in telling and telling.strip() and telling in one.text:
            number = one.text[: one.text.index(telling)].count("\n")
            before = text[: text.index(telling)].count("\n")
            line = max(number + 1 - before, 1)
            return Evidence(one.path, line, line)
    line = function.node.start_point[0] + 1
    return Evidence(source.path, line, line)


def _told(text: str, evidence: Evidence | None) -> HelpText:
    if not text.strip() or evidence is None:
        return HelpText()
    text = re.sub(r"(?m)^The (commands|options|flags) are:", r"\1:", text)
    return parse_help(in_columns(text), evidence.path, evidence.line_start)


# Joining --------------------------------------------------------------------------------------


def joined(told: tuple[Option, ...], sets: list[FlagSet], code: str) -> tuple[Option, ...]:
    """Options as the usage text tells them, with the defaults of their definitions.

    A flag that neither a definition nor a literal of the code knows is left out; so is a default
    on which the two disagree. Flags that only the definitions know are kept where they say what
    they are for.
    """
    defined = {name: flag for flags in sets for flag in flags.flags for name in _names(flag)}
    found: list[Option] = []
    used: set[str] = set()
    for option in told:
        spelled = [flag for flag in option.flags if flag.lstrip("-") in defined]
        if not spelled:
            if any(f'"{flag}"' in code for flag in option.flags) and (clean := _clean(option)):
                found.append(clean)
            continue
        matching = [defined[flag.lstrip("-")] for flag in spelled]
        used.update(flag.lstrip("-") for flag in spelled)
        if any(flag.hidden for flag in matching):
            continue
        default = option.default if HOLE not in option.default else ""
        values = {shown(flag.default) for flag in matching}
        known = [flag for flag in matching if flag.default is not None]
        code = values.pop() if len(values) == 1 else ""
        if code == "-" and not default:  # a mark that the program tells from a real value
            code = ""
        if code and default and code.strip("\"'") != default.strip("\"'"):
            default = ""
        elif code or (known and default in ("0", "false", '""')):
            default = code
        switch = all(flag.kind in ("Bool", "BoolFunc") for flag in matching)
        evidence = option.evidence or matching[0].evidence
        clean = _clean(option)
        told_value = "" if option.value == "value" else option.value
        found.append(
            replace(
                option,
                flags=tuple(spelled),
                help=clean.help if clean else "",
                default="" if switch and default in ("false", "true") and not code else default,
                # `--list[=0]` is a switch that also takes a number
                value="" if switch or option.value.isdigit() else told_value or matching[0].value,
                evidence=evidence,
            )
        )
    double = any(flag.startswith("--") for option in told for flag in option.flags)
    for flags in sets:
        for option in flags.options():
            names = [flag.lstrip("-") for flag in option.flags]
            if option.help and not used.intersection(names):
                if double:
                    spelled = [f"--{name}" if len(name) > 1 else f"-{name}" for name in names]
                    option = replace(option, flags=tuple(spelled))
                found.append(option)
    return tuple(found)


def _names(flag: Any) -> tuple[str, ...]:
    return (flag.name, flag.short) if flag.short else (flag.name,)


def _clean(option: Option) -> Option | None:
    text = help_of(option.help) if HOLE in option.help else option.help
    default = option.default if HOLE not in option.default else ""
    return replace(option, help=phrase(text), default=default)


def _with_flags(
    told: tuple[Subcommand, ...], defined: tuple[Subcommand, ...]
) -> tuple[Subcommand, ...]:
    """The commands of the usage text with the flags of their flag sets."""
    flags = {command.name: command.options for command in defined}
    return tuple(replace(c, options=flags.get(c.name, c.options)) for c in told) or defined


def _from_sets(
    interpreter: Interpreter, named: list[FlagSet], main: FlagSet | None, program: str
) -> tuple[Subcommand, ...]:
    """Flag sets that a `switch` on the first argument chooses between."""
    found: list[Subcommand] = []
    for flags in named:
        name = re.sub(rf"^{re.escape(program)}[ -]", "", flags.name)
        if flags is main or flags.part or not re.fullmatch(r"[\w-]+(?: [\w-]+)?", name):
            continue
        if flags.case and name not in flags.case:
            continue
        found.append(_command_of(interpreter, name, flags, program))
    return tuple(found) if len(found) > 1 or any(flags.case for flags in named) else ()


def _command_of(interpreter: Interpreter, name: str, flags: FlagSet, program: str) -> Subcommand:
    """A command as its flag set defines it and its own usage text tells it."""
    text = libraries.printed_by(interpreter, flags.usage)
    told = _told(text, _place(interpreter, flags.usage, text)) if text.strip() else HelpText()
    options = joined(told.options, [flags], "") if told.options else flags.options()
    usage = tuple(line for line in told.usage if line.startswith(f"{program} {name} "))
    return Subcommand(
        name,
        help="" if HOLE in told.summary else one_line(told.summary),
        options=options,
        arguments=told.arguments or _usage_arguments(usage, f"{program} {name}"),
        evidence=flags.evidence,
    )
