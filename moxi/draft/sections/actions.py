"""GitHub Actions: the step that uses one, and the tables of its inputs and outputs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from moxi.draft import markdown as md
from moxi.facts.model import Action, EnvVar, Example
from moxi.facts.prose import first_sentence
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from moxi.draft.model import Body
    from moxi.draft.view import View
    from moxi.facts import Fact
    from moxi.facts.model import ActionInput

MAX_INPUTS = 50
MIN_ALIKE = 3
MAX_AT_TIMES = 4
_REQUIRED = lazy_re(r"^\W*required\b|[(\[]required[)\]]", re.IGNORECASE)
_WHEN = lazy_re(r"\b(Required|Mandatory|Needed) (if|when|unless)\b[^.]*\.?")
_REQUIRED_FIRST = lazy_re(r"^\W*required\b\W*[.:,)\]-]\W*", re.IGNORECASE)
_AT_TIMES = lazy_re(
    r"\b(required|mandatory|needed) (if|when|unless|for|with|only)\b"
    r"|\b(either|one of)\b[^.]*\b(must be|is required|are required)\b"
    r"|\bmust (only )?(specify|provide|set) (either|one of)\b",
    re.IGNORECASE,
)
_SECRET = lazy_re(
    r"(^|_)(TOKEN|SECRET|PASSWORD|PASSPHRASE|WEBHOOK|(API|ACCESS|PRIVATE|SECRET)_?KEY)(_|$)"
)
_INTERNAL = lazy_re(r"\W*(?:for )?internal(?:ly)? (?:use|used)\b", re.IGNORECASE)
# "The NPM access token": of another service, whatever its input is called.
_OTHER_TOKEN = lazy_re(
    r"\b(?!(?:The|An?|Your|This|Access|Auth|API|Personal|Token|Secret|OAuth|Job|Use)\b)"
    r"([A-Z][A-Za-z]+) (?:(?:access|auth|authentication|API|api|bot) )?token\b"
)
_TOKENS = {"TOKEN", "GITHUB_TOKEN", "REPO_TOKEN", "GH_TOKEN"}


def build(view: View, body: Body) -> None:
    """Inputs and outputs of every action, the root's first."""
    actions = _actions(view)
    told: list[Fact[Action]] = []
    for fact in actions:
        here = fact.value.path == view.facts.folder
        if here and not (fact.value.inputs or fact.value.outputs):
            continue
        if len(actions) > 1:
            body.add(f"### {_name(view, fact.value)}")
            if fact.value.path != view.facts.folder:
                if fact.value.description != actions[0].value.description:
                    body.add(md.sentence(md.prose(fact.value.description)))
                _step(view, body, fact)
                if fact.value.runs.startswith("node"):
                    number = fact.value.runs.removeprefix("node")
                    body.add(f"It runs on Node.js {number}.")
        if like := next((other for other in told if _is_alike(other.value, fact.value)), None):
            body.add(_differences(view, like.value, fact.value), fact)
            continue
        told.append(fact)
        _inputs(body, fact)
        _secrets(body, fact)
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


def root_step(view: View, body: Body, heading: str = "") -> None:
    """The step that uses the root's action; those of several are told with their inputs."""
    actions = _actions(view)
    if actions and (len(actions) == 1 or actions[0].value.path == view.facts.folder):
        body.add(heading)
        _step(view, body, actions[0])


def _step(view: View, body: Body, fact: Fact[Action]) -> None:
    """A step with all that an action requires, unless an example shows just that."""
    uses = reference(view, fact.value)
    required = [item for item in fact.value.inputs if _is_required(item)]
    variables = _required_variables(view) if fact.value.path == view.facts.folder else []
    wanted = [uses, *(f"{item.name}:" for item in required)]
    wanted += [f"{fact.value.name}:" for fact in variables if fact.value.required]
    examples = (example.value.code for example in view.all(Example))
    if not uses or any(all(part in code for part in wanted) for code in examples):
        return
    at_times = [item for item in fact.value.inputs if _is_required_at_times(item)]
    required = required or [i for i in fact.value.inputs if _is_token(fact.value, i)][:1]
    if not required:  # of those that stand for each other, one has to be there
        required, at_times = at_times[:1], at_times[1:]
    if fact.value.runs == "workflow":
        body.add(md.fence("\n".join(_job(fact.value, uses)), "yaml"), fact)
        return
    lines = [f"- uses: {uses}", *(["  with:"] if required else [])]
    for item in required:
        if item.description:
            lines.append(f"    # {_comment(item)}")
        lines.append(f"    {item.name}: {_value(item.name, item.description)}")
    for item in at_times[:MAX_AT_TIMES]:
        lines.append(f"    # {_comment(item)}")
        lines.append(f"    # {item.name}: {_value(item.name)}")
    lines += ["  env:"] if variables else []
    for variable in variables:
        lines.append(f"    {variable.value.name}: {_value(variable.value.name)}")
    body.add(md.fence("\n".join(lines), "yaml"), fact, *variables)


def _job(action: Action, uses: str) -> list[str]:
    """The job that calls a reusable workflow."""
    lines = ["jobs:", "  call:", f"    uses: {uses}"]
    if action.permissions and action.permissions != ("contents: read",):
        lines += ["    permissions:", *(f"      {right}" for right in action.permissions)]
    for key, items in (("with", action.inputs), ("secrets", action.secrets)):
        required = [item for item in items if _is_required(item)]
        lines += [f"    {key}:"] if required else []
        for item in required:
            if item.description:
                lines.append(f"      # {_comment(item)}")
            # GitHub knows no secrets in the inputs that a job gives.
            given = f"${{{{ secrets.{item.name} }}}}" if key == "secrets" else "''"
            lines.append(f"      {item.name}: {given}")
    return lines


def _is_required(item: ActionInput) -> bool:
    """Whether the action does not work without it, by its metadata or by its description."""
    said = bool(_REQUIRED.search(item.description)) and not _AT_TIMES.search(item.description)
    return not item.default and not item.deprecated and (item.required or said)


def _is_token(action: Action, item: ActionInput) -> bool:
    """Whether it takes the job's token, which none of the inputs has by default."""
    tokens = [i for i in action.inputs if i.name.upper().replace("-", "_") in _TOKENS]
    given = any(other.default or other.required for other in tokens)
    return item in tokens and not given and not item.deprecated


def _is_required_at_times(item: ActionInput) -> bool:
    """Whether it depends on other inputs, as its description says."""
    given = item.default or item.deprecated or item.required
    return not given and bool(_AT_TIMES.search(item.description))


def _comment(item: ActionInput) -> str:
    """What an input means, one line; that it is required shows, but not when."""
    said = first_sentence(_REQUIRED_FIRST.sub("", item.description) or item.description)
    when = _WHEN.search(item.description)
    return f"{said} {when[0].strip()}" if when and when[0].strip() not in said else said


def _required_variables(view: View) -> list[Fact[EnvVar]]:
    """What the step's environment must hold; the token also where the code only reads it."""
    actions = [fact.value for fact in view.all(Action) if fact.value.path == view.facts.folder]
    given = {name for action in actions for name in action.sets}
    given |= {"GITHUB_TOKEN" for action in actions for item in action.inputs
              if item.name.upper().replace("-", "_") in _TOKENS}  # fmt: skip
    wanted = {
        fact.value.name: fact
        for fact in view.all(EnvVar)
        if fact.value.name not in given
        and ((fact.value.required and not fact.value.default) or fact.value.name == "GITHUB_TOKEN")
    }
    if not wanted and not any(action.inputs for action in actions):
        secret = [f for f in view.all(EnvVar) if _SECRET.search(f.value.name)]
        wanted = {fact.value.name: fact for fact in secret[:1] if not fact.value.default}
    return list(wanted.values()) if view.is_action else []


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


def _value(name: str, said: str = "") -> str:
    """The job's token where it is the token, a secret where the name says so; the rest is the
    reader's, empty as in GitHub's own documentation of actions, its meaning above it."""
    constant = name.upper().replace("-", "_")
    if (
        constant == "TOKEN"
        and (other := _OTHER_TOKEN.search(said))
        and "github" not in said.lower()
    ):
        return f"${{{{ secrets.{other[1].upper()}_TOKEN }}}}"
    if constant in _TOKENS:
        return "${{ secrets.GITHUB_TOKEN }}"
    if "secrets.GITHUB_TOKEN" in said:
        return "${{ secrets.GITHUB_TOKEN }}"
    return f"${{{{ secrets.{constant} }}}}" if _SECRET.search(constant) else "''"


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
        if not _INTERNAL.match(item.description)
    ]
    if rows:
        header = ("input", "meaning", "required", "default")
        shown = rows if len(rows) < MAX_INPUTS + 10 else rows[:MAX_INPUTS]
        body.add(md.table(header, shown), fact)
        if more := rows[len(shown) :]:
            body.add(md.details(f"{len(more)} more inputs", md.table(header, more)))


def _secrets(body: Body, fact: Fact[Action]) -> None:
    rows = [
        (md.code(item.name), md.prose(item.description), "yes" if item.required else "")
        for item in fact.value.secrets
    ]
    if any(meaning or required for _, meaning, required in rows):
        body.add(md.table(("secret", "meaning", "required"), rows), fact)
    elif rows:
        body.add(f"Secrets: {md.join(name for name, _, _ in rows)}.", fact)


def _outputs(body: Body, fact: Fact[Action]) -> None:
    rows = [(md.code(item.name), md.prose(item.description)) for item in fact.value.outputs]
    if any(meaning for _, meaning in rows):
        body.add(md.table(("output", "meaning"), rows), fact)
    elif rows:
        body.add(f"Outputs: {md.join(name for name, _ in rows)}.", fact)
