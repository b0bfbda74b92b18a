"""CI: what it runs, on what, and which of it a developer should run as well; and the badges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moxi.facts.common.ci import github, others
from moxi.facts.common.ci.badges import badges
from moxi.facts.common.ci.choose import choose, rank
from moxi.facts.common.ci.releases import releases
from moxi.facts.common.purpose import essence
from moxi.facts.common.shell import words_of
from moxi.facts.model import Evidence, Fact, Task, Workflow
from moxi.facts.paths import is_example, is_test, join
from moxi.facts.prose import listed
from moxi.facts.registry import Common
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.common.ci.pipeline import Pipeline, Run
    from moxi.facts.index import Facts
    from moxi.facts.reader import Reader

_SAYS_ONLY = lazy_re(r"\s*(?:echo\b[^&|;]*(?:(?:&&|;)\s*exit \d\s*)?|true|exit 0)")
_NAMED_SCRIPT = lazy_re(
    r"(?:(?:npm|pnpm|yarn|bun) run|(?:npm|pnpm)(?= test\b)) ([\w:.-]+)(?: --if-present)?"
)
_ELSEWHERE = lazy_re(r"--(?:manifest-path|prefix|cwd|dir)[ =](\S+)")
_SCRIPT = lazy_re(r"(?:npm|pnpm|yarn|bun)(?: run)? ([\w:.-]+)")


class ContinuousIntegration(Common):
    """Workflows, the commands that they run on every change, and badges."""

    name = "ci"

    def facts(self, reader: Reader, known: Facts, folder: str) -> Iterator[Fact[Any]]:
        """See `Common.facts`."""
        pipelines = sorted(github.pipelines(reader), key=rank)
        tested = any("test" in pipeline.purposes for pipeline in pipelines)
        pipelines += others.pipelines(reader, tested=tested)
        if known.package and "action" in known.package.value.roles:
            for pipeline in pipelines:
                _leave_fixtures(pipeline)
        for pipeline in pipelines:
            yield Fact(_workflow(reader, pipeline), (Evidence(pipeline.path),), folder=folder)
        set_up = {
            (essence(fact.value.command), fact.value.directory)
            for fact in known.all(Task)
            if fact.value.purpose == "setup"
        }
        for pipeline, run in _of_folder(choose(pipelines), folder):
            if run.purpose == "setup" and (essence(run.command), run.directory) in set_up:
                continue  # `npm ci` beside `npm install`
            if _only_there(reader, run):
                continue
            yield Fact(
                _task(reader, run), (Evidence(pipeline.path, run.line, run.line),), folder=folder
            )
        yield from releases(reader, folder)
        yield from badges(reader, known, pipelines)


def _is_fixture(folder: str) -> bool:
    return is_test(f"{folder}/x") or is_example(f"{folder}/x") or folder.startswith("test")


def _leave_fixtures(pipeline: Pipeline) -> None:
    """Without what runs in the projects that an action is tried on."""
    own = [
        run
        for run in pipeline.runs
        if not _is_fixture(run.directory)
        and not any(map(_is_fixture, _ELSEWHERE.findall(run.command)))
    ]
    tests = any(run.purpose == "test" for run in own)
    pipeline.purposes = [purpose for purpose in pipeline.purposes if purpose != "test" or tests]
    pipeline.runs = own


def _workflow(reader: Reader, pipeline: Pipeline) -> Workflow:
    tests = [run for run in pipeline.runs if run.purpose == "test"]
    idle = bool(tests) and all(_lacks_script(reader, run) for run in tests)
    return Workflow(
        path=pipeline.path,
        name=pipeline.name,
        system=pipeline.system,
        purposes=tuple(p for p in pipeline.purposes if not (idle and p == "test")),
        events=pipeline.events,
        versions=pipeline.versions,
    )


def _of_folder(chosen: list[tuple[Pipeline, Run]], folder: str) -> list[tuple[Pipeline, Run]]:
    """For one package of a repository: the commands that run in its folder, else the root's."""
    if not folder:
        return chosen
    inside = [item for item in chosen if (item[1].directory + "/").startswith(folder + "/")]
    return inside or [item for item in chosen if not item[1].directory]


def _only_there(reader: Reader, run: Run) -> bool:
    """Whether a developer could not type it: a script that the package lacks (`--if-present`), or
    a tool that an install leaves in `node_modules/` and only a set-up action puts on the path."""
    if _NAMED_SCRIPT.fullmatch(run.command):
        return _lacks_script(reader, run)
    manifest = reader.json(join(run.directory, "package.json"))
    tool = run.command.split(" ")[0]
    tables = [manifest.get(key) for key in ("dependencies", "devDependencies")]
    names = {name for table in tables if isinstance(table, dict) for name in table}
    return any(name == tool or name.startswith(f"@{tool}") for name in names)


def _lacks_script(reader: Reader, run: Run) -> bool:
    """Whether it runs a script that its package does not have, or that does nothing."""
    named = _NAMED_SCRIPT.fullmatch(run.command)
    manifest = reader.json(join(run.directory, "package.json")) if named else {}
    scripts = manifest.get("scripts")
    known = scripts if isinstance(scripts, dict) else {}
    if not named or not manifest:
        return False
    body = known.get(named[1])
    return body is None or bool(isinstance(body, str) and _SAYS_ONLY.fullmatch(body))


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
    if len(parts) != len(names) or len(names) < 2:
        return ""
    return listed(names) if all(name.isalpha() for name in names) else f"run {listed(names)}"


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
