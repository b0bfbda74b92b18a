"""GitHub Actions: the step that uses one, and the tables of its inputs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Action, Example
from moxi.facts.prose import first_sentence

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import ActionInput

_TOKENS = {"TOKEN", "GITHUB_TOKEN", "REPO_TOKEN", "GH_TOKEN"}


def build(view: View, body: Body) -> None:
    """Inputs and outputs of every action, the root's first."""
    actions = _actions(view)
    for fact in actions:
        if len(actions) > 1:
            body.add(f"### {_name(view, fact.value)}")
            if fact.value.path != view.facts.folder:
                body.add(md.sentence(md.prose(fact.value.description)))
                _step(view, body, fact)
        _inputs(body, fact)
        _outputs(body, fact)


def root_step(view: View, body: Body) -> None:
    """The step that uses the root's action."""
    for fact in _actions(view)[:1]:
        _step(view, body, fact)


def _step(view: View, body: Body, fact: Fact[Action]) -> None:
    """A step with all that an action requires, unless an example shows just that."""
    uses = reference(view, fact.value)
    required = [item for item in fact.value.inputs if item.required and not item.default]
    wanted = [uses, *(f"{item.name}:" for item in required)]
    examples = (example.value.code for example in view.all(Example))
    if not uses or any(all(part in code for part in wanted) for code in examples):
        return
    lines = [f"- uses: {uses}", *(["  with:"] if required else [])]
    for item in required:
        if item.description:
            lines.append(f"    # {first_sentence(item.description)}")
        lines.append(f"    {item.name}: {_value(item)}")
    body.add(md.fence("\n".join(lines), "yaml"), fact)


def reference(view: View, action: Action) -> str:
    """`owner/name/folder@ref`, empty where the owner or a ref is not known."""
    metadata = view.snapshot.metadata
    ref = action.ref or metadata.default_branch
    if not (metadata.owner and metadata.name and ref):
        return ""
    below = f"/{action.path}" if action.path else ""
    return f"{metadata.owner}/{metadata.name}{below}@{ref}"


def _actions(view: View) -> list[Fact[Action]]:
    return sorted(
        view.all(Action), key=lambda fact: (fact.value.path != view.facts.folder, fact.value.path)
    )


def _name(view: View, action: Action) -> str:
    return md.code(reference(view, action) or action.path or action.name)


def _value(item: ActionInput) -> str:
    """The job's token where it is the token; the rest is the reader's, empty as in GitHub's own
    documentation of actions, its meaning above it."""
    is_token = item.name.upper().replace("-", "_") in _TOKENS
    return "${{ secrets.GITHUB_TOKEN }}" if is_token else "''"


def _inputs(body: Body, fact: Fact[Action]) -> None:
    rows = [
        (
            md.code(item.name),
            f"Deprecated: {md.prose(item.deprecated)}"
            if item.deprecated
            else md.prose(item.description),
            "yes" if item.required else "",
            md.code(item.default),
        )
        for item in fact.value.inputs
    ]
    if rows:
        body.add(md.table(("input", "meaning", "required", "default"), rows), fact)


def _outputs(body: Body, fact: Fact[Action]) -> None:
    rows = [(md.code(item.name), md.prose(item.description)) for item in fact.value.outputs]
    if rows:
        body.add(md.table(("output", "meaning"), rows), fact)
