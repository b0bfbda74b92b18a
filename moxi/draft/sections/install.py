"""What must be there first, and every way to get it that the repository evidences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Extra, Install, Note, Runtime

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact

_ORDER = ("registry", "manager", "binary", "script", "image", "git", "source")
MAX_WAYS = 8
# Ways that compile: only they need the language that it is written in.
_TOOLCHAINS = {"Go": "Go", "Cargo": "Rust"}


def build(view: View, body: Body) -> None:
    """Requirements, install commands, optional parts."""
    ways = _ways(view)
    runtimes = _runtimes(view)
    needed = {
        fact.value.label: runtime
        for fact in ways
        for runtime in runtimes
        if _TOOLCHAINS.get(fact.value.label) == runtime.value.name
    }
    general = [runtime for runtime in runtimes if runtime not in needed.values()]
    if general:
        body.add(f"Requires {md.join(map(requirement, general))}.", *general)
    for number, fact in enumerate(ways):
        runtime = needed.get(fact.value.label)
        body.add(_lead(fact.value, number, runtime), fact, *([runtime] if runtime else []))
        remark = md.sentence(fact.value.note)
        first = remark.startswith(("Set ", "First"))  # what must be done before the commands
        body.add(remark if first else "")
        body.add(md.fence("\n".join(fact.value.commands), fact.value.language))
        body.add("" if first else remark)
    for fact in view.all(Install):
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


def _runtimes(view: View) -> list[Fact[Runtime]]:
    seen: dict[str, Fact[Runtime]] = {}
    in_containers = bool(view.package and view.package.ecosystem == "Docker")
    for fact in view.all(Runtime):
        if in_containers and fact.folder != view.facts.folder:
            continue  # the image brings what its parts need
        seen.setdefault(fact.value.name.lower(), fact)
    return list(seen.values())


def _ways(view: View) -> list[Fact[Install]]:
    """All ways, best first, each command once; from source only where nothing better is known."""
    seen: set[tuple[str, ...]] = set()
    ways: list[Fact[Install]] = []
    for fact in sorted(view.all(Install), key=lambda fact: _ORDER.index(fact.value.method)):
        if fact.value.commands and fact.value.commands not in seen:
            seen.add(fact.value.commands)
            ways.append(fact)
    return ways[:MAX_WAYS]


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
    return f"With {label}:" if number == 0 else f"Or with {label}:"


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
    if any(description or command for _, description, command in rows):
        body.add(f"Optional {noun}s:")
        body.add(md.table(("name", "what it adds", "install"), rows), *extras)
    else:
        body.add(f"Optional {noun}s: {md.join(name for name, _, _ in rows)}.", *extras)
