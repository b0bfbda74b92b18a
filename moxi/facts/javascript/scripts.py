"""What a developer runs: the scripts of the manifest, by their names and by what they start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.javascript.managers import Manager, ci_commands, manager_of
from moxi.facts.model import Evidence, Fact, Task
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.model import Purpose

MAX_PER_PURPOSE = 4


@dataclass(frozen=True, slots=True)
class _Rule:
    """Scripts of a purpose: by whole names, or as `head:tail` (also `head-tail`)."""

    purpose: Purpose
    names: str
    heads: str = ""
    tails: str = ""
    """`*` takes any one word"""

    def takes(self, name: str) -> bool:
        """Whether a script of this name is meant."""
        if name in self.names.split():
            return True
        head, _, tail = name.replace("-", ":").partition(":")
        fits = self.tails == "*" or tail in self.tails.split()
        return bool(tail) and ":" not in tail and head in self.heads.split() and fits


_RULES = (  # the first that takes a name decides
    _Rule("typecheck", "typecheck type-check types type tsc checktypes",
          "test lint check", "type types tsc ts"),
    _Rule("format", "format fmt prettier prettify pretty fix lintfix",
          "format fmt prettier lint eslint fix", "fix write code all lint"),
    _Rule("lint", "lint eslint xo standard biome", "lint", "*"),
    _Rule("lint", "", "check format fmt prettier", "check format style lint"),
    _Rule("docs", "doc docs storybook typedoc build-storybook build:storybook build:docs "
          "build-docs", "doc docs", "build dev serve start"),
    _Rule("build", "build compile dist bundle transpile", "build compile",
          "all prod production lib js ts client server web app types esm cjs main css"),
    _Rule("bench", "bench benchmark benchmarks perf"),
    _Rule("release", "release publish-packages ci:publish"),
    _Rule("run", "start dev develop serve preview", "start dev",
          "dev prod production server client backend frontend web api"),
    _Rule("test", "test tests jest mocha vitest ava spec specs e2e cypress playwright coverage "
          "unit tap", "test tests",
          "unit integration e2e all node browser backend frontend server client cov "
          "coverage acceptance functional smoke js ts"),
)  # fmt: skip
_TOOLS: tuple[tuple[Purpose, re.Pattern[str]], ...] = (
    ("typecheck", lazy_re(r"^(tsc\b.*--noEmit|vue-tsc\b)")),
    (
        "lint",
        lazy_re(
            r"^(eslint|oxlint|biome (lint|check)|standard|xo|stylelint|tslint|semistandard)\b"
            r"(?!.*--(fix|write))"
        ),
    ),
    ("format", lazy_re(r"^(prettier\b.*--write|biome format\b.*--write|oxfmt$|dprint fmt)")),
    (
        "test",
        lazy_re(
            r"^(vitest|jest|mocha|ava|tape|tap|node --test|jasmine|uvu|c8|nyc|playwright test|"
            r"cypress run|karma)\b"
        ),
    ),
)
_LIFECYCLE = frozenset({
    "prepare", "prepublish", "prepublishOnly", "prepack", "postpack", "postinstall",
    "preinstall", "install", "publish", "postpublish", "preversion", "version", "postversion",
    "dependencies",
})  # fmt: skip
_WATCH = lazy_re(r"\bwatch\b|--watch\b| -w\b|:w$", re.IGNORECASE)
_PLACEHOLDER = lazy_re(r"^\s*(echo\b|exit \d|true$|:$)")
_SUFFIXES = {
    "unit": "unit tests", "integration": "integration tests", "e2e": "end-to-end tests",
    "coverage": "with coverage", "cov": "with coverage", "browser": "in a browser",
    "backend": "backend", "frontend": "frontend", "server": "server", "client": "client",
    "check": "check only", "fix": "fix what can be fixed",
}  # fmt: skip
_ENVIRONMENT = lazy_re(
    r"^(?:(?:cross-env(?:-shell)?|dotenv(?: -e \S+)* --)\s+)?(?:[A-Z_]+=\S+\s+)*"
)


def tasks(manifest: Manifest) -> Iterator[Fact[Task]]:
    """Set-up, and the scripts that have a purpose of their own."""
    if not manifest.scripts and not manifest.dependencies():
        return
    manager = manager_of(manifest)
    in_ci = ci_commands(manifest.reader)
    if manifest.dependencies():
        yield _setup(manifest, manager, in_ci)
    chosen: dict[Purpose, list[str]] = {}
    leftovers: list[tuple[Purpose, str]] = []
    for name, body in manifest.scripts.items():
        if skipped(name, body, manifest.scripts):
            continue
        purpose = purpose_by_name(name)
        if purpose == "format" and re.search(r"(?:^|\s)(?:--check|-c|-l|--list-different)\b", body):
            purpose = "lint"
        if purpose == "typecheck" and name in ("type", "types") and "tsc" not in body:
            continue
        if purpose:
            chosen.setdefault(purpose, []).append(name)
        elif by_tool := purpose_by_tool(body):
            leftovers.append((by_tool, name))
    for purpose, name in leftovers:
        if purpose not in chosen:
            chosen[purpose] = [name]
    for purpose, names in chosen.items():
        names.sort(key=lambda name: (len(re.split(r"[-:]", name)) > 1, _start_last(name)))
        for name in names[:MAX_PER_PURPOSE]:
            yield _task(manifest, manager, purpose, name, in_ci)


def purpose_by_name(name: str) -> Purpose | None:
    """What a script of this name is for, by convention."""
    return next((rule.purpose for rule in _RULES if rule.takes(name)), None)


def purpose_by_tool(body: str) -> Purpose | None:
    """What a script is for by the first tool that it starts."""
    command = _ENVIRONMENT.sub("", body).removeprefix("npx ")
    return next((purpose for purpose, pattern in _TOOLS if pattern.match(command)), None)


def skipped(name: str, body: str, scripts: dict[str, str]) -> bool:
    """Hooks that the package manager runs by itself, watchers and placeholders."""
    if name in _LIFECYCLE or _PLACEHOLDER.match(body):
        return True
    for prefix in ("pre", "post"):
        if name.startswith(prefix) and name.removeprefix(prefix) in scripts:
            return True
    is_run = purpose_by_name(name) == "run"
    return not is_run and bool(_WATCH.search(name) or re.search(r"--watch\b(?!=false)", body))


def _start_last(name: str) -> bool:
    return name == "preview"


def _setup(manifest: Manifest, manager: Manager, in_ci: dict[str, Evidence]) -> Fact[Task]:
    evidence = manager.evidence or _dependencies_line(manifest)
    # A package of a workspace is installed from the workspace's root.
    where = evidence.path.rpartition("/")[0] if manager.evidence else manifest.folder
    command = manager.install
    task = Task("setup", command, runner=manager.name, in_ci=command in in_ci, directory=where)
    return Fact(task, (evidence, *_seen(command, in_ci)))


def _dependencies_line(manifest: Manifest) -> Evidence:
    for key in ("dependencies", "devDependencies"):
        if manifest.table(key):
            return manifest.line(key)
    return Evidence(manifest.path)


def _task(
    manifest: Manifest, manager: Manager, purpose: Purpose, name: str, in_ci: dict[str, Evidence]
) -> Fact[Task]:
    forms = manager.forms(name)
    command = next((form for form in forms if form in in_ci), forms[0])
    suffix = re.split(r"[-:]", name)[-1] if re.search(r"[-:]", name) else ""
    task = Task(
        purpose,
        command,
        description=_SUFFIXES.get(suffix, ""),
        runner=manager.name,
        in_ci=command in in_ci,
        directory=manifest.folder,
    )
    return Fact(task, (manifest.line("scripts", name), *_seen(command, in_ci)))


def _seen(command: str, in_ci: dict[str, Evidence]) -> tuple[Evidence, ...]:
    return (in_ci[command],) if command in in_ci else ()
