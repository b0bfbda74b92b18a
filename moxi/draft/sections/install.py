"""What must be there first, and every way to get it that the repository evidences."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Cli, EnvVar, Extra, Install, Note, Port, Runtime, Service
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_ORDER = ("registry", "manager", "binary", "script", "image", "git", "source")
MAX_WAYS, MAX_VARIABLES = 8, 4
_SECRET = lazy_re(r"(?:^|_)(?:SECRET|PASSWORD)(?:_KEY)?$")
_UNSTABLE = lazy_re(r"(?:nightly|unstable)\b")
_WITHOUT_INSTALLING = ("npx", "bunx", "uvx", "pipx run")
_SET_FIRST = lazy_re(r"(Set (?:`[^`]*`|[^`])*? first\.)\s*(.*)$", re.DOTALL)
# Ways that compile: only they need the language that it is written in.
_TOOLCHAINS = {"Go": "Go", "Cargo": "Rust"}
# Ways of other languages to get a compiled program: they need what they install with.
_WRAPPERS = {"pip": "Python", "pipx": "Python", "npm": "Node.js"}
_COMPILERS = tuple(_TOOLCHAINS.values())


def build(view: View, body: Body) -> None:
    """Requirements, install commands, optional parts."""
    ways = [] if view.is_action else _ways(view)  # a workflow names an action: nothing is installed
    runtimes = runtimes_of(view)
    compiled = _TOOLCHAINS
    if view.package and view.package.ecosystem in _COMPILERS:
        compiled = {**_TOOLCHAINS, **_WRAPPERS}
    named = {runtime.value.name for runtime in runtimes}
    if len(ways) > 1 and not any(fact.value.label in _TOOLCHAINS for fact in ways):
        # An image needs no compiler: only who builds from source does.
        compiled = {"from source": next((n for n in _COMPILERS if n in named), "")}
    needed = {
        fact.value.label: runtime
        for fact in ways
        for runtime in runtimes
        if compiled.get(fact.value.label) == runtime.value.name
    }
    general = [runtime for runtime in runtimes if runtime not in needed.values()]
    # That it needs Node.js says nothing where nothing is installed and any version does.
    # Nor that it needs Python, at any version, where pip is what installs it.
    brought = {_WRAPPERS.get(fact.value.label) for fact in ways}
    general = [f for f in general if f.value.phrase or f.value.name not in brought]
    if general and (ways or view.all(Extra) or any(fact.value.phrase for fact in general)):
        body.add(f"Requires {md.join(map(requirement, general))}.", *general)
    for number, fact in enumerate(ways):
        runtime = needed.get(fact.value.label)
        before, after = _remarks(fact.value.note)
        if before and any(line.startswith("cp ") for line in fact.value.commands):
            # What is to be filled in is there only once it is copied.
            before, after = (
                "",
                f"{before.replace(' first.', ' before the last command.')} {after}".strip(),
            )
        lead = _lead(fact.value, number, runtime)
        body.add(before if number == 0 else "")
        body.add(lead, fact, *([runtime] if runtime else []))
        body.add(before if number else "")
        body.add(md.fence("\n".join(fact.value.commands), fact.value.language))
        body.add(after)
    for fact in () if view.is_action else view.all(Install):
        if not fact.value.commands:  # such as binaries that a release carries
            body.add(md.sentence(fact.value.note), fact)
    for note in view.all(Note):
        if note.value.section == "install":
            body.add(md.sentence(note.value.markdown), note)
    _extras(view, body)


def requirement(fact: Fact[Runtime]) -> str:
    """`Python 3.9 or newer`."""
    runtime = fact.value
    return f"{runtime.name} {runtime.phrase or ''}".strip()


def runtimes_of(view: View, *, to_develop: bool = False) -> list[Fact[Runtime]]:
    """What must be there first, each name once: to use it, or to work on its sources where
    that takes more."""
    seen: dict[str, Fact[Runtime]] = {}
    leading = view.facts.package
    for fact in view.all(Runtime):
        in_image = view.is_containers and leading and fact.extractor != leading.extractor
        in_image = in_image or (fact.value.name in _COMPILERS and _brings_all(view))
        if to_develop != (view.is_action or in_image):
            continue  # the image brings what its parts need
        seen.setdefault(fact.value.name.lower(), fact)
    return list(seen.values())


def _brings_all(view: View) -> bool:
    """Whether all ways to get it start an image, which was built with what it takes to build it."""
    kinds = {fact.value.method for fact in _ways(view)}
    return kinds == {"image"}


def _starts_others_only(view: View) -> bool:
    """Whether the containers are what a program or a library is tried out with, and not itself."""
    services = [fact.value for fact in view.all(Service)]
    itself = [
        service
        for service in services
        if service.build or any(name.lower() in service.image.lower() for name in view.names)
    ]
    return bool(services) and not itself and view.roles[:1] in (("cli",), ("library",))


def _ways(view: View) -> list[Fact[Install]]:
    """All ways, best first, each command once; from source only where nothing better is known."""
    seen: set[tuple[str, ...]] = set()
    ways: list[Fact[Install]] = []
    run = " ".join(
        line for f in view.all(Install) for line in f.value.commands if "docker run" in line
    ).split()
    for fact in sorted(view.all(Install), key=lambda fact: _ORDER.index(fact.value.method)):
        pulled = fact.value.commands[0].split() if len(fact.value.commands) == 1 else []
        if pulled[:2] == ["docker", "pull"] and pulled[-1] in run:
            continue  # running an image pulls it
        if fact.value.label == "Docker Compose" and _starts_others_only(view):
            continue
        typed = tuple(" ".join(c.replace("\\\n", " ").split()) for c in fact.value.commands)
        if typed and typed not in seen:
            seen.add(typed)
            ways.append(_reachable(view, _with_variables(view, fact)))
    return ways[:MAX_WAYS]


def _reachable(view: View, fact: Fact[Install]) -> Fact[Install]:
    """`docker run` of a service with the port on which it answers; only got where it may well
    not start without a secret that nothing here gives it."""
    run = fact.value.commands[-1] if fact.value.commands else ""
    alone = run.startswith("docker run --rm ") and "\n" not in run
    if not alone or not view.is_service or " -p " in run or "--network" in run:
        return fact
    if (
        len(fact.value.commands) == 1
        and " -e " not in run
        and any(
            _SECRET.search(variable.value.name) and not variable.value.default
            for variable in view.all(EnvVar)
        )
    ):
        pull = f"docker pull {run.split()[-1]}"
        return replace(fact, value=replace(fact.value, commands=(pull,)))
    answering = (port for port in view.all(Port) if "development" not in port.value.meaning)
    ports = {port.value.number: port for port in answering}
    if len(ports) != 1:
        return fact
    [(number, port)] = ports.items()
    shown = run.replace("--rm ", f"--rm -p {number}:{number} ", 1)
    commands = (*fact.value.commands[:-1], shown)
    evidence = (*fact.evidence, *port.evidence)
    return replace(fact, value=replace(fact.value, commands=commands), evidence=evidence)


def _with_variables(view: View, fact: Fact[Install]) -> Fact[Install]:
    """`docker run` of the project's own image with the variables that the program must have."""
    run = fact.value.commands[-1] if fact.value.commands else ""
    if not run.startswith("docker run --rm ") or " -e " in run or "\n" in run:
        return fact
    required = [f.value for f in view.all(EnvVar) if f.value.required and not f.value.default]
    options = [o for f in view.all(Cli) for o in f.value.options if o.env and not o.default]
    names = [variable.name for variable in required]
    names = list(dict.fromkeys([*names, *(o.env for o in options if o.required)]))
    if not 0 < len(names) <= MAX_VARIABLES:
        return fact
    flags = "".join(f"-e {name} " for name in names)
    run = run.replace("docker run --rm ", f"docker run --rm {flags}", 1)
    told = md.join(map(md.code, names))
    note = f"Set {told} in the environment first. {fact.value.note}".strip()
    way = replace(fact.value, commands=(*fact.value.commands[:-1], run), note=note)
    return replace(fact, value=way)


def _lead(way: Install, number: int, runtime: Fact[Runtime] | None) -> str:
    label = way.label
    if runtime and runtime.value.phrase:
        version = runtime.value.phrase
        name = runtime.value.name
        label = f"{name} {version}" if label == name else f"{label} ({name} {version})"
    if not label:
        return "" if number == 0 else "Or:"
    if label.lower().startswith(("from ", "as ", "in ", "with ", "on ", "for ")):
        return f"{label[0].upper()}{label[1:]}:" if number == 0 else f"Or {label}:"
    if label in _WITHOUT_INSTALLING:
        run = f"un it with {label}, without installing it:"
        return f"R{run}" if number == 0 else f"Or r{run}"
    if label.lower().startswith(("install script", "installer")):
        label = f"the {label}"
    return f"With {label}:" if number == 0 else f"Or with {label}:"


def _remarks(note: str) -> tuple[str, str]:
    """What must be done before the commands, and what is said after them."""
    if told := _SET_FIRST.match(note):
        return told[1], md.sentence(told[2])
    remark = md.sentence(note)
    return (remark, "") if remark.startswith(("Set ", "First")) else ("", remark)


def _extras(view: View, body: Body) -> None:
    extras = view.all(Extra)
    if not extras:
        return
    noun = "feature" if any(fact.value.default for fact in extras) else "part"
    rows = [
        (
            md.code(fact.value.name) + (" (default)" if fact.value.default else ""),
            md.prose(fact.value.description),
            md.code(fact.value.command),
        )
        for fact in extras
    ]
    if _one_pattern(extras):
        rows = [(name, description, "") for name, description, _ in rows]
        optional = [fact for fact in extras if fact.value.command]
        shown = next((fact for fact in optional if fact.value.description), optional[0])
        if len(rows) > 1 and not shown.value.description:
            shown = next((f for f in optional if not _UNSTABLE.match(f.value.name)), shown)
        what = f"the optional {noun} {md.code(shown.value.name)}"
        if len(rows) == 1:
            told = shown.value.description
            does = told.startswith(("adds ", "uses ", "switches on "))
            body.add(f"With {what}{f', which {md.prose(told)}' if does else ''}:", *extras)
            body.add("" if does else md.sentence(md.prose(told)))
        elif not _UNSTABLE.match(shown.value.name):  # for who works on the compiler's edge
            body.add(f"With {what}, for example:", *extras)
        if len(rows) == 1 or not _UNSTABLE.match(shown.value.name):
            body.add(md.fence(shown.value.command, "sh"))
        if len(rows) == 1:
            return
    noun = f"Optional {noun}s"
    said = [row for row in rows if row[1] or row[2]]
    bare = [name for name, description, command in rows if not (description or command)]
    if not said:
        body.add(f"{noun}: {md.join(bare)}.", *extras)
        return
    body.add(f"{noun}:")
    body.add(md.table(("name", "what it adds", "install"), said), *extras)
    if bare:
        body.add(f"Also: {md.join(bare)}.")


def _one_pattern(extras: Sequence[Fact[Extra]]) -> bool:
    """Whether their commands differ in nothing but the name, so that one of them tells all."""
    patterns = {
        fact.value.command.replace(f"[{fact.value.name}]", "[]").replace(
            f"--features {fact.value.name}", "--features"
        )
        for fact in extras
        if fact.value.command or not fact.value.default  # what is on anyway needs no command
    }
    return len(patterns) == 1 and "" not in patterns
