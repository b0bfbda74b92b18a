"""CI: what it runs, on what, and which of it a developer should run as well; and the badges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.common.ci import github, others
from moxi.facts.common.ci.badges import badges
from moxi.facts.common.ci.choose import choose, rank
from moxi.facts.common.purpose import essence
from moxi.facts.common.shell import words_of
from moxi.facts.model import Evidence, Fact, Task, Workflow
from moxi.facts.paths import join
from moxi.facts.prose import listed
from moxi.facts.registry import Common
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.ci.pipeline import Pipeline, Run
    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

_SCRIPT = lazy_re(r"(?:npm|pnpm|yarn|bun)(?: run)? ([\w:.-]+)")


class ContinuousIntegration(Common):
    """Workflows, the commands that they run on every change, and badges."""

    name = "ci"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        pipelines = sorted(github.pipelines(reader), key=rank)
        tested = any("test" in pipeline.purposes for pipeline in pipelines)
        pipelines += others.pipelines(reader, tested=tested)
        for pipeline in pipelines:
            yield Fact(_workflow(pipeline), (Evidence(pipeline.path),), folder=folder)
        set_up = {
            (essence(fact.value.command), fact.value.directory)
            for fact in known.all(Task)
            if fact.value.purpose == "setup"
        }
        for pipeline, run in _of_folder(choose(pipelines), folder):
            if run.purpose == "setup" and (essence(run.command), run.directory) in set_up:
                continue  # `npm ci` beside `npm install`
            yield Fact(
                _task(reader, run), (Evidence(pipeline.path, run.line, run.line),), folder=folder
            )
        yield from badges(reader, known, pipelines)


def _workflow(pipeline: Pipeline) -> Workflow:
    return Workflow(
        path=pipeline.path,
        name=pipeline.name,
        system=pipeline.system,
        purposes=tuple(pipeline.purposes),
        events=pipeline.events,
        versions=pipeline.versions,
    )


def _of_folder(chosen: list[tuple[Pipeline, Run]], folder: str) -> list[tuple[Pipeline, Run]]:
    """For one package of a repository: the commands that run in its folder, else the root's."""
    if not folder:
        return chosen
    inside = [item for item in chosen if (item[1].directory + "/").startswith(folder + "/")]
    return inside or [item for item in chosen if not item[1].directory]


def _task(reader: Reader, run: Run) -> Task:
    runner = next(iter(words_of(run.command)), "")
    runner = "script" if "/" in runner else runner
    task = Task(
        purpose=run.purpose,
        command=run.command,
        runner=runner,
        in_ci=True,
        directory=run.directory,
    )
    told = _chain(reader, run) or describe(run.command, run.purpose)
    return replace(task, description=told)


def _chain(reader: Reader, run: Run) -> str:
    """What a script of a package does that only runs others in turn: `build, lint and test`."""
    script = _SCRIPT.fullmatch(run.command)
    scripts = reader.json(join(run.directory, "package.json")).get("scripts") if script else None
    body = scripts.get(script[1]) if script and isinstance(scripts, dict) else None
    if not isinstance(body, str):
        return ""
    parts = [_SCRIPT.fullmatch(part.strip()) for part in body.split("&&")]
    names = [part[1] for part in parts if part]
    return listed(names) if len(parts) == len(names) > 1 else ""


def describe(command: str, purpose: str) -> str:
    """What the purpose alone does not say: a format that is only checked."""
    checks = (
        "--check",
        "gofmt -l",
        "gofmt -d",
        "shfmt -d",
        "--list-different",
        "--set-exit-if-changed",
    )
    formatters = ("fmt", "format", "black", "prettier", "isort", "yapf")
    checked = purpose == "lint" and any(check in command for check in checks)
    return "Check the formatting" if checked and any(n in command for n in formatters) else ""
