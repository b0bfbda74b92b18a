"""Under which names the image is published, where a workflow or a release tool pushes it."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from moxi.facts.docker.technologies import repository
from moxi.facts.model import Evidence
from moxi.facts.paths import is_test, is_vendored, join
from moxi.facts.yaml_lines import Lines
from moxi.patterns import lazy_re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moxi.facts.reader import Reader

_DESCRIPTION = lazy_re(
    r"\s*(?:-\s+)?(?:org\.opencontainers\.image\.description=(.+)|short-description:\s*(.+))$"
)
_EXPRESSION = lazy_re(r"\$\{\{\s*(.*?)\s*\}\}")
_SHELL_VARIABLE = lazy_re(r"\$(?:\{(\w+)\}|(\w+))")
_EXPORT = lazy_re(r"""echo ["']?(\w+)=([^"'\n]*)["']? *>> *["']?\$\{?GITHUB_ENV""")
_IMAGE = lazy_re(r"^(?:[\w.-]+(?::\d+)?/)*[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]*)?$")
_GORELEASER = (".goreleaser.yml", ".goreleaser.yaml", "goreleaser.yml", "goreleaser.yaml",
               ".github/goreleaser.yml", ".github/goreleaser.yaml")  # fmt: skip
_LATEST_BY_DEFAULT = ("type=semver", "type=pep440", "type=match", "type=ref,event=tag")
_NAMERS = ("docker/metadata-action", "crazy-max/ghaction-docker-meta")
_SHARED_BUILDER = "docker/github-builder/"
"""workflows of Docker's own that build and push, called with the inputs of its actions"""
_BUILDERS = ("docker/build-push-action", "docker/bake-action")
# Images in which the project is built or worked on.
_FOR_BUILDS = lazy_re(
    r"[-_/](build|builder|buildenv|build-env|ci|toolchain|devcontainer|dev|devel|development)$"
)
_PUSHED = lazy_re(r"docker (image )?push |--push\b|docker buildx imagetools create ")
_PLATFORM = lazy_re(r"linux/[a-z0-9]+(?:/v\d)?")
_TRIAL = lazy_re(r"^test|^ci$|cache|build|tmp|temp|debug|^dev|branch|^pr$|snapshot|nightly|sha$")
MAX_PAGES = 40
_LOCAL = ("localhost", "127.0.0.1", "registry:", "kind-registry")

Found = tuple[str, Evidence]


def published_images(reader: Reader) -> list[Found]:
    """Images with a `latest` tag that the repository pushes, Docker Hub first, each once."""
    found: dict[str, Evidence] = {}
    for image, evidence in (
        *_of_workflows(reader), *_of_circle(reader), *_of_goreleaser(reader)
    ):  # fmt: skip
        if _FOR_BUILDS.search(image.partition(":")[0]):
            continue
        if _IMAGE.match(image) and not image.startswith(_LOCAL) and "/" in image:
            bare = image.removeprefix("docker.io/").removeprefix("index.docker.io/")
            found.setdefault(bare.removesuffix(":latest"), evidence)
    if plain := {i: e for i, e in found.items() if ":" not in i.rpartition("/")[2]}:
        latest = {repository(image) for image in plain}
        found = {i: e for i, e in found.items() if i in plain or repository(i) not in latest}
    names = {image.rpartition("/")[2].partition(":")[0] for image in found}
    project = reader.snapshot.metadata.name.lower()
    if len(names) > 1:
        wanted = (project, project.removeprefix("docker-"))
        found = {i: e for i, e in found.items() if repository(i).rpartition("/")[2] in wanted}
    order = sorted(found, key=lambda i: ("." in i.split("/")[0], repository(i) != i))
    return [(image, found[image]) for image in order]


def stated_images(reader: Reader) -> list[Found]:
    """The project's image where only its pages or the examples of its use name it."""
    metadata = reader.snapshot.metadata
    owner, name = metadata.owner.lower(), metadata.name.lower()
    names = {name, name.removeprefix("docker-"), name.removesuffix("-docker")}
    if not owner:
        return []
    wanted = "|".join(re.escape(f"{owner}/{name}") for name in sorted(names))
    line_of = re.compile(
        rf"(?:docker (?:run|pull)\s.*|image: *[\"']?)(?<![\w./-])({wanted})(?![\w./-])"
    )
    for path in [p for p in reader.tree.paths if p.endswith((".md", "compose.yml"))][:MAX_PAGES]:
        if f"{owner}/" in reader.text(path) and not (is_vendored(path) or is_test(path)):
            for number, line in enumerate(reader.lines(path), 1):
                if found := line_of.search(line):
                    return [(found[1], Evidence(path, number, number))]
    return []


def built_for(reader: Reader) -> list[str]:
    """The platforms for which workflows build the image that they push, where all agree."""
    found: list[list[str]] = []
    for path in reader.tree.files(join(".github", "workflows")):
        if "platforms" not in reader.text(path) or not path.endswith((".yml", ".yaml")):
            continue
        jobs = reader.yaml(path).get("jobs")
        for job in jobs.values() if isinstance(jobs, dict) else ():
            for step in _dicts(_table(job).get("steps")):
                given = _table(step.get("with"))
                if str(step.get("uses")).startswith(_BUILDERS) and _pushes([step]):
                    found.append(_items(given.get("platforms")))
    plain = found[0] if found and all(set(other) == set(found[0]) for other in found) else []
    return plain if all(_PLATFORM.fullmatch(name) for name in plain) else []


def described(reader: Reader) -> Found | None:
    """The description that a workflow labels the image with, or sends to Docker Hub."""
    for path in reader.tree.files(join(".github", "workflows")):
        if "description" not in reader.text(path):
            continue
        for number, line in enumerate(reader.lines(path), 1):
            found = _DESCRIPTION.match(line)
            text = (found[1] or found[2]).strip().strip("\"'") if found else ""
            if len(text.split()) > 2 and "$" not in text:
                return text, Evidence(path, number, number)
    return None


def _of_workflows(reader: Reader) -> Iterator[Found]:
    callers = _callers(reader)
    for path in reader.tree.files(join(".github", "workflows")):
        if "docker" in reader.text(path) and path.endswith((".yml", ".yaml")):
            for inputs in callers.get(path, [{}]):
                yield from _of_workflow(reader, path, inputs)


def _callers(reader: Reader) -> dict[str, list[dict[str, Any]]]:
    """What the jobs of other workflows give to a workflow that they call, as `inputs.name`."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in reader.tree.files(join(".github", "workflows")):
        if "uses: ./.github/workflows/" in reader.text(path):
            for job in _table(reader.yaml(path).get("jobs")).values():
                called = _table(job).get("uses")
                if isinstance(called, str) and called.startswith("./"):
                    given = _table(_table(job).get("with"))
                    inputs = {f"inputs.{name}": value for name, value in given.items()}
                    found.setdefault(called[2:], []).append(inputs)
    return found


def _of_workflow(reader: Reader, path: str, inputs: dict[str, Any]) -> Iterator[Found]:
    table = reader.yaml(path)
    jobs = table.get("jobs")
    lines = Lines(reader.text(path))
    for name, job in jobs.items() if isinstance(jobs, dict) else ():
        if not isinstance(job, dict):
            continue
        values = {**inputs, **_table(table.get("env")), **_table(job.get("env"))}
        given = _table(job.get("with"))
        if str(job.get("uses")).startswith(_SHARED_BUILDER) and given.get("push") != "false":
            told = {"images": given.get("meta-images"), "tags": given.get("meta-tags"),
                    "flavor": given.get("meta-flavor")}  # fmt: skip
            step = {"uses": "docker/metadata-action", "with": told}
            for image in _of_step(reader, step, values) if "push" in given else ():
                yield image, Evidence(path, *lines.span("jobs", name, "with", "meta-images"))
        steps = job.get("steps")
        steps = [s for s in steps if isinstance(s, dict)] if isinstance(steps, list) else []
        if not _pushes(steps):
            continue
        values = {**_exported(steps), **values}
        for number, step in enumerate(job["steps"]):
            if isinstance(step, dict):
                start, end = lines.span("jobs", name, "steps", str(number))
                for image in _of_step(reader, step, values):
                    yield image, Evidence(path, start, end)


def _of_circle(reader: Reader) -> Iterator[Found]:
    """What the scripts of CircleCI's jobs push."""
    path = ".circleci/config.yml"
    if "docker" not in reader.text(path):
        return
    jobs = reader.yaml(path).get("jobs")
    for job in jobs.values() if isinstance(jobs, dict) else ():
        steps = job.get("steps") if isinstance(job, dict) else None
        for step in steps if isinstance(steps, list) else ():
            run = step.get("run") if isinstance(step, dict) else None
            script = run.get("command") if isinstance(run, dict) else run
            for image in _of_script(reader, script, {}) if isinstance(script, str) else ():
                yield image, reader.find(path, image)


def _pushes(steps: list[dict[str, Any]]) -> bool:
    """Whether a job's steps push what they build."""
    for step in steps:
        uses, run, given = step.get("uses"), step.get("run"), _table(step.get("with"))
        if isinstance(uses, str) and uses.startswith(_BUILDERS):
            push = given.get("push")
            if (push and push != "false") or "push=true" in str(given.get("outputs")):
                return True
        if isinstance(run, str) and _PUSHED.search(run):
            return True
    return False


def _of_step(reader: Reader, step: dict[str, Any], values: dict[str, Any]) -> Iterator[str]:
    uses, given = step.get("uses"), _table(step.get("with"))
    values = {**values, **_table(step.get("env"))}
    if isinstance(uses, str) and uses.startswith(_NAMERS):
        if _makes_latest(given):
            for item in _items(given.get("images")):
                name = item.partition(",")[0].removeprefix("name=")
                if "enable=false" not in item and (image := _filled(reader, name, values)):
                    yield image.lower() + _latest_with_suffix(given)
    elif isinstance(uses, str) and uses.startswith("docker/build-push-action"):
        for item in _tags(given, values):
            image = _filled(reader, item, values)
            if image and _stays(image):
                yield image.lower() if "github." in item else image
    elif isinstance(step.get("run"), str):
        yield from _of_script(reader, step["run"], values)


def _tags(given: dict[str, Any], values: dict[str, Any]) -> list[str]:
    """The tags of a build, also where a variable holds all of them."""
    tags = str(given.get("tags") or "").strip()
    whole = _EXPRESSION.fullmatch(tags)
    held = values.get(whole[1][4:]) if whole and whole[1].startswith("env.") else None
    return _items(held) if isinstance(held, str) and "," in held else _items(given.get("tags"))


def _exported(steps: list[dict[str, Any]]) -> dict[str, str]:
    """What scripts of a job write into the environment of the steps behind them."""
    scripts = [run for step in steps if isinstance(run := step.get("run"), str)]
    return {name: value for run in scripts for name, value in _EXPORT.findall(run)}


def _of_script(reader: Reader, script: str, values: dict[str, Any]) -> Iterator[str]:
    for line in script.replace("\\\n", " ").split("\n"):
        if "docker" not in line or "push" not in line:
            continue
        try:
            words = shlex.split(
                _EXPRESSION.sub(lambda m: m[0].replace(" ", ""), line), comments=True
            )
        except ValueError:
            continue
        names: list[str] = []
        if words[:2] == ["docker", "push"] or words[:3] == ["docker", "image", "push"]:
            names = words[-1:]
        elif words[:1] == ["docker"] and "--push" in words:
            names = [b for a, b in pairwise(words) if a in ("-t", "--tag")]
        for name in names:
            image = _filled(reader, name, values)
            if image and _stays(image):
                yield image


def _stays(image: str) -> bool:
    """Whether a name goes on to mean the newest image: its tag is no version, and no trial."""
    tag = image.rpartition("/")[2].partition(":")[2]
    return not tag or (bool(re.fullmatch(r"[a-z]+", tag)) and not _TRIAL.search(tag))


def _makes_latest(given: dict[str, Any]) -> bool:
    """Whether the metadata action gives a `latest` tag, by its rules."""
    flavor = " ".join(_items(given.get("flavor")))
    tags = _items(given.get("tags"))
    if "latest=false" in flavor:
        return any("latest" in tag for tag in tags)
    if "latest=true" in flavor or not tags:
        return True
    return any(tag.startswith(_LATEST_BY_DEFAULT) or re.search(r"\blatest\b", tag) for tag in tags)


def _latest_with_suffix(given: dict[str, Any]) -> str:
    """`:latest-web`, where the flavor puts something around that tag too; else `""`."""
    parts = {"prefix": "", "suffix": ""}
    for item in _items(given.get("flavor")):
        key, _, rest = item.partition("=")
        value, _, more = rest.partition(",")
        if key in parts and "onlatest=true" in more:
            parts[key] = value
    around = f"{parts['prefix']}latest{parts['suffix']}"
    return "" if around == "latest" else f":{around}"


def _filled(reader: Reader, text: str, values: dict[str, Any]) -> str:
    """A text with the expressions that are known; empty where one is not."""
    metadata = reader.snapshot.metadata
    slug = f"{metadata.owner}/{metadata.name}" if metadata.owner and metadata.name else ""
    known = {
        "github.repository": slug,
        "github.repository_owner": metadata.owner,
        "github.event.repository.name": metadata.name,
        "github.actor": "",
    }
    for _ in range(3):
        unknown = False

        def fill(match: re.Match[str]) -> str:
            nonlocal unknown
            name = match[1]
            value = known.get(name) or values.get(name.removeprefix("env."))
            if not isinstance(value, str) or not value:
                unknown = True
                return ""
            return value

        text = _EXPRESSION.sub(fill, text)
        if unknown:
            return ""
        if "${{" not in text:
            break
    shell = {**values, "GITHUB_REPOSITORY": slug}
    text = _SHELL_VARIABLE.sub(lambda m: str(shell.get(m[1] or m[2]) or "$"), text)
    return "" if "$" in text else text.strip()


def _of_goreleaser(reader: Reader) -> Iterator[Found]:
    for path in _GORELEASER:
        if path not in reader.tree:
            continue
        table = reader.yaml(path)
        project = table.get("project_name")
        project = project if isinstance(project, str) else reader.snapshot.metadata.name
        for template in _templates(table):
            image = re.sub(r"\{\{\s*\.ProjectName\s*\}\}", project, template)
            if image.endswith(":latest") and "{{" not in image:
                line = reader.find(path, template.split("{{")[0].removesuffix(":latest"))
                yield repository(image), line


def _templates(table: dict[str, Any]) -> list[str]:
    """The names of images that GoReleaser pushes, its templates not filled in."""
    stated: list[Any] = []
    for key, field in (("dockers", "image_templates"), ("docker_manifests", "name_template")):
        for item in _dicts(table.get(key)):
            if item.get("skip_push") != "true":
                value = item.get(field)
                stated += value if isinstance(value, list) else [value]
    for item in _dicts(table.get("dockers_v2")):
        images = item.get("images")
        if "latest" in str(item.get("tags")) and isinstance(images, list):
            stated += [f"{image}:latest" for image in images]
    return [template for template in stated if isinstance(template, str)]


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _items(value: Any) -> list[str]:
    """The lines of a multi-line input, or what commas separate."""
    if not isinstance(value, str):
        return []
    lines = [line.strip() for line in value.split("\n")]
    if len(lines) == 1 and "type=" not in value and "name=" not in value:
        lines = [part.strip() for part in value.split(",")]
    return [line for line in lines if line and not line.startswith("#")]


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
