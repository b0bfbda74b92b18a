"""Reusable workflows: those that other repositories call with `uses:` at the level of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moxi.facts.github_actions.metadata import clean, evidence_of, inputs_of, outputs_of, text_of
from moxi.facts.github_actions.reference import pages
from moxi.facts.model import Action, Evidence, Fact
from moxi.facts.paths import join
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.github_actions.reference import References
    from moxi.facts.reader import Reader

MAX_WORKFLOWS = 12
_OWN_USE = lazy_re(r"(^|[-_.])(self|tests?|ci|internal|pre-?submit|e2e|lint)([-_.]|$)|^_")


def reusable(
    reader: Reader, slug: str, refs: References, *, offers: bool
) -> Iterator[Fact[Action]]:
    """The workflows that are there to be called from outside. `offers` says that actions and
    workflows are all that the repository holds; in others a page has to show the call."""
    # That its own workflows call one another by their full names offers nothing.
    told_by = [path for path in pages(reader) if offers or not path.startswith(".github/")]
    shown = [reader.text(path) for path in told_by] if slug else []
    found = 0
    for path in reader.tree.files(join(".github", "workflows")):
        if not path.endswith((".yml", ".yaml")) or "workflow_call" not in reader.text(path):
            continue
        told = any(f"{slug}/{path}@" in text for text in shown)
        if not told and (not offers or _OWN_USE.search(path.rpartition("/")[2])):
            continue
        call = _call(reader.yaml(path))
        if call is not None and found < MAX_WORKFLOWS:
            found += 1
            yield _read(reader, path, call, refs)


def _call(table: dict[str, Any]) -> dict[str, Any] | None:
    """What stands under `on: workflow_call`; None where nothing calls it."""
    events = table.get("on")
    if isinstance(events, dict) and "workflow_call" in events:
        call = events["workflow_call"]
        return call if isinstance(call, dict) else {}
    plain = events == "workflow_call" or (isinstance(events, list) and "workflow_call" in events)
    return {} if plain else None


def _read(reader: Reader, path: str, call: dict[str, Any], refs: References) -> Fact[Action]:
    table = reader.yaml(path)
    pinned = refs.of(path)
    action = Action(
        name=clean(text_of(table.get("name"))),
        path=path,
        runs="workflow",
        ref=pinned.ref,
        inputs=tuple(inputs_of(call.get("inputs"))),
        outputs=tuple(outputs_of(call.get("outputs"))),
        secrets=tuple(inputs_of(call.get("secrets"))),
        permissions=_permissions(table),
    )
    lines = Lines(reader.text(path))
    where: list[Evidence] = [evidence_of(path, lines, "on", "workflow_call")]
    return Fact(action, (*where, pinned.evidence) if pinned.evidence else tuple(where))


def _permissions(table: dict[str, Any]) -> tuple[str, ...]:
    """What the jobs ask for, which is what the job that calls has to be given."""
    jobs = table.get("jobs")
    held = (
        [job.get("permissions") for job in jobs.values() if isinstance(job, dict)]
        if isinstance(jobs, dict)
        else []
    )
    asked = [given for given in held or () if isinstance(given, dict)]
    if isinstance(table.get("permissions"), dict) and len(asked) < len(held):
        asked.append(table["permissions"])
    most: dict[str, str] = {}
    for given in asked:
        for name, right in given.items():
            if right == "write" or (right == "read" and name not in most):
                most[name] = right
    return tuple(f"{name}: {right}" for name, right in most.items())
