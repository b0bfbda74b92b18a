"""What a developer runs: the scripts of the manifest, by their names and by what they start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moxi.facts.common.named import only_lints
from moxi.facts.javascript.database import migrations, sets_up, step, step_meaning
from moxi.facts.javascript.managers import Manager, ci_commands, manager_of
from moxi.facts.javascript.script_tools import lacks_a_tool
from moxi.facts.model import Evidence, Fact, Task
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.model import Purpose, Role

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
    _Rule("typecheck", "typecheck type-check types type tsc checktypes dts-check check-dts tsd",
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
    _Rule("setup", "migrate migrate:up migrate:latest migrate:run migrate:deploy migrate:dev "
          "migration:run migrations:run seed seed:run", "db database prisma knex drizzle sequelize",
          "create migrate push setup seed deploy"),
    _Rule("test", "test tests jest mocha vitest ava spec specs e2e cypress playwright coverage "
          "unit tap", "test tests",
          "unit integration e2e all node browser backend frontend server client cov "
          "coverage acceptance functional smoke js ts"),
)  # fmt: skip
_TOOLS: tuple[tuple[Purpose, re.Pattern[str]], ...] = (
    ("typecheck", lazy_re(r"^(tsc(?![\w-]).*--noEmit|vue-tsc(?![\w-]))")),
    (
        "lint",
        lazy_re(
            r"^(eslint|oxlint|biome (lint|check)|standard|xo|stylelint|tslint|semistandard)"
            r"(?![\w-])(?!.*--(fix|write))"
        ),
    ),
    ("format", lazy_re(r"^(prettier\b.*--write|biome format\b.*--write|oxfmt$|dprint fmt)")),
    (
        "test",
        lazy_re(
            r"^(vitest|jest|mocha|ava|tape|tap|node --test|jasmine|uvu|c8|nyc|playwright test|"
            r"cypress run|karma)(?![\w-])"
        ),
    ),
)
_LIFECYCLE = frozenset({
    "prepare", "prepublish", "prepublishOnly", "prepack", "postpack", "postinstall",
    "preinstall", "install", "publish", "postpublish", "preversion", "version", "postversion",
    "dependencies",
})  # fmt: skip
_HOOKS = frozenset(
    {
        "lint:staged",
        "lint-staged",
        "prepush",
        "precommit",
        "pre-push",
        "pre-commit",
        "commitmsg",
        "commit-msg",
    }
)
_BUNDLER = lazy_re(r"(npx )?(@vercel/)?ncc build\b")
_WATCH = lazy_re(r"\bwatch\b|--watch\b| -w\b|:w$", re.IGNORECASE)
_PLACEHOLDER = lazy_re(r"^\s*(echo\b|exit \d|true$|:$)")
_CALL = lazy_re(
    r"^(?:npm run|npm run-script|npm|yarn run|yarn|pnpm run|pnpm|bun run) "
    r"([\w:.-]+)(?: (?:-- )?(.+))?$"
)
# What a script that starts something does, by the tool that it calls.
_BUILT = lazy_re(
    r"^(?:next start|nuxt (?:start|preview)|nuxi preview|vite preview|astro preview|remix-serve|"
    r"react-router-serve|node (?:-\S+ )*\.?/?(?:dist|build|out|\.output)/)"
)
_DEVELOPS = lazy_re(
    r"(?:^|(?<=[\s\"']))(?:next dev|nuxt dev|nuxi dev|vite(?: dev| serve)?|astro dev|"
    r"react-scripts start|gatsby develop|webpack-dev-server|webpack(?:-cli)? serve|ng serve|"
    r"vue-cli-service serve|remix dev|remix vite:dev|react-router dev|docusaurus start|"
    r"rsbuild dev|parcel)(?![\w:-])(?! build)"
)
_WATCHES = lazy_re(r"(?:^| )(?:--watch|-w)(?: |$)")
_RESTARTS = lazy_re(r"^(?:nodemon|tsx watch|ts-node-dev|nest start --watch|node --watch)(?![\w-])")
_BUNDLES = lazy_re(
    r"^(?:unbuild|tsup|tsdown|rollup|rolldown|tsc|microbundle|bunchee|father|esbuild|swc|babel|tsdx|"
    r"dts|zshy|tshy|pkgroll|obuild|parcel watch|vite build|webpack|turbo|nx|lerna)"
    r"(?![\w-])(?! serve)"
)
_SUFFIXES = {
    "unit": "unit tests", "integration": "integration tests", "e2e": "end-to-end tests",
    "coverage": "with coverage", "cov": "with coverage", "browser": "in a browser",
    "backend": "backend", "frontend": "frontend", "server": "server", "client": "client",
    "check": "check only", "fix": "fix what can be fixed",
}  # fmt: skip
_FIXES = lazy_re(r" --fix\b")
_PARTS = ("server", "client", "backend", "frontend", "api", "web")
_PARALLEL = lazy_re(r"^(?:concurrently|run-p|npm-run-all (?:-p|--parallel))\s")
_CALLED = lazy_re(r"(?:npm run |npm:|yarn (?:run )?|pnpm (?:run )?|bun run )([\w:-]+)")
_ENVIRONMENT = lazy_re(
    r"^(?:(?:cross-env(?:-shell)?|dotenv(?: -e \S+)* --)\s+)?(?:[A-Z_]+=\S+\s+)*"
)


def tasks(manifest: Manifest, roles: tuple[Role, ...] = ()) -> Iterator[Fact[Task]]:
    """Set-up, and the scripts that have a purpose of their own."""
    if not manifest.scripts and not manifest.dependencies():
        return
    manager = manager_of(manifest)
    in_ci = ci_commands(manifest.reader)
    if manifest.dependencies() or "workspaces" in manifest.data:
        yield _setup(manifest, manager, in_ci)
    if {"app", "service"}.intersection(roles):
        yield from migrations(manifest, manager)
    chosen: dict[Purpose, list[str]] = {}
    leftovers: list[tuple[Purpose, str]] = []
    inner = inner_scripts(manifest.scripts)
    built = bool(roles) and not {"app", "service"}.intersection(roles)
    for name, body in manifest.scripts.items():
        if name in inner or skipped(name, body, manifest.scripts) or lacks_a_tool(manifest, name):
            continue
        purpose = purpose_by_name(name)
        if purpose == "run" and purpose_by_tool(body) == "test":
            continue  # the tests, again on every change
        if purpose == "run" and built and (_BUNDLES.match(body) or _WATCHES.search(body)):
            continue  # nothing of a library is run by its bundler
        if purpose == "format" and re.search(r"(?:^|\s)(?:--check|-c|-l|--list-different)\b", body):
            purpose = "lint"
        if purpose == "lint" and purpose_by_tool(body) == "format" and "lint " not in body:
            purpose = "format"
        if purpose == "test" and only_lints(body):
            purpose = None if _CALL.match(body) else "lint"
        if purpose == "typecheck" and name in ("type", "types") and "tsc" not in body:
            continue
        if purpose:
            chosen.setdefault(purpose, []).append(name)
        elif _BUNDLER.match(_ENVIRONMENT.sub("", body)):
            chosen.setdefault("build", []).append(name)
        elif by_tool := purpose_by_tool(_called(body, manifest.scripts)):
            leftovers.append((by_tool, name))
    if "build" not in chosen and _BUNDLER.match(_bare(manifest.scripts.get("prepare", ""))):
        chosen["build"] = ["prepare"]  # what an action runs is built before it is committed
    for purpose, name in leftovers:
        if purpose not in chosen:
            chosen[purpose] = [name]
    for purpose, names in chosen.items():
        if purpose == "setup":
            if not {"app", "service"}.intersection(roles):
                continue  # it may serve the tests alone
            names = sorted((n for n in names if sets_up(manifest.scripts[n])), key=step)
        else:
            names.sort(key=lambda name: _order(name, manifest.scripts[name]))
        for name in names[:MAX_PER_PURPOSE]:
            yield _task(manifest, manager, purpose, name, in_ci)


def purpose_by_name(name: str) -> Purpose | None:
    """What a script of this name is for, by convention."""
    return next((rule.purpose for rule in _RULES if rule.takes(name)), None)


def purpose_by_tool(body: str) -> Purpose | None:
    """What a script is for by the first tool that it starts."""
    command = _bare(body)
    return next((purpose for purpose, pattern in _TOOLS if pattern.match(command)), None)


def skipped(name: str, body: str, scripts: dict[str, str]) -> bool:
    """Hooks that the package manager runs by itself, watchers and placeholders."""
    if name in _LIFECYCLE or name in _HOOKS or _PLACEHOLDER.match(body):
        return True
    for prefix in ("pre", "post"):
        if name.startswith(prefix) and name.removeprefix(prefix) in scripts:
            return True
    is_run = purpose_by_name(name) == "run"
    return not is_run and bool(_WATCH.search(name) or re.search(r"--watch\b(?!=false)", body))


def inner_scripts(scripts: dict[str, str]) -> set[str]:
    """Scripts that another of the same purpose calls: whole (`lint` is `npm run lint:js`), or with
    the files that they lack (`npm run lint:eslint src/`)."""
    found: set[str] = set()
    for name, body in scripts.items():
        match = _CALL.match(body)
        target = match[1] if match else ""
        if not match or target not in scripts or target == name or target in ("test", "start"):
            continue
        if name.startswith(("pre", "post")) and purpose_by_name(name) is None:
            continue  # a hook that something else calls
        same = purpose_by_name(name) is not None and purpose_by_name(name) == purpose_by_name(
            target
        )
        by_tool = purpose_by_tool(scripts[target])
        same = same or (by_tool is not None and purpose_by_name(name) in (None, by_tool))
        if same and not (match[2] or "").startswith("-"):
            found.add(target)
    return found


def _order(name: str, body: str) -> tuple[bool, bool]:
    """Whole purposes before their parts, what works in a fresh checkout before what wants a build
    first."""
    return len(re.split(r"[-:]", name)) > 1, name == "preview" or bool(_BUILT.match(_bare(body)))


def _called(body: str, scripts: dict[str, str]) -> str:
    """What a script runs that gives another one its files: `npm run prettier -- src`."""
    match = _CALL.match(body)
    return f"{scripts[match[1]]} {match[2] or ''}" if match and match[1] in scripts else body


def _bare(body: str) -> str:
    """A script without the variables that it sets."""
    return _ENVIRONMENT.sub("", body).removeprefix("npx ")


def _started(body: str) -> str:
    """What a script that runs something does, where its tool tells it."""
    command = _bare(body)
    if _PARALLEL.match(command):
        parts = [re.split(r"[-:]", name)[-1] for name in _CALLED.findall(command)]
        if len(parts) > 1 and all(part in _PARTS for part in parts):
            return "start " + listed([f"the {part}" for part in parts])
    if _BUILT.match(command):
        return "run what the build made"
    if _DEVELOPS.search(command):
        return "start the development server"
    return "start it, again on every change" if _RESTARTS.match(command) else ""


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
    forms, body = manager.forms(name), manifest.scripts[name]
    command = next((form for form in forms if form in in_ci), forms[0])
    suffix = re.split(r"[-:]", name)[-1] if re.search(r"[-:]", name) else ""
    said = _started(body) if purpose == "run" else ""
    if purpose == "run" and not said and suffix in ("server", "client", "backend", "frontend"):
        said = f"start the {suffix}"
    if purpose == "setup":
        said = step_meaning(name)
    task = Task(
        purpose,
        command,
        description=said
        or ("" if purpose == "typecheck" else _SUFFIXES.get(suffix, ""))
        or ("fix what can be fixed" if purpose == "format" and _FIXES.search(body) else "")
        or _bundles(body),
        runner=manager.name,
        in_ci=command in in_ci,
        directory=manifest.folder,
        after_build=purpose == "run" and bool(_BUILT.match(_bare(body))),
    )
    return Fact(task, (manifest.line("scripts", name), *_seen(command, in_ci)))


def _bundles(body: str) -> str:
    return "bundle" if _BUNDLER.match(_ENVIRONMENT.sub("", body)) else ""


def _seen(command: str, in_ci: dict[str, Evidence]) -> tuple[Evidence, ...]:
    return (in_ci[command],) if command in in_ci else ()
