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

MAX_INPUTS = 50
MIN_ALIKE = 3
_TOKENS = {"TOKEN", "GITHUB_TOKEN", "REPO_TOKEN", "GH_TOKEN"}


def build(view: View, body: Body) -> None:
    """Inputs and outputs of every action, the root's first."""
    actions = _actions(view)
    told: list[Fact[Action]] = []
    for fact in actions:
        if len(actions) > 1:
            body.add(f"### {_name(view, fact.value)}")
            if fact.value.path != view.facts.folder:
                if fact.value.description != actions[0].value.description:
                    body.add(md.sentence(md.prose(fact.value.description)))
                _step(view, body, fact)
        if like := next((other for other in told if _is_alike(other.value, fact.value)), None):
            body.add(_differences(view, like.value, fact.value), fact)
            continue
        told.append(fact)
        _inputs(body, fact)
        _outputs(body, fact)


def _is_alike(one: Action, two: Action) -> bool:
    """Whether two actions take and give the same, but for defaults."""
    sides = [[(item.name, item.description, item.required) for item in action.inputs]
             for action in (one, two)]  # fmt: skip
    return (
        len(sides[0]) > MIN_ALIKE
        and sides[0] == sides[1]
        and [(output.name, output.description) for output in one.outputs]
        == [(output.name, output.description) for output in two.outputs]
    )


def _differences(view: View, known: Action, action: Action) -> str:
    what = "inputs and outputs" if action.outputs else "inputs"
    said = [
        f"{md.code(new.name)} is {md.code(new.default) if new.default else 'empty'} by default"
        for old, new in zip(known.inputs, action.inputs, strict=True)
        if old.default != new.default
    ]
    except_for = f", except that {md.join(said)}" if said else ""
    return f"The {what} are those of {_name(view, known)}{except_for}."


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
        header = ("input", "meaning", "required", "default")
        shown = rows if len(rows) < MAX_INPUTS + 10 else rows[:MAX_INPUTS]
        body.add(md.table(header, shown), fact)
        if more := rows[len(shown) :]:
            body.add(md.details(f"{len(more)} more inputs", md.table(header, more)))


def _outputs(body: Body, fact: Fact[Action]) -> None:
    rows = [(md.code(item.name), md.prose(item.description)) for item in fact.value.outputs]
    if rows:
        body.add(md.table(("output", "meaning"), rows), fact)
