"""The repository's own workflows: how it uses its action itself, and with what rights."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moxi.facts.github_actions.reference import shows
from moxi.facts.model import Evidence, Example, Fact, Note
from moxi.facts.paths import is_test, join, normalise
from moxi.facts.prose import listed
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.github_actions.reference import Reference
    from moxi.facts.reader import Reader

MAX_STEPS = 2
MAX_WORKFLOW = 45
MAX_TOGETHER = 5
_TITLE = "From the project's own workflow"
_STEP_KEYS = ("name", "id", "uses", "with", "env", "if")
# A condition that holds in this repository only, or that needs the rest of the job.
_OWN_CONDITION = lazy_re(
    r"\b(matrix|needs|steps|strategy|job|jobs|env|inputs|vars|secrets)\."
    r"|\b(repository|repository_owner|actor|head_ref|fork|ref|ref_name)\b|\b(failure|cancelled)\("
)
_SYSTEMS = {"ubuntu": "Linux", "macos": "macOS", "windows": "Windows"}
_PREPARING = ("actions/checkout@", "actions/setup-", "actions/cache@")
_BOUND = lazy_re(
    r"\$\{\{[^}]*\b((matrix|needs|steps|strategy|job|jobs|env|inputs)\.|client_payload\b)"
)
_ODD = lazy_re(
    r"\b(fail(s|ed|ing|ure)?|error|invalid|wrong|missing|bad|never|negative|expect\w*|broken|dummy"
    r"|non-?exist\w*|foo|bar|baz|edge|corner)\b|[-_](fails?|error|invalid)|\bexit[ (]*[1-9]"
    r"|\binternal[-_]|\bsecrets\.\w*TEST",
    re.IGNORECASE,
)
_TEST_NAME = lazy_re(
    r"\b(tests?|happy|should|given|verif\w+|assert\w*|check that|e2e)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that uses the action, as a user would write it."""

    code: str
    inputs: tuple[str, ...]
    evidence: Evidence
    real: bool
    """it is used by its public name, to do something; else by its path, to be tested"""
    written: str = ""
    """its lines as they stand in the workflow"""


def of_workflows(
    reader: Reader, folder: str, slug: str, pinned: Reference
) -> Iterator[Fact[Example]]:
    """A whole workflow where one only runs the action, else its most telling steps."""
    steps: list[_Step] = []
    for path, table, jobs in _workflows(reader, slug):
        text = reader.text(path)
        code = _whole(text, table, jobs, (folder, slug, pinned))
        if code:
            example = Example(code, "yaml", _TITLE, "workflow", 55)
            yield Fact(example, (Evidence(path, 1, text.rstrip("\n").count("\n") + 1),), folder)
            return
        lines = Lines(text)
        for name, job in jobs.items():
            steps += _of_job(reader, path, lines, (name, job), (folder, slug, pinned))
    gone = _deprecated(reader, folder)
    for step in _most_telling([step for step in steps if not gone.intersection(step.inputs)]):
        yield Fact(Example(step.code, "yaml", _TITLE, "workflow", 60), (step.evidence,), folder)


def _deprecated(reader: Reader, folder: str) -> set[str]:
    """The inputs that the action itself advises against."""
    paths = [join(folder, name) for name in ("action.yml", "action.yaml")]
    table = reader.yaml(next((path for path in paths if path in reader.tree), paths[0]))
    inputs = table.get("inputs")
    return {
        name
        for name, said in (inputs.items() if isinstance(inputs, dict) else ())
        if isinstance(said, dict)
        and ("deprecationMessage" in said
             or str(said.get("description", "")).lower().lstrip("[*(").startswith("deprecated"))
    }  # fmt: skip


def rights(reader: Reader, folder: str, slug: str) -> Iterator[Fact[Note]]:
    """What the token may do in a job that does little more than to use the action."""
    for path, table, jobs in _workflows(reader, slug):
        for name, job in jobs.items():
            steps = _steps(job)
            if any(_is_own(step, folder, slug) for step in steps) and not _does_more(steps, slug):
                given = job.get("permissions", table.get("permissions"))
                if text := _told_rights(given):
                    where = ("jobs", name, "permissions") if "permissions" in job else ()
                    span = Lines(reader.text(path)).span(*(where or ("permissions",)))
                    yield Fact(Note("usage", text), (Evidence(path, *span),), folder)
                    return


def tried_on(reader: Reader, folder: str, slug: str) -> Iterator[Fact[Note]]:
    """The systems on which a workflow of the repository runs the action itself."""
    for path, _, jobs in _workflows(reader, slug):
        for name, job in jobs.items():
            if not any(_is_own(step, folder, slug) for step in _steps(job)):
                continue
            on = f"'{job.get('runs-on', '')}"  # as a list of names is written
            strategy = job.get("strategy")
            if "matrix." in on and isinstance(strategy, dict):
                on = str(strategy.get("matrix", ""))
            systems = [said for key, said in _SYSTEMS.items() if f"'{key}-" in on.lower()]
            if len(systems) > 1:
                span = Lines(reader.text(path)).span("jobs", name)
                told = f"`{path}` runs the action itself on {listed(systems)}"
                yield Fact(Note("development", told), (Evidence(path, *span),), folder)
                return


def _workflows(reader: Reader, slug: str) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """The workflows that may use the action: path, contents, jobs."""
    for path in reader.tree.files(join(".github", "workflows")):
        text = reader.text(path)
        if path.endswith((".yml", ".yaml")) and ("uses: ./" in text or slug in text):
            table = reader.yaml(path)
            jobs = table.get("jobs")
            yield path, table, jobs if isinstance(jobs, dict) else {}


def _steps(job: Any) -> list[dict[str, Any]]:
    steps = job.get("steps") if isinstance(job, dict) else None
    return [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []


def _is_own(step: dict[str, Any], folder: str, slug: str) -> bool:
    uses = step.get("uses")
    if not isinstance(uses, str):
        return False
    return uses.rstrip("/") == (f"./{folder}" if folder else ".") or uses.startswith(f"{slug}@")


def _does_more(steps: list[dict[str, Any]], slug: str) -> bool:
    """Whether a job uses other actions too, or pushes something, so that its rights may be for
    these."""
    for step in steps:
        uses, run = step.get("uses"), step.get("run")
        prepares = isinstance(uses, str) and (
            uses.startswith((".", f"{slug}@", *_PREPARING)) or "setup" in uses.partition("@")[0]
        )
        if isinstance(uses, str) and not prepares:
            return True
        if isinstance(run, str) and re.search(r"\b(push|gh|publish|release|TOKEN)\b", run):
            return True
    return False


def _told_rights(given: Any) -> str:
    if not isinstance(given, dict):
        return ""
    granted = [f"`{key}: {value}`" for key, value in given.items() if isinstance(value, str)]
    if granted in ([], ["`contents: read`"]) or len(granted) > 6:
        return ""
    noun = "permission" if len(granted) == 1 else "permissions"
    return f"The project's own workflow runs it with the {noun} {listed(granted)}."


def _whole(
    text: str, table: dict[str, Any], jobs: dict[str, Any], action: tuple[str, str, Reference]
) -> str:
    """A workflow as a user would write it, where all that it does is to use actions, this one
    among them, and where it does so to some end and not to test it; else `""`."""
    folder, slug, pinned = action
    if "on" not in table or len(jobs) != 1 or not _fits(text):
        return ""
    steps = _steps(next(iter(jobs.values())))
    own = [step["uses"] for step in steps if _is_own(step, folder, slug)]
    named = all(isinstance(step.get("uses"), str) for step in steps)
    if len(own) != 1 or not named or len(steps) > MAX_TOGETHER:
        return ""
    code = text.strip("\n")
    if not own[0].startswith("."):
        return code if shows(f"uses: {own[0]}", slug, pinned) else ""
    events = table["on"]
    events = [events] if isinstance(events, str) else list(events or ())
    if not pinned.ref or {"push", "pull_request"} & set(map(str, events)):
        return ""
    written = rf"uses:[ \t]*[\"']?{re.escape(own[0])}[\"']?(?:[ \t]+#[^\n]*)?(?=\n|$)"
    code, count = re.subn(written, f"uses: {slug}@{pinned.ref}", code)
    return code if count == 1 else ""


def _fits(text: str) -> bool:
    """Whether a workflow is short, and pins what it uses by names that can be read."""
    return (
        text.count("\n") < MAX_WORKFLOW
        and "\t" not in text
        and not re.search(r"@[0-9a-f]{40}", text)
    )


def _of_job(
    reader: Reader,
    path: str,
    lines: Lines,
    named: tuple[str, Any],
    action: tuple[str, str, Reference],
) -> Iterator[_Step]:
    name, job = named
    folder, slug, pinned = action
    steps = job.get("steps") if isinstance(job, dict) else None
    for number, step in enumerate(steps if isinstance(steps, list) else ()):
        if not _stands_alone(step, folder, slug, pinned):
            continue
        alien = step["uses"].startswith(".") and _on_other_system(job)
        if alien or _of_fixtures(reader, step):
            continue
        start, end = lines.span("jobs", name, "steps", str(number))
        code = _as_user(reader.lines(path)[start - 1 : end], step["uses"], slug, pinned)
        if code:
            real = not step["uses"].startswith(".")
            written = "\n".join(reader.lines(path)[start - 1 : end])
            yield _Step(
                code,
                tuple(step.get("with") or step["env"]),
                Evidence(path, start, end),
                real,
                written,
            )


def _stands_alone(step: Any, folder: str, slug: str, pinned: Reference) -> bool:
    """Whether a step shows inputs with values that say something by themselves."""
    given = [step.get("with"), step.get("env")] if isinstance(step, dict) else []
    if not any(isinstance(table, dict) for table in given):
        return False
    if not isinstance(given[0], dict) and "secrets." not in str(given[1]):
        return False  # what else its tests set is theirs
    uses = step.get("uses")
    if not isinstance(uses, str) or any(key not in _STEP_KEYS for key in step):
        return False
    if _OWN_CONDITION.search(str(step.get("if", ""))):
        return False
    own = uses.rstrip("/") == (f"./{folder}" if folder else ".")
    if not own and not (uses.startswith(f"{slug}@") and shows(f"uses: {uses}", slug, pinned)):
        return False
    values = [str(v).strip() for table in given if isinstance(table, dict) for v in table.values()]
    return bool(values) and all(value and not _BOUND.search(value) for value in values)


def _on_other_system(job: dict[str, Any]) -> bool:
    """Whether a job runs on a system of its own choice, so that its values may work there only."""
    return re.search(r"windows|macos|self-hosted", str(job.get("runs-on", ""))) is not None


def _of_fixtures(reader: Reader, step: dict[str, Any]) -> bool:
    """Whether a step works on what only this repository has: its tests' data, a file deep in it."""
    given = (step.get("with") or step["env"]).values()
    words = re.split(r"[\s,]+", " ".join(map(str, given)))
    bare = (normalise(word.strip("\"';()")) for word in words)
    return any(_is_own_data(reader, path) for path in filter(None, bare))


def _is_own_data(reader: Reader, path: str) -> bool:
    """Whether a value names what a user's repository does not have as well."""
    held = path in reader.tree or reader.tree.is_folder(path)
    if is_test(f"{path}/x") or path.startswith("test"):
        return held or "/" in path or "." in path
    return (held and "/" in path) or f".github/workflows/{path}" in reader.tree


def _as_user(lines: list[str], uses: str, slug: str, pinned: Reference) -> str:
    """The lines of a step, dedented, with the action's public name for its path."""
    if not lines or not lines[0].lstrip().startswith("- "):
        return ""
    indent = len(lines[0]) - len(lines[0].lstrip())
    dedented = [line[indent:].rstrip() for line in lines]
    if len(dedented) > 1 and re.match(r"- name:", dedented[0]) and _TEST_NAME.search(dedented[0]):
        rest = dedented[1:]  # its name says what is tested, not what it does
        if rest[0].startswith("  ") and rest[0][2:3].isalpha():
            dedented = [f"- {rest[0][2:]}", *rest[1:]]
    code = "\n".join(dedented)
    if not uses.startswith("."):
        return code if "@" in uses and len(uses.partition("@")[2]) < 40 else ""
    if not pinned.ref:
        return ""
    public = f"uses: {slug}@{pinned.ref}"
    rewritten, count = re.subn(rf"uses:\s*[\"']?{re.escape(uses)}[\"']?(?=\s|$)", public, code)
    return rewritten if count == 1 else ""


def _most_telling(steps: list[_Step]) -> list[_Step]:
    """The steps that give the inputs which most steps give, ordinary ones first; a further one
    only where it shows an input that those before do not."""
    common = Counter(name for step in steps for name in set(step.inputs))

    def worth(step: _Step) -> tuple[bool, bool, bool, bool, int]:
        known = sum(common[name] for name in set(step.inputs))
        odd, tested = _ODD.search(step.written), _TEST_NAME.search(step.written)
        bare = "secrets." in step.code or not re.search(r"^(?:- |  )env:", step.code, re.MULTILINE)
        return (bool(odd), not step.real, not bare, bool(tested), -known)

    steps = [step for step in steps if step.real or not _ODD.search(step.written)]

    chosen: list[_Step] = []
    shown: set[str] = set()
    for step in sorted(steps, key=worth):
        if len(chosen) < MAX_STEPS and not set(step.inputs) <= shown:
            if chosen and _ODD.search(step.written):
                continue
            shown.update(step.inputs)
            chosen.append(step)
    return chosen
