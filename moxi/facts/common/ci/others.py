"""CI systems other than GitHub Actions, as pipelines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.common.ci.pipeline import Lines, Pipeline, Script, add_script
from moxi.facts.paths import normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader


def pipelines(reader: Reader, *, tested: bool) -> list[Pipeline]:
    """Those that are configured. Where workflows of GitHub test already (`tested`), the rest is
    either left over from before or secondary, so only its existence counts."""
    found: list[Pipeline] = []
    for paths, system, read in _SYSTEMS:
        path = next((path for path in paths if path in reader.tree), "")
        if not path or (tested and system in ("Travis CI", "AppVeyor")):
            continue
        pipeline = Pipeline(path=path, name=system, system=system)
        document = reader.yaml(path) if read else {}
        if read and not document:
            continue
        if read:
            read(reader, pipeline, Lines(reader, path), document)
        if tested:
            pipeline.runs.clear()
            pipeline.versions = ()
        found.append(pipeline)
    return found


def _script(value: Any) -> str:
    """A script given as one text or as a list of texts (and of lists of them)."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n".join(_script(item) for item in value if isinstance(item, (str, list)))
    return ""


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# GitLab ---------------------------------------------------------------------------------------

_GITLAB_KEYS = frozenset(
    ("default", "include", "stages", "variables", "workflow", "image", "services", "cache",
     "before_script", "after_script", "pages")
)  # fmt: skip
_DEPLOYS = lazy_re(r"deploy|release|publish|pages|upload", re.IGNORECASE)


def _gitlab(reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any]) -> None:
    pipeline.events = ("push",)
    default = _table(document.get("default")).get("before_script") or document.get("before_script")
    env = _table(document.get("variables"))
    for name, job in document.items():
        if name in _GITLAB_KEYS or name.startswith(".") or not isinstance(job, dict):
            continue
        if _DEPLOYS.search(name) or _DEPLOYS.search(str(job.get("stage", ""))):
            continue
        if "tags" in _items(job.get("only")) or job.get("when") == "manual":
            continue
        text = "\n".join((_script(job.get("before_script", default)), _script(job.get("script"))))
        lines.at = 0
        lines.key(name)
        table = {**env, **_table(job.get("variables"))}
        add_script(reader, pipeline, lines, Script(text, job=name, env=table))


# Travis ---------------------------------------------------------------------------------------

# What Travis runs for a language when the file has no `script`, and the key of its versions.
_TRAVIS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "go": (("go test -v ./...",), "go", "Go"),
    "node_js": (("npm test",), "node_js", "Node.js"),
    "rust": (("cargo build --verbose", "cargo test --verbose"), "rust", "Rust"),
    "ruby": (("rake",), "rvm", "Ruby"),
    "python": ((), "python", "Python"),
    "php": (("phpunit",), "php", "PHP"),
    "elixir": (("mix test",), "elixir", "Elixir"),
    "julia": ((), "julia", "Julia"),
}


def _travis(reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any]) -> None:
    pipeline.events = ("push", "pull_request")
    language = document.get("language")
    language = language.lower() if isinstance(language, str) else "ruby"
    defaults, key, tool = _TRAVIS.get(language, ((), "", ""))
    script = _script(document.get("script"))
    before = "\n".join(_script(document.get(part)) for part in ("install", "before_script"))
    if not script.strip() and "script" not in document and _default_works(reader, language):
        lines.key("language")
        add_script(reader, pipeline, lines, Script("\n".join(defaults), job="test"))
        for index, run in enumerate(pipeline.runs):
            pipeline.runs[index] = _at(run, reader.find(pipeline.path, "language:").line_start)
    add_script(reader, pipeline, lines, Script(f"{before}\n{script}", job="test"))
    numbers = document.get(key) if key else None
    numbers = [numbers] if isinstance(numbers, str) else _items(numbers)
    systems = document.get("os")
    systems = [systems] if isinstance(systems, str) else _items(systems)
    numbers = ["latest" if n in ("node", "stable") and key == "node_js" else n for n in numbers]
    told = [f"{tool} {n}" for n in numbers if isinstance(n, str) and re.match(r"[\w.*-]+$", n)]
    pipeline.versions = (*told, *(s for s in systems if isinstance(s, str)))


def _at(run: Any, line: int) -> Any:
    from dataclasses import replace

    return replace(run, line=line)


def _default_works(reader: Reader, language: str) -> bool:
    """Travis's own default only stands for a command where its manifest is there."""
    needs = {"node_js": "package.json", "rust": "Cargo.toml", "ruby": "Rakefile",
             "elixir": "mix.exs", "php": "phpunit.xml"}  # fmt: skip
    if language == "go":
        return any(path.endswith("_test.go") for path in reader.tree.paths)
    return needs.get(language, "") in reader.tree


# The rest -------------------------------------------------------------------------------------


def _circle(reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any]) -> None:
    pipeline.events = ("push",)
    for name, job in _table(document.get("jobs")).items():
        if not isinstance(job, dict) or _DEPLOYS.search(name):
            continue
        lines.at = 0
        lines.key(name)
        base = _folder(job.get("working_directory"), unknown="")
        for step in _items(job.get("steps")):
            run = step.get("run") if isinstance(step, dict) else None
            folder = _folder(_table(run).get("working_directory"), unknown=None)
            text = run if isinstance(run, str) else _table(run).get("command")
            if isinstance(text, str) and folder is not None:
                add_script(reader, pipeline, lines, Script(text, folder or base or "", name))


def _folder(value: Any, *, unknown: str | None) -> str | None:
    if value is None:
        return ""
    if not isinstance(value, str) or "$" in value or "<<" in value or value[:1] in ("~", "/"):
        return unknown
    return normalise(value)


def _azure(reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any]) -> None:
    pipeline.events = ("push", "pull_request")
    for job, steps in _azure_jobs(document):
        for step in steps:
            text = step.get("bash") or step.get("script") if isinstance(step, dict) else None
            if isinstance(text, str):
                folder = _folder(step.get("workingDirectory"), unknown=None)
                if folder is not None:
                    add_script(reader, pipeline, lines, Script(text, folder, job))


def _azure_jobs(document: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    yield "", _items(document.get("steps"))
    stages = [stage for stage in _items(document.get("stages")) if isinstance(stage, dict)]
    for holder in (document, *stages):
        for job in _items(holder.get("jobs")):
            if isinstance(job, dict) and not _DEPLOYS.search(str(job.get("job", ""))):
                yield str(job.get("job", "")), _items(job.get("steps"))


def _appveyor(reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any]) -> None:
    pipeline.events = ("push", "pull_request")
    for key in ("build_script", "test_script"):
        parts = document.get(key)
        texts = [parts] if isinstance(parts, str) else _items(parts)
        for part in texts:
            text = part if isinstance(part, str) else _table(part).get("sh")
            if isinstance(text, str):
                add_script(reader, pipeline, lines, Script(text, job=key))


def _cirrus(reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any]) -> None:
    pipeline.events = ("push", "pull_request")
    tasks = [task for task in _items(document.get("task")) if isinstance(task, dict)]
    tasks += [_table(document.get("task"))]
    tasks += [
        task for name, task in document.items() if name.endswith("_task") and isinstance(task, dict)
    ]
    for task in tasks:
        for name, part in task.items():
            if name == "script" or name.endswith("_script"):
                job = str(task.get("name", name))
                add_script(reader, pipeline, lines, Script(_script(part), job=job))


def _bitbucket(reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any]) -> None:
    pipeline.events = ("push",)
    for part in _bitbucket_steps(_table(document.get("pipelines")).get("default")):
        script = _script(part.get("script"))
        add_script(reader, pipeline, lines, Script(script, job=str(part.get("name", ""))))


def _bitbucket_steps(value: Any) -> Iterator[dict[str, Any]]:
    for item in _items(value):
        if isinstance(item, dict):
            if isinstance(item.get("step"), dict):
                yield item["step"]
            inner = item.get("parallel")
            yield from _bitbucket_steps(_table(inner).get("steps", inner))


def _drone(reader: Reader, pipeline: Pipeline, lines: Lines, document: dict[str, Any]) -> None:
    pipeline.events = ("push", "pull_request")
    steps = document.get("steps") or document.get("pipeline")
    named = steps.items() if isinstance(steps, dict) else (("", s) for s in _items(steps))
    for name, step in named:
        if isinstance(step, dict):
            job = str(step.get("name", name))
            add_script(reader, pipeline, lines, Script(_script(step.get("commands")), job=job))


_SYSTEMS: tuple[tuple[tuple[str, ...], str, Any], ...] = (
    ((".gitlab-ci.yml", ".gitlab-ci.yaml"), "GitLab CI", _gitlab),
    ((".travis.yml",), "Travis CI", _travis),
    ((".circleci/config.yml",), "CircleCI", _circle),
    (("azure-pipelines.yml", ".azure-pipelines.yml"), "Azure Pipelines", _azure),
    (("appveyor.yml", ".appveyor.yml"), "AppVeyor", _appveyor),
    ((".cirrus.yml",), "Cirrus CI", _cirrus),
    (("bitbucket-pipelines.yml",), "Bitbucket Pipelines", _bitbucket),
    ((".drone.yml", ".woodpecker.yml", ".woodpecker/ci.yml"), "Drone", _drone),
    (("Jenkinsfile",), "Jenkins", None),
)
