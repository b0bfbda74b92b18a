"""What the code of a JavaScript action says beside its metadata: further outputs, its events."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from moxi.facts.model import Action, ActionOutput, Evidence, Fact, Note
from moxi.facts.paths import join
from moxi.facts.prose import listed
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MAX_FILES, MAX_SAID = 60, 160
_SUFFIXES = (".ts", ".js", ".mjs", ".mts")
_OUTPUT = lazy_re(r"\bsetOutput\(\s*[\"']([A-Za-z][\w-]*)[\"']")
_CALL = lazy_re(r"\.(issues|pulls|repos|checks|git|actions)\.(\w+)\(")
_RAN = lazy_re(
    r"(?:^|[\s;&|(\"'])((?:git push)|(?:gh (?:release|pr|issue)))(?: (?:upload|create|edit|comment"
    r"|merge))?(?=[\s\"'])"
)
_OF_COMMAND = {"push": "contents", "release": "contents", "pr": "pull-requests", "issue": "issues"}
_WRITES = lazy_re(
    r"(create|add|update|upsert|remove|delete|set|lock|unlock|merge|upload|request|dismiss|submit)"
)
_OF_AREA = {"issues": "issues", "pulls": "pull-requests", "checks": "checks", "git": "contents"}
_OF_METHOD = {
    "DeploymentStatus": "deployments", "Deployment": "deployments", "CommitStatus": "statuses",
    "Release": "contents", "FileContents": "contents", "DispatchEvent": "contents",
    "WorkflowDispatch": "actions", "WorkflowRun": "actions",
}  # fmt: skip
_EVENTS = lazy_re(
    r"""(["'])((?:(?!\1)[^\n\\$])*\bthis action\b(?:(?!\1)[^\n\\$])*)\1(?!\s*\+)""", re.I
)
_ON_EVENTS = lazy_re(r"\b(only|must|should|make sure)\b.*\bevents?\b|\bevents?\b.*\bonly\b", re.I)
_NAMED = lazy_re(r"pull_request|\bpush\b|issue_comment|workflow_|schedule|\bissues?\b|release")


def with_outputs(reader: Reader, action: Fact[Action], folder: str) -> Fact[Action]:
    """The action with the outputs that its code sets, where its metadata names none."""
    if action.value.outputs or not action.value.runs.startswith("node"):
        return action
    found: dict[str, Evidence] = {}
    for path in _sources(reader, folder):
        if "setOutput" in reader.text(path):
            for number, line in enumerate(reader.lines(path), 1):
                for name in _OUTPUT.findall(line):
                    found.setdefault(name, Evidence(path, number, number))
    if not found:
        return action
    outputs = tuple(ActionOutput(name) for name in found)
    value = replace(action.value, outputs=outputs)
    return replace(action, value=value, evidence=(*action.evidence, *found.values()))


def events(reader: Reader, folder: str) -> Iterator[Fact[Note]]:
    """On which events it runs, as it says where it is run on another."""
    for path in _sources(reader, folder):
        text = reader.text(path)
        for said in _EVENTS.finditer(text) if "his action" in text else ():
            for sentence in re.split(r"(?<=[.!])\s*(?=[A-Z])", said[2]):
                named = _NAMED.search(sentence) and "this action" in sentence.lower()
                told = named and _ON_EVENTS.search(sentence)
                if told and len(sentence) <= MAX_SAID:
                    line = text.count("\n", 0, said.start()) + 1
                    note = Note("usage", sentence.strip())
                    yield Fact(note, (Evidence(path, line, line),), folder)
                    return


def api_rights(reader: Reader, folder: str) -> Iterator[Fact[Note]]:
    """The permissions that its calls of GitHub's API take, those that only read left out."""
    found: dict[str, Evidence] = {}
    for path in _sources(reader, folder):
        text = reader.text(path)
        for call in _CALL.finditer(text) if "ctokit" in text or ".rest." in text else ():
            if right := _right(call[1], call[2]):
                line = text.count("\n", 0, call.start()) + 1
                found.setdefault(right, Evidence(path, line, line))
    if found:
        noun = "permission" if len(found) == 1 else "permissions"
        rights = listed([f"`{right}: write`" for right in found])
        told = f"Its calls of the GitHub API take the {noun} {rights}"
        if "issues" in found and "pull-requests" not in found:
            told += ", on pull requests `pull-requests: write`"
        yield Fact(Note("usage", f"{told}."), tuple(found.values()), folder)


def script_rights(reader: Reader, folder: str, path: str) -> Iterator[Fact[Note]]:
    """The permission that a push, or a command of GitHub's own program, takes."""
    start, end = Lines(reader.text(path)).span("runs")
    parts = [(path, start, end)]
    parts += [(held, 1, len(reader.lines(held))) for held in _reached(reader, folder, path)]
    for held, first, last in parts:
        for number in range(first, last + 1):
            line = reader.lines(held)[number - 1]
            ran = None if line.lstrip().startswith(("#", "echo")) else _RAN.search(line)
            if ran:
                right = _OF_COMMAND[ran[1].split()[-1]]
                command = " ".join(ran[0].strip("\"'(;&|").split())
                told = f"It runs `{command}`, for which a token needs `{right}: write`"
                yield Fact(Note("usage", told), (Evidence(held, number, number),), folder)
                return


def _reached(reader: Reader, folder: str, path: str) -> list[str]:
    """The shell scripts that the action starts, and those that these name in turn."""
    runs = [path, join(folder, "Dockerfile")]
    texts = [reader.text(held) for held in (*runs, *_sources(reader, folder))]
    left = list(reader.sources(folder, (".sh", ".bash"), MAX_FILES))
    reached: list[str] = []
    while found := [
        held for held in left if any(held.rpartition("/")[2] in text for text in texts)
    ]:
        reached += found
        left = [held for held in left if held not in found]
        texts = [reader.text(held) for held in found]
    return reached


def _right(area: str, method: str) -> str:
    if not _WRITES.match(method):
        return ""
    special = next((right for word, right in _OF_METHOD.items() if word in method), "")
    return special or _OF_AREA.get(area, "")


def _sources(reader: Reader, folder: str) -> list[str]:
    """The sources of the action, without what a build makes of them."""
    paths = reader.sources(folder, _SUFFIXES)
    made = ("dist/", "lib/", "build/", "out/")
    inside = [path for path in paths if not path[len(folder) :].lstrip("/").startswith(made)]
    return (inside or [path for path in paths if "/dist/" not in f"/{path}"])[:MAX_FILES]
