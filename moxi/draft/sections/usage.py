"""How it is used: its commands and flags, its import and examples, how it is started."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.draft.sections import actions, command_line, endpoints
from moxi.facts.model import (
    Action,
    Cli,
    EntryPoint,
    EnvVar,
    Example,
    Import,
    Install,
    Note,
    Port,
    Task,
)  # fmt: skip
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_PORT = lazy_re(r"^PORT$|(?:^|_)(?:HTTP|SERVER|APP|LISTEN|WEB|API)_PORT$")
_A_FLAG = lazy_re(r"(--[a-z][\w-]+|-[A-Za-z])(?:=.*)?")
_OF_ALL = ("-h", "--help", "-V", "--version")
MAX_EXAMPLES = 4
MAX_RUNS = 3
MIN_ALIKE = 0.7
_HELP = lazy_re(r"^(?:\$ )?[\w.-]+(?: [\w-]+)? (?:--help|-h)[ \t]*(?=\n)(?![\s\S]*\n\$ )")
_FILE = lazy_re(r"[\w.-]+(?:/[\w.-]+)*\.[a-z]{1,4}")
_DEPENDS = lazy_re(r"\s*\[(?:dev-)?dependencies")
_HOST = lazy_re(r"[\w-]+(?:\.[\w-]+)*\.(?:dev|com|io|org|net|app)\b")
_TAKES_IN = lazy_re(r"^\s*(?:import|from|use|const .*require\()\b", re.MULTILINE)
_TOKEN = lazy_re(r"[\w.-]+")
MAX_LINES, MAX_LINES_ALONE = 45, 100
# Languages in which other programs use a library; a person at a terminal types none of them.
_CODE = frozenset((
    "go", "python", "py", "pycon", "rust", "javascript", "js", "typescript", "ts", "jsx", "tsx",
    "java", "kotlin", "ruby", "php", "c", "cpp", "csharp", "swift",
))  # fmt: skip


def build(view: View, body: Body) -> None:
    """What a newcomer does first, by what the project is."""
    if view.is_action:
        actions.root_step(view, body)
        _examples(view, body, ("yaml", "yml").__contains__)
    elif view.is_library and view.roles[:1] != ("cli",):
        _import(view, body)
        _examples(view, body)
        command_line.build(view, body, headed=bool(body.blocks))
        _commands(view, body)
    else:
        _start(view, body)
        typed = partial(_examples, view, wanted=_is_typed if view.is_cli else None)
        command_line.build(view, body, typed)
        _commands(view, body)
        if view.is_cli:
            _as_library(view, body)
    if not view.is_action and view.all(Action):
        actions.root_step(view, body, "### GitHub Action")
    for note in view.all(Note):
        if note.value.section == "usage":
            body.add(md.sentence(note.value.markdown), note)
    endpoints.build(view, body, headed=view.is_cli)


def _is_typed(language: str) -> bool:
    return language not in _CODE


def _commands(view: View, body: Body) -> None:
    """What there is to type, where no command line could be read."""
    installed = any(fact.value.method == "registry" for fact in view.all(Install))
    if "cli" not in view.roles or "template" in view.roles or view.all(Cli) or not installed:
        return
    entries = [
        fact for fact in view.all(EntryPoint) if fact.folder == view.all(EntryPoint)[0].folder
    ]
    # A main module is no command on the path; it is typed with its interpreter.
    modules = [fact for fact in entries if fact.value.target.endswith("__main__")]
    commands = [fact for fact in entries if fact not in modules]
    for lead, facts in (("It installs the command", commands), ("It runs as", modules)):
        typed = [fact.value.run if fact in modules else fact.value.name for fact in facts]
        names = list(dict.fromkeys(md.code(name) for name in typed))
        if names and not any(names[0].strip("`") + " " in f.value.code for f in view.all(Example)):
            plural = "s" if len(names) > 1 and facts is commands else ""
            body.add(f"{lead}{plural} {md.join(names)}.", *facts)


def _as_library(view: View, body: Body) -> None:
    """How other programs use what is a program of its own before all."""
    heading = len(body.blocks)
    if view.is_library:
        _import(view, body, _CODE.__contains__)
    _examples(view, body, _CODE.__contains__)
    if len(body.blocks) > heading:
        body.blocks.insert(heading, "### As a library")


def _import(view: View, body: Body, wanted: Callable[[str], bool] | None = None) -> None:
    """The import line, where no example shows it."""
    imports = view.all(Import)
    if not imports:
        return
    examples = _chosen(view, wanted)
    first = imports[0]
    line = first.value.statement.split("\n")[0].strip()
    module = re.search(r"""(["'])[^"']+\1\)?;?$""", line)
    taken = module[0].rstrip(";)").strip("\"'") if module else ""
    if any(line in f.value.code or (taken and re.search(
           rf"""(?:from|require\(|import) ?["']{re.escape(taken)}["']""", f.value.code))
           for f in examples):  # fmt: skip
        return
    if examples and _takes_in(first.value, examples[0].value.code, taken):
        return
    language = first.value.language
    same = [fact for fact in imports if fact.value.language == language][:2]
    body.add(md.fence("\n".join(fact.value.statement for fact in same[:1]), language), *same[:1])


def _takes_in(entry: Import, code: str, taken: str) -> bool:
    """Whether the example that follows takes the same module in, in whatever form."""
    if entry.language == "python":
        module = re.escape(entry.statement.split()[1])
        return bool(
            re.search(rf"^\s*(?:>>> )?(?:from|import) {module}(?![\w.])", code, re.MULTILINE)
        )
    return entry.language == "go" and bool(taken) and f'"{taken}"' in code


def _chosen(view: View, wanted: Callable[[str], bool] | None) -> list[Fact[Example]]:
    """The examples to show: best rank first, short enough to read, none twice."""
    chosen: list[Fact[Example]] = []
    seen: set[str] = set()
    told = 0
    found = [
        fact
        for fact in sorted(view.all(Example), key=lambda fact: fact.value.rank)
        if (wanted is None or wanted(fact.value.language)) and _is_ours(view, fact.value)
    ]
    found = [fact for fact in map(partial(_with_known_flags, view), found) if fact.value.code]
    if any(fact.value.options for fact in view.all(Cli)):  # they stand in a table
        found = [fact for fact in found if not _HELP.match(fact.value.code)]
    # What a test asserts is an example only where nobody wrote one.
    found = [fact for fact in found if fact.value.origin != "tests"] or found
    short = [fact for fact in found if _lines(fact.value) <= MAX_LINES]
    alone = [fact for fact in found if _lines(fact.value) <= MAX_LINES_ALONE]
    for fact in short or alone[:1]:
        key = "".join(fact.value.code.split())
        lines = _lines(fact.value)
        if any(_alike(fact.value.code, other.value.code) for other in chosen):
            continue
        if key in seen or (chosen and told + lines > MAX_LINES_ALONE):
            continue
        seen.add(key)
        told += lines
        chosen.append(fact)
        if len(chosen) == MAX_EXAMPLES:
            break
    return chosen


def _with_known_flags(view: View, fact: Fact[Example]) -> Fact[Example]:
    """The example without the lines whose flags its program, which has no commands, does not
    take: an old manual may show them."""
    if fact.value.language in _CODE:
        return fact
    known = {
        cli.value.program: {flag for option in cli.value.options for flag in option.flags}
        for cli in view.all(Cli)
        if len(cli.value.options) > 1 and not cli.value.subcommands
    }
    lines = fact.value.code.split("\n")
    kept = [line for line in lines if not _has_unknown_flag(line, known)]
    if len(kept) == len(lines):
        return fact
    return replace(fact, value=replace(fact.value, code="\n".join(kept).strip("\n")))


def _has_unknown_flag(line: str, known: dict[str, set[str]]) -> bool:
    words = line.strip().removeprefix("$ ").split()
    flags = known.get(words[0]) if words else None
    if flags is None:
        return False
    for word in words[1:]:
        if word in ("--", "|", ";", "&&") or "'" in word or '"' in word:
            return False
        match = _A_FLAG.fullmatch(word)
        if match and match[1] not in flags and match[1] not in _OF_ALL:
            return not match[1].startswith("--no-")
    return False


def _is_ours(view: View, example: Example) -> bool:
    """Whether code that takes modules in has to do with the project at all: its documentation's
    own site, say, has not. How a manifest names it, the install section tells."""
    if example.language == "toml" and _DEPENDS.match(example.code):
        return False
    if example.language not in _CODE or not _TAKES_IN.search(example.code):
        return True
    stated = " ".join(fact.value.statement for fact in view.all(Import))
    names = {*view.names, *_TOKEN.findall(stated)} - {"import", "from", "use", "const", "require"}
    code = _HOST.sub("", example.code.lower())
    code = "".join(char for char in code if char.isalnum())
    bare = ("".join(char for char in name.lower() if char.isalnum()) for name in names)
    return any(name in code for name in bare if name)


def _alike(code: str, other: str) -> bool:
    """Whether one example shows hardly anything that another one does not."""
    one, two = set(_TOKEN.findall(code)), set(_TOKEN.findall(other))
    lines = {line.strip() for line in other.split("\n")}
    inside = all(line.strip() in lines for line in code.split("\n"))
    return inside or len(one & two) >= MIN_ALIKE * len(one | two)


def _lines(example: Example) -> int:
    return example.code.count("\n") + 1


def _examples(view: View, body: Body, wanted: Callable[[str], bool] | None = None) -> None:
    said, shown = "", False
    for fact in _chosen(view, wanted):
        title = fact.value.title.strip().rstrip(":.")
        if title and body.blocks and body.blocks[-1] == f"{title}.":
            said = title
        elif title and title != said:
            said = title
            label = (
                md.code(title) if _FILE.fullmatch(title) else md.prose(title[0].upper() + title[1:])
            )
            body.add(label + ("" if title[-1] == "?" else ":"))
        elif body.blocks and body.blocks[-1].endswith(("```", "````")):
            body.add("Another example:" if shown else "For example:")
        shown = True
        body.add(md.fence(fact.value.code, fact.value.language), fact)


def runs(view: View) -> list[Fact[Task]]:
    """The way to start it, and the others that say what is different about them."""
    found = [fact for fact in view.all(Task) if fact.value.purpose == "run"]
    if view.is_containers:  # a part alone is not what the containers start together
        found = [f for f in found if f.value.directory == view.facts.folder]
        found = [] if view.all(Install) else found
    told = {fact.value.description: fact for fact in reversed(found[1:]) if fact.value.description}
    others = [f for f in found[1:] if told.get(f.value.description) is f
              and f.value.description != found[0].value.description]  # fmt: skip
    return found[:1] + others[: MAX_RUNS - 1]


def _answers_told(view: View, ports: Sequence[Fact[Port]]) -> bool:
    """Whether a sentence on the services says the same of where containers answer."""
    told = [f.value.markdown for f in view.all(Note) if f.value.section == "usage"]
    numbers = {number for text in told for number in re.findall(r"\b\d{2,5}\b", text)}
    return view.is_containers and all(
        str(fact.value.number) in numbers and not fact.value.meaning for fact in ports
    )


def _start(view: View, body: Body) -> None:
    """How a service or an application is started, and where it answers."""
    if view.is_cli and not view.is_service:
        return
    started = runs(view)
    # The first is what it is about; another one that can be started is a tool beside it.
    entries = [fact for fact in view.all(EntryPoint)[:1] if fact.value.run]
    if started:
        body.add("Start it:")
        builds = [fact for fact in view.all(Task) if fact.value.purpose == "build"]
        if builds and started[0].value.after_build:
            started = [builds[0], *started]
        lines = [command_line.in_folder(view, fact.value) for fact in started]
        width = max(map(len, lines))
        said = [
            fact.value.description or ("build" if fact.value.purpose == "build" else "")
            if len(started) > 1 else "" for fact in started
        ]  # fmt: skip
        lines = [f"{line:<{width}}  # {text}" if text else line
                 for line, text in zip(lines, said, strict=True)]  # fmt: skip
        body.add(md.fence("\n".join(lines), "sh"), *started)
    elif entries and not any(
        # What has commands, or must be given something, is not started by its name alone.
        fact.value.subcommands or any(o.required and not o.default for o in fact.value.options)
        for fact in view.all(Cli)
    ):
        body.add("Start it:")
        place = entries[0].folder or view.facts.folder
        line = command_line.in_folder(view, Task("run", entries[0].value.run, directory=place))
        body.add(md.fence(line, "sh"), entries[0])
    ports = list({fact.value.number: fact for fact in view.all(Port)}.values())
    if ports and not _answers_told(view, ports):
        told = [
            f"{fact.value.number}"
            + (f" ({md.prose(fact.value.meaning)})" if fact.value.meaning else "")
            for fact in ports
        ]
        noun = "port" if len(told) == 1 else "ports"
        setting = _port_variable(view, ports[0].value.number) if len(ports) == 1 else None
        other = f"; `{setting.value.name}` sets another" if setting else ""
        facts = (*ports, setting) if setting else ports
        # what is started without the image may well listen elsewhere
        who = "Its image" if (started or entries) and _only_of_image(view) else "It"
        body.add(f"{who} listens on {noun} {md.join(told)}{other}.", *facts)
    elif not ports and (setting := _port_variable(view)):
        told_by = f"`{setting.value.name}` sets (such as {setting.value.default})"
        body.add(f"It listens on the port that {told_by}.", setting)


def _only_of_image(view: View) -> bool:
    """Whether nothing but a Dockerfile tells the ports."""
    paths = [evidence.path for fact in view.all(Port) for evidence in fact.evidence]
    names = {path.rpartition("/")[2].partition(".")[0].lower() for path in paths}
    return bool(names) and names <= {"dockerfile", "containerfile"}


def _port_variable(view: View, number: int = 0) -> Fact[EnvVar] | None:
    """The environment variable whose default is the port; without one, `PORT` with a default."""
    named = [
        fact
        for fact in view.all(EnvVar)
        if (_PORT.search(fact.value.name) and fact.value.default == str(number))
        or (not number and fact.value.name == "PORT" and fact.value.default.isdigit())
    ]
    return named[0] if len({fact.value.name for fact in named}) == 1 else None
