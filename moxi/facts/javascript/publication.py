"""Whether the npm registry has a package: what the manifest, its scripts and the workflows say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.javascript.managers import workflow_paths
from moxi.facts.model import Evidence
from moxi.facts.paths import normalise
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.javascript.manifest import Manifest
    from moxi.facts.model import Role

_ONE = (
    "npm publish", "pnpm publish", "yarn publish", "yarn npm publish", "bun publish",
    "js-devtools/npm-publish", "npm-publish@",
)  # fmt: skip
_ALL = (
    "changesets/action", "changeset publish", "semantic-release", "lerna publish", "nx release",
    "pnpm -r publish", "pnpm publish -r", "pnpm publish --recursive", "npm publish --workspaces",
    "npm publish -ws",
)  # fmt: skip
"""these look after every package of a workspace"""
_INITIAL = ("", "0.0.0", "0.0.1", "0.1.0", "1.0.0")
_ENTERED = lazy_re(r"(?:^|[\n;&(])\s*cd\s+([\w@./-]+)")


def publication(manifest: Manifest, roles: tuple[Role, ...]) -> Evidence | None:
    """What says that the npm registry has the package; None where nothing does."""
    if manifest.private or not manifest.name or "vscode" in manifest.table("engines"):
        return None
    if manifest.table("publishConfig").get("access") == "public":
        return manifest.line("publishConfig")
    if is_of_an_action(manifest):
        return None
    is_product = bool({"service", "app"}.intersection(roles))
    for name, body in manifest.scripts.items():
        if not is_product and any(needle in body for needle in (*_ONE, *_ALL)):
            return manifest.line("scripts", name)
    if not is_product and (line := _publishing_workflow(manifest)):
        return line
    version = manifest.string("version")
    if not version or is_product:
        return None
    telling = any(
        manifest.data.get(key) for key in ("files", "exports", "module", "bin", "types", "typings")
    )
    if manifest.data.get("files") or (telling and version not in ("0.0.0", "0.0.1")):
        return manifest.line("version")
    # `npm init` writes a main, a version and no keywords: that alone is no sign of a release.
    seasoned = bool(manifest.strings("keywords")) or version not in _INITIAL
    if "library" in roles and seasoned and manifest.data.get("repository"):
        return manifest.line("version")
    return None


def is_of_an_action(manifest: Manifest) -> bool:
    """Whether it only holds the code of a GitHub Action, which nobody imports."""
    names = {path.rpartition("/")[2] for path in manifest.reader.tree.files(manifest.folder)}
    offered = manifest.data.get("exports") or manifest.data.get("files")
    return bool(names & {"action.yml", "action.yaml"}) and not offered


def _publishing_workflow(manifest: Manifest) -> Evidence | None:
    """The line of a workflow that publishes this package, not one in another folder."""
    for path in workflow_paths(manifest.reader):
        text = manifest.reader.text(path).lower()
        if not any(needle in text for needle in (*_ONE, *_ALL)):
            continue
        for folder, done in _steps(manifest.reader.yaml(path)):
            low = done.lower().replace("python-semantic-release", "")
            for needle in (*_ALL, *_ONE):
                if needle not in low:
                    continue
                whole = needle in _ALL or re.search(r"--(?:workspace|filter)|-w ", low)
                if whole or _folder_of(low, needle, folder) == manifest.folder.lower():
                    line = next(
                        number
                        for number, line in enumerate(text.split("\n"), 1)
                        if needle in line and not line.strip().startswith(("#", "name:", "- name:"))
                    )
                    return Evidence(path, line, line)
    return None


def _steps(workflow: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The folder in which each step runs, and what it runs or uses."""
    jobs = workflow.get("jobs")
    base = _working(workflow)
    for job in jobs.values() if isinstance(jobs, dict) else ():
        if not isinstance(job, dict):
            continue
        home = _working(job) or base
        steps = job.get("steps")
        if isinstance(job.get("uses"), str):
            yield home, job["uses"]
        for step in steps if isinstance(steps, list) else ():
            if not isinstance(step, dict):
                continue
            given = step.get("with")
            package = given.get("package") if isinstance(given, dict) else None
            folder = step.get("working-directory") or home
            if isinstance(package, str):
                folder = package.removesuffix("package.json")
            inputs = given.values() if isinstance(given, dict) else ()
            said = [step.get("run"), step.get("uses"), *inputs]
            text = "\n".join(value for value in said if isinstance(value, str))
            yield folder if isinstance(folder, str) else "", text


def _working(table: dict[str, Any]) -> str:
    """`defaults.run.working-directory` of a workflow or a job."""
    held = table.get("defaults")
    run = held.get("run") if isinstance(held, dict) else None
    folder = run.get("working-directory") if isinstance(run, dict) else None
    return folder if isinstance(folder, str) else ""


def _folder_of(text: str, needle: str, folder: str) -> str:
    """Where a command runs: the step's folder, or the last one that its script enters."""
    entered = _ENTERED.findall(text[: text.index(needle)])
    where = f"{folder}/{entered[-1]}" if entered else folder
    behind = re.search(re.escape(needle) + r" +(\.?[\w@-][\w@./-]*/?)(?:\s|$)", text)
    if behind and "/" in behind[1]:
        where = f"{folder}/{behind[1]}"
    if re.match(r"\./?(dist|build|out|lib|pkg)\b", where) or where in ("dist", "build", "pkg"):
        return ""  # what the build of the root made
    return (normalise(where.lstrip("/")) or "").lower()
