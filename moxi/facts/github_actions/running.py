"""How an action runs: on Node.js, in a container or as steps, and which file starts it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.dockerfile import parse
from moxi.facts.docker.image_parts import command_of
from moxi.facts.docker.image_variables import scripts_of
from moxi.facts.github_actions.metadata import text_of
from moxi.facts.model import Evidence, Fact, Folder, Note
from moxi.facts.paths import join, normalise
from moxi.facts.prose import listed
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

MAX_STEPS, MAX_COMMAND = 8, 90
_NODE = lazy_re(r"node(\d+)")
_MAKES = ("dist", "build", "lib", "out")
"""folders into which a build writes"""
_ENTRIES = ("src/main.ts", "src/index.ts", "src/main.js", "src/index.js", "src/main.mjs",
            "src/index.mjs", "index.ts", "main.ts", "index.js", "main.js")  # fmt: skip
_BUNDLES = lazy_re(r"\b(ncc build|esbuild|rollup|tsup|tsdown|webpack|vite build|bun build|tsc)\b")
_SCRIPT = lazy_re(r"(?:(?:ACTION_PATH\}?|:\?\}|action_path ?\}\})|(?<=\s)\.)(/[\w./-]+\.\w+)")
_COMMITS = lazy_re(r"git (add|commit)\b|git-auto-commit|add-and-commit|create-pull-request")
MAX_DEPTH = 2
_IMAGE = "docker://"


def how_it_runs(reader: Reader, path: str, folder: str) -> Iterator[Fact[Any]]:
    """One sentence on what runs the action, and the rows of the files that make it."""
    runs = reader.yaml(path).get("runs")
    if not isinstance(runs, dict):
        return
    lines = Lines(reader.text(path))
    at = Evidence(path, *lines.span("runs"))
    using = text_of(runs.get("using"))
    said = ""
    if node := _NODE.fullmatch(using):
        said = f"The action runs on Node.js {node[1]}{_main(runs)}."
    elif using == "docker" and isinstance(image := runs.get("image"), str) and image:
        built = not image.startswith(_IMAGE)
        kind = "built from" if built else "of the image"
        said = (
            f"The action runs in a container {kind} `{image.removeprefix(_IMAGE)}`, so it needs a "
            "Linux runner."
        )
    elif using == "composite":
        said = _composite(runs.get("steps"))
    if said:
        yield Fact(Note("usage", said), (at,), folder)
    role = "The action's metadata: its inputs, its outputs and how it runs"
    yield Fact(Folder(path, role), (Evidence(path),), folder)
    yield from _image_parts(reader, path, folder, runs)
    for script in _scripts_run(reader, folder, runs):
        yield Fact(Folder(script, "What the action runs"), (at, Evidence(script)), folder)
    if main := _source(reader, folder, runs):
        yield Fact(Folder(main, "Where the action starts"), (at, Evidence(main)), folder)


def _image_parts(
    reader: Reader, path: str, folder: str, runs: dict[str, Any]
) -> Iterator[Fact[Folder]]:
    """The Dockerfile of the action, and the script that its image starts."""
    file = join(folder, "Dockerfile")
    if "docker" not in str(runs) or file not in reader.tree:
        return
    yield Fact(Folder(file, "The image that the action runs in"), (Evidence(file),), folder)
    image = parse(file, reader.text(file))
    started = [word.rpartition("/")[2] for word in command_of(image)]
    for script in scripts_of(reader, image, folder):
        if script.rpartition("/")[2] in started:
            role = "What the container starts"
            yield Fact(Folder(script, role), (Evidence(script), Evidence(file)), folder)


def _scripts_run(reader: Reader, folder: str, runs: dict[str, Any]) -> list[str]:
    """The files of the repository that the steps of a composite action run."""
    steps = runs.get("steps")
    bodies = [s.get("run") for s in steps if isinstance(s, dict)] if isinstance(steps, list) else []
    texts = [body.strip() for body in bodies if isinstance(body, str)]
    named = [word for text in texts for word in _SCRIPT.findall(text)]
    named += [text for text in texts if "/" not in text]  # found on the path, as the file is named
    paths = [normalise(join(folder, word.lstrip("/"))) for word in named]
    return list(dict.fromkeys(path for path in paths if path and path in reader.tree))[:4]


def _main(runs: dict[str, Any]) -> str:
    """`, as dist/index.js`: what is run, and what afterwards."""
    main, post = runs.get("main"), runs.get("post")
    if not isinstance(main, str) or not main:
        return ""
    after = isinstance(post, str) and post
    return f" (`{main}`" + (f", and `{post}` when the job ends" if after else "") + ")"


def _source(reader: Reader, folder: str, runs: dict[str, Any]) -> str:
    """The file that a developer opens first: what is run, or what it is built from."""
    main = runs.get("main")
    if not isinstance(main, str) or not main:
        return ""
    path = normalise(join(folder, main)) or ""
    if path in reader.tree and path[len(folder) :].strip("/").split("/")[0] not in _MAKES:
        return path
    scripts = reader.json(join(folder, "package.json")).get("scripts")
    bodies = " ".join(str(body) for body in scripts.values()) if isinstance(scripts, dict) else ""
    found = [at for name in _ENTRIES if (at := join(folder, name)) in reader.tree]
    named = [at for at in found if at[len(folder) :].strip("/") in bodies]
    return (named or (found if len(found) == 1 else [""]))[0]


def _composite(steps: Any) -> str:
    """What the steps of a composite action use and run."""
    found = [s for s in steps if isinstance(s, dict)] if isinstance(steps, list) else []
    told = [label for step in found if (label := _label(step))]
    if not found:
        return ""
    if len(told) == len(found) <= MAX_STEPS and len(told) == len(set(told)):
        noun = "this step" if len(told) == 1 else "these steps"
        return f"It is a composite action of {noun}: {listed(told)}."
    used = dict.fromkeys(label for label in map(_used, found) if label)
    if not used or len(used) > MAX_STEPS:
        return "It is a composite action."
    return f"It is a composite action that uses {listed(list(used))}."


def _used(step: dict[str, Any]) -> str:
    uses = step.get("uses")
    if not isinstance(uses, str) or uses.startswith(".") or "$" in uses:
        return ""
    name = uses.partition("@")[0]
    image = name.removeprefix(_IMAGE)
    return f"the image `{image}`" if image != name else f"`{name}`"


def _label(step: dict[str, Any]) -> str:
    """How a list names a step: the action it uses, or the one command that it runs."""
    run = step.get("run")
    if isinstance(run, str):
        line = run.strip()
        short = "\n" not in line and len(line) <= MAX_COMMAND and "`" not in line
        bound = "github.action_path" in line or "GITHUB_" in line
        return f"`{line}`" if short and line and not bound else ""
    return _used(step)


def _made_elsewhere(reader: Reader, made: str, build: str) -> bool:
    """Whether a release makes the code, or a page or a check says not to commit it."""
    paths = [path for path in reader.tree.paths if path.count("/") <= MAX_DEPTH]
    name = re.escape(made.rpartition("/")[2])
    asked = re.compile(rf"\b(do not|don't|never|no need to)\b[^.\n]{{0,80}}\b{name}\b", re.I)
    for path in paths:
        file = path.rpartition("/")[2].lower()
        if file.startswith((".releaserc", "release.config")) and made in reader.text(path):
            return True
        page = file.endswith(".md") and file.startswith(("contribut", "develop", "hacking"))
        flow = path.startswith(".github/workflows/")
        if (page or flow) and asked.search(reader.text(path)):
            return True
        text = reader.text(path) if flow else ""
        if _COMMITS.search(text) and (made in text or build in text):
            return True
    return False


def rebuilt(reader: Reader, folder: str, path: str, build: str) -> Iterator[Fact[Note]]:
    """That the code which the action runs is made by a build and stands in the repository."""
    runs = reader.yaml(path).get("runs")
    main = runs.get("main") if isinstance(runs, dict) else None
    if not build or not isinstance(main, str):
        return
    made = normalise(join(folder, main)) or ""
    if made not in reader.tree or made[len(folder) :].strip("/").split("/")[0] not in _MAKES:
        return
    if _made_elsewhere(reader, made[: made.rindex("/")] if "/" in made else made, build):
        return
    text = (
        f"The action runs `{main}` as it is committed: after a change of the sources, run "
        f"`{build}` and commit what it makes."
    )
    evidence = (Evidence(path, *Lines(reader.text(path)).span("runs", "main")), Evidence(made))
    yield Fact(Note("development", text), evidence, folder)
