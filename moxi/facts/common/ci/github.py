"""The workflows of GitHub Actions as pipelines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.ci.pipeline import Lines, Pipeline, Run, Script, add_script
from moxi.facts.common.ci.steps import as_command, serves
from moxi.facts.common.ci.versions import versions_of
from moxi.facts.common.purpose import base_name, program_of, purpose_of_name, purpose_of_words
from moxi.facts.common.shell import words_of
from moxi.facts.paths import normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from moxi.facts.reader import Reader

FOLDER = ".github/workflows"
MAX_WORKFLOWS = 60
_CHANGES = ("push", "pull_request", "pull_request_target", "merge_group")


def pipelines(reader: Reader) -> list[Pipeline]:
    """All workflows, in the order of their paths."""
    paths = [p for p in reader.tree.files(FOLDER) if p.endswith((".yml", ".yaml"))]
    documents = {path: reader.yaml(path) for path in paths[:MAX_WORKFLOWS]}
    called = _called_on_change(documents)
    found = []
    for path, document in documents.items():
        if isinstance(document.get("jobs"), dict):
            pipeline = _pipeline(reader, path, document)
            pipeline.on_change = pipeline.on_change or path in called
            found.append(pipeline)
    return found


def _called_on_change(documents: Mapping[str, dict[str, Any]]) -> set[str]:
    """The reusable workflows that a push or a pull request reaches through another one."""
    reached = {path for path, document in documents.items() if _on_change(document.get("on"))}
    called: set[str] = set()
    frontier = sorted(reached)
    while frontier:
        jobs = documents[frontier.pop()].get("jobs")
        for job in jobs.values() if isinstance(jobs, dict) else ():
            uses = job.get("uses") if isinstance(job, dict) else None
            local = uses if isinstance(uses, str) and uses.startswith("./") else ""
            target = normalise(local.partition("@")[0]) or ""
            if target in documents and target not in called:
                called.add(target)
                frontier.append(target)
    return called


def _pipeline(reader: Reader, path: str, document: dict[str, Any]) -> Pipeline:
    stem = path.rpartition("/")[2].rpartition(".")[0]
    name = document.get("name")
    pipeline = Pipeline(
        path=path,
        name=name if isinstance(name, str) and "${{" not in name else stem,
        system="GitHub Actions",
        events=_events(document.get("on")),
        on_change=_on_change(document.get("on")),
    )
    lines = Lines(reader, path)
    lines.key("jobs")
    tested: list[dict[str, Any]] = []
    env = _table(document.get("env"))
    for job_name, job in document["jobs"].items():
        if not isinstance(job, dict):
            continue
        lines.key(str(job_name))
        before = set(pipeline.purposes)
        pipeline.purposes, others = [], pipeline.purposes
        _job(reader, pipeline, lines, document, env, str(job_name), job)
        if "test" in pipeline.purposes or _tests_on_windows(reader, document, str(job_name), job):
            tested.append(job)
        pipeline.purposes = others + [p for p in pipeline.purposes if p not in before]
    pipeline.versions = versions_of(tested)
    return pipeline


def _events(on: Any) -> tuple[str, ...]:
    if isinstance(on, str):
        return (on,)
    if isinstance(on, (dict, list)):
        return tuple(event for event in on if isinstance(event, str))
    return ()


def _on_change(on: Any) -> bool:
    for event in _events(on):
        if event in _CHANGES:
            settings = on.get(event) if isinstance(on, dict) else None
            only_tags = (
                isinstance(settings, dict)
                and ("tags" in settings or "tags-ignore" in settings)
                and not ({"branches", "branches-ignore", "paths"} & settings.keys())
            )
            if not only_tags:
                return True
    return False


# Jobs -----------------------------------------------------------------------------------------

_NOT_FOR_PEOPLE = lazy_re(
    r"(?<!!)(failure|cancelled)\(\)|refs/tags|event_name\s*==\s*'(release|schedule|workflow_dispatch)'"
    r"|ref_type\s*==\s*'tag'|\bfalse\b"
)
_WINDOWS_ONLY = lazy_re(
    r"==\s*'windows|(?<!!)(startsWith|contains)\([^()]*'windows|runner\.os\s*==\s*'Windows'",
    re.IGNORECASE,
)
_FOREIGN_SHELLS = ("pwsh", "powershell", "cmd", "python", "node", "perl", "nu", "fish")


def _job(
    reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any],
    env: dict[str, Any], name: str, job: dict[str, Any],
) -> None:  # fmt: skip
    if isinstance(job.get("uses"), str):
        stem = base_name(job["uses"].partition("@")[0]).rpartition(".")[0]
        purpose = "test" if stem == "tox" else purpose_of_name(stem)
        if purpose:
            pipeline.serves(purpose)
    steps = [step for step in _list(job.get("steps")) if isinstance(step, dict)]
    if _skipped(job.get("if")) or _on_windows(job) or _of_other_repository(steps):
        return
    defaults = {**_defaults(document), **_defaults(job)}
    root = _checkout_path(steps)
    for step in steps:
        if _skipped(step.get("if")):
            continue
        doubtful = bool(step.get("if")) and not _always(step.get("if"))
        uses, run = step.get("uses"), step.get("run")
        if isinstance(uses, str):
            _uses(pipeline, lines, name, uses, _table(step.get("with")), doubtful=doubtful)
        if not isinstance(run, str) or _foreign(step.get("shell") or defaults.get("shell")):
            continue
        written = step.get("working-directory") or defaults.get("working-directory")
        directory = _directory(written)
        if isinstance(written, str) and "$" in root and normalise(written) == root:
            directory = ""  # computed, but just where the project was checked out
        elif directory is not None and root:
            directory = directory[len(root) :].lstrip("/") if _within(directory, root) else None
        if directory is None:
            continue
        table = {**env, **_table(job.get("env")), **_table(step.get("env"))}
        script = Script(run, directory, name, table, doubtful=doubtful)
        add_script(reader, pipeline, lines, script)


def _uses(
    pipeline: Pipeline, lines: Lines, job: str, uses: str, inputs: dict[str, Any], *, doubtful: bool
) -> None:
    for known in serves(uses):
        pipeline.serves(known)
    command = as_command(uses, inputs)
    if not command:
        return
    words = words_of(command)
    purpose = purpose_of_words(words)
    if purpose is None or "$" in command:
        return
    pipeline.serves(purpose)
    directory = _directory(inputs.get("working-directory") or inputs.get("workdir"))
    if directory is not None and purpose != "release":
        line = lines.text(uses)
        pipeline.runs.append(
            Run(purpose, command, directory, line, job, program_of(words), doubtful=doubtful)
        )


def _skipped(condition: Any) -> bool:
    return isinstance(condition, str) and bool(
        _NOT_FOR_PEOPLE.search(condition) or _WINDOWS_ONLY.search(condition)
    )


def _always(condition: Any) -> bool:
    text = re.sub(r"\$\{\{|\}\}|\s", "", str(condition))
    return text in ("always()", "!cancelled()", "success()", "true") or (
        "!=" in text and "windows" in text.lower()
    )


def _tests_on_windows(
    reader: Reader, document: dict[str, Any], name: str, job: dict[str, Any]
) -> bool:
    """Whether a job for Windows runs the tests; what it types is for its own shell alone."""
    if not _on_windows(job):
        return False
    elsewhere = {**job, "runs-on": "ubuntu-latest"}
    scratch = Pipeline(path="", name="", system="")
    _job(reader, scratch, Lines(reader, ""), document, _table(document.get("env")), name, elsewhere)
    return "test" in scratch.purposes


def _on_windows(job: dict[str, Any]) -> bool:
    return "windows" in str(job.get("runs-on", ""))


def _of_other_repository(steps: list[dict[str, Any]]) -> bool:
    """Whether the job checks somebody else's code out and works in it."""
    for step in steps:
        if str(step.get("uses", "")).startswith("actions/checkout"):
            inputs = _table(step.get("with"))
            other = inputs.get("repository")
            if isinstance(other, str) and "github" not in other and not inputs.get("path"):
                return True
    return False


def _checkout_path(steps: list[dict[str, Any]]) -> str:
    """The folder into which the project itself is checked out."""
    for step in steps:
        if str(step.get("uses", "")).startswith("actions/checkout"):
            inputs = _table(step.get("with"))
            if not inputs.get("repository") and isinstance(inputs.get("path"), str):
                return normalise(inputs["path"]) or ""
    return ""


def _within(directory: str, root: str) -> bool:
    return directory == root or directory.startswith(root + "/")


def _defaults(table: dict[str, Any]) -> dict[str, Any]:
    return _table(_table(table.get("defaults")).get("run"))


def _foreign(shell: Any) -> bool:
    return (
        isinstance(shell, str) and shell.split()[:1] != [] and shell.split()[0] in _FOREIGN_SHELLS
    )


def _directory(value: Any) -> str | None:
    """A literal working directory; `""` where none is given, None where it is computed."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        return None
    value = re.sub(r"^\$\{\{\s*github\.workspace\s*\}\}/?", "./", value)
    return None if "$" in value else normalise(value)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Iterator[Any]:
    return iter(value if isinstance(value, list) else ())
