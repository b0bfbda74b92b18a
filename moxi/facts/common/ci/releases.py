"""What makes a release: the workflows that a tag or a published release starts, and where to
they publish."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from moxi.facts.common.ci.github import FOLDER, MAX_WORKFLOWS
from moxi.facts.common.shell import split_commands, words_of
from moxi.facts.model import Evidence, Fact, Note
from moxi.facts.prose import listed
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MAX_PATTERNS, MAX_SENTENCES = 2, 2
IMAGE, RELEASE = "the container image", "a GitHub release"
_ACTIONS = {
    "pypa/gh-action-pypi-publish": "PyPI", "katyo/publish-crates": "crates.io",
    "JS-DevTools/npm-publish": "npm", "docker/build-push-action": IMAGE,
    "docker/bake-action": IMAGE, "goreleaser/goreleaser-action": RELEASE,
    "softprops/action-gh-release": RELEASE, "ncipollo/release-action": RELEASE,
}  # fmt: skip
_COMMANDS = {
    "twine upload": "PyPI", "uv publish": "PyPI", "poetry publish": "PyPI",
    "hatch publish": "PyPI", "flit publish": "PyPI", "pdm publish": "PyPI",
    "maturin publish": "PyPI", "maturin upload": "PyPI", "npm publish": "npm",
    "pnpm publish": "npm", "yarn publish": "npm", "yarn npm publish": "npm",
    "cargo publish": "crates.io", "gh release create": RELEASE, "goreleaser release": RELEASE,
}  # fmt: skip
_NOT_REAL = lazy_re(r"test\.?pypi|dry-run|--snapshot|--skip[= ]publish|\bfalse\b", re.IGNORECASE)
# Conditions that hold whenever a tag or a release starts the workflow in its own repository.
_ON_TAG = lazy_re(
    r"startsWith\(github\.ref, *'refs/tags/?v?'\)|github\.ref_type *== *'tag'"
    r"|github\.event_name *== *'(?:release|push)'|github\.repository(?:_owner)? *== *'[^']*'"
)
_ANY = lazy_re(r"\*+|(?:\[0-9\]|\\d)[+*]?")
_USUAL = frozenset(("vN", "vN.N", "vN.N.N", "N.N.N"))
_JOINS = lazy_re(r"\$\{\{|\}\}|&&|[()\s]")


def releases(reader: Reader, folder: str) -> Iterator[Fact[Note]]:
    """`Pushing a tag that matches v* publishes it to PyPI`, with the workflow."""
    if folder:
        return
    told: dict[tuple[str, str], Fact[Note]] = {}
    for path in reader.tree.files(FOLDER)[:MAX_WORKFLOWS]:
        document = reader.yaml(path) if path.endswith((".yml", ".yaml")) else {}
        trigger = _trigger(document.get("on"))
        targets = list(dict.fromkeys(_targets(document))) if trigger[0] else []
        does = _does([target for target in targets if trigger[1] or target != RELEASE])
        if not does:
            continue
        link = f"[{path.rpartition('/')[2]}]({quote(path)})"
        where = reader.find(path, "on:", "tags:" if trigger[1] else "release:")
        note = Note("development", f"{trigger[0]} {does} ({link})")
        told.setdefault((trigger[0], does), Fact(note, (where, Evidence(path)), folder))
    yield from list(told.values())[:MAX_SENTENCES]


def _trigger(on: Any) -> tuple[str, bool]:
    """What somebody does to start it, and whether that is a tag; empty for anything else."""
    if on == "release":
        return "Publishing a release on GitHub", False
    if not isinstance(on, dict):
        return "", False
    push = on.get("push")
    if isinstance(push, dict) and "branches" not in push and "branches-ignore" not in push:
        tags = push.get("tags")
        tags = [tags] if isinstance(tags, str) else tags
        if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
            return f"Pushing a tag{_which([t for t in tags if not t.startswith('!')])}", True
    if "release" in on and "push" not in on:
        types = on["release"].get("types") if isinstance(on["release"], dict) else None
        types = [types] if isinstance(types, str) else types
        if types is None or (isinstance(types, list) and {"published", "released"} & {*types}):
            return "Publishing a release on GitHub", False
        if types == ["created"]:
            return "Creating a release on GitHub", False
    return "", False


def _which(patterns: list[str]) -> str:
    """` such as v1.2.3` for the usual patterns; nothing where every tag fits, or many do."""
    bare = [_ANY.sub("N", pattern) for pattern in patterns]
    usual = ["v1.2.3" if b[0] == "v" else "1.2.3" for b in bare if b in _USUAL]
    if usual:
        return " such as " + " or ".join(f"`{tag}`" for tag in dict.fromkeys(usual))
    if "N" in bare or len(patterns) > MAX_PATTERNS:
        return ""
    return " that matches " + " or ".join(f"`{pattern}`" for pattern in patterns)


def _targets(document: dict[str, Any]) -> Iterator[str]:
    jobs = document.get("jobs")
    for job in jobs.values() if isinstance(jobs, dict) else ():
        if not isinstance(job, dict) or not _holds(job.get("if")):
            continue
        steps = job.get("steps")
        for step in steps if isinstance(steps, list) else ():
            if isinstance(step, dict) and _holds(step.get("if")):
                yield from _of_step(step)


def _holds(condition: Any) -> bool:
    if condition is None:
        return True
    if not isinstance(condition, str):
        return False
    return not _JOINS.sub("", _ON_TAG.sub("", condition))


def _of_step(step: dict[str, Any]) -> Iterator[str]:
    uses, run = step.get("uses"), step.get("run")
    given = step.get("with")
    given = given if isinstance(given, dict) else {}
    if isinstance(uses, str) and (target := _ACTIONS.get(uses.partition("@")[0])):
        said = " ".join(str(value) for value in given.values())
        if target is IMAGE:
            if given.get("push") == "true":
                yield target
        elif "goreleaser" in uses and "release" not in str(given.get("args", "")).split():
            return
        elif target == "PyPI" and "://" in said and "pypi.org" not in said:
            return  # to an index of its own
        elif not _NOT_REAL.search(said) and given.get("draft") != "true":
            yield target
    for command in split_commands(run) if isinstance(run, str) else ():
        if not _NOT_REAL.search(command.text):
            words = " ".join(words_of(command.text)[:4])
            yield from (
                to for start, to in _COMMANDS.items() if f"{words} ".startswith(f"{start} ")
            )


def _does(targets: list[str]) -> str:
    registries = [target for target in targets if target not in (IMAGE, RELEASE)]
    said = [f"publishes to {listed(registries)}"] if registries else []
    said += ["pushes the container image"] if IMAGE in targets else []
    said += ["makes a GitHub release"] if RELEASE in targets else []
    return listed(said) if said else ""
