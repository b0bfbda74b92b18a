"""What an `action.yml` states: name, inputs, outputs, each with its lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.github_actions.role import is_internal
from moxi.facts.model import (
    Action,
    ActionInput,
    ActionOutput,
    Evidence,
    Fact,
    Package,
)
from moxi.facts.paths import is_example, is_test, is_vendored, join
from moxi.facts.prose import collapse
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.github_actions.reference import References
    from moxi.facts.reader import Reader

NAMES = ("action.yml", "action.yaml")
MAX_SUB_ACTIONS = 20
MAX_UNCLOSED = 60
_PICTURES = (
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2934\u2935\u2b00-\u2bff\ufe0f\u200d\U0001f1e6-\U0001f1ff]+"
    "|:[a-z_]+:)"
)
_EMOJI = lazy_re(_PICTURES)
_EMOJI_BEFORE_STOP = lazy_re(rf"\s*{_PICTURES}\s*(?=[.,!](?:\s|$))")
_NOT_OFFERED = lazy_re(r"[._]|(.*[-_])?(self-?)?tests?([-_].*)?$")
_ITEM = lazy_re(r"[-*•] +(\S.*)$")
_README_ASIDE = lazy_re(r"\s*\([^()]*\bREADME\b[^()]*\)", re.IGNORECASE)
_TO_README = lazy_re(
    r"\s*\b(please )?(see|refer to|check|read|consult)( out)? (the |our |action |project )*README"
    r"(\.md)?\b[^.]*(\.|$)",
    re.IGNORECASE,
)

_SEE_HEADING = lazy_re(r"\s*\b(please )?see \[[^\]]*\]\(#[^)]*\)[^.]*(\.|$)", re.IGNORECASE)
_TO_HEADING = lazy_re(r"\[([^\]]*)\]\(#[^)]*\)")  # of the README that a draft replaces


def action_file(reader: Reader, folder: str) -> str:
    """The action's file in a folder, `""` where there is none."""
    return next((path for n in NAMES if (path := join(folder, n)) in reader.tree), "")


def action_files(reader: Reader, folder: str) -> list[str]:
    """The action of a folder, and those offered below it: `save/action.yml`."""
    own = action_file(reader, folder)
    below: list[str] = []
    for name in NAMES:
        for path in reader.tree.named(name):
            parent = path.rpartition("/")[0]
            inside = path[len(folder) :].lstrip("/")
            if path == own or not path.startswith(join(folder, "")):
                continue
            if _is_offered(inside) and not is_internal(reader, parent):
                below.append(path)
    return ([own] if own else []) + sorted(below, key=lambda p: (p.count("/"), p))[:MAX_SUB_ACTIONS]


def _is_offered(path: str) -> bool:
    hidden = any(_NOT_OFFERED.match(part) for part in path.split("/"))
    return not (hidden or is_test(path) or is_vendored(path) or is_example(path))


def package_of(reader: Reader, folder: str, path: str) -> Fact[Package] | None:
    """The project that an action is. None where the file is not the metadata of an action."""
    table = reader.yaml(path)
    if not isinstance(table.get("runs"), dict):
        return None
    metadata = reader.snapshot.metadata
    name = clean(text_of(table.get("name"))) or folder.rpartition("/")[2] or metadata.name
    if not name:
        return None
    lines = Lines(reader.text(path))
    evidence = [evidence_of(path, lines, "name")]
    description, described_at = described(reader, path)
    if description:
        evidence.append(described_at)
    package = Package(
        name=name, ecosystem="GitHub Actions", roles=("action",), description=description
    )
    return Fact(package, tuple(evidence), folder)


def described(reader: Reader, path: str) -> tuple[str, Evidence]:
    """The action's description on one line, and where it stands."""
    text = clean(text_of(reader.yaml(path).get("description")))
    return text, evidence_of(path, Lines(reader.text(path)), "description")


def read_action(
    reader: Reader, path: str, refs: References, owner_evidence: tuple[Evidence, ...]
) -> Fact[Action] | None:
    """The `Action` with all its inputs and outputs."""
    table = reader.yaml(path)
    runs = table.get("runs")
    if not isinstance(runs, dict):
        return None
    lines = Lines(reader.text(path))
    pinned = refs.of(path.rpartition("/")[0])
    inputs = tuple(inputs_of(table.get("inputs")))
    outputs = tuple(outputs_of(table.get("outputs")))
    action = Action(
        name=clean(text_of(table.get("name"))),
        description=clean(text_of(table.get("description"))),
        path=path.rpartition("/")[0],
        runs=text_of(runs.get("using")),
        ref=pinned.ref,
        inputs=inputs,
        outputs=outputs,
        sets=_handed_on(runs),
    )
    evidence = [
        evidence_of(path, lines, *where)
        for where in (
            ("name",),
            *(("inputs", item.name) for item in inputs),
            *(("outputs", output.name) for output in outputs),
        )
    ]
    if pinned.evidence:
        evidence.append(pinned.evidence)
    return Fact(action, (*evidence, *owner_evidence))


def _handed_on(runs: dict[str, Any]) -> tuple[str, ...]:
    """The variables that the action sets for its own code: `TOKEN: ${{ inputs.token }}`."""
    steps = runs.get("steps")
    tables = [runs.get("env")]
    tables += [
        s.get("env") for s in (steps if isinstance(steps, list) else ()) if isinstance(s, dict)
    ]
    return tuple(
        dict.fromkeys(
            name
            for table in tables
            if isinstance(table, dict)
            for name, value in table.items()
            if "env." not in str(value)
        )
    )


def inputs_of(table: Any) -> Iterator[ActionInput]:
    """The entries of a table of inputs, or of secrets."""
    for name, stated in table.items() if isinstance(table, dict) else ():
        spec = stated if isinstance(stated, dict) else {}
        deprecated = clean(text_of(spec.get("deprecationMessage")))
        default = text_of(spec.get("default"))
        yield ActionInput(
            name=name,
            description=clean(text_of(spec.get("description"))),
            default=default.strip("\n"),
            # Also beside an empty default: the author says that the input is to be given.
            required=text_of(spec.get("required")).strip().lower() == "true",
            deprecated=deprecated,
        )


def outputs_of(table: Any) -> Iterator[ActionOutput]:
    """The entries of a table of outputs."""
    for name, stated in table.items() if isinstance(table, dict) else ():
        spec = stated if isinstance(stated, dict) else {}
        yield ActionOutput(name, clean(text_of(spec.get("description"))))


def text_of(value: Any) -> str:
    """A scalar's text; anything else is not stated."""
    return value if isinstance(value, str) else ""


def clean(text: str) -> str:
    """A text on one line, without pictographs and without what only points to a README."""
    line = collapse(_EMOJI.sub(" ", _EMOJI_BEFORE_STOP.sub("", _on_one_line(text))))
    line = _TO_README.sub("", _README_ASIDE.sub("", line)).strip()
    line = _TO_HEADING.sub(r"\1", _SEE_HEADING.sub("", line)).strip()
    return _whole(line)


def _on_one_line(text: str) -> str:
    """Paragraphs as sentences, the items of a list set apart by semicolons."""
    parts: list[str] = []
    in_list = fresh = False
    for written in text.strip().split("\n"):
        line = written.strip()
        item = _ITEM.match(line)
        if not line:
            fresh = True
            continue
        if item:
            line = item[1].strip()
        if parts and item and in_list:
            parts[-1] = parts[-1].rstrip(".;,") + ";"
        elif parts and item and parts[-1][-1].isalnum():
            parts[-1] += ":"
        elif parts and ((fresh and not item) or (in_list and fresh)) and parts[-1][-1].isalnum():
            parts[-1] += "."
        in_list, fresh = bool(item) or (in_list and not fresh), False
        parts.append(line)
    return " ".join(parts)


def _whole(line: str) -> str:
    """Without a bracket at the end that YAML took the close of, as behind ` #`."""
    opened = line.rfind("(")
    if opened > 0 and len(line) - opened < MAX_UNCLOSED and ")" not in line[opened:]:
        return line[:opened].strip()
    return line


def evidence_of(path: str, lines: Lines, *where: str) -> Evidence:
    """The lines of an entry as evidence."""
    start, end = lines.span(*where)
    return Evidence(path, start, end)
